"""The table of states: what leads where, and who may accept."""

import pytest

from shuping.core.errors import RuleError
from shuping.core.rectification.states import CLOSED, OPEN, TABLE, Act, State, after, check_acceptor


@pytest.mark.feature("REC-06")
@pytest.mark.feature("REC-12")
def test_a_row_goes_from_the_plan_over_a_return_to_sign_off_and_look_back() -> None:
    state = State.PLANNING
    path = [
        (Act.SUBMIT_PLAN, State.UNDER_REVIEW),
        (Act.RETURN_PLAN, State.PLANNING),
        (Act.SUBMIT_PLAN, State.UNDER_REVIEW),
        (Act.APPROVE_PLAN, State.IN_PROGRESS),
        (Act.REQUEST_SIGN_OFF, State.SIGN_OFF_REQUESTED),
        (Act.RETURN_SIGN_OFF, State.IN_PROGRESS),
        (Act.REQUEST_SIGN_OFF, State.SIGN_OFF_REQUESTED),
        (Act.ACCEPT_SIGN_OFF, State.SIGNED_OFF),
        (Act.FIND_HELD, State.HELD),
        (Act.FIND_RELAPSED, State.RELAPSED),
    ]
    for act, expected in path:
        state = after(state, act)
        assert state is expected


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(Act))
def test_whatever_the_table_does_not_name_is_refused(state: State, act: Act) -> None:
    if (state, act) in TABLE:
        assert after(state, act) is TABLE[state, act]
        return
    with pytest.raises(RuleError) as refused:
        after(state, act)
    assert refused.value.code == "rectification.not_possible"


@pytest.mark.feature("REC-06")
def test_nothing_is_signed_off_without_a_request() -> None:
    ways_in = {state for (state, act), to in TABLE.items() if to is State.SIGNED_OFF}
    assert ways_in == {State.SIGN_OFF_REQUESTED}


@pytest.mark.feature("REC-07")
def test_only_a_closed_row_can_be_looked_back_at() -> None:
    looked = {state for (state, act) in TABLE if act in {Act.FIND_HELD, Act.FIND_RELAPSED}}
    assert looked <= CLOSED


@pytest.mark.feature("REC-17")
def test_a_long_term_row_is_neither_open_nor_closed_and_can_be_given_a_term_again() -> None:
    assert State.LONG_TERM not in OPEN | CLOSED
    assert after(State.LONG_TERM, Act.SET_TERM) is State.IN_PROGRESS


def test_every_state_can_be_reached_from_the_first() -> None:
    reached = {State.PLANNING}
    for _ in State:
        reached |= {to for (state, _act), to in TABLE.items() if state in reached}
    assert reached == set(State)


@pytest.mark.feature("REC-12")
@pytest.mark.parametrize(
    ("requester", "acceptor", "row", "bound", "code"),
    [
        (7, 7, 1, 2, "rectification.own_request"),
        (7, 8, 1, 1, "rectification.own_row"),
        (7, 7, 1, 1, "rectification.own_request"),
        (7, 8, 1, 2, "accepted"),
    ],
)
def test_another_person_of_another_organisation_accepts_nobody_the_own_request_no_unit_its_own_row(
    requester: int, acceptor: int, row: int, bound: int, code: str
) -> None:
    found = "accepted"
    try:
        check_acceptor(requester=requester, acceptor=acceptor, row_organization=row, acceptor_organization=bound)
    except RuleError as refused:
        found = refused.code
    assert found == code
