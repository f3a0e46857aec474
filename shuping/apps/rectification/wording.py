"""The words of this app: sentences for refusals, and the official words for states, kinds and sources."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: dict[str, Promise] = {
    "planning": _("Plan to be made"),
    "under_review": _("Plan under review"),
    "in_progress": _("In rectification"),
    "sign_off_requested": _("Sign-off requested"),
    "signed_off": _("Signed off"),
    "long_term": _("Kept up for the long term"),
    "held": _("Signed off, look-back: holds"),
    "relapsed": _("Signed off, look-back: found again"),
}
STATE_BADGES = {
    "planning": "",
    "under_review": "wait",
    "in_progress": "info",
    "sign_off_requested": "wait",
    "signed_off": "ok",
    "long_term": "info",
    "held": "ok",
    "relapsed": "error",
}
# Official Chinese words as data, for lines that go into next year's report whatever the reader's language (words.md).
OFFICIAL_STATES = {
    "planning": "待制定",
    "under_review": "待审",
    "in_progress": "正在整改",
    "sign_off_requested": "申请销号",
    "signed_off": "已销号",
    "long_term": "长期坚持",
    "held": "已销号（回头看：巩固）",
    "relapsed": "反弹（重新立项）",
}
SOURCES: dict[str, Promise] = {
    "comment": _("Superior's comment"),
    "question": _("Question at the meeting"),
    "self": _("Found by the unit itself"),
    "ballot": _("Remarks on ballots"),
    "check": _("Pre-review check"),
    "inspection": _("Inspection"),
    "life_meeting": _("Democratic life meeting"),
    "last_year": _("Last year's problem"),
    "speech": _("Leader's speech"),
}
KINDS: dict[str, Promise] = {
    "immediate": _("At once"),
    "within_term": _("Within a set time"),
    "long_term": _("For the long term"),
}
SEVERITIES: dict[str, Promise] = {"normal": _("Normal"), "serious": _("Serious")}
LIGHTS: dict[str, Promise | str] = {"red": _("Overdue"), "yellow": _("Due soon"), "green": _("On time"), "none": ""}
LIGHT_BADGES = {"red": "error", "yellow": "wait", "green": "ok", "none": ""}
PLAN_STATES: dict[str, Promise] = {
    "draft": _("Being written"),
    "submitted": _("Waiting for review"),
    "returned": _("Returned for changes"),
    "approved": _("Approved"),
}
TALKS: dict[str, Promise] = {"formal": _("Formal talk"), "reminder": _("Reminder talk")}
LACKS: dict[str, Promise] = {
    "measure": _("measure"),
    "owner": _("responsible person"),
    "deadline": _("deadline"),
    "result": _("expected result"),
    "lead": _("leading person and department"),
}
DOUBTS: dict[str, Promise] = {
    "result_not_measurable": _("The expected result names no figure or document that can be checked."),
    "measure_after_deadline": _("A measure ends after the problem itself is due."),
}
LOG: dict[str, Promise] = {
    "opened": _("Problem opened"),
    "merged": _("Another problem merged into this one"),
    "plan_submitted": _("Plan handed in"),
    "plan_returned": _("Plan returned"),
    "plan_approved": _("Rectification plan approved"),
    "progress": _("Progress"),
    "comment": _("Discussion"),
    "measure_done": _("Measure done"),
    "evidence": _("Evidence attached"),
    "sign_off_requested": _("Sign-off requested"),
    "sign_off_returned": _("Sign-off returned"),
    "signed_off": _("Signed off"),
    "extension_asked": _("More time requested"),
    "extension_granted": _("More time granted"),
    "extension_refused": _("More time refused"),
    "look_back_planned": _("Look-back planned"),
    "held": _("Look-back: holds"),
    "relapsed": _("Look-back: found again"),
    "escalated": _("Put under supervision"),
    "long_term": _("Kept up for the long term"),
    "term_set": _("Deadline set again"),
    "talk": _("Talk held"),
}

SPEECH_KINDS: dict[str, Promise] = {"finding": _("Finding"), "requirement": _("Requirement")}
MODES: dict[str, Promise] = {"on_the_spot": _("On the spot"), "written": _("In writing")}
# What a chain over the years comes to, with the colour of its badge.
VERDICTS: dict[str, tuple[Promise, str]] = {
    "opened_again": (_("Opened again"), "error"),
    "unsolved": (_("Unsolved for long"), "wait"),
    "settled": (_("Came again, signed off since"), "ok"),
}
# What the reading of a speech cannot decide: shown to a person, never filled in (SPC-01).
SPEECH_WARNINGS: dict[str, Promise] = {
    "speech.requirements_missing": _(
        "The speech announces %(announced)s parts; the text holds %(present)s headings. Nothing is filled in."
    ),
    "speech.numbers_broken": _("The parts are not numbered one after the other. Compare with the original."),
    "speech.heading_only": _("Part %(no)s holds a heading only, without text."),
    "speech.no_findings": _("No numbered findings were read. Add them by hand."),
    "speech.findings_missing": _(
        "The speech announces %(announced)s problems; the text holds %(present)s. Nothing is filled in."
    ),
    "speech.finding_empty": _("Problem %(no)s holds a number only, without text."),
    "speech.attachment_missing": _("The text says “%(words)s”; what is attached is not here. Nothing is filled in."),
    "speech.live_total_differs": _(
        "The speech gives %(total)s reporters on the spot in all; its groups add up to %(counted)s. Check it."
    ),
    "speech.several_lists": _("%(lists)s lists of findings were read; the longest is taken. Check it."),
}


def speech_warning(warning: Mapping[str, Any]) -> str:
    """The sentence for one warning of a reading; for an unknown code the words the reading gave."""
    words = SPEECH_WARNINGS.get(warning["code"])
    return str(words) % warning["params"] if words is not None else str(warning["text"])


SENTENCES: dict[str, str | Promise] = {
    "rectification.archived": _(
        "%(name)s archived this round at %(at)s. What was fed back and which problems were listed is fixed; measures, "
        "evidence, sign-off and look-backs go on."
    ),
    "rectification.mention_blind": _("%(name)s may not see this problem and cannot be mentioned here."),
    "rectification.not_possible": _("This step does not follow from where the problem stands now. Reload the page."),
    "rectification.own_request": _("You made this request yourself. Somebody of another role must answer it."),
    "rectification.own_row": _("A unit cannot answer for its own problem. The office or the contact leader does."),
    "rectification.not_contact_leader": _("You do not lead %(about)s. The office or its contact leader answers this."),
    "rectification.no_deadline": _("The problem has no deadline that could be extended."),
    "rectification.deadline_passed": _(
        "The deadline %(due)s has passed. More time must be requested and granted before the deadline."
    ),
    "rectification.not_later": _("The new deadline must be later than %(due)s."),
    "rectification.stale": _(
        "Somebody else has saved this in the meantime. Compare with the present version, then save again."
    ),
    "rectification.code_missing": _("Enter a code."),
    "rectification.code_too_long": _("A code has at most 10 characters."),
    "rectification.name_missing": _("Enter a name."),
    "rectification.unknown_category": _("There is no common problem with the code “%(category)s”."),
    "rectification.unknown_source": _("Choose where the problem comes from; “%(source)s” is not known."),
    "rectification.unknown_kind": _("Choose the kind of rectification; “%(kind)s” is not known."),
    "rectification.unknown_talk": _("Choose formal talk or reminder talk; “%(kind)s” is not known."),
    "rectification.problem_missing": _("Write down the problem."),
    "rectification.taken_already": _("This is on the list already, as problem %(number)s."),
    "rectification.delivered_text": _(
        "The unit has been told of this problem: its text is fixed. Classification and root cause can be changed."
    ),
    "rectification.not_mergeable": _(
        "Only problems of one unit and one round can be merged, before the feedback is delivered."
    ),
    "rectification.not_droppable": _("The unit has been told of this problem; it can only be signed off."),
    "rectification.reason_missing": _("Give the reason."),
    "rectification.text_missing": _("Write something first."),
    "rectification.already_closed": _("The problem is signed off already."),
    "rectification.already_escalated": _("The problem has been under supervision since %(at)s."),
    "rectification.already_delivered": _("%(name)s delivered this feedback at %(at)s; it cannot be changed any more."),
    "rectification.grade_not_decided": _("The grade of %(about)s is not decided yet. Deliver the feedback after that."),
    "rectification.no_problem": _("The feedback for %(about)s names no problem. Add at least one."),
    "rectification.requirements_missing": _("Write the requirements before you deliver the feedback."),
    "rectification.plan_due_past": _("The plan cannot be due on %(due)s, which is past."),
    "rectification.not_delivered": _("The feedback is not delivered yet."),
    "rectification.not_the_reporter": _("Only %(about)s signs for this feedback."),
    "rectification.already_signed": _("%(name)s signed for this feedback at %(at)s."),
    "rectification.plan_fixed": _("The plan for problem %(number)s is handed in or approved and cannot be changed."),
    "rectification.measure_missing": _("Write down the measure."),
    "rectification.owner_missing": _("Name the responsible person."),
    "rectification.not_running": _("Problem %(number)s is not in rectification."),
    "rectification.result_missing": _("Write down the result."),
    "rectification.plan_submitted": _("%(name)s handed in this plan at %(at)s. It is being reviewed."),
    "rectification.nothing_to_submit": _("There is no problem whose plan could be handed in."),
    "rectification.rows_incomplete": _(
        "The plan is not complete: problems %(numbers)s lack a measure, responsible person, deadline, expected result "
        "or leading department."
    ),
    "rectification.plan_decided": _("%(name)s decided on this plan at %(at)s."),
    "rectification.already_requested": _("%(name)s requested sign-off at %(at)s."),
    "rectification.statement_missing": _("Say what was done and what came of it."),
    "rectification.no_evidence": _("Attach at least one piece of evidence before you request sign-off."),
    "rectification.already_answered": _("%(name)s answered this at %(at)s."),
    "rectification.extension_standing": _("A request for more time is waiting for an answer already."),
    "rectification.nothing_closed": _("No closed problem is left to look back at."),
    "rectification.seed_missing": _("Enter the number from which the sample is drawn."),
    "rectification.not_closed": _("Problem %(number)s is not signed off; only closed problems are looked back at."),
    "rectification.look_back_standing": _("A look-back on this problem is planned already."),
    "rectification.already_looked": _("%(name)s recorded this look-back (%(at)s)."),
    "rectification.finding_missing": _("Write down what was found."),
    "rectification.ground_missing": _("Give the ground of the talk."),
    "rectification.record_missing": _("Write the record of the talk."),
    "rectification.leader_missing": _("Name who led the talk."),
    "rectification.talk_other_unit": _(
        "Problem %(number)s is one of %(unit)s. Choose somebody of that unit, or record the talk without the problem."
    ),
    "rectification.follow_up_without_date": _("Say until when the follow-up is due."),
    "rectification.no_follow_up": _("This talk agreed on no follow-up."),
    "rectification.follow_up_done": _("The follow-up was done on %(at)s."),
    "rectification.unknown_unit": _("No unit of this round has this name."),
    "rectification.repeated": _("This problem of the unit is on the list already."),
    "rectification.unit_unclear": _("Several units have this name. Write the full name or the code of the unit."),
    "rectification.unknown_row": _("No problem that you may write to has this unit and number."),
    "rectification.unknown_number": _("No open problem on the list has this unit and number."),
    "rectification.unknown_problem": _("The unit was told of no problem with this number."),
    "rectification.unknown_measure": _("The problem has no measure with this number."),
    "rectification.not_a_day": _("There is no day “%(text)s”. Write it as 2022-12-31."),
    "rectification.done_on_missing": _("Say on which day the measure was done."),
    "rectification.done_kept": _("A measure that is done stays done; its day and result can be mended."),
    "rectification.not_to_finish": _("Only the unit says that its measure is done; write progress instead."),
    "rectification.repeated_row": _("The row stands in the table twice."),
    "rectification.row_changed": _(
        "Problem %(number)s was changed by %(name)s at %(at)s, after this sheet was downloaded. Download it anew."
    ),
    "rectification.row_contradicts": _("Another row of the same problem says something else here."),
    "rectification.measure_repeated": _("The problem has this measure already."),
    "rectification.measure_due_missing": _("Say until when the measure is to be done."),
    "rectification.unknown_word": _("“%(word)s” is no entry for %(head)s; keep to the words of the sheet."),
    "rectification.source_fixed": _("The source of a problem that is on the list stays what it was."),
    "rectification.repeated_now": _("Row %(number)s: somebody else has just entered the same problem."),
    "rectification.check_lost": _("The check is no longer known. Choose the table again."),
    "rectification.import_heads": _("The table lacks the heads: %(heads)s. Keep the heads of the sheet as they are."),
    "rectification.import_faulty": _("Nothing was imported: mend rows %(numbers)s first."),
    "rectification.import_empty": _("The table holds no row."),
    "rectification.speech_missing": _("The text of the speech is empty."),
    "rectification.speech_repeated": _("%(name)s imported this text at %(at)s as “%(title)s”."),
    "rectification.speech_confirmed": _("%(name)s confirmed this speech at %(at)s. It cannot be confirmed twice."),
    "rectification.speech_gone": _("This draft was taken away in the meantime."),
    "rectification.speech_title_missing": _("Give the speech a title."),
    "rectification.speech_no_lines": _("Take over at least one line."),
    "rectification.speech_line_missing": _("A line has no words."),
    "rectification.speech_not_finding": _("Only a finding is taken to units; a requirement gets a task."),
    "rectification.speech_no_units": _("Choose at least one unit."),
    "rectification.speech_other_round": _("Choose units that report in the round of the speech."),
    "rectification.speech_taken": _("This finding stands already at: %(names)s. Nothing was written."),
    "rectification.figure_source_missing": _("Name the source of the figures."),
    "rectification.not_linked": _("This problem stands under no speech."),
}

GAPS: dict[str, Promise | str] = {
    "rectification.no_category": _("Problem without a category"),
    "rectification.no_measure": _("Problem under way without a measure"),
    "rectification.no_leader": _("Problem under way without a leading person"),
    "rectification.no_due": _("Problem under way without a deadline"),
}
"""What may be missing or odd in the data, by code (DSH-09)."""
