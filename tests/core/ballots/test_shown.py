"""Small classes stay hidden, and no hidden class can be subtracted out of those shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.ballots.shown import Audience, fewest_answers, shown_by_reporter, shown_classes
from shuping.core.ballots.tally import Row

from .test_tally import A, B, C, sheet

EXAMPLE = {"A": (9, sheet(A)), "B": (6, sheet(B)), "C": (19, sheet(C))}


@pytest.mark.parametrize(
    ("smallest", "audience", "shown"),
    [
        (5, Audience.DECIDING, {"A", "B", "C"}),
        (6, Audience.DECIDING, set()),  # class B: six forms, but five answers in every row
        (10, Audience.DECIDING, set()),  # class A alone is too small: all are closed
        (10, Audience.COUNTING, {"A", "B", "C"}),
        (1, Audience.EVERYONE, set()),
    ],
)
def test_the_classes_of_the_worked_example_open_and_close_together(
    smallest: int, audience: Audience, shown: set[str]
) -> None:
    assert shown_classes(EXAMPLE, smallest=smallest, audience=audience) == shown


def test_a_class_without_any_valid_form_hides_nothing_and_closes_nothing() -> None:
    assert shown_classes({**EXAMPLE, "D": (0, [])}, smallest=5, audience=Audience.DECIDING) == {"A", "B", "C"}


def test_a_void_row_lowers_what_a_figure_rests_on() -> None:
    assert fewest_answers([Row("S1", {"good": 4}, void=1, void_reason="涂改")], 5) == 4
    assert fewest_answers([], 5) == 5


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 30)), st.integers(1, 10))
def test_never_is_a_strict_part_of_the_classes_shown(forms: dict[str, int], smallest: int) -> None:
    sheets = {code: (valid, [Row("S1", {"good": valid})]) for code, valid in forms.items()}
    shown = shown_classes(sheets, smallest=smallest, audience=Audience.DECIDING)
    assert shown in (frozenset(), frozenset(code for code, valid in forms.items() if valid))
    assert all(forms[code] >= smallest for code in shown)


@pytest.mark.feature("CYC-13")
def test_a_small_body_of_own_members_closes_the_classes_of_its_own_reporter_only() -> None:
    meeting = {"A": (9, [Row("甲", {"good": 9}), Row("乙", {"good": 9})])}
    own = {"D": {"甲": (12, Row("甲", {"good": 12})), "乙": (3, Row("乙", {"good": 3})), "丙": (0, Row("丙"))}}
    shown = shown_by_reporter(meeting, own, ["甲", "乙", "丙"], smallest=5)
    assert shown == {"甲": {"A", "D"}, "乙": frozenset(), "丙": {"A"}}


@pytest.mark.feature("CYC-13")
def test_a_small_class_of_the_meeting_still_closes_everything_for_everybody() -> None:
    meeting = {"A": (3, [Row("甲", {"good": 3})])}
    own = {"D": {"甲": (12, Row("甲", {"good": 12}))}}
    assert shown_by_reporter(meeting, own, ["甲"], smallest=5) == {"甲": frozenset()}


@pytest.mark.feature("CYC-13")
def test_a_round_rated_by_own_members_alone_shows_what_is_large_enough() -> None:
    own = {"D": {"甲": (12, Row("甲", {"good": 12})), "乙": (4, Row("乙", {"good": 4}))}}
    assert shown_by_reporter({}, own, ["甲", "乙"], smallest=5) == {"甲": {"D"}, "乙": frozenset()}
