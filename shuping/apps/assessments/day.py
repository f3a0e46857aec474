"""What waits at the annual assessment and the pre-review check for the acting person."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.assessments.states import CHECKING, State
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access
from .models import UnitAssessment, Visit
from .services.common import STAGES


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Lines for the unit (score, answer), the groups (visits) and the office (deliver, answer objections, close)."""
    if actor.reach(Permission.SELF_SCORE_WRITE) is not Reach.NONE:
        yield from _of_unit(actor)
    if actor.reach(Permission.CHECK_DO) is not Reach.NONE and actor.user_id is not None:
        yield from _of_group(actor)
    if actor.reach(Permission.ASSESSMENT_KEEP) is not Reach.NONE:
        yield from _of_office(actor, on)


def _of_unit(actor: Actor) -> Iterator[Waiting]:
    confirms = actor.reach(Permission.ASSESSMENT_CONFIRM) is not Reach.NONE
    rows = access.units(actor, Permission.SELF_SCORE_WRITE).filter(
        assessment__cycle__stage__in=STAGES, assessment__cycle__rehearsal=False, assessment__cycle__suspended_reason=""
    )
    for row in rows:
        title = row.assessment.cycle.title
        if row.state == State.SELF_SCORE:
            url = reverse("assessments:self_score", args=[row.pk])
            due = row.assessment.self_due
            yield Waiting(_("Score your unit for the annual assessment"), url, "assessments.self_score", due, title)
        elif row.state in (State.WITH_UNIT, State.ANSWERED) and confirms:
            url = reverse("assessments:answer", args=[row.pk])
            text = _("Confirm the result of the annual assessment or object")
            yield Waiting(text, url, "assessments.answer", row.answer_due, title)


def _of_group(actor: Actor) -> Iterator[Waiting]:
    rows = access.visits(actor).filter(
        state=Visit.State.PLANNED,
        group__members__user=actor.user_id,
        unit__assessment__cycle__stage__in=STAGES,
        unit__assessment__cycle__rehearsal=False,
    )
    for row in rows.order_by("planned_on", "id"):
        url = reverse("assessments:form", args=[row.pk])
        about = row.unit.participant.organization_name
        yield Waiting(_("Check the unit on site"), url, "assessments.visit", row.planned_on, about)


def _of_office(actor: Actor, on: date) -> Iterator[Waiting]:
    rows = access.units(actor, Permission.ASSESSMENT_KEEP).filter(
        assessment__cycle__stage__in=STAGES, assessment__cycle__rehearsal=False, assessment__cycle__suspended_reason=""
    )
    if actor.reach(Permission.ASSESSMENT_KEEP) is Reach.ALL:
        rows = rows.filter(assessment__cycle__parent=None)  # a child round waits for its unit
    found: dict[tuple[int, str], list[UnitAssessment]] = {}
    for row in rows.prefetch_related("visits").order_by("assessment", "participant__order_no"):
        kind = _office_kind(row, on)
        if kind:
            found.setdefault((row.assessment.cycle_id, kind), []).append(row)
    texts = {
        "deliver": _("Send the result of the check to the unit"),
        "objection": _("Answer the unit's objections"),
        "close": _("Close what was not answered in time"),
    }
    for (cycle, kind), units in found.items():
        one = units[0]
        url = (
            reverse("assessments:unit", args=[one.pk])
            if len(units) == 1
            else reverse("assessments:round", args=[cycle])
        )
        about = one.participant.organization_name if len(units) == 1 else one.assessment.cycle.title
        yield Waiting(texts[kind], url, f"assessments.{kind}", None, about, len(units))


def _office_kind(row: UnitAssessment, on: date) -> str:
    if row.state == State.OBJECTED:
        return "objection"
    if row.state in CHECKING:
        states = {one.state for one in row.visits.all() if one.state != Visit.State.CANCELLED}
        return "deliver" if states == {Visit.State.DONE} else ""
    late = row.answer_due is not None and on > row.answer_due
    return "close" if late and row.state in (State.WITH_UNIT, State.ANSWERED) else ""
