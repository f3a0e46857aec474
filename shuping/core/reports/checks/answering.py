"""Last year's lines: where the text answers each, and what the answer shows (R-12, R-67, REP-18)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from shuping.core.reports.sections import Span

from .structure import sentences
from .substitutions import FIGURE
from .values import HINT, Check, Found, Promise, Subject

ENOUGH = Fraction(1, 2)
"""A line counts as answered where this share of its own words stands together (建议值)."""

REPEATED = Fraction(9, 10)
"""From this share on an answer made of the promise's words only repeats it (建议值)."""

_NET = re.compile(r"[^一-鿿A-Za-z0-9]")
# Words that stand in every problem and say nothing about which one it is.
_COMMON = re.compile(
    r"问题|不足|不够|不到位|不强|不高|不深|不实|不及时|不规范|存在|还|有待|进一步|加强|提高|工作|方面|落实|整改|措施|"
    r"[和与及的了在对是将要为于]"
)
_DONE = re.compile(
    r"已|完成|建成|办结|销号|解决|修订|印发|补|通报|约谈|达到|实现|消除|化解|开展了|制定了|建立了|召开了|组织了|由.{1,12}到"
)
DATE = re.compile(r"[0-9０-９]{1,2}月|[12][0-9]{3}年|[一二三四五六七八九十]{1,2}月|季度|上半年|下半年|年底|月底|年内")
_ABOUT = re.compile(r"上年|去年|上一年|往年|上次|整改|点评|反馈|承诺|指出")


def _grams(text: str) -> set[str]:
    own = [_NET.sub("", piece) for piece in _COMMON.split(text)]
    found = {piece[i : i + 2] for piece in own for i in range(len(piece) - 1)}
    if found:
        return found
    whole = _NET.sub("", text)
    return {whole[i : i + 2] for i in range(len(whole) - 1)} or {whole}


def held(line: str, text: str) -> Fraction:
    """The share of a line's own words (pairs of characters) that the text holds."""
    wanted = _grams(line)
    net = _NET.sub("", text)
    return Fraction(sum(1 for gram in wanted if gram in net), len(wanted))


@dataclass(frozen=True, slots=True)
class Answer:
    """Where and by what words a line is answered; an empty text is no answer."""

    text: str = ""
    span: Span = (0, 0)


def _places(subject: Subject) -> list[tuple[Span, str]]:
    """Where an answer may stand: the section of last year; elsewhere the paragraphs that speak of last year."""
    found: list[tuple[Span, str]] = []
    for part in subject.text.parts:
        start, end = part.body
        for line in re.finditer(r"[^\n]+", subject.whole[start:end]):
            if part.key == "last_year" or _ABOUT.search(line.group()):
                found.extend(
                    ((start + line.start() + s, start + line.start() + e), line.group()[s:e])
                    for s, e in sentences(line.group())
                )
    return found


def answers(subject: Subject) -> tuple[Answer, ...]:
    """One answer for each line of last year, found by its words in one sentence or two that follow each other."""
    places = _places(subject)
    windows = [*places, *((_joined(one, two)) for one, two in zip(places, places[1:], strict=False))]
    found = []
    for line in subject.facts.last_year:
        best = max(
            ((_likeness(line, words), -len(words), span, words) for span, words in windows),
            default=(Fraction(0), 0, (0, 0), ""),
        )
        found.append(Answer(best[3], best[2]) if best[0] >= ENOUGH else Answer())
    return tuple(found)


def _joined(one: tuple[Span, str], two: tuple[Span, str]) -> tuple[Span, str]:
    return (one[0][0], two[0][1]), one[1] + two[1]


def _likeness(line: Promise, words: str) -> Fraction:
    return max(held(text, words) for text in (line.problem, line.promise) if text.strip() or text == line.problem)


def _repeats(line: Promise, answer: Answer) -> bool:
    """Whether an answer says hardly anything beyond the line itself."""
    return bool(line.promise) and held(answer.text, f"{line.problem}，{line.promise}") >= REPEATED


def _only_repeated(subject: Subject) -> Iterator[Found]:
    for number, (line, answer) in enumerate(_answered(subject), start=1):
        if answer.text and not _shows(answer.text) and _repeats(line, answer):
            yield "last_year", answer.span, {"number": number}


def _without_outcome(subject: Subject) -> Iterator[Found]:
    for number, (line, answer) in enumerate(_answered(subject), start=1):
        if answer.text and not _shows(answer.text) and not _repeats(line, answer):
            yield "last_year", answer.span, {"number": number}


def _shows(text: str) -> bool:
    """Whether an answer shows anything that can be checked: a figure, a date or an act done."""
    return any(pattern.search(text) for pattern in (FIGURE, DATE, _DONE))


def _answered(subject: Subject) -> list[tuple[Promise, Answer]]:
    return list(zip(subject.facts.last_year, answers(subject), strict=True))


def _no_section(subject: Subject) -> Iterator[Found]:
    wanted = "last_year" in subject.rules.sections and not subject.facts.last_year and not subject.answers
    if wanted and subject.text.parts and not subject.text.of("last_year"):
        yield "last_year", (0, 0), {}


CHECKS: tuple[Check, ...] = (
    Check("reports.last_year_missing", HINT, "R-12", ("written",), _no_section),
    Check("reports.last_year_only_repeated", HINT, "R-67", ("written",), _only_repeated),
    Check("reports.last_year_without_outcome", HINT, "R-67", ("written",), _without_outcome),
)
