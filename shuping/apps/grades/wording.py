"""The sentences of refused acts around grades, of faulty rule sets, and the words of stored codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "grades.suspended": _("The round is suspended: nothing of its grades can be changed."),
    "grades.wrong_stage": _("This is not possible while the round stands at %(stage)s."),
    "grades.decided_already": _(
        "%(who)s recorded the decision of %(on)s. Inputs change again only after an objection has been upheld."
    ),
    "grades.decided_first": _("%(who)s has already recorded the decision of %(on)s. Nothing was changed."),
    "grades.source_missing": _("Say where the scores come from."),
    "grades.nothing_to_take_over": _("No total of the annual assessment of this round is confirmed yet."),
    "grades.component_without_weight": _("This component carries no weight in the rule set of this round."),
    "grades.not_on_roster": _("A row does not belong to the roster of this round."),
    "grades.score_not_usable": _(
        "%(unit)s: “%(value)s” is not a score. Enter a number from 0 to 100 with at most 4 decimals."
    ),
    "grades.import_faulty": _(
        "%(rows)s rows cannot be used. Nothing was entered; correct the table and check it again."
    ),
    "grades.import_columns": _(
        "The heads “单位” and “得分” were not found in the first rows. Keep the heads of the sheet as they are."
    ),
    "grades.import_changed": _(
        "%(name)s changed the scores at %(at)s, after your table was checked. Nothing was entered; check it again."
    ),
    "grades.ground_missing": _("Give the ground of the bonus or deduction."),
    "grades.points_not_usable": _("“%(value)s” cannot be used. Enter points above 0 with at most 2 decimals."),
    "grades.above_ceiling": _("%(value)s points exceed the ceiling of the plan (%(ceiling)s)."),
    "grades.taken_over_already": _(
        "%(unit)s: this has been taken over already; withdraw that entry before taking it over again."
    ),
    "grades.withdrawn_already": _("Somebody has already withdrawn this entry."),
    "grades.reason_missing": _("Give a reason."),
    "grades.text_missing": _("Write the text first."),
    "grades.unknown_veto_kind": _("Choose one of the kinds that the rule set names."),
    "grades.fact_missing": _("Describe the fact."),
    "grades.fact_in_future": _("%(on)s lies in the future."),
    "grades.vetoes_confirmed_already": _("%(who)s has already confirmed the circumstances of this round."),
    "grades.count_not_locked": _("The count is not locked yet: lock it first, then compute."),
    "grades.scores_missing": _("Scores are missing: %(names)s. Enter them first, then compute."),
    "grades.veto_not_confirmed": _(
        "The supervisor has not yet confirmed the circumstances that exclude a grade (also where there are none)."
    ),
    "grades.not_computed": _("Nothing has been computed yet."),
    "grades.inputs_changed": _(
        "Something has changed since computation no. %(number)s (count, scores, adjustments, circumstances, roster). "
        "Compute again first."
    ),
    "grades.unknown_grade": _("%(name)s: choose one of the grades."),
    "grades.proposal_without_reason": _("%(name)s: a proposal that differs from the suggestion needs a reason."),
    "grades.proposals_missing": _("Proposals are missing: %(names)s."),
    "grades.meeting_not_usable": _(
        "Give the day of the meeting (not in the future) and how many members were expected and present."
    ),
    "grades.undecided": _("No grade decided for: %(names)s."),
    "grades.deviation_without_reason": _("A decision that differs from the suggestion needs a reason: %(names)s."),
    "grades.waiver_missing": _(
        "Decided better than a recorded circumstance allows; that needs a written waiver of the meeting: %(names)s."
    ),
    "grades.cap_waiver_missing": _(
        "The proportion rule is not kept. Change the grades or give the meeting's waiver reason."
    ),
    "grades.not_published": _("The grades of this round have not been decided yet."),
    "grades.objection_open": _("An objection is being examined already."),
    "grades.answered_already": _("%(name)s was first: this objection was answered at %(at)s."),
    "grades.unknown_use": _("Choose how the result was used."),
    "grades.changed_meanwhile": _(
        "Somebody has changed the proposals since you opened this page. What you typed is still here; compare and save "
        "again."
    ),
    "grades.classes_held_back": _(
        "Class figures of this round may not be shown apart, so class weights, grade values and the tie order cannot "
        "be varied here."
    ),
    "grading.duplicate_id": _("%(key)s: the name %(value)s stands twice."),
    "grading.unknown_class": _("%(key)s: the class %(value)s has no weight."),
    "grading.counts_and_scores": _("%(key)s: counts and scores stand together."),
    "grading.no_grade_values": _("%(key)s: counts need values of the grades."),
    "grading.no_ballot": _("%(id)s: no class with a valid row is left, but the ballot carries weight."),
    "grading.no_annual": _("%(id)s: the annual score is missing, but it carries weight."),
    "grading.no_leader": _("%(id)s: the leaders' score is missing, but it carries weight."),
    "rulesets.unknown_key": _("%(key)s: unknown key."),
    "rulesets.missing_key": _("%(key)s: missing."),
    "rulesets.not_an_object": _("%(key)s: must be an object."),
    "rulesets.not_a_list": _("%(key)s: must be a list."),
    "rulesets.not_a_number": _("%(key)s: “%(value)s” is not a number."),
    "rulesets.too_small": _("%(key)s: %(value)s is below %(least)s."),
    "rulesets.too_large": _("%(key)s: %(value)s is above %(most)s."),
    "rulesets.not_an_integer": _("%(key)s: “%(value)s” is not a whole number."),
    "rulesets.not_a_text": _("%(key)s: a text is needed."),
    "rulesets.not_a_flag": _("%(key)s: yes or no is needed."),
    "rulesets.not_a_choice": _("%(key)s: “%(value)s” is none of %(options)s."),
    "rulesets.weights_sum": _("%(key)s: the weights sum to %(total)s, not 1."),
    "rulesets.grade_values_rise": _("%(key)s: a worse grade has a higher value than a better one."),
    "rulesets.class_not_letters": _("%(key)s: a class of raters is named by letters."),
    "rulesets.class_twice": _("%(key)s: the class %(value)s stands twice."),
    "rulesets.class_without_weight": _("%(key)s: the class %(value)s has no weight."),
    "rulesets.weight_without_class": _("%(key)s: the class %(value)s has a weight but is not described."),
    "rulesets.unknown_class": _("%(key)s: unknown class %(value)s."),
    "rulesets.bands_each_grade_once": _("%(key)s: every grade needs exactly one band."),
    "rulesets.bands_not_best_first": _("%(key)s: the bands must stand best first."),
    "rulesets.bands_not_falling": _("%(key)s: the lower edges of the bands must fall."),
    "rulesets.bands_lowest_not_zero": _("%(key)s: the lowest band must begin at 0."),
    "rulesets.unknown_tie_key": _("%(key)s: ties cannot be separated by “%(value)s”."),
    "rulesets.tie_key_twice": _("%(key)s: “%(value)s” stands twice."),
    "rulesets.tie_order_empty": _("%(key)s: the order that separates ties is empty."),
    "rulesets.grade_name_twice": _("%(key)s: two grades have the same name."),
    "rulesets.not_a_share": _("%(key)s: a share such as 1 of 3 is needed."),
    "rulesets.section_twice": _("%(key)s: sections must be named once each."),
    "rulesets.section_problems_missing": _("%(key)s: the section on problems is missing."),
    "rulesets.scheme_twice": _("%(key)s: the scheme %(value)s stands twice."),
    "rulesets.scheme_for_nobody": _("Scheme %(value)s: name at least one unit class or assessment group."),
    "rulesets.scheme_claimed_twice": _("Scheme %(value)s: %(claim)s has another scheme already."),
    "rulesets.unknown_scheme": _("%(key)s: there is no scheme %(value)s."),
    "rulesets.members_are_not_reporters": _(
        "%(key)s: class %(value)s is rated by each reporter's own members; it cannot be the reporters at the same time."
    ),
    "rulesets.veto_twice": _("%(key)s: the kind %(value)s stands twice."),
}

COMPONENTS = {
    "annual": _("Annual Party-work assessment"),
    "leader": _("Leaders' assessment"),
}
KINDS = {"bonus": _("Bonus"), "deduction": _("Deduction")}
USES = {
    "annual_appraisal": _("Annual appraisal"),
    "formal_talk": _("Formal talk"),
    "circular": _("Circular"),
    "selection": _("Selection and commendation"),
    "other": _("Other use"),
}
PROBLEMS = {
    "unknown_unit": _("not on the roster of this round"),
    "twice": _("stands twice"),
    "not_a_score": _("not a number from 0 to 100 with at most 4 decimals"),
    "stale": _("changed since the download; download the sheet anew"),
}
LEANINGS = {
    "strict": _("stricter than the others"),
    "lenient": _("more lenient than the others"),
    "alike": _("much like the others"),
}
EFFECTS = {
    "not_good": _("may not be graded Good"),
    "at_most_average": _("at most Fair"),
    "poor": _("graded Poor"),
}

GAPS: dict[str, str | Promise] = {
    "grades.no_score": _("Component score missing"),
}
"""What may be missing or odd in the data, by code (DSH-09)."""
