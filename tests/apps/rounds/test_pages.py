"""The stage board: what is missing with its link, the next step, going back, the file, wiping."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shuping.apps.cycles.models import Cycle, StageChange
from shuping.apps.rounds import facts as round_facts
from shuping.apps.rounds.models import ArchiveFile
from shuping.apps.rounds.views import _linked
from shuping.apps.rounds.wording import WHERE
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.guards import Refusal
from tests.apps.cycles.permission_rows import child
from tests.core.cycles.facts_for_tests import complete
from tests.core.cycles.test_stages import REFUSALS
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def collect(cycle: Cycle) -> Facts:
        facts = complete(cycle.stage)
        return replace(facts, plan=replace(facts.plan, suspended=cycle.suspended))

    monkeypatch.setattr(round_facts, "collect", collect)
    monkeypatch.setattr(round_facts, "collect_for_next_step", collect)


@pytest.mark.feature("CYC-02")
def test_the_board_says_what_is_missing_and_where_it_is_done(world: World, client_of: Browser) -> None:
    page = text(client_of("office").get(reverse("rounds:board", args=[world.cycle.pk])))
    assert "测试甲中心 书记1" in page
    assert reverse("reports:round", args=[world.cycle.pk]) in page
    assert reverse("cycles:order", args=[world.cycle.pk]) in page
    assert reverse("rounds:advance", args=[world.cycle.pk]) not in page
    unit = text(client_of("reporter").get(reverse("rounds:board", args=[world.cycle.pk])))
    assert "测试乙中心 书记2" not in unit


@pytest.mark.feature("CYC-10")
def test_each_missing_thing_leads_to_its_page_of_this_round_for_those_who_may_open_it(world: World) -> None:
    assert {row[4] for row in REFUSALS} - {"cycles.ballot_closed_already"} == set(WHERE)
    for name, _permission in WHERE.values():
        assert f"/{world.cycle.pk}/" in reverse(name, args=[world.cycle.pk])
    missing = Refusal("cycles.not_keyed_twice", ("A",), {"count": 1})
    links = {role: _linked(missing, world.actor(role), world.cycle)["url"] for role in ("office_head", "office")}
    assert links == {"office_head": reverse("ballots:session", args=[world.cycle.pk]), "office": ""}


@pytest.mark.feature("CYC-02")
def test_a_step_that_is_not_ready_is_refused_with_its_sentences(world: World, client_of: Browser) -> None:
    board = reverse("rounds:board", args=[world.cycle.pk])
    answer = client_of("office").post(
        reverse("rounds:advance", args=[world.cycle.pk]), headers={"referer": f"http://testserver{board}"}, follow=True
    )
    assert "测试甲中心 书记1" in text(answer)
    assert not StageChange.objects.exists()


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("ready")
def test_the_next_step_is_one_button_and_a_second_press_is_told_who_was_first(world: World, client_of: Browser) -> None:
    browser, address = client_of("office"), reverse("rounds:advance", args=[world.cycle.pk])
    assert address in text(browser.get(reverse("rounds:board", args=[world.cycle.pk])))
    sent = {"to": "materials_locked", "seen": "preparing"}
    browser.post(address, sent)
    assert Cycle.objects.get(pk=world.cycle.pk).stage == "materials_locked"
    again = client_of("office_head").post(address, sent)
    assert again.status_code in (302, 409)
    if again.status_code == 409:
        assert "测试office" in text(again)
    assert StageChange.objects.count() == 1


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("ready")
def test_only_the_office_head_approves_and_only_the_archivist_or_head_files(world: World, client_of: Browser) -> None:
    address = reverse("rounds:advance", args=[world.cycle.pk])
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="draft")
    assert client_of("office").post(address).status_code == 404
    client_of("office_head").post(reverse("rounds:approve", args=[world.cycle.pk]))
    assert Cycle.objects.get(pk=world.cycle.pk).stage == "plan_approved"
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="look_back")
    assert client_of("office").post(address).status_code == 404
    client_of("archivist").post(reverse("rounds:file", args=[world.cycle.pk]))
    page = text(client_of("archivist").get(reverse("rounds:archive", args=[world.cycle.pk])))
    assert ArchiveFile.objects.get().digest[:16] in page
    assert "书记1" in page


@pytest.mark.feature("CYC-13")
@pytest.mark.usefixtures("ready")
def test_a_unit_takes_its_own_round_through_its_stages(world: World, client_of: Browser) -> None:
    cycle, browser = child(world, "own"), client_of("reporter")
    browser.post(reverse("rounds:advance", args=[cycle.pk]))
    assert Cycle.objects.get(pk=cycle.pk).stage == "plan_approved"
    assert client_of("reporter", "other").post(reverse("rounds:advance", args=[cycle.pk])).status_code == 404


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("ready")
def test_going_back_and_setting_aside_need_a_reason_on_the_page(world: World, client_of: Browser) -> None:
    browser = client_of("office")
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="materials_locked")
    back = reverse("rounds:back", args=[world.cycle.pk, "preparing"])
    assert browser.get(back).status_code == 200
    assert browser.post(back, {"reason": ""}).status_code == 409
    browser.post(back, {"reason": "一份报告引文有误"})
    assert Cycle.objects.get(pk=world.cycle.pk).stage == "preparing"
    assert browser.get(reverse("rounds:back", args=[world.cycle.pk, "draft"])).status_code == 404
    suspend = reverse("rounds:suspend", args=[world.cycle.pk])
    browser.post(suspend, {"reason": "等待上级通知"})
    assert "等待上级通知" in text(browser.get(reverse("rounds:board", args=[world.cycle.pk])))
    browser.post(reverse("rounds:resume", args=[world.cycle.pk]))
    assert not Cycle.objects.get(pk=world.cycle.pk).suspended


@pytest.mark.feature("CYC-11")
def test_a_rehearsal_is_wiped_from_its_board(world: World, client_of: Browser) -> None:
    browser = client_of("office")
    browser.post(reverse("cycles:clone", args=[world.cycle.pk]), {"rehearsal": "1"})
    copy = Cycle.objects.get(rehearsal=True)
    wipe = reverse("rounds:wipe", args=[copy.pk])
    assert wipe in text(browser.get(reverse("rounds:board", args=[copy.pk])))
    browser.post(wipe)
    assert not Cycle.objects.filter(pk=copy.pk).exists()
    refused = browser.post(reverse("rounds:wipe", args=[world.cycle.pk]))
    assert refused.status_code == 409
    assert Cycle.objects.filter(pk=world.cycle.pk).exists()


@pytest.mark.feature("CYC-01")
def test_the_file_shows_its_gaps_before_it_is_sealed(world: World, client_of: Browser) -> None:
    page = client_of("archivist").get(reverse("rounds:archive", args=[world.cycle.pk]))
    assert page.status_code == 200
    assert len(page.context["missing"]) == 7
