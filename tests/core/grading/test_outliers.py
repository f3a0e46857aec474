"""EVA-09: golden tables of the trimmed mean, the deviation of a class and its leaning."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.grading.outliers import ALIKE, LENIENT, STRICT, deviations, leanings, trimmed_mean

pytestmark = pytest.mark.feature("EVA-09")


def fractions(*figures: int | str) -> list[Fraction]:
    return [Fraction(figure) for figure in figures]


@pytest.mark.parametrize(
    ("scores", "smallest", "wanted"),
    [
        (fractions(), 1, None),
        (fractions(*[90] * 9), 1, None),  # nothing would be cut
        (fractions(0, *[90] * 8, 100), 2, 90),
        (fractions(0, *[90] * 8, 100), 5, None),  # two cut scores are too few: mean and trimmed mean give their sum
        (fractions(*[10] * 3, *[80] * 24, *[100] * 3), 5, 80),
        (fractions(*[10] * 4, *[80] * 22, *[100] * 4), 5, Fraction(10 + 80 * 22 + 100, 24)),
        (fractions(*[10] * 2, *[80] * 25, *[100] * 2), 5, None),  # 29 scores: two at either end, four in all
    ],
)
def test_the_trimmed_mean_by_hand(scores: list[Fraction], smallest: int, wanted: Fraction | None) -> None:
    assert trimmed_mean(scores, smallest=smallest) == wanted


def test_the_deviation_of_a_class_is_measured_against_the_weighted_others() -> None:
    weights = {"A": Fraction(1, 2), "B": Fraction(3, 10), "C": Fraction(1, 5)}
    means = {"A": Fraction(90), "B": Fraction(80), "C": Fraction(70)}
    # others of A: (80·0.3 + 70·0.2) ÷ 0.5 = 76; of B: (90·0.5 + 70·0.2) ÷ 0.7 = 590/7; of C: (45 + 24) ÷ 0.8 = 86.25
    assert deviations(means, weights) == {"A": 14, "B": Fraction(80) - Fraction(590, 7), "C": Fraction("-16.25")}
    assert deviations({"A": Fraction(90)}, weights) == {}
    assert deviations({"A": Fraction(90), "D": Fraction(60)}, weights) == {"D": -30}  # nothing weighted beside A


def test_a_class_is_strict_or_lenient_from_five_points_on_over_all_reporters() -> None:
    rows = [{"A": Fraction(4), "B": Fraction(-5), "C": Fraction(1)}, {"A": Fraction(6), "B": Fraction(-5)}]
    found = leanings(rows)
    assert {code: (one.points, one.reporters, one.kind) for code, one in found.items()} == {
        "A": (5, 2, LENIENT),
        "B": (-5, 2, STRICT),
    }
    assert leanings([{"A": Fraction("4.99")}] * 2)["A"].kind == ALIKE


@given(st.lists(st.fractions(0, 100), min_size=1, max_size=80), st.integers(1, 8))
def test_what_is_cut_is_never_the_sum_of_fewer_than_the_smallest_number(scores: list[Fraction], smallest: int) -> None:
    found = trimmed_mean(scores, smallest=smallest)
    cut = 2 * (len(scores) // 10)
    assert (found is not None) == (cut >= max(1, smallest) and len(scores) - cut >= smallest)
    if found is not None:
        assert min(scores) <= found <= max(scores)
