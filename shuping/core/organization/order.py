"""Order of names: the office's own order, and the order of strokes used for lists of people (settled.md 14)."""

from collections.abc import Iterable
from functools import cache

from .stroke_data import BY_STROKES

_UNKNOWN = (99, 0)


@cache
def _places() -> dict[str, tuple[int, int]]:
    return {
        character: (strokes, place)
        for strokes, characters in BY_STROKES.items()
        for place, character in enumerate(characters)
    }


def strokes_of(character: str) -> int | None:
    """Number of strokes of one Han character, or None if the table does not know it."""
    found = _places().get(character)
    return found[0] if found else None


def _character_key(character: str) -> str:
    strokes, place = _places().get(character, _UNKNOWN)
    # What is no Han character (a middle dot, a letter) stands after all of them, by code point.
    return f"{strokes:02d}{place if strokes != _UNKNOWN[0] else ord(character):06d}"


def stroke_key(name: str) -> str:
    """A text that sorts as 姓氏笔画排序 does: surname by strokes and their order, then 单名 before 双名, then the rest.

    Keys compare as plain text (also in a database of any collation: digits only). Spaces inside a name are ignored.
    """
    plain = "".join(name.split())
    if not plain:
        return ""
    given = min(len(plain) - 1, 9)
    single = 0 if given <= 1 else 1
    return _character_key(plain[0]) + str(single) + "".join(_character_key(character) for character in plain[1:12])


def office_key(orders: Iterable[tuple[int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Sort key of an organisation from the (office order, code) of each ancestor and itself, outermost first.

    An order of 0 means that the office has not placed it: it stands after the placed ones, by code.
    """
    return tuple((0 if order else 1, order, code) for order, code in orders)
