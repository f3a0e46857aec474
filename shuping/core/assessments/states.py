"""Where a unit's assessment and each deduction stand, and what may be done there (考-8)."""

from datetime import date, timedelta
from enum import StrEnum

from shuping.core.errors import RuleError


class State(StrEnum):
    """A unit's assessment from the self score to the confirmed total."""

    SELF_SCORE = "self_score"  # the unit scores itself
    HANDED_IN = "handed_in"  # the group checks
    WITH_UNIT = "with_unit"  # the unit confirms or objects
    OBJECTED = "objected"  # the office answers
    ANSWERED = "answered"  # the unit sees the answers
    CONFIRMED = "confirmed"


class Act(StrEnum):
    """What moves it."""

    HAND_IN = "hand_in"
    RETURN = "return"
    DELIVER = "deliver"
    OBJECT = "object"
    ANSWER = "answer"
    CONFIRM = "confirm"
    CLOSE = "close"  # the time limit has passed
    REOPEN = "reopen"


_S = State
_TABLE: dict[tuple[State, Act], State] = {
    (_S.SELF_SCORE, Act.HAND_IN): _S.HANDED_IN,
    (_S.HANDED_IN, Act.RETURN): _S.SELF_SCORE,
    (_S.SELF_SCORE, Act.DELIVER): _S.WITH_UNIT,  # a unit that sent no self score is checked all the same
    (_S.HANDED_IN, Act.DELIVER): _S.WITH_UNIT,
    (_S.WITH_UNIT, Act.CONFIRM): _S.CONFIRMED,
    (_S.WITH_UNIT, Act.OBJECT): _S.OBJECTED,
    (_S.WITH_UNIT, Act.CLOSE): _S.CONFIRMED,
    (_S.OBJECTED, Act.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, Act.CONFIRM): _S.CONFIRMED,
    (_S.ANSWERED, Act.CLOSE): _S.CONFIRMED,
    (_S.CONFIRMED, Act.REOPEN): _S.HANDED_IN,  # the office corrects, then the unit answers anew
}

CHECKING = (State.SELF_SCORE, State.HANDED_IN)


class Verdict(StrEnum):
    """Where one deduction stands. Dropped and withdrawn ones cost nothing."""

    OPEN = "open"
    ACCEPTED = "accepted"
    OBJECTED = "objected"
    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


COSTS_NOTHING = (Verdict.DROPPED, Verdict.WITHDRAWN)
ANSWERS = (Verdict.KEPT, Verdict.CHANGED, Verdict.DROPPED)


class Finding(StrEnum):
    """What the pre-review check found of a sentence of the report (核-4): 属实, 部分属实, 不实."""

    TRUE = "true"
    PARTLY = "partly"
    UNTRUE = "untrue"


def after(state: str, act: Act) -> State:
    """The state after an act. Raises RuleError `assessments.not_possible` (state, act)."""
    found = _TABLE.get((State(state), act))
    if found is None:
        raise RuleError("assessments.not_possible", state=state, act=act.value)
    return found


def may(state: str, act: Act) -> bool:
    """Whether an act is possible in a state."""
    return (State(state), act) in _TABLE


def answer_due(on: date, days: int) -> date:
    """Until which day the unit answers what it was sent on `on` (考-9)."""
    return on + timedelta(days=days)
