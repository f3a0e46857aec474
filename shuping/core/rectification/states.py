"""The states of one problem and what leads from one to the next, as one table (domain.md section 4, last paragraphs).

待制定 → 待审 → 正在整改 → 申请销号 → 退回 or 已销号 → 回头看: 巩固 or 反弹 (which opens a new linked row).
长期坚持 stands beside it. 逾期 and 临期 are computed by `deadlines`, never stored.
"""

from collections.abc import Mapping
from enum import StrEnum

from shuping.core.errors import RuleError


class State(StrEnum):
    """Where one problem stands."""

    PLANNING = "planning"  # 待制定
    UNDER_REVIEW = "under_review"  # 待审
    IN_PROGRESS = "in_progress"  # 正在整改
    SIGN_OFF_REQUESTED = "sign_off_requested"  # 申请销号
    SIGNED_OFF = "signed_off"  # 已销号
    LONG_TERM = "long_term"  # 长期坚持
    HELD = "held"  # 巩固: signed off and found to last
    RELAPSED = "relapsed"  # 反弹: signed off and found again; the new row points back here


class Act(StrEnum):
    """What somebody does to one problem."""

    SUBMIT_PLAN = "submit_plan"
    RETURN_PLAN = "return_plan"
    APPROVE_PLAN = "approve_plan"
    APPROVE_LONG_TERM = "approve_long_term"
    KEEP_LONG_TERM = "keep_long_term"
    SET_TERM = "set_term"
    REQUEST_SIGN_OFF = "request_sign_off"
    RETURN_SIGN_OFF = "return_sign_off"
    ACCEPT_SIGN_OFF = "accept_sign_off"
    FIND_HELD = "find_held"
    FIND_RELAPSED = "find_relapsed"


TABLE: Mapping[tuple[State, Act], State] = {
    (State.PLANNING, Act.SUBMIT_PLAN): State.UNDER_REVIEW,
    (State.UNDER_REVIEW, Act.RETURN_PLAN): State.PLANNING,
    (State.UNDER_REVIEW, Act.APPROVE_PLAN): State.IN_PROGRESS,
    (State.UNDER_REVIEW, Act.APPROVE_LONG_TERM): State.LONG_TERM,
    (State.IN_PROGRESS, Act.KEEP_LONG_TERM): State.LONG_TERM,
    (State.LONG_TERM, Act.SET_TERM): State.IN_PROGRESS,
    (State.IN_PROGRESS, Act.REQUEST_SIGN_OFF): State.SIGN_OFF_REQUESTED,
    (State.SIGN_OFF_REQUESTED, Act.RETURN_SIGN_OFF): State.IN_PROGRESS,
    (State.SIGN_OFF_REQUESTED, Act.ACCEPT_SIGN_OFF): State.SIGNED_OFF,
    (State.SIGNED_OFF, Act.FIND_HELD): State.HELD,
    (State.SIGNED_OFF, Act.FIND_RELAPSED): State.RELAPSED,
    (State.HELD, Act.FIND_HELD): State.HELD,
    (State.HELD, Act.FIND_RELAPSED): State.RELAPSED,
}

CLOSED = frozenset({State.SIGNED_OFF, State.HELD, State.RELAPSED})
"""States that count as closed in F8: each was signed off once."""

OPEN = frozenset({State.PLANNING, State.UNDER_REVIEW, State.IN_PROGRESS, State.SIGN_OFF_REQUESTED})
"""States that a deadline still presses on."""

EDITABLE = frozenset({State.PLANNING})
"""States in which the unit may still write measures."""


def after(state: str, act: Act) -> State:
    """The state that `act` leads to from `state`.

    Raises RuleError `rectification.not_possible` (state, act) where the table has no such step.
    """
    to = TABLE.get((State(state), act))
    if to is None:
        raise RuleError("rectification.not_possible", state=state, act=act.value)
    return to


def check_acceptor(
    *, requester: int | None, acceptor: int | None, row_organization: int, acceptor_organization: int
) -> None:
    """Whoever accepts is neither the one who asked nor of the unit whose row it is (domain.md section 2, rule 2; R-64).

    Raises RuleError `rectification.own_request` or `rectification.own_row`.
    """
    if requester is not None and requester == acceptor:
        raise RuleError("rectification.own_request")
    if row_organization == acceptor_organization:
        raise RuleError("rectification.own_row")
