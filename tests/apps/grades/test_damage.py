"""`damage` finds every kind of planted damage, and nothing on sound data."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from shuping.apps.ballots.models import Count
from shuping.apps.grades import api
from shuping.apps.grades.models import (
    Adjustment,
    ComponentScore,
    Computation,
    Decision,
    DecisionMeeting,
    Objection,
    VetoFact,
)
from shuping.core.rulesets.digest import digest
from tests.factories.world import World

from . import scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("OPS-14", "EVA-12")]


@pytest.fixture
def cycle(world: World) -> Any:
    return scene.decided_round(world)


def test_a_decided_round_is_clean(cycle: Any) -> None:
    assert list(api.damage()) == []


def change_case(cycle: Any) -> None:
    row = Computation.objects.get()
    row.case["groups"][0]["case"]["reporters"][0]["annual"] = "10.0000"
    row.save()


def change_answer(cycle: Any) -> None:
    row = Computation.objects.get()
    row.answer["groups"][0]["answer"]["results"][0]["composite"] = "99.0000"
    row.save()


def change_answer_and_seal(cycle: Any) -> None:
    change_answer(cycle)
    row = Computation.objects.get()
    row.answer_digest = digest(row.answer)
    row.save()


def change_rules(cycle: Any) -> None:
    body = deepcopy(cycle.rule_set.body)
    body["grading"]["cap"] = {"kind": "none"}
    type(cycle.rule_set).objects.filter(pk=cycle.rule_set_id).update(body=body)


def change_map(cycle: Any) -> None:
    Computation.objects.update(reporters={"S1": 1})


def two_sources(cycle: Any) -> None:
    Objection.objects.create(participant=cycle.participants.first(), text="x", made_at=scene.AT, upheld=True)


def unsettled(cycle: Any) -> None:
    Objection.objects.create(
        participant=cycle.participants.first(),
        text="x",
        made_at=scene.AT,
        upheld=True,
        answer="y",
        answered_at=scene.AT,
    )
    scene.set_stage(cycle, "fed_back")


PLANTED: list[tuple[Callable[[Any], object], str]] = [
    (change_case, "the input does not fit its seal"),
    (change_answer, "the answer does not fit its seal"),
    (change_answer_and_seal, "computing it again gives another answer"),
    (change_rules, "it was made with other rules"),
    (change_map, "its reporters are not those of the round"),
    (lambda cycle: Computation.objects.update(number=2), "number 1 is missing before it"),
    (lambda cycle: Computation.objects.update(case={}), "cannot be computed again"),
    (lambda cycle: ComponentScore.objects.filter(participant__organization_name="S1").update(source=" "), "no source"),
    (
        lambda cycle: Adjustment.objects.create(
            participant=cycle.participants.first(), kind="bonus", value=-1, ground="x", at=scene.AT
        ),
        "adjustment",
    ),
    (
        lambda cycle: VetoFact.objects.create(
            participant=cycle.participants.first(),
            kind="x",
            fact="x",
            happened_on="2020-01-01",
            effect="out",
            at=scene.AT,
            withdrawn_reason="x",
        ),
        "no known effect",
    ),
    (
        lambda cycle: Decision.objects.filter(suggested="average").update(suggested="good"),
        "not the one of its computation",
    ),
    (lambda cycle: Decision.objects.filter(suggested="average").update(decided="best"), "unknown grade"),
    (lambda cycle: Decision.objects.filter(suggested="average").update(decided="poor"), "decision differs"),
    (lambda cycle: Decision.objects.filter(suggested="average").update(proposed="poor"), "proposal differs"),
    (lambda cycle: Decision.objects.filter(suggested="average").delete(), "without a grade for S6"),
    (lambda cycle: Decision.objects.update(decided="good", decided_reason="x"), "the proportion rule is broken"),
    (lambda cycle: DecisionMeeting.objects.all().delete(), "without a decision meeting"),
    (lambda cycle: DecisionMeeting.objects.update(members_present=20), "impossible numbers of members"),
    (lambda cycle: Count.objects.filter(class_code="A").update(good=1), "an input has changed after the decision"),
    (lambda cycle: ComponentScore.objects.update(value=50), "an input has changed after the decision"),
    (two_sources, "half answered"),
    (unsettled, "upheld and never settled"),
]


@pytest.mark.parametrize(("plant", "line"), PLANTED, ids=[line for _, line in PLANTED])
def test_planted_damage_is_found(cycle: Any, plant: Callable[[Any], object], line: str) -> None:
    plant(cycle)
    assert any(line in found for found in api.damage())


def test_a_decision_above_a_veto_without_waiver_is_found(world: World) -> None:
    cycle = scene.worked_round(world)
    person = scene.by_name(cycle)["S1"]
    api.add_veto_fact(
        participant=person,
        kind="held_to_account",
        fact="x",
        happened_on=scene.AT.date(),
        by=world.actor("supervisor"),
        at=scene.AT,
    )
    scene.computed(world, cycle)
    api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=scene.AT)
    Decision.objects.filter(participant=person).update(decided="good", decided_reason="x")
    assert any("above a recorded circumstance" in line for line in api.damage())


def test_a_decision_on_a_computation_of_another_round_is_found(world: World, cycle: Any) -> None:
    other = scene.computed(world, scene.worked_round(world))
    Decision.objects.filter(suggested="average").update(computation=other)
    assert any("computation of another round" in line for line in api.damage())
