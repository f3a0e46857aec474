"""Every kind of paper the register knows, in the order of the list of papers (domain.md section 7)."""

from shuping.core.cycles.stages import Stage
from shuping.core.documents.values import Retention
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission as P

from . import checks, counting, feedback, grades, hall, meeting, paper_ballot, plan, rectifying, reports, yearly
from .common import CLASS, ISSUE, UNIT, Kind

_S = Stage
_FROM_START = (_S.DRAFT, _S.ARCHIVED)
_KEEP = (P.CHILD_CYCLE_KEEP,)
_TOLD = (_S.DECIDED, _S.ARCHIVED)
_OFFICE = (P.REPORT_REVIEW,)
_GENERAL, _SPECIAL = 5000, 4000
"""R-61: a general paper at most 5000 characters, a special one 4000 (建议值，以本单位规定为准)."""

KINDS: tuple[Kind, ...] = (
    Kind(
        "plan", 1, "实施方案", plan.plan, _FROM_START, _S.DRAFT, _KEEP, P.CYCLE_READ,
        seal=True, retention=Retention.PERMANENT, longest=_GENERAL, to_units=True,
    ),
    Kind(
        "notice", 2, "通知", plan.notice, _FROM_START, _S.PLAN_APPROVED, _KEEP, P.CYCLE_READ,
        numbered=True, seal=True, retention=Retention.PERMANENT, longest=_SPECIAL, to_units=True,
    ),
    Kind(
        "written_report", 3, "述职报告", reports.written, (_S.PREPARING, _S.ARCHIVED), _S.PREPARING,
        (P.REPORT_WRITE, P.REPORT_REVIEW), P.REPORT_READ, per=UNIT, signed=False, of_unit=True,
    ),
    Kind(
        "spoken_report", 4, "现场述职稿", reports.spoken, (_S.PREPARING, _S.ARCHIVED), _S.PREPARING,
        (P.REPORT_WRITE, P.REPORT_REVIEW), P.REPORT_READ, per=UNIT, signed=False, of_unit=True,
        retention=Retention.TEN_YEARS,
    ),
    Kind(
        "three_lists", 5, "三清单", reports.three_lists, (_S.PREPARING, _S.ARCHIVED), _S.PREPARING,
        (P.REPORT_WRITE, P.REPORT_REVIEW), P.REPORT_READ, per=UNIT, signed=False, of_unit=True,
    ),
    Kind(
        "self_evaluation", 5, "自评表", reports.self_evaluation, (_S.PREPARING, _S.ARCHIVED), _S.PREPARING,
        (P.REPORT_WRITE, P.REPORT_REVIEW), P.REPORT_READ, per=UNIT, signed=False, of_unit=True,
    ),
    Kind(
        "check_record", 6, "述前核查记录和评分表", checks.record, (_S.PREPARING, _S.ARCHIVED), _S.PREPARING,
        (P.ASSESSMENT_KEEP,), P.ASSESSMENT_READ, per=UNIT, signed=False,
    ),
    Kind(
        "comments", 7, "点评提纲", meeting.comments, (_S.PREPARING, _S.ARCHIVED), _S.PREPARING,
        (P.COMMENT_WRITE,), P.COMMENT_WRITE, signed=False, retention=Retention.TEN_YEARS,
    ),
    Kind(
        "agenda", 8, "会议议程", meeting.agenda, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED, _KEEP, P.CYCLE_READ,
        signed=False, to_units=True,
    ),
    Kind(
        "script", 8, "主持词", meeting.script, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED, _KEEP, P.COMMENT_WRITE,
        signed=False, retention=Retention.TEN_YEARS,
    ),
    Kind(
        "seats", 9, "座次图", hall.seats, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED, _KEEP, P.CHILD_CYCLE_KEEP,
        signed=False, retention=Retention.TEN_YEARS,
    ),
    Kind(
        "sign_in", 9, "签到表", hall.sign_in, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED, _KEEP,
        P.CHILD_CYCLE_KEEP, signed=False,
    ),
    Kind(
        "cards", 9, "桌签", hall.cards, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED, _KEEP, P.CHILD_CYCLE_KEEP,
        signed=False, retention=Retention.TEN_YEARS,
    ),
    Kind(
        "volume", 10, "述职材料汇编", reports.volume, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED,
        _OFFICE, P.REPORT_READ, signed=False,
    ),
    Kind(
        "ballot", 11, "民主测评表", paper_ballot.ballot, (_S.PLAN_APPROVED, _S.ARCHIVED), _S.MATERIALS_LOCKED,
        _KEEP, P.CYCLE_READ, per=CLASS, signed=False,
    ),
    Kind(
        "tally_form", 12, "计票记录表", counting.record, (_S.PLAN_APPROVED, _S.ARCHIVED), _S.MATERIALS_LOCKED,
        _KEEP, P.CYCLE_READ, per=CLASS, signed=False, retention=Retention.TEN_YEARS,
    ),
    Kind(
        "minutes", 8, "会议记录", meeting.minutes, (_S.BALLOT_CLOSED, _S.ARCHIVED), _S.BALLOT_CLOSED,
        _KEEP, P.COMMENT_WRITE, signed=False, retention=Retention.PERMANENT,
    ),
    Kind(
        "speech_material", 8, "讲话素材", yearly.speech_material, (_S.PREPARING, _S.ARCHIVED), _S.MATERIALS_LOCKED,
        (P.SPEECH_KEEP,), P.COMMENT_WRITE, signed=False, retention=Retention.TEN_YEARS,
    ),
    Kind(
        "tally", 12, "计票汇总表", counting.tally, (_S.COUNT_LOCKED, _S.ARCHIVED), _S.COUNT_LOCKED,
        (P.COUNT_FIGURES,), P.COUNT_FIGURES, signed=False, retention=Retention.PERMANENT,
    ),
    Kind(
        "composite", 13, "综合评价计算表", grades.composite, (_S.COUNT_LOCKED, _S.ARCHIVED), _S.COUNT_LOCKED,
        (P.GRADE_PROPOSE,), P.GRADE_READ_EXACT, signed=False, retention=Retention.PERMANENT,
    ),
    Kind(
        "decision", 14, "党组会议题材料", grades.decision, (_S.COUNT_LOCKED, _S.ARCHIVED), _S.PROPOSED,
        (P.GRADE_PROPOSE,), P.GRADE_READ_EXACT, retention=Retention.PERMANENT, longest=_SPECIAL,
    ),
    Kind(
        "circular", 15, "结果通报", grades.circular, _TOLD, _S.DECIDED, (P.RESULT_USE,), P.GRADE_READ_PUBLISHED,
        numbered=True, seal=True, retention=Retention.PERMANENT, longest=_SPECIAL,
    ),
    Kind(
        "feedback", 16, "反馈意见", feedback.feedback, _TOLD, _S.DECIDED, (P.FEEDBACK_WRITE,), P.ISSUE_READ,
        per=UNIT, numbered=True, seal=True, to_units=True,
    ),
    Kind(
        "rectification_plan", 17, "整改方案", rectifying.plan, _TOLD, _S.FED_BACK,
        (P.PLAN_WRITE,), P.ISSUE_READ, per=UNIT, numbered=True, seal=True, of_unit=True, longest=_SPECIAL,
    ),
    Kind(
        "ledger", 18, "整改台账", rectifying.ledger, _TOLD, _S.RECTIFYING, (P.ISSUE_KEEP,), P.ISSUE_READ, signed=False,
    ),
    Kind(
        "unit_ledger", 18, "单位整改台账", rectifying.ledger, _TOLD, _S.RECTIFYING,
        (P.PLAN_WRITE, P.ISSUE_KEEP), P.ISSUE_READ, per=UNIT, signed=False, of_unit=True,
    ),
    Kind(
        "sign_off", 19, "销号申请表", rectifying.sign_off, _TOLD, _S.RECTIFYING,
        (P.SIGN_OFF_REQUEST, P.ISSUE_KEEP), P.ISSUE_READ, per=ISSUE, signed=False, of_unit=True,
    ),
    Kind(
        "progress", 20, "整改情况报告", rectifying.progress, _TOLD, _S.RECTIFYING,
        (P.PLAN_WRITE,), P.ISSUE_READ, per=UNIT, numbered=True, seal=True, of_unit=True, longest=_SPECIAL,
    ),
    Kind(
        "duties", 21, "整改责任分解表", rectifying.duties, _TOLD, _S.FED_BACK,
        (P.PLAN_WRITE, P.ISSUE_KEEP), P.ISSUE_READ, per=UNIT, signed=False, of_unit=True,
    ),
    Kind(
        "tasks", 21, "讲话要求责任分解表", rectifying.tasks, (_S.MEETING, _S.ARCHIVED), _S.DECIDED,
        (P.SPEECH_KEEP,), P.ISSUE_READ, signed=False,
    ),
    Kind(
        "upward", 26, "述职评议考核工作情况报告", yearly.upward, _TOLD, _S.FED_BACK, _KEEP, P.CYCLE_READ,
        numbered=True, seal=True, retention=Retention.PERMANENT, longest=_GENERAL, upwards=True,
    ),
    Kind(
        "inventory", 27, "归档目录", yearly.inventory, (_S.PLAN_APPROVED, _S.ARCHIVED), _S.LOOK_BACK,
        (P.CYCLE_ARCHIVE, P.CYCLE_KEEP), P.CYCLE_READ, signed=False, retention=Retention.PERMANENT,
    ),
)  # fmt: skip
BY_CODE = {one.code: one for one in KINDS}


def kind_of(code: str) -> Kind:
    """The kind with this code. Raises RuleError documents.unknown_kind."""
    found = BY_CODE.get(code)
    if found is None:
        raise RuleError("documents.unknown_kind", kind=code[:40])
    return found
