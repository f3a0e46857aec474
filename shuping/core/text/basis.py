"""The library of official texts, subtracted by position: what is quoted from it is nobody's copy."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows, compiled, inlined, whole
from shuping.core.text.fingerprints import PARTITIONS, SPAN, cut_document, kept_seeds, longest, seed_at
from shuping.core.text.labels import QUOTED
from shuping.core.text.normalise import code_points, table
from shuping.core.text.passages import OfficialText
from shuping.core.text.segments import DROP

LEAST_QUOTED = 16  # net characters that must agree before a place counts as quoted


class Basis:
    """Official texts, ready for look-up. A report may quote what was published by its date.

    `Basis(texts)` reads them once (about 15 million characters a second); `Basis()` knows nothing.
    """

    def __init__(self, texts: Sequence[OfficialText] = ()) -> None:
        ordered = sorted(texts, key=lambda text: (text.date or date.min, text.name))
        codes = table()
        parts = [codes[code_points(text.text)] for text in ordered]
        parts = [part[part > 0] for part in parts]
        ends = np.cumsum([0, *(part.size for part in parts)], dtype=np.int64)
        self.texts = tuple(ordered)
        self._net: Codes = np.concatenate([np.zeros(0, np.uint16), *parts])
        self._ends = ends
        self._dates = [text.date or date.min for text in ordered]
        size = 1 << max(4, int(self._net.size).bit_length() + 1)
        self._seeds: Keys = np.zeros(size, np.uint64)
        self._places: Rows = np.zeros(size, np.uint32)
        self._filter: Bytes = np.zeros(max(size // 2, 8), np.uint8)
        store(self._net, ends, self._seeds, self._places, self._filter)

    def known_by(self, day: date | None) -> int:
        """How much of the library (net characters, by date) a report of that day may quote; None: all."""
        if day is None:
            return int(self._ends[-1])
        return int(self._ends[sum(1 for published in self._dates if published <= day)])

    def mark(self, net: Codes, flags: Bytes, starts: Numbers, known: Numbers, first: int, last: int) -> None:
        """Mark quoted places of documents first..last-1; `known[d]`: as `known_by`."""
        if self._net.size:
            nowhere = (np.zeros(0, np.uint64), np.zeros(0, np.uint32))
            self.cut(net, flags, starts, known, first, last, 0, 0, nowhere, np.zeros(PARTITIONS, np.int64))

    def cut(
        self,
        net: Codes,
        flags: Bytes,
        starts: Numbers,
        known: Numbers,
        first: int,
        last: int,
        low: int,
        high: int,
        room: tuple[Keys, Rows],
        counts: Numbers,
    ) -> int:
        """Mark quoted places as `mark` does and, in the same pass, cut the seeds of partitions low..high-1.

        The kept seeds outside of what is quoted go into the first table of `room` (one place for every net character),
        where they stand into the second; how many fall into each partition is added to `counts`; returns how many.
        """
        library = (self._net, self._ends, self._seeds, self._places, self._filter)
        return cut(net, flags, starts, known, first, last, *library, low, high, *room, counts)


@compiled
def store(net: Codes, ends: Numbers, seeds: Keys, places: Rows, sieve: Bytes) -> None:
    """Enter the kept seeds of the library's texts into an open table (the first place of a seed stays)."""
    mask = np.uint64(seeds.size - 1)
    bits = np.uint64(sieve.size * 8 - 1)
    for text in range(ends.size - 1):
        for place in range(ends[text], ends[text + 1] - SPAN + 1):
            seed = seed_at(net, place)
            if not seed & np.uint64(1):
                continue
            slot = (seed >> np.uint64(20)) & mask
            while seeds[slot] != 0 and seeds[slot] != seed:
                slot = (slot + np.uint64(1)) & mask
            if seeds[slot] == 0:
                seeds[slot] = seed
                places[slot] = place
                bit = (seed >> np.uint64(8)) & bits
                sieve[bit >> np.uint64(3)] |= np.uint8(1) << np.uint8(bit & np.uint64(7))


@compiled
def cut(
    net: Codes,
    flags: Bytes,
    starts: Numbers,
    known: Numbers,
    first: int,
    last: int,
    library: Codes,
    ends: Numbers,
    entries: Keys,
    sources: Rows,
    sieve: Bytes,
    low: int,
    high: int,
    seeds: Keys,
    places: Rows,
    counts: Numbers,
) -> int:
    """As `Basis.cut`; `library` to `sieve`: what `store` made."""
    room = longest(starts, first, last)
    found = np.empty(room, np.uint64)
    where = np.empty(room, np.uint32)
    filled = 0
    for document in range(first, last):
        begin = starts[document]
        end = starts[document + 1]
        count = kept_seeds(net[begin:end], found, where)
        if library.size:
            _quote(
                net,
                flags,
                begin,
                end,
                known[document],
                found[:count],
                where,
                library,
                ends,
                entries,
                sources,
                sieve,
            )
        count = cut_document(flags, begin, found, where, count, low, high, counts)
        for index in range(count):
            seeds[filled + index] = found[index]
            places[filled + index] = begin + whole(where[index])
        filled += count
    return filled


@inlined
def _quote(
    net: Codes,
    flags: Bytes,
    begin: int,
    end: int,
    known: int,
    found: Keys,
    where: Rows,
    library: Codes,
    ends: Numbers,
    entries: Keys,
    sources: Rows,
    sieve: Bytes,
) -> None:
    """Mark the places of one document that are quoted from the library. `found`, `where`: its kept seeds."""
    mask = np.uint64(entries.size - 1)
    bits = np.uint64(sieve.size * 8 - 1)
    done = 0  # of the document, by what is marked already
    for index in range(found.size):
        seed = found[index]
        bit = (seed >> np.uint64(8)) & bits
        if not (sieve[bit >> np.uint64(3)] >> np.uint8(bit & np.uint64(7))) & 1 or whole(where[index]) < done:
            continue
        slot = (seed >> np.uint64(20)) & mask
        while entries[slot] != 0 and entries[slot] != seed:
            slot = (slot + np.uint64(1)) & mask
        source = whole(sources[slot])
        if entries[slot] == 0 or source >= known:
            continue
        place = begin + whole(where[index])
        text = np.searchsorted(ends, source, side="right") - 1
        right = agreement(net, place, library, source, end, ends[text + 1], 1)
        left = agreement(net, place - 1, library, source - 1, begin - 1, ends[text] - 1, -1)
        if left + right >= LEAST_QUOTED:
            for quoted in range(place - left, place + right):
                flags[quoted] |= QUOTED
            done = place - begin + right - SPAN


@inlined
def agreement(net: Codes, a: int, library: Codes, b: int, a_end: int, b_end: int, step: int) -> int:
    """How far text and library agree in the direction of `step`, mismatches borne while they pay (X-drop)."""
    score = 0
    best = 0
    reach = 0
    length = 0
    while a != a_end and b != b_end and score > best - DROP:
        score += 1 if net[a] == library[b] else -1
        length += 1
        if score > best:
            best = score
            reach = length
        a += step
        b += step
    return reach
