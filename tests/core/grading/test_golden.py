"""The golden tables of domain.md, to 4 decimals."""

from fractions import Fraction
from typing import Any

import pytest

from shuping.core.grading.answers import answer
from shuping.core.grading.edges import near_cap_border, near_edges

from . import cases


def results(case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in answer(case)["results"]}  # type: ignore[attr-defined]


def suggested(case: dict[str, Any]) -> dict[str, str]:
    return {name: one["suggested"] for name, one in results(case).items()}


def texts(one: dict[str, Any], code: str) -> list[str]:
    return [step["text"] for step in one["steps"] if step["code"] == code]


@pytest.mark.feature("EVA-01", "EVA-03", "EVA-04")
@pytest.mark.parametrize(
    ("name", "means", "ballot", "composite", "rate", "band"),
    [
        ("S1", ("96.6667", "97.0000", "95.2632"), "96.3123", "93.9649", "0.7576", "good"),
        ("S2", ("95.0000", "97.0000", "94.4737"), "95.2421", "94.5568", "0.6970", "good"),
        ("S3", ("93.3333", "94.0000", "93.6842"), "93.5719", "91.4288", "0.6061", "good"),
        ("S4", ("90.0000", "94.0000", "90.8333"), "91.0500", "89.5200", "0.5000", "fairly_good"),
        ("S5", ("86.6667", "88.0000", "87.1053"), "87.0649", "84.7460", "0.3939", "fairly_good"),
        ("S6", ("76.1111", "82.0000", "81.3158"), "78.8503", "74.5001", "0.2121", "average"),
    ],
)
def test_the_worked_example_to_four_decimals(
    name: str, means: tuple[str, ...], ballot: str, composite: str, rate: str, band: str
) -> None:
    one = results(cases.worked())[name]
    assert tuple(one["class_means"].values()) == means
    assert (one["ballot"], one["composite"], one["good_rate"], one["band"]) == (ballot, composite, rate, band)
    assert one["suggested"] == band  # ceil(6·0.15) = 1 below 好 is there already


def test_s1_leads_the_ballot_and_s2_the_composite() -> None:
    found = results(cases.worked())
    assert max(found, key=lambda name: float(found[name]["ballot"])) == "S1"
    assert [found[name]["rank"] for name in ("S1", "S2", "S3", "S4", "S5", "S6")] == [2, 1, 3, 4, 5, 6]


@pytest.mark.feature("EVA-05")
def test_good_at_most_forty_percent_lowers_s3_with_the_note() -> None:
    found = results(cases.worked(cap={"kind": "good_max", "share": "0.4"}))
    assert [name for name, one in found.items() if one["suggested"] == "good"] == ["S1", "S2"]
    assert texts(found["S3"], "R-52") == [
        "R-52 比例调整(好不超过40%)：6人中“好”至多2人，已有3人，需调整1人；本人次序在后，由“好”调整为“较好”。"
    ]


@pytest.mark.feature("EVA-05", "EVA-07")
@pytest.mark.parametrize(("refill", "s3"), [(True, "good"), (False, "fairly_good")])
def test_a_veto_frees_a_place_that_is_filled_only_with_refill(refill: bool, s3: str) -> None:
    case = cases.worked(cap={"kind": "good_max", "share": "0.4"}, refill=refill)
    case["reporters"][1]["vetoes"] = [{"kind": "因党风廉政建设被问责", "effect": "not_good", "reason": "通报"}]
    found = results(case)
    assert (found["S2"]["suggested"], found["S3"]["suggested"]) == ("fairly_good", s3)
    assert "因党风廉政建设被问责（通报）：不得评为“好”" in texts(found["S2"], "R-55")[0]


@pytest.mark.feature("EVA-05")
def test_a1_has_ten_good_and_the_cap_touches_nobody() -> None:
    found = suggested(cases.by_annual(cases.A1))
    assert sorted(found.values()).count("good") == 10
    assert (found["U11"], found["U12"], found["U13"]) == ("fairly_good", "fairly_good", "average")


@pytest.mark.feature("EVA-05")
def test_a2_lowers_exactly_the_last_two_with_the_note() -> None:
    found = results(cases.by_annual(cases.A2))
    lowered = {name for name, one in found.items() if one["suggested"] != one["band"]}
    assert lowered == {"U12", "U13"}
    assert texts(found["U12"], "R-52")[0].startswith("R-52 比例调整(较好及以下不少于15%)：")


@pytest.mark.feature("EVA-05", "EVA-07")
def test_a3_counts_the_vetoed_one_as_below_good() -> None:
    case = cases.by_annual(cases.A2)
    case["reporters"][0]["vetoes"] = [{"kind": "安全", "effect": "not_good"}]
    found = suggested(case)
    assert {name for name, grade in found.items() if grade == "fairly_good"} == {"U1", "U13"}


def test_a4_the_all_same_form_counts_under_warn() -> None:
    case = cases.worked()
    for reporter in case["reporters"]:
        reporter["ballots"]["C"]["good"] += 1
    one = results(case)["S1"]
    assert one["class_means"]["C"] == "95.5000"  # (15·100 + 4·85 + 70) / 20


@pytest.mark.feature("EVA-01")
def test_case_b_two_classes_of_scores() -> None:
    found = results(cases.case_b())
    assert {name: (*one["class_means"].values(), one["composite"], one["rank"]) for name, one in found.items()} == {
        "P1": ("94.0000", "91.0000", "92.8000", 1),
        "P2": ("89.0000", "94.5000", "91.2000", 3),
        "P3": ("92.0000", "91.3750", "91.7500", 2),
    }
    assert found["P1"]["good_rate"] is None
    assert found["P1"]["stability"]["smallest_change"] is None
    assert found["P1"]["stability"]["interval"] is not None


def test_case_c_lower_edges_belong_to_the_band() -> None:
    found = results(cases.case_c())
    assert {name: (one["composite"], one["band"], one["rank"]) for name, one in found.items()} == {
        "实验中心": ("91.6667", "good", 2),
        "材料物理": ("90.0000", "good", 3),
        "材料化学": ("88.5000", "fairly_good", 4),
        "金属材料": ("94.1667", "good", 1),
        "无机非金属": ("75.0000", "fairly_good", 6),
        "新能源": ("86.0000", "fairly_good", 5),
    }


def test_case_d_shows_the_tie_and_what_separates_it() -> None:
    found = results(cases.case_d())
    assert {name: (one["composite"], one["rank"], tuple(one["tied_with"])) for name, one in found.items()} == {
        "X": ("90.0000", 1, ("Y", "Z")),
        "Y": ("90.0000", 3, ("X", "Z")),
        "Z": ("90.0000", 2, ("X", "Y")),
    }
    assert "与Y综合得分相同，按年度党建考核得分区分。" in texts(found["X"], "F6")[0]


@pytest.mark.feature("EVA-05")
@pytest.mark.parametrize(("number", "below"), [(19, 3), (6, 1), (7, 2), (13, 2), (30, 5), (46, 7), (60, 9)])
def test_case_e_at_least_fifteen_percent_below_good(number: int, below: int) -> None:
    case = cases.case_e(number)
    case["rules"]["bands"] = [{"grade": "good", "from": 90}, *cases.BANDS[1:]]
    found = suggested(case)
    assert list(found.values()).count("fairly_good") == below
    assert set(list(found.values())[-below:]) == {"fairly_good"}


@pytest.mark.feature("EVA-07")
def test_case_e_a_veto_holds_at_95_points() -> None:
    case = cases.by_annual({"U1": "95", "U2": "80"})
    case["reporters"][0]["vetoes"] = [{"kind": "因党风廉政建设被问责", "effect": "not_good"}]
    assert suggested(case)["U1"] == "fairly_good"


@pytest.mark.feature("EVA-04")
def test_a_hair_below_the_edge_is_not_good_and_no_step_looks_as_if_it_were() -> None:
    one = results(cases.by_annual({"U1": "89.99996"}))["U1"]
    assert (one["composite"], one["band"]) == ("90.0000", "fairly_good")
    assert "89.99996" in texts(one, "F3")[0]
    assert "综合得分89.99996" in texts(one, "F5")[0]
    assert not any("90.0000" in step["text"] for step in one["steps"] if step["code"] in ("F3", "F5"))


def test_a_border_inside_an_unresolved_tie_is_left_to_people() -> None:
    case = cases.by_annual({"U1": "95", "U2": "92", "U3": "92", "U4": "91"}, cap={"kind": "good_max", "share": "0.5"})
    full = answer(case)
    assert [one["suggested"] for one in full["results"]] == ["good", "good", "good", "fairly_good"]  # type: ignore[attr-defined]
    warning = full["warnings"][0]  # type: ignore[index]
    assert warning["code"] == "cap_undecided"
    assert warning["params"] == {"ids": ["U2", "U3"], "places": 1}
    assert [one["rank"] for one in full["results"]] == [1, 2, 2, 4]  # type: ignore[attr-defined]


def test_a_class_without_rows_gives_its_weight_to_the_others_with_a_warning() -> None:
    case = cases.worked()
    case["reporters"][0]["ballots"]["B"] = {"abstain": 5}
    full = answer(case)
    one = full["results"][0]  # type: ignore[index]
    assert one["class_means"]["B"] is None
    assert one["ballot"] == "96.1404"  # (0.5·290/3 + 0.3·1810/19) / 0.8
    assert [(w["code"], w["params"]) for w in full["warnings"]] == [("F2", {"id": "S1", "class": "B"})]  # type: ignore[attr-defined]


@pytest.mark.feature("EVA-06")
def test_bonus_and_deduction_move_the_composite_which_is_clipped() -> None:
    case = cases.by_annual({"U1": "99", "U2": "50"})
    case["reporters"][0]["bonus"] = "3"
    case["reporters"][1]["deduction"] = "60"
    found = results(case)
    assert (found["U1"]["composite"], found["U2"]["composite"]) == ("100.0000", "0.0000")
    assert "加分3" in texts(found["U1"], "F3")[0] and "超出0至100的部分不计" in texts(found["U1"], "F3")[0]


@pytest.mark.feature("FAI-01", "FAI-02")
def test_the_fewest_rows_that_change_the_band() -> None:
    found = results(cases.worked())
    # S4 lacks 0.48 points; one A row from 一般 to 好 is worth 0.4·0.5·30/9 = 0.6667.
    assert found["S4"]["stability"]["smallest_change"] == 1
    # S6 lacks 0.4999 points to 75; one A row from 差 to 好 is worth 1.1111.
    assert found["S6"]["stability"]["smallest_change"] == 1
    # S3 stands 1.4288 above 90; an A row from 好 to 差 costs 1.1111, so two are needed.
    assert found["S3"]["stability"]["smallest_change"] == 2
    assert "视作抽样" in texts(found["S3"], "F11")[0]


@pytest.mark.feature("FAI-01", "FAI-02")
def test_the_interval_is_the_formula_of_the_contract() -> None:
    case = cases.case_c()
    low, high = results(case)["材料物理"]["stability"]["interval"]
    # scores 90 91 89 90 92 88: s² = 2, 1.96·√(2/6) = 1.13161
    assert (low, high) == ("88.8684", "91.1316")
    assert results(cases.case_d())["X"]["stability"]["interval"] is None


@pytest.mark.feature("FAI-02")
def test_near_an_edge_means_within_the_width_on_either_side() -> None:
    edges = [Fraction(edge) for edge in (90, 75, 60, 0)]
    assert near_edges(Fraction("89.5"), edges, Fraction(1, 2)) == (90,)
    assert near_edges(Fraction("90.5"), edges, Fraction(1, 2)) == (90,)
    assert near_edges(Fraction("89.4999"), edges, Fraction(1, 2)) == ()
    assert near_edges(Fraction("0.1"), edges, Fraction(1, 2)) == ()


@pytest.mark.feature("FAI-02")
def test_close_neighbours_across_the_border_of_the_cap_are_flagged_on_both_sides() -> None:
    kept = {"a": Fraction("94.56"), "b": Fraction("90.40"), "c": Fraction("90.30")}
    lowered = {"d": Fraction("90.20"), "e": Fraction("89.70")}
    assert near_cap_border(kept, lowered, Fraction(1, 2)) == {"b", "c", "d"}
    assert near_cap_border(kept, {}, Fraction(1, 2)) == frozenset()
    assert near_cap_border({}, lowered, Fraction(1, 2)) == frozenset()
    assert near_cap_border({"a": Fraction(95)}, lowered, Fraction(1, 2)) == frozenset()
