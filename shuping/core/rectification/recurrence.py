"""Problems of one unit that come again over the years (REC-15): linked to an earlier row, or of the same category."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .states import CLOSED, State


class Verdict(StrEnum):
    """What a chain comes to. The words stand in the app: 重新立项, 长期未解决, 再次出现后已销号."""

    OPENED_AGAIN = "opened_again"
    UNSOLVED = "unsolved"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Seen:
    """One problem: `category` is the key of the dictionary entry, None where none was given."""

    key: int
    year: int
    state: str
    category: int | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """Problems that belong together, in the order of the years."""

    members: tuple[Seen, ...]
    verdict: Verdict

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which it appeared, each once."""
        return tuple(sorted({one.year for one in self.members}))


def chains(rows: Iterable[Seen]) -> Sequence[Chain]:
    """The chains of one unit: rows joined by their parent, and rows of one category that appear in different years.

    A row that stands alone, and rows of one category within a single year that no parent joins, make no chain.
    The verdict: found again at a look-back (a member is relapsed) → OPENED_AGAIN; else a member of the latest year
    is not signed off → UNSOLVED; else SETTLED. Ordered by first year, then key.
    """
    listed = sorted(rows, key=lambda one: (one.year, one.key))
    leader = {one.key: one.key for one in listed}

    def head(key: int) -> int:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for one in listed:
        if one.parent in leader:
            leader[head(one.key)] = head(one.parent)
    for alike in _by_category(listed):
        if len({one.year for one in alike}) > 1:
            for one in alike[1:]:
                leader[head(one.key)] = head(alike[0].key)
    groups: dict[int, list[Seen]] = {}
    for one in listed:
        groups.setdefault(head(one.key), []).append(one)
    found = [Chain(tuple(group), _verdict(group)) for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda chain: (chain.members[0].year, chain.members[0].key))


def _by_category(rows: Sequence[Seen]) -> Iterable[list[Seen]]:
    found: dict[int, list[Seen]] = {}
    for one in rows:
        if one.category is not None:
            found.setdefault(one.category, []).append(one)
    return found.values()


def _verdict(group: Sequence[Seen]) -> Verdict:
    if any(one.state == State.RELAPSED for one in group):
        return Verdict.OPENED_AGAIN
    latest = group[-1].year
    if any(one.state not in CLOSED for one in group if one.year == latest):
        return Verdict.UNSOLVED
    return Verdict.SETTLED
