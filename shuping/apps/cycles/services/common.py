"""What every write of a round needs: its lock, its stage, its trace."""

from datetime import datetime

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles.models import Cycle, PlanChange
from shuping.apps.cycles.wording import CHANGES, stage_name, value_name
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.errors import RuleError

UNTIL_REPORTS = (Stage.DRAFT, Stage.PLAN_APPROVED, Stage.NOTIFIED, Stage.PREPARING)
UNTIL_MEETING = (*UNTIL_REPORTS, Stage.MATERIALS_LOCKED)


def locked(cycle: Cycle) -> Cycle:
    """The round as it stands now, its row locked until the transaction ends."""
    return Cycle.objects.select_for_update().get(pk=cycle.pk)


def locked_at(cycle: Cycle, revision: int) -> Cycle:
    """Like `locked`, but refused (`cycles.changed_meanwhile`) if somebody changed the plan since `revision`."""
    row = locked(cycle)
    if row.revision != revision:
        raise RuleError("cycles.changed_meanwhile", who=row.changed_by or "—")
    return row


def require_stage(cycle: Cycle, *stages: str) -> None:
    """Refuse an act outside `stages` (`cycles.not_now`), and any act in a suspended round."""
    if cycle.suspended:
        raise RuleError("cycles.suspended")
    if cycle.stage not in stages:
        raise RuleError("cycles.not_now", stage=stage_name(cycle.stage))


def require_open(cycle: Cycle) -> None:
    """Refuse any act in an archived round."""
    if cycle.stage == Stage.ARCHIVED:
        raise RuleError("cycles.not_now", stage=stage_name(cycle.stage))


def require_text(value: str, what: str) -> str:
    """A text that must be given, stripped; `what` is the field of the page, named by its label in the refusal."""
    if not value.strip():
        raise RuleError("cycles.value_needed", what=value_name(what), field=what)
    return value.strip()


def touch(cycle: Cycle, by: Actor, *fields: str) -> None:
    """Save the named fields of a round and count the change."""
    cycle.revision += 1
    cycle.changed_by = by.name[:100]
    cycle.save(update_fields=[*fields, "revision", "changed_by"])


def note_change(cycle: Cycle, kind: str, text: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Keep a change made after approval with its reason; in a draft nothing is kept beside the audit (CYC-04).

    Raises RuleError `cycles.reason_needed` if the plan is approved and no reason is given.
    """
    if not at_least(cycle.stage, Stage.PLAN_APPROVED):
        return
    if not reason.strip():
        raise RuleError("cycles.reason_needed")
    if kind not in CHANGES:
        raise ValueError(kind)
    PlanChange.objects.create(cycle=cycle, kind=kind, text=text, reason=reason.strip(), at=at, user_id=by.user_id)


def record(
    action: str, cycle: Cycle, *, by: Actor, at: datetime, reason: str = "", details: dict[str, object] | None = None
) -> None:
    """The one audit row of an act on a round."""
    audit_api.record(
        f"cycles.{action}",
        by=by,
        at=at,
        about=cycle,
        organization_id=cycle.organizer_id,
        reason=reason,
        details=details,
    )
