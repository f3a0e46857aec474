"""Groups drawn and units assigned to them without conflict of interest (核-1, 核-2, R-21).

Chance comes in as a seed that stands in the record: the same people, units and seed give the same groups anywhere.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from shuping.core.errors import RuleError


@dataclass(frozen=True, slots=True)
class Drawn:
    """Groups of people and the units each visits, ids in the order drawn; the first of a group leads it."""

    people: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]


def ranked(ids: Collection[int], seed: str, what: str) -> list[int]:
    """The ids in the order the seed gives."""
    return sorted(set(ids), key=lambda one: (hashlib.sha256(f"{seed}\n{what}\n{one}".encode()).digest(), one))


def draw(
    people: Collection[int], units: Collection[int], barred: Mapping[int, Collection[int]], *, groups: int, seed: str
) -> Drawn:
    """Deal `people` into `groups` and give every unit to one group of which no member is barred from it.

    `barred`: per person the units he or she may not check (own, contact or supervised unit, declared avoidance). Units
    that few groups may check are placed first; loads differ as little as the bars allow. Raises RuleError
    `assessments.seed_missing`, `assessments.too_few_people` (people, groups), `assessments.nobody_may_check` (unit).
    """
    if not seed.strip():
        raise RuleError("assessments.seed_missing")
    order = ranked(people, seed, "person")
    if groups < 1 or len(order) < groups:
        raise RuleError("assessments.too_few_people", people=len(order), groups=groups)
    dealt = tuple(tuple(order[place::groups]) for place in range(groups))
    closed = [frozenset(unit for one in team for unit in barred.get(one, ())) for team in dealt]
    return Drawn(dealt, assign(ranked(units, seed, "unit"), closed))


def assign(units: Sequence[int], closed: Sequence[Collection[int]]) -> tuple[tuple[int, ...], ...]:
    """Every unit to one group that is not closed to it; `units` in the order in which ties are broken.

    Raises RuleError `assessments.nobody_may_check` (unit).
    """
    allowed = {unit: [place for place, bars in enumerate(closed) if unit not in bars] for unit in units}
    for unit in units:
        if not allowed[unit]:
            raise RuleError("assessments.nobody_may_check", unit=unit)
    found: dict[int, int] = {}
    load = [0] * len(closed)
    for unit in sorted(units, key=lambda one: len(allowed[one])):
        place = min(allowed[unit], key=lambda one: (load[one], one))
        found[unit] = place
        load[place] += 1
    _level(units, allowed, found, load)
    return tuple(tuple(unit for unit in units if found[unit] == place) for place in range(len(closed)))


def _level(units: Sequence[int], allowed: Mapping[int, Sequence[int]], found: dict[int, int], load: list[int]) -> None:
    """Move single units from fuller to emptier groups while that makes the loads more even."""
    moved = True
    while moved:
        moved = False
        for unit in units:
            here = found[unit]
            there = min(allowed[unit], key=lambda one: (load[one], one))
            if load[here] - load[there] > 1:
                found[unit] = there
                load[here] -= 1
                load[there] += 1
                moved = True
