"""Who found a problem: the unit itself, its superiors, or somebody else (SPC-02)."""

from collections.abc import Iterable
from dataclasses import dataclass

SELF = frozenset({"self"})
SUPERIORS = frozenset({"comment", "question", "check", "inspection", "speech"})
"""Everything else (remarks on ballots, the 民主生活会, last year's list) counts in the total only."""


@dataclass(frozen=True, slots=True)
class Found:
    """Units in which one common problem stands, by who named it."""

    units: int = 0
    by_self: int = 0
    by_superiors: int = 0
    by_both: int = 0

    @property
    def only_superiors(self) -> int:
        """Units that did not name it themselves."""
        return self.by_superiors - self.by_both

    @property
    def only_self(self) -> int:
        """Units that named it before any superior did."""
        return self.by_self - self.by_both

    @property
    def neither(self) -> int:
        """Units where it comes from other sources alone."""
        return self.units - self.by_self - self.by_superiors + self.by_both


def kinds(sources: Iterable[str]) -> frozenset[str]:
    """Which of "self", "superiors", "other" the sources of a unit's problems make."""
    return frozenset("self" if one in SELF else "superiors" if one in SUPERIORS else "other" for one in sources)


def found(per_unit: Iterable[frozenset[str]]) -> Found:
    """The counts over units, each given as `kinds` of its problems."""
    listed = [one for one in per_unit if one]
    return Found(
        units=len(listed),
        by_self=sum("self" in one for one in listed),
        by_superiors=sum("superiors" in one for one in listed),
        by_both=sum({"self", "superiors"} <= one for one in listed),
    )
