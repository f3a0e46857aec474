"""Numerals and dates as official papers write them (GB/T 15835-2011 in the use of GB/T 9704-2012, 7.3)."""

import re
from datetime import date

_DIGITS = "〇一二三四五六七八九"
_COUNT = "零一二三四五六七八九"


def numeral(value: int) -> str:
    """A count in Chinese: 1 is 一, 10 is 十, 12 is 十二, 105 is 一百零五. 1 to 999.

    Raises ValueError outside of that range, which no heading or list reaches.
    """
    if not 0 < value < 1000:
        raise ValueError(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_COUNT[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_COUNT[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_COUNT[ones] if ones else "")


def official_date(day: date) -> str:
    """成文日期 in Arabic numerals, month and day without a leading nought: 2022年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_date(day: date) -> str:
    """A date in Chinese numerals, as on covers: 二〇二二年一月五日."""
    year = "".join(_DIGITS[int(sign)] for sign in str(day.year))
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


def span(first: date, last: date) -> str:
    """A stretch of days without needless repetition: 2022年1月5日至12日."""
    if first == last:
        return official_date(first)
    if first.year != last.year:
        return f"{official_date(first)}至{official_date(last)}"
    if first.month != last.month:
        return f"{official_date(first)}至{last.month}月{last.day}日"
    return f"{official_date(first)}至{last.day}日"


_UNOFFICIAL = (
    re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-./／](?:0?[1-9]|1[0-2])[-./／](?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"),
    re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}年0[1-9]月|月0[1-9]日"),
    re.compile(r"(?<![0-9〔])[0-9]{2}年(?:1[0-2]|0?[1-9])月"),
    re.compile(r"[二一][〇○Ｏ零OＯ0九][〇○零一二三四五六七八九0O]{2}年"),
)


def unofficial_dates(text: str) -> tuple[str, ...]:
    """Dates not written as 2022年1月5日: 2022-01-05, 2022.1.5, 2022年01月, 22年1月, 二〇二二年."""
    return tuple(match.group() for pattern in _UNOFFICIAL for match in pattern.finditer(text))
