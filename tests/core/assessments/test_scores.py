"""The annual score: golden table first, then what holds for every scheme."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.assessments.defaults import default_body
from shuping.core.assessments.scheme import Scheme, faults, read, shown, total
from shuping.core.assessments.scores import Award, Ground, check_self_score, compute
from shuping.core.errors import RuleError

F = Fraction
BODY: dict[str, Any] = {
    "groups": [
        {
            "title": "甲",
            "indicators": [
                {"key": "1", "title": "一", "full": "40"},
                {"key": "2", "title": "二", "full": "20", "most": "5"},
            ],
        },
        {
            "title": "乙",
            "indicators": [{"key": "3", "title": "三", "full": "39.5"}, {"key": "4", "title": "四", "full": "0.5"}],
        },
    ],
    "bonus": {
        "mode": "highest",
        "most": "3",
        "items": [
            {"key": "B1", "title": "表彰", "least": "1", "most": "3"},
            {"key": "B2", "title": "推广", "least": "0.5", "most": "2"},
        ],
    },
    "events": {"most": "8", "items": [{"key": "E1", "title": "通报", "least": "3", "most": "5"}]},
    "checks": [],
}

# grounds · bonuses → indicators · bonus · events · total
GOLDEN = [
    ([], [], (40, 20, "39.5", "0.5"), 0, 0, 100),
    ([("1", "2.5")], [], ("37.5", 20, "39.5", "0.5"), 0, 0, "97.5"),
    ([("1", 2), ("1", "1.25"), ("3", "0.25")], [], ("36.75", 20, "39.25", "0.5"), 0, 0, "96.5"),
    ([("2", 5), ("2", 4)], [], (40, 15, "39.5", "0.5"), 0, 0, 95),  # ceiling of the indicator
    ([("4", "0.5"), ("4", "0.3")], [], (40, 20, "39.5", 0), 0, 0, "99.5"),
    ([("1", 2)], [("B1", 3), ("B2", 2)], (38, 20, "39.5", "0.5"), 3, 0, 100),  # once, the highest; never above 100
    ([("1", 10)], [("B1", 1), ("B2", 2)], (30, 20, "39.5", "0.5"), 2, 0, 92),
    ([("E1", 3)], [], (40, 20, "39.5", "0.5"), 0, 3, 97),
    ([("E1", 5), ("E1", 5)], [], (40, 20, "39.5", "0.5"), 0, 8, 92),  # ceiling of the events
    ([("1", 40), ("2", 5), ("3", "39.5"), ("4", "0.5"), ("E1", 5), ("E1", 5), ("E1", 5)], [], (0, 15, 0, 0), 0, 8, 7),
]


def _grounds(rows: list[tuple[str, Any]]) -> list[Ground]:
    return [Ground(key, F(str(points)), "依据") for key, points in rows]


@pytest.mark.feature("EVA-17")
@pytest.mark.parametrize(("grounds", "awards", "got", "bonus", "events", "whole"), GOLDEN)
def test_the_score_is_what_the_table_says(
    grounds: Any, awards: Any, got: Any, bonus: Any, events: Any, whole: Any
) -> None:
    found = compute(read(BODY), _grounds(grounds), [Award(key, F(str(points))) for key, points in awards])
    assert [row.got for row in found.indicators] == [F(str(value)) for value in got]
    assert (found.bonus, found.events, found.total) == (F(bonus), F(events), F(str(whole)))
    assert str(found.steps[-1]["text"]).startswith("考-7 年度党建考核得分＝")
    assert shown(found.total) in str(found.steps[-1]["text"])


def test_a_sum_of_bonuses_counts_where_the_plan_says_so() -> None:
    body = deepcopy(BODY)
    body["bonus"] = {**BODY["bonus"], "mode": "sum", "most": "4"}
    found = compute(read(body), _grounds([("1", 20)]), [Award("B1", F(3)), Award("B2", F(2))])
    assert (found.bonus, found.total) == (4, 84)


def test_every_step_is_a_sentence_with_its_rule_number() -> None:
    found = compute(read(BODY), _grounds([("1", 2), ("E1", 3)]), [Award("B1", F(1))])
    texts = [str(step["text"]) for step in found.steps]
    assert [text.split(" ", 1)[0] for text in texts] == ["考-3", "考-4", "考-4", "考-4", "R-57", "R-57", "考-7"]
    assert texts[0] == "考-3 “一”满分40分，扣分1项：依据（2分），合计2分，得38分。"
    assert texts[-1] == "考-7 年度党建考核得分＝98＋1－3＝96分。"


@pytest.mark.parametrize(
    ("grounds", "awards", "code"),
    [
        ([("9", 1)], [], "assessments.unknown_key"),
        ([("2", 6)], [], "assessments.points_outside"),
        ([("1", 0)], [], "assessments.points_not_usable"),
        ([("1", "0.001")], [], "assessments.points_not_usable"),
        ([("E1", 2)], [], "assessments.points_outside"),
        ([], [("B1", 4)], "assessments.points_outside"),
        ([], [("E1", 3)], "assessments.unknown_key"),
    ],
)
def test_points_that_no_rule_allows_are_refused(grounds: Any, awards: Any, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        compute(read(BODY), _grounds(grounds), [Award(key, F(str(points))) for key, points in awards])
    assert refused.value.code == code


@pytest.mark.feature("CYC-07")
def test_the_suggested_scheme_totals_exactly_100() -> None:
    body = default_body()
    assert faults(body) == ()
    assert read(body).full == 100
    assert len(read(body).groups) == 5


@pytest.mark.feature("CYC-07")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda body: body["groups"][0]["indicators"][0].update(full="39.99"), "assessments.not_hundred"),
        (lambda body: body["groups"][0]["indicators"][0].update(full="1e999999"), "rulesets.not_a_number"),
        (lambda body: body["groups"][0]["indicators"][0].update(full="40.001"), "assessments.too_fine"),
        (lambda body: body["groups"][0]["indicators"][0].update(full="0"), "assessments.no_points"),
        (lambda body: body["groups"][0]["indicators"][1].update(most="21"), "assessments.ceiling_above_full"),
        (lambda body: body["groups"][0]["indicators"][1].update(key="1"), "assessments.key_twice"),
        (lambda body: body["groups"][0]["indicators"][1].update(key="E1"), "assessments.key_twice"),
        (lambda body: body["groups"][0]["indicators"][1].update(key="一 项"), "assessments.bad_key"),
        (lambda body: body["groups"][1].update(indicators=[]), "assessments.group_empty"),
        (lambda body: body.update(groups=[]), "assessments.no_indicator"),
        (lambda body: body["events"]["items"][0].update(least="6"), "assessments.range_turned"),
        (lambda body: body["checks"].append({"key": "H1", "title": "", "methods": ["dream"]}), "rulesets.not_a_text"),
        (lambda body: body.update(more=1), "rulesets.unknown_key"),
    ],
)
def test_a_scheme_that_cannot_be_used_is_told_with_its_place(change: Any, code: str) -> None:
    body = deepcopy(BODY)
    change(body)
    assert code in [fault.code for fault in faults(body)]
    with pytest.raises(RuleError):
        read(body)


def test_the_running_total_is_told_while_the_scheme_is_still_wrong() -> None:
    body = deepcopy(BODY)
    body["groups"][0]["indicators"][0]["full"] = "30"
    assert total(body) == 90


def test_the_self_score_names_every_indicator_within_its_full_marks() -> None:
    scheme = read(BODY)
    assert check_self_score(scheme, {"1": "40", "2": "0", "3": "39.25", "4": "0.5"})["3"] == F("39.25")
    for given_, code in (
        ({"1": "40"}, "assessments.self_score_missing"),
        ({"1": "41", "2": "1", "3": "1", "4": "0.5"}, "assessments.self_score_outside"),
        ({"1": "-1", "2": "1", "3": "1", "4": "0.5"}, "assessments.self_score_outside"),
        ({"1": "NaN", "2": "1", "3": "1", "4": "0.5"}, "assessments.self_score_outside"),
    ):
        with pytest.raises(RuleError) as refused:
            check_self_score(scheme, given_)
        assert refused.value.code == code


# ---- what holds for every scheme ------------------------------------------------------------------------------------

POINTS = st.integers(1, 500).map(lambda cents: F(cents, 100))


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """A tree of 2 to 12 indicators whose full marks total 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 9999), min_size=1, max_size=11)))
    sizes = [F(b - a, 100) for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    leaves = [
        {
            "key": str(n),
            "title": f"指标{n}",
            "full": shown(size),
            "most": shown(F(draw(st.integers(1, int(size * 100))), 100)),
        }
        for n, size in enumerate(sizes, start=1)
    ]
    middle = draw(st.integers(1, len(leaves) - 1))
    body = {
        **BODY,
        "groups": [{"title": "甲", "indicators": leaves[:middle]}, {"title": "乙", "indicators": leaves[middle:]}],
        "bonus": {**BODY["bonus"], "mode": draw(st.sampled_from(["highest", "sum"]))},
    }
    return read(body)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Scheme, list[Ground], list[Award]]:
    """A scheme with deductions and bonuses that it allows."""
    scheme = draw(schemes())
    grounds = []
    for one in draw(st.lists(st.sampled_from(list(scheme.indicators())), max_size=12)):
        cents = draw(st.integers(1, int(one.most * 100)))
        grounds.append(Ground(one.key, F(cents, 100), draw(st.sampled_from(["", "甲", "乙"]))))
    for cents in draw(st.lists(st.integers(300, 500), max_size=4)):
        grounds.append(Ground("E1", F(cents, 100)))
    awards = [Award("B1", F(cents, 100)) for cents in draw(st.lists(st.integers(100, 300), max_size=3))]
    return scheme, grounds, awards


@given(cases())
def test_no_ceiling_is_ever_passed(case: tuple[Scheme, list[Ground], list[Award]]) -> None:
    scheme, grounds, awards = case
    found = compute(scheme, grounds, awards)
    assert scheme.full == 100
    assert 0 <= found.total <= 100
    for row, one in zip(found.indicators, scheme.indicators(), strict=True):
        assert 0 <= one.full - one.most <= row.got <= one.full
    assert found.bonus <= 3
    assert found.events <= 8
    assert found.basic == sum(row.got for row in found.indicators)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(case: tuple[Scheme, list[Ground], list[Award]], chance: Any) -> None:
    scheme, grounds, awards = case
    first = compute(scheme, grounds, awards)
    shuffled, others = list(grounds), list(awards)
    chance.shuffle(shuffled)
    chance.shuffle(others)
    assert compute(scheme, shuffled, others) == first


@given(cases(), POINTS)
def test_one_more_deduction_never_raises_the_score(
    case: tuple[Scheme, list[Ground], list[Award]], points: Fraction
) -> None:
    scheme, grounds, awards = case
    leaf = next(scheme.indicators())
    more = [*grounds, Ground(leaf.key, min(points, leaf.most))]
    assert compute(scheme, more, awards).total <= compute(scheme, grounds, awards).total
