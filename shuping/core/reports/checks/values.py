"""What the duty checks look at and what they say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from shuping.core.reports.sections import ReportText, Span
from shuping.core.rulesets.values import ReportRules

HINT, WARN, REFUSE = "hint", "warn", "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. `section` is its place by name, `span` by offsets in the whole text."""

    code: str
    severity: str
    rule: str  # number in docs/rules
    section: str = ""
    span: Span = (0, 0)
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of last year: the problem and what was promised; either may be empty."""

    problem: str
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known beside the text: the unit's own names, those of others, last year's lines, the year."""

    unit: str = ""
    aliases: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    other_units: tuple[str, ...] = ()
    other_people: tuple[str, ...] = ()  # who reports for another unit of the round
    last_year: tuple[Promise, ...] = ()
    year: int | None = None

    @property
    def own_names(self) -> tuple[str, ...]:
        """Every name that may stand in this unit's report."""
        return tuple(name for name in (self.unit, *self.aliases, *self.people, *self.places) if name)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: the text, its kind, the rules, and last year's lines with their answers (REP-18)."""

    text: ReportText
    rules: ReportRules
    kind: str = "written"
    answers: tuple[str, ...] = ()  # one per line of last year; empty text is no answer
    round_number: int = 0  # the round this hand-in would be
    facts: Facts = Facts()
    given: str | None = None  # the text as read, where parts are stretches of it; None: parts joined by line ends
    unclear: tuple[Span, ...] = ()  # headings whose section nobody can tell
    headings: bool = True  # whether the text has headings, or has its sections from a form

    @property
    def whole(self) -> str:
        """The text that offsets refer to."""
        return "\n".join(part.text for part in self.text.parts) if self.given is None else self.given

    def section_at(self, place: int) -> str:
        """The section that holds an offset, or an empty string."""
        return next((part.key for part in self.text.parts if part.start <= place < part.span[1]), "")


Found = tuple[str, Span, dict[str, object]]
"""Section, span, figures and names of one finding."""

Judge = Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of the registry."""

    code: str
    severity: str
    rule: str
    kinds: tuple[str, ...]
    judge: Judge
