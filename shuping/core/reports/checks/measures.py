"""The measures: each with a figure, a date and somebody who answers for it (R-63)."""

import re
from collections.abc import Iterator

from shuping.core.reports.counting import count
from shuping.core.reports.sections import Span
from shuping.core.text.thin import is_name

from .answering import DATE
from .structure import sentences
from .substitutions import FIGURE
from .values import HINT, WARN, Check, Found, Subject

OWNER = re.compile(
    r"我(?!国|省|市|县|厅|局|们)|本人|由[^，,。；]{2,14}(?:负责|牵头|落实|承担|办理)|责任人|责任领导|责任部门|牵头|负责|班子(?:成员|\d名成员)|党委(?:每|将|要|会)|支委会?|"
    r"(?:队|站|所|处|科|局|院|校|段|厂|班|组|船)长(?!期|效)|[一-鿿]{2,6}党员(?=每|联系|包|分片|带头|轮流|轮值)|"
    r"[一-鿿]{2,10}(?:处|科|室|办公室|部|支部|党委|中心|委员|书记|主任|组长|专班)(?:负责|牵头|落实|承办|具体)"
)
_NUMBER = re.compile(
    r"[0-9０-９]+\s*(?![0-9０-９.．年月日号时])[一-鿿%％]|"
    r"[一二三四五六七八九十百两]+(?:次|个|名|项|场|遍|篇|期|件|条|处|家|成|轮|人|支|倍|堂|对)|"
    r"每(?:人|个|名|支部|条|年|季|月|周|半年)|逐个|逐一|逐条|逐件|全覆盖|百分之|一对一"
)
_DEADLINE = re.compile(
    r"前完成|内完成|全年|[每按](?:年|季度?|月|周|半年)|明年|来年|本月|当月|次月|下月|年初|年中|国庆|“?七一”?前|限期|当周|当天"
)
_SHORTEST = 8  # net characters; less is a heading or a link
# Where the measures end: the address to the meeting, and the vow at the end.
_CLOSING = re.compile(
    r"\s*(?:各位(?:领导|同志|代表)|同志们|以上(?:报告|述职|是我)|总之|(?:我|本人)(?:将|要)以(?:这次|此次)|谢谢)"
)


def measures(subject: Subject) -> list[tuple[Span, str]]:
    """The measures of a report: the sentences of its plans without headings, short links, first words of an item
    that only name it (一是改进工作方法。), and the closing address."""
    found: list[tuple[Span, str]] = []
    for part in subject.text.of("plans"):
        start, end = part.body
        body = subject.whole[start:end]
        for left, right in sentences(body):
            words = body[left:right]
            if _CLOSING.match(words):
                break
            ends = words.rstrip()[-1:] in "。；;！!"
            says = count(words) >= _SHORTEST and (ends or count(words) > 30)
            if says and not is_name(subject.whole, (start + left, start + right)):
                lead = len(words) - len(words.lstrip())
                found.append(((start + left + lead, start + right), words.strip()))
    return found


def missing(words: str, before: str = "") -> tuple[str, ...]:
    """What a measure lacks of figure, date and owner. Who spoke as 我 `before`, in the same paragraph, still does."""
    if _MYSELF.search(before):
        words = f"我，{words}"
    tests = (("figure", (FIGURE, _NUMBER)), ("date", (DATE, _DEADLINE)), ("owner", (OWNER,)))
    return tuple(name for name, patterns in tests if not any(pattern.search(words) for pattern in patterns))


_MYSELF = re.compile(r"我(?!国|省|市|县|厅|局|们)|本人")


def _lacking(subject: Subject) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Each measure with what it lacks."""
    for span, words in measures(subject):
        line = subject.whole.rfind("\n", 0, span[0]) + 1
        yield span, missing(words, subject.whole[line : span[0]])


def _incomplete(subject: Subject) -> Iterator[Found]:
    for number, (span, lacking) in enumerate(_lacking(subject), start=1):
        if lacking:
            yield "plans", span, {"number": number, "missing": list(lacking)}


def _nothing_to_check(subject: Subject) -> Iterator[Found]:
    found = list(_lacking(subject))
    if found and all("figure" in lacking and "date" in lacking for _, lacking in found):
        yield "plans", (found[0][0][0], found[-1][0][1]), {"measures": len(found)}


CHECKS: tuple[Check, ...] = (
    Check("reports.measures_without_figures", WARN, "R-63", ("written",), _nothing_to_check),
    Check("reports.measure_incomplete", HINT, "R-63", ("written",), _incomplete),
)
