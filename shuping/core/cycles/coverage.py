"""F7: how far a round, or all child rounds of one level, reach. Exempt units leave the denominator but are listed."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation that is expected to report, as the coverage sees it."""

    name: str
    level: str
    listed: bool = True  # stands on a roster at all
    on_the_spot: bool = False
    reported: bool = False
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of one level, or of all together (`level` empty). Shares are 0 to 1, None where nobody is expected."""

    level: str
    expected: int
    listed: int
    on_the_spot: int
    reported: int
    exempt: tuple[str, ...]
    missing: tuple[str, ...]  # expected, but on no roster

    @property
    def listed_share(self) -> Fraction | None:
        """listed / expected."""
        return Fraction(self.listed, self.expected) if self.expected else None

    @property
    def on_the_spot_share(self) -> Fraction | None:
        """on_spot / expected."""
        return Fraction(self.on_the_spot, self.expected) if self.expected else None

    @property
    def reported_share(self) -> Fraction | None:
        """reported / expected."""
        return Fraction(self.reported, self.expected) if self.expected else None


def _count(level: str, units: list[Unit]) -> Coverage:
    expected = [unit for unit in units if not unit.exempt]
    return Coverage(
        level=level,
        expected=len(expected),
        listed=sum(unit.listed for unit in expected),
        on_the_spot=sum(unit.listed and unit.on_the_spot for unit in expected),
        reported=sum(unit.reported for unit in expected),
        exempt=tuple(unit.name for unit in units if unit.exempt),
        missing=tuple(unit.name for unit in expected if not unit.listed),
    )


def coverage(units: Iterable[Unit]) -> tuple[tuple[Coverage, ...], Coverage]:
    """F7 per level, in the order in which levels first appear, and for all together."""
    rows = list(units)
    levels = dict.fromkeys(unit.level for unit in rows)
    return tuple(_count(level, [unit for unit in rows if unit.level == level]) for level in levels), _count("", rows)
