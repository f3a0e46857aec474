"""The first letters of a character's readings (pypinyin)."""

from functools import lru_cache

from pypinyin import Style, pinyin


@lru_cache(maxsize=32768)
def initials_of(character: str) -> frozenset[str]:
    """The first letters of all readings of one character, in small letters; a letter or figure stands for itself."""
    if character.isascii():
        return frozenset(character.lower())
    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True)
    return frozenset(reading for reading in (readings[0] if readings else ()) if reading.isascii())
