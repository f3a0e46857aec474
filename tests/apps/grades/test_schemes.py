"""CYC-08: two unit classes of one round are graded by two schemes of one rule set, each as one case of the command."""

from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from shuping.apps.cycles.models import Cycle, Participant, RuleSet
from shuping.apps.grades import api
from shuping.apps.grades.damage import damage
from shuping.apps.grades.models import ComponentScore, Computation
from shuping.apps.grades.queries import results, what_if
from shuping.core.errors import RuleError
from shuping.core.grading.answers import answer
from shuping.core.rulesets.digest import digest
from tests.apps.grades import scene
from tests.core.grading import cases
from tests.factories.world import World

pytestmark = [pytest.mark.feature("CYC-08"), pytest.mark.django_db]

COLLEGES = {
    "name": "院校",
    "unit_classes": ["college"],
    "grading": {
        "class_weights": {"A": "0.3", "B": "0.3", "C": "0.4"},
        "component_weights": {"ballot": "1", "annual": "0", "leader": "0"},
        "cap": {"kind": "good_max", "share": "0.5"},
    },
}
IN_COLLEGES = ("S2", "S4", "S6")


def two_schemes(world: World) -> Cycle:
    """The worked example, three of its six units being colleges under a scheme of their own."""
    cycle = scene.worked_round(world)
    rules = cycle.rule_set
    rules.body = {**rules.body, "schemes": [COLLEGES]}
    rules.digest = digest(rules.body)
    rules.save()
    Participant.objects.filter(cycle=cycle).update(unit_class="highway")
    Participant.objects.filter(cycle=cycle, organization_name__in=IN_COLLEGES).update(unit_class="college")
    return cycle


def offline(colleges: bool) -> dict[str, Any]:
    """The case of one scheme as somebody would write it for `shuping grade`."""
    case = deepcopy(cases.worked())
    if colleges:
        case["rules"] = {**case["rules"], **COLLEGES["grading"]}  # type: ignore[dict-item]
    case["reporters"] = [one for one in case["reporters"] if (one["id"] in IN_COLLEGES) is colleges]
    return {one["id"]: one for one in answer(case)["results"]}  # type: ignore[attr-defined]


def test_each_reporter_gets_what_the_command_prints_for_the_own_scheme(world: World) -> None:
    cycle = two_schemes(world)
    shown = {row.participant.organization_name: row for row in results.table(cycle, scene.computed(world, cycle)).rows}
    printed = {**offline(True), **offline(False)}
    for name, row in shown.items():
        assert (row.composite, row.suggested, row.rank) == tuple(
            printed[name][key] for key in ("composite", "suggested", "rank")
        )
    assert {name: row.scheme for name, row in shown.items()} == {
        name: "院校" if name in IN_COLLEGES else "" for name in shown
    }
    assert list(damage()) == []


def test_a_score_without_weight_in_the_own_scheme_is_not_asked_for(world: World) -> None:
    cycle = two_schemes(world)
    ComponentScore.objects.filter(participant__organization_name__in=("S2", "S3")).delete()
    assert api.facts(cycle).without_component_score == ("S3",)


def test_each_scheme_is_capped_apart(world: World) -> None:
    cycle = two_schemes(world)
    computation = scene.computed(world, cycle)
    assert [(group["name"], group.get("scheme", "")) for group in computation.case["groups"]] == [
        ("", ""),
        ("院校", "院校"),
    ]
    assert {name: cap.kind for name, cap in results.caps_of(computation).items()} == {
        "": cases.worked()["rules"]["cap"]["kind"],
        "院校": "good_max",
    }
    api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=scene.AT)
    scene.set_stage(cycle, "proposed")
    every = {one: api.Decided("good", "会议研究") for one in IN_COLLEGES}
    with pytest.raises(RuleError, match=r"grades\.cap_waiver_missing"):
        api.decide_grades(
            cycle=cycle,
            meeting=scene.MEETING,
            decisions=scene.decisions(cycle, **every),
            by=world.actor("presider"),
            at=scene.AT,
        )


def test_verify_finds_a_computation_by_another_scheme_and_by_other_rules(world: World) -> None:
    cycle = two_schemes(world)
    row = scene.computed(world, cycle)
    Participant.objects.filter(cycle=cycle, organization_name="S1").update(unit_class="college")
    assert any("graded by the scheme" in line for line in damage())
    Participant.objects.filter(cycle=cycle, organization_name="S1").update(unit_class="highway")
    rules = RuleSet.objects.get(pk=cycle.rule_set_id)
    rules.body["schemes"][0]["grading"]["cap"]["share"] = "0.4"
    rules.save()
    assert any("other rules than the round's" in line for line in damage())
    assert Computation.objects.get(pk=row.pk).case_digest == row.case_digest


def test_the_table_names_the_scheme_and_one_scheme_is_varied_at_a_time(world: World, client_of: Any) -> None:
    cycle = two_schemes(world)
    computation = scene.computed(world, cycle)
    head = client_of("office_head")
    page = head.get(reverse("grades:table", args=[cycle.pk])).content.decode()
    assert "院校" in page
    assert "通用规则" in page
    rules = what_if.starting_rules(cycle, computation, "院校")
    assert rules["cap"] == {"kind": "good_max", "share": "0.5"}
    rows = what_if.vary(computation, {**rules, "cap": {"kind": "good_max", "share": "0"}}, {**NAMES}, "院校")
    assert {row.name for row in rows if row.moved} <= set(IN_COLLEGES)
    page = head.get(reverse("grades:what_if", args=[cycle.pk]), {"scheme": "院校"}).content.decode()
    assert 'href="?scheme=%E9%99%A2%E6%A0%A1"' in page


NAMES = {"good": "好", "fairly_good": "较好", "average": "一般", "poor": "差", "abstain": "不了解"}


def test_a_round_without_schemes_has_the_case_it_always_had(world: World) -> None:
    cycle = scene.worked_round(world)
    computation = scene.computed(world, cycle)
    assert [set(group) for group in computation.case["groups"]] == [{"name", "case"}]
    assert computation.case["groups"][0]["case"]["rules"] == cycle.rule_set.body["grading"]
