"""Working days with moved holidays, and deadlines to the minute."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.cycles.calendar import (
    add_working_days,
    effective_due,
    is_late,
    is_working,
    missing_dates,
    next_working_day,
    out_of_order,
    rest_days,
    working_days_between,
)

# 春节 2021 as published: off 11 to 17 February, worked on Sunday 7 and Saturday 20 February.
SPRING = {date(2021, 2, day): False for day in range(11, 18)} | {date(2021, 2, 7): True, date(2021, 2, 20): True}


@pytest.mark.feature("CYC-14")
@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2021, 2, 6), False),  # Saturday
        (date(2021, 2, 7), True),  # Sunday, moved
        (date(2021, 2, 10), True),
        (date(2021, 2, 11), False),  # Thursday, holiday
        (date(2021, 2, 17), False),
        (date(2021, 2, 18), True),
        (date(2021, 2, 20), True),  # Saturday, moved
        (date(2021, 2, 21), False),
    ],
)
def test_moved_days_override_the_weekday(day: date, working: bool) -> None:
    assert is_working(day, SPRING) is working


@pytest.mark.feature("CYC-14")
def test_ten_working_days_jump_over_the_holiday() -> None:
    assert next_working_day(date(2021, 2, 10), SPRING) == date(2021, 2, 18)
    assert add_working_days(date(2021, 2, 5), 10, SPRING) == date(2021, 2, 24)
    assert add_working_days(date(2021, 2, 18), -2, SPRING) == date(2021, 2, 9)
    assert add_working_days(date(2021, 2, 13), 0, SPRING) == date(2021, 2, 13)


@pytest.mark.feature("CYC-14")
@given(
    start=st.dates(date(2020, 1, 1), date(2022, 1, 1)),
    count=st.integers(-40, 40),
    moved=st.dictionaries(st.dates(date(2020, 1, 1), date(2022, 1, 1)), st.booleans(), max_size=20),
)
def test_adding_and_counting_agree(start: date, count: int, moved: dict[date, bool]) -> None:
    end = add_working_days(start, count, moved)
    if count > 0:
        assert is_working(end, moved)
        assert working_days_between(start, end, moved) == count
    elif count < 0:
        assert is_working(end, moved)
        assert end < start
    else:
        assert end == start


CASE_C = datetime(2021, 1, 20, 17, 0)


@pytest.mark.feature("CYC-03")
@pytest.mark.parametrize(
    ("hour", "minute", "second", "late"),
    [(16, 59, 59, False), (17, 0, 0, False), (17, 0, 59, False), (17, 1, 0, True), (18, 0, 0, True)],
)
def test_case_c_five_o_clock_is_on_time_and_one_minute_later_is_late(
    hour: int, minute: int, second: int, late: bool
) -> None:
    assert is_late(CASE_C.replace(hour=hour, minute=minute, second=second), CASE_C) is late


@pytest.mark.feature("CYC-03")
def test_grace_moves_the_edge_by_its_minutes() -> None:
    grace = timedelta(minutes=30)
    assert not is_late(CASE_C + grace, CASE_C, grace)
    assert is_late(CASE_C + grace + timedelta(minutes=1), CASE_C, grace)


@pytest.mark.feature("CYC-04")
def test_an_extension_only_ever_helps() -> None:
    later, earlier = CASE_C + timedelta(days=2), CASE_C - timedelta(days=2)
    assert not is_late(later, CASE_C, extension=later)
    assert is_late(later + timedelta(minutes=1), CASE_C, extension=later)
    assert effective_due(CASE_C, earlier) == CASE_C


@pytest.mark.feature("CYC-10")
def test_the_plan_names_its_dates_in_the_order_of_the_year() -> None:
    dates = {"report_due": CASE_C, "meeting": CASE_C - timedelta(days=1), "feedback": CASE_C + timedelta(days=9)}
    assert missing_dates(dates) == ("decision",)
    assert out_of_order(dates) == ("meeting",)
    assert out_of_order({**dates, "meeting": CASE_C}) == ()


@pytest.mark.feature("CYC-14")
def test_dates_on_days_off_are_found() -> None:
    days = [("meeting", date(2021, 2, 13)), ("decision", date(2021, 2, 18))]
    assert rest_days(days, SPRING) == ("meeting",)
