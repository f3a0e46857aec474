"""Punctuation of official papers: what may not begin or end a line, and what is not Chinese punctuation at all.

After GB/T 15834-2011 and GB/T 9704-2012. A fault names the sign found and the sign expected.
"""

import re
from dataclasses import dataclass

NOT_AT_START = "，。、；：！？）》〉」』】〕”’％…·"
"""No line begins with one of these. —— may begin a line, but neither —— nor …… is torn (GB/T 15834-2011, 5.1)."""

NOT_AT_END = "（《〈「『【〔“‘"
"""No line ends with one of these."""

_HAN = r"\u3400-\u9fff\uf900-\ufaff"


@dataclass(frozen=True, slots=True)
class Fault:
    """A wrong sign: its code, where it stands in the text, what stands there and what is expected."""

    code: str
    at: int
    found: str
    expected: str


_HALF = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_CHECKS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("half_width", re.compile(rf"(?<=[{_HAN}])[,;:!?(](?=[{_HAN}])|(?<=[{_HAN}])[,;:!?)]$|\)(?=[{_HAN}])"), ""),
    ("half_width_stop", re.compile(rf"(?<=[{_HAN}])\.(?=[{_HAN}]|$)"), "。"),
    ("straight_quotes", re.compile(rf"\"(?=[{_HAN}])|(?<=[{_HAN}])\""), "“”"),
    ("dots", re.compile(r"。{2,}|\.{3,}|(?<!…)…(?!…)"), "……"),
    ("doubled", re.compile(r"([，、；：])\1+|，、|。，|，。|、，"), ""),
    ("year_brackets", re.compile(r"[\[(（【]((?:19|20)[0-9]{2})[\])）】](?=第?[0-9]+号)"), "〔〕"),
    ("serial_prefix", re.compile(r"〔(?:19|20)[0-9]{2}〕(第[0-9]+号|0[0-9]*号)"), "〔年〕号前不编虚位、不加“第”字"),
    ("space", re.compile(rf"(?<=[{_HAN}，。、；：])[ ]+(?=[{_HAN}])"), ""),
    ("title_marks", re.compile(r"<<[^<>]{1,60}>>"), "《》"),
)
_PAIRS = {"（": "）", "《": "》", "〈": "〉", "“": "”", "‘": "’", "〔": "〕", "【": "】", "「": "」"}


def faults(text: str) -> tuple[Fault, ...]:
    """Every wrong sign of a paragraph, in the order of the text."""
    found = [
        Fault(code, match.start(), match.group(), expected or _expected(match.group()))
        for code, pattern, expected in _CHECKS
        for match in pattern.finditer(text)
    ]
    return tuple(sorted([*found, *_unpaired(text)], key=lambda fault: (fault.at, fault.code)))


def _expected(sign: str) -> str:
    return _HALF.get(sign, sign[0] if len(sign) > 1 else "")


def _unpaired(text: str) -> list[Fault]:
    """Brackets and quotation marks that do not close, or close what was not opened. "1）" is left alone."""
    open_: list[tuple[int, str]] = []
    found: list[Fault] = []
    closing = {end: start for start, end in _PAIRS.items()}
    for at, sign in enumerate(text):
        if sign in _PAIRS:
            open_.append((at, sign))
        elif sign in closing:
            if open_ and open_[-1][1] == closing[sign]:
                open_.pop()
            elif sign != "’" and not (sign == "）" and at and text[at - 1].isdigit()):
                found.append(Fault("unpaired", at, sign, closing[sign] + sign))
    return found + [Fault("unpaired", at, sign, sign + _PAIRS[sign]) for at, sign in open_]
