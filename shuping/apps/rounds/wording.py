"""What the steps of a round refuse beyond its guards, and where the missing things are done."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.core.roles.permissions import Permission

P = Permission

SENTENCES: dict[str, str | Promise] = {
    "rounds.not_ready": _("Before “%(to)s” %(count)s things are still missing: %(list)s"),
    "rounds.reason_needed": _("Going back, suspending or reopening needs a reason. Write it down."),
    "rounds.not_forward": _("“%(to)s” is not the next step of this round."),
    "rounds.not_back": _("From “%(origin)s” a round does not go back to “%(to)s”."),
    "rounds.reopen_needs_two": _("A locked count is reopened by two different persons."),
    "rounds.reopen_through_count": _("A locked count is reopened on the page of the count, by two persons."),
    "rounds.suspended_already": _("This round is suspended already, or archived."),
    "rounds.not_suspended": _("This round is not suspended."),
    "rounds.no_rehearsal": _("Only a rehearsal can be wiped. This is a real round."),
    "rounds.not_sealed": _("The year's file is not sealed yet; it is sealed when the round goes into the archive."),
    "rounds.seal_broken": _(
        "The contents do not fit the seal; nothing is handed out. Run “shuping verify” and restore a backup."
    ),
    "rounds.file_gone": _(
        "A stored file is missing or cannot be read; nothing is handed out. Run “shuping verify”, it names the file."
    ),
    "rounds.rehearsal_not_archived": _("A rehearsal is not archived. Wipe it when it is over."),
}

PARTS: dict[str, str | Promise] = {
    "plan": _("Plan and rule set"),
    "notice": _("Notice"),
    "roster": _("Roster of reporters"),
    "reports": _("Reports"),
    "outlines": _("Comment outlines"),
    "annual_assessment": _("Annual Party-work assessment"),
    "pre_review_check": _("Pre-review check"),
    "hints": _("Hints that were answered or judged"),
    "count": _("Count of the ballot"),
    "grades": _("Grades and decision"),
    "feedback": _("Feedback sheets"),
    "problems": _("Problem list and rectification ledger"),
    "look_backs": _("Look-back records"),
    "documents": _("Official documents"),
}

WHERE: dict[str, tuple[str, Permission]] = {
    "cycles.rule_set_faulty": ("cycles:rules", P.CYCLE_READ),
    "cycles.no_voter_class": ("cycles:classes", P.CHILD_CYCLE_KEEP),
    "cycles.too_few_categories": ("cycles:scope", P.CHILD_CYCLE_KEEP),
    "cycles.no_reporters": ("cycles:roster", P.CYCLE_READ),
    "cycles.mode_missing": ("cycles:modes", P.CHILD_CYCLE_KEEP),
    "cycles.dates_missing": ("cycles:dates", P.CHILD_CYCLE_KEEP),
    "cycles.dates_out_of_order": ("cycles:dates", P.CHILD_CYCLE_KEEP),
    "cycles.approval_not_recorded": ("cycles:approval", P.CHILD_CYCLE_KEEP),
    "cycles.notice_not_released": ("cycles:notice", P.CHILD_CYCLE_KEEP),
    "cycles.order_not_fixed": ("cycles:order", P.CHILD_CYCLE_KEEP),
    "cycles.rosters_not_frozen": ("cycles:attendance", P.CHILD_CYCLE_KEEP),
    "cycles.quorum_missed": ("cycles:attendance", P.CHILD_CYCLE_KEEP),
    "cycles.circular_range_missing": ("cycles:circular", P.CHILD_CYCLE_KEEP),
    "cycles.written_not_approved": ("reports:round", P.REPORT_READ),
    "cycles.spoken_not_approved": ("reports:round", P.REPORT_READ),
    "cycles.last_year_unanswered": ("reports:round", P.REPORT_READ),
    "cycles.comment_without_problem": ("reports:outlines_of", P.COMMENT_WRITE),
    "cycles.ballot_not_closed": ("ballots:session", P.COUNT_READ),
    "cycles.collected_above_issued": ("ballots:session", P.COUNT_READ),
    "cycles.not_keyed_twice": ("ballots:session", P.COUNT_READ),
    "cycles.keyings_differ": ("ballots:session", P.COUNT_READ),
    "cycles.void_without_reason": ("ballots:session", P.COUNT_READ),
    "cycles.count_not_confirmed": ("ballots:session", P.COUNT_READ),
    "cycles.score_missing": ("grades:scores", P.SCORE_ENTER),
    "cycles.veto_facts_not_confirmed": ("grades:vetoes", P.VETO_READ),
    "cycles.grades_not_computed": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.proposal_missing": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.decision_meeting_not_recorded": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.grade_undecided": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.deviation_without_reason": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.waiver_missing": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.cap_broken": ("grades:table", P.GRADE_READ_EXACT),
    "cycles.objection_open": ("grades:objections", P.OBJECTION_ANSWER),
    "cycles.feedback_missing": ("rectification:feedback_list_of", P.ISSUE_READ),
    "cycles.receipt_missing": ("rectification:feedback_list_of", P.ISSUE_READ),
    "cycles.plan_not_approved": ("rectification:plans_of", P.ISSUE_READ),
    "cycles.rows_incomplete": ("rectification:issues_of", P.ISSUE_READ),
    "cycles.rows_open": ("rectification:ledger_of", P.ISSUE_READ),
    "cycles.look_back_missing": ("rectification:look_backs_of", P.LOOK_BACK),
    "cycles.inventory_incomplete": ("rounds:archive", P.CYCLE_ARCHIVE),
}
"""Per code of a guard the page of the round where the missing thing is done, and who may open it."""
