"""What may be done, by which role, how far: the one table (domain.md section 2).

Pages ask for a permission, never for a role. A role that a permission does not name has Reach.NONE.

A unit that organises the round of its own branch secretaries (逐级述职, R-70) does there what the office, the tellers
and the leading group do in the department's round. `ORGANIZER` says who of the unit does what, in which order of two;
it reaches those child rounds only, so nobody ever reviews, counts, grades or accepts where the own unit reports.
"""

from enum import StrEnum

from .catalog import Reach, Role


class Permission(StrEnum):
    """One row of the permission matrix."""

    # 组织与人员
    ORGANIZATION_READ = "organization.read"
    ORGANIZATION_KEEP = "organization.keep"
    CONTACTS_READ = "contacts.read"
    # 系统管理 (three administrators)
    ACCOUNT_KEEP = "account.keep"
    ACCOUNT_RESET = "account.reset"
    ROLE_GRANT = "role.grant"
    MATRIX_READ = "matrix.read"
    AUDIT_READ = "audit.read"
    HANDOVER = "handover.do"
    CONFLICT_DECLARE = "conflict.declare"
    # 年度考核轮次 · 实施方案 · 述职对象名册
    CYCLE_READ = "cycle.read"
    CYCLE_KEEP = "cycle.keep"
    CYCLE_APPROVE = "cycle.approve"
    CYCLE_ARCHIVE = "cycle.archive"
    CHILD_CYCLE_KEEP = "child_cycle.keep"
    DEADLINE_EXTEND = "deadline.extend"
    # 述职报告
    REPORT_WRITE = "report.write"
    REPORT_SUBMIT = "report.submit"
    REPORT_REVIEW = "report.review"
    REPORT_READ = "report.read"
    COMMENT_WRITE = "comment.write"
    LIBRARY_KEEP = "library.keep"
    EVIDENCE_KEEP = "evidence.keep"
    # 述前核查 · 年度党建考核
    SCHEME_KEEP = "scheme.keep"
    ASSESSMENT_KEEP = "assessment.keep"
    ASSESSMENT_READ = "assessment.read"
    ASSESSMENT_CONFIRM = "assessment.confirm"
    SELF_SCORE_WRITE = "self_score.write"
    CHECK_DO = "check.do"
    # 测评与计票
    COUNT_KEY = "count.key"
    COUNT_LOCK = "count.lock"
    COUNT_UNLOCK = "count.unlock"
    COUNT_READ = "count.read"
    COUNT_FIGURES = "count.figures"
    # 综合评价
    SCORE_ENTER = "score.enter"
    VETO_ENTER = "veto.enter"
    VETO_READ = "veto.read"
    GRADE_PROPOSE = "grade.propose"
    GRADE_DECIDE = "grade.decide"
    GRADE_READ_EXACT = "grade.read_exact"
    GRADE_READ_PUBLISHED = "grade.read_published"
    OBJECTION_MAKE = "objection.make"
    OBJECTION_ANSWER = "objection.answer"
    RESULT_USE = "result.use"
    # 反馈意见 · 问题清单 · 整改台账
    FEEDBACK_WRITE = "feedback.write"
    FEEDBACK_SIGN = "feedback.sign"
    ISSUE_KEEP = "issue.keep"
    COMMON_PROBLEM_KEEP = "common_problem.keep"
    ISSUE_READ = "issue.read"
    ISSUE_PROGRESS = "issue.progress"
    PLAN_WRITE = "plan.write"
    PLAN_APPROVE = "plan.approve"
    SIGN_OFF_REQUEST = "sign_off.request"
    SIGN_OFF_ACCEPT = "sign_off.accept"
    LOOK_BACK = "look_back.do"
    TALK_KEEP = "talk.keep"
    SPEECH_KEEP = "speech.keep"
    HISTORY_READ = "history.read"
    # 上级精神
    SUPERIOR_READ = "superior.read"
    SUPERIOR_KEEP = "superior.keep"
    SUPERIOR_REPORT = "superior.report"
    # 公文材料
    DOCUMENT_READ = "document.read"
    DOCUMENT_MAKE = "document.make"
    DOCUMENT_SIGN = "document.sign"
    DOCUMENT_KEEP = "document.keep"
    # 工作台
    REMIND = "remind.do"
    NOTICE_READ = "notice.read"
    NOTICE_ANSWER = "notice.answer"
    BOARD_READ = "board.read"
    # 统计分析
    ANALYSIS_READ = "analysis.read"
    DATA_CHECK = "data.check"


_R = Role
_OFFICES = (_R.OFFICE, _R.OFFICE_HEAD)
_LEADERS = (_R.PRESIDER, _R.MEMBER)
_UNIT = (_R.REPORTER, _R.CLERK)

_Row = dict[Role, Reach]


def _all(*roles: Role) -> _Row:
    return dict.fromkeys(roles, Reach.ALL)


def _below(*roles: Role) -> _Row:
    return dict.fromkeys(roles, Reach.BELOW)


def _own(*roles: Role) -> _Row:
    return dict.fromkeys(roles, Reach.OWN)


P = Permission
MATRIX: dict[Permission, _Row] = {
    P.ORGANIZATION_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.SYSTEM_ADMIN, _R.SECURITY_ADMIN, _R.ARCHIVIST),
        **_below(*_UNIT, _R.SUB_SECRETARY, _R.UNIT_DISCIPLINE),
    },
    P.ORGANIZATION_KEEP: {**_all(*_OFFICES)},
    P.CONTACTS_READ: {**_all(*_OFFICES, *_LEADERS), **_below(*_UNIT, _R.SUB_SECRETARY)},
    P.ACCOUNT_KEEP: _all(_R.SYSTEM_ADMIN),
    P.ACCOUNT_RESET: {**_all(_R.SYSTEM_ADMIN), **_below(_R.CLERK, _R.OFFICE)},
    P.ROLE_GRANT: _all(_R.SECURITY_ADMIN),
    P.MATRIX_READ: _all(*Role),
    P.AUDIT_READ: _all(_R.AUDITOR, _R.SUPERVISOR),
    P.HANDOVER: {**_own(_R.CLERK, _R.OFFICE)},
    P.CONFLICT_DECLARE: _all(*Role),
    P.CYCLE_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.TELLER, _R.GUEST_SUPERIOR, _R.ARCHIVIST),
        **_below(*_UNIT, _R.SUB_SECRETARY, _R.UNIT_DISCIPLINE),
    },
    P.CYCLE_KEEP: _all(*_OFFICES),
    P.CYCLE_APPROVE: _all(_R.OFFICE_HEAD),
    P.CYCLE_ARCHIVE: _all(_R.ARCHIVIST, _R.OFFICE_HEAD),
    P.CHILD_CYCLE_KEEP: {**_all(*_OFFICES), **_below(*_UNIT)},
    P.DEADLINE_EXTEND: _all(_R.OFFICE_HEAD),
    P.REPORT_WRITE: _own(*_UNIT, _R.SUB_SECRETARY),
    P.REPORT_SUBMIT: _own(_R.REPORTER, _R.SUB_SECRETARY),
    P.REPORT_REVIEW: {**_all(*_OFFICES)},
    P.REPORT_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.ARCHIVIST),
        **_below(*_UNIT),
        **_own(_R.SUB_SECRETARY),
    },
    P.COMMENT_WRITE: _all(*_OFFICES, *_LEADERS),
    P.LIBRARY_KEEP: _all(*_OFFICES),
    P.EVIDENCE_KEEP: {**_below(*_UNIT), **_own(_R.SUB_SECRETARY)},
    P.SCHEME_KEEP: _all(*_OFFICES),
    P.ASSESSMENT_KEEP: _all(*_OFFICES),
    P.ASSESSMENT_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.ARCHIVIST),
        **_below(*_UNIT),
        **_own(_R.SUB_SECRETARY),
    },
    P.ASSESSMENT_CONFIRM: _own(_R.REPORTER, _R.SUB_SECRETARY),
    P.SELF_SCORE_WRITE: _own(*_UNIT, _R.SUB_SECRETARY),
    # Only the visits of one's own group.
    P.CHECK_DO: _all(*_OFFICES, _R.DISCIPLINE, _R.CLERK, _R.SUB_SECRETARY, _R.UNIT_DISCIPLINE),
    P.COUNT_KEY: _all(_R.TELLER),
    P.COUNT_LOCK: _all(_R.OFFICE_HEAD, _R.TELLER, _R.SUPERVISOR),
    P.COUNT_UNLOCK: _all(_R.OFFICE_HEAD, _R.SUPERVISOR),
    P.COUNT_READ: _all(_R.TELLER, _R.SUPERVISOR, _R.OFFICE_HEAD),
    P.COUNT_FIGURES: _all(_R.TELLER, _R.SUPERVISOR),  # settled.md 4: class counts by grade
    P.SCORE_ENTER: _all(_R.OFFICE),
    P.VETO_ENTER: _all(_R.SUPERVISOR),
    P.VETO_READ: _all(_R.SUPERVISOR),
    P.GRADE_PROPOSE: _all(_R.OFFICE_HEAD),
    P.GRADE_DECIDE: _all(_R.PRESIDER),
    P.GRADE_READ_EXACT: _all(_R.OFFICE_HEAD, _R.PRESIDER, _R.MEMBER, _R.SUPERVISOR),
    P.GRADE_READ_PUBLISHED: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.GUEST_SUPERIOR, _R.ARCHIVIST),
        **_below(*_UNIT, _R.SUB_SECRETARY, _R.UNIT_DISCIPLINE),
    },
    P.OBJECTION_MAKE: _own(_R.REPORTER, _R.SUB_SECRETARY),
    P.OBJECTION_ANSWER: _all(_R.OFFICE_HEAD),
    P.RESULT_USE: _all(*_OFFICES),
    P.FEEDBACK_WRITE: _all(*_OFFICES),
    P.FEEDBACK_SIGN: _own(_R.REPORTER, _R.SUB_SECRETARY),
    P.ISSUE_KEEP: {**_all(*_OFFICES)},
    P.COMMON_PROBLEM_KEEP: _all(*_OFFICES),
    P.ISSUE_PROGRESS: {**_all(*_OFFICES), **_own(*_UNIT, _R.SUB_SECRETARY)},
    P.ISSUE_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.ARCHIVIST),
        **_below(*_UNIT, _R.SUB_SECRETARY),
    },
    P.PLAN_WRITE: _own(*_UNIT, _R.SUB_SECRETARY),
    P.PLAN_APPROVE: _all(*_OFFICES),
    P.SIGN_OFF_REQUEST: _own(*_UNIT, _R.SUB_SECRETARY),
    P.SIGN_OFF_ACCEPT: _all(*_OFFICES, _R.MEMBER),
    P.LOOK_BACK: _all(*_OFFICES, _R.DISCIPLINE),
    P.TALK_KEEP: _all(*_LEADERS, _R.OFFICE_HEAD, _R.DISCIPLINE),
    P.SPEECH_KEEP: _all(*_OFFICES),
    P.HISTORY_READ: {**_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR), **_own(*_UNIT, _R.SUB_SECRETARY)},
    P.SUPERIOR_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.ARCHIVIST),
        **_own(*_UNIT),
    },
    P.SUPERIOR_KEEP: _all(*_OFFICES),
    P.SUPERIOR_REPORT: _own(*_UNIT),
    # Which kinds of paper a role reads and makes beyond the register, each kind says itself (documents/kinds/registry).
    P.DOCUMENT_READ: {
        **_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR, _R.DISCIPLINE, _R.TELLER, _R.ARCHIVIST),
        **_own(*_UNIT, _R.SUB_SECRETARY),
    },
    P.DOCUMENT_MAKE: {
        **_all(*_OFFICES, _R.PRESIDER, _R.MEMBER, _R.SUPERVISOR, _R.TELLER, _R.ARCHIVIST),
        **_own(*_UNIT, _R.SUB_SECRETARY),
    },
    P.DOCUMENT_SIGN: {**_all(_R.OFFICE_HEAD, _R.PRESIDER), **_own(_R.REPORTER, _R.SUB_SECRETARY)},
    P.DOCUMENT_KEEP: {**_all(*_OFFICES), **_own(*_UNIT)},
    P.REMIND: {**_all(*_OFFICES), **_below(*_UNIT)},
    P.NOTICE_ANSWER: _own(*_UNIT, _R.SUB_SECRETARY, *_OFFICES, *_LEADERS),
    P.NOTICE_READ: {**_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR), **_below(*_UNIT), **_own(_R.SUB_SECRETARY)},
    P.BOARD_READ: {**_all(*_OFFICES, *_LEADERS, _R.SUPERVISOR), **_below(*_UNIT)},
    P.ANALYSIS_READ: _all(*_OFFICES, *_LEADERS, _R.SUPERVISOR),
    P.DATA_CHECK: _all(*_OFFICES),
}

# 本级组织的述职评议考核: the unit's secretary stands for head and presider, its clerks for office and tellers. Whoever
# proposes is not whoever decides. Vetoes are the 纪检委员's of the unit where one is appointed, else they stay with the
# supervision of the department, which reaches every round.
ORGANIZER: dict[Permission, tuple[Role, ...]] = {
    P.CYCLE_APPROVE: (_R.REPORTER,),
    P.CYCLE_ARCHIVE: (_R.REPORTER,),
    P.DEADLINE_EXTEND: (_R.REPORTER,),
    P.REPORT_REVIEW: _UNIT,
    P.COMMENT_WRITE: _UNIT,
    P.SCHEME_KEEP: (_R.CLERK,),
    P.ASSESSMENT_KEEP: (_R.CLERK,),
    P.COUNT_KEY: (_R.CLERK,),
    P.COUNT_LOCK: (*_UNIT, _R.UNIT_DISCIPLINE),
    P.COUNT_UNLOCK: (*_UNIT, _R.UNIT_DISCIPLINE),
    P.COUNT_READ: (*_UNIT, _R.UNIT_DISCIPLINE),
    P.COUNT_FIGURES: (_R.CLERK, _R.UNIT_DISCIPLINE),
    P.VETO_ENTER: (_R.UNIT_DISCIPLINE,),
    P.VETO_READ: (_R.UNIT_DISCIPLINE,),
    P.SCORE_ENTER: (_R.CLERK,),
    P.GRADE_PROPOSE: (_R.CLERK,),
    P.GRADE_DECIDE: (_R.REPORTER,),
    P.GRADE_READ_EXACT: (*_UNIT, _R.UNIT_DISCIPLINE),
    P.OBJECTION_ANSWER: (_R.REPORTER,),
    P.RESULT_USE: _UNIT,
    P.FEEDBACK_WRITE: _UNIT,
    P.ISSUE_KEEP: _UNIT,
    P.PLAN_APPROVE: _UNIT,
    P.SIGN_OFF_ACCEPT: _UNIT,
    P.LOOK_BACK: _UNIT,
}
for _permission, _roles in ORGANIZER.items():
    MATRIX[_permission] = {**dict.fromkeys(_roles, Reach.ORGANIZED), **MATRIX[_permission]}


def reach(role: Role, permission: Permission) -> Reach:
    """How far `permission` goes for `role`; Reach.NONE where the table is silent."""
    return MATRIX[permission].get(role, Reach.NONE)
