"""One report on the desk: its figures, sections, thin clauses, foreign names and findings (contracts.md `desk check`).

Pure values in and out; a text from a file and sections from a form are judged by the same checks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from shuping.core.text import thin
from shuping.core.text.concrete import Cues
from shuping.core.text.thin import Phrase, Substitutable, Thin

from . import checks
from .checks.answering import Answer, answers
from .checks.names import ForeignName, foreign_names
from .facts import Known
from .sections import Part, ReportText, Span, cut, report_of


@dataclass(frozen=True, slots=True)
class Corpus:
    """Other reports of the round for substitutability, and the unit's own last year for novelty."""

    others: tuple[str, ...] = ()
    earlier: str = ""
    names: tuple[str, ...] = ()  # of all units, masked before counting
    counted: "Counted | None" = None  # instead of `others`, where many reports share one count


@dataclass(frozen=True, slots=True)
class Counted:
    """In how many reports of a round each masked 6-gram stands, counted once for all of them."""

    frequency: Counter[str]
    total: int
    names: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str], names: Sequence[str]) -> "Counted":
        """Count the reports of a round; `names` of all its units are masked."""
        listed = list(texts)
        return cls(thin.frequencies(listed, names), len(listed), tuple(names))

    def without(self, text: str) -> tuple[Mapping[str, int], int]:
        """The count without one of the reports, and how many remain."""
        rest = self.frequency.copy()
        rest.subtract(thin.frequencies([text], self.names))
        return rest, self.total - 1


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything the desk says about one report, apart from overlaps, odd words and wording."""

    text: str
    sections: tuple[Part, ...]
    length: int
    problem_length: int
    first_person_share: Fraction
    thin: tuple[Thin, ...]
    substitutable: tuple[Substitutable, ...]
    unchanged: tuple[Span, ...]
    foreign_names: tuple[ForeignName, ...]
    answers: tuple[Answer, ...]
    findings: tuple[checks.Finding, ...] = field(default=())


def subject_of(text: str, known: Known, kind: str = "written") -> checks.Subject:
    """A whole text, cut by its headings, as the checks look at it; last year's lines are matched with their answers."""
    found = cut(text)
    bare = checks.Subject(
        report_of(text, found), known.rules, kind, facts=known.facts, given=text,
        unclear=found.unclear, headings=found.guessed,
    )  # fmt: skip
    return _answered(bare)


def subject_of_sections(report: ReportText, known: Known, kind: str = "written") -> checks.Subject:
    """Sections out of a form (`sections.text_of`) as the checks look at them."""
    return _answered(checks.Subject(report, known.rules, kind, facts=known.facts))


def _answered(subject: checks.Subject) -> checks.Subject:
    return replace(subject, answers=tuple(answer.text for answer in answers(subject)))


def examine(
    subject: checks.Subject,
    *,
    cues: Cues,
    phrases: Sequence[Phrase] = (),
    official: Sequence[Span] = (),
    corpus: Corpus | None = None,
) -> Examined:
    """Judge one report by every check of the desk. `official`: spans that quote official texts, never counted thin."""
    text, facts = subject.whole, subject.facts
    figures = checks.figures(subject.text, subject.rules.count_mode)
    quoted = (*official, *thin.formulas(text, phrases, year=facts.year))
    parts = [(part.key, part.body) for part in subject.text.parts]
    spans = thin.clauses(text, parts)
    others = corpus or Corpus()
    names = (*facts.own_names, *facts.other_units, *others.names)
    frequency: Mapping[str, int]
    if others.counted is not None:
        names = others.counted.names
        frequency, total = others.counted.without(text)
    else:
        frequency, total = thin.frequencies(others.others, names), len(others.others)
    return Examined(
        text=text,
        sections=subject.text.parts,
        length=figures.length,
        problem_length=figures.problem_length,
        first_person_share=figures.first_person_share,
        thin=thin.find(text, parts, cues, official=quoted),
        substitutable=_free(thin.substitutable(text, spans, frequency, total, cues=cues, names=names), quoted),
        unchanged=thin.unchanged(text, spans, others.earlier, names=names) if others.earlier else (),
        foreign_names=foreign_names(text, facts),
        answers=answers(subject),
        findings=checks.check(subject, checks.DESK),
    )


def _free(found: Sequence[Substitutable], quoted: Sequence[Span]) -> tuple[Substitutable, ...]:
    """Those of which less than half is quoted: what everybody must say is no reproach."""
    kept = []
    for one in found:
        start, end = one.span
        covered = {place for left, right in quoted for place in range(max(left, start), min(right, end))}
        if len(covered) * 2 < end - start:
            kept.append(one)
    return tuple(kept)
