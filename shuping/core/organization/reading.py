"""One cell of a register: from what clerks write to a typed value (dates, numbers, levels, classes, yes and no)."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from shuping.core.errors import InputError

from .levels import Level, level_from_name

Value = str | int | bool | date | None

_DATE = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(\d{1,2})\s*日?|月?)$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
# A date whose cell lost its format: days since the end of 1899, here from 1954 to 2064.
_SERIAL = re.compile(r"^[2-5]\d{4}$")
_EPOCH = date(1899, 12, 30)
# 2019.1 is January where it was typed as text, October where a sheet took 2019.10 for a number.
MONTH_UNCLEAR = re.compile(r"^\d{4}\.1$")
_BETWEEN_HAN = re.compile(r"(?<=[\u2e80-\u9fff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\U00020000-\U0003ffff])")
# What the foot of an office's table begins with: sums, signatures, remarks.
_FOOT = re.compile(
    r"^(合\s*计|总\s*计|小\s*计|共\s*计|(填|制|造)\s*表|填\s*报|审\s*核|复\s*核|核\s*对|经\s*办|单位负责人|负责人签|注\s*[:：\d]|备\s*注|说\s*明)"
)
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
    """2020-03-01, 2020.3.1, 2020/3/1, 2020年3月1日, 20200301, 43891; a month alone means its first day.

    Raises InputError `organization.not_a_date`.
    """
    if _SERIAL.match(text):
        return _EPOCH + timedelta(days=int(text))
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


def _official_name(limit: int) -> Callable[[str], str]:
    """A name of an organisation: 机关 第一党支部 is 机关第一党支部; spaces beside other letters stay."""
    short = _short_text(limit)

    def read(text: str) -> str:
        return short(_BETWEEN_HAN.sub("", text))

    return read


def read_phone(text: str) -> str:
    """A telephone number; one that is digits alone loses its spaces. Raises InputError `organization.too_long`."""
    plain = "".join(text.split())
    return _short_text(40)(plain if plain.isdigit() else text)


def is_foot(cells: Mapping[str, str]) -> bool:
    """Whether a row {field: text} is the foot of a table (合计, 填表人：…, 注：…) and no organisation.

    A row with a name is one only if the name says so itself and is no level's (审核处党支部 is a branch).
    """
    name = cells.get("name", "").strip()
    if name:
        return bool(_FOOT.match(name)) and level_from_name(name) is None
    return any(_FOOT.match(text.strip()) for text in cells.values())


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
    "name": _official_name(120),
    "short_name": _official_name(40),
    "parent": _official_name(120),
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
    "office_phone": read_phone,
    "mobile": read_phone,
    "liaison": read_person,
    "liaison_phone": read_phone,
    "supervising_leader": read_person,
    "contact_leader": read_person,
    "elected_on": read_date,
    "term_years": read_count,
}
