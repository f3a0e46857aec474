"""How a long title is broken: lines of nearly equal length, words kept whole (GB/T 9704-2012, 7.3.1)."""

from collections.abc import Sequence
from decimal import Decimal

from .measures import characters
from .punctuation import NOT_AT_END, NOT_AT_START

_WHOLE = (
    "党组织书记",
    "抓基层党建",
    "基层党建",
    "党组织",
    "述职评议",
    "评议考核",
    "综合评价",
    "反馈意见",
    "实施方案",
    "责任制",
    "工作",
    "情况",
    "问题",
    "整改",
    "考核",
    "通报",
    "通知",
    "请示",
    "报告",
    "意见",
    "结果",
    "材料",
    "汇编",
    "年度",
    "关于",
    "有关",
    "提请",
    "审定",
    "印发",
    "做好",
    "开展",
    "召开",
)
"""Words of titles that are not torn."""


def title_lines(title: str, room: Decimal) -> tuple[str, ...]:
    """The lines of a title in `room` characters. Breaks the writer set stay if every line fits; else it is broken anew.

    Otherwise it gets the fewest lines that hold it, as equal as words allow. A line leaves one character free, since
    digits of a title's font are wider than half a character.
    """
    room -= 1
    given = title.split("\n")
    if all(characters(line) <= room for line in given):
        return tuple(given)
    whole = "".join(given)
    wide = characters(whole)
    count = max(2, -(-int(wide * 100) // int(room * 100)))
    while True:
        lines = _broken(whole, count, room)
        if all(characters(line) <= room for line in lines) or count > len(whole):
            return tuple(lines)
        count += 1


def _broken(text: str, count: int, room: Decimal) -> Sequence[str]:
    """`count` lines, each break as near to an equal share as words allow."""
    if count <= 1:
        return [text]
    share = characters(text) / count
    places = [at for at in range(1, len(text)) if _may_break(text, at) and characters(text[:at]) <= room]
    if not places:
        return [text]
    best = min(places, key=lambda at: (abs(characters(text[:at]) - share), -at))
    return [text[:best], *_broken(text[best:], count - 1, room)]


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in NOT_AT_START or before in NOT_AT_END or after == "的":
        return False
    if before.isascii() and (after.isascii() or after == "年"):
        return False
    return not any(
        start < at < start + len(word)
        for word in _WHOLE
        for start in range(max(0, at - len(word) + 1), at)
        if text.startswith(word, start)
    )
