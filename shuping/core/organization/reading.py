"""One cell of a register: from what clerks write to a typed value (dates, numbers, levels, classes, yes and no)."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from shuping.core.errors import InputError

from .levels import Level, level_from_name

Value = str | int | bool | date | None

_DATE = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(\d{1,2})\s*日?|月?)$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# Several words of the office for one class of units (ORG-13), most specific first.
CLASS_WORDS: tuple[tuple[str, str], ...] = (
    ("公路局", "highway"),
    ("公路", "highway"),
    ("执法", "enforcement"),
    ("院校", "college"),
    ("学院", "college"),
    ("学校", "college"),
    ("企业", "enterprise"),
    ("公司", "enterprise"),
    ("社团", "society"),
    ("社会组织", "society"),
    ("协会", "society"),
    ("机关", "organs"),
    ("公益", "institution"),
    ("事业", "institution"),
)
CLASSES = frozenset(value for _, value in CLASS_WORDS)
_YES = frozenset({"是", "有", "1", "y", "yes", "true", "√", "✓", "主持工作", "主持"})
_NO = frozenset({"否", "无", "0", "n", "no", "false", "×", "-"})


def read_date(text: str) -> date:
    """2020-03-01, 2020.3.1, 2020/3/1, 2020年3月1日, 20200301; a month alone means its first day.

    Raises InputError `organization.not_a_date`.
    """
    found = _DATE.match(text) or _COMPACT.match(text)
    if not found:
        raise InputError("organization.not_a_date", text=text)
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InputError("organization.not_a_date", text=text) from error


def read_count(text: str) -> int:
    """A whole number from 0 to a million; "58人" is read as 58. Raises InputError `organization.not_a_number`."""
    plain = text.removesuffix("人").removesuffix("名").removesuffix("年").strip()
    try:
        number = Decimal(plain)
    except ArithmeticError as error:
        raise InputError("organization.not_a_number", text=text) from error
    if not number.is_finite() or number != int(number) or not 0 <= number <= 1_000_000:
        raise InputError("organization.not_a_number", text=text)
    return int(number)


def read_level(text: str) -> str:
    """The stored level for its official word or code. Raises InputError `organization.unknown_level`."""
    if text in {level.value for level in Level}:
        return text
    found = level_from_name(text)
    if found is None:
        raise InputError("organization.unknown_level", text=text)
    return found.value


def read_class(text: str) -> str:
    """The stored class of a unit for the office's word or code. Raises InputError `organization.unknown_class`."""
    if text in CLASSES:
        return text
    found = next((value for word, value in CLASS_WORDS if word in text), None)
    if found is None:
        raise InputError("organization.unknown_class", text=text)
    return found


def read_flag(text: str) -> bool:
    """Yes or no. Raises InputError `organization.not_yes_or_no`."""
    plain = text.lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise InputError("organization.not_yes_or_no", text=text)


def _short_text(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        plain = " ".join(text.split())
        if len(plain) > limit:
            raise InputError("organization.too_long", limit=limit, text=plain[:20])
        return plain

    return read


def read_person(text: str) -> str:
    """A name: 王 毅 is 王毅, but a name in Latin letters keeps its spaces.

    Raises InputError `organization.too_long`.
    """
    parts = text.split()
    plain = " ".join(parts) if text.isascii() else "".join(parts)
    if len(plain) > 60:
        raise InputError("organization.too_long", limit=60, text=plain[:20])
    return plain


READERS: Mapping[str, Callable[[str], Value]] = {
    "code": _short_text(40),
    "name": _short_text(120),
    "short_name": _short_text(40),
    "parent": _short_text(120),
    "level": read_level,
    "unit_class": read_class,
    "group_tag": _short_text(40),
    "business_field": _short_text(200),
    "office_order": read_count,
    "members_count": read_count,
    "founded_on": read_date,
    "local_committee": _short_text(120),
    "secretary": read_person,
    "secretary_title": _short_text(100),
    "secretary_since": read_date,
    "acting": read_flag,
    "office_phone": _short_text(40),
    "mobile": _short_text(40),
    "liaison": read_person,
    "liaison_phone": _short_text(40),
    "supervising_leader": read_person,
    "contact_leader": read_person,
    "elected_on": read_date,
    "term_years": read_count,
}
