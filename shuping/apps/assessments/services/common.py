"""What every write of an assessment needs: locks, stages, avoidance, the trail, the audit row."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from shuping.apps.accounts import api as accounts_api
from shuping.apps.assessments import queries
from shuping.apps.assessments.models import Deduction, DeductionStep, UnitAssessment
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle, Stage
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.assessments.states import Act, after
from shuping.core.errors import RuleError

# From the approved plan until the decision; afterwards a score is history.
STAGES = (
    Stage.PLAN_APPROVED,
    Stage.NOTIFIED,
    Stage.PREPARING,
    Stage.MATERIALS_LOCKED,
    Stage.MEETING,
    Stage.BALLOT_CLOSED,
    Stage.COUNT_LOCKED,
    Stage.PROPOSED,
)


def require_open(cycle: Cycle) -> None:
    """Refuse an act outside the stages of the assessment, and any act in a suspended round."""
    cycles_api.require_stage(cycle, *STAGES)


def locked_unit(unit: UnitAssessment) -> UnitAssessment:
    """The unit's assessment as it stands now, its row locked; refused outside the stages."""
    row = UnitAssessment.objects.select_for_update().get(pk=unit.pk)
    require_open(row.assessment.cycle)
    return row


def take(row: UnitAssessment, act: Act) -> None:
    """Move a locked unit by an act. Raises RuleError `assessments.not_possible`."""
    row.state = after(row.state, act)


def need(value: str, code: str, most: int = 2000) -> str:
    """`value` stripped. Raises RuleError `code` where nothing is left, `base.text_too_long` beyond `most` signs."""
    text = value.strip()
    if not text:
        raise RuleError(code)
    if len(text) > most:
        raise RuleError("base.text_too_long", text=f"{text[:20]}…", has=len(text), most=most)
    return text


def refuse_barred(by: Actor, organization_id: int, *, at: datetime) -> None:
    """Nobody checks or judges a unit that is the own one, led, supervised or a contact point (核-2, ORG-11).

    Raises RuleError `accounts.conflict`, `assessments.former_secretary` (name, years), `assessments.related_unit`
    (name).
    """
    accounts_api.refuse_conflict(by, organization_id, at=at)
    on = clock.local_day(at)
    if queries.led_before(by.person_id, [organization_id], on=on):
        raise RuleError("assessments.former_secretary", name=by.name, years=queries.FORMER_YEARS)
    if organization_id in queries.barred_units(by.person_id, [organization_id], on=on):
        raise RuleError("assessments.related_unit", name=by.name)


def refuse_withdrawn(kind: str, row: Model, *, gone: bool) -> None:
    """Refuse to withdraw again (`assessments.withdrawn_already`: name, at). `kind`: bonus, deduction, finding."""
    if gone:
        raise RuleError("assessments.withdrawn_already", **audit_api.latest_act(f"assessments.{kind}.withdrawn", row))


def trail(row: Deduction, kind: str, text: str, *, by: Actor, at: datetime) -> None:
    """One step of a deduction's trail, with the points as they stand after it."""
    DeductionStep.objects.create(
        deduction=row, kind=kind, points=row.points, text=text.strip(), at=at, user_id=by.user_id
    )


def moment(at: datetime | None) -> str:
    """A moment for a sentence, in local time."""
    return "" if at is None else at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")


def record(
    action: str,
    about: Model,
    *,
    by: Actor,
    at: datetime,
    organization_id: int | None,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """The one audit row of an act."""
    audit_api.record(
        f"assessments.{action}",
        by=by,
        at=at,
        about=about,
        organization_id=organization_id,
        reason=reason,
        details=details or {},
    )
