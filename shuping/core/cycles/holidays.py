"""The yearly notice on holidays and moved working days, read as it is published (CYC-14).

A notice says for every holiday which days are off (“1月31日至2月6日放假调休，共7天”) and which days of rest are worked
instead (“1月29日（星期六）、1月30日（星期日）上班”). Days without a year are of the notice's year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LONGEST = 16  # days: no holiday is longer; more is a slip of the pen

_DAY = r"(?:(?P<{0}y>\d{{4}})年)?(?:(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:[（(][^）)]*[）)])?"
_OFF = re.compile(_DAY.format("a") + r"(?:\s*(?:至|到|—|－|-|~)\s*" + _DAY.format("b") + r")?[^。；;\n上班]{0,12}?放假")
_WORKED = re.compile(
    r"((?:"
    + _DAY.format("x").replace("?P<xy>", "").replace("?P<xm>", "").replace("?P<xd>", "")
    + r"[、，,和及\s]*)+)(?:照常|正常)?上班"
)
_ONE = re.compile(_DAY.format("a"))
_NAME = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+|\d+)?\s*[、.．]?\s*([\u4e00-\u9fff]{2,8}(?:[、和][\u4e00-\u9fff]{2,8})*)\s*[：:]"
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day that is not what its weekday says."""

    day: date
    working: bool
    note: str


def read(text: str, year: int) -> tuple[Day, ...]:
    """The days a notice names, in their order, each once; days it cannot read are left out, never guessed."""
    found: dict[date, Day] = {}
    name = ""
    for line in re.split(r"[\n\r]+|(?<=。)", text):
        if heading := _NAME.match(line):
            name = heading[1]
        for day, working in _days(line, year):
            found[day] = Day(day, working, name)
    return tuple(found[day] for day in sorted(found))


def _days(line: str, year: int) -> Iterator[tuple[date, bool]]:
    for match in _OFF.finditer(line):
        first = _date(match["ay"], match["am"], match["ad"], year, None)
        last = _date(match["by"], match["bm"], match["bd"], year, first) if match["bd"] else first
        if first and last and 0 <= (last - first).days < LONGEST:
            yield from ((first + timedelta(days=n), False) for n in range((last - first).days + 1))
    for match in _WORKED.finditer(line):
        before: date | None = None
        for one in _ONE.finditer(match[0]):
            before = _date(one["ay"], one["am"], one["ad"], year, before)
            if before:
                yield before, True


def _date(year: str | None, month: str | None, day: str, usual: int, before: date | None) -> date | None:
    """A day as written; month and year of the day before it where it leaves them out."""
    try:
        found = date(
            int(year) if year else before.year if before else usual,
            int(month) if month else before.month if before else 0,
            int(day),
        )
    except ValueError:
        return None
    if before and not year and found < before:  # from December into January
        return found.replace(year=found.year + 1) if month and (found.month, found.day) != (2, 29) else None
    return found
