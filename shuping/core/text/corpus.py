"""All texts of a comparison as one array of net characters, with what is known of each document."""

from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from itertools import islice

import numpy as np

from shuping.core.errors import InputError
from shuping.core.text import joins
from shuping.core.text.basis import Basis
from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows
from shuping.core.text.normalise import code_points, net_of, table
from shuping.core.text.passages import Document

_BLOCK = 64  # documents normalised at once
MOST_NET = (1 << 32) - 1  # net characters of all texts: places are numbers of 32 bits
_ROOM = 1 << 25  # net characters of many documents that are kept together until all are known


class Corpus:
    """Documents in order of their names. Texts themselves are not kept: net characters and a bit for each index are."""

    def __init__(self, documents: Iterable[Document], basis: Basis) -> None:
        self.basis = basis
        self._facts: list[tuple[str, str, str, date | None, int | None]] = []
        nets: list[Codes] = []
        bits: list[Bytes] = []
        lengths: list[Numbers] = []
        room: Codes = np.empty(0, np.uint16)
        for block in _blocks(documents):
            texts = [one.text for one in block]
            most = sum(map(len, texts))
            if room.size < most:
                room = np.empty(max(_ROOM, most), np.uint16)
            net, kept, ends, length = normalised(texts, room)
            room = room[net.size :]
            self._facts += [(one.name, one.unit, one.parent, one.date, one.year) for one in block]
            nets += np.split(net, ends[:-1])
            bits.append(kept)
            lengths.append(length)
        self._assemble(nets, bits, lengths)
        self._name_documents()
        self.flags: Bytes = np.zeros(self.net.size, np.uint8)

    def _assemble(self, nets: list[Codes], bits: list[Bytes], lengths: list[Numbers]) -> None:
        """One array each, in order of the names. `nets`: of every document; emptied."""
        names = [fact[0] for fact in self._facts]
        order = sorted(range(len(names)), key=names.__getitem__)
        bit_starts: list[Numbers] = [np.zeros(0, np.int64)]
        at = 0
        for kept, length in zip(bits, lengths, strict=True):
            bit_starts.append(8 * at + np.cumsum(length) - length)
            at += kept.size
        self.kept: Bytes = np.concatenate([np.zeros(0, np.uint8), *bits])
        self._facts = [self._facts[index] for index in order]
        self.lengths: Numbers = _joined([np.zeros(0, np.int64), *lengths])[order]
        self.bit_starts: Numbers = _joined(bit_starts)[order]
        sizes = np.array([nets[index].size for index in order], np.int64)
        refuse_beyond(int(sizes.sum()))
        self.net: Codes = np.concatenate([np.zeros(0, np.uint16), *(nets[index] for index in order)])
        nets.clear()
        self.starts: Numbers = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        self.blocks: Rows = np.zeros((self.net.size >> joins.BLOCK_BITS) + 1, np.uint32)
        joins.blocks_of(self.starts, self.blocks)

    def _name_documents(self) -> None:
        self.names = [fact[0] for fact in self._facts]
        for one, two in zip(self.names, self.names[1:], strict=False):
            if one == two:
                raise InputError("desk.name_twice", name=one)
        self.units = numbered([fact[1] for fact in self._facts])
        self.parents = numbered([fact[2] for fact in self._facts])
        self.days = [day_of(fact[3], fact[4]) for fact in self._facts]
        self.ranks: Numbers = np.array([rank_of(*fact) for fact in zip(self.names, self.days, strict=True)], np.int64)
        known: dict[date | None, int] = {}
        for day in self.days:
            if day not in known:
                known[day] = self.basis.known_by(day)
        self._known: Numbers = np.array([known[day] for day in self.days], np.int64)

    def __len__(self) -> int:
        return len(self.names)

    def mark_quoted(self, first: int, last: int) -> None:
        """Mark the official text that documents first..last-1 quote."""
        self.basis.mark(self.net, self.flags, self.starts, self._known, first, last)

    def cut(
        self, basis: Basis, first: int, last: int, low: int, high: int, seeds: Keys, places: Rows, counts: Numbers
    ) -> int:
        """Mark what documents first..last-1 quote from `basis`, and cut their seeds (see `Basis.cut`)."""
        return basis.cut(
            self.net, self.flags, self.starts, self._known, first, last, low, high, (seeds, places), counts
        )

    def chunks(self, size: int) -> list[tuple[int, int]]:
        """Runs of documents of about `size` net characters each."""
        cuts = [0]
        begin = 0
        for document in range(len(self)):
            if self.starts[document + 1] - begin >= size:
                cuts.append(document + 1)
                begin = int(self.starts[document + 1])
        if cuts[-1] != len(self):
            cuts.append(len(self))
        return list(zip(cuts, cuts[1:], strict=False))


def refuse_beyond(net: int) -> None:
    """Raise InputError desk.too_much_text (most) if all texts have more net characters than can be numbered."""
    if net > MOST_NET:
        raise InputError("desk.too_much_text", most=MOST_NET)


def rank_of(name: str, day: date | None) -> int:
    """A number by which documents are ordered by date; those of one day (or without one) by a hash of the name."""
    mixed = int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 24
    return ((day or date.max).toordinal() << 40) | mixed


def numbered(names: list[str]) -> Numbers:
    """The same number for the same name; an unknown one ("") gets a negative number of its own."""
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(name, len(numbers)) if name else -1 - index for index, name in enumerate(names)], np.int64
    )


def day_of(day: date | None, year: int | None) -> date | None:
    """The day a document counts as written: the last of its year if only that is known."""
    return day or (date(year, 12, 31) if year else None)


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts)


def _blocks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    stream = iter(documents)
    while block := list(islice(stream, _BLOCK)):
        yield block


def normalised(texts: list[str], room: Codes) -> tuple[Codes, Bytes, Numbers, Numbers]:
    """Net characters, kept bits, where each text ends among the net characters, lengths of the texts.

    The net characters stand at the beginning of `room`, which has at least as many places as the texts.
    """
    lengths = np.array([len(text) for text in texts], np.int64)
    points = code_points("".join(texts))
    kept: Bytes = np.zeros(points.size // 8 + 1, np.uint8)
    ends = np.empty(len(texts), np.int64)
    filled = net_of(points, lengths, table(), room, kept, ends)
    return room[:filled], kept, ends, lengths
