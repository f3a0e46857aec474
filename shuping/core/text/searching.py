"""What a search looks through and what it asks for, in one spelling (I18-07).

Chinese is searched by the characters as they follow each other: a word of two characters is found wherever it stands,
without cutting the text into words. Full-width and half-width signs, capitals and the brackets of document numbers
are one spelling on both sides. Names are also found by the first letters of their pinyin.
"""

import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SHORTEST = 2
BUCKETS = 1 << 15  # places that a pair of characters may fall into
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


def grams_of(text: str) -> str:
    """The pairs of neighbouring characters of a text as places among BUCKETS, coded (two bytes each, base 64)."""
    return b64encode(_places(text).tobytes()).decode("ascii")


def mark_of(text: str) -> int:
    """A number below 2**31 that tells one text from another."""
    return crc32(text.encode()) >> 1


def _places(text: str) -> NDArray[np.uint16]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    mixed = (codes[:-1] * np.uint64(0x9E3779B97F4A7C15)) ^ (codes[1:] * np.uint64(0xC2B2AE3D27D4EB4F))
    mixed ^= mixed >> np.uint64(29)
    found: NDArray[np.uint16] = np.unique((mixed >> np.uint64(7)) % np.uint64(BUCKETS)).astype(np.uint16)
    return found


class PairIndex:
    """Which texts may hold a word, by its pairs of characters: never misses one, may name some that do not.

    A table of bits, one row per place of a pair and one column per text, so that a word costs a few bytes per text.
    """

    def __init__(self) -> None:
        self._columns: dict[int, tuple[int, int]] = {}  # key of the text: its column, its mark
        self._keys: list[int] = []
        self._bits: NDArray[np.uint8] = np.zeros((BUCKETS, 8), dtype=np.uint8)

    def missing(self, texts: Iterable[tuple[int, int]]) -> list[int]:
        """The keys of those texts (key, mark) that are not in the table, or stand there with another mark."""
        return [key for key, mark in texts if self._columns.get(key, (0, -1))[1] != mark]

    def add(self, key: int, mark: int, grams: str) -> None:
        """Enter a text by its key, mark and `grams_of`. A text entered before is replaced."""
        column = len(self._keys)
        if column >= self._bits.shape[1] * 8:
            self._bits = np.concatenate((self._bits, np.zeros_like(self._bits)), axis=1)
        places: Any = np.frombuffer(b64decode(grams), dtype=np.uint16)
        self._bits[places, column >> 3] |= np.uint8(128 >> (column & 7))
        self._columns[key] = (column, mark)
        self._keys.append(key)

    def candidates(self, words: Sequence[str]) -> list[int]:
        """The keys of the texts that hold every pair of every word, in the order of entering."""
        places = np.concatenate([_places(word) for word in words]) if words else np.zeros(0, dtype=np.uint16)
        rows = self._bits[places]
        together = np.bitwise_and.reduce(rows, axis=0) if len(rows) else np.full(self._bits.shape[1], 255, np.uint8)
        columns = np.nonzero(np.unpackbits(together)[: len(self._keys)])[0]
        keys = ((column, self._keys[column]) for column in columns.tolist())
        return [key for column, key in keys if self._columns[key][0] == column]
