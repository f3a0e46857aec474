"""Codes of the rounds as sentences, and the names of stages, dates and changes."""

import re
from collections.abc import Iterable
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuping.apps.organization.api import CLASS_NAMES
from shuping.base.wording import sentence
from shuping.core.cycles.guards import Refusal
from shuping.core.errors import RuleError
from shuping.core.grading.numbers import plain
from shuping.core.rulesets.nodes import Fault

STAGES: dict[str, str | Promise] = {
    "draft": _("Preparation"),
    "plan_approved": _("Plan approved"),
    "notified": _("Notice issued"),
    "preparing": _("Reports being prepared"),
    "materials_locked": _("Materials final"),
    "meeting": _("Meeting under way"),
    "ballot_closed": _("Ballot closed"),
    "count_locked": _("Count locked"),
    "proposed": _("Grades proposed"),
    "decided": _("Decided by the leading group"),
    "fed_back": _("Fed back and circulated"),
    "rectifying": _("Rectification"),
    "look_back": _("Look-back"),
    "archived": _("Archived"),
}

DATES: dict[str, str | Promise] = {
    "plan": _("Plan to the meeting"),
    "notice": _("Notice"),
    "report_due": _("Reports due"),
    "review_done": _("Reports reviewed"),
    "meeting": _("Review meeting"),
    "count": _("Counting of the ballot"),
    "decision": _("Decision meeting"),
    "feedback": _("Feedback"),
    "plan_due": _("Rectification plans due"),
    "mid_check": _("Mid-term check"),
    "look_back": _("Look-back due"),
}

MODES: dict[str, str | Promise] = {"on_the_spot": _("On the spot"), "written": _("In writing"), "": _("Not yet set")}

LEVELS: dict[str, str | Promise] = {
    "group": _("Leading Party members group"),
    "organs_committee": _("Party committee of the organs"),
    "committee": _("Party committee"),
    "general_branch": _("General branch"),
    "branch": _("Branch"),
    "": _("All levels"),
}

UNIT_CLASSES = CLASS_NAMES

ELECTORATE_NAMES: dict[str, str | Promise] = {
    "meeting": _("those at the meeting"),
    "own_members": _("each reporter's own members"),
    "own_secretary": _("own members on the own secretary, for the round above"),
    "child_round": _("own members, taken over from the unit's round"),
}

EFFECTS: dict[str, str | Promise] = {
    "not_good": _("at best the second grade"),
    "at_most_average": _("at best the third grade"),
    "poor": _("the fourth grade"),
}

CHANGES: dict[str, str | Promise] = {
    "unit_added": _("Unit added"),
    "reporter_replaced": _("Reporter replaced"),
    "reporter_left": _("Reporter no longer reports"),
    "reporter_exempt": _("Reporter exempt"),
    "reporter_readmitted": _("Exemption withdrawn"),
    "mode_changed": _("Mode changed"),
    "group_changed": _("Assessment group changed"),
    "date_moved": _("Date moved"),
    "deadline_extended": _("Deadline extended"),
}

SENTENCES: dict[str, str | Promise] = {
    # What a step lacks (core.cycles.guards)
    "cycles.suspended": _("This round is suspended. Resume it before it goes on."),
    "cycles.rule_set_faulty": _("The rule set is not whole: %(names)s"),
    "cycles.no_voter_class": _("The plan names no class of raters. Name at least one under “Classes and weights”."),
    "cycles.too_few_categories": _("The plan names %(count)s categories of content; at least %(least)s are needed."),
    "cycles.no_reporters": _("The roster is empty. Take the reporters over from the register."),
    "cycles.mode_missing": _("No mode (on the spot or in writing) is set for: %(names)s"),
    "cycles.dates_missing": _("The plan does not yet name these dates: %(names)s"),
    "cycles.dates_out_of_order": _("These dates lie before one that must come first: %(names)s"),
    "cycles.approval_not_recorded": _("Which meeting approved the plan, and when, is not recorded."),
    "cycles.notice_not_released": _("The notice has no document number or no day of issue yet."),
    "cycles.written_not_approved": _("No approved written report yet from: %(names)s"),
    "cycles.spoken_not_approved": _("No approved spoken report yet from: %(names)s"),
    "cycles.last_year_unanswered": _("Problems of last year are not answered by: %(names)s"),
    "cycles.comment_without_problem": _("No comment outline with at least one problem yet for: %(names)s"),
    "cycles.order_not_fixed": _("The order of speaking is not drawn or fixed yet."),
    "cycles.rosters_not_frozen": _("The number of those entitled to rate is not recorded for every class."),
    "cycles.quorum_missed": _("Attendance is missing or below the quorum in: %(names)s"),
    "cycles.ballot_not_closed": _("The ballot is not closed yet."),
    "cycles.ballot_closed_already": _("The ballot is closed; the meeting can no longer be broken off."),
    "cycles.collected_above_issued": _("More forms were collected than issued in: %(names)s"),
    "cycles.not_keyed_twice": _("Not yet keyed by two clerks: %(names)s"),
    "cycles.keyings_differ": _("The two keyings still differ in %(count)s places."),
    "cycles.void_without_reason": _("Void forms or rows without a reason in: %(names)s"),
    "cycles.count_not_confirmed": _("%(count)s of %(least)s persons have confirmed the count."),
    "cycles.score_missing": _("A component score is missing for: %(names)s"),
    "cycles.veto_facts_not_confirmed": _(
        "The supervisor has not yet confirmed the facts barring a grade (none is a fact too)."
    ),
    "cycles.grades_not_computed": _("The composite has not been computed yet."),
    "cycles.proposal_missing": _("No proposed grade yet for: %(names)s"),
    "cycles.decision_meeting_not_recorded": _("Date and members present of the decision meeting are not recorded."),
    "cycles.grade_undecided": _("No decided grade yet for: %(names)s"),
    "cycles.deviation_without_reason": _("Decided otherwise than suggested, without a reason: %(names)s"),
    "cycles.waiver_missing": _("Decided above what a recorded fact allows, without a written waiver: %(names)s"),
    "cycles.cap_broken": _("The proportion is not kept, and no reason for setting it aside is recorded."),
    "cycles.feedback_missing": _("No feedback sheet yet for: %(names)s"),
    "cycles.receipt_missing": _("Feedback not yet received and signed by: %(names)s"),
    "cycles.circular_range_missing": _("Within which range the result is circulated is not recorded."),
    "cycles.objection_open": _("Objections wait for an answer: %(names)s"),
    "cycles.plan_not_approved": _("No approved rectification plan yet from: %(names)s"),
    "cycles.rows_incomplete": _("%(count)s problems lack a measure, an owner or a deadline."),
    "cycles.rows_open": _("Neither signed off, long-term nor extended with approval: %(names)s"),
    "cycles.look_back_missing": _("%(count)s sampled problems have not been looked at again."),
    "cycles.inventory_incomplete": _("The year's file still lacks: %(names)s"),
    # What only warns (core.cycles.preflight)
    "cycles.order_not_drawn": _("The plan says that the order is drawn; a fixed list was entered."),
    "cycles.meeting_long": _("The meeting will take about %(minutes)s minutes; more than %(most)s are not advised."),
    "cycles.values_suggested": _("%(count)s values still stand as suggested. Compare them with your own plan."),
    "cycles.dates_on_rest_days": _("These dates fall on a day off: %(names)s"),
    "cycles.units_without_reporter": _("Nobody was in office on the cut-off date at: %(names)s"),
    "cycles.units_not_listed": _("Neither on the roster nor exempt: %(names)s"),
    "cycles.classes_without_number": _("How many are invited is open for: %(names)s"),
    "cycles.empty_schemes": _("These schemes hold for nobody on the roster: %(names)s"),
    "cycles.small_classes": _("So few that their figures will never be shown apart: %(names)s"),
    # What the services refuse
    "cycles.no_such_step": _("A round does not go from “%(origin)s” to “%(to)s”."),
    "cycles.unknown_stage": _("There is no stage “%(stage)s”."),
    "cycles.not_now": _("This cannot be done while the round stands at “%(stage)s”."),
    "cycles.changed_meanwhile": _(
        "%(who)s has changed the plan meanwhile. What you typed is kept below; compare it and save again."
    ),
    "cycles.moved_meanwhile": _("%(who)s was first: the round stands at “%(stage)s” now. Look at it again."),
    "cycles.year_taken": _(
        "A round of %(year)s of this organiser and these unit classes exists already: %(title)s (%(name)s, %(at)s)"
    ),
    "cycles.weights_above": _("%(what)s: they add up to %(total)s %%, %(off)s %% above 100."),
    "cycles.weights_below": _("%(what)s: they add up to %(total)s %%, %(off)s %% below 100."),
    "cycles.rules_faulty": _("The rules were not saved: %(faults)s"),
    "cycles.date_too_early": _("Not before “%(before)s” (%(moment)s)."),
    "cycles.class_without_letter": _("Give the class a letter, or empty the whole row."),
    "cycles.reason_needed": _("The plan is approved. Give the reason for this change."),
    "cycles.nobody_in_office": _("%(unit)s had neither a secretary nor an acting deputy on %(on)s. Enter it first."),
    "cycles.unit_listed_already": _("%(unit)s stands on the roster already."),
    "cycles.unit_not_below": _("%(unit)s does not belong to the organiser of this round."),
    "cycles.same_reporter": _("%(person)s is the reporter already. Choose somebody else."),
    "cycles.not_reporting": _("%(unit)s no longer reports in this round."),
    "cycles.remove_only_in_draft": _("After approval a row is not removed; exempt it or let it leave, with reason."),
    "cycles.order_incomplete": _("Every on-the-spot reporter needs exactly one number from 1 to %(count)s."),
    "cycles.order_drawn_already": _("The order was recorded on %(on)s. A new one needs a reason."),
    "cycles.extension_not_later": _("An extension must be later than the deadline that holds now (%(due)s)."),
    "cycles.date_unknown": _("The plan does not name the date “%(date)s”."),
    "cycles.attendance_above_expected": _("Class %(letter)s: more present (%(present)s) than expected (%(expected)s)."),
    "cycles.class_unknown": _("The rule set knows no class %(letter)s."),
    "cycles.no_last_year": _("There is no earlier round of this organiser to take over."),
    "cycles.child_not_below": _("A child round is organised by a unit below the organiser of its parent."),
    "cycles.nothing_below": _("%(unit)s has no Party organisations below it, so there is nobody to report to it."),
    "cycles.value_needed": _("Please fill in: %(what)s"),
    "cycles.day_twice": _("%(day)s is in the calendar already."),
    "cycles.scheme_gone": _("This scheme is no longer in the plan. %(who)s changed the plan last."),
    "cycles.group_too_long": _("A group's name has at most %(most)s characters: %(text)s"),
}


WHERE: dict[str, str] = {
    "cycles.order_not_drawn": "cycles:order",
    "cycles.rule_set_faulty": "cycles:rules",
    "cycles.no_voter_class": "cycles:classes",
    "cycles.too_few_categories": "cycles:scope",
    "cycles.no_reporters": "cycles:roster",
    "cycles.mode_missing": "cycles:modes",
    "cycles.dates_missing": "cycles:dates",
    "cycles.dates_out_of_order": "cycles:dates",
    "cycles.approval_not_recorded": "cycles:approval",
    "cycles.notice_not_released": "cycles:notice",
    "cycles.meeting_long": "cycles:report_rules",
    "cycles.values_suggested": "cycles:rules",
    "cycles.dates_on_rest_days": "cycles:dates",
    "cycles.units_without_reporter": "cycles:roster",
    "cycles.units_not_listed": "cycles:roster",
    "cycles.classes_without_number": "cycles:classes",
    "cycles.small_classes": "cycles:classes",
    "cycles.empty_schemes": "cycles:schemes",
}
"""Per code of the pre-flight check the url name of the page where it is mended."""


VALUES: dict[str, str | Promise] = {
    "title": _("Title"),
    "reason": _("Reason"),
    "meeting": _("Meeting that approved the plan"),
    "number": _("Document number"),
    "range": _("The result is circulated to"),
}


def value_name(field: str) -> str:
    """A value that must be given, as its page labels it."""
    return str(VALUES.get(field, field))


KEYS: dict[str, str | Promise] = {
    "grading.class_weights": _("Weights of the classes"),
    "grading.component_weights": _("Weights of the components"),
    "grading.bands": _("Bands"),
    "grading.cap": _("Proportion"),
    "grading.cap.share": _("Share of the proportion"),
    "grading.grade_values": _("Points of the grades"),
    "grading.tie_order": _("Order that separates ties"),
    "report.min_problem_share": _("Share of problems"),
    "classes": _("Classes of raters"),
    "vetoes": _("What bars a grade"),
}
_SCHEME_KEY = re.compile(r"schemes\[(\d+)\]\.?")
_PLACE = re.compile(r"\[\d+\]")


def key_words(key: str) -> str:
    """A dotted key of the rule set as a page names it; a scheme by its place, an unknown key as it is."""
    scheme = _SCHEME_KEY.match(key)
    rest = key[scheme.end() :] if scheme else key
    words = _nearest_words(_PLACE.sub("", rest))
    return gettext("Scheme %(number)s: %(what)s") % {"number": int(scheme[1]) + 1, "what": words} if scheme else words


def _nearest_words(key: str) -> str:
    """The name of a key, or of the nearest group above it that has one."""
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        found = KEYS.get(".".join(parts[:length]))
        if found:
            return str(found)
    return key


def fault_text(fault: Fault) -> str:
    """One fault of a rule set as a sentence: the place in words, weights in per cent with what is missing."""
    params = dict(fault.params)
    where = key_words(str(params["key"]))
    if fault.code == "rulesets.tie_key_twice":
        params["value"] = tie_name(str(params["value"]))
    if fault.code != "rulesets.weights_sum":
        return sentence(RuleError(fault.code, **{**params, "key": where}))
    off = Fraction(str(params["total"])) * 100 - 100
    code = "cycles.weights_above" if off > 0 else "cycles.weights_below"
    return sentence(RuleError(code, what=where, total=plain(off + 100), off=plain(abs(off))))


def names(values: Iterable[object]) -> str:
    """Names one after another, separated as the language does."""
    return gettext(", ").join(str(value) for value in values)


TIES: dict[str, str | Promise] = {
    "composite": _("Composite"),
    "ballot": _("Ballot score"),
    "annual": _("Annual score"),
    "leader": _("Leaders' score"),
    "good_rate": _("Share of first grades"),
}


def tie_name(key: str) -> str:
    """The name of a key of the tie order as shown; `class:A` by its letter."""
    if key.startswith("class:"):
        return gettext("Mean of class %(letter)s") % {"letter": key[6:]}
    return str(TIES.get(key, key))


def refusal_text(refusal: Refusal) -> str:
    """The sentence of one refusal or warning, names listed and figures filled in."""
    text = SENTENCES.get(refusal.code)
    if text is None:
        return refusal.code
    return str(text) % {"names": names(refusal.names), **refusal.figures}


def stage_name(code: str) -> str:
    """The name of a stage as shown."""
    return str(STAGES.get(code, code))


def date_name(kind: str) -> str:
    """The name of a key date as shown."""
    return str(DATES.get(kind, kind))


GAPS: dict[str, str | Promise] = {
    "cycles.not_in_post": _("Reports, but does not answer for the unit on the cut-off date"),
    "cycles.no_duty": _("No duty as printed on the roster"),
}
"""What may be missing or odd in the data, by code (DSH-09)."""
