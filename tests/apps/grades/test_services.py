"""Inputs, computation, proposal, decision, objection and use through the services."""

from datetime import date
from typing import Any

import pytest

from shuping.apps.audit.models import AuditEvent
from shuping.apps.ballots.models import CountSession
from shuping.apps.cycles.models import Participant
from shuping.apps.grades import api
from shuping.apps.grades.models import Computation, Decision, Objection, VetoFact
from shuping.core.errors import RuleError
from tests.core.grading import cases
from tests.factories.world import World

from . import scene

pytestmark = pytest.mark.django_db
AT = scene.AT


def refused(code: str) -> Any:
    return pytest.raises(RuleError, match=code.replace(".", r"\."))


def results(row: Computation) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for group in row.answer["groups"] for one in group["answer"]["results"]}


@pytest.mark.feature("EVA-01", "EVA-04")
def test_the_worked_example_through_the_services_to_four_decimals(world: World) -> None:
    cycle = scene.worked_round(world)
    found = results(scene.computed(world, cycle))
    assert {name: (one["ballot"], one["composite"], one["suggested"]) for name, one in found.items()} == {
        "S1": ("96.3123", "93.9649", "good"),
        "S2": ("95.2421", "94.5568", "good"),
        "S3": ("93.5719", "91.4288", "good"),
        "S4": ("91.0500", "89.5200", "fairly_good"),
        "S5": ("87.0649", "84.7460", "fairly_good"),
        "S6": ("78.8503", "74.5001", "average"),
    }


@pytest.mark.feature("EVA-01", "EVA-10")
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (cases.case_b(), {"P1": "92.8000", "P2": "91.2000", "P3": "91.7500"}),
        (cases.case_d(), {"X": "90.0000", "Y": "90.0000", "Z": "90.0000"}),
        (cases.by_annual(cases.A2), {"U1": "94.5600", "U13": "90.1000"}),
    ],
)
def test_golden_cases_as_rounds(world: World, case: dict[str, Any], expected: dict[str, str]) -> None:
    found = results(scene.computed(world, scene.make_round(world, case)))
    assert {name: found[name]["composite"] for name in expected} == expected


@pytest.mark.feature("EVA-07")
def test_each_cap_group_is_capped_apart(world: World) -> None:
    case = cases.by_annual(cases.A2, cap={"kind": "good_max", "share": "0.5"})
    for place, one in enumerate(case["reporters"]):
        one["group"] = "公路" if place < 4 else "院校"
    found = results(scene.computed(world, scene.make_round(world, case)))
    good = [name for name, one in found.items() if one["suggested"] == "good"]
    assert good == ["U1", "U2", "U5", "U6", "U7", "U8"]  # floor(4/2) and floor(9/2)


def test_scores_need_source_range_weight_and_roster(world: World) -> None:
    cycle = scene.worked_round(world)
    first = scene.by_name(cycle)["S1"].pk
    office = world.actor("office")

    def enter(scores: dict[int, str], component: str = "annual", source: str = "通报") -> None:
        api.enter_scores(cycle=cycle, component=component, scores=scores, source=source, by=office, at=AT)

    for code, call in (
        ("grades.source_missing", lambda: enter({first: "90"}, source=" ")),
        ("grades.component_without_weight", lambda: enter({first: "90"}, component="leader")),
        ("grades.score_not_usable", lambda: enter({first: "100.1"})),
        ("grades.score_not_usable", lambda: enter({first: "90.12345"})),
        ("grades.not_on_roster", lambda: enter({world.own.participant.pk: "90"})),
    ):
        with refused(code):
            call()
    assert cycle.participants.get(pk=first).component_scores.get().value == scene.Decimal("92.4")


def test_one_bad_score_writes_nothing(world: World) -> None:
    cycle = scene.worked_round(world)
    people = scene.by_name(cycle)
    with refused("grades.score_not_usable"):
        api.enter_scores(
            cycle=cycle,
            component="annual",
            scores={people["S1"].pk: "50", people["S2"].pk: "x"},
            source="通报",
            by=world.actor("office"),
            at=AT,
        )
    assert people["S1"].component_scores.get().value == scene.Decimal("92.4")


@pytest.mark.feature("EVA-06")
def test_the_highest_bonus_counts_and_a_withdrawn_one_does_not(world: World) -> None:
    cycle = scene.worked_round(world)
    person = scene.by_name(cycle)["S4"]
    office = world.actor("office")

    def add(kind: str, value: str, ground: str = "省级表彰") -> Any:
        return api.add_adjustment(participant=person, kind=kind, value=value, ground=ground, by=office, at=AT)

    add("bonus", "0.40")
    high = add("bonus", "0.48")
    assert results(scene.computed(world, cycle))["S4"]["composite"] == "90.0000"
    api.withdraw_adjustment(adjustment=high, reason="重复", by=office, at=AT)
    again = scene.computed(world, cycle)
    assert (again.number, results(again)["S4"]["composite"]) == (2, "89.9200")
    with refused("grades.withdrawn_already"):
        api.withdraw_adjustment(adjustment=high, reason="重复", by=office, at=AT)
    for value, code in (
        ("3.5", "grades.above_ceiling"),
        ("0", "grades.points_not_usable"),
        ("x", "grades.points_not_usable"),
    ):
        with refused(code):
            add("bonus", value)
    with refused("grades.ground_missing"):
        add("deduction", "3", ground="")


def veto(world: World, person: Participant, fact: str = "因隐瞒事故被通报问责") -> VetoFact:
    return api.add_veto_fact(
        participant=person,
        kind="held_to_account",
        fact=fact,
        happened_on=date(2020, 6, 1),
        by=world.actor("supervisor"),
        at=AT,
    )


@pytest.mark.feature("EVA-05")
def test_a_veto_lowers_the_suggestion_and_its_fact_appears_nowhere_else(world: World) -> None:
    cycle = scene.worked_round(world)
    veto(world, scene.by_name(cycle)["S2"])
    row = scene.computed(world, cycle)
    assert results(row)["S2"]["suggested"] == "fairly_good"
    written = f"{row.case}{row.answer}" + "".join(f"{e.subject}{e.details}{e.reason}" for e in AuditEvent.objects.all())
    assert "隐瞒事故" not in written
    assert "held_to_account" not in written
    assert "不得评为“好”" in written


def test_a_new_fact_takes_the_confirmation_back(world: World) -> None:
    cycle = scene.worked_round(world)
    supervisor = world.actor("supervisor")
    api.confirm_vetoes(cycle=cycle, by=supervisor, at=AT)
    with refused("grades.vetoes_confirmed_already"):
        api.confirm_vetoes(cycle=cycle, by=supervisor, at=AT)
    fact = veto(world, scene.by_name(cycle)["S1"])
    assert not api.facts(cycle).veto_facts_confirmed
    with refused("grades.veto_not_confirmed"):
        api.compute_grades(cycle=cycle, by=world.actor("office_head"), at=AT)
    api.withdraw_veto_fact(fact=fact, reason="查否", by=supervisor, at=AT)
    assert results(scene.computed(world, cycle))["S1"]["suggested"] == "good"


def test_computing_waits_for_the_count_and_the_scores(world: World) -> None:
    cycle = scene.worked_round(world)
    api.confirm_vetoes(cycle=cycle, by=world.actor("supervisor"), at=AT)
    head = world.actor("office_head")
    scene.by_name(cycle)["S3"].component_scores.all().delete()
    assert api.facts(cycle).without_component_score == ("S3",)
    with refused("grades.scores_missing"):
        api.compute_grades(cycle=cycle, by=head, at=AT)
    CountSession.objects.filter(cycle=cycle).update(state="closed")
    with refused("grades.count_not_locked"):
        api.compute_grades(cycle=cycle, by=head, at=AT)
    scene.set_stage(cycle, "ballot_closed")
    with refused("grades.wrong_stage"):
        api.compute_grades(cycle=cycle, by=head, at=AT)


@pytest.mark.feature("EVA-12")
def test_nothing_changed_means_no_new_number(world: World) -> None:
    cycle = scene.worked_round(world)
    first = scene.computed(world, cycle)
    assert scene.computed(world, cycle).pk == first.pk
    assert api.facts(cycle).computed
    api.enter_scores(
        cycle=cycle,
        component="annual",
        scores={scene.by_name(cycle)["S1"].pk: "92.5"},
        source="更正",
        by=world.actor("office"),
        at=AT,
    )
    assert not api.facts(cycle).computed
    with refused("grades.inputs_changed"):
        api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=AT)
    assert scene.computed(world, cycle).number == 2
    assert Computation.objects.get(pk=first.pk).answer == first.answer


@pytest.mark.feature("EVA-08")
def test_a_proposal_that_differs_needs_a_reason(world: World) -> None:
    cycle = scene.worked_round(world)
    with refused("grades.not_computed"):
        api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=AT)
    scene.computed(world, cycle)
    s4 = scene.by_name(cycle)["S4"].pk
    head = world.actor("office_head")
    with refused("grades.proposal_without_reason"):
        api.propose_grades(cycle=cycle, proposals={s4: ("good", " ")}, by=head, at=AT)
    assert len(api.facts(cycle).proposals_missing) == 6
    api.propose_grades(cycle=cycle, proposals={s4: ("good", "全年攻坚突出")}, by=head, at=AT)
    assert api.facts(cycle).proposals_missing == ()
    assert Decision.objects.get(participant=s4).suggested == "fairly_good"


@pytest.fixture
def proposed(world: World) -> Any:
    """The worked example with good_max 40 % and a veto for S2, proposed."""
    cycle = scene.worked_round(world, cap={"kind": "good_max", "share": "0.4"})
    veto(world, scene.by_name(cycle)["S2"])
    scene.computed(world, cycle)
    api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=AT)
    scene.set_stage(cycle, "proposed")
    return cycle


def decide(world: World, cycle: Any, meeting: api.Meeting = scene.MEETING, **changes: api.Decided) -> None:
    made = scene.decisions(cycle, **changes)
    api.decide_grades(cycle=cycle, meeting=meeting, decisions=made, by=world.actor("presider"), at=AT)


@pytest.mark.feature("EVA-05", "EVA-07", "EVA-08")
def test_what_a_decision_must_give(world: World, proposed: Any) -> None:
    decided = api.Decided
    late = api.Meeting(held_on=date(2021, 2, 1), members_expected=9, members_present=8)
    empty = api.Meeting(held_on=date(2021, 1, 20), members_expected=9, members_present=0)
    for code, meeting, changes in (
        ("grades.meeting_not_usable", late, {}),
        ("grades.meeting_not_usable", empty, {}),
        ("grades.undecided", scene.MEETING, {"S1": decided("")}),
        ("grades.deviation_without_reason", scene.MEETING, {"S4": decided("average")}),  # case A6
        (
            "grades.waiver_missing",
            scene.MEETING,
            {"S2": decided("good", "会议研究"), "S3": decided("fairly_good", "会议研究")},
        ),
        ("grades.cap_waiver_missing", scene.MEETING, {"S4": decided("good", "会议研究")}),
    ):
        with refused(code):
            decide(world, proposed, meeting, **changes)
    assert api.decided(proposed) == {}
    decide(world, proposed, S4=decided("average", "会议研究：主体责任落实不到位"))
    facts = api.facts(proposed)
    assert (facts.undecided, facts.deviations_without_reason, facts.waivers_missing, facts.cap_broken) == (
        (),
        (),
        (),
        False,
    )
    assert (facts.decision_meeting_on, facts.members_present) == (date(2021, 1, 25), 8)


@pytest.mark.feature("EVA-08")
def test_a_veto_and_the_cap_may_be_waived_in_writing(world: World, proposed: Any) -> None:
    waived = api.Meeting(date(2021, 1, 25), 9, 8, "纪要", cap_waiver_reason="会议研究同意突破比例")
    decide(world, proposed, waived, S2=api.Decided("good", "会议研究", waiver="情形已查清，影响消除"))
    assert api.decided_grade(scene.by_name(proposed)["S2"]) == "good"
    assert not api.facts(proposed).cap_broken
    assert list(api.damage()) == []


def test_the_second_of_two_who_decide_is_told_who_was_first(world: World, proposed: Any) -> None:
    decide(world, proposed)
    with pytest.raises(RuleError) as told:
        decide(world, proposed, S1=api.Decided("fairly_good", "另一意见"))
    assert told.value.code == "grades.decided_first"
    assert told.value.params["who"] == world.actor("presider").name
    assert api.decided_grade(scene.by_name(proposed)["S1"]) == "good"


def test_deciding_belongs_to_the_stage_of_proposals(world: World) -> None:
    cycle = scene.worked_round(world)
    scene.computed(world, cycle)
    with refused("grades.wrong_stage"):
        decide(world, cycle)
    scene.set_stage(cycle, "proposed")
    with refused("grades.proposals_missing"):
        decide(world, cycle)


def test_after_the_decision_inputs_stand_still(world: World) -> None:
    cycle = scene.decided_round(world)
    person = scene.by_name(cycle)["S1"]
    with refused("grades.decided_already"):
        api.enter_scores(
            cycle=cycle, component="annual", scores={person.pk: "1"}, source="x", by=world.actor("office"), at=AT
        )
    with refused("grades.decided_already"):
        veto(world, person)
    with refused("grades.decided_already"):
        api.compute_grades(cycle=cycle, by=world.actor("office_head"), at=AT)


@pytest.mark.feature("EVA-11", "EVA-12")
def test_an_upheld_objection_leads_to_a_new_number_and_a_new_decision_and_keeps_the_old(world: World) -> None:
    cycle = scene.decided_round(world)
    person = scene.by_name(cycle)["S4"]
    reporter, head = world.actor("reporter"), world.actor("office_head")
    objection = api.make_objection(participant=person, text="年度考核得分录入有误，应为89.5", by=reporter, at=AT)
    with refused("grades.objection_open"):
        api.make_objection(participant=person, text="再次", by=reporter, at=AT)
    assert api.facts(cycle).open_objections == ("S4",)
    api.answer_objection(objection=objection, upheld=True, answer="核对原件，更正", by=head, at=AT)
    with refused("grades.answered_already"):
        api.answer_objection(objection=objection, upheld=False, answer="不同意", by=head, at=AT)
    assert api.facts(cycle).open_objections == ("S4",)
    api.enter_scores(
        cycle=cycle, component="annual", scores={person.pk: "89.5"}, source="考核原件", by=world.actor("office"), at=AT
    )
    second = api.compute_grades(cycle=cycle, reason="异议成立", by=head, at=AT)
    assert (second.number, results(second)["S4"]["suggested"]) == (2, "good")
    assert Objection.objects.get().settled_by == second
    assert api.facts(cycle).open_objections == ("S4",)  # decided again only by the meeting
    assert api.facts(cycle).undecided == ("S4",)
    api.propose_grades(cycle=cycle, proposals={}, by=head, at=AT)
    decide(world, cycle)
    row = Decision.objects.get(participant=person)
    assert (row.decided, row.computation.number, row.earlier[0]["decided"]) == ("good", 2, "fairly_good")
    assert Decision.objects.get(participant=scene.by_name(cycle)["S1"]).computation.number == 1
    assert api.facts(cycle).open_objections == ()
    assert list(api.damage()) == []


@pytest.mark.feature("EVA-11")
def test_a_rejected_objection_changes_nothing(world: World) -> None:
    cycle = scene.decided_round(world)
    objection = api.make_objection(
        participant=scene.by_name(cycle)["S6"], text="分数偏低", by=world.actor("reporter"), at=AT
    )
    api.answer_objection(objection=objection, upheld=False, answer="复核无误", by=world.actor("office_head"), at=AT)
    assert api.facts(cycle).open_objections == ()
    with refused("grades.decided_already"):
        api.compute_grades(cycle=cycle, by=world.actor("office_head"), at=AT)


def test_nobody_objects_before_the_decision(world: World) -> None:
    cycle = scene.worked_round(world)
    with refused("grades.not_published"):
        api.make_objection(participant=scene.by_name(cycle)["S1"], text="x", by=world.actor("reporter"), at=AT)


@pytest.mark.feature("EVA-19")
def test_the_use_of_results_is_kept_and_struck_with_a_reason(world: World) -> None:
    cycle = scene.decided_round(world)
    office = world.actor("office")
    person = scene.by_name(cycle)["S6"]
    use = api.add_result_use(
        participant=person, kind="formal_talk", text="约谈", used_on=date(2021, 2, 1), by=office, at=AT
    )
    api.withdraw_result_use(use=use, reason="误录", by=office, at=AT)
    with refused("grades.withdrawn_already"):
        api.withdraw_result_use(use=use, reason="误录", by=office, at=AT)
    with refused("grades.unknown_use"):
        api.add_result_use(participant=person, kind="bonus", text="x", used_on=date(2021, 2, 1), by=office, at=AT)


def test_results_are_published_only_after_the_decision(world: World) -> None:
    cycle = scene.worked_round(world)
    person = scene.by_name(cycle)["S1"]
    assert (api.published(cycle), api.result_of(person)) == ({}, None)
    decided = scene.decided_round(world)
    person = scene.by_name(decided)["S1"]
    result = api.result_of(person)
    assert result is not None
    assert (result.grade, result.grade_name, result.year) == ("good", "好", 2020)
    assert [one.grade for one in api.history(person.organization)] == ["good"]
    assert len(api.published(decided)) == 6


def test_every_write_leaves_one_audit_row(world: World) -> None:
    before = AuditEvent.objects.count()
    cycle = scene.decided_round(world)
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))[before:]
    assert actions == [
        "grades.scores.entered",
        "grades.veto.confirmed",
        "grades.computed",
        "grades.proposed",
        "grades.decided",
    ]
    assert cycle.decision_meeting.decided_by


def test_the_archive_holds_seals_and_decisions_and_a_rehearsal_is_wiped(world: World) -> None:
    cycle = scene.decided_round(world)
    kept = api.archive(cycle)
    assert len(kept["decisions"]) == 6  # type: ignore[arg-type]
    assert kept["computations"][0]["case"] == Computation.objects.get().case_digest  # type: ignore[index]
    api.wipe(cycle)
    assert not Computation.objects.exists()
    assert not Decision.objects.exists()
