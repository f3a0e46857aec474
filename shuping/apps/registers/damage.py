"""Every invariant of the register (`shuping verify`)."""

from collections.abc import Iterator

from shuping.base.clock import local_day
from shuping.core.registers.superior import Step, TaskState

from .models import Handling, SuperiorDocument, SuperiorTask


def damage() -> Iterator[str]:
    """One plain line per violated invariant."""
    for document in SuperiorDocument.objects.order_by("id"):
        if document.received_on < document.issued_on:
            yield f"registers: document {document.pk}: received before it was issued"
        if not document.asked:
            yield f"registers: document {document.pk}: asks for nothing"
    for handling in Handling.objects.select_related("document").prefetch_related("units").order_by("id"):
        yield from _of_step(handling)
    for task in SuperiorTask.objects.select_related("document").order_by("id"):
        yield from _of_task(task)


def _of_step(row: Handling) -> Iterator[str]:
    name = f"registers: step {row.pk}"
    if row.step not in tuple(Step):
        yield f"{name}: unknown step {row.step}"
    if row.held_on < row.document.received_on:
        yield f"{name}: held before the document came"
    if row.held_on > local_day(row.entered_at):
        yield f"{name}: entered before it was held"
    if row.step == Step.DEPLOYED and not row.units.all():
        yield f"{name}: deployed to nobody"
    if (row.withdrawn_at is not None) != bool(row.withdrawn_reason):
        yield f"{name}: withdrawn without a reason, or a reason without withdrawing"


def _of_task(row: SuperiorTask) -> Iterator[str]:
    name = f"registers: task {row.pk}"
    if row.state not in tuple(TaskState):
        yield f"{name}: unknown state {row.state}"
    if row.due_on < row.document.received_on:
        yield f"{name}: due before the document came"
    if row.state in (TaskState.REPORTED, TaskState.DONE) and (row.reported_at is None or not row.result.strip()):
        yield f"{name}: reported without a result"
    if row.state == TaskState.DONE and (row.closed_at is None or row.closed_by_id == row.reported_by_id):
        yield f"{name}: confirmed by nobody, or by whoever reported it"
    if row.state == TaskState.DROPPED and not row.remark.strip():
        yield f"{name}: dropped without a reason"
