"""Groups are drawn by a seed, nobody checks where he or she must stand aside, loads stay even."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.assessments import sentences
from shuping.core.assessments.draw import draw
from shuping.core.assessments.states import Act, State, after, may
from shuping.core.errors import RuleError


@pytest.mark.feature("EVA-18")
def test_the_same_seed_gives_the_same_groups_and_another_seed_others() -> None:
    people, units = range(1, 9), range(101, 114)
    first = draw(people, units, {}, groups=3, seed="2021")
    assert draw(reversed(people), list(reversed(units)), {}, groups=3, seed="2021") == first
    assert draw(people, units, {}, groups=3, seed="2022") != first
    assert sorted(map(len, first.people)) == [2, 3, 3]
    assert sorted(map(len, first.units)) == [4, 4, 5]


@pytest.mark.feature("EVA-18", "ORG-11")
@given(
    people=st.sets(st.integers(1, 40), min_size=2, max_size=12),
    units=st.sets(st.integers(101, 160), min_size=1, max_size=20),
    groups=st.integers(1, 4),
    seed=st.text(min_size=1, max_size=8).filter(str.strip),
    data=st.data(),
)
def test_nobody_is_sent_where_he_or_she_is_barred(
    people: set[int], units: set[int], groups: int, seed: str, data: Any
) -> None:
    barred = {one: data.draw(st.sets(st.sampled_from(sorted(units)), max_size=3)) for one in people}
    try:
        found = draw(people, units, barred, groups=groups, seed=seed)
    except RuleError as error:
        assert error.code in ("assessments.too_few_people", "assessments.nobody_may_check")
        return
    assert sorted(one for team in found.people for one in team) == sorted(people)
    assert sorted(unit for round_ in found.units for unit in round_) == sorted(units)
    for team, visited in zip(found.people, found.units, strict=True):
        assert not {unit for one in team for unit in barred[one]} & set(visited)


def test_a_unit_that_no_group_may_check_is_named() -> None:
    with pytest.raises(RuleError) as refused:
        draw([1, 2], [7, 8], {1: [7], 2: [7]}, groups=2, seed="x")
    assert (refused.value.code, refused.value.params["unit"]) == ("assessments.nobody_may_check", 7)


@pytest.mark.parametrize(
    ("people", "groups", "seed", "code"),
    [([1], 2, "x", "assessments.too_few_people"), ([1], 1, " ", "assessments.seed_missing")],
)
def test_a_draw_needs_people_and_a_seed(people: list[int], groups: int, seed: str, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        draw(people, [1], {}, groups=groups, seed=seed)
    assert refused.value.code == code


def test_sentences_keep_their_places() -> None:
    text = "我抓了三件事。一是除雪保畅17次；二是“谈心谈话全覆盖。”\n  三是整改。短。"
    found = sentences.split(text)
    assert [one.text for one in found] == [
        "我抓了三件事。",
        "一是除雪保畅17次；",
        "二是“谈心谈话全覆盖。”",
        "三是整改。",
    ]
    assert all(text[one.start : one.end] == one.text for one in found)
    assert sentences.at(text, found[1].start, found[1].end) == found[1]
    assert sentences.at(text, found[1].start, found[1].end - 1) is None


@given(st.text(alphabet="我抓了。；\n ”！a1", max_size=80))
def test_every_sentence_is_found_again_at_its_place(text: str) -> None:
    for one in sentences.split(text):
        assert text[one.start : one.end] == one.text
        assert sentences.at(text, one.start, one.end) == one


def test_an_assessment_goes_no_way_that_the_table_does_not_know() -> None:
    way = [Act.HAND_IN, Act.DELIVER, Act.OBJECT, Act.ANSWER, Act.CONFIRM]
    state: str = State.SELF_SCORE
    for act in way:
        state = after(state, act)
    assert state == State.CONFIRMED
    with pytest.raises(RuleError) as refused:
        after(State.CONFIRMED, Act.OBJECT)
    assert refused.value.code == "assessments.not_possible"
    assert not may(State.SELF_SCORE, Act.CONFIRM)
