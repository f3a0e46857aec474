"""Every address of the cycles pages, its permission, and the objects it is tried on."""

from collections.abc import Mapping
from datetime import date

from shuping.apps.cycles.models import CalendarDay, Cycle, Participant, RuleSet
from shuping.core.roles.permissions import Permission as P
from shuping.core.rulesets.defaults import default_body
from tests.factories.permission_table import Row
from tests.factories.world import World


def child(world: World, whose: str) -> Cycle:
    """A draft round of one unit."""
    found = Cycle.objects.filter(organizer=world.unit(whose).organization).first()
    return found or Cycle.objects.create(
        year=2020,
        title=f"{whose}逐级述职",
        organizer=world.unit(whose).organization,
        parent=world.cycle,
        rule_set=RuleSet.objects.create(name=whose, body=default_body()),
        cutoff_date=date(2020, 12, 31),
        categories=["一", "二", "三", "四", "五"],
    )


def at_child(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": child(world, whose).pk}


def at_scheme(world: World, whose: str) -> Mapping[str, object]:
    rules = child(world, whose).rule_set
    if not rules.body.get("schemes"):
        rules.body["schemes"] = [{"name": "公路支部", "unit_classes": ["highway"]}]
        rules.save()
    return {"pk": child(world, whose).pk, "number": 0}


def at_department(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": world.cycle.pk}


def child_row(world: World, whose: str) -> Participant:
    unit, cycle = world.unit(whose), child(world, whose)
    found = cycle.participants.first()
    return found or Participant.objects.create(
        cycle=cycle,
        organization=unit.branch,
        person=unit.branch_secretary,
        organization_name=unit.branch.name,
        person_name=unit.branch_secretary.name,
        mode="written",
        order_no=1,
    )


def at_row(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": child_row(world, whose).pk}


def at_act(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": child_row(world, whose).pk, "name": "leave"}


def at_day(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": CalendarDay.objects.get_or_create(day=date(2021, 2, 12), defaults={"working": False})[0].pk}


READ = ("overview", "rules", "changes", "roster", "children")
KEEP = (
    "preflight",
    "scope",
    "dates",
    "report_rules",
    "classes",
    "grade_rules",
    "vetoes",
    "schemes",
    "new_scheme",
    "groups",
    "notice",
    "approval",
    "circular",
    "modes",
    "order",
    "add",
    "attendance",
)
ROWS = [
    Row("cycles:list", P.CYCLE_READ, scoped=False),
    Row("cycles:new", P.CYCLE_KEEP, scoped=False),
    Row("cycles:calendar", P.CYCLE_KEEP, scoped=False),
    Row("cycles:calendar_remove", P.CYCLE_KEEP, at_day, scoped=False, method="post"),
    *(Row(f"cycles:{name}", P.CYCLE_READ, at_child) for name in READ),
    *(Row(f"cycles:{name}", P.CHILD_CYCLE_KEEP, at_child) for name in KEEP),
    Row("cycles:scheme", P.CHILD_CYCLE_KEEP, at_scheme),
    Row("cycles:remove_scheme", P.CHILD_CYCLE_KEEP, at_scheme, method="post"),
    Row("cycles:new_child", P.CHILD_CYCLE_KEEP, at_department, scoped=False),
    Row("cycles:fill", P.CHILD_CYCLE_KEEP, at_child, method="post"),
    Row("cycles:draw", P.CHILD_CYCLE_KEEP, at_child, method="post"),
    Row("cycles:clone", P.CYCLE_KEEP, at_department, scoped=False, method="post"),
    Row("cycles:row", P.CHILD_CYCLE_KEEP, at_row),
    Row("cycles:replace", P.CHILD_CYCLE_KEEP, at_row),
    Row("cycles:act", P.CHILD_CYCLE_KEEP, at_act),
    Row("cycles:extend", P.DEADLINE_EXTEND, at_row, organized=True),
]
