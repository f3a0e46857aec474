"""What every write of the grades needs: the locked round, the window of the year, the audit row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Objection
from shuping.apps.grades.queries import results
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.errors import RuleError


def require_from(cycle: Any, stage: str) -> None:
    """Refuse an act before `stage`, in a suspended or an archived round."""
    if cycle.suspended:
        raise RuleError("grades.suspended")
    if cycle.stage == Stage.ARCHIVED or not at_least(cycle.stage, stage):
        raise RuleError("grades.wrong_stage", stage=str(cycles_api.stage_name(cycle.stage)))


def lock_inputs(cycle: Any) -> Any:
    """The locked round, if its inputs may change: from the approved plan until the decision, and again while an upheld
    objection waits to be settled. Raises RuleError `grades.decided_already`."""
    locked = cycles_api.locked(cycle)
    require_from(locked, Stage.PLAN_APPROVED)
    meeting = results.meeting_of(locked)
    if meeting is not None and meeting.decided_at is not None and not unsettled(locked).exists():
        raise RuleError("grades.decided_already", who=meeting.decided_by, on=meeting.held_on.isoformat())
    return locked


def unsettled(cycle: Any) -> Any:
    """Upheld objections of a round that no new computation has settled."""
    return Objection.objects.filter(participant__cycle=cycle, upheld=True, settled_by=None)


def refuse_conflict(by: Actor, participant: Any, at: datetime) -> None:
    """Nobody touches the figures of a unit on which he or she may not act (ORG-11)."""
    accounts_api.refuse_conflict(by, participant.organization_id, at=at)


def text(value: str, code: str, **params: object) -> str:
    """`value` stripped; raises RuleError `code` if nothing is left."""
    if not value.strip():
        raise RuleError(code, **params)
    return value.strip()


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
        f"grades.{action}",
        by=by,
        at=at,
        about=about,
        organization_id=organization_id,
        reason=reason,
        details=details or {},
    )
