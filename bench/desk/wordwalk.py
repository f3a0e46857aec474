"""Texts for speed: walked word by word through the laws, so that runs of characters are as frequent as in real text.

From a word the walk goes to what followed it at some other place where the same word stands; one word in seven it jumps
anywhere. Between sentences stand quotations (Zipf popularity), one report in twenty takes 200-1,000 characters from an
earlier one. They come in parts of 20,000, each on its own, so that the first N are the same for every size.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numba import njit

from bench.desk import sources
from bench.desk.gathering import hashes_at
from bench.desk.sources import CENTRAL

SHORTEST, LONGEST, USUAL = 1800, 4800, 2100
QUOTED = 0.25
COPYING = 0.05
PART = 20_000
_BATCH = 500
_REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Walked:
    """One report and, if it copies, the number of the other report and the length."""

    number: int
    text: str
    unit: str
    parent: str
    year: int
    source: int = -1
    length: int = 0


@njit(cache=True, nogil=True)
def _cut(points, known):  # type: ignore[no-untyped-def]
    """Where words begin (longest known word first, else a single character), and a number for each word."""
    starts = np.empty(points.size + 1, np.int64)
    words = np.empty(points.size, np.int64)
    count = 0
    place = 0
    while place < points.size:
        length, word = 1, known.size + min(np.int64(points[place]), 0xFFFF)
        for tried in range(min(5, points.size - place), 1, -1):
            value = hashes_at(points, place, tried)
            slot = np.searchsorted(known, value)
            if slot < known.size and known[slot] == value:
                length, word = tried, slot
                break
        starts[count] = place
        words[count] = word
        count += 1
        place += length
    starts[count] = place
    return starts[: count + 1].copy(), words[:count].copy()


def hash_of(word: str) -> int:
    """The hash that `_cut` looks for."""
    return int(hashes_at(np.frombuffer(word.encode("utf-32-le"), np.uint32), 0, len(word)))


@njit(cache=True, nogil=True)
def _walk(points, starts, words, firsts, places, lengths, seed, out):  # type: ignore[no-untyped-def]
    """Fill `out` with texts of about `lengths` characters, one after another; returns where each ends."""
    np.random.seed(seed)
    ends = np.empty(lengths.size, np.int64)
    at = 0
    tokens = words.size
    token = np.random.randint(0, tokens - 1)
    for index in range(lengths.size):
        stop = at + lengths[index]
        while at < stop:
            for place in range(starts[token], starts[token + 1]):
                out[at] = points[place]
                at += 1
            if np.random.random() < 0.15:
                token = np.random.randint(0, tokens - 1)
            else:
                word = words[token]
                token = places[np.random.randint(firsts[word], firsts[word + 1])] + 1
            if token >= tokens - 1:
                token = 0
        ends[index] = at
    return ends


class Walker:
    """The laws as words, and walks through them."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        laws = sources.laws()
        text = "".join(one for law in laws for part in law.paragraphs for one in part)
        self.points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        known = np.array([hash_of(word) for word in sorted(sources.wordnet())], np.uint64)
        # As small as they may be: the walk reads them at random places.
        self.starts, self.words = (one.astype(np.int32) for one in _cut(self.points, np.sort(known)))
        self.places = np.argsort(self.words, kind="stable").astype(np.int32)
        self.firsts = np.concatenate([[0], np.cumsum(np.bincount(self.words))]).astype(np.int32)
        central = [law for law in laws if law.group in CENTRAL and len(law.text) > 3000]
        self.quoted = Random(f"walk {seed}").sample(central, 200)
        self.stretches = [
            [one for part in law.paragraphs[:20] for one in part if len(one) <= 120][:5] for law in self.quoted
        ]
        self.library = [
            (f"{law.title}{law.key}", law.text) for law in self.quoted[::5] + self.quoted[1::5] + self.quoted[2::5]
        ]

    def texts(self, part: int) -> Iterator[Walked]:
        """The reports of one part, of about 2,900 characters each."""
        chance = Random(f"reports {self.seed} {part}")
        weights = np.cumsum([1 / rank for rank in range(1, 201)]).tolist()
        parents = [f"片区{number}" for number in range(40)]
        earlier: deque[Walked] = deque(maxlen=_REMEMBERED)
        room = np.empty(_BATCH * (LONGEST + 100), np.uint32)
        for first in range(part * PART, (part + 1) * PART, _BATCH):
            lengths = np.array([chance.triangular(SHORTEST, LONGEST, USUAL) for _ in range(_BATCH)]) * (1 - QUOTED)
            ends = _walk(
                self.points,
                self.starts,
                self.words,
                self.firsts,
                self.places,
                lengths.astype(np.int64),
                self.seed * 100003 + first,
                room,
            )
            whole = room[: ends[-1]].tobytes().decode("utf-32-le")
            begin = 0
            for number, end in enumerate(ends.tolist(), first):
                text = self._quoting(whole[begin:end], chance, weights)
                source, taken = (
                    (-1, "") if chance.random() >= COPYING or len(earlier) < 50 else self._taken(earlier, chance)
                )
                if taken:
                    place = chance.randrange(len(text))
                    text = text[:place] + taken + text[place:]
                unit = number // 4
                one = Walked(number, text, f"单位{unit}", parents[unit % 40], 2018 + number % 4, source, len(taken))
                earlier.append(one)
                begin = end
                yield one

    def _quoting(self, text: str, chance: Random, weights: list[float]) -> str:
        parts = text.split("。")
        wanted = QUOTED / (1 - QUOTED) * len(text)
        quoted: list[tuple[int, str]] = []
        for _ in range(60):
            if wanted <= 0:
                break
            stretch = chance.choices(self.stretches, cum_weights=weights)[0]
            begin = chance.randrange(len(stretch))
            quote = "".join(stretch[begin : begin + chance.randint(1, 3)])
            quoted.append((chance.randrange(len(parts)), quote))
            wanted -= len(quote)
        for place, quote in quoted:
            parts[place] = f"{quote}{parts[place]}"
        return "。\n".join("。".join(parts[place : place + 4]) for place in range(0, len(parts), 4))

    def _taken(self, earlier: deque[Walked], chance: Random) -> tuple[int, str]:
        source = earlier[chance.randrange(len(earlier) - 8)]
        length = chance.randint(200, 1000)
        begin = chance.randrange(max(1, len(source.text) - length))
        return source.number, source.text[begin : begin + length]
