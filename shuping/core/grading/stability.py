"""F11: how firmly a suggestion stands. Fewest moved ballot rows that change the band, and an interval.

The interval models voters as a sample of a larger electorate, which they are not: say so wherever it is shown.
"""

from collections.abc import Iterable
from fractions import Fraction

from shuping.core.rulesets.values import GradingRules

from .means import HUNDRED, NOUGHT
from .numbers import floor, root
from .values import ClassBallot, Figures

Z = Fraction(196, 100)


def smallest_change(figures: Figures, rules: GradingRules) -> int | None:
    """Fewest rows, moved from any grade to any grade within their class, after which the band is another one.

    Rows move one by one and each shifts the composite by its own fixed amount, so that taking the largest shifts
    first is exact. None for scores, or if no move can do it.
    """
    if any(ballot.scores is not None for ballot in figures.reporter.ballots.values()):
        return None
    edges = [band.from_ for band in rules.bands]
    place = [band.grade for band in rules.bands].index(figures.band)
    candidates = []
    if place > 0:
        candidates.append(_fewest(_shifts(figures, rules, up=True), edges[place - 1] - figures.raw, strict=False))
    if place < len(edges) - 1:
        candidates.append(_fewest(_shifts(figures, rules, up=False), figures.raw - edges[place], strict=True))
    possible = [count for count in candidates if count is not None]
    return min(possible) if possible else None


def _shifts(figures: Figures, rules: GradingRules, *, up: bool) -> list[tuple[Fraction, int]]:
    """How far one row can move the composite, and how many such rows there are, for each class and grade."""
    share = rules.component_weights.get("ballot", NOUGHT)
    values = rules.grade_values
    found: list[tuple[Fraction, int]] = []
    for code, weight in figures.weights.items():
        ballot = figures.reporter.ballots[code]
        target = max(values.values()) if up else min(values.values())
        for grade, count in ballot.counts.items():
            shift = share * weight * abs(target - values[grade]) / ballot.rows
            if shift and count:
                found.append((shift, count))
    return sorted(found, reverse=True)


def _fewest(shifts: Iterable[tuple[Fraction, int]], distance: Fraction, *, strict: bool) -> int | None:
    """Fewest shifts whose sum reaches `distance` (exceeds it if `strict`); None if all together do not."""
    moved = 0
    for shift, count in shifts:
        needed = floor(distance / shift) + 1 if strict else -floor(-distance / shift)
        if needed <= count:
            return moved + max(needed, 0)
        moved += count
        distance -= shift * count
    return None


def _sample_variance(ballot: ClassBallot, mean: Fraction, rules: GradingRules) -> Fraction:
    if ballot.scores is not None:
        total = sum(((score - mean) ** 2 for score in ballot.scores), NOUGHT)
    else:
        total = sum(((rules.grade_values[g] - mean) ** 2 * n for g, n in ballot.counts.items()), NOUGHT)
    return total / (ballot.rows - 1)


def interval(figures: Figures, rules: GradingRules) -> tuple[Fraction, Fraction] | None:
    """composite ± 1.96·√Σ(a·w)²·s²/n clipped to 0–100; None if a class with rows has fewer than two."""
    share = rules.component_weights.get("ballot", NOUGHT)
    total = NOUGHT
    for code, mean in figures.class_means.items():
        if mean is None:
            continue
        ballot = figures.reporter.ballots[code]
        if ballot.rows < 2:
            return None
        weight = share * figures.weights.get(code, NOUGHT)
        total += weight**2 * _sample_variance(ballot, mean, rules) / ballot.rows
    half = Z * root(total)
    return max(figures.composite - half, NOUGHT), min(figures.composite + half, HUNDRED)
