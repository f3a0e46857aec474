"""The data check: what is missing or odd in any app before a step, each with the page where it is mended (DSH-09)."""

from datetime import date

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import api as grades_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.base.gaps import Gap
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission


def gaps_of(actor: Actor, cycle: cycles_api.Cycle | None, *, on: date) -> list[Gap]:
    """All gaps of the round, if there is one, then those of the register; forms only for whoever may read the count.

    A constant number of queries, whatever the size of the register and the roster.
    """
    found: list[Gap] = []
    if cycle is not None:
        for source in (cycles_api.gaps, reports_api.gaps, grades_api.gaps, rectification_api.gaps):
            found.extend(source(cycle))
        if actor.reach(Permission.COUNT_READ) is Reach.ALL:
            found.extend(ballots_api.gaps(cycle))
    return [*found, *organization_api.gaps(on=on)]
