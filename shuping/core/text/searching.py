"""What a search looks through and what it asks for, in one spelling (I18-07).

Chinese is searched by the characters as they follow each other: a word of two characters is found wherever it stands,
without cutting the text into words. Full-width and half-width signs, capitals and the brackets of document numbers
are one spelling on both sides. Names are also found by the first letters of their pinyin.
"""

import unicodedata
from collections.abc import Callable, Sequence

SHORTEST = 2
_BRACKETS = str.maketrans({"[": "〔", "]": "〕", "【": "〔", "】": "〕", "［": "〔", "］": "〕"})


def searchable(*parts: str) -> str:
    """The parts in the one spelling, a line each; empty ones left out."""
    return "\n".join(line for part in parts if (line := _spelled(part).strip()))


def words_of(query: str) -> tuple[str, ...]:
    """What a query asks for: its words in the one spelling, each to be found; () when it is too short to look for."""
    words = tuple(dict.fromkeys(_spelled(query).split()))
    return words if sum(map(len, words)) >= SHORTEST else ()


def _spelled(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_BRACKETS)).lower().translate(_BRACKETS)


def excerpt(text: str, words: Sequence[str], around: int = 24) -> str:
    """A stretch of a text about the first word found, `around` characters to each side; "" if none is in it."""
    places = [place for word in words if (place := text.find(word)) >= 0]
    if not places:
        return ""
    place = min(places)
    start, end = max(0, place - around), min(len(text), place + len(words[0]) + around)
    cut = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"


def fits_initials(name: str, letters: str, initials_of: Callable[[str], frozenset[str]]) -> bool:
    """Whether consecutive characters of a name begin with these letters.

    `initials_of(character)`: the first letters of all its readings, in small letters; a letter or figure is its own.
    """
    places = [initials_of(character) for character in name]
    last = len(places) - len(letters)
    return any(
        all(letter in places[start + offset] for offset, letter in enumerate(letters)) for start in range(last + 1)
    )
