"""The analysis and the data check, as the office and the leaders see them."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shuping.apps.ballots.models import ClassIssue
from shuping.apps.organization.models import Person, Term
from shuping.apps.portal import analysis, data_check
from shuping.core.roles.catalog import Role
from tests.apps.grades import scene
from tests.factories.world import World, make_organization, make_person

Open = Callable[..., Client]
DAY = date(2021, 1, 26)


def asked(world: World, cycle: Any, role: str = "member") -> dict[str, analysis.Question]:
    return {one.key: one for one in analysis.questions(world.actor(role), cycle, on=DAY)}


@pytest.mark.feature("DSH-03")
def test_every_question_has_its_table_its_workbook_and_its_list(world: World, client_of: Open) -> None:
    cycle = scene.decided_round(world)
    scene.set_stage(cycle, "decided")
    found = asked(world, cycle)
    assert "classes" in found and len(found) <= 6
    client, url = client_of("member"), reverse("portal:analysis")
    page = client.get(url, {"round": cycle.pk}).content.decode()
    for one in found.values():
        assert one.title in page
        if not one.lines:
            continue
        content = client.get(url, {"round": cycle.pk, "chart": one.key, "download": "xlsx"}).content
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        rows = [row[: len(one.heads)] for row in sheet.iter_rows(min_row=3, values_only=True)]
        assert rows == [(line.name, *line.figures) for line in one.lines]
        assert all(line.url for line in one.lines)
    assert client.get(url, {"round": cycle.pk, "chart": "none", "download": "xlsx"}).status_code == 404


@pytest.mark.feature("DSH-03", "DSH-10")
def test_the_classes_add_up_from_the_count_and_one_small_class_closes_them_all(world: World, client_of: Open) -> None:
    cycle = scene.worked_round(world)
    rows = asked(world, cycle)["classes"].lines
    given = scene.cases.worked()["reporters"]
    wanted = sum(one["ballots"]["A"].get("good", 0) for one in given)
    assert rows[0].name.startswith("A") and rows[0].figures[0] == wanted
    ClassIssue.objects.filter(class_code="B").update(issued=4, collected=4)
    closed = asked(world, cycle)["classes"]
    assert (closed.lines, str(closed.drawing)) == ([], "")
    page = client_of("member").get(reverse("portal:analysis"), {"round": cycle.pk}).content.decode()
    assert "不分列" in page


@pytest.mark.feature("DSH-03")
def test_nothing_of_the_ballots_before_the_lock_or_without_the_right_to_exact_figures(world: World) -> None:
    cycle = scene.worked_round(world)
    assert "classes" not in asked(world, cycle, "office")
    cycle.count_session.__class__.objects.filter(cycle=cycle).update(state="confirmed")
    assert "classes" not in asked(world, cycle)


@pytest.mark.feature("DSH-09")
def test_the_data_check_names_each_gap_with_the_page_that_mends_it(world: World, client_of: Open) -> None:
    unit = make_organization(world.own.organization, "测试无书记党支部", "Z9", "branch", unit_class="highway")
    person = make_person(unit, "测试同名")
    make_person(unit, "测试同名")
    Person.objects.filter(pk=person.pk).update(mobile="13900000000")
    for begun in (date(2019, 1, 1), date(2020, 1, 1)):
        Term.objects.create(
            organization=unit, person=person, post="secretary", started_on=begun, ended_on=date(2020, 6, 1)
        )
    client, url = client_of("office"), reverse("portal:data_check")
    rows = data_check.gaps_of(world.actor("office"), world.cycle, on=DAY)
    codes = {row.code for row in rows if "测试无书记党支部" in row.about or "测试同名" in row.about}
    assert codes == {
        "organization.no_secretary",
        "organization.no_election",
        "organization.no_members",
        "organization.same_name",
        "organization.terms_overlap",
    }
    assert {row.code for row in rows} >= {"grades.no_score"}
    page = client.get(url, {"f_kind": "两任书记任期重叠"}).content.decode()
    assert reverse("organization:organization", args=[unit.pk]) in page
    for row in {row.code: row for row in rows}.values():
        assert client.get(row.url).status_code == 200, row.code
    sheet = load_workbook(io.BytesIO(client.get(url, {"download": "xlsx"}).content)).active
    assert sheet is not None and sheet.max_row == len(rows) + 2


@pytest.mark.feature("DSH-09")
def test_forms_that_do_not_fit_those_present_are_named_to_whom_may_read_the_count(world: World) -> None:
    cycle = scene.worked_round(world)
    type(cycle).objects.filter(pk=cycle.pk).update(quorum_confirmed={"A": {"expected": 99, "present": 99}})
    cycle.refresh_from_db()
    ClassIssue.objects.filter(session__cycle=cycle).update(recorded_at=scene.AT)

    def found(role: str) -> list[str]:
        return [row.code for row in data_check.gaps_of(world.actor(role), cycle, on=DAY) if "ballots" in row.code]

    assert found("office_head") == ["ballots.issued_differs"]
    assert found("office") == []


@pytest.mark.feature("DSH-09")
def test_a_longer_register_costs_no_further_query(world: World, client_of: Open) -> None:
    client, url = client_of(Role.OFFICE), reverse("portal:data_check")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        unit = make_organization(world.root, f"测试多{number}中心", f"Y{number}", "committee", unit_class="highway")
        make_person(unit, "测试多余")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)
