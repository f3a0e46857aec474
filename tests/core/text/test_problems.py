"""Recurring problems: clauses found, masked, linked over years and units."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.text.problems import (
    CHANGED,
    KEPT,
    Content,
    Stated,
    across_units,
    alike,
    common_length,
    content,
    extract,
    over_years,
)
from tests.factories import speech as speeches


@pytest.mark.feature("REC-15")
@speeches.BOTH
def test_the_list_of_a_speech_gives_all_six_problems(speech: Path) -> None:
    listed = [one for one in extract(speech.read_text(encoding="utf-8")) if one.listed]
    assert [one.code for one in listed] == ["P1", "P2", "P3", "P4", "P5", "P6"]


@pytest.mark.feature("REC-15")
@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("主要存在以下问题：一是学习抓得不紧；二是两个支部没有按期换届。", ["学习抓得不紧", "两个支部没有按期换届"]),
        ("还存在一些不足。一是学习少。二是调研浅。", ["学习少", "调研浅"]),
        ("问题有：（1）党课质量低；（2）记录不全。", ["党课质量低", "记录不全"]),
        ("我对支部的指导不够；党员教育流于形式。", ["我对支部的指导不够", "党员教育流于形式"]),
        ("廉政教育的针对性有待加强。", ["廉政教育的针对性有待加强"]),
        ("今年讲党课四次，走访支部六个。", []),
        ("要做到：一是认真学习；二是狠抓落实。", []),
        ("", []),
    ],
)
def test_problem_clauses_are_found_by_list_and_by_cue(text: str, problems: list[str]) -> None:
    found = extract(text)
    assert [one.text for one in found] == problems
    assert all(text[slice(*one.span)] == one.text for one in found)


def test_in_a_section_of_problems_every_item_of_a_list_counts() -> None:
    text = "一是支部换届。二是党课。"
    assert [one.text for one in extract(text, about=True)] == ["支部换届"]  # two characters say nothing
    assert extract(text) == ()


ONE = "党建与业务工作融合不够，支部活动和养护生产两张皮"
ALIKE = [
    (ONE, "党建与业务工作融合不深，支部活动与养护生产还是两张皮", True),
    ("两个支部组织生活记录不全", "3个支部组织生活记录不完整", True),
    ("党员教育管理不够严格，学习记录缺失", "党员训练管理不够严厉，学习记载缺失", True),  # spun word by word
    (ONE, "廉政风险防控措施不够具体，采购环节监督薄弱", False),
    ("学习不够深入", "创新意识不强", False),
    ("北泽段党员学习不经常", "南屏段党员学习不经常", True),
    ("理论学习不够系统深入，满足于读文件", "理论学习深度不够、不成体系，停留在念文件", True),
    ("督促检查不经常，重部署轻落实", "重部署、轻落实，督促检查不够经常", True),
    # The same turn of phrase about something else is another problem.
    ("理论学习不够深入，有待进一步加强", "廉洁教育不够深入，有待进一步加强", False),
    ("对党员教育抓得不紧、管得不严", "对支部班子抓得不紧、管得不严", False),
    ("党员队伍年龄结构不合理，后备力量不足", "党务干部队伍专业结构不合理，业务能力不足", False),
    ("29名党员党费漏缴", "29名党员没有参加集中轮训", False),
]


@pytest.mark.feature("REC-15")
@pytest.mark.parametrize(("one", "two", "same"), ALIKE)
def test_two_problems_are_alike_by_their_content(one: str, two: str, same: bool) -> None:
    names = ("北泽段", "南屏段")
    assert alike(content(one, names=names), content(two, names=names)) is same
    assert alike(content(two, names=names), content(one, names=names)) is same


def stated(year: int, text: str, unit: str = "甲段", **more: object) -> Stated:
    return Stated(f"{unit}-{year}", unit, year, text, **more)  # type: ignore[arg-type]


@pytest.mark.feature("REC-15")
def test_a_problem_that_stays_while_only_its_wording_changes_is_shown_as_such() -> None:
    rows = [
        stated(2018, "党员教育管理不够严格，学习记录缺失", measure="补记录"),
        stated(2019, "党员教育管理不够严格，学习记录缺失", measure="每季检查"),
        stated(2020, "党员训练管理不够严厉，学习记载缺失"),
        stated(2020, "采购监督薄弱"),
        stated(2019, "党员教育管理不够严格，学习记录缺失", unit="乙段"),
    ]
    (chain,) = over_years(rows)
    assert (chain.unit, chain.years, chain.links) == ("甲段", (2018, 2019, 2020), (KEPT, CHANGED))
    assert [one.measure for one in chain.members] == ["补记录", "每季检查", ""]
    assert chain.only_reworded
    assert chain.code == "P9"


@pytest.mark.feature("REC-15")
def test_a_problem_with_a_shown_outcome_is_not_called_only_reworded() -> None:
    rows = [
        stated(2019, "党员教育管理不够严格，学习记录缺失", outcome=True),
        stated(2020, "党员训练管理不够严厉，学习记载缺失"),
    ]
    assert [chain.only_reworded for chain in over_years(rows)] == [False]


@pytest.mark.feature("REC-15")
def test_names_and_numbers_do_not_part_what_stays_the_same() -> None:
    rows = [stated(2019, "王强所在的2个支部换届不及时"), stated(2020, "李敏所在的3个支部换届不及时")]
    assert [chain.links for chain in over_years(rows, names=("王强", "李敏"))] == [(KEPT,)]


@pytest.mark.feature("REC-15")
def test_near_words_given_as_equal_are_equal() -> None:
    near = {"训练": "教育", "生疏": "认识"}
    assert content("党员训练", near=near).net == content("党员教育", near=near).net


@pytest.mark.feature("REC-14")
@pytest.mark.feature("DSH-06")
def test_common_problems_are_groups_with_every_sentence_and_its_place() -> None:
    rows = [
        stated(2020, "党建与业务融合不够", unit="甲段", span=(10, 19)),
        stated(2020, "存在两张皮现象", unit="乙段", span=(5, 12)),
        stated(2020, "食堂排队时间长，职工有意见", unit="乙段", span=(20, 32)),
        stated(2020, "食堂排队时间较长，职工意见多", unit="丙段", span=(1, 14)),
        stated(2020, "停车位少", unit="丙段"),
    ]
    found = across_units(rows)
    assert {(group.code, frozenset(group.units)) for group in found} == {
        ("P1", frozenset({"甲段", "乙段"})),
        (None, frozenset({"乙段", "丙段"})),
    }
    assert {one.span for group in found for one in group.members} == {(10, 19), (5, 12), (20, 32), (1, 14)}


@given(st.lists(st.sampled_from([text for pair in ALIKE for text in pair[:2]]), max_size=6), st.randoms())
def test_groups_do_not_depend_on_the_order_of_the_rows(texts: list[str], chance: object) -> None:
    rows = [Stated(str(place), f"{place % 3}段", 2018 + place % 2, text) for place, text in enumerate(texts)]
    other = list(rows)
    chance.shuffle(other)  # type: ignore[attr-defined]
    assert over_years(rows) == over_years(other)
    assert across_units(rows) == across_units(other)


@given(st.text("党员教育管理不", max_size=12), st.text("党员教育管理不", max_size=12))
def test_the_common_length_is_the_longest_common_subsequence(one: str, two: str) -> None:
    rows = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one):
        for j, right in enumerate(two):
            rows[i + 1][j + 1] = rows[i][j] + 1 if left == right else max(rows[i][j + 1], rows[i + 1][j])
    assert common_length(Content(one), Content(two)) == rows[-1][-1]
