"""Headings as real reports have them: each text falls into its sections, and what nobody can tell stays and is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.reports.sections import cut, report_of, sections_of

CASES: list[tuple[str, str, dict[str, str]]] = [
    (
        "parts in words",
        "述职报告\n第一部分 履职情况\n我学习。\n第二部分 存在的问题\n不细。\n第三部分：下一步打算\n改。",
        {"achievements": "我学习。", "problems": "不细。", "plans": "改。"},
    ),
    (
        "only brackets",
        "（一）履职情况\n我学习。\n（二）存在的不足\n不细。\n（三）原因分析\n到基层少。\n（四）今后努力方向\n改。",
        {"achievements": "我学习。", "problems": "不细。", "causes": "到基层少。", "plans": "改。"},
    ),
    (
        "only figures",
        "1.主要做法\n我学习。\n2.存在问题\n不细。\n3．改进措施\n改。",
        {"achievements": "我学习。", "problems": "不细。", "plans": "改。"},
    ),
    (
        "half-width brackets and blanks",
        "一 、 主要工作\n我学习。\n二、 主要问题和不足\n( 一 )学习不够\n不深。\n三、整改措施\n改。",
        {"achievements": "我学习。", "problems": "( 一 )学习不够\n不深。", "plans": "改。"},
    ),
    (
        "markdown",
        "# 述职报告\n## 履职成效\n我学习。\n## 问题\n不细。\n## 下步打算\n改。",
        {"achievements": "我学习。", "problems": "不细。", "plans": "改。"},
    ),
    (
        "five central headings before the problems",
        "一、强化政治建设\n我学习。\n二、抓基层组织建设\n我下支部。\n三、存在的主要问题\n不细。\n四、努力方向\n改。",
        {
            "achievements": "一、强化政治建设\n我学习。\n二、抓基层组织建设\n我下支部。",
            "problems": "不细。",
            "plans": "改。",
        },
    ),
    (
        "problems and plans in one chapter",
        "一、工作情况\n我学习。\n二、存在问题及下一步打算\n不细。\n下一步，我将逐个支部检查。\n再检查。",
        {"achievements": "我学习。", "problems": "不细。", "plans": "下一步，我将逐个支部检查。\n再检查。"},
    ),
    (
        "problems and causes in one chapter",
        "一、工作情况\n我学习。\n二、存在问题及原因分析\n不细。\n究其原因，是到基层少。\n三、打算\n改。",
        {"achievements": "我学习。", "problems": "不细。", "causes": "究其原因，是到基层少。", "plans": "改。"},
    ),
    (
        "measures as an aside of the problems",
        "一、工作情况\n我学习。\n二、问题\n（一）主要问题\n不细。\n（二）整改措施\n改。",
        {"achievements": "我学习。", "problems": "不细。", "plans": "改。"},
    ),
    (
        "headings that open their paragraph",
        "述职报告\n各位领导：\n我学习。\n存在的主要问题：一是不细。\n下一步打算：逐个检查。",
        {"achievements": "各位领导：\n我学习。", "problems": "一是不细。", "plans": "逐个检查。"},
    ),
    (
        "a sentence that names problems is no heading",
        "一、工作情况\n针对存在的问题，我逐个检查。\n问题得到解决。\n二、问题\n不细。",
        {"achievements": "针对存在的问题，我逐个检查。\n问题得到解决。", "problems": "不细。"},
    ),
    (
        "last year first",
        "一、2019年度述职评议反馈问题整改情况\n已改。\n二、2020年度履职情况\n我学习。\n三、问题\n不细。",
        {"last_year": "已改。", "achievements": "我学习。", "problems": "不细。"},
    ),
    (
        "key tasks of the next year",
        "一、工作情况\n我学习。\n二、问题\n不细。\n三、明年重点任务\n改。",
        {"achievements": "我学习。", "problems": "不细。", "plans": "改。"},
    ),
]


@pytest.mark.feature("REP-04")
@pytest.mark.parametrize(("text", "sections"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_report_falls_into_its_sections(text: str, sections: dict[str, str]) -> None:
    assert sections_of(text, cut(text)) == sections


def test_a_chapter_nobody_can_place_stays_where_it_is_and_is_named() -> None:
    text = "一、工作情况\n我学习。\n二、问题\n不细。\n三、强基固本\n改。"
    found = cut(text)
    assert [text[slice(*span)] for span in found.unclear] == ["三、强基固本"]
    assert sections_of(text, found)["problems"] == "不细。\n三、强基固本\n改。"


@given(st.text(alphabet="一二三、（）1.\n问题原因打算履职情况下步究其：，。我改 #", max_size=200))
def test_parts_with_their_headings_are_stretches_of_the_text(text: str) -> None:
    for part in report_of(text, cut(text)).parts:
        assert text[slice(*part.span)] == part.text
        assert part.span[0] <= part.body[0] <= part.body[1] == part.span[1]
