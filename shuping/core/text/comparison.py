"""Every document with every other: which passages stand in both, verbatim or reworded, and what they are."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np

from shuping.core.text import chains, fingerprints, joins, labels
from shuping.core.text.basis import Basis
from shuping.core.text.compiled import Bytes, Keys, Numbers, Rows
from shuping.core.text.corpus import Corpus
from shuping.core.text.passages import (
    Cluster,
    Comparison,
    Document,
    OfficialText,
    Pair,
    Passage,
    Settings,
    Swap,
)
from shuping.core.text.results import result_of

__all__ = [
    "Basis",
    "Cluster",
    "Comparison",
    "Document",
    "OfficialText",
    "Pair",
    "Passage",
    "Settings",
    "Swap",
    "compare",
]

_CHUNK = 1 << 18  # net characters that one thread takes at a time


def compare(
    documents: Iterable[Document], *, basis: Basis | None = None, settings: Settings | None = None
) -> Comparison:
    """Compare all documents with all others. The result does not depend on their order or on `settings.workers`.

    Raises InputError desk.name_twice (name) if two documents bear one name, desk.too_much_text (most) beyond four
    thousand million net characters.
    """
    chosen = settings or Settings()
    corpus = Corpus(documents, basis or Basis())
    with ThreadPoolExecutor(max_workers=chosen.workers) as pool:
        run = _Run(corpus, chosen, pool)
        return run.result()


@dataclass(frozen=True, slots=True, eq=False)
class _Joined:
    """What `joins.join` found."""

    pairs: Keys
    common: Rows
    partner: Rows
    heads: Bytes
    doubtful: Rows


_PARTS = ("pairs", "common", "partner", "heads", "doubtful")
_NOTHING = _Joined(
    pairs=np.zeros(0, np.uint64),
    common=np.zeros(0, np.uint32),
    partner=np.zeros(0, np.uint32),
    heads=np.zeros(0, np.uint8),
    doubtful=np.zeros(0, np.uint32),
)


class _Held:
    """Room for keys that several threads fill, each the stretch that it was given."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.used = 0
        self._lock = Lock()

    def room(self, size: int) -> int:
        """Where the next `size` keys may stand (beyond the end, if there is no room left)."""
        with self._lock:
            begin = self.used
            self.used += size
        return begin


class _Run:
    """One comparison: the steps in their order, each spread over the threads by fixed chunks of documents."""

    def __init__(self, corpus: Corpus, settings: Settings, pool: ThreadPoolExecutor) -> None:
        self.corpus = corpus
        self.settings = settings
        self.pool = pool
        self.chunks = corpus.chunks(_CHUNK)

    def result(self) -> Comparison:
        corpus, settings = self.corpus, self.settings
        joined = self._joined()
        self._label(joined)
        templates = self._template_seeds(joined)
        pairs = joined.pairs
        del joined
        copied = self._passages(pairs, labels.COPIES)
        from_templates = self._passages(templates, labels.TEMPLATES)
        return result_of(corpus, copied, from_templates, settings)

    def _each(self, act: Callable[[int, int], None]) -> None:
        for _ in self.pool.map(lambda chunk: act(*chunk), self.chunks):
            pass

    def _joined(self) -> _Joined:
        """Mark quotations; pairs and links of all partitions, as many at a time as the settings allow to hold."""
        passes = max(1, -(-int(self.corpus.net.size) // (2 * self.settings.block)))
        step = -(-fingerprints.PARTITIONS // passes)
        basis, results = self.corpus.basis, list[_Joined]()
        for low in range(0, fingerprints.PARTITIONS, step):
            results += self._join_range(basis, low, min(low + step, fingerprints.PARTITIONS))
            basis = Basis()  # what is quoted is marked by now
        return _Joined(
            *(np.concatenate([getattr(_NOTHING, name), *(getattr(one, name) for one in results)]) for name in _PARTS)
        )

    def _join_range(self, basis: Basis, low: int, high: int) -> list[_Joined]:
        """Cut the seeds of partitions low..high-1 and join them."""
        share = (high - low) / fingerprints.PARTITIONS
        held = _Held(np.empty(int(0.55 * share * self.corpus.net.size) + _CHUNK, np.uint64))
        pieces = self._cut(basis, low, high, held)
        if held.used > held.keys.size:  # text that repeats itself: more seeds are kept than one in two
            held = _Held(np.empty(held.used, np.uint64))
            pieces = self._cut(basis, low, high, held)
        step = 32
        parts = [np.ascontiguousarray(pieces[begin : begin + step + 1]) for begin in range(0, high - low, step)]
        return list(self.pool.map(lambda part: self._join_parts(held.keys, part), parts))

    def _cut(self, basis: Basis, low: int, high: int, held: "_Held") -> Numbers:
        """Fill `held` with the keys of partitions low..high-1; `pieces` as `joins.join` takes them."""
        corpus = self.corpus
        pieces = np.zeros((high - low + 1, len(self.chunks)), np.int64)

        def cut(index: int) -> None:
            first, last = self.chunks[index]
            size = int(corpus.starts[last] - corpus.starts[first])
            seeds: Keys = np.empty(size, np.uint64)
            places: Rows = np.empty(size, np.uint32)
            counts = np.zeros(fingerprints.PARTITIONS, np.int64)
            found = corpus.cut(basis, first, last, low, high, seeds, places, counts)
            begin = held.room(found)
            bounds = begin + np.concatenate([[0], np.cumsum(counts[low:high])])
            pieces[:, index] = bounds
            if begin + found <= held.keys.size:
                where = np.zeros(fingerprints.PARTITIONS, np.int64)
                where[low:high] = bounds[:-1]
                fingerprints.scatter(seeds[:found], places[:found], where, held.keys)

        for _ in self.pool.map(cut, range(len(self.chunks))):
            pass
        return pieces

    def _join_parts(self, keys: Keys, pieces: Numbers) -> _Joined:
        corpus = self.corpus
        size = int((pieces[-1] - pieces[0]).sum())
        pairs: Keys = np.empty(size // 2 + 1024, np.uint64)
        common: Rows = np.empty(size + 1, np.uint32)
        partner: Rows = np.empty(size + 1, np.uint32)
        heads: Bytes = np.empty(size + 1, np.uint8)
        doubtful: Rows = np.empty(size + 1, np.uint32)
        state = np.zeros(4, np.int64)
        while True:
            joins.join(
                keys,
                pieces,
                corpus.starts,
                corpus.blocks,
                corpus.units,
                corpus.parents,
                corpus.ranks,
                self.settings.common_units,
                pairs,
                common,
                partner,
                heads,
                doubtful,
                state,
            )
            if state[0] == len(pieces) - 1:
                break
            pairs = np.concatenate([pairs, np.empty(pairs.size + size, np.uint64)])
        _, found, linked, noted = state.tolist()
        return _Joined(
            pairs[:found].copy(),
            common[:linked].copy(),
            partner[:linked].copy(),
            heads[:linked].copy(),
            doubtful[:noted].copy(),
        )

    def _ordered(self, pairs: Keys) -> tuple[Keys, Numbers]:
        """Pairs by their first document, turned round, with the bounds of every document."""
        corpus = self.corpus
        bounds = np.zeros(corpus.starts.size, np.int64)
        joins.count_by_document(pairs, corpus.starts, corpus.blocks, bounds)
        bounds = np.cumsum(bounds)
        ordered: Keys = np.empty(pairs.size, np.uint64)
        joins.by_document(pairs, corpus.starts, corpus.blocks, bounds.copy(), ordered)
        return ordered, bounds

    def _label(self, joined: _Joined) -> None:
        """Mark templates and formulas in the flags."""
        corpus, length = self.corpus, self.settings.template_net
        places = (corpus.flags, corpus.starts, corpus.blocks)
        links, ends = self._ordered((joined.common.astype(np.uint64) << np.uint64(32)) | joined.partner)
        noted, noted_ends = self._ordered(joined.doubtful.astype(np.uint64) << np.uint64(32))

        def mark(first: int, last: int) -> None:
            documents = np.arange(first, last)
            labels.classify(*places, links, ends[first : last + 1], documents, length)
            labels.doubt(corpus.flags, noted[noted_ends[first] : noted_ends[last]])

        self._each(mark)

    def _template_seeds(self, joined: _Joined) -> Keys:
        corpus = self.corpus
        found: Keys = np.empty(0, np.uint64)
        for write in (False, True):
            count = labels.template_pairs(
                corpus.net,
                corpus.flags,
                corpus.starts,
                corpus.blocks,
                joined.common,
                joined.partner,
                joined.heads,
                self.settings.listed_family,
                write,
                found,
            )
            found = found if write else np.empty(count, np.uint64)
        return found

    def _passages(self, pairs: Keys, mask: int) -> Numbers:
        corpus = self.corpus
        seeds, bounds = self._ordered(pairs)

        def align(chunk: tuple[int, int]) -> Numbers:
            first, last = chunk
            size = 256 + int(bounds[last] - bounds[first]) // 8
            while True:
                out = np.empty((size, chains.COLUMNS), np.int64)
                count = chains.align(
                    corpus.net,
                    corpus.flags,
                    mask,
                    corpus.starts,
                    corpus.blocks,
                    seeds,
                    bounds[first : last + 1],
                    np.arange(first, last),
                    self.settings.least_net,
                    out,
                )
                if count >= 0:
                    return out[:count]
                size *= 2

        return np.concatenate([np.empty((0, chains.COLUMNS), np.int64), *self.pool.map(align, self.chunks)])
