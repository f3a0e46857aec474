"""What two people enter of the same thing, what is given twice, who came late, who led the unit before."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from shuping.apps.assessments import api, queries
from shuping.apps.assessments.models import Assessment, Deduction, Finding, Sending, UnitAssessment
from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Participant
from shuping.apps.organization.models import Organization, Person, Term
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.apps.assessments import scene
from tests.factories.world import World

pytestmark = pytest.mark.django_db
AT = scene.AT


def refused(act: Any, **given: Any) -> RuleError:
    """The refusal of an act."""
    with pytest.raises(RuleError) as error:
        act(**given)
    return error.value


@pytest.mark.feature("EVA-17", "EVA-18")
def test_two_phones_of_a_group_bring_the_same_fact_once_and_disagree_openly(world: World) -> None:
    scene.report(world)
    visit = scene.visit(world)
    office, discipline = world.actor(Role.OFFICE), world.actor(Role.DISCIPLINE)
    mine = {"deductions": (scene.entry(),), "findings": (scene.finding(world),)}
    api.receive_form(visit=visit, client_id="phone-0001", by=discipline, at=AT, **mine)
    theirs = api.receive_form(visit=visit, client_id="phone-0002", by=office, at=AT, **mine)
    assert (theirs.new, theirs.same) == (0, 2)
    assert (Deduction.objects.count(), Finding.objects.count()) == (1, 1)

    # Another fact on the same indicator is another deduction; another verdict on the same sentence is refused whole.
    more = {"deductions": (scene.entry(fact="四季度缺党课1次"),), "findings": (scene.finding(world, "true"),)}
    error = refused(api.receive_form, visit=visit, client_id="phone-0003", by=office, at=AT, **more)
    assert (error.code, error.params["who"]) == ("assessments.checked_already", discipline.name)
    assert Deduction.objects.count() == 1
    api.receive_form(visit=visit, client_id="phone-0003", by=office, at=AT, deductions=more["deductions"])
    assert Deduction.objects.count() == 2
    assert list(Sending.objects.order_by("id").values_list("entries", flat=True)) == [2, 0, 1]
    assert list(api.damage()) == []

    # The same fact may be entered anew once it was withdrawn.
    api.withdraw_deduction(deduction=Deduction.objects.order_by("id")[0], reason="录错", by=office, at=AT)
    again = api.receive_form(
        visit=visit, client_id="phone-0004", by=office, at=AT, deductions=(scene.entry(points="1"),)
    )
    assert again.new == 1


@pytest.mark.feature("EVA-06", "EVA-17")
def test_the_same_case_earns_no_second_bonus(world: World) -> None:
    row, office = scene.unit(world), world.actor(Role.OFFICE)
    given = {"unit": row, "item": "B3", "points": scene.F(1), "by": office, "at": AT}
    kept = api.add_bonus(ground="厅党组表彰", document_number="青交党〔2020〕3号", **given)
    for ground, number in (("表彰决定", "青交党〔2020〕3号"), ("厅党组表彰", "")):
        error = refused(api.add_bonus, ground=ground, document_number=number, **given)
        assert (error.code, error.params["who"]) == ("assessments.bonus_twice", office.name)
    api.withdraw_bonus(bonus=kept, reason="文号录错", by=office, at=AT)
    api.add_bonus(ground="厅党组表彰", document_number="青交党〔2020〕3号", **given)
    assert row.bonuses.filter(withdrawn_at=None).count() == 1


@pytest.mark.feature("EVA-18", "ORG-11")
def test_a_former_secretary_neither_is_drawn_for_the_unit_nor_checks_it(world: World) -> None:
    visit = scene.visit(world, people=("office", "discipline"))
    discipline = world.actor(Role.DISCIPLINE)
    term = Term.objects.create(
        person=Person.objects.get(pk=discipline.person_id),
        organization=world.own.organization,
        post="secretary",
        started_on=date(2015, 1, 1),
        ended_on=date(2019, 6, 30),
    )
    given = {"visit": visit, "client_id": "phone-0001", "deductions": (scene.entry(),), "by": discipline, "at": AT}
    error = refused(api.receive_form, **given)
    assert (error.code, error.params["years"]) == ("assessments.former_secretary", queries.FORMER_YEARS)
    api.draw_groups(
        assessment=scene.opened(world),
        people=[world.user("office"), world.user("discipline")],
        groups=2,
        seed="5",
        by=world.actor(Role.OFFICE),
        at=AT,
    )
    group = scene.unit(world).visits.get().group
    assert [member.user for member in group.members.all()] == [world.user("office")]
    term.ended_on = date(2017, 12, 31)
    term.save()
    assert queries.led_before(discipline.person_id, [term.organization_id], on=scene.DAY) == frozenset()


@pytest.mark.feature("EVA-18", "ORG-11")
def test_a_draw_tells_what_it_stood_on_and_gives_the_same_again(world: World) -> None:
    scene.draw(world, ("office", "office_head", "discipline"), 2)
    row = Assessment.objects.get()
    record = queries.draw_record(row)
    assert record is not None
    assert (record.seed, record.by, record.same, len(record.people)) == ("7", world.actor(Role.OFFICE).name, True, 3)
    details = AuditEvent.objects.get(action="assessments.groups.drawn").details
    assert details == {name: row.drawn[name] for name in details}
    assert api.archive(world.cycle)["draw"] == row.drawn
    people = [world.user("office"), world.user("discipline")]
    given = {"assessment": row, "people": people, "groups": 1, "seed": "8", "by": world.actor("office_head"), "at": AT}
    error = refused(api.draw_groups, seen="", **given)
    assert (error.code, error.params["who"]) == ("assessments.drawn_meanwhile", record.by)
    api.draw_groups(seen=row.drawn["at"], **given)
    row.refresh_from_db()
    row.drawn["groups"][0]["people"].reverse()
    row.save()
    assert any("other groups" in line for line in api.damage())


@pytest.mark.feature("EVA-17", "DSH-09")
def test_a_unit_that_comes_late_is_named_until_it_is_added_and_a_class_that_changes_keeps_the_scheme(
    world: World,
) -> None:
    late = world.other.participant
    late.left_reason = "暂不参加"
    late.save()
    row = scene.opened(world)
    assert row.units.count() == 1
    late.left_reason = ""
    late.save()
    assert queries.late_comers(row) == [late]
    found = {one.code: one.units for one in queries.gaps(queries.units_of(row), on=scene.DAY, late=[late])}
    assert found["not_in"] == [late.organization_name]
    office = world.actor(Role.OFFICE)
    scheme = scene.make_scheme(world)
    given = {"cycle": world.cycle, "schemes": [scheme], "self_due": row.self_due, "by": office, "at": AT}
    error = refused(api.open_assessment, first=True, **given)
    assert (error.code, error.params["who"]) == ("assessments.opened_already", office.name)
    api.open_assessment(**given)
    assert queries.late_comers(row) == []
    unit = UnitAssessment.objects.get(participant=late)
    own = scene.make_scheme(world, "院校指标", unit_class="college")
    Organization.objects.filter(pk=late.organization_id).update(unit_class="college")
    Participant.objects.filter(pk=late.pk).update(unit_class="college")
    api.open_assessment(**{**given, "schemes": [scheme, own]})
    unit.refresh_from_db()
    assert unit.scheme == scheme
    assert list(api.damage()) == []


def test_the_second_answer_of_a_unit_is_told_who_was_first(world: World) -> None:
    row = scene.delivered(world)
    scene.answered(world, accepted=False)
    again = dataclasses.replace(world.actor(Role.REPORTER), name="副书记")
    answers = {one.pk: api.UnitAnswer(accepted=True) for one in row.deductions.all()}
    error = refused(api.answer_deductions, unit=row, answers=answers, by=again, at=AT)
    assert error.code == "assessments.answer_sent_already"
    assert error.params["who"] == str(world.user(Role.REPORTER))
