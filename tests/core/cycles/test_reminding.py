"""Which step a date has reached (REC-09, REC-10)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.cycles.reminding import Step, step_on

DUE = date(2021, 4, 30)


@pytest.mark.parametrize(
    ("days", "step"),
    [(-30, None), (-8, None), (-7, "before"), (-1, "before"), (0, "due"), (1, "late"), (6, "late"), (7, "escalated")],
)
def test_a_date_is_called_out_seven_days_before_and_handed_up_seven_days_after(days: int, step: str | None) -> None:
    assert step_on(DUE, DUE + timedelta(days=days)) == step


@given(st.integers(-100, 100), st.integers(0, 100))
def test_steps_only_ever_go_forward(day: int, later: int) -> None:
    order = [None, *Step]
    first, second = (step_on(DUE, DUE + timedelta(days=one)) for one in (day, day + later))
    assert order.index(first) <= order.index(second)
