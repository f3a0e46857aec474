"""Wording and quotation check: what is close to the dated library but not equal is shown with its basis."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuping.adapters import lexicons
from shuping.core.errors import InputError
from shuping.core.text import wording
from shuping.core.text.wording import Entry
from tests.factories import speech as speeches

CLEAN = (Path(__file__).parent / "clean_report.txt").read_text(encoding="utf-8")

WRONG = [
    ("要在政治上同党中心保持一致", "党中心", "党中央", 2020),
    ("十九届中纪委五次全会", "中纪委", "中央纪委", 2020),
    ("在以习近平总书记为核心的党中央领导下", "以习近平总书记为核心的党中央", "以习近平同志为核心的党中央", 2020),
    (
        "大局意识、政治意识、看齐意识、核心意识",
        "大局意识、政治意识、看齐意识、核心意识",
        "政治意识、大局意识、核心意识、看齐意识",
        2020,
    ),
    ("坚持协调、创新、开放、绿色、共享", "协调、创新、开放、绿色、共享", "创新、协调、绿色、开放、共享", 2020),
    ("落实三会一科制度", "三会一科", "三会一课", 2020),
    ("依据《中国共产党支部工作条例》", "《中国共产党支部工作条例》", "《中国共产党支部工作条例（试行）》", 2020),
    ("《信访事项条例》与《信访工作条列》", "《信访工作条列》", "《信访工作条例》", 2022),
    ("总书记指出“把抓好党建当作最大的政绩”", "把抓好党建当作最大的政绩", "把抓好党建作为最大的政绩", 2020),
    ("发挥党员前锋模范作用", "前锋模范作用", "先锋模范作用", 2020),
    ("开展批判和自我批判", "批判和自我批判", "批评和自我批评", 2020),
    ("惯彻上级要求", "惯彻", "贯彻", 2020),
    # slips of the hand: two neighbours turned round, one character left out, also at the ends of the words
    ("在以近平同志为核心的党中央领导下", "以近平同志为核心的党中央", "以习近平同志为核心的党中央", 2020),
    ("落实民主集制中", "民主集制中", "民主集中制", 2020),
    ("报国家发展改委备案", "国家发展改委", "国家发展改革委", 2020),
    ("中央委纪要求", "中央委纪", "中央纪委", 2020),
    ("依据《中华人民共国公路法》", "《中华人民共国公路法》", "《中华人民共和国公路法》", 2020),
]
RIGHT = [
    ("参加党中心组学习，围绕党中心工作", 2020),
    ("增强“四个意识”、坚定“四个自信”、自觉做到“两个维护”", 2020),
    ("政治意识、大局意识、核心意识、看齐意识", 2020),
    ("依据《中国共产党党组工作条例》《中国共产党纪律处分条例》", 2020),
    ("总书记强调“东西南北中，党是领导一切的”", 2020),
    ("没有把抓党建作为最大的政绩来看待", 2020),
    ("建设中国社会主义文化强国", 2020),
    ("协调环境保护部门处理", 2020),
    ("开展批评、自我批评，批评自我批评都要有", 2020),  # a link left out is the writer's
    ("四个，自信；组织生、活会", 2020),  # signs in between: not those words
    ("建成四个信息系统，中央纪念活动按时举行", 2020),
    ("依据《中华人民共和国铁路法》《中国共产党党组讨论规则》", 2020),
    ("", 2020),
]


def shown(text: str, year: int | None) -> list[tuple[str, str]]:
    return [(hint.found, hint.expected) for hint in wording.check(text, lexicons.load_wording(), year=year)]


@pytest.mark.feature("REP-23")
@pytest.mark.parametrize(("text", "odd", "expected", "year"), WRONG)
def test_what_is_close_but_not_equal_is_shown_with_its_basis(text: str, odd: str, expected: str, year: int) -> None:
    hints = wording.check(text, lexicons.load_wording(), year=year)
    assert [(hint.found, hint.expected) for hint in hints] == [(odd, expected)]
    assert hints[0].basis
    assert text[slice(*hints[0].span)] == odd


@pytest.mark.feature("REP-10")
@pytest.mark.parametrize(("text", "year"), RIGHT)
def test_right_wording_is_left_alone(text: str, year: int) -> None:
    assert shown(text, year) == []


@pytest.mark.feature("REP-23")
@pytest.mark.parametrize(
    ("text", "early", "late"),
    [
        ("深刻领悟二个确立的决定性意义", 2020, 2022),
        ("国土资源部有关要求", 2016, 2019),
        ("依据《中国共产党党组工作条例（试行）》", 2016, 2020),
        ("依据《中国共产党党员教育治理工作条例》", 2018, 2019),
        ("政治判断力、政治执行力、政治领悟力", 2019, 2020),
    ],
)
def test_a_report_is_measured_by_the_wording_of_its_year(text: str, early: int, late: int) -> None:
    assert shown(text, early) == []
    assert len(shown(text, late)) == 1


@pytest.mark.feature("REP-23")
@speeches.BOTH
def test_a_speech_shows_the_name_of_the_centre_that_was_changed(speech: Path) -> None:
    text = speech.read_text(encoding="utf-8")
    hints = wording.check(text, lexicons.load_wording(), year=2020)
    assert [hint.expected for hint in hints if hint.found == "党中心"] == ["党中央"] * text.count("党中心")
    assert all(hint.basis for hint in hints)
    others = {"中纪委", "旗帜鲜亮讲政治"} if speech == speeches.SOURCE else set()
    assert {hint.found for hint in hints} == {"党中心", *others}


def test_a_clean_report_has_nothing_to_check() -> None:
    assert shown(CLEAN, 2021) == []


@pytest.mark.feature("REP-10")
def test_official_wording_titles_and_quoted_words_are_named_so_that_nothing_else_touches_them() -> None:
    text = "总书记指出，“要稳固根基”。依据《某某条例（暂行）》，坚持以习近平同志为核心的党中央集中统一领导。"
    spans = wording.official_spans(text, lexicons.load_wording(), year=2020)
    assert [text[slice(*span)] for span in spans] == [
        "要稳固根基",
        "《某某条例（暂行）》",
        "以习近平同志为核心的党中央",
    ]


def test_words_of_a_later_year_are_not_yet_official() -> None:
    text = "深刻领悟“两个确立”"
    entries = lexicons.load_wording()
    assert wording.official_spans(text, entries, year=2020) == ()
    assert wording.official_spans(text, entries, year=2022) != ()


def test_an_entry_needs_a_known_kind_and_words() -> None:
    with pytest.raises(InputError, match="desk.wording_entry"):
        Entry("slogan", "某", (), "依据")
    with pytest.raises(InputError, match="desk.wording_entry"):
        Entry("formula", "、", (), "依据")


def test_no_entry_of_the_seed_calls_its_own_words_wrong() -> None:
    entries = lexicons.load_wording()
    assert len(entries) > 200
    assert [one.correct for one in entries if one.correct in one.wrong or not one.basis] == []
    assert [one.correct for one in entries if one.kind != "title" and shown(one.correct, one.valid_from)] == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*(row[0] for row in WRONG), *(row[0] for row in RIGHT), "《", "“", "\n", "𠀀", "\ud800", "a1"])
    )
)
def test_offsets_fit_and_hints_lie_apart_from_one_another_and_from_the_library(parts: list[str]) -> None:
    text = "".join(parts)
    hints = wording.check(text, lexicons.load_wording(), year=2020)
    end = 0
    for hint in hints:
        assert end <= hint.span[0] < hint.span[1] <= len(text)
        assert text[slice(*hint.span)] == hint.found != hint.expected
        end = hint.span[1]
    assert [row["span"] for row in wording.values(hints)] == [list(hint.span) for hint in hints]
