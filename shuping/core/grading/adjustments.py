"""Bonus and deduction as they enter F3 (R-57): the highest bonus only unless the plan adds them up, with ceilings."""

from collections.abc import Sequence
from fractions import Fraction

from shuping.core.rulesets.values import AdjustmentRules

NOUGHT = Fraction(0)


def bonus(values: Sequence[Fraction], rules: AdjustmentRules) -> Fraction:
    """The points that count of all bonus entries."""
    points = sum(values, NOUGHT) if rules.bonus_cumulative else max(values, default=NOUGHT)
    return points if rules.bonus_max is None else min(points, rules.bonus_max)


def deduction(values: Sequence[Fraction], rules: AdjustmentRules) -> Fraction:
    """The points that count of all deduction entries: their sum, up to the ceiling."""
    points = sum(values, NOUGHT)
    return points if rules.deduction_max is None else min(points, rules.deduction_max)
