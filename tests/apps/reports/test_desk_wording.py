"""Every finding of the desk is told in words, in both languages, with its figures."""

import pytest
from django.utils import translation

from shuping.apps.reports.wording import finding_text
from shuping.base.wording import sentences
from shuping.core.reports.checks import DESK, Facts, Promise, check
from shuping.core.reports.desk import subject_of
from shuping.core.reports.facts import Known

TEXT = """2019年度述职报告
一、履职情况
中心党委召开会议。我们开展学习。各支部落实,推进养护工程。完成桥梁施工。推进公路项目。推动航道建设。
二、存在问题
今年各项工作取得显著成效。
三、强基固本
我于2月30日到____调研，提高百分之30。
四、打算
进一步加强学习教育工作。持续推进支部建设工作。由赵卫东同志牵头，北泽中心配合。
"""
FACTS = Facts(
    people=("王建国",),
    other_units=("北泽中心",),
    last_year=(Promise("学习教育不经常", "每周检查"), Promise("采购有漏洞")),
    year=2020,
)


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_finding_has_a_sentence_with_its_figures(language: str) -> None:
    findings = check(subject_of(TEXT, Known(FACTS)), DESK)
    assert len({one.code for one in findings}) >= 14
    with translation.override(language):
        told = [finding_text(one.code, one.params) for one in findings]
    assert [one for one in told if "%(" in one or one.startswith("reports.")] == []


def test_what_a_measure_lacks_is_told_in_words() -> None:
    with translation.override("zh-hans"):
        words = finding_text("reports.measure_incomplete", {"number": 2, "missing": ["date", "owner"]})
        slip = finding_text("reports.date_style", {"found": "2月30日", "kind": "impossible"})
    assert words == "第 2 条措施缺：时间、责任人。"
    assert slip == "“2月30日”：日期不存在。日期请写作“2020年3月5日”。"


def test_every_code_of_the_registry_has_a_sentence() -> None:
    assert [one.code for one in DESK if one.code not in sentences()] == []
