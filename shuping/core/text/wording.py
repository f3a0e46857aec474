"""Names of organs, fixed formulas, quotations and titles against the office's dated library (REP-23)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]

ORGAN, FORMULA, TITLE, QUOTATION = "organ", "formula", "title", "quotation"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the library. `wrong` are forms known to be wrong; years are inclusive, None is open."""

    kind: str
    correct: str
    wrong: tuple[str, ...]
    basis: str
    valid_from: int | None = None
    valid_to: int | None = None


@dataclass(frozen=True, slots=True)
class WordingHint:
    """One place whose wording is to be checked. `kind` as the entry's; label: quotations 引文待核, others 表述待核."""

    span: Span
    found: str
    expected: str
    basis: str
    kind: str


def check(text: str, entries: Sequence[Entry], *, year: int | None = None) -> tuple[WordingHint, ...]:
    """Places that are close to an entry valid in `year` but not equal to it, in order."""
    return ()


def official_spans(text: str, entries: Sequence[Entry], *, year: int | None = None) -> tuple[Span, ...]:
    """Places where the text quotes the library exactly: never flagged as reworded, odd or empty."""
    return ()


def values(hints: Iterable[WordingHint]) -> list[dict[str, object]]:
    """As `desk check` and `speech read` print them (contracts.md)."""
    return [{"span": list(one.span), "found": one.found, "expected": one.expected, "basis": one.basis} for one in hints]
