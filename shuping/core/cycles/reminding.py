"""When somebody is reminded: before a date, on it, after it, and when the level above is told (REC-09, REC-10)."""

from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """How far a date has come; each step is raised once for one thing and one date."""

    BEFORE = "before"
    DUE = "due"
    LATE = "late"
    ESCALATED = "escalated"


SOON_DAYS = 7
"""Reminded so many days before the date (建议值)."""

ESCALATION_DAYS = 7
"""So many days late, the level above is told (建议值)."""


def step_on(due: date, on: date, *, soon_days: int = SOON_DAYS, escalation_days: int = ESCALATION_DAYS) -> Step | None:
    """The step a date `due` has reached on the day `on`, or None while it is far away.

    A tick that was missed does no harm: the next one finds the step that holds by then.
    """
    left = (due - on).days
    if left > soon_days:
        return None
    if left > 0:
        return Step.BEFORE
    if left == 0:
        return Step.DUE
    return Step.LATE if -left < escalation_days else Step.ESCALATED
