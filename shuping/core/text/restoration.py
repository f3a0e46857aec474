"""The restoration test: would the sentence run much better with a near word in a word's place? (text.md section 5)

Every dictionary word of the text is tried against its neighbours; what is compared is the logarithm of the likelihood
of the word and of the five signs after it. Compiled; each word by itself, so that the result depends on nothing else.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .near_words import LONGEST, NearWords, unpacked, word_at
from .reference import BOUNDARY, LIST_MARK, ORDER, Codes, Counts, Reference, encode, known_level, sign_score

_MOST_COMMON = 20  # a word that stands in its sentence like this 32 times (4 log2) needs no test
_ROW = 6

Scores: TypeAlias = NDArray[np.float64]
Dictionary: TypeAlias = tuple[
    NDArray[np.uint64], NDArray[np.int32], NDArray[np.int64], NDArray[np.uint64], NDArray[np.uint8]
]
Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Swap:
    """One word that a neighbour would beat by `gain` (natural logarithm)."""

    span: tuple[int, int]
    found: str
    likely: str
    source: int  # of the pair: GROUP, WORDNET or SHARED
    gain: float
    support: int  # length of the longest run with the neighbour in it that the reference knows, 6 at most
    own: int  # the same for the word that stands there


def swaps(text: str, reference: Reference, near: NearWords, least: tuple[float, float, float]) -> list[Swap]:
    """Words of the text that a neighbour beats by at least `least[source of the pair]`, in order of place and gain."""
    codes, places = encode(text)
    if len(codes) == 0 or len(near.words) == 0:
        return []
    signs = np.concatenate((np.full(1, BOUNDARY, np.uint16), codes, np.full(1, BOUNDARY, np.uint16)))
    total = float(np.log(max(reference.signs, 1)))
    rows, gains = _tested(
        signs,
        (near.words, near.table, near.first, near.neighbours, near.sources),
        reference.counts,
        total,
        least,
    )
    found = []
    for (place, length, neighbour, source, support, own), gain in zip(rows.tolist(), gains.tolist(), strict=True):
        start, end = int(places[place - 1]), int(places[place + length - 2]) + 1
        if end - start == length:  # not across an invisible sign
            likely = unpacked(int(near.neighbours[neighbour]))
            found.append(Swap((start, end), text[start:end], likely, source, gain, support, own))
    found.sort(key=lambda one: (one.span, -one.gain, one.likely))
    return found


@compiled
def _longest(signs: Codes, place: int, length: int, counts: Counts) -> int:
    """Length of the longest known run that holds the word at `place` with at least one neighbouring sign."""
    for size in range(ORDER, length, -1):
        for start in range(max(place + length - size, 0), min(place, len(signs) - size) + 1):
            if known_level(signs, start, start + size, counts) >= 0:
                return size
    return length


@compiled
def _grown(rows: Rows, gains: Scores, used: int) -> tuple[Rows, Scores]:
    """The same arrays, with room for one more row."""
    if used < len(gains):
        return rows, gains
    return np.concatenate((rows, np.empty_like(rows))), np.concatenate((gains, np.empty_like(gains)))


@compiled
def _write(signs: Codes, place: int, length: int, value: np.uint64) -> None:
    for back in range(length):
        signs[place + length - 1 - back] = np.uint16(value >> np.uint64(16 * back) & np.uint64(0xFFFF))


@compiled
def _known(signs: Codes, place: int, length: int, both: bool, counts: Counts) -> bool:
    """Whether official text knows the word beside the sign before or after it (or both)."""
    left = known_level(signs, place - 1, place + length, counts) >= 0
    if left != both:
        return left
    return known_level(signs, place, place + length + 1, counts) >= 0


@compiled
def _gain(signs: Codes, place: int, length: int, base: Scores, least: float, counts: Counts, total: float) -> float:
    """How much better than before the word and the five signs after it run; left off once `least` is out of reach.

    `base[i]` is the sum of the scores of the signs before `i` as the text stands. No sign scores above 0.
    """
    end = min(place + length + ORDER - 1, len(signs))
    gain = float(base[place] - base[end])
    for at in range(place, end):
        gain += sign_score(signs, at, counts, total)
        if gain < least:
            return gain
    return gain


@compiled
def _base(signs: Codes, counts: Counts, total: float) -> Scores:
    base = np.zeros(len(signs) + 1, np.float64)
    for place in range(len(signs)):
        base[place + 1] = base[place] + sign_score(signs, place, counts, total)
    return base


@compiled
def _word_tested(
    work: Codes,
    base: Scores,
    place: int,
    length: int,
    word: int,
    dictionary: Dictionary,
    counts: Counts,
    total: float,
    least: tuple[float, float, float],
    rows: Rows,
    gains: Scores,
    used: int,
) -> tuple[Rows, Scores, int]:
    """Try every neighbour of the word at `place` and add a row for each that gains enough; `work` stays as it was."""
    _, _, first, neighbours, sources = dictionary
    there = np.uint64(0)
    for back in range(length):
        there = there << np.uint64(16) | np.uint64(work[place + back])
    own = -1  # asked only when a neighbour is better
    for index in range(first[word], first[word + 1]):
        _write(work, place, length, neighbours[index])
        if not _known(work, place, length, sources[index] == 2, counts):
            continue
        gain = _gain(work, place, length, base, least[sources[index]], counts, total)
        if gain >= least[sources[index]]:
            rows, gains = _grown(rows, gains, used)
            rows[used, 0], rows[used, 1], rows[used, 2], rows[used, 3] = place, length, index, sources[index]
            rows[used, 4] = _longest(work, place, length, counts)
            if own < 0:
                _write(work, place, length, there)
                own = _longest(work, place, length, counts)
            rows[used, 5] = own
            gains[used] = gain
            used += 1
    _write(work, place, length, there)
    return rows, gains, used


@compiled
def _tested(
    signs: Codes, dictionary: Dictionary, counts: Counts, total: float, least: tuple[float, float, float]
) -> tuple[Rows, Scores]:
    words, table = dictionary[0], dictionary[1]
    rows = np.empty((256, _ROW), np.int64)
    gains = np.empty(256, np.float64)
    used = 0
    work = signs.copy()
    base = _base(signs, counts, total)
    for place in range(1, len(signs) - 2):
        key = np.uint64(signs[place])
        if key <= LIST_MARK:
            continue
        for length in range(2, LONGEST + 1):
            if place + length >= len(signs) or signs[place + length - 1] <= LIST_MARK:
                break
            key = key << np.uint64(16) | np.uint64(signs[place + length - 1])
            word = word_at(key, words, table)
            if word < 0 or known_level(signs, place - 1, place + length + 1, counts) >= _MOST_COMMON:
                continue
            rows, gains, used = _word_tested(
                work, base, place, length, word, dictionary, counts, total, least, rows, gains, used
            )
    return rows[:used], gains[:used]
