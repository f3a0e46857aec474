"""Numerals, dates and punctuation as official papers write them (I18-06; GB/T 15835, GB/T 15834), and years."""

import re
from collections.abc import Iterator
from datetime import date

from shuping.core.reports.sections import Span

from .values import HINT, WARN, Check, Found, Subject

_HAN = "一-鿿〇"
_CHINESE = "零〇一二三四五六七八九十百千"

_NUMERALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "mixed",
        re.compile(
            rf"(?<![0-9])[0-9]{{1,9}}[十百千][0-9]{{0,9}}(?![{_HAN}]{{0,2}}[级年])|"
            rf"(?<![{_CHINESE}])[一二三四五六七八九]{{1,4}}[0-9]{{1,9}}(?=[个项次名人年月日%％])"
        ),
    ),
    ("percent", re.compile(rf"百分之[0-9０-９]+(?:[.．][0-9０-９]+)?|(?<![{_CHINESE}])[{_CHINESE}]{{1,6}}[%％]")),
    (
        "zero",
        re.compile(
            r"(?=[一二三四五六七八九0Oo○◯]{0,3}[0Oo○◯])(?=[0Oo○◯]{0,3}[一二三四五六七八九])[一二三四五六七八九0Oo○◯]{3,4}年|[0-9][Oo○][0-9]"
        ),
    ),
    ("full_width", re.compile(r"[０-９]+(?:[．][０-９]+)?")),
    ("range", re.compile(r"(?<![0-9.])[0-9]{1,9}(?:\.[0-9]{1,9})?\s?[-—–~～至]\s?[0-9]{1,9}(?:\.[0-9]{1,9})?[%％]")),
    (
        "about_twice",
        re.compile(rf"(?:近|约|大约|将近)\s*(?:[0-9]{{1,9}}|[{_CHINESE}]{{1,9}})[{_HAN}%％]{{0,3}}(?:左右|上下|余|多)"),
    ),
)

_DATES = re.compile(
    r"(?:(?P<year>[0-9]{4}|[0-9]{2}|[零〇一二三四五六七八九]{4})年)?(?P<month>[0-9]{1,3}|[一二三四五六七八九十]{1,3})月"
    r"(?:(?P<day>[0-9]{1,3}|[一二三四五六七八九十]{1,3})[日号])?"
)
_WRITTEN_OTHERWISE = re.compile(r"(?<![0-9.〔\[(（-])(?:19|20)[0-9]{2}([-./])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])")
_DIGITS = {sign: place for place, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}

_PUNCTUATION: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("half_width", re.compile(rf"(?<=[{_HAN}”》）])[,;:?!](?!//)|(?<=[{_HAN}])[()](?=[{_HAN}])")),
    ("doubled", re.compile(r"([，。；：、！？])\1+|[，、；][。；，、]|。[，、；]")),
    ("dots", re.compile(rf"(?<=[{_HAN}])(?:\.{{2,}}|…(?!…)(?<!……))")),
    ("blank", re.compile(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])")),
    ("before_etc", re.compile(r"、等(?=[，。；、]|[一-鿿])(?!级|次|候|待|同|于)")),
)
_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】", "〔": "〕"}
_CLOSERS = {close: open_ for open_, close in _PAIRS.items()}


def _unlike(subject: Subject, span: Span, kind: str, found: str, **more: object) -> Found:
    return subject.section_at(span[0]), span, {"kind": kind, "found": found, **more}


def _numerals(subject: Subject) -> Iterator[Found]:
    """Numbers written half in Chinese and half in Arabic, per cent, zero, full width, ranges, about twice."""
    taken: list[Span] = []
    for kind, pattern in _NUMERALS:
        for match in pattern.finditer(subject.whole):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield _unlike(subject, match.span(), kind, match.group())


def _value(numeral: str) -> int | None:
    """A day or month, Arabic or Chinese."""
    if numeral.isascii():
        return int(numeral)
    if "十" not in numeral:
        return _DIGITS.get(numeral) if len(numeral) == 1 else None
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def _year(numeral: str | None) -> int | None:
    if numeral is None or len(numeral) != 4:
        return None
    return int(numeral) if numeral.isascii() else int("".join(str(_DIGITS[sign]) for sign in numeral))


def _date_kind(match: re.Match[str], text: str) -> str:
    month = _value(match["month"])
    day = _value(match["day"]) if match["day"] else None
    chinese = not match["month"].isascii()
    if chinese and match["day"] is None:
        return ""  # 三月 alone may be a length of time or a name of the month
    if _duration(match, text):
        return ""
    if month is None or not 1 <= month <= 12 or (match["day"] and not _day_exists(_year(match["year"]), month, day)):
        return "impossible"
    if match["year"] and len(match["year"]) == 2:
        return "short_year"
    if any(part and part.isascii() and part.startswith("0") for part in (match["month"], match["day"])):
        return "leading_zero"
    kinds = {part.isascii() for part in (match["year"], match["month"], match["day"]) if part}
    return "mixed" if len(kinds) > 1 else ""


def _duration(match: re.Match[str], text: str) -> bool:
    """Whether 月 only counts ("每3月") and names no month."""
    return (
        match["day"] is None
        and match["year"] is None
        and text[max(0, match.start() - 1) : match.start()] in {"每", "第"}
    )


def _day_exists(year: int | None, month: int, day: int | None) -> bool:
    try:
        date(2024 if year is None or not 1 <= year <= 9999 else year, month, day or 0)
    except ValueError:
        return False
    return True


def _dates(subject: Subject) -> Iterator[Found]:
    """Days that do not exist, years of two figures, leading zeros, figures joined by points or lines."""
    text = subject.whole
    for match in _DATES.finditer(text):
        if kind := _date_kind(match, text):
            yield _unlike(subject, match.span(), kind, match.group())
    for match in _WRITTEN_OTHERWISE.finditer(text):
        yield _unlike(subject, match.span(), "not_in_words", match.group())


def _punctuation(subject: Subject) -> Iterator[Found]:
    """One finding for each kind of slip, at its first place, with its count; one for every mark without its half."""
    text = subject.whole
    begin = subject.text.parts[0].start if subject.text.parts else 0  # a title may space out its names
    for kind, pattern in _PUNCTUATION:
        matches = list(pattern.finditer(text, begin))
        if matches:
            first = matches[0]
            yield _unlike(subject, first.span(), kind, first.group(), count=len(matches))
    for place in _unpaired(text):
        yield _unlike(subject, (place, place + 1), "unpaired", text[place], count=1)


def _unpaired(text: str) -> list[int]:
    """Places of brackets and quotation marks without their other half; a paragraph's end closes nothing."""
    found: list[int] = []
    for line in re.finditer(r"[^\n]+", text):
        waiting: list[int] = []
        for place in range(*line.span()):
            sign = text[place]
            if sign in _PAIRS:
                waiting.append(place)
            elif sign in _CLOSERS:
                if waiting and text[waiting[-1]] == _CLOSERS[sign]:
                    waiting.pop()
                elif not _counts(text, place):
                    found.append(place)
        found.extend(waiting)
    return sorted(found)


def _counts(text: str, place: int) -> bool:
    """Whether a closing bracket only follows a number: 1）."""
    return text[place] == "）" and place > 0 and (text[place - 1].isdigit() or text[place - 1] in _CHINESE)


_TITLE_YEAR = re.compile(r"(?P<year>[12][0-9]{3}|二[〇零○]?[零〇一二三四五六七八九]{2,3})年度?")
_ANY_YEAR = re.compile(r"(?P<year>[12][0-9]{3})年")


def _other_year(subject: Subject) -> Iterator[Found]:
    """A title of another year; and in what was done, a year that had not come."""
    year = subject.facts.year
    if year is None:
        return
    for match in _TITLE_YEAR.finditer(subject.text.title):
        said = match["year"]
        if said.isascii() and int(said) != year:
            start = max(subject.whole.find(match.group()), 0)
            yield "", (start, start + len(match.group())), {"found": match.group(), "year": year}
    for part in subject.text.of("achievements"):
        for match in _ANY_YEAR.finditer(part.text):
            if int(match["year"]) > year:
                span = part.start + match.start(), part.start + match.end()
                yield "achievements", span, {"found": match.group(), "year": year}


CHECKS: tuple[Check, ...] = (
    Check("reports.other_year", WARN, "R-19", ("written", "spoken"), _other_year),
    Check("reports.date_style", WARN, "D-2", ("written", "spoken"), _dates),
    Check("reports.numeral_style", HINT, "D-1", ("written", "spoken"), _numerals),
    Check("reports.punctuation_style", HINT, "D-3", ("written", "spoken"), _punctuation),
)
