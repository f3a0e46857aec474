"""The values of a comparison: documents in, passages and pairs out. Nothing here computes."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["verbatim", "reworded"]
Label = Literal["copy", "template", "formula", "own_year"]
Span = tuple[int, int]  # string indices into the text as given, end exclusive


@dataclass(frozen=True, slots=True)
class Document:
    """One report to compare. `name` is unique in a comparison; `unit`, `parent`, `year`, `date` may be unknown.

    `unit`: who wrote it (the same unit in another year is its own earlier text). `parent`: the organisation above.
    """

    name: str
    text: str
    unit: str = ""
    parent: str = ""
    year: int | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class OfficialText:
    """A text that everybody must quote. From `date` on it may be quoted; None: always."""

    name: str
    text: str
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the comparison goes by. One set of values serves quality and speed alike (docs/rules/desk.md)."""

    least_net: int = 40  # net characters of a passage, on both sides
    common_units: int = 5  # text of so many units is common: formula or template, never a copy
    template_net: int = 200  # common text that goes on so long in the same order is a template
    doubtful_net: int = 90  # a shorter passage that few units of unrelated parents share counts as formula
    cluster_share: float = 0.2  # net containment that binds two documents into a cluster
    listed_family: int = 64  # up to so many documents of a template every pair is listed, above only the star
    workers: int = 1  # threads; the result does not depend on it
    block: int = 150_000_000  # fingerprints held at once (8 bytes each); more are taken in several passes


class Passage(NamedTuple):
    """Text that stands in both documents. `net`: net characters on either side (quoted text counts nothing)."""

    a: Span
    b: Span
    kind: Kind
    label: Label
    net_a: int
    net_b: int


class Pair(NamedTuple):
    """Two documents with passages in common; `a` < `b` by name.

    `share_a`: net characters in passages over net characters of a, in thousandths exact as a fraction
    (`in_a`, `of_a`). `earlier`: "a" or "b" where the dates say so (a hint, never a verdict), else "".
    """

    a: str
    b: str
    in_a: int
    of_a: int
    in_b: int
    of_b: int
    passages: tuple[Passage, ...]
    earlier: Literal["a", "b", ""] = ""

    @property
    def share_a(self) -> float:
        """Net characters of `a` in passages over its net characters."""
        return self.in_a / self.of_a if self.of_a else 0.0

    @property
    def share_b(self) -> float:
        """Net characters of `b` in passages over its net characters."""
        return self.in_b / self.of_b if self.of_b else 0.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Documents bound by the same text. `label`: copy, template, formula or own_year. `files` sorted by name."""

    label: Label
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found. `pairs` by larger share, then names; `net`: net characters of every document."""

    pairs: tuple[Pair, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    documents: int = 0
    characters: int = 0  # of the texts as given
    net: Mapping[str, int] = field(default_factory=dict)
    quoted: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)  # official text subtracted, by document


@dataclass(frozen=True, slots=True)
class Swap:
    """One place where a reworded passage differs: spans into the two texts, and the words there."""

    here: Span
    there: Span
    found: str
    instead: str
