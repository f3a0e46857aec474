"""The way of a paper: 拟稿 → 审核 → 签发 → 印发, back for changes, or void with a reason."""

from enum import StrEnum

from shuping.core.errors import RuleError


class State(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"  # 拟稿
    REVIEW = "review"  # 审核
    SIGNED = "signed"  # 签发
    ISSUED = "issued"  # 印发
    VOID = "void"  # 作废


class Act(StrEnum):
    """What moves a paper."""

    HAND_OVER = "hand_over"  # 送审
    RETURN = "return"  # 退回修改
    SIGN = "sign"  # 签发
    ISSUE = "issue"  # 印发
    USE = "use"  # a working paper (座次图, 签到表) is put to use without a signature
    VOID = "void"


_S = State
MOVES: dict[Act, tuple[frozenset[State], State]] = {
    Act.HAND_OVER: (frozenset({_S.DRAFT}), _S.REVIEW),
    Act.RETURN: (frozenset({_S.REVIEW}), _S.DRAFT),
    Act.SIGN: (frozenset({_S.REVIEW}), _S.SIGNED),
    Act.ISSUE: (frozenset({_S.SIGNED}), _S.ISSUED),
    Act.USE: (frozenset({_S.DRAFT}), _S.ISSUED),
    Act.VOID: (frozenset({_S.DRAFT, _S.REVIEW, _S.SIGNED, _S.ISSUED}), _S.VOID),
}

OPEN = (State.DRAFT, State.REVIEW)
"""While a paper stands here its words may still be made anew from the data."""


def acts_from(state: str, *, needs_signature: bool) -> tuple[Act, ...]:
    """What may be done next; a paper that needs no signature is put to use straight from the draft."""
    skipped = {Act.USE} if needs_signature else {Act.HAND_OVER, Act.SIGN, Act.RETURN, Act.ISSUE}
    return tuple(act for act, (origins, _to) in MOVES.items() if state in origins and act not in skipped)


def move(state: str, act: str, *, needs_signature: bool) -> State:
    """The state `act` leads to. Raises RuleError `documents.not_possible` where it does not follow."""
    if act not in acts_from(state, needs_signature=needs_signature):
        raise RuleError("documents.not_possible")
    return MOVES[Act(act)][1]
