"""A plain text is cut by its headings, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.reports.sections import SECTIONS, cut, heading_key, in_order, sections_of

REPORT = """2026年度抓基层党建工作述职报告
港航事业发展中心党委书记　某某
一、履职情况和主要成效
我带头讲党课。
（一）强化政治引领
我牵头学习。
二、存在的问题及原因
（一）存在的问题
指导支部不细。
（二）原因分析
我到基层少。
三、上年度述职评议反馈问题整改情况
已补课。
四、下一步打算
逐个支部过一遍。
"""


@pytest.mark.feature("REP-04")
def test_a_report_with_numbered_headings_falls_into_its_sections() -> None:
    found = cut(REPORT)
    assert found.guessed
    assert found.title == "2026年度抓基层党建工作述职报告 港航事业发展中心党委书记　某某"
    assert sections_of(REPORT, found) == {
        "achievements": "我带头讲党课。\n（一）强化政治引领\n我牵头学习。",
        "problems": "指导支部不细。",
        "causes": "我到基层少。",
        "plans": "逐个支部过一遍。",
        "last_year": "已补课。",
    }


def test_headings_that_run_into_their_paragraph_are_found() -> None:
    text = "一、主要成绩。我讲党课。\n二、存在的问题：一是不细。\n三、努力方向。改进。"
    assert sections_of(text, cut(text)) == {"achievements": "我讲党课。", "problems": "一是不细。", "plans": "改进。"}


def test_headings_without_numbers_are_found() -> None:
    text = "述职报告\n各位领导：\n现述职如下。\n主要做法\n我调研。\n存在不足\n不细。\n今后打算\n改。"
    assert sections_of(text, cut(text)) == {
        "achievements": "各位领导：\n现述职如下。\n我调研。",
        "problems": "不细。",
        "plans": "改。",
    }


def test_last_year_as_an_aside_ends_with_the_next_paragraph_heading() -> None:
    text = "一、履职情况\n（一）上年问题整改情况\n已改。\n（二）抓支部建设\n我抓。\n二、存在问题\n不细。"
    assert sections_of(text, cut(text)) == {
        "achievements": "（二）抓支部建设\n我抓。",
        "problems": "不细。",
        "last_year": "已改。",
    }


def test_a_text_without_headings_is_one_section_and_says_so() -> None:
    found = cut("我今年讲了四次党课，走访了六个支部，解决了三件难事，群众满意。")
    assert not found.guessed
    assert [piece.key for piece in found.pieces] == ["achievements"]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("二、存在的主要问题", "problems"),
        ("三、问题产生的原因", "causes"),
        ("二、问题及原因分析", "problems"),
        ("三、原因分析", "causes"),
        ("四、下一步解决问题的打算", "plans"),
        ("四、整改措施", "plans"),
        ("上年述职评议点评问题整改落实情况", "last_year"),
        ("2025年度述职反馈问题整改", "last_year"),
        ("一、抓基层党建工作情况", "achievements"),
        ("各位同志", ""),
    ],
)
def test_a_heading_speaks_of_one_section(heading: str, key: str) -> None:
    assert heading_key(heading) == key


_LINES = st.lists(
    st.sampled_from(REPORT.splitlines()) | st.text(st.sampled_from("一二、。（）问题原因打算abc 1"), max_size=60),
    max_size=25,
)


@given(_LINES)
def test_pieces_follow_each_other_and_cover_everything_below_the_title(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = cut(text)
    for before, after in zip(found.pieces, found.pieces[1:], strict=False):
        assert before.end == after.start
    for piece in found.pieces:
        assert piece.start <= piece.body_start <= piece.end <= len(text)
    outside = text[: found.pieces[0].start] + text[found.pieces[-1].end :] if found.pieces else text
    assert "".join(outside.split()) == "".join(found.title.split())


def test_sections_stand_in_official_order_however_a_database_kept_them() -> None:
    kept = {key: key for key in sorted(SECTIONS, key=lambda key: (len(key), key))}  # as PostgreSQL does
    assert list(in_order({"more": "", **kept})) == [*SECTIONS, "more"]
