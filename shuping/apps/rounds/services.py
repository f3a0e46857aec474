"""Moving a round: one transaction, the round's row locked, every guard asked, the trace written, the effects done."""

import tempfile
from datetime import datetime
from typing import IO

from django.db import transaction

from shuping.apps.assessments import api as assessments_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.apps.cycles.wording import names, refusal_text, stage_name
from shuping.apps.documents import api as documents_api
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.cycles.guards import Refusal
from shuping.core.cycles.stages import Kind, Stage, forward, may_suspend, step_between, what_is_missing
from shuping.core.errors import RuleError

from . import effects, facts, filing, package
from .models import ArchiveFile


class NotReady(RuleError):
    """A step that guards refuse; `refusals` are all of them, the sentence is the only one or lists them."""

    def __init__(self, to: str, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        if len(refusals) == 1:
            first = refusals[0]
            super().__init__(first.code, names=names(first.names), **first.figures)
        else:
            texts = names(refusal_text(refusal) for refusal in refusals)
            super().__init__("rounds.not_ready", to=stage_name(to), count=len(refusals), list=texts)


@transaction.atomic
def advance_round(*, cycle: Cycle, by: Actor, at: datetime, to: str | None = None, seen: str | None = None) -> Cycle:
    """Take the next step of the year. `seen` is the stage the actor was looking at (default: the given row's).

    Raises NotReady with every refusal of the guards, `rounds.not_forward` for any other step, and
    `cycles.moved_meanwhile` (who was first) if the round has moved since.
    """
    row = cycles_api.lock_at(cycle, seen or cycle.stage)
    following = forward(row.stage)
    if following is None or (to is not None and to != following):
        raise RuleError("rounds.not_forward", to=stage_name(to or row.stage))
    if following is Stage.ARCHIVED and row.rehearsal:
        raise RuleError("rounds.rehearsal_not_archived")
    refusals = what_is_missing(facts.collect_for_next_step(row), following)
    if refusals:
        raise NotReady(following, refusals)
    return _step(row, following, by=by, at=at)


@transaction.atomic
def step_back(*, cycle: Cycle, to: str, reason: str, by: Actor, at: datetime, seen: str | None = None) -> Cycle:
    """Take a backward step where the table allows one, with reason and trace (CYC-02).

    Raises RuleError `rounds.not_back`, `rounds.reopen_through_count`.
    """
    row = cycles_api.lock_at(cycle, seen or cycle.stage)
    _need_reason(reason)
    if to not in back_steps(row):
        if (row.stage, to) == (Stage.COUNT_LOCKED, Stage.BALLOT_CLOSED):
            raise RuleError("rounds.reopen_through_count")
        raise RuleError("rounds.not_back", origin=stage_name(row.stage), to=stage_name(to))
    refusals = what_is_missing(facts.collect(row), to)
    if refusals:
        raise NotReady(to, refusals)
    return _step(row, to, by=by, at=at, reason=reason.strip())


def back_steps(cycle: Cycle) -> list[str]:
    """The stages to which one person may take the round back, with reason."""
    from_here = [(to, step_between(cycle.stage, to)) for to in Stage if _has_step(cycle.stage, to)]
    return [to.value for to, step in from_here if step.kind is Kind.BACK]


def _has_step(stage: str, to: str) -> bool:
    try:
        step_between(stage, to)
    except RuleError:
        return False
    return True


@transaction.atomic
def reopen_count(*, cycle: Cycle, first_id: int | None, reason: str, by: Actor, at: datetime) -> Cycle:
    """Back from 计票锁定 to 评议结束 by two persons: `first_id` asked, `by` confirms (domain.md section 4).

    Raises RuleError `rounds.reopen_needs_two` if both are the same or one is unknown.
    """
    row = cycles_api.lock_at(cycle, Stage.COUNT_LOCKED)
    _need_reason(reason)
    if first_id is None or by.user_id is None or first_id == by.user_id:
        raise RuleError("rounds.reopen_needs_two")
    refusals = what_is_missing(facts.collect(row), Stage.BALLOT_CLOSED)
    if refusals:
        raise NotReady(Stage.BALLOT_CLOSED, refusals)
    return _step(row, Stage.BALLOT_CLOSED, by=by, at=at, reason=reason.strip(), second_id=first_id)


def _step(row: Cycle, to: str, *, by: Actor, at: datetime, reason: str = "", second_id: int | None = None) -> Cycle:
    origin = row.stage
    cycles_api.record_step(row, to, by=by, at=at, second_id=second_id, reason=reason)
    effects.of_step(row, origin, to, by=by, at=at)
    _record("step", row, by=by, at=at, reason=reason, details={"from": origin, "to": to, "first": second_id})
    return row


@transaction.atomic
def suspend(*, cycle: Cycle, reason: str, by: Actor, at: datetime) -> Cycle:
    """Set a round aside in any stage, with reason; until it is resumed it takes no step.

    Raises RuleError `rounds.suspended_already`.
    """
    row = cycles_api.locked(cycle)
    _need_reason(reason)
    if not may_suspend(row.stage, suspended=row.suspended):
        raise RuleError("rounds.suspended_already")
    cycles_api.set_suspended(row, reason.strip(), by=by, at=at)
    _record("suspend", row, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def resume(*, cycle: Cycle, by: Actor, at: datetime) -> Cycle:
    """Let a suspended round go on where it stood. Raises RuleError `rounds.not_suspended`."""
    row = cycles_api.locked(cycle)
    if not row.suspended:
        raise RuleError("rounds.not_suspended")
    cycles_api.set_suspended(row, "", by=by, at=at)
    _record("resume", row, by=by, at=at)
    return row


@transaction.atomic
def hand_out_file(*, cycle: Cycle, by: Actor, at: datetime) -> IO[bytes]:
    """Pack the sealed file of a round for `by` (DOC-09); the package stands at its beginning, ready to be read.

    Raises RuleError rounds.not_sealed, rounds.seal_broken, rounds.file_gone (nothing is handed out).
    """
    sealed = ArchiveFile.objects.select_related("sealed_by").filter(cycle=cycle).first()
    if sealed is None:
        raise RuleError("rounds.not_sealed")
    if sealed.digest != filing.seal(sealed.inventory, sealed.contents):
        raise RuleError("rounds.seal_broken")
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)
    try:
        count = package.Package(cycle, sealed, by).write(target)
    except FileNotFoundError:
        target.close()
        raise RuleError("rounds.file_gone") from None
    target.seek(0)
    _record("archive.handed_out", cycle, by=by, at=at, details={"digest": sealed.digest, "files": count})
    return target


IN_MEMORY = 32 * 1024 * 1024  # a larger package goes to a temporary file


@transaction.atomic
def wipe_rehearsal(*, cycle: Cycle, by: Actor, at: datetime) -> None:
    """Delete a rehearsal with everything made in it (CYC-11). The audit keeps that it was held. Never a real round.

    Raises RuleError `rounds.no_rehearsal`.
    """
    row = cycles_api.locked(cycle)
    if not row.rehearsal:
        raise RuleError("rounds.no_rehearsal")
    _record("wipe", row, by=by, at=at, details={"title": row.title, "stage": row.stage})
    rounds = [*_below(row), row]
    for one in rounds:
        for wipe in (
            documents_api.wipe,
            rectification_api.wipe,
            grades_api.wipe,
            assessments_api.wipe,
            reports_api.wipe,
        ):
            wipe(one)
        ArchiveFile.objects.filter(cycle=one).delete()
    for one in rounds:
        cycles_api.erase(one)


def _below(row: Cycle) -> list[Cycle]:
    """The child rounds of a round and theirs, the lowest first."""
    return [found for child in row.children.all() for found in (*_below(child), child)]


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError("rounds.reason_needed")


def _record(
    action: str, cycle: Cycle, *, by: Actor, at: datetime, reason: str = "", details: dict[str, object] | None = None
) -> None:
    audit_api.record(
        f"rounds.{action}",
        by=by,
        at=at,
        about=cycle,
        organization_id=cycle.organizer_id,
        reason=reason,
        details=details,
    )
