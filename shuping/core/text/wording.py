"""Names of organs, fixed formulas, quotations and titles against the office's dated library (REP-23).

What the library holds is never itself a hint. A passage is shown when it is a form known to be wrong, when it is close
to an entry but not equal (a quotation only inside quotation marks), when the members of a fixed list stand in another
order, or when a title in 《》 is almost one of the library. An entry speaks only for the years in which it holds: a
report of 2020 is not measured by 2022 wording.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from shuping.core.errors import InputError

Span = tuple[int, int]

ORGAN, FORMULA, TITLE, QUOTATION = "organ", "formula", "title", "quotation"
KINDS = (ORGAN, FORMULA, TITLE, QUOTATION)

_CLOSE_FROM = 8  # net characters of an entry that is looked for by closeness
_TITLE_CLOSE = 80.0  # rapidfuzz ratio in percent
_REST_CLOSE = 80.0  # the same without the words that many titles begin with
_ANCHOR = 4
_TURNED_FROM = 4  # net characters of an entry in which two neighbours in the wrong order are looked for
_LEFT_OUT_FROM = 6  # ... or one character left out
_MAY_BE_LEFT_OUT = frozenset("的和与及了")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the library. `wrong` are forms known to be wrong, `allowed` longer words that may hold them.

    Years are inclusive, None is open. A title stands without 《》.
    """

    kind: str
    correct: str
    wrong: tuple[str, ...]
    basis: str
    valid_from: int | None = None
    valid_to: int | None = None
    allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not net(self.correct):
            raise InputError("desk.wording_entry", kind=self.kind, correct=self.correct)

    def holds_in(self, year: int | None) -> bool:
        """Whether the entry speaks for a report of `year`; without a year every entry does."""
        if year is None:
            return True
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True, slots=True)
class WordingHint:
    """One place whose wording is to be checked; a quotation is shown as 引文待核, every other kind as 表述待核."""

    span: Span
    found: str
    expected: str
    basis: str
    kind: str


_END = "\n"
_FULL_STOPS = "。！？!?；;\n\r"


def net(text: str) -> str:
    """Han, letters and digits only: what is compared."""
    return "".join(sign for sign in text if sign.isalnum())


def _stream(text: str) -> tuple[str, list[int]]:
    """The net text with the end of a sentence kept as a line end, and the place of each character."""
    signs, places = [], []
    for place, sign in enumerate(text):
        if sign.isalnum():
            signs.append(sign)
            places.append(place)
        elif sign in _FULL_STOPS:
            signs.append(_END)
            places.append(place)
    return "".join(signs), places


@dataclass(frozen=True, slots=True, eq=False)
class _Library:
    """The entries of one year, prepared."""

    entries: tuple[Entry, ...]
    exact: ahocorasick_rs.AhoCorasick
    exact_entries: tuple[Entry, ...]
    wrong: ahocorasick_rs.AhoCorasick
    wrong_entries: tuple[Entry | None, ...]  # None: an allowed word
    slips: ahocorasick_rs.AhoCorasick
    slip_entries: tuple[Entry, ...]
    anchors: ahocorasick_rs.AhoCorasick
    anchor_entries: tuple[tuple[tuple[Entry, bool], ...], ...]  # the entry, and whether the anchor is its head
    titles: dict[str, Entry]


@lru_cache(maxsize=16)
def _library(entries: tuple[Entry, ...], year: int | None) -> _Library:
    valid = tuple(one for one in entries if one.holds_in(year))
    # Wording of an earlier time stays official: it is never flagged, only no longer asked for.
    quoted = [one for one in entries if year is None or (one.valid_from or year) <= year]
    exact = {net(one.correct): one for one in quoted if one.kind != TITLE and len(net(one.correct)) >= 2}
    wrong: dict[str, Entry | None] = {}
    for one in valid:
        wrong.update({form: one for form in map(net, one.wrong) if form and form not in exact})
    for one in valid:
        wrong.update({form: None for form in map(net, one.allowed) if form})
    slips = {form: one for one in valid for form in _slips(one) if form not in exact and form not in wrong}
    anchors: dict[str, list[tuple[Entry, bool]]] = {}
    for one in valid:
        words = net(one.correct)
        if one.kind != TITLE and len(words) >= _CLOSE_FROM:
            anchors.setdefault(words[:_ANCHOR], []).append((one, True))
            anchors.setdefault(words[-_ANCHOR:], []).append((one, False))
    return _Library(
        valid,
        ahocorasick_rs.AhoCorasick(list(exact)),
        tuple(exact.values()),
        ahocorasick_rs.AhoCorasick(list(wrong)),
        tuple(wrong.values()),
        ahocorasick_rs.AhoCorasick(list(slips)),
        tuple(slips.values()),
        ahocorasick_rs.AhoCorasick(list(anchors)),
        tuple(tuple(one) for one in anchors.values()),
        {net(one.correct): one for one in valid if one.kind == TITLE},
    )


def _slips(entry: Entry) -> Iterator[str]:
    """Forms that a slip of the hand makes of an organ's name or a formula: two neighbours in the wrong order, or one
    character inside left out. A quotation is only held against what stands in quotation marks, a title in 《》."""
    words = net(entry.correct)
    if entry.kind not in (ORGAN, FORMULA) or re.search("[、，]", entry.correct):
        return
    if len(words) >= _TURNED_FROM:
        for place in range(len(words) - 1):
            if words[place] != words[place + 1]:
                yield words[:place] + words[place + 1] + words[place] + words[place + 2 :]
    if len(words) >= _LEFT_OUT_FROM:
        for place in range(1, len(words) - 1):
            if words[place] not in _MAY_BE_LEFT_OUT:
                yield words[:place] + words[place + 1 :]


def check(text: str, entries: Sequence[Entry], *, year: int | None = None) -> tuple[WordingHint, ...]:
    """Places that are to be checked against the entries valid in `year`, in order; no two overlap."""
    library = _library(tuple(entries), year)
    stream, places = _stream(text)
    right = np.zeros(len(stream) + 1, np.bool_)
    official = [span[1:] for span in library.exact.find_matches_as_indexes(stream, overlapping=True)]
    for start, end in official:
        right[start:end] = True
    raw = [
        *_wrong_forms(stream, library, right),
        *_slipped_forms(stream, places, library, official),
        *_close_forms(stream, library, _in_quotes(text, places)),
        *_orders(stream, text, places, library, right),
    ]
    hints = [_hint(text, places, *one) for one in raw]
    hints += _titles(text, library)
    return tuple(_apart(hints))


def _hint(text: str, places: Sequence[int], start: int, end: int, entry: Entry) -> WordingHint:
    span = places[start], places[end - 1] + 1
    return WordingHint(span, text[slice(*span)], entry.correct, entry.basis, entry.kind)


def _apart(hints: list[WordingHint]) -> Iterator[WordingHint]:
    """Of hints that overlap the longest; then in order of place."""
    kept: list[WordingHint] = []
    for one in sorted(hints, key=lambda each: (each.span[0] - each.span[1], each.span, each.expected)):
        if all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in kept):
            kept.append(one)
    yield from sorted(kept, key=lambda each: each.span)


def _wrong_forms(stream: str, library: _Library, right: NDArray[np.bool_]) -> Iterator[tuple[int, int, Entry]]:
    matches = library.wrong.find_matches_as_indexes(stream, overlapping=True)
    allowed = [(start, end) for form, start, end in matches if library.wrong_entries[form] is None]
    for form, start, end in matches:
        entry = library.wrong_entries[form]
        if entry is None or right[start:end].all():
            continue
        if not any(first <= start and end <= last for first, last in allowed):
            yield start, end, entry


def _slipped_forms(
    stream: str, places: Sequence[int], library: _Library, official: Sequence[Span]
) -> Iterator[tuple[int, int, Entry]]:
    """Slips of the hand, where no sign stands inside and no right wording holds them or reaches into them."""
    for form, start, end in library.slips.find_matches_as_indexes(stream, overlapping=True):
        together = places[end - 1] - places[start] == end - 1 - start
        reached = (first < end and start < last and not (start <= first and last <= end) for first, last in official)
        if together and not any(reached):
            yield start, end, library.slip_entries[form]


def _in_quotes(text: str, places: Sequence[int]) -> NDArray[np.bool_]:
    inside = np.zeros(len(text), np.bool_)
    for match in re.finditer(r"“[^“”\n]*”|「[^「」\n]*」|\"[^\"\n]*\"", text):
        inside[slice(*match.span())] = True
    return inside[list(places)] if places else inside[:0]


def _close_forms(stream: str, library: _Library, quoted: NDArray[np.bool_]) -> Iterator[tuple[int, int, Entry]]:
    """Passages that begin or end as an entry does and differ inside by a few characters."""
    for anchor, start, end in library.anchors.find_matches_as_indexes(stream, overlapping=True):
        for entry, is_head in library.anchor_entries[anchor]:
            words = net(entry.correct)
            best = _closest(stream, start if is_head else end, words, is_head)
            if best is not None and (entry.kind != QUOTATION or quoted[slice(*best)].all()):
                yield *best, entry


def _closest(stream: str, place: int, words: str, is_head: bool) -> tuple[int, int] | None:
    """The passage from (or up to) `place` that is closest to `words`, if it is close and not equal."""
    size, slack = len(words), max(1, len(words) // 6)
    best: tuple[int, int, int] | None = None
    for length in range(size - slack, size + slack + 1):
        start, end = (place, place + length) if is_head else (place - length, place)
        if start < 0 or end > len(stream):
            continue
        passage = stream[start:end]
        if passage[:2] != words[:2] or passage[-2:] != words[-2:] or _END in passage:
            continue
        distance = Levenshtein.distance(passage, words, score_cutoff=slack)
        if distance == 0:
            return None
        if distance <= slack and (best is None or distance < best[0]):
            best = distance, start, end
    if best is None:
        return None
    edits = Levenshtein.editops(words, stream[best[1] : best[2]])
    # Words put in between (自觉做到) are the writer's; a word left out or changed is not.
    return best[1:] if any(edit.tag != "insert" for edit in edits) else None


def _orders(
    stream: str, text: str, places: Sequence[int], library: _Library, right: NDArray[np.bool_]
) -> Iterator[tuple[int, int, Entry]]:
    """Fixed lists of three or more members, all there, in another order."""
    for entry in library.entries:
        members = [net(one) for one in re.split("[、，]", entry.correct)]
        if entry.kind != FORMULA or len(members) < 3 or len(set(members)) != len(members):
            continue
        if any(len(one) < 2 or one not in stream for one in members):
            continue
        any_member = "|".join(sorted(map(re.escape, members), key=len, reverse=True))
        for match in re.finditer(f"(?:{any_member}){{{len(members)}}}", stream):
            parts = re.findall(any_member, match[0])
            if sorted(parts) == sorted(members) and parts != members and not right[slice(*match.span())].all():
                yield *match.span(), entry


_TITLE = re.compile(r"《([^《》\n]{4,80})》")


def _titles(text: str, library: _Library) -> Iterator[WordingHint]:
    """Titles in 《》 that are almost a title of the library: two characters changed or a word left out."""
    for match in _TITLE.finditer(text):
        title = net(match[1])
        if title in library.titles or not title:
            continue
        close = process.extractOne(title, library.titles.keys(), scorer=fuzz.ratio, score_cutoff=_TITLE_CLOSE)
        if close is None:
            continue
        entry = library.titles[close[0]]
        if _is_slip(title, close[0]):
            yield WordingHint(match.span(), match[0], f"《{entry.correct}》", entry.basis, TITLE)


_COMMON_HEAD = re.compile("^(?:中华人民共和国|中国共产党|中共中央关于|中共中央)")


def _is_slip(title: str, known: str) -> bool:
    """Whether the two differ as a slip does: one or two characters of what tells titles apart, or 试行 left out."""
    if title.removesuffix("试行") == known.removesuffix("试行"):
        return True
    ours, theirs = _COMMON_HEAD.sub("", title), _COMMON_HEAD.sub("", known)
    if theirs != known and title.endswith(theirs) and ours == title:  # the slip is in the words many titles begin with
        return Levenshtein.distance(title, known) <= 2
    return fuzz.ratio(ours, theirs) >= _REST_CLOSE and Levenshtein.distance(ours, theirs) <= 2


_SPOKEN = re.compile(r"(?:习近平|总书记|党中央|中央|省委)[^。！？；“”\n]{0,40}“([^”\n]{4,300})”")


def official_spans(text: str, entries: Sequence[Entry], *, year: int | None = None) -> tuple[Span, ...]:
    """Places never flagged as reworded, odd or empty: exact wording of the library up to `year`, titles in 《》,
    and words that the text itself quotes from the centre."""
    library = _library(tuple(entries), year)
    stream, places = _stream(text)
    spans = [
        (places[start], places[end - 1] + 1)
        for _, start, end in library.exact.find_matches_as_indexes(stream, overlapping=True)
        if end - start >= _ANCHOR
    ]
    spans += [match.span() for match in _TITLE.finditer(text)]
    spans += [match.span(1) for match in _SPOKEN.finditer(text)]
    return tuple(_merged(sorted(spans)))


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in spans:
        if current is not None and span[0] <= current[1]:
            current = current[0], max(current[1], span[1])
            continue
        if current is not None:
            yield current
        current = span
    if current is not None:
        yield current


def values(hints: Iterable[WordingHint]) -> list[dict[str, object]]:
    """As `desk check` and `speech read` print them (contracts.md)."""
    return [{"span": list(one.span), "found": one.found, "expected": one.expected, "basis": one.basis} for one in hints]
