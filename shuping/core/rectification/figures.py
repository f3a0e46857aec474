"""F8: closed of all, on time of closed, found again of closed (domain.md section 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .deadlines import Light, light
from .states import CLOSED, OPEN, State


@dataclass(frozen=True, slots=True)
class Row:
    """One problem as far as the figures ask. `asked_on`: when the standing or accepted sign-off was asked."""

    state: str
    due: date | None
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one unit or round. Shares are None where nothing stands below the line."""

    total: int = 0
    closed: int = 0
    on_time: int = 0
    recurred: int = 0
    open: int = 0
    overdue: int = 0
    due_soon: int = 0
    long_term: int = 0

    @property
    def closed_share(self) -> Fraction | None:
        """closed/total."""
        return _share(self.closed, self.total)

    @property
    def on_time_share(self) -> Fraction | None:
        """Closed on time/closed. On time: the request that was accepted was made no later than the deadline."""
        return _share(self.on_time, self.closed)

    @property
    def recurrence(self) -> Fraction | None:
        """recurred/closed (case F: 1/4)."""
        return _share(self.recurred, self.closed)


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def figures(rows: Iterable[Row], *, on: date, soon_days: int) -> Figures:
    """The figures of `rows` as they stand on the day `on`. A relapsed row counts as closed once and as recurred."""
    listed = list(rows)
    closed = [row for row in listed if row.state in CLOSED]
    lights = [light(row.state, row.due, on=on, soon_days=soon_days, asked_on=row.asked_on) for row in listed]
    return Figures(
        total=len(listed),
        closed=len(closed),
        on_time=sum(_on_time(row) for row in closed),
        recurred=sum(row.state == State.RELAPSED for row in closed),
        open=sum(row.state in OPEN for row in listed),
        overdue=lights.count(Light.RED),
        due_soon=lights.count(Light.YELLOW),
        long_term=sum(row.state == State.LONG_TERM for row in listed),
    )


def _on_time(row: Row) -> bool:
    if row.asked_on is None:
        return False
    return row.due is None or row.asked_on <= row.due
