"""Working days with moved holidays (调休, CYC-14) and deadlines with grace and extension (CYC-03, CYC-04).

The calendar is data: a mapping of exceptional days to whether they are worked. Days it does not name follow their
weekday.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

Exceptions = Mapping[date, bool]

SATURDAY = 5

KINDS: tuple[str, ...] = (
    "plan",
    "notice",
    "report_due",
    "review_done",
    "meeting",
    "count",
    "decision",
    "feedback",
    "plan_due",
    "mid_check",
    "look_back",
)
"""The key dates of a round in the order of the year (domain.md section 3)."""

REQUIRED: tuple[str, ...] = ("report_due", "meeting", "decision", "feedback")
"""The dates a plan must name before it is approved."""


def is_working(day: date, exceptions: Exceptions) -> bool:
    """Whether `day` is worked: as the calendar says, else Monday to Friday."""
    return exceptions.get(day, day.weekday() < SATURDAY)


def next_working_day(day: date, exceptions: Exceptions) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1, exceptions)


def add_working_days(day: date, count: int, exceptions: Exceptions) -> date:
    """The day `count` working days after `day` (before it if negative); `day` itself is not counted."""
    step = timedelta(days=1 if count >= 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_working(day, exceptions)
    return day


def working_days_between(start: date, end: date, exceptions: Exceptions) -> int:
    """How many working days lie after `start` up to and with `end`; negative if `end` comes first."""
    if end < start:
        return -working_days_between(end, start, exceptions)
    return sum(is_working(start + timedelta(days=n), exceptions) for n in range(1, (end - start).days + 1))


def effective_due(due: datetime, extension: datetime | None = None) -> datetime:
    """The deadline that holds for one reporter: an extension only ever moves it back."""
    return due if extension is None else max(due, extension)


def is_late(
    submitted: datetime, due: datetime, grace: timedelta = timedelta(0), extension: datetime | None = None
) -> bool:
    """Whether a text came after its deadline (case C: due 17:00; 17:00 is on time, 17:01 is late)."""
    return is_past(submitted, effective_due(due, extension) + grace)


def is_past(moment: datetime, due: datetime) -> bool:
    """Whether `moment` lies after `due`, read off a clock that shows minutes: the seconds of `moment` do not count."""
    return moment.replace(second=0, microsecond=0) > due


REPORT_BEFORE, REVIEW_BEFORE, DECISION_AFTER, FEEDBACK_AFTER = 10, 5, 10, 15  # working days before, after the meeting
MID_CHECK_AFTER = 60  # days after the feedback
_MORNING, _EVENING = 9, 17  # hours of a meeting, of a deadline


def proposed(meeting: date, plan_days: int, exceptions: Exceptions) -> dict[str, tuple[date, int]]:
    """Dates that fit a meeting, per kind as (local day, hour), to be looked at and changed: all of them 建议值.

    Reports 10 working days before (R-19), plans `plan_days` days after the feedback (R-60); what would fall on a day
    off moves to the next working day.
    """
    feedback = add_working_days(meeting, FEEDBACK_AFTER, exceptions)

    def worked(day: date) -> date:
        return day if is_working(day, exceptions) else next_working_day(day, exceptions)

    return {
        "report_due": (add_working_days(meeting, -REPORT_BEFORE, exceptions), _EVENING),
        "review_done": (add_working_days(meeting, -REVIEW_BEFORE, exceptions), _EVENING),
        "meeting": (meeting, _MORNING),
        "count": (meeting, _EVENING),
        "decision": (add_working_days(meeting, DECISION_AFTER, exceptions), _MORNING),
        "feedback": (feedback, _MORNING),
        "plan_due": (worked(feedback + timedelta(days=plan_days)), _EVENING),
        "mid_check": (worked(feedback + timedelta(days=max(plan_days, MID_CHECK_AFTER))), _EVENING),
    }


def missing_dates(dates: Mapping[str, datetime]) -> tuple[str, ...]:
    """The kinds of date that the plan must name and does not, in the order of the year."""
    return tuple(kind for kind in KINDS if kind in REQUIRED and kind not in dates)


def out_of_order(dates: Mapping[str, datetime]) -> tuple[str, ...]:
    """The kinds of date that lie before one that must come first, in the order of the year."""
    found: list[str] = []
    latest: datetime | None = None
    for kind in KINDS:
        moment = dates.get(kind)
        if moment is None:
            continue
        if latest is not None and moment < latest:
            found.append(kind)
        else:
            latest = moment
    return tuple(found)


def rest_days(days: Sequence[tuple[str, date]], exceptions: Exceptions) -> tuple[str, ...]:
    """The names of those `(name, day)` pairs that fall on a day off."""
    return tuple(name for name, day in days if not is_working(day, exceptions))
