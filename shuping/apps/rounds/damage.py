"""Every violated invariant of steps and archives, as one plain line each (`shuping verify`)."""

from collections.abc import Iterator
from itertools import pairwise

from shuping.apps.cycles.api import Cycle, StageChange
from shuping.core.cycles.stages import Kind, Stage, Step, step_between
from shuping.core.errors import RuleError

from . import filing
from .models import ArchiveFile


def damage() -> Iterator[str]:
    """Steps that are no steps, chains that break, archives that do not fit their seal."""
    changes: dict[int, list[StageChange]] = {}
    for change in StageChange.objects.order_by("cycle", "id"):
        changes.setdefault(change.cycle_id, []).append(change)
    for cycle in Cycle.objects.order_by("pk"):
        yield from _chain(cycle, changes.get(cycle.pk, []))
    yield from _archives()


def _chain(cycle: Cycle, rows: list[StageChange]) -> Iterator[str]:
    if not rows:
        return
    if rows[0].from_stage != Stage.DRAFT:
        yield f"rounds: round {cycle.pk} begins its steps at {rows[0].from_stage}, not as a draft"
    for before, after in pairwise(rows):
        if after.from_stage != before.to_stage:
            yield f"rounds: step {after.pk} of round {cycle.pk} does not follow step {before.pk}"
        if after.at < before.at:
            yield f"rounds: step {after.pk} of round {cycle.pk} is dated before step {before.pk}"
    if rows[-1].to_stage != cycle.stage:
        yield f"rounds: round {cycle.pk} stands at {cycle.stage}, its last step led to {rows[-1].to_stage}"
    for row in rows:
        yield from _step(cycle, row)


def _step(cycle: Cycle, row: StageChange) -> Iterator[str]:
    if row.from_stage == row.to_stage:
        if not row.reason.strip():
            yield f"rounds: step {row.pk} suspends round {cycle.pk} without a reason"
        return
    step = _row_of(row)
    if step is None:
        yield f"rounds: step {row.pk} of round {cycle.pk} ({row.from_stage} → {row.to_stage}) is not in the table"
    elif step.kind is not Kind.FORWARD and not row.reason.strip():
        yield f"rounds: step {row.pk} takes round {cycle.pk} back without a reason"
    elif step.kind is Kind.REOPEN and (row.second_user_id is None or row.second_user_id == row.user_id):
        yield f"rounds: step {row.pk} reopens the count of round {cycle.pk} without two persons"


def _row_of(row: StageChange) -> Step | None:
    try:
        return step_between(row.from_stage, row.to_stage)
    except RuleError:
        return None


def _archives() -> Iterator[str]:
    for file in ArchiveFile.objects.select_related("cycle"):
        cycle = file.cycle
        if file.digest != filing.seal(file.inventory, file.contents):
            yield f"rounds: the file of round {cycle.pk} was changed after it was sealed"
        if cycle.stage != Stage.ARCHIVED:
            yield f"rounds: round {cycle.pk} has a sealed file but stands at {cycle.stage}"
        if cycle.archive_digest != file.digest or cycle.archived_at is None:
            yield f"rounds: round {cycle.pk} does not carry the seal of its file"
        if cycle.rehearsal:
            yield f"rounds: rehearsal {cycle.pk} has a sealed file"
    for cycle in Cycle.objects.filter(archive=None).exclude(archive_digest=""):
        yield f"rounds: round {cycle.pk} carries a seal but has no file"
