"""Which roles stand beside each other, and on which days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.roles.catalog import Reach, Role, clash
from shuping.core.roles.permissions import MATRIX, Permission, reach
from shuping.core.roles.terms import HANDED_OVER, POWER, Holding, clashing, doubled, in_force, overlap

DAYS = st.dates(date(2015, 1, 1), date(2025, 12, 31))
ROLES = st.sampled_from(list(Role))


@st.composite
def holdings(draw: st.DrawFn) -> Holding:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(0, 900))
    end = None if length is None else start + timedelta(days=length)
    return Holding(draw(ROLES), draw(st.integers(1, 3)), start, end)


@pytest.mark.feature("ORG-06")
@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
        (Role.SYSTEM_ADMIN, Role.TELLER),
        (Role.SECURITY_ADMIN, Role.AUDITOR),
        (Role.AUDITOR, Role.OFFICE),
        (Role.OFFICE, Role.TELLER),
        (Role.REPORTER, Role.TELLER),
        (Role.PRESIDER, Role.TELLER),
        (Role.SUPERVISOR, Role.OFFICE_HEAD),
        (Role.SUPERVISOR, Role.CLERK),
    ],
)
def test_these_never_stand_together(held: Role, wanted: Role) -> None:
    assert clash(frozenset({held}), wanted) is held
    assert clash(frozenset({wanted}), held) is wanted


@pytest.mark.feature("ORG-06")
@pytest.mark.parametrize(
    ("held", "wanted"),
    [(Role.OFFICE, Role.CLERK), (Role.REPORTER, Role.SUB_SECRETARY), (Role.MEMBER, Role.PRESIDER)],
)
def test_these_may_stand_together(held: Role, wanted: Role) -> None:
    assert clash(frozenset({held}), wanted) is None


@pytest.mark.feature("ORG-06")
@given(ROLES, ROLES)
def test_a_clash_is_mutual(one: Role, other: Role) -> None:
    assert (clash(frozenset({one}), other) is None) == (clash(frozenset({other}), one) is None)


@given(holdings(), holdings())
def test_overlap_means_there_is_a_common_day(one: Holding, other: Holding) -> None:
    day = max(one.valid_from, other.valid_from)
    assert overlap(one, other) == overlap(other, one) == (in_force(one, day) and in_force(other, day))


@pytest.mark.feature("ORG-06")
@given(st.lists(holdings(), max_size=6))
def test_every_reported_pair_clashes_on_a_common_day(rows: list[Holding]) -> None:
    for one, other in clashing(rows):
        assert overlap(one, other)
        assert clash(frozenset({one.role}), other.role) is one.role
    for one, other in doubled(rows):
        assert overlap(one, other)
        assert (one.role, one.organization_id) == (other.role, other.organization_id)


def test_a_role_that_ended_does_not_clash() -> None:
    office = Holding(Role.OFFICE, 1, date(2019, 1, 1), date(2019, 12, 31))
    teller = Holding(Role.TELLER, 1, date(2020, 1, 1))
    assert list(clashing([office, teller])) == []
    assert list(clashing([office, Holding(Role.TELLER, 1, date(2019, 12, 31))])) != []


@pytest.mark.feature("ORG-05")
def test_every_permission_has_a_row_and_somebody_who_holds_it() -> None:
    assert set(MATRIX) == set(Permission)
    for permission in Permission:
        assert any(reach(role, permission) is not Reach.NONE for role in Role), permission


@pytest.mark.feature("ORG-06")
def test_whoever_makes_accounts_neither_grants_nor_reads_the_log() -> None:
    assert reach(Role.SYSTEM_ADMIN, Permission.ROLE_GRANT) is Reach.NONE
    assert reach(Role.SYSTEM_ADMIN, Permission.AUDIT_READ) is Reach.NONE
    assert reach(Role.SECURITY_ADMIN, Permission.ACCOUNT_KEEP) is Reach.NONE
    assert reach(Role.AUDITOR, Permission.ROLE_GRANT) is Reach.NONE
    assert not HANDED_OVER & POWER


@pytest.mark.feature("ORG-06")
def test_facts_that_bar_a_grade_are_read_by_supervision_only() -> None:
    assert {role for role in Role if reach(role, Permission.VETO_READ) is not Reach.NONE} == {
        Role.SUPERVISOR,
        Role.UNIT_DISCIPLINE,
    }
    own = reach(Role.UNIT_DISCIPLINE, Permission.VETO_READ)
    assert own is Reach.ORGANIZED  # only in the rounds that the own unit organises
