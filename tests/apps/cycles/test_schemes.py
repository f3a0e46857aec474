"""CYC-08 in the plan: schemes, what bars a grade, assessment groups and the ceiling of deductions, on their pages."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shuping.apps.cycles import api
from shuping.apps.cycles.models import Cycle, Participant, PlanChange
from shuping.apps.cycles.services.roster import set_groups
from shuping.core.errors import RuleError
from tests.factories.world import World

from .test_pages import draft, fields

Browser = Callable[..., Client]
pytestmark = [pytest.mark.feature("CYC-08"), pytest.mark.django_db]


def fresh(cycle: Cycle) -> Cycle:
    return Cycle.objects.get(pk=cycle.pk)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def make_scheme(browser: Client, cycle: Cycle, **changes: object) -> HttpResponse:
    address = reverse("cycles:new_scheme", args=[cycle.pk])
    sent = {**fields(browser.get(address)), "name": "公路局", "unit_classes": ["highway"], **changes}
    return browser.post(address, sent, follow=True)


def test_a_scheme_is_made_on_its_page_and_keeps_only_what_differs(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle, browser = draft(world, at), client_of("office")
    api.fill_roster(cycle=cycle, by=world.actor("office"), at=at)
    page = make_scheme(browser, cycle, class_A="40", class_C="40", cap_kind="good_max", written_max="2500")
    assert fresh(cycle).rule_set.body["schemes"] == [
        {
            "name": "公路局",
            "unit_classes": ["highway"],
            "groups": [],
            "grading": {
                "class_weights": {"A": "0.4", "B": "0.2", "C": "0.4"},
                "cap": {"kind": "good_max", "share": "0.15"},
            },
            "report": {"written_max": 2500},
        }
    ]
    assert "述职人 2 名" in text(page)
    assert "公路局" in text(browser.get(reverse("cycles:rules", args=[cycle.pk])))
    own = api.reporters(fresh(cycle))[0]
    assert api.report_rules_of(own).written_max == 2500
    assert api.scheme_name(api.rules_of(fresh(cycle)), own) == "公路局"


def test_weights_of_a_scheme_are_refused_exactly_and_nothing_typed_is_lost(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle, browser = draft(world, at), client_of("office")
    answer = make_scheme(browser, cycle, class_A="40.5", written_max="2500")
    assert answer.status_code == 409
    assert "第 1 种考核办法：参评类别权重：合计 90.5 %，距 100 % 还差 9.5 %。" in text(answer)
    assert 'value="2500"' in text(answer)
    assert "schemes" not in fresh(cycle).rule_set.body


def test_a_scheme_is_opened_again_and_removed(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    make_scheme(browser, cycle, written_max="2500")
    address = reverse("cycles:scheme", args=[cycle.pk, 0])
    sent = fields(browser.get(address))
    assert sent["written_max"] == 2500
    browser.post(address, {**sent, "unit_classes": ["highway"], "written_max": "3000", "groups": "一组、二组"})
    assert fresh(cycle).rule_set.body["schemes"][0] == {
        "name": "公路局",
        "unit_classes": ["highway"],
        "groups": ["一组", "二组"],
    }
    browser.post(reverse("cycles:remove_scheme", args=[cycle.pk, 0]))
    assert fresh(cycle).rule_set.body["schemes"] == []
    again = browser.post(reverse("cycles:remove_scheme", args=[cycle.pk, 0]), follow=True)
    assert "最后修改方案的是测试office" in text(again)


def test_a_class_that_comes_or_goes_is_followed_in_the_schemes(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    make_scheme(browser, cycle, class_A="60", class_C="20")
    address = reverse("cycles:classes", args=[cycle.pk])
    sent = fields(browser.get(address))
    sent |= {"classes-2-weight": "20", "classes-3-code": "D", "classes-3-name": "企业代表", "classes-3-weight": "10"}
    sent |= {"classes-3-electorate": "meeting"}
    browser.post(address, sent)
    body = fresh(cycle).rule_set.body
    assert body["grading"]["class_weights"]["D"] == "0.1"
    assert body["schemes"][0]["grading"]["class_weights"] == {"A": "0.6", "B": "0.2", "C": "0.2", "D": "0"}


def test_what_bars_a_grade_is_edited_with_its_effect(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    address = reverse("cycles:vetoes", args=[cycle.pk])
    sent = fields(browser.get(address))
    count = int(sent["vetoes-INITIAL_FORMS"])
    sent |= {"vetoes-0-name": "", f"vetoes-{count}-name": "瞒报事故", f"vetoes-{count}-effect": "poor"}
    browser.post(address, sent)
    kinds = api.rules_of(fresh(cycle)).vetoes
    assert len(kinds) == count
    assert (kinds[-1].code, kinds[-1].name, kinds[-1].effect) == ("own_1", "瞒报事故", "poor")
    assert "business_not_excellent" not in {one.code for one in kinds}
    assert "瞒报事故" in text(browser.get(reverse("cycles:rules", args=[cycle.pk])))


def test_the_ceiling_of_deductions_is_edited(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    address = reverse("cycles:grade_rules", args=[cycle.pk])
    browser.post(address, {**fields(browser.get(address)), "deduction_max": "5"})
    assert api.rules_of(fresh(cycle)).adjustments.deduction_max == 5


def test_groups_are_set_for_this_round_and_after_approval_with_reason(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle, browser = draft(world, at), client_of("office")
    api.fill_roster(cycle=cycle, by=world.actor("office"), at=at)
    row = api.reporters(cycle)[0]
    address = reverse("cycles:groups", args=[cycle.pk])
    browser.post(address, {f"group_{row.pk}": "一组"})
    assert Participant.objects.get(pk=row.pk).cap_group == "一组"
    assert world.own.organization.group_tag == ""
    api.record_step(api.locked(cycle), "plan_approved", by=world.actor("office_head"), at=at)
    refused = browser.post(address, {f"group_{row.pk}": "二组"}, follow=True)
    assert "请说明" in text(refused) or "理由" in text(refused)
    browser.post(address, {f"group_{row.pk}": "二组", "reason": "经党组会议研究"})
    change = PlanChange.objects.get(cycle=cycle, kind="group_changed")
    assert "一组 → 二组" in change.text
    with pytest.raises(RuleError, match=r"cycles\.group_too_long"):
        set_groups(cycle=cycle, groups={row.pk: "长" * 41}, reason="测试", by=world.actor("office"), at=at)


def test_a_scheme_for_nobody_is_told_before_approval(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    api.fill_roster(cycle=cycle, by=world.actor("office"), at=at)
    make_scheme(browser, cycle, unit_classes=["college"])
    assert api.facts(fresh(cycle)).empty_schemes == ("公路局",)
    assert "以下考核办法在名册中无适用对象：公路局" in text(browser.get(reverse("cycles:preflight", args=[cycle.pk])))


def test_next_years_draft_takes_the_schemes_along(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    make_scheme(browser, cycle, written_max="2500")
    made = api.clone_cycle(source=fresh(cycle), year=2022, by=world.actor("office"), at=at)
    assert api.rules_of(made).report_of("highway", "").written_max == 2500
