"""Rows that hold from one day to another: reading them as of a date, and checking that they do not clash.

Both days are inclusive; an open end is None. Two rows may share the one day of a handover: the later one holds then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, TypeVar

from shuping.core.errors import RuleError


class Dated(Protocol):
    """Anything with a first and a last day."""

    @property
    def valid_from(self) -> date:
        """The first day."""
        ...

    @property
    def valid_to(self) -> date | None:
        """The last day; None while it is open."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day (None: still open)."""

    valid_from: date
    valid_to: date | None = None


D = TypeVar("D", bound=Dated)


def holds(row: Dated, on: date) -> bool:
    """Whether the row is in force on a day."""
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def in_force(rows: Iterable[D], on: date) -> list[D]:
    """The rows in force on a day, the latest begun first."""
    return sorted((row for row in rows if holds(row, on)), key=lambda row: row.valid_from, reverse=True)


def latest(rows: Iterable[D], on: date) -> D | None:
    """The row that decides on a day: of those in force the one begun last; None if there is none."""
    found = in_force(rows, on)
    return found[0] if found else None


def day_before(day: date) -> date:
    """The last day of what ends when something new begins on `day`."""
    return day - timedelta(days=1)


def check_span(valid_from: date, valid_to: date | None) -> None:
    """Raises RuleError organization.ends_before_it_begins."""
    if valid_to is not None and valid_to < valid_from:
        raise RuleError("organization.ends_before_it_begins", begins=valid_from, ends=valid_to)


def clashes(rows: Iterable[D]) -> Iterator[tuple[D, D]]:
    """Pairs of rows in force together for more than the one shared day of a handover."""
    ordered = sorted(rows, key=lambda row: (row.valid_from, row.valid_to or date.max))
    for place, earlier in enumerate(ordered):
        for later in ordered[place + 1 :]:
            ends = earlier.valid_to or date.max
            if later.valid_from >= ends:
                break
            yield earlier, later


def check_no_clash(rows: Iterable[D], begun: date, ended: date | None = None) -> None:
    """Raises RuleError organization.overlaps if a row from `begun` to `ended` would clash with one of `rows`."""
    ends = ended or date.max
    for row in rows:
        if begun < (row.valid_to or date.max) and row.valid_from < ends:
            raise RuleError("organization.overlaps", begins=row.valid_from, ends=row.valid_to or "")
