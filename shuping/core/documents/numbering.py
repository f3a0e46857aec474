"""发文字号: 机关代字, 〔year of issue〕, a serial that begins at 1 each year without gaps.

Source: GB/T 9704-2012, 7.2.5 (no leading nought, no 第); words.md: the year in 〔〕 is the year of issue.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shuping.core.errors import RuleError

from .values import Number

_WRITTEN = re.compile(r"^(?P<code>[^〔〕\s]{1,20})〔(?P<year>(?:19|20)[0-9]{2})〕(?P<serial>[1-9][0-9]{0,4})号$")
_STATE_SECRETS = re.compile(r"绝密|机密|秘密")


@dataclass(frozen=True, slots=True)
class NumberRule:
    """Which 机关代字 the papers of an organ carry. `kinds` maps a kind to a code of its own; others take `code`."""

    organ: str
    code: str
    kinds: Mapping[str, str]

    def code_for(self, kind: str) -> str:
        """The 机关代字 of a paper of that kind."""
        return self.kinds.get(kind, self.code)


def written(number: Number) -> str:
    """青交党〔2022〕5号."""
    return f"{number.code}〔{number.year}〕{number.serial}号"


def reading(text: str) -> Number:
    """The number a text holds. Raises RuleError documents.number_form if it is not written by the rule."""
    match = _WRITTEN.match(text.strip())
    if match is None:
        raise RuleError("documents.number_form", found=text.strip()[:40])
    return Number(match["code"], int(match["year"]), int(match["serial"]))


def next_number(code: str, issued: date, taken: Iterable[Number]) -> Number:
    """The number of a paper issued on that day: the lowest serial of its code and year that nobody has.

    A number given back (a paper withdrawn before issue) is therefore used again, so that no gap stays.
    """
    used = {number.serial for number in taken if (number.code, number.year) == (code, issued.year)}
    return Number(code, issued.year, next(serial for serial in range(1, len(used) + 2) if serial not in used))


def refuse_number(number: Number, issued: date, taken: Iterable[Number]) -> None:
    """Refuse a number typed by hand.

    Raises RuleError documents.number_year (not the year of issue), documents.number_taken, documents.number_gap
    (it would leave a gap before it; `next` is the serial to take).
    """
    if number.year != issued.year:
        raise RuleError("documents.number_year", found=number.year, expected=issued.year)
    same = [other for other in taken if (other.code, other.year) == (number.code, number.year)]
    if number in same:
        raise RuleError("documents.number_taken", number=written(number))
    expected = next_number(number.code, issued, same)
    if number.serial > expected.serial:
        raise RuleError("documents.number_gap", found=number.serial, next=expected.serial)


def gaps(taken: Iterable[Number]) -> tuple[Number, ...]:
    """The numbers that are missing between 1 and the last one given, per code and year, in order."""
    books: dict[tuple[str, int], set[int]] = {}
    for number in taken:
        books.setdefault((number.code, number.year), set()).add(number.serial)
    return tuple(
        Number(code, year, serial)
        for (code, year), used in sorted(books.items())
        for serial in range(1, max(used))
        if serial not in used
    )


def refuse_secret_class(mark: str) -> None:
    """This system holds no state secrets: a paper marked 绝密, 机密 or 秘密 is refused.

    Raises RuleError documents.secret_class.
    """
    if match := _STATE_SECRETS.search(mark):
        raise RuleError("documents.secret_class", found=match.group())
