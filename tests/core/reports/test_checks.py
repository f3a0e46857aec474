"""Every duty check fires and keeps silent where it should."""

from fractions import Fraction

import pytest

from shuping.core.errors import InputError
from shuping.core.reports.checks import (
    REGISTRY,
    Finding,
    Subject,
    check,
    first_person_share,
    sections_for,
    sentences,
)
from shuping.core.reports.sections import text_of
from shuping.core.rulesets.values import ReportRules

RULES = ReportRules()
WHOLE = {
    "achievements": "我主持制定了党建计划。我到支部讲党课四次。",
    "problems": "我抓支部建设不够细，两个支部的组织生活记录不全。",
    "causes": "主要原因是我到基层少，指导不及时。",
    "plans": "我将在六月底前逐个支部过一遍记录。",
    "last_year": "上年指出的学习不深入问题，我已补课。",
}


def findings(sections: dict[str, str], kind: str = "written", **more: object) -> dict[str, Finding]:
    subject = Subject(text_of(sections), RULES, kind, **more)  # type: ignore[arg-type]
    return {finding.code: finding for finding in check(subject)}


def test_a_whole_report_has_no_findings() -> None:
    assert findings(WHOLE, answers=("已补课",)) == {}


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("without", "code", "section"),
    [
        ("achievements", "reports.section_empty", "achievements"),
        ("problems", "reports.section_empty", "problems"),
        ("causes", "reports.causes_missing", "causes"),
        ("plans", "reports.measures_missing", "plans"),
    ],
)
def test_a_missing_part_is_refused_with_its_place_and_rule(without: str, code: str, section: str) -> None:
    found = findings({**WHOLE, without: " \n "})[code]
    assert (found.severity, found.section, found.rule) == ("refuse", section, "R-13")


def test_causes_told_within_the_problems_are_enough() -> None:
    told = {**WHOLE, "causes": "", "problems": WHOLE["problems"] + "究其原因，是我指导不及时。"}
    assert "reports.causes_missing" not in findings(told)


@pytest.mark.feature("REP-18")
def test_each_unanswered_line_of_last_year_is_refused_by_its_number() -> None:
    subject = Subject(text_of(WHOLE), RULES, answers=("已补课", " 。", ""))
    found = [finding for finding in check(subject) if finding.code == "reports.last_year_unanswered"]
    assert [(finding.severity, finding.rule, finding.params["number"]) for finding in found] == [
        ("refuse", "R-67", 2),
        ("refuse", "R-67", 3),
    ]


def test_a_report_of_we_and_the_unit_gets_the_first_person_hint() -> None:
    sections = {key: "我们党委认真部署。我厅成效明显。自我加压。" for key in WHOLE}
    assert findings(sections)["reports.first_person_low"].severity == "hint"


def test_first_person_counts_sentences_with_i_or_myself() -> None:
    text = text_of({"achievements": "我讲党课。本人调研。我们开会。党委研究。"})
    assert first_person_share(text) == Fraction(1, 2)
    assert first_person_share(text_of({})) == 0


@pytest.mark.feature("REP-05")
def test_the_fourth_round_warns_and_never_blocks() -> None:
    assert "reports.many_rounds" not in findings(WHOLE, round_number=3)
    assert findings(WHOLE, round_number=4)["reports.many_rounds"].severity == "warn"


def test_an_empty_text_of_any_kind_is_refused() -> None:
    for kind in ("written", "spoken", "self_evaluation"):
        assert "reports.empty" in findings({}, kind)


def test_the_sheet_of_self_evaluation_is_only_measured_by_its_own_length() -> None:
    rules = ReportRules(self_evaluation_max=600)
    assert check(Subject(text_of({"achievements": "我" * 600}), rules, "self_evaluation")) == ()
    over = check(Subject(text_of({"achievements": "我" * 601}), rules, "self_evaluation"))
    assert [(finding.code, finding.params["over"]) for finding in over] == [("reports.too_long", 1)]
    assert sections_for(rules, "self_evaluation") == ("achievements", "problems", "plans")


def test_the_share_says_how_much_is_missing() -> None:
    sections = {"achievements": "我" * 90, "problems": "问" * 5, "causes": "因" * 5, "plans": "改" * 20}
    params = findings(sections)["reports.problem_share_low"].params
    assert (params["part"], params["total"], params["needed"], params["missing"]) == (10, 120, 40, 30)


def test_spans_point_into_the_text_joined_by_line_ends() -> None:
    sections = {"achievements": "我做了事。" * 20, "problems": "问题。"}
    text = "\n".join(sections.values())
    start, end = findings(sections)["reports.problem_share_low"].span
    assert text[start:end] == "问题。"


def test_registry_codes_are_unique_and_carry_a_rule_number() -> None:
    assert len({entry.code for entry in REGISTRY}) == len(REGISTRY)
    assert all(entry.rule.startswith("R-") and entry.severity in {"hint", "warn", "refuse"} for entry in REGISTRY)


def test_an_unknown_section_cannot_be_read() -> None:
    with pytest.raises(InputError):
        text_of({"slogans": "……"})


def test_sentences_leave_blank_ones_out() -> None:
    text = "一。\n\n二！ 三"
    assert [text[start:end].strip() for start, end in sentences(text)] == ["一。", "二！", "三"]
