"""What the steps of a round refuse beyond its guards, and where the missing things are done."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

WHERE: dict[str, str] = {
    "cycles.rule_set_faulty": "cycles:rules",
    "cycles.no_voter_class": "cycles:classes",
    "cycles.too_few_categories": "cycles:scope",
    "cycles.no_reporters": "cycles:roster",
    "cycles.mode_missing": "cycles:roster",
    "cycles.dates_missing": "cycles:dates",
    "cycles.dates_out_of_order": "cycles:dates",
    "cycles.approval_not_recorded": "cycles:approval",
    "cycles.notice_not_released": "cycles:notice",
    "cycles.order_not_fixed": "cycles:order",
    "cycles.rosters_not_frozen": "cycles:attendance",
    "cycles.quorum_missed": "cycles:attendance",
    "cycles.circular_range_missing": "cycles:circular",
    "cycles.written_not_approved": "reports:list",
    "cycles.spoken_not_approved": "reports:list",
    "cycles.last_year_unanswered": "reports:list",
    "cycles.comment_without_problem": "reports:list",
    "cycles.ballot_not_closed": "ballots:list",
    "cycles.collected_above_issued": "ballots:list",
    "cycles.not_keyed_twice": "ballots:list",
    "cycles.keyings_differ": "ballots:list",
    "cycles.void_without_reason": "ballots:list",
    "cycles.count_not_confirmed": "ballots:list",
    "cycles.score_missing": "grades:list",
    "cycles.veto_facts_not_confirmed": "grades:list",
    "cycles.grades_not_computed": "grades:list",
    "cycles.proposal_missing": "grades:list",
    "cycles.decision_meeting_not_recorded": "grades:list",
    "cycles.grade_undecided": "grades:list",
    "cycles.deviation_without_reason": "grades:list",
    "cycles.waiver_missing": "grades:list",
    "cycles.cap_broken": "grades:list",
    "cycles.objection_open": "grades:list",
    "cycles.feedback_missing": "rectification:feedback_list",
    "cycles.receipt_missing": "rectification:feedback_list",
    "cycles.plan_not_approved": "rectification:issues",
    "cycles.rows_incomplete": "rectification:issues",
    "cycles.rows_open": "rectification:ledger",
    "cycles.look_back_missing": "rectification:ledger",
    "cycles.inventory_incomplete": "rounds:archive",
}
"""Per code of a guard the url name of the page where the missing thing is done; round pages take the round's id."""
