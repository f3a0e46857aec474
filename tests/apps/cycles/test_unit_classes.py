"""ORG-13: classes of units drive rules of their own: who reports in which round of one year, and by which values."""

from datetime import date, datetime

import pytest

from shuping.apps.cycles import api
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("ORG-13")]


def test_two_classes_report_in_two_rounds_of_one_year_by_two_rule_sets(world: World, at: datetime) -> None:
    college = world.other.organization
    college.unit_class = "college"
    college.save()
    by = world.actor("office")
    made = {
        name: api.create_cycle(
            organizer=world.root,
            year=2021,
            scope=api.Scope(title=f"2021年度{name}述职评议考核", unit_classes=(name,), cutoff_date=date(2021, 12, 31)),
            start=start,
            by=by,
            at=at,
        )
        for name, start in (("highway", "default"), ("college", "E"))
    }
    for cycle in made.values():
        api.fill_roster(cycle=cycle, by=by, at=at)
    units = {name: [row.organization_id for row in api.reporters(cycle)] for name, cycle in made.items()}
    assert units == {"highway": [world.own.organization.pk], "college": [college.pk]}
    highway, colleges = (api.rules_of(made[name]) for name in ("highway", "college"))
    assert (highway.report.written_max, colleges.report.written_max) == (3000, 4000)
    assert made["highway"].rule_set_id != made["college"].rule_set_id


def test_a_unit_of_another_class_is_not_missed_and_not_taken(world: World, at: datetime) -> None:
    by = world.actor("office")
    cycle = api.create_cycle(
        organizer=world.root,
        year=2021,
        scope=api.Scope(title="2021年度院校述职评议考核", unit_classes=("college",), cutoff_date=date(2021, 12, 31)),
        by=by,
        at=at,
    )
    assert api.expected_units(cycle) == []
    world.own.organization.unit_class = "college"
    world.own.organization.save()
    assert [unit.pk for unit in api.expected_units(cycle)] == [world.own.organization.pk]
