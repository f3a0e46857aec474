"""Which level may stand where; rows that hold from one day to another; who is secretary on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.errors import RuleError
from shuping.core.organization.dated import Span, check_no_clash, check_span, clashes, in_force, latest
from shuping.core.organization.levels import Level, check_place, level_from_name, may_stand_under
from shuping.core.organization.terms import Post, Tenure, election_due, holder_on

DAY = date(2020, 6, 1)


@pytest.mark.feature("ORG-02")
@pytest.mark.parametrize(
    ("child", "parent", "allowed"),
    [
        (Level.GROUP, None, True),
        (Level.ORGANS_COMMITTEE, None, True),
        (Level.BRANCH, None, False),
        (Level.COMMITTEE, Level.ORGANS_COMMITTEE, True),
        (Level.GENERAL_BRANCH, Level.COMMITTEE, True),
        (Level.BRANCH, Level.GENERAL_BRANCH, True),
        (Level.BRANCH, Level.ORGANS_COMMITTEE, True),
        (Level.COMMITTEE, Level.GENERAL_BRANCH, False),
        (Level.GENERAL_BRANCH, Level.GENERAL_BRANCH, False),
        (Level.BRANCH, Level.BRANCH, False),
        (Level.GROUP, Level.COMMITTEE, False),
    ],
)
def test_levels_stand_only_where_they_may(child: Level, parent: Level | None, allowed: bool) -> None:
    assert may_stand_under(child, parent) is allowed
    if not allowed:
        with pytest.raises(RuleError, match="organization.level_not_allowed"):
            check_place(child, parent)


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("厅直属机关党委", Level.ORGANS_COMMITTEE),
        ("中共北岭公路局委员会", Level.COMMITTEE),
        ("养护中心党总支", Level.GENERAL_BRANCH),
        ("第一党支部", Level.BRANCH),
        ("信息中心总支部委员会", Level.GENERAL_BRANCH),
        ("机关支部委员会", Level.BRANCH),
        ("交通运输厅党组", Level.GROUP),
        ("办公室", None),
    ],
)
def test_a_name_tells_its_level(name: str, level: Level | None) -> None:
    assert level_from_name(name) is level


@pytest.mark.feature("ORG-04")
def test_a_row_holds_on_its_first_and_its_last_day_and_the_later_begun_decides() -> None:
    old, new = Span(date(2015, 1, 1), date(2020, 6, 1)), Span(date(2020, 6, 1))
    assert in_force([old, new], date(2020, 5, 31)) == [old]
    assert latest([old, new], DAY) == new
    assert latest([old, new], date(2014, 12, 31)) is None
    assert list(clashes([old, new])) == []


def test_two_rows_may_share_the_day_of_a_handover_but_no_more() -> None:
    held = [Span(date(2018, 1, 1), date(2020, 6, 1))]
    check_no_clash(held, DAY)
    with pytest.raises(RuleError, match="organization.overlaps"):
        check_no_clash(held, date(2020, 5, 31))
    with pytest.raises(RuleError, match="organization.ends_before_it_begins"):
        check_span(DAY, DAY - timedelta(days=1))


days = st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 1, 1))


@given(st.lists(st.tuples(days, st.integers(0, 4000)), max_size=8))
def test_clashes_are_found_exactly_where_single_checks_refuse(spans: list[tuple[date, int]]) -> None:
    rows = [Span(begun, begun + timedelta(days=length)) for begun, length in spans]
    accepted: list[Span] = []
    for row in sorted(rows, key=lambda one: (one.valid_from, one.valid_to or date.max)):
        try:
            check_no_clash(accepted, row.valid_from, row.valid_to)
        except RuleError:
            continue
        accepted.append(row)
    assert [pair for pair in clashes(accepted) if pair[1].valid_from < (pair[0].valid_to or date.max)] == []
    assert bool(list(clashes(rows))) is (len(accepted) < len(rows))


def tenure(key: int, post: Post, begun: date, ended: date | None = None, *, acting: bool = False) -> Tenure:
    return Tenure(key, post, begun, ended, acting)


@pytest.mark.feature("ORG-03")
def test_the_secretary_in_office_comes_before_anybody_in_charge() -> None:
    secretary = tenure(1, Post.SECRETARY, date(2018, 1, 1))
    deputy = tenure(2, Post.DEPUTY_SECRETARY, date(2019, 1, 1), acting=True)
    assert holder_on([deputy, secretary], DAY) == secretary


@pytest.mark.feature("ORG-03")
def test_a_vacant_office_falls_to_the_acting_deputy_and_to_no_other_deputy() -> None:
    left = tenure(1, Post.SECRETARY, date(2018, 1, 1), date(2020, 3, 31))
    deputy = tenure(2, Post.DEPUTY_SECRETARY, date(2017, 1, 1))
    acting = tenure(3, Post.DEPUTY_SECRETARY, date(2020, 4, 1), acting=True)
    assert holder_on([left, deputy], DAY) is None
    assert holder_on([left, deputy, acting], DAY) == acting
    assert holder_on([left, deputy, acting], date(2020, 3, 31)) == left


@pytest.mark.feature("ORG-03")
def test_on_the_day_of_a_handover_the_newcomer_is_secretary() -> None:
    left, came = tenure(1, Post.SECRETARY, date(2018, 1, 1), DAY), tenure(2, Post.SECRETARY, DAY)
    assert holder_on([left, came], DAY) == came
    assert holder_on([left, came], DAY - timedelta(days=1)) == left


@pytest.mark.feature("ORG-02")
def test_a_term_runs_out_on_the_same_day_years_later() -> None:
    assert election_due(date(2016, 2, 29), 3) == date(2019, 2, 28)
    assert election_due(date(2018, 5, 4), 5) == date(2023, 5, 4)
