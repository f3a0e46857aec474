"""The rule set of a round as one frozen value.

Everything that differs between two published plans stands here as data: weights, bands, cap, vetoes, tie order,
ballot validity, lengths, deadlines. `reading` makes it from plain data and checks it whole; nothing else builds it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

GRADES = ("good", "fairly_good", "average", "poor")
"""The stored codes of 好, 较好, 一般, 差, best first."""

ABSTAIN = "abstain"
"""The stored code of 不了解."""


@dataclass(frozen=True, slots=True)
class Band:
    """One grade and the lowest composite that earns it; the lower edge belongs to the band."""

    grade: str
    from_: Fraction


@dataclass(frozen=True, slots=True)
class Cap:
    """比例控制: how many may be 好. `kind` is none, not_good_min (ceil) or good_max (floor); `share` is 0 to 1."""

    kind: str = "none"
    share: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class GradingRules:
    """What `shuping grade` needs; the `rules` object of contracts.md, read and checked."""

    grade_values: Mapping[str, Fraction]
    class_weights: Mapping[str, Fraction]
    component_weights: Mapping[str, Fraction]
    bands: tuple[Band, ...]  # best first
    cap: Cap
    refill: bool
    tie_order: tuple[str, ...]


MEETING, OWN_MEMBERS, OWN_SECRETARY, CHILD_ROUND = "meeting", "own_members", "own_secretary", "child_round"

ELECTORATES = (MEETING, OWN_MEMBERS, OWN_SECRETARY, CHILD_ROUND)
"""Who a class of raters is: those at the meeting, one body for all reporters; each reporter's own members (R-68), a
body per reporter; in a child round the organiser's own members and delegates, who rate its own secretary and nobody
else; in the round above the same figures, taken over from the child round (R-75)."""


@dataclass(frozen=True, slots=True)
class VoterClass:
    """One class of 参评人员: its letter, its name, and whether its members report too (own row excluded)."""

    code: str
    name: str
    eligible: int | None = None  # how many are invited, where the plan says so
    reporters_vote: bool = False
    electorate: str = MEETING  # one of ELECTORATES

    @property
    def at_meeting(self) -> bool:
        """Whether the class sits in the meeting: its attendance and quorum are recorded there."""
        return self.electorate == MEETING

    @property
    def counted_here(self) -> bool:
        """Whether this round's own count has a tally sheet for the class."""
        return self.electorate != CHILD_ROUND

    @property
    def weighted(self) -> bool:
        """Whether the class carries weight in this round's grades; a rating meant for the round above does not."""
        return self.electorate != OWN_SECRETARY

    @property
    def per_reporter(self) -> bool:
        """Whether every reporter is rated by a body of its own, with its own issued and collected forms."""
        return self.electorate != MEETING


@dataclass(frozen=True, slots=True)
class BallotRules:
    """How forms are judged and counted."""

    numeric: bool = False  # scores 0 to 100 instead of four grades (cases B and C)
    validity: str = "row"  # row: only the faulty row is void; form: the whole form
    all_same: str = "warn"  # warn or void
    smallest_shown: int = 5  # figures of a class with fewer valid forms are never shown apart
    quorum: Mapping[str, Fraction] = field(default_factory=dict)  # per class, share of those expected


@dataclass(frozen=True, slots=True)
class ReportRules:
    """Lengths and shares of the report, in the agreed counting mode."""

    count_mode: str = "characters"  # or wps
    written_max: int = 3000
    spoken_max: int = 1500
    self_evaluation_max: int | None = None
    min_problem_share: tuple[int, int] = (1, 3)  # numerator, denominator; tested in integers
    rounds_warned: int = 3  # a warning, not a block, after so many review rounds
    sections: tuple[str, ...] = ("achievements", "problems", "causes", "plans", "last_year")


@dataclass(frozen=True, slots=True)
class MeetingRules:
    """Minutes per reporter and the order of speaking."""

    speech_minutes: int = 6
    question_minutes: int = 3
    comment_minutes: int = 3
    order: str = "draw"  # or fixed


@dataclass(frozen=True, slots=True)
class AdjustmentRules:
    """附加分: bonus counts the highest only unless cumulative; ceilings in points; None is no ceiling."""

    bonus_max: Fraction | None = None
    bonus_cumulative: bool = False
    deduction_max: Fraction | None = None


@dataclass(frozen=True, slots=True)
class VetoKind:
    """不得评为“好”的情形 and the like: a kind the supervisor may record, with the effect the plan gives it."""

    code: str
    name: str
    effect: str  # not_good, at_most_average, poor


@dataclass(frozen=True, slots=True)
class RectificationRules:
    """Days and shares of the time after the meeting."""

    plan_days: int = 30  # plan due so many days after feedback
    look_back_share: Fraction = Fraction(1, 4)  # of the closed rows, at least one
    due_soon_days: int = 7  # 临期


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of its own for some reporters of the round (CYC-08), read whole: what it leaves out is the common rule.

    It holds for units of `unit_classes` and for assessment groups (`groups`); a group goes before a class.
    """

    name: str
    unit_classes: tuple[str, ...]
    groups: tuple[str, ...]
    grading: GradingRules
    report: ReportRules
    own_keys: tuple[str, ...] = ()  # dotted keys in which it differs from the common rules


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One whole rule set. `sources` says of each dotted key where its value comes from (for the label 建议值)."""

    name: str
    grading: GradingRules
    grade_names: Mapping[str, str]  # code to official wording, abstain included
    classes: tuple[VoterClass, ...]
    ballot: BallotRules
    report: ReportRules
    meeting: MeetingRules
    adjustments: AdjustmentRules
    vetoes: tuple[VetoKind, ...]
    rectification: RectificationRules
    near_edge: Fraction = Fraction(1, 2)  # 接近分界: composite within so many points of an edge
    unconfirmed: tuple[str, ...] = ()  # rules tagged U that the customer has confirmed and switched on
    sources: Mapping[str, str] = field(default_factory=dict)
    schemes: tuple[Scheme, ...] = ()  # for units that are graded otherwise than the rest; each is a cap group apart

    def scheme_of(self, unit_class: str, group: str) -> Scheme | None:
        """The scheme of a reporter by unit class and assessment group; None where the common rules hold."""
        named = next((one for one in self.schemes if group and group in one.groups), None)
        return named or next((one for one in self.schemes if unit_class and unit_class in one.unit_classes), None)

    def grading_of(self, unit_class: str, group: str) -> GradingRules:
        """The grading rules that hold for a reporter."""
        scheme = self.scheme_of(unit_class, group)
        return scheme.grading if scheme else self.grading

    def report_of(self, unit_class: str, group: str) -> ReportRules:
        """The rules for the texts of a reporter."""
        scheme = self.scheme_of(unit_class, group)
        return scheme.report if scheme else self.report
