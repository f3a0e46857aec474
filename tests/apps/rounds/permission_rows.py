"""Every address of the rounds pages, its permission, and the objects it is tried on."""

from collections.abc import Mapping

from shuping.apps.rectification.models import Issue
from shuping.core.roles.permissions import Permission as P
from tests.apps.cycles.permission_rows import at_child, child
from tests.factories.permission_table import Row
from tests.factories.world import World


def at_department_row(world: World, whose: str) -> Mapping[str, object]:
    unit = world.unit(whose)
    Issue.objects.get_or_create(
        cycle=world.last_cycle,
        organization=unit.organization,
        number=1,
        defaults={"text": "融合不够", "state": "relapsed"},
    )
    return {"pk": unit.participant.pk}


def at_approved(world: World, whose: str) -> Mapping[str, object]:
    cycle = child(world, whose)
    cycle.stage = "plan_approved"
    cycle.save()
    return {"pk": cycle.pk}


def at_back(world: World, whose: str) -> Mapping[str, object]:
    cycle = child(world, whose)
    cycle.stage = "plan_approved"
    cycle.save()
    return {"pk": cycle.pk, "to": "draft"}


ROWS = [
    Row("rounds:board", P.CYCLE_READ, at_child),
    Row("rounds:advance", P.CHILD_CYCLE_KEEP, at_approved, method="post"),
    Row("rounds:approve", P.CYCLE_APPROVE, at_child, method="post", organized=True),
    Row("rounds:file", P.CYCLE_ARCHIVE, at_child, method="post", organized=True),
    Row("rounds:back", P.CHILD_CYCLE_KEEP, at_back),
    Row("rounds:suspend", P.CHILD_CYCLE_KEEP, at_child),
    Row("rounds:resume", P.CHILD_CYCLE_KEEP, at_child, method="post"),
    Row("rounds:last_year", P.SCORE_ENTER, at_child, organized=True),
    Row("rounds:take_over", P.SCORE_ENTER, at_department_row, scoped=False),
    Row("rounds:archive", P.CYCLE_ARCHIVE, at_child, organized=True),
    Row("rounds:archive_package", P.CYCLE_ARCHIVE, at_child, method="post", organized=True),
    Row("rounds:wipe", P.CHILD_CYCLE_KEEP, at_child, method="post"),
]
