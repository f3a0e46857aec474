"""What a decision lacks, judged without a database."""

from fractions import Fraction

import pytest

from shuping.core.grading.adjustments import bonus, deduction
from shuping.core.grading.decisions import Decided, Shortfall, Suggested, shortfall
from shuping.core.rulesets.values import AdjustmentRules, Cap

EVERY = [
    Suggested(1, "甲", "good"),
    Suggested(2, "乙", "fairly_good", ceiling="fairly_good"),
    Suggested(3, "丙", "average"),
]
AS_SUGGESTED = {one.id: Decided(one.suggested) for one in EVERY}
CAP = Cap("not_good_min", Fraction(1, 2))


@pytest.mark.feature("EVA-08")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Shortfall()),
        ({3: Decided("")}, Shortfall(undecided=("丙",))),
        ({3: Decided("best", "x")}, Shortfall(undecided=("丙",))),
        ({3: Decided("poor", " ")}, Shortfall(without_reason=("丙",))),
        ({3: Decided("poor", "研究")}, Shortfall()),
        ({2: Decided("good", "研究")}, Shortfall(without_waiver=("乙",), cap_broken=True)),
        ({3: Decided("good", "研究")}, Shortfall(cap_broken=True)),
    ],
)
def test_shortfall(changes: dict[int, Decided], expected: Shortfall) -> None:
    assert shortfall(EVERY, AS_SUGGESTED | changes, CAP) == expected


@pytest.mark.feature("EVA-07")
def test_the_cap_is_judged_in_each_group() -> None:
    every = [Suggested(n, str(n), "good", group="A" if n < 3 else "B") for n in range(1, 5)]
    decided = {n: Decided("good" if n in (1, 3) else "fairly_good", "研究") for n in range(1, 5)}
    assert not shortfall(every, decided, Cap("good_max", Fraction(1, 2))).cap_broken
    decided[4] = Decided("good", "研究")
    assert shortfall(every, decided, Cap("good_max", Fraction(1, 2))).cap_broken


@pytest.mark.feature("EVA-06")
@pytest.mark.parametrize(
    ("rules", "points"),
    [
        (AdjustmentRules(), (2, 4)),
        (AdjustmentRules(bonus_cumulative=True), (3, 4)),
        (AdjustmentRules(bonus_max=Fraction(1), deduction_max=Fraction(3)), (1, 3)),
    ],
)
def test_bonus_counts_the_highest_or_all_up_to_the_ceiling(rules: AdjustmentRules, points: tuple[int, int]) -> None:
    values = [Fraction(1), Fraction(2)]
    assert (bonus(values, rules), deduction([Fraction(1), Fraction(3)], rules)) == points
    assert (bonus([], rules), deduction([], rules)) == (0, 0)


@pytest.mark.feature("CYC-08")
def test_a_group_with_a_scheme_is_measured_by_its_own_cap() -> None:
    every = [Suggested(1, "甲", "good", group="公路局"), Suggested(2, "乙", "good", group="")]
    decided = {1: Decided("good"), 2: Decided("good")}
    none = Cap("none")
    assert not shortfall(every, decided, none).cap_broken
    assert shortfall(every, decided, none, {"公路局": Cap("good_max", Fraction(1, 2))}).cap_broken
    assert not shortfall(every, decided, Cap("good_max", Fraction(1, 2)), {"公路局": none, "": none}).cap_broken
