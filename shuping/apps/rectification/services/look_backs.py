"""回头看: a sample of the closed rows is looked at again; what is found again opens a linked row (REC-07, REC-15)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification.models import Issue, LookBack
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.look_back import draw
from shuping.core.rectification.states import Act, State
from shuping.core.rectification.values import Problem

from .issues import insert
from .rows import first, locked, log, need, step

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle


@transaction.atomic
def draw_look_backs(*, cycle: "Cycle", planned_on: date, seed: str, by: Actor, at: datetime) -> list[LookBack]:
    """Draw the rule set's share of the round's closed rows, at least one, and plan to look at them on `planned_on`.

    `seed` makes the draw reproducible and stands in the record. Rows with a standing look-back are not drawn again.
    Raises RuleError `rectification.nothing_closed`, `rectification.seed_missing`.
    """
    seed = need(seed, "rectification.seed_missing")[:60]
    closed = Issue.objects.select_for_update().filter(cycle=cycle, state__in=[State.SIGNED_OFF, State.HELD])
    closed = closed.order_by("pk")
    ids = set(closed.values_list("pk", flat=True))
    ids -= set(LookBack.objects.filter(issue__cycle=cycle, looked_on=None).values_list("issue_id", flat=True))
    if not ids:
        raise RuleError("rectification.nothing_closed")
    share = cycles_api.rules_of(cycle).rectification.look_back_share
    drawn = draw(ids, share=share, seed=seed)
    rows = []
    for issue in Issue.objects.filter(pk__in=drawn).order_by("pk"):
        rows.append(LookBack.objects.create(issue=issue, planned_on=planned_on, seed=seed, drawn_from=len(ids)))
        log(issue, "look_back_planned", by=by, at=at, details={"planned_on": planned_on.isoformat()})
    audit_api.record(
        "rectification.look_back.drawn",
        by=by,
        at=at,
        about=cycle,
        details={"seed": seed, "from": sorted(ids), "drawn": list(drawn), "planned_on": planned_on},
    )
    return rows


@transaction.atomic
def plan_look_back(*, issue: Issue, planned_on: date, by: Actor, at: datetime) -> LookBack:
    """Plan to look at one closed row again, outside the draw.

    Raises RuleError `rectification.not_closed` (number), `rectification.look_back_standing`.
    """
    row = locked(issue)
    if row.state not in {State.SIGNED_OFF, State.HELD}:
        raise RuleError("rectification.not_closed", number=row.number)
    if row.look_backs.filter(looked_on=None).exists():
        raise RuleError("rectification.look_back_standing")
    planned = LookBack.objects.create(issue=row, planned_on=planned_on)
    log(row, "look_back_planned", by=by, at=at, details={"planned_on": planned_on.isoformat()})
    audit_api.record("rectification.look_back.planned", by=by, at=at, about=row, organization_id=row.organization_id)
    return planned


@transaction.atomic
def record_look_back(
    *,
    look_back: LookBack,
    looked_on: date,
    held: bool,
    finding: str,
    voices: str = "",
    cycle: "Cycle | None" = None,
    by: Actor,
    at: datetime,
) -> LookBack:
    """Write what was found: 巩固, or 反弹, which opens a new row that points back (重新立项).

    `voices`: what those affected say (REC-16). `cycle`: the round that the new row belongs to, by default the same.
    Raises RuleError `rectification.already_looked` (name, at), `rectification.finding_missing`,
    `rectification.not_possible`.
    """
    row = locked(look_back.issue)
    looked = LookBack.objects.select_for_update().get(pk=look_back.pk)
    if looked.looked_on is not None:
        raise RuleError("rectification.already_looked", **first(looked.looked_by, None) | {"at": looked.looked_on})
    finding = need(finding, "rectification.finding_missing")
    accounts_api.refuse_conflict(by, row.organization_id, at=at)
    step(row, Act.FIND_HELD if held else Act.FIND_RELAPSED)
    row.save(update_fields=["state"])
    looked.looked_on, looked.held, looked.looked_by_id = looked_on, held, by.user_id
    looked.finding, looked.voices = finding, voices.strip()
    looked.save()
    log(row, "held" if held else "relapsed", by=by, at=at, text=finding)
    again = None if held else _open_again(row, finding, cycle or row.cycle, by, at)
    audit_api.record(
        "rectification.look_back.held" if held else "rectification.look_back.relapsed",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"number": row.number, "looked_on": looked_on, "new_row": again.pk if again else None},
    )
    return looked


def _open_again(row: Issue, finding: str, cycle: "Cycle", by: Actor, at: datetime) -> Issue:
    return insert(
        cycle=cycle,
        organization=row.organization,
        parent=row,
        problem=Problem(
            text=row.text,
            source="check",
            source_detail=finding,
            source_key=f"relapse:{row.pk}",
            category=row.category.code if row.category else "",
            common=row.common,
            root_cause=row.root_cause,
            severity="serious",
        ),
        by=by,
        at=at,
    )
