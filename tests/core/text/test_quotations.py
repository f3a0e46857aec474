"""Quotations against whole official texts: a slip is shown with the passage, what is right or unknown is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.text.passages import OfficialText
from shuping.core.text.quotations import check

ORDER = OfficialText(
    "支部工作办法",
    "第三条　各支部每季度召开一次全体会议，听取支部委员会的工作报告，讨论和表决重要事项。\n"
    "第四条　支部书记应当在会后十日内，把会议的决定告诉没有到会的党员。",
    date(2019, 5, 1),
)
OTHER = OfficialText("会议办法", "全体会议每半年召开一次，由书记主持，听取委员会的工作报告。")

SLIPS = [
    # a word changed, a word left out, a word put in, two in other order
    (
        "办法要求“每季度召开一次全体会议，听取支部委员会的工作汇报，讨论和表决重要事项”。",
        "每季度召开一次全体会议，听取支部委员会的工作报告，讨论和表决重要事项",
    ),
    (
        "“支部书记应当在会后十日内把会议决定告诉没有到会的党员”",
        "支部书记应当在会后十日内，把会议的决定告诉没有到会的党员",
    ),
    ("“应当在会后的十日内，把会议的决定告诉没有到会的党员”", "应当在会后十日内，把会议的决定告诉没有到会的党员"),
    ("「各支部每个季度召开一次全体会议」", "各支部每季度召开一次全体会议"),
]


@pytest.mark.feature("REP-23")
@pytest.mark.parametrize(("text", "expected"), SLIPS)
def test_a_quotation_that_differs_a_little_is_shown_with_the_passage_and_its_text(text: str, expected: str) -> None:
    (hint,) = check(text, [OTHER, ORDER])
    assert (hint.expected, hint.basis, hint.kind) == (expected, "支部工作办法", "quotation")
    assert text[slice(*hint.span)] == hint.found
    assert text[hint.span[0] - 1] in "“「"


@pytest.mark.feature("REP-23", "REP-10")
@pytest.mark.parametrize(
    "text",
    [
        "“各支部每季度召开一次全体会议”",  # letter for letter
        "“每季度召开一次全体会议；听取支部委员会的工作报告”",  # other punctuation only
        "“把会议决定告诉党员”",  # too short to be a quotation from a text
        "“书记应当把会议的……告诉没有到会的每一名党员同志”",  # says itself that it leaves out
        "各支部每季度召开一次全体大会，听取支部委员会的工作汇报。",  # no quotation marks: in one's own words
        "“要把道班工人的热水器一个不少地装到每一个宿舍”",  # from nowhere in the library
        "“",
        "",
    ],
)
def test_what_is_right_or_unknown_is_left_alone(text: str) -> None:
    assert check(text, [OTHER, ORDER]) == ()


@pytest.mark.feature("REP-23")
def test_what_was_published_later_is_not_what_was_meant() -> None:
    text = SLIPS[0][0]
    assert check(text, [ORDER], on=date(2018, 12, 31)) == ()
    assert len(check(text, [ORDER], on=date(2019, 5, 1))) == 1
    assert check(text, []) == ()


def test_of_two_near_passages_the_nearer_one_is_named() -> None:
    one = OfficialText("甲", "支部每月召开一次党员大会讨论重要事项并且作出记录")
    two = OfficialText("乙", "支部每月召开一次党员大会讨论重要事务并且作出记录")
    (hint,) = check("“支部每月召开一次党员大会讨论重要事务并且写出记录”", [one, two])
    assert hint.basis == "乙"


@given(st.lists(st.sampled_from([*(row[0] for row in SLIPS), "“", "”", "\n", "\ud800", "𠀀", "每季度召开一次"])))
def test_hints_lie_in_order_inside_the_quotation_marks(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for hint in check(text, [OTHER, ORDER]):
        assert end <= hint.span[0] < hint.span[1] <= len(text)
        assert text[slice(*hint.span)] == hint.found != hint.expected
        end = hint.span[1]
