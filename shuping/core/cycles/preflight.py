"""Pre-flight check (CYC-10): what the next step still lacks, and what only deserves a second look."""

from dataclasses import dataclass

from shuping.core.rulesets.values import MeetingRules

from .facts import Facts
from .guards import Refusal
from .stages import Stage, at_least, forward, what_is_missing

BALLOT_MINUTES = 15  # F10
CLOSING_SPEECH_MINUTES = 60  # at most one hour
LONGEST_MEETING_MINUTES = 180  # F10, a warning


@dataclass(frozen=True, slots=True)
class Preflight:
    """`to` is the next stage of the year, None once archived."""

    to: Stage | None
    missing: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]


def meeting_minutes(on_the_spot: int, rules: MeetingRules) -> int:
    """F10: speech, questions and comment per on-the-spot reporter, the ballot, the closing speech; in minutes."""
    each = rules.speech_minutes + rules.question_minutes + rules.comment_minutes
    return on_the_spot * each + BALLOT_MINUTES + CLOSING_SPEECH_MINUTES


def warnings(facts: Facts) -> tuple[Refusal, ...]:
    """What the organiser should look at before the round goes on; nothing here refuses a step."""
    plan = facts.plan
    found: list[Refusal] = []
    before_meeting = not at_least(plan.stage, Stage.MEETING)
    if before_meeting and plan.meeting_minutes > LONGEST_MEETING_MINUTES:
        figures = {"minutes": plan.meeting_minutes, "most": LONGEST_MEETING_MINUTES}
        found.append(Refusal("cycles.meeting_long", (), figures))
    if plan.stage == Stage.DRAFT and plan.suggested_values:
        found.append(Refusal("cycles.values_suggested", (), {"count": plan.suggested_values}))
    if before_meeting and plan.order_not_drawn:
        found.append(Refusal("cycles.order_not_drawn"))
    lists = (
        ("cycles.dates_on_rest_days", plan.dates_on_rest_days),
        ("cycles.units_without_reporter", plan.units_without_reporter),
        ("cycles.units_not_listed", plan.units_not_listed),
        ("cycles.classes_without_number", plan.classes_without_number),
        ("cycles.small_classes", plan.small_classes),
        ("cycles.empty_schemes", plan.empty_schemes),
    )
    if before_meeting:
        found += [Refusal(code, names, {"count": len(names)}) for code, names in lists if names]
    return tuple(found)


def preflight(facts: Facts) -> Preflight:
    """What is missing for the next step of the year, with warnings beside it."""
    to = forward(facts.plan.stage)
    return Preflight(to, what_is_missing(facts, to) if to else (), warnings(facts))
