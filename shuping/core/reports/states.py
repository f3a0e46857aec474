"""The states of a report as one table, the rounds it goes through and the steps of its sign-off (REP-02, 05, 06)."""

from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from shuping.core.roles.permissions import Permission, reach

DRAFT, SUBMITTED, RETURNED, APPROVED, FINAL = "draft", "submitted", "returned", "approved", "final"
STATES = (DRAFT, SUBMITTED, RETURNED, APPROVED, FINAL)

SAVE, SUBMIT, WITHDRAW = "save", "submit", "withdraw"
RETURN, APPROVE, FINALISE, REOPEN = "return", "approve", "finalise", "reopen"

TABLE: dict[tuple[str, str], str] = {
    (DRAFT, SAVE): DRAFT,
    (RETURNED, SAVE): RETURNED,
    (DRAFT, SUBMIT): SUBMITTED,
    (RETURNED, SUBMIT): SUBMITTED,
    (SUBMITTED, WITHDRAW): DRAFT,
    (SUBMITTED, RETURN): RETURNED,
    (APPROVED, RETURN): RETURNED,  # the office may take an approval back until the text is final
    (SUBMITTED, APPROVE): APPROVED,
    (APPROVED, FINALISE): FINAL,
    (FINAL, REOPEN): APPROVED,  # the round goes back to preparation because a text must be mended
}

PREPARED, CONFIRMED = "prepared", "confirmed"
SIGN_OFF = (PREPARED, CONFIRMED)
"""Steps before hand-in: the clerk says the draft is prepared; the reporter confirms the text as one's own (R-19)."""


def step(state: str, act: str) -> str:
    """The state after `act`. Raises RuleError reports.wrong_state if the table does not allow it."""
    try:
        return TABLE[state, act]
    except KeyError:
        raise RuleError("reports.wrong_state", state=state, act=act) from None


def acts(state: str) -> frozenset[str]:
    """What the table allows in `state`."""
    return frozenset(act for (origin, act) in TABLE if origin == state)


def require_hand_in(role: Role, confirmed: bool) -> None:
    """Refuse a hand-in by anybody but the reporter, or without the reporter's confirmation (domain.md 2, CLERK)."""
    if reach(role, Permission.REPORT_SUBMIT).value == "none":
        raise RuleError("reports.only_reporter_hands_in")
    if not confirmed:
        raise RuleError("reports.not_confirmed")


def too_many_rounds(round_number: int, warned_after: int) -> bool:
    """Whether the round counter warns: after `warned_after` rounds, that is from the next on (R-18). Never a block."""
    return round_number > warned_after
