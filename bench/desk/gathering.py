"""Host sentences: from the laws, none with eleven characters running in common with another or with what is quoted."""

from collections.abc import Sequence
from random import Random

import numpy as np
from numba import njit

from bench.desk.sources import Law, net

GRAM = 11


@njit(cache=True, nogil=True)
def hashes_at(points, place, length):  # type: ignore[no-untyped-def]
    """A 64-bit hash of the characters place..place+length-1; never 0."""
    value = np.uint64(1469598103934665603)
    for step in range(length):
        value = (value ^ np.uint64(points[place + step])) * np.uint64(1099511628211)
    value ^= value >> np.uint64(29)
    value *= np.uint64(0xBF58476D1CE4E5B9)
    return (value ^ (value >> np.uint64(32))) | np.uint64(1)


@njit(cache=True, nogil=True)
def _accept(points, ends, table, gram, judge, taken, wanted):  # type: ignore[no-untyped-def]
    """Take sentences in order while none of their grams is in the table, up to `wanted` characters; enter the grams."""
    mask = np.uint64(table.size - 1)
    total = 0
    begin = 0
    for index in range(ends.size):
        end = ends[index]
        good = True
        if judge:
            for place in range(begin, end - gram + 1):
                value = hashes_at(points, place, gram)
                slot = value & mask
                while table[slot] != 0 and table[slot] != value:
                    slot = (slot + np.uint64(1)) & mask
                if table[slot] == value:
                    good = False
                    break
        if good:
            for place in range(begin, end - gram + 1):
                value = hashes_at(points, place, gram)
                slot = value & mask
                while table[slot] != 0 and table[slot] != value:
                    slot = (slot + np.uint64(1)) & mask
                table[slot] = value
            total += end - begin
        taken[index] = good
        begin = end
        if total >= wanted:
            break


def _packed(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    points = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32)
    return points, np.cumsum([len(text) for text in texts], dtype=np.int64)


def gather(laws: Sequence[Law], apart: Sequence[str], wanted: int, chance: Random) -> list[list[str]]:
    """Runs of host sentences, about `wanted` characters, each run from one law and in its order.

    `apart`: texts (the quoted laws) that no sentence may have eleven characters in common with.
    """
    points, ends = _packed([net(text) for text in apart])
    table = np.zeros(1 << (2 * (points.size + 2 * wanted)).bit_length(), np.uint64)
    _accept(points, ends, table, GRAM, False, np.zeros(ends.size, np.bool_), 1 << 60)
    order = list(laws)
    chance.shuffle(order)
    rows = []
    reached = 0
    for law in order:
        rows += [(law.key, sentence) for paragraph in law.paragraphs for sentence in paragraph]
        reached += len(law.text)
        if reached > wanted * 12:
            break
    points, ends = _packed([net(sentence) for _, sentence in rows])
    taken = np.zeros(ends.size, np.bool_)
    _accept(points, ends, table, GRAM, True, taken, wanted)
    runs: list[list[str]] = []
    before = -1
    for index in np.flatnonzero(taken):
        key, sentence = rows[index]
        if key != before:
            runs.append([])
        runs[-1].append(sentence)
        before = key
    return runs
