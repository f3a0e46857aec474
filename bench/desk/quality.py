"""Quality of the desk's comparison on the three report sets, its peers on the first, and the law versions."""

import hashlib
import pickle
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from bench.desk import engine, measures, sources
from bench.desk.generator import FULL_SIZE, KINDS, make_set
from bench.desk.measures import Score
from bench.desk.pieces import KnownSet
from bench.report import FOLDER
from shuping.core.text.comparison import Document, compare

LIMITS = {"spun-50": 0.90, "mixed": 0.80}
LEAST_RECALL = 0.92
MOST_FALSE = 8  # passages per 1,000 reports
LEAST_COMMON = 40  # net characters that a pair of law versions must share to count


@dataclass(frozen=True)
class Line:
    """One measure on three sets, with the limit of its mean (None: no limit; `most`: an upper one)."""

    name: str
    values: tuple[float, ...]
    limit: float | None = None
    most: bool = False

    @property
    def short(self) -> bool:
        """Whether the limit is missed."""
        if self.limit is None:
            return False
        return mean(self.values) > self.limit if self.most else mean(self.values) < self.limit

    def row(self) -> list[Any]:
        """As the table shows it."""
        shown = [f"{value:.3f}" if value <= 1 else f"{value:.1f}" for value in (*self.values, mean(self.values))]
        sign = "" if self.limit is None else f"{'≤' if self.most else '≥'} {self.limit:g}"
        return [self.name, *shown, sign]


def stored_set(seed: int, size: int = FULL_SIZE) -> KnownSet:
    """The set of a seed, from var/bench/desk if the rules have not changed since it was made."""
    rules = b"".join(
        (Path(__file__).parent / f"{name}.py").read_bytes()
        for name in ("sources", "spinners", "gathering", "natural", "pieces", "generator")
    )
    path = FOLDER / "desk" / f"{seed}-{size}-{hashlib.sha256(rules).hexdigest()[:12]}.pickle"
    if path.exists():
        return pickle.loads(path.read_bytes())
    made = make_set(seed, size)
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(f"{seed}-{size}-*.pickle"):
        old.unlink()
    temporary = path.with_suffix(".new")
    temporary.write_bytes(pickle.dumps(made))
    temporary.replace(path)
    return made


def judged(made: KnownSet, library: tuple[tuple[str, str], ...]) -> Score:
    """The engine's score on a set with a library."""
    comparison = engine.run(made, library)
    return measures.score(made, engine.detections_of(comparison), engine.template_clusters(comparison))


def lines_of(partly: list[Score], fully: list[Score]) -> list[Line]:
    """The table of quality: with 60 % of the library, then with all of it."""

    def line(name: str, read: str, scores: list[Score], limit: float | None = None, most: bool = False) -> Line:
        return Line(name, tuple(float(getattr(score, read)) for score in scores), limit, most)

    found = [
        line("pair F1", "pair_f1", partly, 0.98),
        line("pair precision", "pair_precision", partly),
        line("pair recall", "pair_recall", partly),
        line("plagdet", "plagdet", partly, 0.90),
        line("character precision", "precision", partly),
        line("character recall", "recall", partly),
        line("granularity", "granularity", partly),
    ]
    for kind in KINDS:
        values = tuple(score.recall_by_kind.get(kind, 0.0) for score in partly)
        found.append(Line(f"recall, {kind}", values, LIMITS.get(kind, LEAST_RECALL)))
    for kind in ("own-numbers", "own-spun", "duties"):
        found.append(Line(f"found, {kind}", tuple(score.recall_by_kind.get(kind, 0.0) for score in partly)))
    return [
        *found,
        line("false passages per 1,000 reports", "false_passages", partly, MOST_FALSE, most=True),
        line("template pairs listed", "template_listed", partly, 0.95),
        line("template pairs listed and called so", "template_labelled", partly, 0.95),
        line("label accuracy (characters)", "label_accuracy", partly),
        line("full library: plagdet", "plagdet", fully, 0.92),
        line("full library: pair F1", "pair_f1", fully),
        line("full library: false passages per 1,000", "false_passages", fully),
    ]


def law_versions() -> dict[str, Any]:
    """Of the pairs of versions with 40 net characters running in common: how many are found among all laws."""
    rows = sources.raw_laws()
    texts = {str(row["id"]): row["text"] for row in rows}
    wanted = {
        (str(one), str(other))
        for one, other in sources.version_pairs()
        if _common(sources.net(texts[str(one)]), sources.net(texts[str(other)]))
    }
    begun = time.perf_counter()
    comparison = compare([Document(name, text) for name, text in texts.items()])
    seconds = time.perf_counter() - begun
    told = {(pair.a, pair.b) for pair in comparison.pairs} | {(pair.b, pair.a) for pair in comparison.pairs}
    for cluster in comparison.clusters:
        told |= {pair for pair in wanted if pair[0] in cluster.files and pair[1] in cluster.files}
    return {
        "pairs": len(sources.version_pairs()),
        "with 40 characters in common": len(wanted),
        "found": len(wanted & told),
        "listed pairs of all laws": len(comparison.pairs),
        "seconds": round(seconds, 2),
    }


def _common(one: str, other: str) -> bool:
    known = {one[place : place + LEAST_COMMON] for place in range(len(one) - LEAST_COMMON + 1)}
    return any(other[place : place + LEAST_COMMON] in known for place in range(len(other) - LEAST_COMMON + 1))
