"""The sentences of refused acts around the count."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "ballots.already_open": _("%(name)s was first: the count of this round was opened at %(at)s."),
    "ballots.wrong_stage": _(
        "The count belongs to the meeting: the round must have reached it and the count not yet have "
        "been used."
    ),
    "ballots.suspended": _("The round is suspended: nothing of its count can be changed."),
    "ballots.unknown_class": _("The rule set of this round has no class %(class_code)s."),
    "ballots.not_open": _("%(name)s was first: the forms of this count were taken in at %(at)s."),
    "ballots.not_closed": _("The forms are still out: close the taking in first."),
    "ballots.secretary_locks": _(
        "In the round of a unit a clerk confirms the count and the unit's secretary locks it as second person."
    ),
    "ballots.not_locked": _("The count is not locked."),
    "ballots.already_locked": _("%(who)s has already locked the count. Nothing can be changed any more."),
    "ballots.already_confirmed": _(
        "%(who)s has already confirmed the count; the confirmation must be taken back before anything "
        "changes."
    ),
    "ballots.issue_not_recorded": _(
        "Class %(class_code)s: enter how many forms were issued and collected first."
    ),
    "ballots.issue_after_keying": _(
        "Class %(class_code)s: a clerk has finished keying; open the keying again before changing the "
        "number of forms."
    ),
    "ballots.negative": _("A number below zero cannot be counted."),
    "ballots.collected_above_issued": _(
        "Class %(class_code)s: %(collected)s forms collected, but only %(issued)s issued. Count both "
        "again; a form that was never issued is not counted."
    ),
    "ballots.void_above_collected": _(
        "Class %(class_code)s: %(void)s void forms, but only %(collected)s collected."
    ),
    "ballots.void_forms_without_reason": _("Class %(class_code)s: say why %(void)s forms are void."),
    "ballots.own_rows_above_valid": _(
        "Class %(class_code)s: %(own_rows)s forms of reporters, but only %(valid)s valid forms."
    ),
    "ballots.own_rows_total": _(
        "Class %(class_code)s: the rows lack %(short)s entries in all, but %(own_rows)s valid forms came "
        "from reporters, whose own row stays empty. Check the number or the rows."
    ),
    "ballots.row_total": _(
        "Class %(class_code)s, %(reporter)s: the row adds up to %(total)s, expected is %(expected)s."
    ),
    "ballots.row_missing": _("Class %(class_code)s, %(reporter)s: nothing has been keyed yet."),
    "ballots.unknown_reporter": _("Class %(class_code)s: a row does not belong to the roster of this round."),
    "ballots.unknown_column": _("Class %(class_code)s, %(reporter)s: the sheet has no column %(column)s."),
    "ballots.void_row_without_reason": _(
        "Class %(class_code)s, %(reporter)s: say why %(void)s rows are void."
    ),
    "ballots.void_row_under_form_rule": _(
        "Class %(class_code)s, %(reporter)s: under the rule set of this round a faulty row makes the "
        "whole form void; count it among the void forms."
    ),
    "ballots.grades_under_scores": _(
        "Class %(class_code)s, %(reporter)s: this round is rated in scores, not in grades."
    ),
    "ballots.scores_under_grades": _(
        "Class %(class_code)s, %(reporter)s: this round is rated in grades, not in scores."
    ),
    "ballots.score_unreadable": _("“%(score)s” is not a score."),
    "ballots.score_out_of_range": _(
        "“%(score)s” is not a score between 0 and 100 with at most four decimals."
    ),
    "ballots.reporter_may_not_count": _("You report in this round and may not take part in its count."),
    "ballots.both_keyings_taken": _(
        "Class %(class_code)s is being keyed by %(first)s and %(second)s already."
    ),
    "ballots.not_your_keying": _("This sheet is keyed by %(who)s; nobody else may change it."),
    "ballots.keying_finished": _(
        "%(name)s finished this sheet at %(at)s. Open it again with a reason, or key differing rows again after "
        "looking at the paper."
    ),
    "ballots.keying_not_finished": _("This sheet is not finished yet."),
    "ballots.no_difference": _("The two keyings agree on %(reporter)s; there is nothing to key again."),
    "ballots.needs_account": _("Only somebody with an account can key a sheet."),
    "ballots.sheet_heads": _("The sheet lacks the heads: %(heads)s. Keep the heads as they were downloaded."),
    "ballots.sheet_rows": _(
        "Rows %(numbers)s of the sheet are of nobody on the roster, or of somebody twice. Nothing was read."
    ),
    "ballots.not_a_number": _("“%(text)s” is not a whole number."),
    "ballots.forms_per_reporter": _("Class %(class_code)s: enter the forms of each reporter's own members."),
    "ballots.forms_per_class": _("Class %(class_code)s rates everybody with one form; enter its forms once."),
    "ballots.bodies_not_recorded": _("Class %(class_code)s: no forms recorded yet for: %(names)s"),
    "ballots.department_locks": _(
        "The rating of the own secretary is part of this count; a teller, the supervisor or the office head of the "
        "department locks it."
    ),
    "ballots.reason_missing": _("A reason is needed for this."),
    "ballots.not_keyed_twice": _("Class %(class_code)s has not been keyed twice yet."),
    "ballots.differences_open": _("Class %(class_code)s: the two keyings still differ in %(count)s cells."),
    "ballots.not_confirmed": _(
        "Nobody has confirmed the count yet; locking needs a second person after the first."
    ),
    "ballots.same_person_locks": _("You have confirmed the count; another person must lock it."),
    "ballots.unlock_not_yours": _("Only the office head and the supervisor together may unlock a count."),
    "ballots.unlock_already_asked": _("%(who)s has already asked for the count to be unlocked."),
    "ballots.unlock_not_asked": _("Nobody has asked for the count to be unlocked."),
    "ballots.unlock_needs_other": _("%(who)s asked; the other of office head and supervisor must confirm."),
    "ballots.unlock_too_late": _("Grades have been proposed on this count; take the proposal back first."),
}  # fmt: skip

STATES: dict[str, tuple[str | Promise, str]] = {
    "": (_("Not begun"), ""),
    "open": (_("Forms handed out"), "info"),
    "closed": (_("Keying and comparing"), "wait"),
    "locked": (_("Locked"), "ok"),
}
"""Official words of the states, each with the kind of its badge."""

COLUMNS: dict[str, str | Promise] = {
    "void": _("Void"),
    "row": _("whole row"),
    "scores": _("Scores"),
}
"""Columns of a sheet that are not grades; grade names are data of the rule set."""

GAPS: dict[str, str | Promise] = {
    "ballots.issued_differs": _("Forms issued differ from those present"),
    "ballots.issued_above_members": _("More forms issued than the unit has members"),
}
"""What may be missing or odd in the data, by code (DSH-09)."""
