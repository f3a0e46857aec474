"""Parts, length, share of the problems, causes, measures, first person, last year's lines (R-12 to R-18, R-67)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from shuping.core.reports.counting import count, share_reached
from shuping.core.reports.sections import KINDS, PROBLEM_SECTIONS, SECTIONS, ReportText, Span
from shuping.core.rulesets.values import ReportRules

from .values import HINT, REFUSE, WARN, Check, Found, Subject

LOW_FIRST_PERSON = Fraction(1, 10)
"""Below this share of sentences that say 我 or 本人 the first-person hint is given (建议值)."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Length and problem part in counting units, first-person share of sentences."""

    length: int
    problem_length: int
    first_person_share: Fraction


def longest(rules: ReportRules, kind: str) -> int | None:
    """The most counting units a text of this kind may have; None is no limit (R-15)."""
    return {"written": rules.written_max, "spoken": rules.spoken_max}.get(kind, rules.self_evaluation_max)


def sections_for(rules: ReportRules, kind: str) -> tuple[str, ...]:
    """The sections a text of this kind has, in official order: the sheet of self-evaluation has three at most."""
    wanted = ("achievements", "problems", "plans") if kind == "self_evaluation" else SECTIONS
    return tuple(key for key in SECTIONS if key in rules.sections and key in wanted)


def _length(text: ReportText, mode: str, *keys: str) -> int:
    return sum(count(part.text, mode) for part in text.of(*(keys or SECTIONS)))


_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]?")
# 我 as a person: not 我们, not 我省, 我厅 and the like, not 自我.
FIRST_PERSON = re.compile(
    r"本人|(?<!自)我(?!们|国|省|市|县|区|厅|局|委|校|院|处|所|站|党|军|部|行|单位|中心|公司|支部|总支|系统)"
)


def sentences(text: str) -> list[Span]:
    """Offsets of the sentences of `text`, blank ones left out."""
    return [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]


def first_person_share(text: ReportText) -> Fraction:
    """Sentences in the first person over all sentences, headings apart, 0 for an empty text (R-13)."""
    bodies = [part.text[part.heading :] for part in text.parts]
    found = [body[start:end] for body in bodies for start, end in sentences(body)]
    own = sum(1 for sentence in found if FIRST_PERSON.search(sentence))
    return Fraction(own, len(found)) if found else Fraction(0)


def figures(text: ReportText, mode: str) -> Figures:
    """The figures of a text in counting mode `mode`. `problem_length` counts problems, causes and last year (R-16)."""
    return Figures(_length(text, mode), _length(text, mode, *PROBLEM_SECTIONS), first_person_share(text))


def _whole(text: ReportText) -> Span:
    return (text.parts[0].span[0], text.parts[-1].span[1]) if text.parts else (0, 0)


def _empty(subject: Subject) -> Iterator[Found]:
    if _length(subject.text, subject.rules.count_mode) == 0:
        yield "", (0, 0), {}


def _too_long(subject: Subject) -> Iterator[Found]:
    limit = longest(subject.rules, subject.kind)
    length = _length(subject.text, subject.rules.count_mode)
    if limit is not None and length > limit:
        yield "", _whole(subject.text), {"length": length, "limit": limit, "over": length - limit}


def _problem_share(subject: Subject) -> Iterator[Found]:
    mode, share = subject.rules.count_mode, subject.rules.min_problem_share
    total, part = _length(subject.text, mode), _length(subject.text, mode, *PROBLEM_SECTIONS)
    if total and not share_reached(part, total, share):
        numerator, denominator = share
        needed = -(-numerator * total // denominator)
        spans = [piece.span for piece in subject.text.of(*PROBLEM_SECTIONS)]
        span = (spans[0][0], spans[-1][1]) if spans else (0, 0)
        params = {"part": part, "total": total, "numerator": numerator, "denominator": denominator, "needed": needed}
        yield "problems", span, {**params, "missing": needed - part}


def _blank(subject: Subject, key: str) -> bool:
    return key in subject.rules.sections and _length(subject.text, subject.rules.count_mode, key) == 0


def _sections_empty(subject: Subject) -> Iterator[Found]:
    for key in ("achievements", "problems"):
        if _blank(subject, key):
            yield key, (0, 0), {"section": key}


_CAUSE_WORDS = re.compile(r"原因|根源|成因|究其|主观上|思想上")


def _causes_missing(subject: Subject) -> Iterator[Found]:
    if not _blank(subject, "causes"):
        return
    problems = subject.text.of("problems")
    if not any(_CAUSE_WORDS.search(part.text) for part in problems):
        yield "causes", problems[0].span if problems else (0, 0), {}


def _measures_missing(subject: Subject) -> Iterator[Found]:
    if _blank(subject, "plans"):
        yield "plans", (0, 0), {}


def _last_year_unanswered(subject: Subject) -> Iterator[Found]:
    for number, answer in enumerate(subject.answers, start=1):
        if count(answer) == 0:
            lines = subject.facts.last_year  # a form names its lines itself
            more = {"problem": lines[number - 1].problem} if number <= len(lines) else {}
            yield "last_year", (0, 0), {"number": number, **more}


def _first_person_low(subject: Subject) -> Iterator[Found]:
    if not subject.text.parts:
        return
    share = first_person_share(subject.text)
    if share < LOW_FIRST_PERSON:
        percent = share.numerator * 100 // share.denominator
        limit = LOW_FIRST_PERSON.numerator * 100 // LOW_FIRST_PERSON.denominator
        yield "", _whole(subject.text), {"percent": percent, "limit": limit}


def _many_rounds(subject: Subject) -> Iterator[Found]:
    if subject.round_number > subject.rules.rounds_warned:
        yield "", (0, 0), {"round": subject.round_number, "limit": subject.rules.rounds_warned}


_WRITTEN = ("written",)

CHECKS: tuple[Check, ...] = (
    Check("reports.empty", REFUSE, "R-13", KINDS, _empty),
    Check("reports.too_long", REFUSE, "R-15", KINDS, _too_long),
    Check("reports.problem_share_low", REFUSE, "R-16", _WRITTEN, _problem_share),
    Check("reports.section_empty", REFUSE, "R-13", _WRITTEN, _sections_empty),
    Check("reports.causes_missing", REFUSE, "R-13", _WRITTEN, _causes_missing),
    Check("reports.measures_missing", REFUSE, "R-13", _WRITTEN, _measures_missing),
    Check("reports.last_year_unanswered", REFUSE, "R-67", _WRITTEN, _last_year_unanswered),
    Check("reports.first_person_low", HINT, "R-13", ("written", "spoken"), _first_person_low),
    Check("reports.many_rounds", WARN, "R-18", KINDS, _many_rounds),
)


_BEGINS = re.compile(
    r"(?:还|仍|也)?(?:存在|有).{0,8}(?:问题|不足|差距|短板|薄弱环节)|(?:问题|不足|短板)[^。]{0,12}[:：]\s*一是"
)


def _no_headings(subject: Subject) -> Iterator[Found]:
    """No heading names a section: said, with the place where the problems seem to begin, and nothing is invented."""
    if not subject.headings and subject.text.parts:
        begins = _BEGINS.search(subject.whole)
        yield "", begins.span() if begins else _whole(subject.text), {"problems_begin": begins is not None}


def _heading_unclear(subject: Subject) -> Iterator[Found]:
    for start, end in subject.unclear:
        yield subject.section_at(start), (start, end), {"heading": subject.whole[start:end].strip()}


HEADINGS: tuple[Check, ...] = (
    Check("reports.headings_missing", WARN, "R-13", _WRITTEN, _no_headings),
    Check("reports.heading_unclear", HINT, "R-13", _WRITTEN, _heading_unclear),
)
"""Only texts that came as a file have headings to judge."""
