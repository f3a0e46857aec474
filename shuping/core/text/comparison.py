"""Every document with every other: which passages stand in both, verbatim or reworded, and what they are."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

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

_CHUNK = 1 << 19  # net characters that one thread takes at a time


def compare(
    documents: Iterable[Document], *, basis: Basis | None = None, settings: Settings | None = None
) -> Comparison:
    """Compare all documents with all others. The result does not depend on their order or on `settings.workers`.

    Raises InputError desk.name_twice (name) if two documents bear one name.
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


class _Run:
    """One comparison: the steps in their order, each spread over the threads by fixed chunks of documents."""

    def __init__(self, corpus: Corpus, settings: Settings, pool: ThreadPoolExecutor) -> None:
        self.corpus = corpus
        self.settings = settings
        self.pool = pool
        self.chunks = corpus.chunks(_CHUNK)

    def result(self) -> Comparison:
        corpus, settings = self.corpus, self.settings
        self._each(lambda first, last: corpus.mark_quoted(first, last))
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
        """Pairs and links of all partitions, as many at a time as the settings allow to hold."""
        counts = self._counts()
        results = []
        low = 0
        totals = counts.sum(axis=0)
        while low < fingerprints.PARTITIONS:
            high = low + 1
            held = int(totals[low])
            while high < fingerprints.PARTITIONS and held + totals[high] <= self.settings.block:
                held += int(totals[high])
                high += 1
            results += self._join_range(counts, low, high)
            low = high
        return _Joined(
            *(np.concatenate([getattr(_NOTHING, name), *(getattr(one, name) for one in results)]) for name in _PARTS)
        )

    def _counts(self) -> Numbers:
        corpus = self.corpus
        counts = np.zeros((len(self.chunks), fingerprints.PARTITIONS), np.int64)

        def count(index: int) -> None:
            first, last = self.chunks[index]
            fingerprints.count_seeds(corpus.net, corpus.flags, corpus.starts, first, last, counts[index])

        for _ in self.pool.map(count, range(len(self.chunks))):
            pass
        return counts

    def _join_range(self, counts: Numbers, low: int, high: int) -> list[_Joined]:
        """Scatter the seeds of partitions low..high-1 and join them."""
        corpus = self.corpus
        totals = counts[:, low:high].sum(axis=0)
        bounds = np.concatenate([[0], np.cumsum(totals)])
        keys: Keys = np.empty(int(bounds[-1]), np.uint64)
        before = np.zeros((len(self.chunks) + 1, fingerprints.PARTITIONS), np.int64)
        before[1:, low:high] = np.cumsum(counts[:, low:high], axis=0)
        before[:, low:high] += bounds[:-1]

        def scatter(index: int) -> None:
            first, last = self.chunks[index]
            fingerprints.scatter_seeds(
                corpus.net, corpus.flags, corpus.starts, first, last, low, high, before[index], keys
            )

        for _ in self.pool.map(scatter, range(len(self.chunks))):
            pass
        step = 32
        parts = [(begin, min(begin + step, high - low)) for begin in range(0, high - low, step)]
        return list(self.pool.map(lambda part: self._join_parts(keys, bounds[part[0] : part[1] + 1]), parts))

    def _join_parts(self, keys: Keys, bounds: Numbers) -> _Joined:
        corpus = self.corpus
        size = int(bounds[-1] - bounds[0])
        room: Keys = np.empty(int(np.diff(bounds).max(initial=0)), np.uint64)
        pairs: Keys = np.empty(size // 2 + 1024, np.uint64)
        common: Rows = np.empty(size + 1, np.uint32)
        partner: Rows = np.empty(size + 1, np.uint32)
        heads: Bytes = np.empty(size + 1, np.uint8)
        doubtful: Rows = np.empty(size + 1, np.uint32)
        state = np.zeros(4, np.int64)
        while True:
            joins.join(
                keys,
                bounds,
                corpus.starts,
                corpus.blocks,
                corpus.units,
                corpus.parents,
                corpus.ranks,
                self.settings.common_units,
                room,
                pairs,
                common,
                partner,
                heads,
                doubtful,
                state,
            )
            if state[0] == bounds.size - 1:
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
