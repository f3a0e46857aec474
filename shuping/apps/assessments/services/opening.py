"""Opening the assessment of a round, and totals that a department already has."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from shuping.apps.assessments import queries
from shuping.apps.assessments.models import Assessment, Scheme, UnitAssessment
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.assessments.states import State
from shuping.core.errors import RuleError
from shuping.core.rulesets.nodes import decimal

from . import common
from .schemes import lock

ANSWER_DAYS = 5  # 建议值


@transaction.atomic
def open_assessment(
    *,
    cycle: Cycle,
    schemes: Sequence[Scheme],
    self_due: date,
    answer_days: int = ANSWER_DAYS,
    first: bool = False,
    by: Actor,
    at: datetime,
) -> Assessment:
    """Open the annual assessment: every reporter gets the scheme of the unit's class; the schemes are locked.

    On an assessment that is open already, reporters who came later are added, unless `first` says that none was open
    when the page was shown. Raises RuleError `assessments.opened_already` (who, at), `assessments.no_scheme_for`
    (unit), `assessments.two_schemes`, `assessments.answer_days`, `assessments.due_past`.
    """
    locked = cycles_api.locked(cycle)
    common.require_open(locked)
    if not 1 <= answer_days <= 60:
        raise RuleError("assessments.answer_days")
    classes = [one.unit_class for one in schemes]
    if len(set(classes)) != len(classes):
        raise RuleError("assessments.two_schemes")
    standing = Assessment.objects.filter(cycle=locked).first()
    if first and standing is not None:
        who = str(standing.opened_by or "—")
        raise RuleError("assessments.opened_already", who=who, at=common.moment(standing.opened_at))
    if standing is None and self_due < clock.local_day(at):
        raise RuleError("assessments.due_past", due=self_due)
    row = standing or Assessment(cycle=locked, opened_at=at, opened_by_id=by.user_id)
    row.self_due, row.answer_days = self_due, answer_days
    row.save()
    known = set(row.units.values_list("participant_id", flat=True))
    added = []
    used = {one.pk: one for one in Scheme.objects.select_for_update().filter(pk__in=[one.pk for one in schemes])}
    for participant in cycles_api.reporters(locked):
        if participant.pk in known:
            continue
        scheme = queries.scheme_for(participant, list(used.values()))
        if scheme is None:
            raise RuleError("assessments.no_scheme_for", unit=participant.organization_name)
        lock(scheme, at=at)
        UnitAssessment.objects.create(assessment=row, participant=participant, scheme=scheme)
        added.append(participant.organization_name)
    action = "assessment.opened" if standing is None else "assessment.changed"
    details = {"units": added, "schemes": [str(one) for one in schemes], "self_due": self_due}
    common.record(action, row, by=by, at=at, organization_id=locked.organizer_id, details=details)
    return row


@transaction.atomic
def import_totals(
    *, cycle: Cycle, totals: Mapping[int, Decimal | str], source: str, by: Actor, at: datetime
) -> list[UnitAssessment]:
    """Totals a department already has, by participant; each stands with its source and has no indicators.

    Raises RuleError `assessments.source_missing`, `assessments.not_on_roster`, `assessments.total_not_usable` (unit),
    `assessments.assessed_here` (unit) for a unit that is being assessed here, `accounts.conflict`.
    """
    locked = cycles_api.locked(cycle)
    common.require_open(locked)
    source = common.need(source, "assessments.source_missing", 300)
    people = {one.pk: one for one in cycles_api.reporters(locked)}
    today = clock.local_day(at)
    defaults = {"self_due": today, "answer_days": ANSWER_DAYS, "opened_at": at, "opened_by_id": by.user_id}
    assessment, _new = Assessment.objects.get_or_create(cycle=locked, defaults=defaults)
    made = []
    for pk, value in totals.items():
        if pk not in people:
            raise RuleError("assessments.not_on_roster")
        name = people[pk].organization_name
        exact = decimal(value)
        if exact is None or not 0 <= exact <= 100 or (exact * 10_000).denominator != 1:
            raise RuleError("assessments.total_not_usable", unit=name, value=str(value)[:20])
        common.refuse_barred(by, people[pk].organization_id, at=at)
        row = UnitAssessment.objects.select_for_update().filter(participant=pk).first()
        if row is not None and row.confirmed_how != UnitAssessment.How.IMPORT:
            raise RuleError("assessments.assessed_here", unit=name)
        row = row or UnitAssessment(assessment=assessment, participant=people[pk])
        row.state, row.confirmed_how, row.source = State.CONFIRMED, UnitAssessment.How.IMPORT, source
        row.total = Decimal(exact.numerator) / Decimal(exact.denominator)
        row.confirmed_at, row.confirmed_by_id = at, by.user_id
        row.save()
        made.append(row)
    details = {"source": source, "totals": {str(row): str(row.total) for row in made}}
    where = locked.organizer_id
    common.record("total.imported", assessment, by=by, at=at, organization_id=where, details=details)
    return made
