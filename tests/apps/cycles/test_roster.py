"""The roster: taken from the register, changed with reason, put into order."""

from datetime import date, datetime

import pytest

from shuping.apps.cycles import api, queries
from shuping.apps.cycles.models import Cycle, Participant, PlanChange
from shuping.apps.organization.models import Term
from shuping.core.errors import RuleError
from tests.factories.world import World, make_organization, make_person

from .test_plan import draft

pytestmark = pytest.mark.django_db


@pytest.mark.feature("CYC-09")
def test_the_secretary_in_office_on_the_cut_off_date_reports(world: World, at: datetime) -> None:
    Term.objects.filter(person=world.other.secretary).update(ended_on=date(2021, 11, 30))
    deputy = make_person(world.other.organization, "副书记")
    Term.objects.create(
        organization=world.other.organization,
        person=deputy,
        post="deputy_secretary",
        title="党委副书记（主持工作）",
        acting=True,
        started_on=date(2021, 12, 1),
    )
    cycle = draft(world, at)
    taken = api.fill_roster(cycle=cycle, by=world.actor("office"), at=at)
    assert taken.added == ("测试甲中心", "测试乙中心")
    rows = list(api.roster(cycle))
    assert [(row.person_name, row.acting, row.duty) for row in rows] == [
        ("书记1", False, "党委书记"),
        ("副书记", True, "党委副书记（主持工作）"),
    ]
    assert {row.mode for row in rows} == {""}
    assert api.facts(cycle).reporters_without_mode == ("测试甲中心 书记1", "测试乙中心 副书记")


@pytest.mark.feature("CYC-09")
def test_a_vacant_office_is_reported_and_a_new_unit_is_exempt(world: World, at: datetime) -> None:
    vacant = make_organization(world.root, "空缺中心", "V", "committee")
    new = make_organization(world.root, "新成立中心", "N", "committee", founded_on=date(2021, 10, 8))
    Term.objects.create(
        organization=new, person=make_person(new, "新书记"), post="secretary", started_on=date(2021, 10, 8)
    )
    cycle = draft(world, at, new_organization_cutoff=date(2021, 10, 1))
    taken = api.fill_roster(cycle=cycle, by=world.actor("office"), at=at)
    assert (taken.exempt, taken.vacant) == (("新成立中心",), (vacant.name,))
    assert api.reporters(cycle).count() == 2
    assert api.roster(cycle).count() == 3
    assert api.facts(cycle).units_without_reporter == ("空缺中心",)


@pytest.mark.feature("CYC-09")
def test_taking_over_twice_adds_nothing_twice(world: World, at: datetime) -> None:
    cycle, by = draft(world, at), world.actor("office")
    api.fill_roster(cycle=cycle, by=by, at=at)
    assert api.fill_roster(cycle=cycle, by=by, at=at).added == ()
    assert api.roster(cycle).count() == 2


@pytest.mark.feature("CYC-09")
def test_who_rates_whom_leaves_out_the_own_row_of_reporters(world: World) -> None:
    rows = {row.code: row for row in api.raters(world.cycle)}
    assert (rows["B"].invited, rows["B"].rating_each) == (2, 1)
    assert rows["A"].rating_each is None


@pytest.mark.feature("CYC-04")
def test_a_unit_added_after_approval_needs_a_reason_and_is_announced(world: World, at: datetime) -> None:
    extra = make_organization(world.root, "测试丙中心", "C", "committee", office_order=3)
    person = make_person(extra, "书记3")
    Term.objects.create(organization=extra, person=person, post="secretary", started_on=date(2016, 1, 1))
    by, heard = world.actor("office_head"), []

    def hear(sender: object, participant: Participant, **kwargs: object) -> None:
        heard.append(participant)

    api.participant_added.connect(hear)
    try:
        with pytest.raises(RuleError, match=r"cycles\.reason_needed"):
            api.add_unit(cycle=world.cycle, organization=extra, mode="written", by=by, at=at)
        made = api.add_unit(
            cycle=world.cycle, organization=extra, mode="written", reason="机构改革新划入", by=by, at=at
        )
    finally:
        api.participant_added.disconnect(hear)
    assert heard == [made]
    assert (made.order_no, made.added_reason, made.person) == (3, "机构改革新划入", person)
    assert PlanChange.objects.get().kind == "unit_added"
    with pytest.raises(RuleError, match=r"cycles\.unit_listed_already"):
        api.add_unit(cycle=world.cycle, organization=extra, mode="written", reason="再加", by=by, at=at)


def test_only_units_below_the_organiser_are_added(world: World, at: datetime) -> None:
    with pytest.raises(RuleError, match=r"cycles\.unit_not_below"):
        api.add_unit(
            cycle=world.cycle, organization=world.root, mode="written", reason="x", by=world.actor("office"), at=at
        )


@pytest.mark.feature("CYC-04")
def test_a_reporter_transferred_mid_round_is_replaced_in_the_same_place(world: World, at: datetime) -> None:
    person = make_person(world.own.organization, "接任书记", "党委书记")
    old, by = world.own.participant, world.actor("office_head")
    api.draw_order(cycle=world.cycle, shuffle=lambda ids: None, by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.same_reporter"):
        api.replace_reporter(participant=old, person=old.person, duty="", reason="调任", by=by, at=at)
    made = api.replace_reporter(participant=old, person=person, duty="党委书记", reason="原书记调任", by=by, at=at)
    old.refresh_from_db()
    assert (old.reports, old.left_reason, old.speaking_no) == (False, "原书记调任", None)
    assert (made.replaces, made.order_no, made.mode, made.speaking_no) == (old, 1, "on_the_spot", 1)
    assert [row.pk for row in api.reporters(world.cycle)] == [made.pk, world.other.participant.pk]
    assert api.facts(Cycle.objects.get(pk=world.cycle.pk)).order_fixed
    assert list(api.damage()) == []
    with pytest.raises(RuleError, match=r"cycles\.not_reporting"):
        api.replace_reporter(participant=old, person=person, duty="", reason="再换", by=by, at=at)


@pytest.mark.feature("CYC-04")
def test_once_texts_are_final_nobody_is_replaced_but_somebody_may_leave(world: World, at: datetime) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="materials_locked")
    person, by = make_person(world.own.organization, "接任书记"), world.actor("office_head")
    with pytest.raises(RuleError, match=r"cycles\.not_now"):
        api.replace_reporter(participant=world.own.participant, person=person, duty="", reason="病", by=by, at=at)
    left = api.let_leave(participant=world.own.participant, reason="因病不能述职", by=by, at=at)
    assert not left.reports
    assert PlanChange.objects.get().kind == "reporter_left"


def test_a_row_is_removed_only_from_a_draft(world: World, at: datetime) -> None:
    with pytest.raises(RuleError, match=r"cycles\.remove_only_in_draft"):
        api.remove(participant=world.own.participant, by=world.actor("office"), at=at)
    cycle = draft(world, at)
    api.fill_roster(cycle=cycle, by=world.actor("office"), at=at)
    api.remove(participant=api.roster(cycle)[0], by=world.actor("office"), at=at)
    assert api.roster(cycle).count() == 1


def test_exempt_and_readmitted_with_trace(world: World, at: datetime) -> None:
    by = world.actor("office")
    api.exempt(participant=world.other.participant, reason="筹建中", by=by, at=at)
    assert api.reporters(world.cycle).count() == 1
    api.readmit(participant=world.other.participant, reason="已正式成立", by=by, at=at)
    assert api.reporters(world.cycle).count() == 2
    assert [change.kind for change in PlanChange.objects.all()] == ["reporter_exempt", "reporter_readmitted"]


@pytest.mark.feature("CYC-09")
def test_those_who_did_not_speak_lately_are_suggested_first(world: World) -> None:
    assert queries.rotation(world.cycle, 1) == [world.other.participant.pk]
    assert queries.spoke_in(world.cycle)[world.own.organization.pk] == [(2019, "on_the_spot")]


def test_modes_change_after_approval_only_with_reason(world: World, at: datetime) -> None:
    by, modes = world.actor("office"), {world.other.participant.pk: "on_the_spot"}
    with pytest.raises(RuleError, match=r"cycles\.reason_needed"):
        api.set_modes(cycle=world.cycle, modes=modes, by=by, at=at)
    assert api.set_modes(cycle=world.cycle, modes=modes, reason="增加现场述职", by=by, at=at) == 1
    assert api.facts(world.cycle).on_the_spot == 2
    assert api.set_modes(cycle=world.cycle, modes=modes, reason="增加现场述职", by=by, at=at) == 0


@pytest.mark.feature("CYC-02")
def test_the_order_is_drawn_once_and_falls_when_the_speakers_change(world: World, at: datetime) -> None:
    by = world.actor("office_head")
    modes = {world.other.participant.pk: "on_the_spot"}
    api.set_modes(cycle=world.cycle, modes=modes, reason="增加", by=by, at=at)
    drawn = api.draw_order(cycle=world.cycle, shuffle=lambda ids: ids.reverse(), by=by, at=at)
    assert [row.pk for row in drawn] == [world.other.participant.pk, world.own.participant.pk]
    assert [row.order_source for row in api.speakers(world.cycle)] == ["draw", "draw"]
    assert api.facts(Cycle.objects.get(pk=world.cycle.pk)).order_fixed
    with pytest.raises(RuleError, match=r"cycles\.order_drawn_already"):
        api.draw_order(cycle=world.cycle, shuffle=lambda ids: None, by=by, at=at)
    extra = make_organization(world.root, "测试丙中心", "C", "committee")
    Term.objects.create(
        organization=extra, person=make_person(extra, "书记3"), post="secretary", started_on=date(2016, 1, 1)
    )
    api.add_unit(cycle=world.cycle, organization=extra, mode="on_the_spot", reason="增加", by=by, at=at)
    assert not api.facts(Cycle.objects.get(pk=world.cycle.pk)).order_fixed


def test_a_fixed_order_holds_every_speaker_once(world: World, at: datetime) -> None:
    by, own, other = world.actor("office"), world.own.participant.pk, world.other.participant.pk
    for wrong in ([], [own, own], [own, other]):
        with pytest.raises(RuleError, match=r"cycles\.order_incomplete"):
            api.fix_order(cycle=world.cycle, ids=wrong, by=by, at=at)
    api.fix_order(cycle=world.cycle, ids=[own], by=by, at=at)
    with pytest.raises(RuleError, match="cycles.order_drawn_already"):
        api.fix_order(cycle=world.cycle, ids=[own], by=by, at=at)
    assert api.facts(Cycle.objects.get(pk=world.cycle.pk)).order_not_drawn
    api.fix_order(cycle=world.cycle, ids=[own], reason="抽签单录错", drawn=True, by=by, at=at)
    assert not api.facts(Cycle.objects.get(pk=world.cycle.pk)).order_not_drawn
    assert api.speakers(world.cycle)[0].order_source == "draw"


@pytest.mark.feature("CYC-02")
def test_attendance_per_class_decides_the_quorum(world: World, at: datetime) -> None:
    by = world.actor("office")
    with pytest.raises(RuleError, match=r"cycles\.attendance_above_expected"):
        api.record_attendance(cycle=world.cycle, rows={"A": (9, 10)}, by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.class_unknown"):
        api.record_attendance(cycle=world.cycle, rows={"X": (9, 9)}, by=by, at=at)
    api.record_attendance(cycle=world.cycle, rows={"A": (9, 4), "B": (2, 2)}, by=by, at=at)
    facts = api.facts(Cycle.objects.get(pk=world.cycle.pk))
    assert not facts.rosters_frozen
    assert facts.attendance_below_quorum == ("厅领导班子成员", "两代表一委员、服务对象、党员和群众代表")
    api.record_attendance(cycle=world.cycle, rows={"A": (8, 4), "C": (30, 20)}, by=by, at=at)
    facts = api.facts(Cycle.objects.get(pk=world.cycle.pk))
    assert facts.rosters_frozen
    assert facts.attendance_below_quorum == ()


@pytest.mark.feature("CYC-13")
def test_a_unit_holds_its_own_round_with_the_secretaries_below_it(world: World, at: datetime) -> None:
    clerk = world.actor("clerk")
    child = api.create_child_cycle(parent=world.cycle, organizer=world.own.organization, by=clerk, at=at)
    assert child.title == "测试甲中心2020年度党组织书记抓基层党建逐级述职评议考核"
    assert child.parent == world.cycle
    taken = api.fill_roster(cycle=child, by=clerk, at=at)
    assert taken.added == ("测试甲中心第一党支部",)
    assert api.reporters(child)[0].person == world.own.branch_secretary
    levels, total = api.coverage(world.cycle)
    assert [(level.level, level.expected, level.listed, level.reported) for level in levels] == [
        ("committee", 2, 2, 0),
        ("branch", 2, 1, 0),
    ]
    Cycle.objects.filter(pk=child.pk).update(stage="ballot_closed")
    assert api.coverage(world.cycle)[1].reported == 1
    assert total.expected == 4
    later, gone = (
        make_organization(world.other.organization, name, name, "branch") for name in ("后建支部", "撤销支部")
    )
    type(later).objects.filter(pk=later.pk).update(founded_on=date(2021, 3, 1))
    type(gone).objects.filter(pk=gone.pk).update(closed_on=date(2021, 3, 1))
    assert api.coverage(world.cycle)[1].missing == ("测试乙中心第一党支部", "撤销支部")


@pytest.mark.feature("CYC-13")
def test_a_child_round_stands_below_its_parent_and_needs_somebody_below(world: World, at: datetime) -> None:
    by = world.actor("office")
    with pytest.raises(RuleError, match=r"cycles\.child_not_below"):
        api.create_child_cycle(parent=world.cycle, organizer=world.root, by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.nothing_below"):
        api.create_child_cycle(parent=world.cycle, organizer=world.own.branch, by=by, at=at)
    api.create_child_cycle(parent=world.cycle, organizer=world.own.organization, by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.year_taken"):
        api.create_child_cycle(parent=world.cycle, organizer=world.own.organization, by=by, at=at)


@pytest.mark.feature("CYC-13")
def test_coverage_asks_the_same_number_of_questions_whatever_the_size(
    world: World, at: datetime, django_assert_num_queries: object
) -> None:
    for number in range(12):
        make_organization(world.other.organization, f"支部{number}", f"X-{number}", "branch")
    with django_assert_num_queries(4):  # type: ignore[operator]
        api.coverage(Cycle.objects.select_related("organizer").get(pk=world.cycle.pk))
