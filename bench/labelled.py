"""Labelled sets of our own and what is counted on them: right, wrong and missed against a careful reader's labels.

The sets were labelled before the rules were run on them. The part `look` may be looked at while rules are written, the
part `kept` may not; who wrote both also wrote the rules, so `fresh` was written and labelled when the rules stood, and
neither was changed for it afterwards.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.report import ROOT, Report

DATA = ROOT / "bench" / "data"
LOOK, KEPT, FRESH = "look", "kept", "fresh"


@dataclass(frozen=True, slots=True)
class Score:
    """How often something was said and true, said and false, true and not said."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was said that is true; 1 when nothing was said."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was said; 1 when nothing is true."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(pairs: Iterable[tuple[bool, bool]]) -> Score:
    """From pairs of what was said and what is true."""
    listed = list(pairs)
    right = sum(1 for said, true in listed if said and true)
    return Score(right, sum(said for said, _ in listed) - right, sum(true for _, true in listed) - right)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a set, with its header as keys."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


COLUMNS = ["half", "what", "by", "rows", "precision", "recall", "F1"]


def add(report: Report, half: str, what: str, by: str, pairs: Sequence[tuple[bool, bool]]) -> Score:
    """One line of the table, and its figures for the JSON."""
    found = score(pairs)
    report.rows.append(
        [half, what, by, len(pairs), *(f"{one:.3f}" for one in (found.precision, found.recall, found.f1))]
    )
    report.figures[f"{half}, {what}, {by}"] = {
        "right": found.right, "wrong": found.wrong, "missed": found.missed,
        "precision": round(found.precision, 4), "recall": round(found.recall, 4), "f1": round(found.f1, 4),
    }  # fmt: skip
    return found
