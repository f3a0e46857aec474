"""What a round must have before it may take a step: each guard looks at the facts and says what is missing.

Source: domain.md section 4, column "preconditions". A guard returns refusals, never wording; an empty list lets pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .facts import Facts

LEAST_CATEGORIES = 5  # five categories of content
CONFIRMATIONS = 2  # two tellers, or a teller and a witness


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is missing: a stable code, the names it concerns, the figures its sentence needs."""

    code: str
    names: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)


Guard = Callable[[Facts], list[Refusal]]


def _named(code: str, names: tuple[str, ...]) -> list[Refusal]:
    return [Refusal(code, names, {"count": len(names)})] if names else []


def _unless(met: bool, code: str, **figures: int) -> list[Refusal]:
    return [] if met else [Refusal(code, (), figures)]


# → plan approved


def rule_set_whole(facts: Facts) -> list[Refusal]:
    """Weights sum to 1, bands cover 0 to 100 without gap or overlap (the checks of core.rulesets)."""
    return _named("cycles.rule_set_faulty", facts.plan.rule_set_faults)


def voter_class_named(facts: Facts) -> list[Refusal]:
    """At least one class of 参评人员."""
    return _unless(facts.plan.voter_classes > 0, "cycles.no_voter_class")


def categories_complete(facts: Facts) -> list[Refusal]:
    """At least five categories of content (R-10)."""
    figures = {"count": facts.plan.categories, "least": LEAST_CATEGORIES}
    return _unless(facts.plan.categories >= LEAST_CATEGORIES, "cycles.too_few_categories", **figures)


def reporters_listed(facts: Facts) -> list[Refusal]:
    """The roster has at least one reporter."""
    return _unless(facts.plan.reporters > 0, "cycles.no_reporters")


def modes_set(facts: Facts) -> list[Refusal]:
    """Every reporter speaks or writes (R-30)."""
    return _named("cycles.mode_missing", facts.plan.reporters_without_mode)


def dates_named(facts: Facts) -> list[Refusal]:
    """The plan names the dates everybody works towards."""
    return _named("cycles.dates_missing", facts.plan.missing_dates)


def dates_ordered(facts: Facts) -> list[Refusal]:
    """No date of the plan lies before one that must come first."""
    return _named("cycles.dates_out_of_order", facts.plan.dates_out_of_order)


def approving_meeting_recorded(facts: Facts) -> list[Refusal]:
    """The Party committee approves the plan before it is issued (R-08)."""
    recorded = bool(facts.plan.approving_meeting) and facts.plan.approved_on is not None
    return _unless(recorded, "cycles.approval_not_recorded")


# → notified


def notice_numbered(facts: Facts) -> list[Refusal]:
    """The notice is released with a document number and a day."""
    return _unless(bool(facts.plan.notice_number) and facts.plan.notice_on is not None, "cycles.notice_not_released")


# → materials locked


def written_approved(facts: Facts) -> list[Refusal]:
    """Every reporter has an approved written text, also those who speak (R-30)."""
    return _named("cycles.written_not_approved", facts.reports.without_approved_written)


def spoken_approved(facts: Facts) -> list[Refusal]:
    """Every on-the-spot reporter also has an approved spoken text."""
    return _named("cycles.spoken_not_approved", facts.reports.without_approved_spoken)


def last_year_answered(facts: Facts) -> list[Refusal]:
    """Every line of last year has its answer (R-12)."""
    return _named("cycles.last_year_unanswered", facts.reports.last_year_unanswered)


def comments_drafted(facts: Facts) -> list[Refusal]:
    """A comment outline with at least one problem stands ready for every reporter (R-22)."""
    return _named("cycles.comment_without_problem", facts.reports.without_comment_problem)


def speaking_order_fixed(facts: Facts) -> list[Refusal]:
    """The order of speaking is drawn and recorded, or a fixed list (R-32)."""
    return _unless(facts.plan.order_fixed or not facts.plan.on_the_spot, "cycles.order_not_fixed")


# → meeting


def rosters_frozen(facts: Facts) -> list[Refusal]:
    """The number of those entitled to rate is recorded for every class."""
    return _unless(facts.plan.rosters_frozen, "cycles.rosters_not_frozen")


def quorum_reached(facts: Facts) -> list[Refusal]:
    """Enough of every class are present (R-36)."""
    return _named("cycles.quorum_missed", facts.plan.attendance_below_quorum)


# → ballot closed


def ballot_over(facts: Facts) -> list[Refusal]:
    """The ballot has been held and closed."""
    return _unless(facts.count.session_closed, "cycles.ballot_not_closed")


# ← materials locked


def ballot_still_open(facts: Facts) -> list[Refusal]:
    """A meeting can be broken off only as long as its ballot is not closed."""
    return _unless(not facts.count.session_closed, "cycles.ballot_closed_already")


# → count locked


def collected_fits_issued(facts: Facts) -> list[Refusal]:
    """No class gave back more forms than it was given."""
    return _named("cycles.collected_above_issued", facts.count.collected_above_issued)


def keyed_twice(facts: Facts) -> list[Refusal]:
    """Two clerks have keyed every class."""
    return _named("cycles.not_keyed_twice", facts.count.classes_not_keyed_twice)


def keyings_agree(facts: Facts) -> list[Refusal]:
    """The two keyings do not differ."""
    return _unless(facts.count.differences == 0, "cycles.keyings_differ", count=facts.count.differences)


def void_explained(facts: Facts) -> list[Refusal]:
    """Every void form or row has its reason."""
    return _named("cycles.void_without_reason", facts.count.void_without_reason)


def count_confirmed(facts: Facts) -> list[Refusal]:
    """Two persons have confirmed the count."""
    figures = {"count": facts.count.confirmations, "least": CONFIRMATIONS}
    return _unless(facts.count.confirmations >= CONFIRMATIONS, "cycles.count_not_confirmed", **figures)


# → proposed


def scores_present(facts: Facts) -> list[Refusal]:
    """Every component that has weight has a score for everybody."""
    return _named("cycles.score_missing", facts.grades.without_component_score)


def veto_facts_confirmed(facts: Facts) -> list[Refusal]:
    """The supervisor has confirmed the veto facts, also where there are none."""
    return _unless(facts.grades.veto_facts_confirmed, "cycles.veto_facts_not_confirmed")


def grades_computed(facts: Facts) -> list[Refusal]:
    """The composite is computed and the computation kept."""
    return _unless(facts.grades.computed, "cycles.grades_not_computed")


def proposals_made(facts: Facts) -> list[Refusal]:
    """Every reporter has a proposed grade."""
    return _named("cycles.proposal_missing", facts.grades.proposals_missing)


# → decided


def decision_meeting_recorded(facts: Facts) -> list[Refusal]:
    """Date of the decision meeting and number of members present."""
    recorded = facts.grades.decision_meeting_on is not None and facts.grades.members_present > 0
    return _unless(recorded, "cycles.decision_meeting_not_recorded")


def everyone_decided(facts: Facts) -> list[Refusal]:
    """Every reporter has a decided grade."""
    return _named("cycles.grade_undecided", facts.grades.undecided)


def deviations_explained(facts: Facts) -> list[Refusal]:
    """A grade that differs from the suggestion has its reason."""
    return _named("cycles.deviation_without_reason", facts.grades.deviations_without_reason)


def waivers_written(facts: Facts) -> list[Refusal]:
    """A grade above a veto has a written waiver of the decision meeting."""
    return _named("cycles.waiver_missing", facts.grades.waivers_missing)


def cap_respected(facts: Facts) -> list[Refusal]:
    """比例控制 is kept, or set aside with a reason (R-52)."""
    return _unless(not facts.grades.cap_broken, "cycles.cap_broken")


# → fed back


def feedback_written(facts: Facts) -> list[Refusal]:
    """One feedback sheet per reporter."""
    return _named("cycles.feedback_missing", facts.rectification.without_feedback)


def receipts_signed(facts: Facts) -> list[Refusal]:
    """Every feedback sheet is received and signed."""
    return _named("cycles.receipt_missing", facts.rectification.without_receipt)


def circular_range_recorded(facts: Facts) -> list[Refusal]:
    """Within which range the result is circulated."""
    return _unless(bool(facts.plan.circular_range), "cycles.circular_range_missing")


def objections_answered(facts: Facts) -> list[Refusal]:
    """No objection waits for its answer (EVA-11)."""
    return _named("cycles.objection_open", facts.grades.open_objections)


# → rectifying


def plans_approved(facts: Facts) -> list[Refusal]:
    """Every reporter's rectification plan is approved."""
    return _named("cycles.plan_not_approved", facts.rectification.plans_not_approved)


def rows_complete(facts: Facts) -> list[Refusal]:
    """Measure, owner and deadline stand on every row of the three lists."""
    return _unless(
        facts.rectification.rows_incomplete == 0, "cycles.rows_incomplete", count=facts.rectification.rows_incomplete
    )


# → look back


def rows_settled(facts: Facts) -> list[Refusal]:
    """All rows are signed off, long-term, or extended with approval."""
    return _named("cycles.rows_open", facts.rectification.rows_open)


# → archived


def look_back_done(facts: Facts) -> list[Refusal]:
    """Every sampled row has been looked at again."""
    missing = facts.rectification.look_back_missing
    return _unless(missing == 0, "cycles.look_back_missing", count=missing)


def inventory_complete(facts: Facts) -> list[Refusal]:
    """The inventory of the year's file has no gap."""
    return _named("cycles.inventory_incomplete", facts.archive.inventory_missing)
