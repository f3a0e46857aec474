"""Which words may have been put in which other's place: the dictionary that `odd_words` asks, as plain arrays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

GROUP, WORDNET, SHARED = 0, 1, 2  # where a pair comes from: our own groups, the open wordnet, a character in common
LONGEST = 4
SLOT_BITS = 18


@dataclass(frozen=True, slots=True, eq=False)
class NearWords:
    """For each word its neighbours of the same length. A word is packed into 64 bits, 16 for each character.

    `first[i]:first[i + 1]` are the neighbours of `words[i]`; `pairs` answers whether two words stand close.
    """

    words: NDArray[np.uint64]  # sorted
    first: NDArray[np.int64]
    neighbours: NDArray[np.uint64]
    sources: NDArray[np.uint8]
    table: NDArray[np.int32]  # 2^18 slots that lead to the words
    pairs: Mapping[str, Mapping[str, int]]


def packed(word: str) -> int:
    """A word of one to four characters of the basic plane as one number."""
    return int.from_bytes(word.encode("utf-16-be"), "big")


def unpacked(value: int) -> str:
    """The word that `packed` made into a number."""
    return value.to_bytes(2 * LONGEST, "big").lstrip(b"\x00").decode("utf-16-be")


def build(groups: Iterable[Sequence[str]], wordnet: Iterable[Sequence[str]], official: Iterable[str] = ()) -> NearWords:
    """The dictionary from groups of near words, synonym sets, and the official words that a look-alike may replace.

    Words of different length never replace one another; words of one character or more than four are left out.
    """
    pairs: dict[str, dict[str, int]] = {}
    for source, sets in ((GROUP, groups), (WORDNET, wordnet)):
        for one in sets:
            _add_set(pairs, one, source)
    _add_shared(pairs, official)
    codes = {word: packed(word) for word in {*pairs, *(near for nears in pairs.values() for near in nears)}}
    order = sorted(pairs, key=codes.__getitem__)
    neighbours = [(codes[near], pairs[word][near]) for word in order for near in sorted(pairs[word])]
    words = np.array([codes[word] for word in order], np.uint64)
    return NearWords(
        words=words,
        first=np.cumsum([0, *(len(pairs[word]) for word in order)]).astype(np.int64),
        neighbours=np.array([near for near, _ in neighbours], np.uint64),
        sources=np.array([source for _, source in neighbours], np.uint8),
        table=_slots(words),
        pairs=pairs,
    )


def only(near: NearWords, kept: NDArray[np.bool_]) -> NearWords:
    """The dictionary with those neighbours alone (in the order of `neighbours`) that are `kept`."""
    before = np.concatenate((np.zeros(1, np.int64), np.cumsum(kept))).astype(np.int64)
    return NearWords(near.words, before[near.first], near.neighbours[kept], near.sources[kept], near.table, near.pairs)


@compiled
def _slots(words: NDArray[np.uint64]) -> NDArray[np.int32]:
    table = np.full(1 << SLOT_BITS, -1, np.int32)
    for place in range(len(words)):
        slot = words[place] * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - SLOT_BITS)
        while table[slot] >= 0:
            slot = slot + np.uint64(1) & np.uint64(len(table) - 1)
        table[slot] = place
    return table


@compiled
def word_at(key: np.uint64, words: NDArray[np.uint64], table: NDArray[np.int32]) -> int:
    """Where the packed word `key` stands in `words`, or -1."""
    slot = key * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - SLOT_BITS)
    while table[slot] >= 0:
        if words[table[slot]] == key:
            return int(table[slot])
        slot = slot + np.uint64(1) & np.uint64(len(table) - 1)
    return -1


def usable(word: str) -> bool:
    """Whether a word can be packed: two to four Han of the basic plane."""
    return 2 <= len(word) <= LONGEST and all("\u3400" <= sign <= "\u9fff" for sign in word)


def _add_set(pairs: dict[str, dict[str, int]], words: Sequence[str], source: int) -> None:
    kept = [word for word in words if usable(word)]
    for word in kept:
        for near in kept:
            if near != word and len(near) == len(word):
                pairs.setdefault(word, {}).setdefault(near, source)


def _add_shared(pairs: dict[str, dict[str, int]], official: Iterable[str]) -> None:
    """Words that share one character with an official word, at the same place."""
    by_sign: dict[tuple[int, str], list[str]] = {}
    known = [word for word in pairs if len(word) == 2]
    for word in known:
        for place, sign in enumerate(word):
            by_sign.setdefault((place, sign), []).append(word)
    for right in sorted(set(official)):
        if len(right) != 2 or not usable(right):
            continue
        for place, sign in enumerate(right):
            for odd in by_sign.get((place, sign), ()):
                if odd != right:
                    pairs[odd].setdefault(right, SHARED)
