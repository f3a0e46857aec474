"""Reading a leader's speech: what it says is found, what it does not say is not invented."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.text.common_problems import common_problem
from shuping.core.text.numerals import number
from shuping.core.text.speech import read
from tests.factories import speech as speeches

SHORT = """在2021年度述职评议会上的讲话
同志们：
刚才，2个厅直单位、十二家公路局党组织书记作了现场述职，其余单位作了书面述职。
工作还有不足：一是组织生活不规范；二是上年问题整改不到位。
下面我讲三点意见。2021年3月5日前报方案，2021年2月30日无效。
一、提高认识
要学。
三、抓好落实
"""


@pytest.mark.feature("SPC-01")
@speeches.BOTH
def test_a_speech_is_read_with_its_gap_of_headings_said(speech: Path) -> None:
    text = speech.read_text(encoding="utf-8")
    reading = read(text)
    assert reading.title == speeches.TITLES[speech]
    assert (reading.live, reading.written) == (7, "rest")
    assert [group.count for group in reading.live_groups] == [3, 4]
    assert [finding.problem_code for finding in reading.findings] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    assert [requirement.no for requirement in reading.requirements] == [1, 2]
    assert reading.announced_requirements == 6
    assert "speech.requirements_missing" in {warning.code for warning in reading.warnings}
    days = {day.text: day.on for day in reading.dates}
    assert days["1月22日"] is None
    assert days["今日上午"] is None
    for part in (*reading.findings, *reading.live_groups, *reading.dates):
        assert text[slice(*part.span)] == part.text


@pytest.mark.feature("SPC-01")
def test_a_short_speech_gives_groups_findings_dates_and_warnings() -> None:
    reading = read(SHORT)
    assert [(group.text, group.count) for group in reading.live_groups] == [("2个厅直单位", 2), ("十二家公路局", 12)]
    assert reading.written == "rest"
    assert [finding.text for finding in reading.findings] == ["组织生活不规范", "上年问题整改不到位"]
    assert [day.on for day in reading.dates] == [date(2021, 3, 5), None]
    assert [warning.code for warning in reading.warnings] == [
        "speech.requirements_missing",
        "speech.numbers_broken",
        "speech.heading_only",
    ]


def test_a_list_that_is_not_about_problems_is_not_taken_for_findings() -> None:
    reading = read("今后要做到：一是认真学习；二是认真落实。")
    assert reading.findings == ()
    assert [warning.code for warning in reading.warnings] == ["speech.no_findings"]


def test_an_empty_text_gives_an_empty_draft() -> None:
    reading = read("")
    assert (reading.title, reading.live, reading.written, reading.requirements) == ("", None, None, ())


def test_a_sentence_without_known_words_has_no_code() -> None:
    assert common_problem("食堂排队时间较长") is None


@pytest.mark.parametrize(
    ("words", "value"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("35", 35)]
)
def test_numerals_have_their_value(words: str, value: int) -> None:
    assert number(words) == value


@given(st.text(alphabet="一二三四五六七八九十、是；。\n问题现场述职书面其他各1234年月日个讲方面意见今天", max_size=200))
def test_every_offset_points_at_the_words_it_names(text: str) -> None:
    reading = read(text)
    for part in (*reading.findings, *reading.live_groups, *reading.dates):
        assert text[slice(*part.span)] == part.text
