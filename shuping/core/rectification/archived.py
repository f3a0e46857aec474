"""What may still be done to feedback and problems once the year's file of their round is sealed.

The file holds what the round came to: who was told what, and which problems were listed. That is closed. The work on
the problems goes on after the file is sealed, and next year's report answers for it (docs/rules/rectification.md,
section 9).
"""

from collections.abc import Mapping
from enum import StrEnum

from shuping.core.errors import RuleError


class RoundAct(StrEnum):
    """Every act on feedback, problems and the lines of a speech in one round, named like the service that does it."""

    PREPARE_FEEDBACK = "prepare_feedback"
    WRITE_FEEDBACK = "write_feedback"
    DELIVER_FEEDBACK = "deliver_feedback"
    SIGN_RECEIPT = "sign_receipt"
    OPEN_ISSUE = "open_issue"
    IMPORT_LIFE_MEETING = "import_life_meeting"
    BRING_PROBLEMS = "bring_problems"
    WORD_ISSUE = "word_issue"
    MERGE_ISSUES = "merge_issues"
    DROP_ISSUE = "drop_issue"
    IMPORT_SPEECH = "import_speech"
    CONFIRM_SPEECH = "confirm_speech"
    BRING_TO_UNITS = "bring_to_units"
    LET_GO = "let_go"
    DISCARD_SPEECH = "discard_speech"
    KEEP_LINE = "keep_line"
    WRITE_ROW = "write_row"
    ADD_MEASURE = "add_measure"
    CHANGE_MEASURE = "change_measure"
    REMOVE_MEASURE = "remove_measure"
    FINISH_MEASURE = "finish_measure"
    WRITE_PLAN = "write_plan"
    BRING_PLAN = "bring_plan"
    SUBMIT_PLAN = "submit_plan"
    APPROVE_PLAN = "approve_plan"
    RETURN_PLAN = "return_plan"
    WRITE_PROGRESS = "write_progress"
    BRING_LEDGER = "bring_ledger"
    SAY = "say"
    SEE_MENTIONS = "see_mentions"
    ATTACH_EVIDENCE = "attach_evidence"
    REQUEST_SIGN_OFF = "request_sign_off"
    ACCEPT_SIGN_OFF = "accept_sign_off"
    RETURN_SIGN_OFF = "return_sign_off"
    ASK_EXTENSION = "ask_extension"
    ANSWER_EXTENSION = "answer_extension"
    ESCALATE_ISSUE = "escalate_issue"
    KEEP_LONG_TERM = "keep_long_term"
    SET_TERM = "set_term"
    DRAW_LOOK_BACKS = "draw_look_backs"
    PLAN_LOOK_BACK = "plan_look_back"
    RECORD_LOOK_BACK = "record_look_back"
    RECORD_TALK = "record_talk"
    FINISH_FOLLOW_UP = "finish_follow_up"


CLOSED_BY_ARCHIVE = frozenset(
    {
        RoundAct.PREPARE_FEEDBACK,
        RoundAct.WRITE_FEEDBACK,
        RoundAct.DELIVER_FEEDBACK,
        RoundAct.SIGN_RECEIPT,
        RoundAct.OPEN_ISSUE,
        RoundAct.IMPORT_LIFE_MEETING,
        RoundAct.BRING_PROBLEMS,
        RoundAct.WORD_ISSUE,
        RoundAct.MERGE_ISSUES,
        RoundAct.DROP_ISSUE,
        RoundAct.IMPORT_SPEECH,
        RoundAct.CONFIRM_SPEECH,
        RoundAct.BRING_TO_UNITS,
        RoundAct.LET_GO,
    }
)
"""What was told and what was listed; everything else is work on it and stays open."""


def check_archived(act: RoundAct, who_and_when: Mapping[str, object] | None) -> None:
    """Refuse an act that the sealed file closes; `who_and_when`: of the archiving, None while the round runs.

    Raises RuleError `rectification.archived` (name, at).
    """
    if who_and_when is not None and act in CLOSED_BY_ARCHIVE:
        raise RuleError("rectification.archived", **who_and_when)
