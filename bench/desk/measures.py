"""How well a comparison found what was planted: PAN's measures on characters, pairs, labels, false passages.

Definitions (Potthast et al., the PAN text alignment tasks): a detection and a case meet when they overlap in both
reports of the same pair. Recall of a case: characters of both its sides that meeting detections cover, of all its
characters; precision of a detection likewise; both averaged over cases and detections (macro). Granularity: detections
per case met. Plagdet: F1 of the two, divided by log2(1 + granularity).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bench.desk.pieces import Case, KnownSet, Span

Key = tuple[int, int]
Two = tuple[Span, Span]
EXPLAINED = 0.5  # a detection less of which is truth or ignored is a false passage


@dataclass(frozen=True, slots=True)
class Detection:
    """What a method found: spans in reports a and b (indices), and what it calls it."""

    a: int
    span_a: Span
    b: int
    span_b: Span
    label: str = "copy"

    @property
    def key(self) -> Key:
        """The pair."""
        return (min(self.a, self.b), max(self.a, self.b))

    @property
    def two(self) -> Two:
        """Both spans in the order of the key."""
        return (self.span_a, self.span_b) if self.a < self.b else (self.span_b, self.span_a)


@dataclass(frozen=True)
class Score:
    """The figures of one method on one set. `recall_by_kind` also holds the own-year kinds, found under any label."""

    precision: float
    recall: float
    granularity: float
    plagdet: float
    recall_by_kind: dict[str, float]
    pair_precision: float
    pair_recall: float
    pair_f1: float
    false_passages: int  # per 1,000 reports
    false_total: int
    template_listed: float
    template_labelled: float
    label_accuracy: float
    confusion: dict[str, dict[str, int]] = field(default_factory=dict)
    false_list: tuple[Detection, ...] = ()


def overlap(one: Span, other: Span) -> int:
    """Characters in both."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def covered(span: Span, others: Iterable[Span]) -> int:
    """Characters of `span` that the others cover together."""
    cut = sorted((max(span[0], begin), min(span[1], end)) for begin, end in others)
    total, done = 0, span[0]
    for begin, end in cut:
        if end > max(begin, done):
            total += end - max(begin, done)
            done = end
    return total


def _size(two: Two) -> int:
    return two[0][1] - two[0][0] + two[1][1] - two[1][0]


def _meet(one: Two, other: Two) -> bool:
    return overlap(one[0], other[0]) > 0 and overlap(one[1], other[1]) > 0


def _share(one: Two, others: Sequence[Two]) -> float:
    """Share of the characters of both sides that the others, where they meet it, cover."""
    met = [other for other in others if _meet(one, other)]
    if not met:
        return 0.0
    return (covered(one[0], [m[0] for m in met]) + covered(one[1], [m[1] for m in met])) / _size(one)


def _two_of(case: Case) -> Two:
    return (case.span_a, case.span_b) if case.a < case.b else (case.span_b, case.span_a)


def _key_of(case: Case) -> Key:
    return (min(case.a, case.b), max(case.a, case.b))


class _Truth:
    """The truth of a set by pair."""

    def __init__(self, made: KnownSet) -> None:
        self.cases = [case for case in made.cases if case.label == "copy"]
        self.own = [case for case in made.cases if case.label == "own_year"]
        self.copies: dict[Key, list[Two]] = defaultdict(list)
        self.own_years: dict[Key, list[Two]] = defaultdict(list)
        self.templates: dict[Key, list[Two]] = defaultdict(list)
        self.ignored: dict[Key, list[Two]] = defaultdict(list)
        for case in self.cases:
            self.copies[_key_of(case)].append(_two_of(case))
        for case in self.own:
            self.own_years[_key_of(case)].append(_two_of(case))
        for family in made.families:
            members = sorted(family)
            for place, (a, span_a) in enumerate(members):
                for b, span_b in members[place + 1 :]:
                    self.templates[(a, b)].append((span_a, span_b))
        for a, span_a, b, span_b in made.ignored:
            self.ignored[(min(a, b), max(a, b))].append((span_a, span_b) if a < b else (span_b, span_a))

    def excused(self, key: Key) -> list[Two]:
        """Not counted either way for copies: ignored reuse and the unit's own text of another year."""
        return self.ignored[key] + self.own_years[key]


def _found_by(detections: Iterable[Detection], label: str = "") -> dict[Key, list[Two]]:
    found: dict[Key, list[Two]] = defaultdict(list)
    for one in detections:
        if not label or one.label == label:
            found[one.key].append(one.two)
    return found


def _precision(found: dict[Key, list[Two]], truth: _Truth) -> float:
    shares = []
    for key, twos in found.items():
        excused = truth.excused(key)
        for two in twos:
            true = _share(two, truth.copies[key]) * _size(two)
            both = _share(two, truth.copies[key] + excused) * _size(two)
            counted = _size(two) - (both - true)
            if counted > 0.05 * _size(two):
                shares.append(true / counted)
    return sum(shares) / len(shares) if shares else 0.0


def _false(detections: Iterable[Detection], truth: _Truth) -> list[Detection]:
    wrong = []
    for one in detections:
        known = truth.copies[one.key] + truth.excused(one.key)
        if one.label == "copy" and _share(one.two, known) < EXPLAINED:
            wrong.append(one)
    return wrong


def _recalls(cases: Sequence[Case], found: dict[Key, list[Two]]) -> tuple[dict[str, float], float, float]:
    """Recall by kind, over all, and granularity."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    counts = []
    for case in cases:
        two, near = _two_of(case), found.get(_key_of(case), [])
        by_kind[case.kind].append(_share(two, near))
        if met := sum(_meet(two, other) for other in near):
            counts.append(met)
    everything = [share for shares in by_kind.values() for share in shares]
    kinds = {kind: sum(shares) / len(shares) for kind, shares in by_kind.items()}
    recall = sum(everything) / len(everything) if everything else 0.0
    return kinds, recall, sum(counts) / len(counts) if counts else 1.0


def _pairs(found: dict[Key, list[Two]], truth: _Truth) -> tuple[float, float, float]:
    """Precision, recall, F1 on pairs; pairs that hold only ignored or own-year text are not counted."""
    wanted = {key for key, twos in truth.copies.items() if twos}
    told = {key for key, twos in found.items() if twos}
    excused = {key for key in told - wanted if all(_share(two, truth.excused(key)) >= EXPLAINED for two in found[key])}
    told -= excused
    right = len(told & wanted)
    precision = right / len(told) if told else 0.0
    recall = right / len(wanted) if wanted else 0.0
    return precision, recall, _f1(precision, recall)


def pair_scores(made: KnownSet, told: set[Key]) -> tuple[float, float, float]:
    """For methods that only name pairs: precision, recall, F1; template, own-year and ignored pairs not counted."""
    truth = _Truth(made)
    wanted = {key for key, twos in truth.copies.items() if twos}
    excused = {key for key in told - wanted if truth.ignored[key] or truth.own_years[key] or truth.templates[key]}
    told = told - excused
    right = len(told & wanted)
    precision = right / len(told) if told else 0.0
    recall = right / len(wanted) if wanted else 0.0
    return precision, recall, _f1(precision, recall)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def plagdet(precision: float, recall: float, granularity: float) -> float:
    """PAN's one figure."""
    return _f1(precision, recall) / math.log2(1 + granularity)


def _labels(truth: _Truth, detections: Sequence[Detection]) -> dict[str, dict[str, int]]:
    """Characters of planted text (both sides) under each label that it was found under."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    planted = {"copy": truth.copies, "own_year": truth.own_years, "template": truth.templates}
    for one in detections:
        for label, known in planted.items():
            for two in known.get(one.key, ()):
                if _meet(one.two, two):
                    table[label][one.label] += overlap(one.two[0], two[0]) + overlap(one.two[1], two[1])
    return {label: dict(row) for label, row in table.items()}


def _template_shares(
    truth: _Truth, detections: Sequence[Detection], clustered: Iterable[set[int]]
) -> tuple[float, float]:
    """Share of template pairs that are listed at all, and that are listed and called a template.

    Listed: a passage of the pair meets the template in both reports, or one cluster holds both reports.
    """
    anyhow, labelled = _found_by(detections), _found_by(detections, "template")
    groups: dict[int, set[int]] = defaultdict(set)
    for number, cluster in enumerate(clustered):
        for report in cluster:
            groups[report].add(number)
    total = listed = named = 0
    for key, twos in truth.templates.items():
        for two in twos:
            total += 1
            together = bool(groups[key[0]] & groups[key[1]])
            right = together or any(_meet(two, one) for one in labelled.get(key, ()))
            named += right
            listed += right or any(_meet(two, one) for one in anyhow.get(key, ()))
    return (listed / total, named / total) if total else (1.0, 1.0)


def score(made: KnownSet, detections: Sequence[Detection], template_clusters: Iterable[set[int]] = ()) -> Score:
    """Every figure. Copies are judged by what is called a copy; the own-year kinds by what is found at all."""
    truth = _Truth(made)
    copies = _found_by(detections, "copy")
    kinds, recall, granularity = _recalls(truth.cases, copies)
    own_kinds, _, _ = _recalls(truth.own, _found_by(detections))
    precision = _precision(copies, truth)
    pair_precision, pair_recall, pair_f1 = _pairs(copies, truth)
    wrong = _false(detections, truth)
    listed, named = _template_shares(truth, detections, template_clusters)
    confusion = _labels(truth, detections)
    right = sum(row.get(label, 0) for label, row in confusion.items())
    found = sum(sum(row.values()) for row in confusion.values())
    return Score(
        precision,
        recall,
        granularity,
        plagdet(precision, recall, granularity),
        {**kinds, **own_kinds},
        pair_precision,
        pair_recall,
        pair_f1,
        round(1000 * len(wrong) / len(made.reports)),
        len(wrong),
        listed,
        named,
        right / found if found else 0.0,
        confusion,
        tuple(wrong),
    )
