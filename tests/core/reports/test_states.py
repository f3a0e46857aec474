"""The table of states, the sign-off and the round counter."""

import pytest

from shuping.core.errors import RuleError
from shuping.core.reports import states
from shuping.core.roles.catalog import Role


@pytest.mark.feature("REP-02")
def test_a_report_goes_from_draft_over_a_return_to_final() -> None:
    state = states.DRAFT
    for act in ("save", "submit", "return", "save", "submit", "approve", "finalise"):
        state = states.step(state, act)
    assert state == states.FINAL
    assert states.acts(states.FINAL) == {"reopen"}


@pytest.mark.parametrize(
    ("state", "act"),
    [("submitted", "save"), ("approved", "save"), ("final", "return"), ("draft", "approve"), ("returned", "withdraw")],
)
def test_what_the_table_does_not_allow_is_refused_with_state_and_act(state: str, act: str) -> None:
    with pytest.raises(RuleError) as refusal:
        states.step(state, act)
    assert (refusal.value.code, refusal.value.params["state"]) == ("reports.wrong_state", state)


def test_a_withdrawn_report_is_a_draft_again() -> None:
    assert states.step("submitted", "withdraw") == "draft"


@pytest.mark.feature("REP-06")
def test_a_clerk_may_never_hand_in() -> None:
    with pytest.raises(RuleError, match="only_reporter_hands_in"):
        states.require_hand_in(Role.CLERK, confirmed=True)


@pytest.mark.feature("REP-06")
def test_the_reporter_hands_in_only_after_confirming() -> None:
    with pytest.raises(RuleError, match="not_confirmed"):
        states.require_hand_in(Role.REPORTER, confirmed=False)
    assert states.SIGN_OFF == ("prepared", "confirmed")
    for role in (Role.REPORTER, Role.SUB_SECRETARY):
        states.require_hand_in(role, confirmed=True)


def test_every_state_of_the_table_is_known() -> None:
    assert {state for state, _ in states.TABLE} | set(states.TABLE.values()) <= set(states.STATES)


@pytest.mark.feature("REP-05")
def test_the_counter_warns_from_the_round_after_the_last_free_one() -> None:
    assert [states.too_many_rounds(number, 3) for number in (1, 3, 4)] == [False, False, True]
