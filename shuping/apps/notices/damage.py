"""Every invariant of the stored reminders (`shuping verify`)."""

from collections.abc import Iterator

from shuping.base.clock import local_day
from shuping.core.cycles.reminding import Step

from .models import Reminder


def damage() -> Iterator[str]:
    """One plain line per violated invariant."""
    steps = {step.value for step in Step}
    for row in Reminder.objects.select_related("organization", "escalated_to").order_by("id"):
        name = f"notices: reminder {row.pk}"
        if not row.text.strip():
            yield f"{name}: no words"
        if row.step and row.step not in steps:
            yield f"{name}: unknown step {row.step}"
        if bool(row.step) != (row.way == Reminder.Way.SYSTEM):
            yield f"{name}: a step without the system, or the system without a step"
        if row.step and row.due_on is None:
            yield f"{name}: raised for a date, but carries none"
        yield from _step_damage(name, row)
        if row.seen_at is not None and row.seen_at < row.at:
            yield f"{name}: acknowledged before it was written"


def _step_damage(name: str, row: Reminder) -> Iterator[str]:
    if row.due_on is not None:
        if row.step == Step.BEFORE and local_day(row.at) >= row.due_on:
            yield f"{name}: a reminder before the date was written on it or after it"
        if row.step in (Step.LATE, Step.ESCALATED) and local_day(row.at) <= row.due_on:
            yield f"{name}: said to be late before it was"
    if row.escalated_to is not None:
        if row.step != Step.ESCALATED:
            yield f"{name}: handed to the level above without being escalated"
        elif row.escalated_to_id == row.organization_id:
            yield f"{name}: escalated to the unit itself"
