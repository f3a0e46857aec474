"""Two versions side by side: by sections, then sentences, then characters (REP-03). Linear for ordinary texts."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from .sections import SECTIONS

SAME, REMOVED, ADDED, CHANGED = "same", "removed", "added", "changed"

_LONGEST_UNIT = 160  # a sentence longer than this is taken in clauses, so that no comparison grows square
_LARGEST_BLOCK = 1600  # pairs of sentences that are weighed against each other in one block
_ALIKE = 0.4

_UNITS = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+|\n|$)")
_CLAUSES = re.compile(rf"[^，、,：:]{{1,{_LONGEST_UNIT}}}[，、,：:]?|[，、,：:]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of characters; `marked` where the two sides differ."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the side-by-side view. `kind` is same, removed, added or changed."""

    kind: str
    left: tuple[Run, ...] = ()
    right: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """The rows of one section."""

    key: str
    rows: tuple[Row, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(row.kind != SAME for row in self.rows)


def units(text: str) -> list[str]:
    """The text in sentences (clauses where a sentence is very long); joined again they are the text."""
    found: list[str] = []
    for match in _UNITS.finditer(text):
        unit = match.group()
        if len(unit) > _LONGEST_UNIT:
            found.extend(_clauses(unit))
        elif unit:
            found.append(unit)
    return found


def _clauses(text: str) -> Iterator[str]:
    yield from (match.group() for match in _CLAUSES.finditer(text))


def characters(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Two sentences with their differing characters marked."""
    left: list[Run] = []
    right: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        marked = tag != "equal"
        if i2 > i1:
            left.append(Run(old[i1:i2], marked))
        if j2 > j1:
            right.append(Run(new[j1:j2], marked))
    return tuple(left), tuple(right)


def _likeness(one: Counter[str], two: Counter[str]) -> float:
    size = one.total() + two.total()
    return 2 * (one & two).total() / size if size else 1.0


def _pairs(old: list[str], new: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """The sentences of a changed block, alike ones opposite each other, in order on both sides."""
    if len(old) * len(new) > _LARGEST_BLOCK or not old or not new:
        yield from ((sentence, None) for sentence in old)
        yield from ((None, sentence) for sentence in new)
        return
    left, right = [Counter(text) for text in old], [Counter(text) for text in new]
    height, width = len(old), len(new)
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    alike = [[_likeness(one, two) for two in right] for one in left]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else -1.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < height and j < width:
        if alike[i][j] >= _ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from ((sentence, None) for sentence in old[i:])
    yield from ((None, sentence) for sentence in new[j:])


def _row(old: str | None, new: str | None) -> Row:
    if old is None:
        return Row(ADDED, (), (Run(new or "", True),))
    if new is None:
        return Row(REMOVED, (Run(old, True),), ())
    return Row(CHANGED, *characters(old, new))


def texts(old: str, new: str) -> tuple[Row, ...]:
    """Two texts side by side. All left runs joined are `old`, all right runs joined are `new`."""
    left, right = units(old), units(new)
    rows: list[Row] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            rows.extend(Row(SAME, (Run(text),), (Run(text),)) for text in left[i1:i2])
        else:
            rows.extend(_row(one, two) for one, two in _pairs(left[i1:i2], right[j1:j2]))
    return tuple(rows)


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[SectionDifference, ...]:
    """Two versions side by side, section by section in official order; sections empty on both sides are left out."""
    return tuple(
        SectionDifference(key, texts(old.get(key, ""), new.get(key, "")))
        for key in SECTIONS
        if old.get(key) or new.get(key)
    )
