"""Found places become passages with offsets into the texts as given, pairs with their shares, and clusters."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from shuping.core.text.compiled import Bytes, Numbers, Rows, compiled
from shuping.core.text.corpus import Corpus
from shuping.core.text.labels import QUOTED
from shuping.core.text.normalise import offsets_of
from shuping.core.text.passages import Cluster, Comparison, Kind, Label, Pair, Passage, Settings, Span

CHANGED = 0.03  # more of the aligned characters differ: reworded
BESIDE = 200  # characters between a template and what belongs to it
DOUBTED = 0.7  # more of a short passage is doubtful: formula
_LABELS: tuple[Label, ...] = ("copy", "template", "formula")


class Texts(Protocol):
    """What is known of the compared documents: a `Corpus` or an `Index`."""

    flags: Bytes
    kept: Bytes
    bit_starts: Numbers
    starts: Numbers
    blocks: Rows
    units: Numbers
    names: list[str]
    days: list[date | None]


def result_of(corpus: Corpus, copied: Numbers, templates: Numbers, settings: Settings) -> Comparison:
    """The comparison's answer. `copied`, `templates`: rows of `chains.align`."""
    own = own_net(corpus.flags, corpus.starts)
    pairs = pairs_of(corpus, copied, templates, own, settings)
    return Comparison(
        pairs=tuple(pairs),
        clusters=tuple(clusters_of(pairs, settings)),
        documents=len(corpus),
        characters=int(corpus.lengths.sum()),
        net=dict(zip(corpus.names, own.tolist(), strict=True)),
        quoted=Quotations(corpus),
    )


class Quotations(Mapping[str, tuple[Span, ...]]):
    """Spans of official text in every document, found when they are asked for (offsets into the text as given)."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._numbers = {name: number for number, name in enumerate(corpus.names)}

    def __getitem__(self, name: str) -> tuple[Span, ...]:
        corpus, number = self._corpus, self._numbers[name]
        first, last = int(corpus.starts[number]), int(corpus.starts[number + 1])
        marks = np.concatenate([[0], (corpus.flags[first:last] & QUOTED).astype(np.int64), [0]])
        edges = np.flatnonzero(np.diff(marks))
        begins, ends = edges[::2], edges[1::2] - 1
        offsets = np.empty(2 * begins.size, np.int64)
        places = np.stack([begins, ends], axis=1).ravel()
        offsets_of(corpus.kept, int(corpus.bit_starts[number]), places, offsets)
        return tuple((int(begin), int(end) + 1) for begin, end in offsets.reshape(-1, 2))

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def pairs_of(texts: Texts, copied: Numbers, templates: Numbers, own: Numbers, settings: Settings) -> list[Pair]:
    """Pairs by larger share, then names. `own`: net characters of every document."""
    within, inside = within_template(copied, templates)
    copied, within = copied[~inside], within[~inside]
    rows = np.concatenate([copied, templates])
    is_template = np.arange(len(rows)) >= len(copied)
    is_formula = (rows[:, 6] < settings.doubtful_net) & (rows[:, 10] > DOUBTED * rows[:, 6])
    is_template[: len(copied)] = within
    number = np.where(is_template, 1, np.where(is_formula, 2, 0))
    order = np.lexsort((rows[:, 4], rows[:, 2], rows[:, 1], rows[:, 0]))
    pairs = list(_pairs(texts, rows[order], number[order], own))
    pairs.sort(key=lambda pair: (-max(pair.share_a, pair.share_b), pair.a, pair.b))
    return pairs


def within_template(copied: Numbers, templates: Numbers) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which passages are what a template of the same pair leaves over: blanks, lines that fewer units kept.

    They stand beside or between its passages in the same order on both sides, and hold at most three times as much
    as these. Second: which lie inside one of its passages altogether, so that they say nothing new.
    """
    found = np.zeros(len(copied), np.bool_)
    inside = np.zeros(len(copied), np.bool_)
    most = int(max(copied[:, 1].max(initial=0), templates[:, 1].max(initial=0))) + 1
    keys = templates[:, 0] * most + templates[:, 1]
    order = np.argsort(keys, kind="stable")
    wanted = copied[:, 0] * most + copied[:, 1]
    firsts = np.searchsorted(keys[order], wanted, side="left")
    lasts = np.searchsorted(keys[order], wanted, side="right")
    for index in np.flatnonzero(lasts > firsts).tolist():
        one, others = copied[index], templates[order[firsts[index] : lasts[index]]]
        gap_a = np.maximum(one[2] - others[:, 3], others[:, 2] - one[3])
        gap_b = np.maximum(one[4] - others[:, 5], others[:, 4] - one[5])
        in_order = (one[2] < others[:, 2]) == (one[4] < others[:, 4])
        beside = in_order & (np.maximum(gap_a, gap_b) <= BESIDE)
        found[index] = 3 * others[beside, 6].sum() >= one[6]
        outside = (others[:, 2:6:2] > one[2:6:2]) | (others[:, 3:6:2] < one[3:6:2])
        inside[index] = not outside.any(axis=1).all()
    return found, inside


def _pairs(texts: Texts, rows: Numbers, label_numbers: Numbers, own: Numbers) -> Iterator[Pair]:
    if not len(rows):
        return
    heads = np.flatnonzero(np.diff(rows[:, 0], prepend=-1) | np.diff(rows[:, 1], prepend=-1))
    bounds = np.append(heads, len(rows))
    shares = covered(texts.flags, rows, bounds).tolist()
    offsets = _offsets(texts, rows).tolist()
    reworded = (rows[:, 9] > CHANGED * (rows[:, 8] + rows[:, 9])).tolist()
    nets = rows[:, 6:8].tolist()
    names = [_LABELS[number] for number in label_numbers.tolist()]
    ends = bounds.tolist()
    same_unit = (texts.units[rows[heads, 0]] == texts.units[rows[heads, 1]]).tolist()
    for index, (document, other) in enumerate(rows[heads, :2].tolist()):
        passages = []
        for row in range(ends[index], ends[index + 1]):
            a0, a1, b0, b1 = offsets[row]
            label: Label = "own_year" if same_unit[index] else names[row]
            kind: Kind = "reworded" if reworded[row] else "verbatim"
            passages.append(Passage((a0, a1), (b0, b1), kind, label, *nets[row]))
        yield Pair(
            a=texts.names[document],
            b=texts.names[other],
            in_a=shares[index][0],
            of_a=int(own[document]),
            in_b=shares[index][1],
            of_b=int(own[other]),
            passages=tuple(passages),
            earlier=_earlier(texts.days[document], texts.days[other]),
        )


def _earlier(one: date | None, two: date | None) -> Literal["a", "b", ""]:
    if one is None or two is None or one == two:
        return ""
    return "a" if one < two else "b"


def _offsets(texts: Texts, rows: Numbers) -> Numbers:
    """Offsets a0, a1, b0, b1 of every row, end exclusive, in the texts as given."""
    places = rows[:, 2:6].copy()
    places[:, 1] -= 1
    places[:, 3] -= 1
    flat = places.ravel()
    order = np.argsort(flat, kind="stable")
    out = np.empty(flat.size, np.int64)
    text_offsets(texts.kept, texts.bit_starts, texts.starts, flat, order, out)
    result = out.reshape(-1, 4)
    result[:, 1] += 1
    result[:, 3] += 1
    return result


@compiled
def text_offsets(
    kept: Bytes, bit_starts: Numbers, starts: Numbers, places: Numbers, order: Numbers, out: Numbers
) -> None:
    """Offsets of net places, given in rising order through `order`."""
    document = 0
    first = 0
    while first < order.size:
        while starts[document + 1] <= places[order[first]]:
            document += 1
        last = first
        while last < order.size and places[order[last]] < starts[document + 1]:
            last += 1
        local = np.empty(last - first, np.int64)
        for index in range(first, last):
            local[index - first] = places[order[index]] - starts[document]
        found = np.empty(last - first, np.int64)
        offsets_of(kept, bit_starts[document], local, found)
        for index in range(first, last):
            out[order[index]] = found[index - first]
        first = last


@compiled
def own_net(flags: Bytes, starts: Numbers) -> Numbers:
    """Net characters of every document outside quoted official text."""
    own = np.zeros(starts.size - 1, np.int64)
    for document in range(starts.size - 1):
        count = 0
        for place in range(starts[document], starts[document + 1]):
            count += (flags[place] & 1) == 0
        own[document] = count
    return own


@compiled
def covered(flags: Bytes, rows: Numbers, bounds: Numbers) -> Numbers:
    """For every pair (rows between two bounds): net characters in its passages, in a and in b, none counted twice."""
    out = np.zeros((bounds.size - 1, 2), np.int64)
    for pair in range(bounds.size - 1):
        for side in range(2):
            spans = rows[bounds[pair] : bounds[pair + 1], 2 + 2 * side : 4 + 2 * side].copy()
            order = np.argsort(spans[:, 0])
            done = 0
            for index in order:
                for place in range(max(done, spans[index, 0]), spans[index, 1]):
                    out[pair, side] += (flags[place] & 1) == 0
                done = max(done, spans[index, 1])
    return out


def clusters_of(pairs: Iterable[Pair], settings: Settings) -> Iterator[Cluster]:
    """Groups of documents that share enough text of one label, largest first."""
    bonds: list[tuple[Label, str, str]] = []
    for pair in pairs:
        sums: dict[Label, int] = {}
        long_template = False
        for one in pair.passages:
            sums[one.label] = sums.get(one.label, 0) + one.net_a
            long_template = long_template or (one.label == "template" and one.net_a >= settings.template_net)
        least = settings.cluster_share * min(pair.of_a, pair.of_b)
        for label, net in sums.items():
            if label != "formula" and (net >= least or (label == "template" and long_template)):
                bonds.append((label, pair.a, pair.b))
    found = []
    for label, bound in groupby(sorted(bonds), key=lambda bond: bond[0]):
        found += [Cluster(label, files) for files in _groups((one, two) for _, one, two in bound)]
    found.sort(key=lambda cluster: (-len(cluster.files), cluster.label, cluster.files))
    yield from found


def _groups(bonds: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, two in bonds:
        parent[root(one)] = root(two)
    groups: dict[str, list[str]] = {}
    for name in parent:
        groups.setdefault(root(name), []).append(name)
    return [tuple(sorted(names)) for names in groups.values()]
