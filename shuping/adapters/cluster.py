"""The desk's comparison spread over machines: Daft on Ray partitions and brings together, the kernel stays ours.

An optional extra (requirements-cluster.in), for more reports than one machine takes. Two steps are spread: fingerprints
are cut by chunks of documents, shuffled by the first bits of the fingerprint and joined, a group of partitions at a
time; then places that belong together are aligned by chunks of documents. In between stand the labels, made where the
comparison was started, which holds the net text and the pairs. The arrays of the corpus lie in a folder that every
worker can read. The result is that of `comparison.compare`, letter for letter.
"""

import pickle
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from shuping.core.text import chains, comparison, fingerprints
from shuping.core.text.basis import Basis
from shuping.core.text.compiled import Keys, Numbers, Rows
from shuping.core.text.corpus import Corpus
from shuping.core.text.passages import Comparison, Document, Settings

PARTITIONS_OF_A_GROUP = 32
GROUPS = fingerprints.PARTITIONS // PARTITIONS_OF_A_GROUP
_MOST_TASKS = 64
_CHUNK = 1 << 19  # net characters of one task
_ARRAYS = ("net", "flags", "starts", "blocks", "units", "parents", "ranks")


def compare(
    documents: Iterable[Document], folder: Path, *, basis: Basis | None = None, settings: Settings | None = None
) -> Comparison:
    """As `comparison.compare`, spread by Daft. `folder`: empty, readable by every worker.

    Where it runs is Daft's own setting: DAFT_RUNNER=ray (with RAY_ADDRESS for a running cluster) or native.
    Raises ImportError without the extra, InputError desk.name_twice (name).
    """
    daft = import_module("daft")
    chosen = settings or Settings()
    corpus = Corpus(documents, basis or Basis())
    with ThreadPoolExecutor(max_workers=chosen.workers) as pool:
        return OnDaft(corpus, chosen, pool, folder, daft).result()


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """The corpus as a worker sees it: arrays mapped from the folder."""

    net: np.ndarray[Any, Any]
    flags: np.ndarray[Any, Any]
    starts: np.ndarray[Any, Any]
    blocks: np.ndarray[Any, Any]
    units: np.ndarray[Any, Any]
    parents: np.ndarray[Any, Any]
    ranks: np.ndarray[Any, Any]

    @classmethod
    def of(cls, folder: str) -> "Arrays":
        """Those of a folder."""
        # Copy-on-write: compiled code is built for arrays that may be written, and nothing is.
        return cls(*(np.asarray(np.load(Path(folder) / f"{name}.npy", mmap_mode="c")) for name in _ARRAYS))

    def chunks(self, _size: int) -> list[tuple[int, int]]:
        """None: a worker is told its chunk."""
        return []


class Spread(comparison._Run):
    """A comparison cut into tasks that need nothing but the folder and what they are given. Here they run in turn."""

    def __init__(self, corpus: Corpus, settings: Settings, pool: ThreadPoolExecutor, folder: Path) -> None:
        super().__init__(corpus, settings, pool)
        self.chunks = corpus.chunks(_CHUNK)
        self.folder = folder

    def cut_and_join(self) -> list[bytes]:
        """`seeds_by_group` of every chunk, brought together by group, `join_group` of every group, in their order."""
        place = str(self.folder)
        cut = [seeds_by_group(place, first, last) for first, last in self.chunks]
        return [
            join_group(place, {chunk: blobs[group] for chunk, blobs in enumerate(cut)}, self.settings)
            for group in range(GROUPS)
        ]

    def align_all(self, tasks: Sequence["Task"], mask: int) -> list[bytes]:
        """`align_chunk` of every task, in their order."""
        return [align_chunk(str(self.folder), *task, mask, self.settings) for task in tasks]

    def _joined(self) -> comparison._Joined:
        self._each(self.corpus.mark_quoted)
        self._store(_ARRAYS)
        found = [pickle.loads(blob) for blob in self.cut_and_join()]
        names = comparison._PARTS
        empty = comparison._NOTHING
        return comparison._Joined(
            *(np.concatenate([getattr(empty, name), *(getattr(one, name) for one in found)]) for name in names)
        )

    def _passages(self, pairs: Keys, mask: int) -> Numbers:
        self._store(["flags"])
        seeds, bounds = self._ordered(pairs)
        tasks: list[Task] = []
        for first, last in self.chunks:
            ends = bounds[first : last + 1]
            tasks.append((first, last, (ends - ends[0]).tobytes(), seeds[ends[0] : ends[-1]].tobytes()))
        rows = [np.frombuffer(blob, np.int64).reshape(-1, chains.COLUMNS) for blob in self.align_all(tasks, mask)]
        return np.concatenate([np.empty((0, chains.COLUMNS), np.int64), *rows])

    def _store(self, names: Sequence[str]) -> None:
        for name in names:
            np.save(self.folder / f"{name}.npy", getattr(self.corpus, name))


class OnDaft(Spread):
    """The tasks carried out by Daft's workers."""

    def __init__(self, corpus: Corpus, settings: Settings, pool: ThreadPoolExecutor, folder: Path, daft: Any) -> None:
        super().__init__(corpus, settings, pool, folder)
        self.daft = daft
        self.binary = daft.DataType.binary()

    def cut_and_join(self) -> list[bytes]:
        """Cut by chunk, shuffled and joined by group."""
        daft, place, settings = self.daft, str(self.folder), self.settings

        def cut(firsts: Any, lasts: Any) -> list[list[bytes]]:
            rows = zip(firsts.to_pylist(), lasts.to_pylist(), strict=True)
            return [seeds_by_group(place, first, last) for first, last in rows]

        def join(chunks: Any, keys: Any) -> list[bytes]:
            rows = zip(chunks.to_pylist(), keys.to_pylist(), strict=True)
            return [join_group(place, dict(zip(numbers, blobs, strict=True)), settings) for numbers, blobs in rows]

        cutting = daft.udf(return_dtype=daft.DataType.list(self.binary))(cut)
        joining = daft.udf(return_dtype=self.binary)(join)
        frame = daft.from_pydict({
            "chunk": list(range(len(self.chunks))),
            "first": [first for first, _ in self.chunks],
            "last": [last for _, last in self.chunks],
            "group": [list(range(GROUPS))] * len(self.chunks),
        })  # fmt: skip
        frame = self._partitioned(frame).with_column("keys", cutting(daft.col("first"), daft.col("last")))
        frame = frame.select("chunk", "group", "keys").explode("group", "keys")
        frame = frame.groupby("group").list_agg("chunk", "keys")
        told = frame.select("group", joining(daft.col("chunk"), daft.col("keys")).alias("found")).to_pydict()
        return [blob for _, blob in sorted(zip(told["group"], told["found"], strict=True))]

    def align_all(self, tasks: Sequence["Task"], mask: int) -> list[bytes]:
        """Aligned by chunk."""
        daft, place, settings = self.daft, str(self.folder), self.settings

        def align(*columns: Any) -> list[bytes]:
            rows = zip(*(column.to_pylist() for column in columns), strict=True)
            return [align_chunk(place, first, last, ends, places, mask, settings) for first, last, ends, places in rows]

        aligning = daft.udf(return_dtype=self.binary)(align)
        names = ("first", "last", "ends", "places")
        columns: dict[str, list[Any]] = {"chunk": list(range(len(tasks)))}
        columns |= {name: [task[place] for task in tasks] for place, name in enumerate(names)}
        frame = self._partitioned(daft.from_pydict(columns))
        told = frame.select("chunk", aligning(*map(daft.col, names)).alias("rows")).to_pydict()
        return [blob for _, blob in sorted(zip(told["chunk"], told["rows"], strict=True))]

    def _partitioned(self, frame: Any) -> Any:
        return frame.into_partitions(max(1, min(_MOST_TASKS, len(self.chunks))))


Task = tuple[int, int, bytes, bytes]  # first and last document, bounds of each document's places, the places


def seeds_by_group(folder: str, first: int, last: int) -> list[bytes]:
    """The kept fingerprints of documents first..last-1, for each group: how many in each partition, then the keys."""
    arrays = Arrays.of(folder)
    size = int(arrays.starts[last] - arrays.starts[first])
    seeds: Keys = np.empty(size, np.uint64)
    places: Rows = np.empty(size, np.uint32)
    counts = np.zeros(fingerprints.PARTITIONS, np.int64)
    where = (arrays.net, arrays.flags, arrays.starts, arrays.starts, first, last)  # nothing is marked any more
    found = Basis().cut(*where, 0, fingerprints.PARTITIONS, (seeds, places), counts)
    bounds = np.concatenate([[0], np.cumsum(counts)])
    keys: Keys = np.empty(found, np.uint64)
    fingerprints.scatter(seeds[:found], places[:found], bounds[:-1].copy(), keys)
    step = PARTITIONS_OF_A_GROUP
    return [
        counts[low : low + step].tobytes() + keys[bounds[low] : bounds[low + step]].tobytes()
        for low in range(0, fingerprints.PARTITIONS, step)
    ]


def join_group(folder: str, blobs: dict[int, bytes], settings: Settings) -> bytes:
    """Join the partitions of a group: `blobs` as `seeds_by_group` gives them, by chunk."""
    head = 8 * PARTITIONS_OF_A_GROUP
    ordered = [blobs[chunk] for chunk in sorted(blobs)]
    counts = np.array([np.frombuffer(blob[:head], np.int64) for blob in ordered])
    keys = [np.frombuffer(blob[head:], np.uint64) for blob in ordered]
    ends = np.cumsum(counts, axis=1)
    begins = np.cumsum(ends[:, -1]) - ends[:, -1]
    pieces = np.concatenate([begins[None, :], begins + ends.T])
    with ThreadPoolExecutor(max_workers=1) as pool:
        run = comparison._Run(Arrays.of(folder), settings, pool)  # type: ignore[arg-type]
        return pickle.dumps(run._join_parts(np.concatenate(keys), pieces))


def align_chunk(folder: str, first: int, last: int, ends: bytes, places: bytes, mask: int, settings: Settings) -> bytes:
    """Rows of `chains.align` for documents first..last-1."""
    arrays = Arrays.of(folder)
    seeds = np.frombuffer(places, np.uint64).copy()
    bounds = np.frombuffer(ends, np.int64).copy()
    documents = np.arange(first, last)
    size = 256 + seeds.size // 8
    while True:
        out = np.empty((size, chains.COLUMNS), np.int64)
        where = (arrays.starts, arrays.blocks)
        count = chains.align(arrays.net, arrays.flags, mask, *where, seeds, bounds, documents, settings.least_net, out)
        if count >= 0:
            return out[:count].tobytes()
        size *= 2
