"""Due dates, extensions, and the computed flags 临期 and 逾期 (REC-08, REC-11; case F)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shuping.core.errors import RuleError

from .states import OPEN, State


class Light(StrEnum):
    """Red, yellow, green; NONE where no deadline presses any more."""

    RED = "red"  # 逾期
    YELLOW = "yellow"  # 临期
    GREEN = "green"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Extension:
    """One request for more time: the day it was asked, the day wanted, and the day of its approval, if any."""

    asked_on: date
    wanted: date
    approved_on: date | None = None


def plan_due(delivered_on: date, plan_days: int) -> date:
    """The day the unit's plan is due: so many days after the feedback was delivered (R-60)."""
    return delivered_on + timedelta(days=plan_days)


def check_extension(*, due: date | None, wanted: date, on: date) -> None:
    """Whether more time may still be asked for, or granted, on the day `on`: not once the deadline has passed.

    The deadline is the end of the day `due`, so asking and answering on that very day still counts.
    Raises RuleError `rectification.no_deadline`, `rectification.deadline_passed` (due) or
    `rectification.not_later` (due).
    """
    if due is None:
        raise RuleError("rectification.no_deadline")
    if on > due:
        raise RuleError("rectification.deadline_passed", due=due.isoformat())
    if wanted <= due:
        raise RuleError("rectification.not_later", due=due.isoformat())


def effective_due(promised: date, extensions: Iterable[Extension]) -> date:
    """The deadline that holds after all extensions that were asked and approved before the then valid deadline."""
    due = promised
    for extension in extensions:
        approved = extension.approved_on
        if approved is None or approved > due or extension.asked_on > due:
            continue
        due = max(due, extension.wanted)
    return due


def light(state: str, due: date | None, *, on: date, soon_days: int, asked_on: date | None = None) -> Light:
    """Red from the day after the deadline, yellow within `soon_days` before it, else green; NONE once nothing presses.

    A row whose sign-off was asked for in time (`asked_on` not after `due`) does not turn red while the other role
    still reads it.
    """
    if State(state) not in OPEN or due is None:
        return Light.NONE
    if state == State.SIGN_OFF_REQUESTED and asked_on is not None and asked_on <= due:
        return Light.GREEN
    if on > due:
        return Light.RED
    return Light.YELLOW if (due - on).days <= soon_days else Light.GREEN
