"""Text that stands in two reports of a set without having been planted: found by exhaustive search, then ignored."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numba import njit

from bench.desk.gathering import GRAM, hashes_at

Span = tuple[int, int]
_JOIN, _PAD = 40, 30
_LARGEST = 64


class HasText(Protocol):
    """What a report offers here."""

    text: str
    legitimate: tuple[Span, ...]


@njit(cache=True, nogil=True)
def _grams(points, ends, legitimate, values, places):  # type: ignore[no-untyped-def]
    """Hash and place of every gram that touches no legitimate text; returns how many."""
    count = 0
    begin = 0
    for document in range(ends.size):
        for place in range(begin, ends[document] - GRAM + 1):
            touches = False
            for step in range(GRAM):
                if legitimate[place + step]:
                    touches = True
                    break
            if not touches:
                values[count] = hashes_at(points, place, GRAM)
                places[count] = place
                count += 1
        begin = ends[document]
    return count


def _gathered(reports: Sequence[HasText]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Grams in order of their hash with their places and reports; the offset in the report of every place."""
    kept, offsets, marks = [], [], []
    for report in reports:
        mark = np.zeros(len(report.text), np.bool_)
        for begin, end in report.legitimate:
            mark[begin:end] = True
        net = np.array([character.isalnum() for character in report.text], np.bool_)
        kept.append(np.frombuffer(report.text.encode("utf-32-le"), np.uint32)[net])
        offsets.append(np.flatnonzero(net))
        marks.append(mark[net])
    points, legitimate, back = np.concatenate(kept), np.concatenate(marks), np.concatenate(offsets)
    ends = np.cumsum([one.size for one in kept], dtype=np.int64)
    values, places = np.empty(points.size, np.uint64), np.empty(points.size, np.int64)
    count = _grams(points, ends, legitimate, values, places)
    order = np.argsort(values[:count], kind="stable")
    values, places = values[order], places[order]
    return values, places, np.searchsorted(ends, places, side="right"), back


def natural_reuse(
    reports: Sequence[HasText], planted: Sequence[tuple[int, Span, int, Span]]
) -> Iterator[tuple[int, Span, int, Span]]:
    """Spans of pairs of reports with eleven characters in common, joined and padded by 30 characters.

    Legitimate text is left out with its edges (a quotation that is found must not be forgiven), and so is what was
    planted (spans in two reports).
    """
    values, places, documents, back = _gathered(reports)
    firsts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    sizes = np.diff(np.append(firsts, values.size))
    known: dict[tuple[int, int], list[tuple[Span, Span]]] = {}
    for a, span_a, b, span_b in planted:
        known.setdefault((min(a, b), max(a, b)), []).append((span_a, span_b) if a < b else (span_b, span_a))
    pairs: dict[tuple[int, int], list[Span]] = {}
    for first, size in zip(
        firsts[(sizes > 1) & (sizes <= _LARGEST)], sizes[(sizes > 1) & (sizes <= _LARGEST)], strict=True
    ):
        rows = range(first, first + size)
        for one in rows:
            for other in range(one + 1, first + size):
                if documents[one] != documents[other]:
                    key = (int(documents[one]), int(documents[other]))
                    hit = (int(back[places[one]]), int(back[places[other]]))
                    if not any(_in(hit[0], a) and _in(hit[1], b) for a, b in known.get(key, ())):
                        pairs.setdefault(key, []).append(hit)
    for (a, b), found in sorted(pairs.items()):
        for span_a, span_b in _joined(sorted(found)):
            yield a, span_a, b, span_b


def _in(place: int, span: Span) -> bool:
    return span[0] - GRAM < place < span[1]


def _joined(found: list[tuple[int, int]]) -> Iterator[tuple[Span, Span]]:
    open_runs: list[list[int]] = []
    for one, other in found:
        for run in reversed(open_runs[-6:]):
            if one - run[1] <= _JOIN and -_JOIN <= other - run[3] <= _JOIN + GRAM:
                run[1], run[2], run[3] = one, min(run[2], other), max(run[3], other)
                break
        else:
            open_runs.append([one, one, other, other])
    for first_a, last_a, first_b, last_b in open_runs:
        yield (max(0, first_a - _PAD), last_a + GRAM + _PAD), (max(0, first_b - _PAD), last_b + GRAM + _PAD)
