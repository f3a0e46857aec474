"""What only warns: F10 and the rest of the pre-flight check."""

import pytest

from shuping.core.cycles.preflight import meeting_minutes, preflight, warnings
from shuping.core.rulesets.values import MeetingRules

from .facts_for_tests import complete, spoilt


@pytest.mark.feature("CYC-10")
@pytest.mark.parametrize(
    ("reporters", "minutes", "warned"), [(0, 75, False), (8, 171, False), (9, 183, True), (13, 231, True)]
)
def test_a_meeting_over_three_hours_is_warned_of(reporters: int, minutes: int, warned: bool) -> None:
    assert meeting_minutes(reporters, MeetingRules()) == minutes
    facts = spoilt("draft", "plan", meeting_minutes=minutes)
    assert ("cycles.meeting_long" in [warning.code for warning in warnings(facts)]) is warned


@pytest.mark.feature("CYC-10")
def test_exactly_three_hours_are_not_warned_of() -> None:
    assert warnings(spoilt("draft", "plan", meeting_minutes=180)) == ()


@pytest.mark.feature("CYC-10")
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"dates_on_rest_days": ("meeting",)}, "cycles.dates_on_rest_days"),
        ({"units_without_reporter": ("甲",)}, "cycles.units_without_reporter"),
        ({"units_not_listed": ("乙",)}, "cycles.units_not_listed"),
        ({"classes_without_number": ("C",)}, "cycles.classes_without_number"),
        ({"small_classes": ("A",)}, "cycles.small_classes"),
    ],
)
def test_what_deserves_a_second_look_is_named_and_refuses_nothing(values: dict[str, object], code: str) -> None:
    checked = preflight(spoilt("draft", "plan", **values))
    assert [warning.code for warning in checked.warnings] == [code]
    assert checked.warnings[0].names == next(iter(values.values()))
    assert checked.missing == ()


@pytest.mark.feature("CYC-10")
def test_a_fixed_list_where_the_plan_says_drawn_is_warned_of_until_the_meeting() -> None:
    codes = {stage: warnings(spoilt(stage, "plan", order_not_drawn=True)) for stage in ("preparing", "meeting")}
    assert [[one.code for one in found] for found in codes.values()] == [["cycles.order_not_drawn"], []]


@pytest.mark.feature("CYC-10")
def test_values_still_suggested_are_counted_only_while_the_plan_is_a_draft() -> None:
    assert [w.figures for w in warnings(spoilt("draft", "plan", suggested_values=12))] == [{"count": 12}]
    assert warnings(spoilt("plan_approved", "plan", suggested_values=12)) == ()


@pytest.mark.feature("CYC-10")
def test_an_archived_round_has_no_next_step() -> None:
    checked = preflight(complete("archived"))
    assert (checked.to, checked.missing, checked.warnings) == (None, (), ())
