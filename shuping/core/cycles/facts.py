"""What the guards of a round may look at: one frozen value, collected by the app on top (settled.md 6).

Each piece belongs to one app, whose `api.facts(cycle)` fills it. Names are those printed in the roster, so that a
refused guard can say who is missing.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """From cycles: plan, notice, roster, dates, meeting."""

    stage: str
    suspended: bool = False
    rule_set_faults: tuple[str, ...] = ()  # codes of core.rulesets checks; empty when the rule set is whole
    voter_classes: int = 0
    categories: int = 0
    reporters: int = 0
    reporters_without_mode: tuple[str, ...] = ()
    on_the_spot: int = 0
    approving_meeting: str = ""
    approved_on: date | None = None
    missing_dates: tuple[str, ...] = ()  # kinds of key dates that the plan must name and does not
    dates_out_of_order: tuple[str, ...] = ()
    notice_number: str = ""
    notice_on: date | None = None
    order_fixed: bool = False  # every on-the-spot reporter has a speaking number (draw recorded or fixed list)
    attendance_below_quorum: tuple[str, ...] = ()  # classes whose attendance is unknown or too low
    rosters_frozen: bool = False  # eligible numbers per class recorded
    circular_range: str = ""
    # What only warns (CYC-10): the plan may go on, but somebody should look first.
    meeting_minutes: int = 0  # F10
    dates_on_rest_days: tuple[str, ...] = ()  # kinds of key dates that fall on a day off
    units_without_reporter: tuple[str, ...] = ()  # on the cut-off date nobody was in office
    units_not_listed: tuple[str, ...] = ()  # directly below the organiser, neither on the roster nor exempt
    classes_without_number: tuple[str, ...] = ()  # voter classes whose invited number the plan leaves open
    small_classes: tuple[str, ...] = ()  # classes too small to be shown apart
    order_not_drawn: bool = False  # the plan says drawn, a fixed list was entered
    empty_schemes: tuple[str, ...] = ()  # schemes of their own that hold for nobody on the roster (CYC-08)
    suggested_values: int = 0  # values still standing as 建议值


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """From reports: texts and comment outlines."""

    without_approved_written: tuple[str, ...] = ()
    without_approved_spoken: tuple[str, ...] = ()
    last_year_unanswered: tuple[str, ...] = ()  # reporters with an unanswered line of last year
    without_comment_problem: tuple[str, ...] = ()  # no comment outline with at least one problem


@dataclass(frozen=True, slots=True)
class CountFacts:
    """From ballots: the count of the round."""

    session_open: bool = False
    session_closed: bool = False
    collected_above_issued: tuple[str, ...] = ()
    classes_not_keyed_twice: tuple[str, ...] = ()
    differences: int = 0
    void_without_reason: tuple[str, ...] = ()
    confirmations: int = 0  # tellers or witnesses who have confirmed
    locked: bool = False


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """From grades: components, veto facts, decision."""

    without_component_score: tuple[str, ...] = ()
    veto_facts_confirmed: bool = False
    computed: bool = False
    proposals_missing: tuple[str, ...] = ()
    decision_meeting_on: date | None = None
    members_present: int = 0
    undecided: tuple[str, ...] = ()
    deviations_without_reason: tuple[str, ...] = ()
    waivers_missing: tuple[str, ...] = ()  # decided above a veto without a written waiver
    cap_broken: bool = False  # cap not respected and no waiver reason
    open_objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RectificationFacts:
    """From rectification: feedback, plans, ledger, look-back."""

    without_feedback: tuple[str, ...] = ()
    without_receipt: tuple[str, ...] = ()
    plans_not_approved: tuple[str, ...] = ()
    rows_incomplete: int = 0  # problems without measure, owner or deadline
    rows_open: tuple[str, ...] = ()  # neither signed off, long-term nor extended with approval
    look_back_missing: int = 0  # sampled rows not yet looked at


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """From rounds: the year's file."""

    inventory_missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a guard may ask."""

    plan: PlanFacts
    reports: ReportFacts = field(default_factory=ReportFacts)
    count: CountFacts = field(default_factory=CountFacts)
    grades: GradeFacts = field(default_factory=GradeFacts)
    rectification: RectificationFacts = field(default_factory=RectificationFacts)
    archive: ArchiveFacts = field(default_factory=ArchiveFacts)
