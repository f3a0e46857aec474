"""The table of steps: every guard refuses once, with its code, its names and its figures."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shuping.core.cycles import guards
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.preflight import preflight
from shuping.core.cycles.stages import (
    ORDER,
    STEPS,
    Kind,
    Stage,
    at_least,
    forward,
    guard_codes,
    may_suspend,
    next_stages,
    step_between,
    what_is_missing,
)
from shuping.core.errors import InputError, RuleError

from .facts_for_tests import complete, spoilt

# from, to, room, what is spoilt, code, names
REFUSALS = [
    ("draft", "plan_approved", "plan", {"rule_set_faults": ("weights",)}, "cycles.rule_set_faulty", ("weights",)),
    ("draft", "plan_approved", "plan", {"voter_classes": 0}, "cycles.no_voter_class", ()),
    ("draft", "plan_approved", "plan", {"categories": 4}, "cycles.too_few_categories", ()),
    ("draft", "plan_approved", "plan", {"reporters": 0}, "cycles.no_reporters", ()),
    ("draft", "plan_approved", "plan", {"reporters_without_mode": ("甲",)}, "cycles.mode_missing", ("甲",)),
    ("draft", "plan_approved", "plan", {"missing_dates": ("meeting",)}, "cycles.dates_missing", ("meeting",)),
    ("draft", "plan_approved", "plan", {"dates_out_of_order": ("count",)}, "cycles.dates_out_of_order", ("count",)),
    ("draft", "plan_approved", "plan", {"approving_meeting": ""}, "cycles.approval_not_recorded", ()),
    ("draft", "plan_approved", "plan", {"approved_on": None}, "cycles.approval_not_recorded", ()),
    ("plan_approved", "notified", "plan", {"notice_number": ""}, "cycles.notice_not_released", ()),
    ("plan_approved", "notified", "plan", {"notice_on": None}, "cycles.notice_not_released", ()),
    (
        "preparing",
        "materials_locked",
        "reports",
        {"without_approved_written": ("甲", "乙")},
        "cycles.written_not_approved",
        ("甲", "乙"),
    ),
    (
        "preparing",
        "materials_locked",
        "reports",
        {"without_approved_spoken": ("甲",)},
        "cycles.spoken_not_approved",
        ("甲",),
    ),
    (
        "preparing",
        "materials_locked",
        "reports",
        {"last_year_unanswered": ("乙",)},
        "cycles.last_year_unanswered",
        ("乙",),
    ),
    (
        "preparing",
        "materials_locked",
        "reports",
        {"without_comment_problem": ("乙",)},
        "cycles.comment_without_problem",
        ("乙",),
    ),
    ("preparing", "materials_locked", "plan", {"order_fixed": False}, "cycles.order_not_fixed", ()),
    ("materials_locked", "meeting", "plan", {"rosters_frozen": False}, "cycles.rosters_not_frozen", ()),
    ("materials_locked", "meeting", "plan", {"attendance_below_quorum": ("A",)}, "cycles.quorum_missed", ("A",)),
    ("meeting", "ballot_closed", "count", {"session_closed": False}, "cycles.ballot_not_closed", ()),
    ("meeting", "materials_locked", "count", {"session_closed": True}, "cycles.ballot_closed_already", ()),
    (
        "ballot_closed",
        "count_locked",
        "count",
        {"collected_above_issued": ("C",)},
        "cycles.collected_above_issued",
        ("C",),
    ),
    ("ballot_closed", "count_locked", "count", {"classes_not_keyed_twice": ("B",)}, "cycles.not_keyed_twice", ("B",)),
    ("ballot_closed", "count_locked", "count", {"differences": 1}, "cycles.keyings_differ", ()),
    ("ballot_closed", "count_locked", "count", {"void_without_reason": ("A",)}, "cycles.void_without_reason", ("A",)),
    ("ballot_closed", "count_locked", "count", {"confirmations": 1}, "cycles.count_not_confirmed", ()),
    ("count_locked", "proposed", "grades", {"without_component_score": ("甲",)}, "cycles.score_missing", ("甲",)),
    ("count_locked", "proposed", "grades", {"veto_facts_confirmed": False}, "cycles.veto_facts_not_confirmed", ()),
    ("count_locked", "proposed", "grades", {"computed": False}, "cycles.grades_not_computed", ()),
    ("count_locked", "proposed", "grades", {"proposals_missing": ("甲",)}, "cycles.proposal_missing", ("甲",)),
    ("proposed", "decided", "grades", {"decision_meeting_on": None}, "cycles.decision_meeting_not_recorded", ()),
    ("proposed", "decided", "grades", {"members_present": 0}, "cycles.decision_meeting_not_recorded", ()),
    ("proposed", "decided", "grades", {"undecided": ("甲",)}, "cycles.grade_undecided", ("甲",)),
    (
        "proposed",
        "decided",
        "grades",
        {"deviations_without_reason": ("甲",)},
        "cycles.deviation_without_reason",
        ("甲",),
    ),
    ("proposed", "decided", "grades", {"waivers_missing": ("甲",)}, "cycles.waiver_missing", ("甲",)),
    ("proposed", "decided", "grades", {"cap_broken": True}, "cycles.cap_broken", ()),
    ("decided", "fed_back", "rectification", {"without_feedback": ("甲",)}, "cycles.feedback_missing", ("甲",)),
    ("decided", "fed_back", "rectification", {"without_receipt": ("甲",)}, "cycles.receipt_missing", ("甲",)),
    ("decided", "fed_back", "plan", {"circular_range": ""}, "cycles.circular_range_missing", ()),
    ("decided", "fed_back", "grades", {"open_objections": ("甲",)}, "cycles.objection_open", ("甲",)),
    ("fed_back", "rectifying", "rectification", {"plans_not_approved": ("甲",)}, "cycles.plan_not_approved", ("甲",)),
    ("fed_back", "rectifying", "rectification", {"rows_incomplete": 2}, "cycles.rows_incomplete", ()),
    ("rectifying", "look_back", "rectification", {"rows_open": ("问题1",)}, "cycles.rows_open", ("问题1",)),
    ("look_back", "archived", "rectification", {"look_back_missing": 1}, "cycles.look_back_missing", ()),
    ("look_back", "archived", "grades", {"open_objections": ("甲",)}, "cycles.objection_open", ("甲",)),
    ("look_back", "archived", "archive", {"inventory_missing": ("方案",)}, "cycles.inventory_incomplete", ("方案",)),
]


@pytest.mark.feature("CYC-02")
@pytest.mark.parametrize(("origin", "to", "room", "values", "code", "names"), REFUSALS)
def test_each_guard_refuses_with_its_code_and_the_names(
    origin: str, to: str, room: str, values: dict[str, object], code: str, names: tuple[str, ...]
) -> None:
    missing = what_is_missing(spoilt(origin, room, **values), to)
    assert [(refusal.code, refusal.names) for refusal in missing] == [(code, names)]


@pytest.mark.feature("CYC-02")
def test_the_refusals_above_cover_every_guard_of_the_table() -> None:
    refused = set()
    for origin, to, room, values, *_ in REFUSALS:
        facts = spoilt(origin, room, **values)
        refused |= {guard.__name__ for guard in step_between(origin, to).guards if guard(facts)}
    assert refused == {guard.__name__ for _, guard in guard_codes()}


@pytest.mark.feature("CYC-02")
def test_a_complete_round_walks_through_the_whole_year() -> None:
    walked = [Stage.DRAFT]
    while (to := forward(walked[-1])) is not None:
        assert what_is_missing(complete(walked[-1]), to) == ()
        walked.append(to)
    assert tuple(walked) == ORDER


@pytest.mark.feature("CYC-02")
def test_a_suspended_round_takes_no_step() -> None:
    for step in STEPS:
        facts = spoilt(step.origin, "plan", suspended=True)
        assert [refusal.code for refusal in what_is_missing(facts, step.to)] == ["cycles.suspended"]


@pytest.mark.feature("CYC-02")
def test_no_stage_is_jumped_over_and_nothing_leaves_the_archive() -> None:
    with pytest.raises(RuleError, match=r"cycles\.no_such_step"):
        what_is_missing(complete("draft"), "notified")
    with pytest.raises(RuleError, match=r"cycles\.no_such_step"):
        what_is_missing(complete("meeting"), "count_locked")
    assert next_stages("archived") == ()
    assert forward("archived") is None
    assert not may_suspend("archived", suspended=False)
    assert may_suspend("meeting", suspended=False)
    assert not may_suspend("meeting", suspended=True)


@pytest.mark.feature("CYC-02")
def test_a_count_is_only_reopened_by_two_and_no_step_leads_back_over_a_closed_ballot() -> None:
    reopened = [(step.origin, step.to) for step in STEPS if step.kind is Kind.REOPEN]
    assert reopened == [(Stage.COUNT_LOCKED, Stage.BALLOT_CLOSED)]
    closed = ORDER.index(Stage.BALLOT_CLOSED)
    for step in STEPS:
        crosses = ORDER.index(step.to) < closed <= ORDER.index(step.origin)
        assert not crosses, f"{step.origin} → {step.to}"


def test_an_unknown_stage_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"cycles\.unknown_stage"):
        next_stages("nowhere")


@pytest.mark.feature("CYC-02")
def test_every_missing_thing_is_said_at_once() -> None:
    facts = Facts(plan=replace(complete("draft").plan, categories=0, reporters=0, voter_classes=0))
    codes = [refusal.code for refusal in what_is_missing(facts, "plan_approved")]
    assert codes == ["cycles.no_voter_class", "cycles.too_few_categories", "cycles.no_reporters"]
    short = guards.categories_complete(facts)[0]
    assert short.figures == {"count": 0, "least": 5}


class RoundMachine(RuleBasedStateMachine):
    """Any order of acts: the stage stays in the table, refused acts change nothing, archived is the end."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = Stage.DRAFT
        self.suspended = False
        self.history = [Stage.DRAFT]
        self.missing: dict[str, tuple[str, dict[str, object], str]] = {}

    def facts(self) -> Facts:
        facts = complete(self.stage)
        for room, values, _ in self.missing.values():
            facts = replace(facts, **{room: replace(getattr(facts, room), **values)})  # type: ignore[arg-type]
        return replace(facts, plan=replace(facts.plan, stage=self.stage, suspended=self.suspended))

    @rule(which=st.sampled_from(REFUSALS))
    def spoil(self, which: tuple[str, str, str, dict[str, object], str, tuple[str, ...]]) -> None:
        self.missing[which[4]] = (which[2], which[3], which[1])

    @rule()
    def mend(self) -> None:
        self.missing.clear()

    @rule()
    def suspend_or_resume(self) -> None:
        if self.suspended or may_suspend(self.stage, suspended=self.suspended):
            self.suspended = not self.suspended

    @rule(to=st.sampled_from(ORDER))
    def step(self, to: Stage) -> None:
        before = self.stage
        if to not in next_stages(before):
            with pytest.raises(RuleError, match=r"cycles\.no_such_step"):
                what_is_missing(self.facts(), to)
            return
        refusals = {refusal.code for refusal in what_is_missing(self.facts(), to)}
        wanted = {code for code, (_, _, at) in self.missing.items() if at == to}
        if self.suspended:
            assert refusals == {"cycles.suspended"}
        elif step_between(before, to).kind is Kind.FORWARD:
            assert wanted <= refusals
        if not refusals:
            self.stage = to
            self.history.append(to)

    @precondition(lambda self: self.stage is not Stage.ARCHIVED)
    @rule()
    def forward_when_complete(self) -> None:
        self.missing.clear()
        self.suspended = False
        to = forward(self.stage)
        assert to is not None
        assert what_is_missing(self.facts(), to) == ()
        self.stage = to
        self.history.append(to)

    @invariant()
    def every_two_stages_are_one_row_of_the_table(self) -> None:
        for origin, to in zip(self.history, self.history[1:], strict=False):
            assert step_between(origin, to)

    @invariant()
    def the_preflight_agrees_with_the_guards(self) -> None:
        checked = preflight(self.facts())
        assert checked.to == forward(self.stage)
        if checked.to is not None:
            assert checked.missing == what_is_missing(self.facts(), checked.to)

    @invariant()
    def the_archive_is_reached_only_through_the_look_back(self) -> None:
        if self.stage is Stage.ARCHIVED:
            assert Stage.LOOK_BACK in self.history
            assert at_least(self.stage, Stage.LOOK_BACK)


RoundMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestRoundMachine = pytest.mark.feature("CYC-02")(RoundMachine.TestCase)
