"""F1 class mean, F2 ballot, F3 composite, F4 rate of 好, and the band: one reporter's figures, unrounded."""

from collections.abc import Mapping
from fractions import Fraction

from shuping.core.errors import InputError
from shuping.core.rulesets.values import GradingRules

from .values import ClassBallot, Figures, Reporter

NOUGHT, HUNDRED = Fraction(0), Fraction(100)


def class_mean(ballot: ClassBallot | None, values: Mapping[str, Fraction]) -> Fraction | None:
    """F1: mean of one class over rows without abstentions; None if there is no such row."""
    if ballot is None or not ballot.rows:
        return None
    if ballot.scores is not None:
        return sum(ballot.scores, NOUGHT) / len(ballot.scores)
    return sum((values[grade] * count for grade, count in ballot.counts.items()), NOUGHT) / ballot.rows


def renormalised(means: Mapping[str, Fraction | None], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The weights of the classes that have a mean, scaled to sum to 1 (F2); empty if they carry no weight."""
    present = {code: weight for code, weight in weights.items() if means[code] is not None}
    total = sum(present.values(), NOUGHT)
    return {code: weight / total for code, weight in present.items()} if total else {}


def good_rate(ballots: Mapping[str, ClassBallot]) -> Fraction | None:
    """F4: 好 over all rows without abstentions; None for scores and where there is no row."""
    if any(ballot.scores is not None for ballot in ballots.values()):
        return None
    rows = sum(ballot.rows for ballot in ballots.values())
    return Fraction(sum(ballot.counts.get("good", 0) for ballot in ballots.values()), rows) if rows else None


def band(composite: Fraction, rules: GradingRules) -> str:
    """The grade whose band holds `composite`; the lower edge belongs to the band."""
    return next(band.grade for band in rules.bands if composite >= band.from_)


def _component(reporter: Reporter, name: str, ballot: Fraction | None) -> Fraction:
    value = {"ballot": ballot, "annual": reporter.annual, "leader": reporter.leader}[name]
    if value is None:
        raise InputError(f"grading.no_{name}", key=f"reporters.{reporter.id}", id=reporter.id)
    return value


def figures(reporter: Reporter, rules: GradingRules) -> Figures:
    """F1 to F4 and the band of one reporter. Raises InputError if a component with weight has no figure."""
    means = {code: class_mean(reporter.ballots.get(code), rules.grade_values) for code in rules.class_weights}
    weights = renormalised(means, rules.class_weights)
    ballot = sum((weight * (means[code] or NOUGHT) for code, weight in weights.items()), NOUGHT) if weights else None
    raw = reporter.bonus - reporter.deduction
    for name, weight in rules.component_weights.items():
        if weight:
            raw += weight * _component(reporter, name, ballot)
    composite = min(max(raw, NOUGHT), HUNDRED)
    weighted = rules.component_weights.get("ballot", NOUGHT) > 0
    return Figures(
        reporter=reporter,
        class_means=means,
        weights=weights,
        missing=tuple(code for code, mean in means.items() if mean is None) if weighted else (),
        ballot=ballot,
        raw=raw,
        composite=composite,
        good_rate=good_rate(reporter.ballots),
        band=band(composite, rules),
    )
