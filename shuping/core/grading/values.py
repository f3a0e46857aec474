"""One grading case as frozen values. `reading` makes it from plain data; all figures are exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from shuping.core.rulesets.values import GRADES, GradingRules

WITHHELD = "withheld"
"""Kind of a veto whose fact only the supervisor may read: the steps then tell the effect and nothing else."""


@dataclass(frozen=True, slots=True)
class ClassBallot:
    """What one voter class gave one reporter: counted grades (abstentions apart) or scores 0 to 100."""

    counts: Mapping[str, int] = field(default_factory=dict)
    abstained: int = 0
    scores: tuple[Fraction, ...] | None = None

    @property
    def rows(self) -> int:
        """Valid rows that are not abstentions."""
        return len(self.scores) if self.scores is not None else sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Veto:
    """A recorded circumstance and how far it lowers the grade."""

    kind: str
    effect: str  # not_good, at_most_average, poor
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reporter:
    """One reporter's whole input. `annual` and `leader` are 0 to 100 or None; bonus and deduction are points, >= 0."""

    id: str
    ballots: Mapping[str, ClassBallot]
    annual: Fraction | None = None
    leader: Fraction | None = None
    bonus: Fraction = Fraction(0)
    deduction: Fraction = Fraction(0)
    vetoes: tuple[Veto, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One cap group: its rules and its reporters in the order of the input."""

    rules: GradingRules
    reporters: tuple[Reporter, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """F1 to F4 of one reporter, unrounded. `weights` are the class weights renormalised over classes with rows."""

    reporter: Reporter
    class_means: Mapping[str, Fraction | None]
    weights: Mapping[str, Fraction]
    missing: tuple[str, ...]
    ballot: Fraction | None
    raw: Fraction  # before clipping
    composite: Fraction  # 0 to 100
    good_rate: Fraction | None
    band: str


def lower_of(first: str, second: str) -> str:
    """The worse of two grades."""
    return max(first, second, key=GRADES.index)
