"""The measures: each with a figure, a date and somebody who answers for it (R-63)."""

import re
from collections.abc import Iterator

from shuping.core.reports.counting import count
from shuping.core.reports.sections import Span

from .answering import DATE
from .structure import sentences
from .substitutions import FIGURE
from .values import HINT, WARN, Check, Found, Subject

OWNER = re.compile(
    r"我(?!国|省|市|县|们党)|本人|由[^，,。；]{2,14}(?:负责|牵头|落实|承担|办理)|责任人|责任领导|责任部门|牵头|负责|"
    r"[一-鿿]{2,10}(?:处|科|室|办公室|部|支部|党委|中心|委员|书记|主任|组长|专班)(?:负责|牵头|落实|承办|具体)"
)
_NUMBER = re.compile(
    r"[0-9０-９]+\s*(?![0-9０-９.．年月日号时])[一-鿿%％]|[一二三四五六七八九十0-9]+(?:次|个|名|项|场|遍|篇|期|件|条)|每(?:年|季|月|周|半年)|逐个|逐一|全覆盖|百分之"
)
_DEADLINE = re.compile(r"前完成|内完成|每(?:年|季度?|月|周|半年)|明年|来年|本月|下月|年初|年中|国庆|“?七一”?前|限期")
_SHORTEST = 8  # net characters; less is a heading or a link


def measures(subject: Subject) -> list[tuple[Span, str]]:
    """The measures of a report: the sentences of its plans, headings and short links left out."""
    found: list[tuple[Span, str]] = []
    for part in subject.text.of("plans"):
        start, end = part.body
        body = subject.whole[start:end]
        for left, right in sentences(body):
            words = body[left:right]
            ends = words.rstrip()[-1:] in "。；;！!"
            if count(words) >= _SHORTEST and (ends or count(words) > 30):
                lead = len(words) - len(words.lstrip())
                found.append(((start + left + lead, start + right), words.strip()))
    return found


def missing(words: str) -> tuple[str, ...]:
    """What a measure lacks of figure, date and owner."""
    tests = (("figure", (FIGURE, _NUMBER)), ("date", (DATE, _DEADLINE)), ("owner", (OWNER,)))
    return tuple(name for name, patterns in tests if not any(pattern.search(words) for pattern in patterns))


def _incomplete(subject: Subject) -> Iterator[Found]:
    for number, (span, words) in enumerate(measures(subject), start=1):
        if lacking := missing(words):
            yield "plans", span, {"number": number, "missing": list(lacking)}


def _nothing_to_check(subject: Subject) -> Iterator[Found]:
    found = measures(subject)
    lacking = [missing(words) for _, words in found]
    if found and all("figure" in one and "date" in one for one in lacking):
        yield "plans", (found[0][0][0], found[-1][0][1]), {"measures": len(found)}


CHECKS: tuple[Check, ...] = (
    Check("reports.measures_without_figures", WARN, "R-63", ("written",), _nothing_to_check),
    Check("reports.measure_incomplete", HINT, "R-63", ("written",), _incomplete),
)
