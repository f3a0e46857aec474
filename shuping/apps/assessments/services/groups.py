"""Groups drawn without conflict of interest, units assigned, one visit a unit (核-1, 核-2, R-21, R-23)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from shuping.apps.accounts.api import User
from shuping.apps.assessments import queries
from shuping.apps.assessments.models import Assessment, CheckGroup, CheckMember, UnitAssessment, Visit
from shuping.apps.audit import api as audit_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.assessments.draw import draw
from shuping.core.errors import RuleError

from . import common


def _locked(assessment: Assessment) -> Assessment:
    row = Assessment.objects.select_for_update().get(pk=assessment.pk)
    common.require_open(row.cycle)
    return row


@transaction.atomic
def draw_groups(
    *,
    assessment: Assessment,
    people: Sequence[User],
    groups: int,
    seed: str,
    seen: str | None = None,
    by: Actor,
    at: datetime,
) -> list[CheckGroup]:
    """Deal people into groups and give each unit to one group of which nobody must stand aside; one visit each.

    `seed` stands in the record with everything the draw stood on, so that anybody can draw again. What was drawn
    before is replaced as long as no visit has begun. `seen`: when the draw that is to be replaced was made, as the page
    showed it ("" for none). Raises RuleError `assessments.visits_begun`, `assessments.nobody_may_check` (unit),
    `assessments.too_few_people`, `assessments.seed_missing`, `assessments.drawn_meanwhile` (who, at).
    """
    row = _locked(assessment)
    if seen is not None and seen != row.drawn.get("at", ""):
        raise RuleError("assessments.drawn_meanwhile", who=row.drawn.get("by", "—"), at=_drawn_at(row))
    seed = common.need(seed, "assessments.seed_missing", 60)
    units = {one.participant.organization_id: one for one in _to_visit(row)}
    standing = Visit.objects.filter(group__assessment=row)
    if standing.filter(state=Visit.State.DONE).exists() or standing.filter(sendings__isnull=False).exists():
        raise RuleError("assessments.visits_begun")
    on = clock.local_day(at)
    barred = {one.pk: queries.barred_units(one.person_id, units, on=on) for one in people}
    try:
        drawn = draw([one.pk for one in people], list(units), barred, groups=groups, seed=seed)
    except RuleError as error:
        if error.code == "assessments.nobody_may_check":
            unit = units[int(str(error.params["unit"]))]
            raise RuleError("assessments.nobody_may_check", unit=unit.participant.organization_name) from error
        raise
    standing.delete()
    row.groups.all().delete()
    made = []
    for number, (team, visited) in enumerate(zip(drawn.people, drawn.units, strict=True), start=1):
        group = CheckGroup.objects.create(assessment=row, number=number, seed=seed)
        for place, user in enumerate(team):
            CheckMember.objects.create(group=group, user_id=user, leads=place == 0)
        for organization in visited:
            Visit.objects.create(unit=units[organization], group=group)
        made.append(group)
    details = {
        "seed": seed,
        "number": groups,
        "people": sorted(barred),
        "units": sorted(units),
        "barred": {str(one): sorted(closed) for one, closed in sorted(barred.items()) if closed},
        "groups": [{"people": list(a), "units": list(b)} for a, b in zip(drawn.people, drawn.units, strict=True)],
    }
    row.seed, row.drawn = seed, {"at": at.isoformat(), "by": by.name, **details}
    row.save(update_fields=["seed", "drawn"])
    common.record("groups.drawn", row, by=by, at=at, organization_id=row.cycle.organizer_id, details=details)
    return made


def _drawn_at(row: Assessment) -> str:
    return common.moment(datetime.fromisoformat(row.drawn["at"])) if row.drawn else "—"


def _to_visit(assessment: Assessment) -> list[UnitAssessment]:
    rows = assessment.units.exclude(confirmed_how=UnitAssessment.How.IMPORT)
    return list(rows.select_related("participant"))


@transaction.atomic
def plan_visit(
    *,
    unit: UnitAssessment,
    group: CheckGroup,
    planned_on: date | None,
    again_reason: str = "",
    covers_annual: bool = True,
    covers_check: bool = True,
    by: Actor,
    at: datetime,
) -> Visit:
    """A further visit of a unit. A second one needs its reason, since nobody is to be visited twice (R-23).

    Raises RuleError `assessments.visited_twice` (unit, on), `assessments.group_barred` (name), `assessments.no_part`.
    """
    row = common.locked_unit(unit)
    standing = row.visits.exclude(state=Visit.State.CANCELLED).first()
    if standing is not None and not again_reason.strip():
        on = standing.planned_on.isoformat() if standing.planned_on else "—"
        raise RuleError("assessments.visited_twice", unit=str(row), on=on)
    if not (covers_annual or covers_check):
        raise RuleError("assessments.no_part")
    _refuse_group(group, row, at)
    made = Visit.objects.create(
        unit=row,
        group=group,
        planned_on=planned_on,
        covers_annual=covers_annual,
        covers_check=covers_check,
        again_reason=again_reason.strip()[:300],
    )
    _record_visit("visit.planned", made, row, by=by, at=at, reason=made.again_reason)
    return made


def _refuse_group(group: CheckGroup, unit: UnitAssessment, at: datetime) -> None:
    where = unit.participant.organization_id
    for member in group.members.select_related("user"):
        if where in queries.barred_units(member.user.person_id, [where], on=clock.local_day(at)):
            raise RuleError("assessments.group_barred", name=str(member.user), unit=str(unit))


def _record_visit(
    action: str, visit: Visit, unit: UnitAssessment, *, by: Actor, at: datetime, reason: str = ""
) -> None:
    details = {"group": visit.group.number, "planned_on": visit.planned_on}
    where = unit.participant.organization_id
    common.record(action, visit, by=by, at=at, organization_id=where, reason=reason, details=details)


@transaction.atomic
def set_visit(
    *, visit: Visit, group: CheckGroup, planned_on: date | None, seen: str | None = None, by: Actor, at: datetime
) -> Visit:
    """Another day or another group. `seen`: the plan as the page showed it (`plan_of`).

    Raises RuleError `assessments.visit_done`, `assessments.visit_changed` (name, at), `assessments.group_barred`.
    """
    row = locked_visit(visit)
    refuse_done(row)
    if seen is not None and seen != plan_of(row):
        raise RuleError("assessments.visit_changed", **audit_api.latest_act("assessments.visit", row))
    unit = row.unit
    if group.assessment_id != unit.assessment_id:
        raise RuleError("assessments.other_group")
    _refuse_group(group, unit, at)
    row.group, row.planned_on = group, planned_on
    row.save(update_fields=["group", "planned_on"])
    _record_visit("visit.changed", row, unit, by=by, at=at)
    return row


@transaction.atomic
def cancel_visit(*, visit: Visit, reason: str, by: Actor, at: datetime) -> Visit:
    """A visit that is not made. Raises RuleError `assessments.visit_done`, `assessments.visit_has_entries`."""
    row = locked_visit(visit)
    refuse_done(row)
    reason = common.need(reason, "assessments.reason_missing", 300)
    if row.deductions.exclude(verdict="withdrawn").exists() or row.findings.filter(withdrawn_at=None).exists():
        raise RuleError("assessments.visit_has_entries")
    row.state, row.note = Visit.State.CANCELLED, reason
    row.save(update_fields=["state", "note"])
    _record_visit("visit.cancelled", row, row.unit, by=by, at=at, reason=reason)
    return row


def plan_of(row: Visit) -> str:
    """Group and day of a visit as one word, by which a form knows what it showed."""
    return f"{row.group_id} {row.planned_on or ''}"


def locked_visit(visit: Visit) -> Visit:
    """The visit as it stands now, its row locked; refused outside the stages."""
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    common.require_open(row.unit.assessment.cycle)
    return row


def refuse_done(row: Visit) -> None:
    """Refuse an act on a visit that is done or cancelled (`assessments.visit_done`: who, at)."""
    if row.state == Visit.State.CANCELLED:
        act = audit_api.latest_act("assessments.visit", row)
        raise RuleError("assessments.visit_done", who=act["name"], at=act["at"])
    if row.state != Visit.State.PLANNED:
        raise RuleError("assessments.visit_done", who=str(row.done_by or "—"), at=common.moment(row.done_at) or "—")
