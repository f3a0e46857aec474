"""The sentences and words of the annual assessment and the pre-review check."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES: dict[str, str | Promise] = {
    "assessments.no_indicator": _("%(key)s: a scheme needs at least one indicator."),
    "assessments.too_many_indicators": _("%(key)s: at most %(most)s indicators."),
    "assessments.key_twice": _("%(key)s: the number %(value)s stands twice."),
    "assessments.not_hundred": _("The full marks total %(total)s; they must total exactly 100."),
    "assessments.group_empty": _("%(key)s: a group without indicators."),
    "assessments.ceiling_above_full": _("%(key)s: at most %(full)s can be deducted here, not %(most)s."),
    "assessments.range_turned": _("%(key)s: the least points %(least)s are above the most, %(most)s."),
    "assessments.no_points": _("%(key)s: points above 0 are needed."),
    "assessments.too_fine": _("%(key)s: “%(value)s” has more than two decimals."),
    "assessments.words_too_long": _("%(key)s: at most %(most)s characters."),
    "assessments.bad_key": _("%(key)s: “%(value)s” is no number of an indicator, such as 1.2."),
    "assessments.points_not_usable": _("“%(value)s” are no usable points: above 0, at most 100, two decimals."),
    "assessments.unknown_key": _("The scheme has no indicator or item “%(key)s”."),
    "assessments.points_outside": _("“%(title)s”: one case brings %(least)s to %(most)s points."),
    "assessments.self_score_missing": _("Score “%(title)s” before handing in."),
    "assessments.self_score_outside": _("“%(title)s”: a score from 0 to %(full)s with two decimals, not “%(value)s”."),
    "assessments.seed_missing": _("Give the seed of the draw, for instance the number drawn from the box."),
    "assessments.too_few_people": _("%(people)s people cannot make %(groups)s groups."),
    "assessments.nobody_may_check": _(
        "Every group has somebody who must stand aside for %(unit)s. Choose other people or more groups."
    ),
    "assessments.not_possible": _("This cannot be done now; the assessment has moved on. Reload the page."),
    "assessments.name_missing": _("Give the scheme a name."),
    "assessments.name_taken": _("A scheme is called “%(name)s” already."),
    "assessments.unknown_class": _("“%(value)s” is no class of units."),
    "assessments.scheme_locked": _("This version has been in use since %(at)s and is locked. Make a new version."),
    "assessments.scheme_faulty": _("The scheme has %(count)s faults; they are listed below."),
    "assessments.stale": _(
        "%(who)s has saved this since you opened it. What you typed is kept below; compare, then save again."
    ),
    "assessments.answer_days": _("The unit needs 1 to 60 days to answer."),
    "assessments.two_schemes": _("Two of the schemes are for the same class of units."),
    "assessments.due_past": _("The time limit %(due)s has passed already."),
    "assessments.no_scheme_for": _("No scheme holds for %(unit)s. Choose one for its class or one for all others."),
    "assessments.source_missing": _("Say where the totals come from."),
    "assessments.not_on_roster": _("This unit is not on the roster of the round."),
    "assessments.total_not_usable": _("%(unit)s: “%(value)s” is no total from 0 to 100 with at most 4 decimals."),
    "assessments.assessed_here": _("%(unit)s is being assessed here; its total comes from its indicators."),
    "assessments.handed_in_already": _("The self score was handed in already, by %(who)s on %(at)s."),
    "assessments.reason_missing": _("Give the reason."),
    "assessments.related_unit": _(
        "%(name)s leads or supervises this unit or has it as a contact point: somebody else checks it."
    ),
    "assessments.former_secretary": _(
        "%(name)s was secretary of this unit within the last %(years)s years: somebody else checks it."
    ),
    "assessments.opened_already": _(
        "The assessment of this round was opened already: %(who)s, %(at)s. Look at its schemes and dates."
    ),
    "assessments.drawn_meanwhile": _(
        "The groups were drawn in the meantime: %(who)s, %(at)s. Look at them before you draw again."
    ),
    "assessments.visits_begun": _("Groups have begun to check; they cannot be drawn again."),
    "assessments.visited_twice": _(
        "%(unit)s has a visit already (%(on)s). Merge the two, or say why the unit must be visited a second time."
    ),
    "assessments.group_barred": _("%(name)s of this group must stand aside for %(unit)s."),
    "assessments.no_part": _("A visit covers the annual assessment, the pre-review check or both."),
    "assessments.other_group": _("This group belongs to another round."),
    "assessments.visit_done": _("This visit is closed: %(who)s, %(at)s."),
    "assessments.visit_has_entries": _("Something was entered on this visit; withdraw it first."),
    "assessments.bad_sending": _(
        "The form did not arrive whole. Reload the page; what you typed is kept on this device."
    ),
    "assessments.no_scheme": _("%(unit)s has an imported total and no indicators."),
    "assessments.delivered_already": _("The unit was told the result on %(at)s; nothing is entered any more."),
    "assessments.in_the_future": _("%(on)s lies in the future."),
    "assessments.unknown_method": _("“%(value)s” is no method of checking."),
    "assessments.method_missing": _("Say how it was checked."),
    "assessments.fact_missing": _("Give the ground: what was found."),
    "assessments.place_missing": _("Say where it was found, or name the evidence."),
    "assessments.no_such_sentence": _("This sentence does not stand in the report as handed in. Choose it again."),
    "assessments.unknown_verdict": _("“%(value)s” is no verdict."),
    "assessments.withdrawn_already": _("It was withdrawn already: %(name)s, %(at)s."),
    "assessments.visit_changed": _("%(name)s changed this visit at %(at)s. Look at it again."),
    "assessments.version_open": _(
        "Version %(number)d is being edited already: %(who)s, %(at)s. Change that one, or use it first."
    ),
    "assessments.ground_missing": _("Give the ground of the bonus."),
    "assessments.bonus_twice": _("This bonus was entered already: %(who)s, %(at)s. The same case counts once."),
    "assessments.answer_sent_already": _("The answer of the unit was sent already: %(who)s, %(at)s."),
    "assessments.checked_already": _(
        "“%(sentence)s…” was judged already: %(who)s, %(at)s. Agree in the group; withdraw the other finding first."
    ),
    "assessments.confirmed_already": _("The total was confirmed already: %(who)s, %(at)s."),
    "assessments.visit_open": _("The visit at %(unit)s is not finished yet."),
    "assessments.answer_missing": _("Accept or object to every deduction; “%(fact)s” has no answer."),
    "assessments.objection_empty": _("Say what is objected to."),
    "assessments.objection_late": _("Objections were possible until %(due)s."),
    "assessments.answered_already": _("This objection is not open any more: %(who)s, %(at)s."),
    "assessments.points_must_fall": _("After an objection the points only fall: above 0 and below %(points)s."),
    "assessments.words_missing": _("Say why."),
    "assessments.not_due_yet": _("The unit may still answer until %(due)s."),
    "assessments.imported": _("%(unit)s has an imported total; import it again instead."),
    "assessments.no_fact_chosen": _("Choose at least one fact."),
    "assessments.import_columns": _("The table needs the heads of the template; “%(name)s” is missing."),
    "assessments.import_row": _("Row %(row)s: “%(value)s” is no kind of row."),
    "assessments.import_group": _("Row %(row)s: the first indicator needs the name of its group."),
    "assessments.not_confirmed": _("No total of this round is confirmed yet."),
}

STATES: dict[str, str | Promise] = {
    "self_score": _("Self score due"),
    "handed_in": _("Being checked"),
    "with_unit": _("With the unit for confirmation"),
    "objected": _("Objection to be answered"),
    "answered": _("Answered, to be confirmed"),
    "confirmed": pgettext_lazy("annual assessment", "Confirmed"),
}
STATE_BADGES: dict[str, str] = {
    "self_score": "",
    "handed_in": "wait",
    "with_unit": "wait",
    "objected": "error",
    "answered": "wait",
    "confirmed": "ok",
}
VERDICTS: dict[str, str | Promise] = {
    "open": pgettext_lazy("deduction", "Not answered yet"),
    "accepted": pgettext_lazy("deduction", "Accepted by the unit"),
    "objected": pgettext_lazy("deduction", "Objected to"),
    "kept": pgettext_lazy("deduction", "Kept after the objection"),
    "changed": pgettext_lazy("deduction", "Lowered after the objection"),
    "dropped": pgettext_lazy("deduction", "Dropped"),
    "withdrawn": pgettext_lazy("deduction", "Withdrawn"),
}
VERDICT_BADGES: dict[str, str] = {"open": "", "accepted": "ok", "objected": "error", "kept": "info", "changed": "info"}
STEPS: dict[str, str | Promise] = {
    **VERDICTS,
    "entered": pgettext_lazy("deduction", "Entered"),
    "corrected": pgettext_lazy("deduction", "Corrected"),
    "lapsed": pgettext_lazy("deduction", "Not answered within the time limit"),
}
FINDINGS: dict[str, str | Promise] = {
    "true": pgettext_lazy("finding", "True"),
    "partly": pgettext_lazy("finding", "Partly true"),
    "untrue": pgettext_lazy("finding", "Untrue"),
}
FINDING_BADGES: dict[str, str] = {"true": "ok", "partly": "wait", "untrue": "error"}
METHODS: dict[str, str | Promise] = {
    "spot_check": pgettext_lazy("method", "Random spot check"),
    "covert": pgettext_lazy("method", "Unannounced visit"),
    "documents": pgettext_lazy("method", "Looking up records"),
    "interview": pgettext_lazy("method", "Interview"),
    "phone": pgettext_lazy("method", "Phone call"),
    "questionnaire": pgettext_lazy("method", "Questionnaire"),
}
VISITS: dict[str, str | Promise] = {
    "planned": pgettext_lazy("visit", "Planned"),
    "done": pgettext_lazy("visit", "Done"),
    "cancelled": pgettext_lazy("visit", "Cancelled"),
}
HOW: dict[str, str | Promise] = {
    "unit": _("confirmed by the unit"),
    "deadline": _("not answered within the time limit"),
    "import": _("imported"),
}
GAPS: dict[str, str | Promise] = {
    "not_in": _("On the roster, but not in the assessment yet"),
    "self_score_late": _("Self score not handed in on time"),
    "no_visit": _("No visit planned"),
    "visit_late": _("Visit overdue"),
    "no_finding": _("Visited, but no sentence of the report checked"),
    "answer_late": _("Time limit of the unit's answer passed"),
    "no_total": _("No confirmed total yet"),
}
BONUS_MODES: dict[str, str | Promise] = {
    "highest": _("only the highest counts"),
    "sum": _("all count together"),
}
