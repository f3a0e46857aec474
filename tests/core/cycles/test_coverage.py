"""F7, coverage per level."""

from fractions import Fraction

import pytest

from shuping.core.cycles.coverage import Unit, coverage


@pytest.mark.feature("CYC-13")
def test_case_a_thirteen_units_seven_on_the_spot() -> None:
    units = [Unit(f"单位{n}", "committee", on_the_spot=n < 7, reported=True) for n in range(13)]
    levels, total = coverage(units)
    assert [level.level for level in levels] == ["committee"]
    assert (total.reported_share, total.on_the_spot_share) == (Fraction(1), Fraction(7, 13))
    assert round(float(total.on_the_spot_share or 0) * 100, 2) == 53.85


@pytest.mark.feature("CYC-13")
def test_exempt_units_leave_the_denominator_but_are_listed() -> None:
    units = [
        Unit("甲", "branch", on_the_spot=True, reported=True),
        Unit("乙", "branch", listed=False),
        Unit("新", "branch", exempt=True),
        Unit("丙", "general_branch"),
    ]
    levels, total = coverage(units)
    branch = levels[0]
    assert (branch.expected, branch.listed, branch.reported) == (2, 1, 1)
    assert (branch.exempt, branch.missing) == (("新",), ("乙",))
    assert (branch.listed_share, branch.reported_share) == (Fraction(1, 2), Fraction(1, 2))
    assert total.expected == sum(level.expected for level in levels) == 3


@pytest.mark.feature("CYC-13")
def test_nobody_expected_has_no_share() -> None:
    _, total = coverage([Unit("新", "branch", exempt=True)])
    assert total.reported_share is None
    assert coverage([])[1].listed_share is None
