"""Collecting the facts of a round from every app, through their apis (settled.md 6)."""

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.core.cycles.facts import ArchiveFacts, Facts
from shuping.core.cycles.stages import Stage, at_least

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


def archive_facts(cycle: Cycle) -> ArchiveFacts:
    """What the year's file still lacks; asked only where the round comes near its archive."""
    if not at_least(cycle.stage, Stage.RECTIFYING):
        return ArchiveFacts()
    return ArchiveFacts(inventory_missing=tuple(filing.missing(filing.inventory(filing.contents(cycle)))))
