"""Speeches and notices of several kinds: rosters, findings, requirements and dates as the text gives them."""

from datetime import date
from typing import Any

import pytest

from shuping.core.text.speech import read

SPEECH_LINES = """在全系统党组织书记述职评议会议上的讲话
（2021年2月3日）
同志们：
今天，5名党组织书记作了现场述职，12名党组织书记作了书面述职。总的看，成绩是主要的，一是学习抓得紧，二是支部建得实。
同时也要看到，还存在不少问题。主要是：
第一，组织生活不经常。个别支部半年没有开会。
第二，党员教育流于形式。
第三，廉政风险防控不严。
针对存在的问题，要做到：一是立即整改，二是举一反三。
下面，我提三点要求：
第一，提高认识。各单位要学习。
第二，压实责任。书记要带头。
第三，狠抓落实。请于3月15日前报送整改方案，6月底前完成整改。
同志们，让我们共同努力。
"""
SPEECH_IN_LINE = (
    "在述职评议会上的讲话\n刚才，三家单位、两个公路段共五个单位的党组织书记进行了现场述职，其余单位书面述职。"
    "存在的问题主要有：（1）两张皮问题突出；（2）照搬照抄；（3）整改不到位。"
    "我提出三点希望：一要抓学习，把学习摆在首位；二要抓支部；三要抓整改，四月底前见效。\n"
)
NOTICE = """中共某交通运输厅党组关于做好2020年度党组织书记抓基层党建
述职评议考核工作的通知
厅属各单位党组织：
现就有关事项通知如下。
一、述职对象
现场述职8人，书面述职21人。
二、时间安排
2020年12月25日前报送述职报告，2021年1月12日召开会议；材料于二〇二一年一月五日定稿，2021-01-08开始评议。
三、有关要求
报告不超过3000字。
附件：1.测评表
"""
CRITICISM = """关于述职评议情况的通报
一、存在的主要问题
（一）党建与业务融合不够。
（二）上年问题整改不彻底。
二、下一步要求
各单位于本月底前报送整改方案。
"""


def draft(text: str) -> dict[str, Any]:
    reading = read(text)
    for part in (*reading.findings, *reading.live_groups, *reading.dates):
        assert text[slice(*part.span)] == part.text
    return {
        "live": [one.count for one in reading.live_groups],
        "written": reading.written,
        "findings": [one.text for one in reading.findings],
        "requirements": [one.heading for one in reading.requirements],
        "announced": reading.announced_requirements,
        "dates": {one.text: one.on for one in reading.dates},
        "warnings": [one.code for one in reading.warnings],
        "title": reading.title,
    }


@pytest.mark.feature("SPC-01")
def test_a_speech_whose_lists_stand_in_lines() -> None:
    read_ = draft(SPEECH_LINES)
    assert (read_["live"], read_["written"]) == ([5], 12)
    assert read_["findings"] == [
        "组织生活不经常。个别支部半年没有开会",
        "党员教育流于形式",
        "廉政风险防控不严",
    ]
    assert (read_["requirements"], read_["announced"]) == (["提高认识", "压实责任", "狠抓落实"], 3)
    assert read_["dates"] == {"2021年2月3日": date(2021, 2, 3), "今天": None, "3月15日": None, "6月底": None}
    assert read_["warnings"] == []


@pytest.mark.feature("SPC-01")
def test_a_speech_in_one_paragraph_with_a_sum_of_its_groups() -> None:
    read_ = draft(SPEECH_IN_LINE)
    assert (read_["live"], read_["written"]) == ([3, 2], "rest")
    assert read_["findings"] == ["两张皮问题突出", "照搬照抄", "整改不到位"]
    assert (read_["requirements"], read_["announced"]) == (["抓学习", "抓支部", "抓整改"], 3)
    assert read_["dates"] == {"四月底": None}
    assert read_["warnings"] == []


@pytest.mark.feature("SPC-01")
def test_a_sum_that_does_not_fit_its_groups_is_told() -> None:
    assert "speech.live_total_differs" in draft(SPEECH_IN_LINE.replace("共五个单位", "共六个单位"))["warnings"]


@pytest.mark.feature("SPC-01")
def test_a_notice_with_a_title_over_two_lines() -> None:
    read_ = draft(NOTICE)
    assert read_["title"] == "中共某交通运输厅党组关于做好2020年度党组织书记抓基层党建述职评议考核工作的通知"
    assert (read_["live"], read_["written"], read_["announced"]) == ([8], 21, None)
    assert read_["requirements"] == ["述职对象", "时间安排", "有关要求"]
    assert read_["dates"] == {
        "2020年12月25日": date(2020, 12, 25),
        "2021年1月12日": date(2021, 1, 12),
        "二〇二一年一月五日": date(2021, 1, 5),
        "2021-01-08": date(2021, 1, 8),
    }


@pytest.mark.feature("SPC-01")
def test_a_circular_whose_problems_are_headings() -> None:
    read_ = draft(CRITICISM)
    assert read_["findings"] == ["党建与业务融合不够", "上年问题整改不彻底"]
    assert read_["requirements"] == ["存在的主要问题", "下一步要求"]
    assert (read_["live"], read_["written"]) == ([], None)


@pytest.mark.feature("SPC-01")
@pytest.mark.parametrize(
    ("text", "announced", "warnings"),
    [
        ("请大家认真学习，抓好落实。", None, ["no_findings"]),
        ("现场述职很成功。", None, ["no_findings"]),
        ("一、\n二、\n", None, ["heading_only", "heading_only", "no_findings"]),
        ("讲话\n讲六个方面的意见", 6, ["requirements_missing", "no_findings"]),
        ("第一，", None, ["heading_only", "no_findings"]),
        ("一是。二是。存在问题：一是；二是；", None, ["finding_empty", "finding_empty", "no_findings"]),
    ],
)
def test_what_a_text_does_not_say_is_not_invented(text: str, announced: int | None, warnings: list[str]) -> None:
    read_ = draft(text)
    assert (read_["live"], read_["written"], read_["findings"], read_["dates"]) == ([], None, [], {})
    assert not any(read_["requirements"])
    assert read_["announced"] == announced
    assert read_["warnings"] == [f"speech.{code}" for code in warnings]


@pytest.mark.feature("SPC-01")
@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("还存在三个方面的问题：一是学习少；二是调研浅。", ["findings_missing"]),
        ("还存在两个方面的问题：一是学习少；二是调研浅。", []),
        ("存在四个突出问题，主要是：一是学习少；二是；三是记录不全。", ["finding_empty", "findings_missing"]),
        ("存在问题：一是学习少；二是调研浅。名单见附件。", ["attachment_missing"]),
        ("存在问题：一是学习少；二是调研浅。名单见附件。\n附件：名单", []),
        ("解决了三个问题。不足之处：一是学习少；二是调研浅。", []),
    ],
)
def test_what_a_text_announces_and_does_not_hold_is_said(text: str, warnings: list[str]) -> None:
    assert draft(text)["warnings"] == [f"speech.{code}" for code in warnings]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2021年2月29日", None),
        ("２０２１年３月５日", date(2021, 3, 5)),
        ("2021.3.5", date(2021, 3, 5)),
        ("3月5日上午", None),
        ("2021年3月上旬", None),
        ("年底前", None),
        ("昨天下午", None),
    ],
)
def test_a_day_is_known_only_with_year_month_and_day(text: str, on: date | None) -> None:
    reading = read(f"会议于{text}召开。")
    assert [(one.text, one.on) for one in reading.dates] == [(text, on)]
