"""An index that grows: one report against everything before it, with the result that a comparison of all would give."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from shuping.core.errors import InputError
from shuping.core.text import chains, labels, lookups
from shuping.core.text.basis import Basis
from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows
from shuping.core.text.corpus import day_of, normalised, rank_of, refuse_beyond
from shuping.core.text.fingerprints import PARTITIONS
from shuping.core.text.joins import BLOCK_BITS
from shuping.core.text.passages import Document, Pair, Settings
from shuping.core.text.results import own_net, pairs_of

_BY_PLACE = ("net", "flags", "kept", "blocks", "keys")
_BY_DOCUMENT = ("starts", "bit_starts", "units", "parents", "ranks", "own")
_SPARE = 1 << 16


class Index:
    """Documents compared with one another, one after the other, in any order.

    `add(document)` takes one in; `query(document)` gives its pairs with all of them, exactly those of `compare` over
    all together. `arrays()` and `facts()` give out what `Index.of` opens again; the arrays may be memory-mapped
    copy-on-write (only the report asked about is written into them). The library must stay the same throughout.
    Not for several threads at once.
    """

    net: Codes
    flags: Bytes
    kept: Bytes
    blocks: Rows
    keys: Keys
    starts: Numbers
    bit_starts: Numbers
    units: Numbers
    parents: Numbers
    ranks: Numbers
    own: Numbers

    def __init__(self, *, basis: Basis | None = None, settings: Settings | None = None) -> None:
        self.basis = basis or Basis()
        self.settings = settings or Settings()
        self.names: list[str] = []
        self.days: list[date | None] = []
        self._facts: list[tuple[str, str, str, str]] = []
        self._numbers: dict[str, int] = {}
        self._unit_numbers: dict[str, int] = {}
        self._parent_numbers: dict[str, int] = {}
        for name, kind in zip(_BY_PLACE, (np.uint16, np.uint8, np.uint8, np.uint32, np.uint64), strict=True):
            setattr(self, name, np.zeros(_SPARE, kind))
        for name in _BY_DOCUMENT:
            setattr(self, name, np.zeros(64, np.int64))
        self.runs: Numbers = np.zeros((0, PARTITIONS + 1), np.int64)
        self._bits = 0  # bytes of `kept` in use

    @classmethod
    def of(
        cls,
        arrays: Mapping[str, np.ndarray[Any, Any]],
        facts: Sequence[tuple[str, str, str, str]],
        *,
        basis: Basis | None = None,
        settings: Settings | None = None,
    ) -> "Index":
        """The index that gave out `arrays` and `facts`, with the same library and settings."""
        index = cls(basis=basis, settings=settings)
        for name in (*_BY_PLACE, *_BY_DOCUMENT, "runs"):
            setattr(index, name, np.asarray(arrays[name]))
        for name, unit, parent, day in facts:
            index._enter(name, unit, parent, date.fromisoformat(day) if day else None)
        index._bits = int(arrays["bits"][0])
        return index

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Everything computed, with room for one more report, to be stored as it is."""
        given = {name: getattr(self, name) for name in (*_BY_PLACE, *_BY_DOCUMENT, "runs")}
        return {**given, "bits": np.array([self._bits], np.int64)}

    def facts(self) -> list[tuple[str, str, str, str]]:
        """Name, unit, parent and day (ISO, or empty) of every document, in the order of the arrays."""
        return list(self._facts)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: str) -> bool:
        return name in self._numbers

    def add(self, documents: Document | Iterable[Document]) -> None:
        """Take documents in. Raises InputError desk.name_twice (name)."""
        for document in [documents] if isinstance(documents, Document) else documents:
            self._push(document, shared=True)
            self._merge(2)

    def tidy(self) -> None:
        """Join all runs into one: the quickest answers, at the cost of moving every key once (a nightly act)."""
        self._merge(1 << 62)

    def query(self, document: Document) -> tuple[Pair, ...]:
        """Pairs of this document with those in the index, by larger share, then names; the index stays as it was.

        Raises InputError desk.name_twice (name).
        """
        self._push(document)
        touched: list[int] = []
        try:
            return tuple(self._pairs(len(self) - 1, touched))
        finally:
            for one in touched:
                self.flags[self.starts[one] : self.starts[one + 1]] &= labels.QUOTED | labels.SHARED
            self._pop()

    # taking in and out

    def _enter(self, name: str, unit: str, parent: str, day: date | None) -> None:
        self._numbers[name] = len(self.names)
        self.names.append(name)
        self.days.append(day)
        self._facts.append((name, unit, parent, day.isoformat() if day else ""))
        for numbers, one in ((self._unit_numbers, unit), (self._parent_numbers, parent)):
            if one:
                numbers.setdefault(one, len(numbers))

    def _room(self, name: str, size: int) -> None:
        """Let the array hold `size` entries."""
        array = getattr(self, name)
        if array.size < size:
            larger = np.zeros(max(size + _SPARE, array.size * 3 // 2), array.dtype)
            larger[: array.size] = array
            setattr(self, name, larger)

    def _push(self, document: Document, *, shared: bool = False) -> None:
        if document.name in self._numbers:
            raise InputError("desk.name_twice", name=document.name)
        net, kept, _, _ = normalised([document.text], np.empty(len(document.text), np.uint16))
        number = len(self)
        first = int(self.starts[number])
        last = first + net.size
        refuse_beyond(last)
        for name in _BY_DOCUMENT:
            self._room(name, number + 2)
        for name, size in (
            ("net", last),
            ("flags", last),
            ("blocks", (last >> BLOCK_BITS) + 2),
            ("kept", self._bits + kept.size),
        ):
            self._room(name, size)
        self.net[first:last] = net
        self.flags[first:last] = 0
        self.kept[self._bits : self._bits + kept.size] = kept
        self.starts[number + 1] = last
        self.bit_starts[number] = 8 * self._bits
        self.blocks[-(-first >> BLOCK_BITS) : (last >> BLOCK_BITS) + 1] = number
        day = day_of(document.date, document.year)
        self._enter(document.name, document.unit, document.parent, day)
        self.units[number] = self._unit_numbers.get(document.unit, -1 - number)
        self.parents[number] = self._parent_numbers.get(document.parent, -1 - number)
        self.ranks[number] = rank_of(document.name, day)
        self._bits += kept.size
        known = np.full(number + 1, self.basis.known_by(day), np.int64)
        self.basis.mark(self.net, self.flags, self.starts, known, number, number + 1)
        self.own[number] = own_net(self.flags, self.starts[number : number + 2])[0]
        self._append_run(number, shared)

    def _append_run(self, number: int, shared: bool) -> None:
        seeds, places = self._seeds(number)
        if shared:
            lookups.share(seeds, places, self.keys, self.runs, self.flags)
        begin = int(self.runs[-1, -1]) if len(self.runs) else 0
        self._room("keys", begin + seeds.size)
        bounds = np.full(PARTITIONS + 1, begin, np.int64)
        lookups.run_of(seeds, places, self.keys, bounds)
        self.runs = np.concatenate([self.runs, bounds[None, :]])

    def _pop(self) -> None:
        number = len(self) - 1
        name = self.names.pop()
        del self._numbers[name]
        self.days.pop()
        self._facts.pop()
        self._bits = int(self.bit_starts[number]) // 8
        self.runs = self.runs[:-1]
        # Numbers of units and parents stay: a number without a document does no harm.

    def _merge(self, ratio: int) -> None:
        """Join the last runs while they are of like size, so that there are few and each key moves seldom."""
        while len(self.runs) > 1:
            sizes = self.runs[-2:, -1] - self.runs[-2:, 0]
            if int(sizes[0]) > ratio * int(sizes[1]):
                break
            room: Keys = np.empty(int(sizes.sum()), np.uint64)
            lookups.merge_runs(self.keys, self.runs[-2], self.runs[-1], self.starts, self.blocks, self.ranks, room)
            self.runs = self.runs[:-1]

    def _seeds(self, number: int, need: int = 0) -> tuple[Keys, Rows]:
        first, last = int(self.starts[number]), int(self.starts[number + 1])
        seeds: Keys = np.empty(last - first, np.uint64)
        places: Rows = np.empty(last - first, np.uint32)
        count = lookups.seeds_of(self.net, self.flags, need, first, last, seeds, places)
        return seeds[:count], places[:count]

    # one against all

    def _look_up(self, number: int, pairs: bool) -> tuple[Keys, Keys, Keys]:
        """Pairs (if wanted), links and doubtful places of one document.

        Without pairs only places whose fingerprint some other document of the index has: what just one report more
        shares is neither common nor doubtful.
        """
        seeds, places = self._seeds(number, 0 if pairs else labels.SHARED)
        size = 8 * seeds.size + 64
        while True:
            found = [np.empty(size if wanted else 0, np.uint64) for wanted in (pairs, True, True)]
            state = np.zeros(3, np.int64)
            whole = lookups.look_up(
                number,
                seeds,
                places,
                self.keys,
                self.runs,
                self.starts,
                self.blocks,
                self.units,
                self.parents,
                self.ranks,
                self.settings.common_units,
                found[0],
                found[1],
                found[2],
                state,
            )
            if whole:
                return found[0][: state[0]], found[1][: state[1]], found[2][: state[2]]
            size *= 4

    def _mark(self, number: int, links: Keys, doubtful: Keys) -> None:
        """Mark templates and formulas of one document."""
        labels.classify(
            self.flags,
            self.starts,
            self.blocks,
            links,
            np.array([0, links.size]),
            np.array([number]),
            self.settings.template_net,
        )
        labels.doubt(self.flags, doubtful)

    def _pairs(self, number: int, touched: list[int]) -> list[Pair]:
        pairs, links, doubtful = self._look_up(number, True)
        touched.append(number)
        self._mark(number, links, doubtful)
        pairs = np.sort(pairs)
        others = self._promising(number, pairs)
        templates = self._template_places(number, links)
        for one in np.union1d(others, self._documents(templates)).tolist():
            touched.append(one)
            _, its_links, its_doubtful = self._look_up(one, False)
            self._mark(one, its_links, its_doubtful)
        pairs = pairs[np.isin(self._documents(pairs), others)]
        templates = lookups.both_in_template(self.flags, templates)
        return pairs_of(
            self,
            self._align(number, pairs, labels.COPIES),
            self._align(number, templates, labels.TEMPLATES),
            self.own,
            self.settings,
        )

    def _documents(self, pairs: Keys) -> Numbers:
        """The other documents of pairs."""
        starts = self.starts[: len(self) + 1]
        return np.searchsorted(starts, (pairs >> np.uint64(32)).astype(np.int64), side="right") - 1

    def _promising(self, number: int, pairs: Keys) -> Numbers:
        out = np.empty(pairs.size, np.int64)
        count = chains.promising(self.net, self.flags, labels.COPIES, number, self.starts, self.blocks, pairs, out)
        return out[:count]

    def _template_places(self, number: int, links: Keys) -> Keys:
        size = 16 * links.size + 64
        while True:
            out: Keys = np.empty(size, np.uint64)
            count = lookups.template_places(
                number,
                links,
                self.net,
                self.flags,
                self.keys,
                self.runs,
                self.starts,
                self.blocks,
                self.ranks,
                self.settings.listed_family,
                out,
            )
            if count >= 0:
                return out[:count]
            size *= 4

    def _align(self, number: int, pairs: Keys, mask: int) -> Numbers:
        """Passages with the others, each pair in the order of the names."""
        documents = self._documents(pairs)
        mine, seeds, bounds = [], [], [0]
        after = np.array([self.names[one] > self.names[number] for one in documents.tolist()], np.bool_)
        groups = [(number, pairs[after])]
        turned = (pairs << np.uint64(32)) | (pairs >> np.uint64(32))
        groups += [(one, turned[documents == one]) for one in np.unique(documents[~after]).tolist()]
        for document, some in groups:
            if some.size:
                mine.append(document)
                seeds.append(some)
                bounds.append(bounds[-1] + some.size)
        if not mine:
            return np.empty((0, chains.COLUMNS), np.int64)
        size = 64
        while True:
            out = np.empty((size, chains.COLUMNS), np.int64)
            count = chains.align(
                self.net,
                self.flags,
                mask,
                self.starts,
                self.blocks,
                np.concatenate(seeds),
                np.array(bounds),
                np.array(mine),
                self.settings.least_net,
                out,
            )
            if count >= 0:
                return out[:count]
            size *= 4
