"""The trace of a round's steps. Only the app on top, which has asked the guards, calls these (settled.md 6)."""

from datetime import datetime

from shuping.apps.cycles.models import Cycle, StageChange
from shuping.apps.cycles.wording import stage_name
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError

from .common import locked
from .plan import freeze_rules, reopen_rules


def lock_at(cycle: Cycle, stage: str) -> Cycle:
    """The round, locked, if it still stands at `stage`; else RuleError `cycles.moved_meanwhile` names who was first."""
    row = locked(cycle)
    if row.stage != stage:
        last = row.stage_changes.select_related("user").last()
        who = str(last.user) if last and last.user else "—"
        raise RuleError("cycles.moved_meanwhile", who=who, stage=stage_name(row.stage))
    return row


def record_step(
    cycle: Cycle, to: str, *, by: Actor, at: datetime, second_id: int | None = None, reason: str = ""
) -> StageChange:
    """Write one step of a locked round: its row, its stage, and what belongs to the plan itself."""
    change = StageChange.objects.create(
        cycle=cycle,
        from_stage=cycle.stage,
        to_stage=to,
        at=at,
        user_id=by.user_id,
        second_user_id=second_id,
        reason=reason,
    )
    cycle.stage = to
    cycle.save(update_fields=["stage"])
    if to == Stage.PLAN_APPROVED and change.from_stage == Stage.DRAFT:
        freeze_rules(cycle, at=at)
    elif to == Stage.DRAFT:
        reopen_rules(cycle)
    elif to == Stage.PLAN_APPROVED:
        cycle.notice_number, cycle.notice_on = "", None
        cycle.save(update_fields=["notice_number", "notice_on"])
    return change


def set_suspended(cycle: Cycle, reason: str, *, by: Actor, at: datetime) -> StageChange:
    """Set a locked round aside (`reason`) or let it go on (empty); the row goes from the stage to itself."""
    note = reason or f"✓ {cycle.suspended_reason}"
    change = StageChange.objects.create(
        cycle=cycle, from_stage=cycle.stage, to_stage=cycle.stage, at=at, user_id=by.user_id, reason=note
    )
    cycle.suspended_reason = reason
    cycle.save(update_fields=["suspended_reason"])
    return change


def seal(cycle: Cycle, digest: str, *, at: datetime) -> None:
    """Note on a locked round that its file is sealed."""
    cycle.archived_at, cycle.archive_digest = at, digest
    cycle.save(update_fields=["archived_at", "archive_digest"])


def erase(cycle: Cycle) -> None:
    """Delete a rehearsal with its plan, roster and steps; what lies above, and its child rounds, went before."""
    if not cycle.rehearsal:
        raise ValueError("only a rehearsal is ever erased")
    rules = cycle.rule_set
    cycle.delete()
    if not rules.cycles.exists():
        rules.delete()
