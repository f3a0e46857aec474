"""The stages of a round as one table: every step there is, its kind, and what must be met before it.

Source: domain.md section 4; backward steps with trace CYC-02; the reopened count settled.md 3.
What a step does lives above (apps/rounds); here stands only whether it may be taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from shuping.core.errors import InputError, RuleError

from . import guards
from .facts import Facts
from .guards import Guard, Refusal


class Stage(StrEnum):
    """Where a round stands. The order of the members is the order of the year."""

    DRAFT = "draft"
    PLAN_APPROVED = "plan_approved"
    NOTIFIED = "notified"
    PREPARING = "preparing"
    MATERIALS_LOCKED = "materials_locked"
    MEETING = "meeting"
    BALLOT_CLOSED = "ballot_closed"
    COUNT_LOCKED = "count_locked"
    PROPOSED = "proposed"
    DECIDED = "decided"
    FED_BACK = "fed_back"
    RECTIFYING = "rectifying"
    LOOK_BACK = "look_back"
    ARCHIVED = "archived"


class Kind(StrEnum):
    """How a step is taken."""

    FORWARD = "forward"
    BACK = "back"  # one person, with reason
    REOPEN = "reopen"  # two persons, with reason


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table."""

    origin: Stage
    to: Stage
    kind: Kind
    guards: tuple[Guard, ...] = ()


_S, _K, _g = Stage, Kind, guards

STEPS: tuple[Step, ...] = (
    Step(
        _S.DRAFT,
        _S.PLAN_APPROVED,
        _K.FORWARD,
        (
            _g.rule_set_whole,
            _g.voter_class_named,
            _g.categories_complete,
            _g.reporters_listed,
            _g.modes_set,
            _g.dates_named,
            _g.dates_ordered,
            _g.approving_meeting_recorded,
        ),
    ),
    Step(_S.PLAN_APPROVED, _S.NOTIFIED, _K.FORWARD, (_g.notice_numbered,)),
    Step(_S.NOTIFIED, _S.PREPARING, _K.FORWARD),
    Step(
        _S.PREPARING,
        _S.MATERIALS_LOCKED,
        _K.FORWARD,
        (
            _g.written_approved,
            _g.spoken_approved,
            _g.last_year_answered,
            _g.comments_drafted,
            _g.speaking_order_fixed,
        ),
    ),
    Step(_S.MATERIALS_LOCKED, _S.MEETING, _K.FORWARD, (_g.rosters_frozen, _g.quorum_reached)),
    Step(_S.MEETING, _S.BALLOT_CLOSED, _K.FORWARD, (_g.ballot_over,)),
    Step(
        _S.BALLOT_CLOSED,
        _S.COUNT_LOCKED,
        _K.FORWARD,
        (
            _g.collected_fits_issued,
            _g.keyed_twice,
            _g.keyings_agree,
            _g.void_explained,
            _g.count_confirmed,
        ),
    ),
    Step(
        _S.COUNT_LOCKED,
        _S.PROPOSED,
        _K.FORWARD,
        (_g.scores_present, _g.veto_facts_confirmed, _g.grades_computed, _g.proposals_made),
    ),
    Step(
        _S.PROPOSED,
        _S.DECIDED,
        _K.FORWARD,
        (
            _g.decision_meeting_recorded,
            _g.everyone_decided,
            _g.deviations_explained,
            _g.waivers_written,
            _g.cap_respected,
        ),
    ),
    Step(
        _S.DECIDED,
        _S.FED_BACK,
        _K.FORWARD,
        (_g.feedback_written, _g.receipts_signed, _g.circular_range_recorded, _g.objections_answered),
    ),
    Step(_S.FED_BACK, _S.RECTIFYING, _K.FORWARD, (_g.plans_approved, _g.rows_complete)),
    Step(_S.RECTIFYING, _S.LOOK_BACK, _K.FORWARD, (_g.rows_settled,)),
    Step(
        _S.LOOK_BACK,
        _S.ARCHIVED,
        _K.FORWARD,
        (_g.look_back_done, _g.objections_answered, _g.inventory_complete),
    ),
    # Backwards: never across a closed ballot, never into or out of the archive.
    Step(_S.PLAN_APPROVED, _S.DRAFT, _K.BACK),  # the meeting sent the plan back
    Step(_S.NOTIFIED, _S.PLAN_APPROVED, _K.BACK),  # the notice is withdrawn
    Step(_S.MATERIALS_LOCKED, _S.PREPARING, _K.BACK),  # a text must be mended
    Step(_S.MEETING, _S.MATERIALS_LOCKED, _K.BACK, (_g.ballot_still_open,)),  # the meeting is broken off
    Step(_S.COUNT_LOCKED, _S.BALLOT_CLOSED, _K.REOPEN),
    Step(_S.PROPOSED, _S.COUNT_LOCKED, _K.BACK),  # the proposal is withdrawn
    Step(_S.DECIDED, _S.PROPOSED, _K.BACK),  # an objection was upheld
    Step(_S.LOOK_BACK, _S.RECTIFYING, _K.BACK),  # a problem came back
)

ORDER: tuple[Stage, ...] = tuple(Stage)
_TABLE = {(step.origin, step.to): step for step in STEPS}


def stage_of(code: str) -> Stage:
    """The stage with this stored code. Raises InputError `cycles.unknown_stage`."""
    try:
        return Stage(code)
    except ValueError:
        raise InputError("cycles.unknown_stage", stage=code) from None


def next_stages(stage: str) -> tuple[Stage, ...]:
    """Every stage that one step leads to, the forward one first; empty once archived."""
    origin = stage_of(stage)
    return tuple(step.to for step in STEPS if step.origin is origin)


def forward(stage: str) -> Stage | None:
    """The stage the year goes on with, or None once archived."""
    origin = stage_of(stage)
    return next((step.to for step in STEPS if step.origin is origin and step.kind is Kind.FORWARD), None)


def step_between(stage: str, to: str) -> Step:
    """The row of the table from one stage to another. Raises RuleError `cycles.no_such_step`."""
    step = _TABLE.get((stage_of(stage), stage_of(to)))
    if step is None:
        raise RuleError("cycles.no_such_step", origin=stage, to=to)
    return step


def what_is_missing(facts: Facts, to: str) -> tuple[Refusal, ...]:
    """Everything that still stands between the round and stage `to`; empty when the step may be taken.

    A suspended round takes no step. Raises RuleError `cycles.no_such_step` where the table has no such row.
    """
    step = step_between(facts.plan.stage, to)
    if facts.plan.suspended:
        return (Refusal("cycles.suspended"),)
    return tuple(refusal for guard in step.guards for refusal in guard(facts))


def may_suspend(stage: str, *, suspended: bool) -> bool:
    """A round can be set aside in every stage except when archived or already set aside."""
    return not suspended and stage_of(stage) is not Stage.ARCHIVED


def at_least(stage: str, than: str) -> bool:
    """Whether `stage` has reached `than` in the order of the year."""
    return ORDER.index(stage_of(stage)) >= ORDER.index(stage_of(than))


def guard_codes() -> Iterator[tuple[Step, Guard]]:
    """Every guard of every step, for the documentation and the tests."""
    for step in STEPS:
        for guard in step.guards:
            yield step, guard
