"""Child rounds of units: 逐级述职 (CYC-13)."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from shuping.apps.cycles import queries
from shuping.apps.cycles.models import Cycle
from shuping.apps.organization.api import Organization
from shuping.base.actor import Actor
from shuping.core.cycles import content
from shuping.core.errors import RuleError
from shuping.core.rulesets import defaults
from shuping.core.rulesets.values import CHILD_ROUND, OWN_MEMBERS, OWN_SECRETARY

from .common import record, require_open
from .plan import carried_body, copy_dates, make_cycle, starting_body

LAST_YEAR = "last_year"

_CLASSES = (
    {"code": "A", "name": "本级党组织委员", "eligible": None, "reporters_vote": False},
    {"code": "B", "name": "述职的下级党组织书记", "eligible": None, "reporters_vote": True},
    {"code": "C", "name": "党员和群众代表", "eligible": None, "reporters_vote": False},
)
# 向本单位党员大会述职: each reporter's own members rate this reporter only; the weights are suggested values.
_OWN_MEMBERS = {
    "code": "D",
    "name": "本单位党员",
    "eligible": None,
    "reporters_vote": False,
    "electorate": OWN_MEMBERS,
}
# 本级书记 rated by the own committee, delegates and members, for the round above; no weight in this round.
_OWN_SECRETARY = {
    "code": "S",
    "name": "本单位委员、代表和党员（评议本级书记）",
    "eligible": None,
    "reporters_vote": False,
    "electorate": OWN_SECRETARY,
}
_WEIGHTS_WITH_MEMBERS = {"A": "0.4", "B": "0.2", "C": "0.2", "D": "0.2"}


def takes_over_own_ratings(cycle: Cycle) -> bool:
    """Whether a round takes over from the units' rounds how the own members rate its reporters (R-75)."""
    return any(one.get("electorate") == CHILD_ROUND for one in cycle.rule_set.body.get("classes", []))


def last_year_of(organizer: Organization, year: int) -> Cycle | None:
    """The unit's latest earlier child round, whose rules and dates it may take over; never a rehearsal."""
    return _earlier([organizer], year).select_related("rule_set").order_by("-year", "-id").first()


def any_last_year(units: Iterable[Organization], year: int) -> bool:
    """Whether any of the units has held a child round before."""
    return _earlier(units, year).exists()


def _earlier(units: Iterable[Organization], year: int) -> QuerySet[Cycle]:
    return Cycle.objects.filter(organizer__in=units, year__lt=year, rehearsal=False, parent__isnull=False)


@transaction.atomic
def create_child_cycle(
    *,
    parent: Cycle,
    organizer: Organization,
    by: Actor,
    at: datetime,
    cutoff_date: date | None = None,
    start: str = "default",
    title: str = "",
    categories: Sequence[str] = (),
    own_members: bool = False,
) -> Cycle:
    """A unit's own round in which the secretaries directly below it report to it and to its members (R-01).

    It hangs on the round above (`parent`), has its own rules, roster and stages, and counts in the coverage of all
    rounds above it. `own_members`: the default rules get a class 本单位党员, one body per reporter, as each secretary
    also reports to the own members (R-68). Where the round above takes over a rating by the own members (R-75), the
    rules get the class that rates the unit's own secretary. `start` is "default", "last_year" (rules and dates of the
    unit's latest earlier round) or the letter of a published plan. Raises RuleError where the unit is not below the
    parent's organiser, has nobody below it, or held no round before.
    """
    require_open(parent)
    above = parent.organizer.path
    if organizer.pk == parent.organizer_id or not organizer.path.startswith(above):
        raise RuleError("cycles.child_not_below")
    cutoff = cutoff_date or parent.cutoff_date
    earlier = last_year_of(organizer, parent.year) if start == LAST_YEAR else None
    if start == LAST_YEAR and earlier is None:
        raise RuleError("cycles.no_last_year")
    body, based_on = (carried_body(earlier), earlier.title) if earlier else starting_body(start)
    if start == "default":
        body["classes"] = deepcopy(list(_CLASSES))
        if own_members:
            body["classes"].append(dict(_OWN_MEMBERS))
            body["grading"]["class_weights"] = dict(_WEIGHTS_WITH_MEMBERS)
        body["name"] = f"逐级述职规则（{defaults.SUGGESTED}）"
    if takes_over_own_ratings(parent) and all(one["code"] != _OWN_SECRETARY["code"] for one in body["classes"]):
        body["classes"].append(dict(_OWN_SECRETARY))
    cycle = Cycle(
        organizer=organizer,
        parent=parent,
        year=parent.year,
        title=title.strip() or content.title(parent.year, organizer.name, child=True),
        cutoff_date=cutoff,
        comment_mode=(earlier or parent).comment_mode,
        categories=list(categories or parent.categories),
        emphasis=parent.emphasis,
        rehearsal=parent.rehearsal,
        based_on=based_on,
    )
    if not queries.expected_units(cycle):
        raise RuleError("cycles.nothing_below", unit=organizer.name)
    made = make_cycle(cycle, body, by=by)
    if earlier:
        copy_dates(earlier, made)
    record("create_child", made, by=by, at=at, details={"parent": parent.pk, "start": start})
    return made
