"""Collecting the facts of a round from every app, through their apis (settled.md 6)."""

from collections.abc import Callable
from typing import Any

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.core.cycles.facts import ArchiveFacts, Facts
from shuping.core.cycles.stages import Stage, at_least, what_is_missing

from . import filing


def collect(cycle: Cycle) -> Facts:
    """Everything the guards may ask about a round, as one frozen value."""
    plan = cycles_api.facts(cycle)
    if plan.rule_set_faults and cycle.stage == Stage.DRAFT:
        return Facts(plan=plan)  # a draft's step asks about the plan alone; nothing else reads rules that are not whole
    return Facts(
        plan=plan,
        reports=reports_api.facts(cycle),
        count=ballots_api.facts(cycle),
        grades=grades_api.facts(cycle),
        rectification=rectification_api.facts(cycle),
        archive=archive_facts(cycle),
    )


# What the guards of the next step ask besides the plan, by the stage where the round stands. A test compares this with
# what the guards really read.
NEEDED: dict[Stage, tuple[str, ...]] = {
    Stage.PREPARING: ("reports",),
    Stage.MEETING: ("count",),
    Stage.BALLOT_CLOSED: ("count",),
    Stage.COUNT_LOCKED: ("grades",),
    Stage.PROPOSED: ("grades",),
    Stage.DECIDED: ("rectification", "grades"),
    Stage.FED_BACK: ("rectification",),
    Stage.RECTIFYING: ("rectification",),
    Stage.LOOK_BACK: ("rectification", "grades", "archive"),
}
_SOURCES: dict[str, Callable[[Cycle], Any]] = {
    "reports": lambda cycle: reports_api.facts(cycle),
    "count": lambda cycle: ballots_api.facts(cycle),
    "grades": lambda cycle: grades_api.facts(cycle),
    "rectification": lambda cycle: rectification_api.facts(cycle),
    "archive": lambda cycle: archive_facts(cycle),
}


def collect_for_next_step(cycle: Cycle) -> Facts:
    """Only what the guards of the next forward step ask: for the step, and light enough to hint that it is due."""
    pieces = {name: _SOURCES[name](cycle) for name in NEEDED.get(Stage(cycle.stage), ())}
    return Facts(plan=cycles_api.facts(cycle), **pieces)


def is_ready(cycle: Cycle, to: str) -> bool:
    """Whether nothing is missing for the next step `to`; where something is, most often the light facts show it."""
    stage = Stage(cycle.stage)
    if "grades" in NEEDED.get(stage, ()):
        pieces = {name: _SOURCES[name](cycle) for name in NEEDED[stage] if name not in ("grades", "archive")}
        light = grades_api.facts(cycle, compared=False)
        if what_is_missing(Facts(plan=cycles_api.facts(cycle), grades=light, **pieces), to):
            return False
    return not what_is_missing(collect_for_next_step(cycle), to)


def archive_facts(cycle: Cycle) -> ArchiveFacts:
    """What the year's file still lacks; asked only where the round comes near its archive."""
    if not at_least(cycle.stage, Stage.RECTIFYING):
        return ArchiveFacts()
    return ArchiveFacts(inventory_missing=tuple(filing.missing(filing.inventory(filing.contents(cycle)))))
