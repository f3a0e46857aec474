"""The first letters of a name's pinyin (pypinyin)."""

from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

_MOST_READINGS = 64  # spellings kept of one name; 单重庆 has eight, no name of the register comes near


@lru_cache(maxsize=32768)
def _readings(character: str) -> str:
    if character.isascii():
        return character.lower()
    found = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)
    letters = {reading for reading in (found[0] if found else ()) if reading.isascii()}
    return "".join(sorted(letters)) or " "


@lru_cache(maxsize=65536)
def initials(name: str) -> str:
    """Every way to spell a name by the first letters of its characters, in small letters, a line each.

    A character of several readings is spelled by each of them; a letter or figure stands for itself.
    """
    spellings = product(*(_readings(character) for character in name))
    return "\n".join("".join(letters) for letters in islice(spellings, _MOST_READINGS))
