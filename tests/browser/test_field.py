"""The field form on a phone of 390 pixels: a draft outlives a reload, waits for the net, is sent once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from shuping.apps.assessments import api
from shuping.apps.assessments.models import Deduction, Finding, Sending
from tests.apps.assessments import scene
from tests.factories.world import World


def fill(page: Page, key: str, points: str, fact: str) -> None:
    """One deduction, typed as on a phone."""
    slot = page.locator("details.slot", has=page.locator(f'[name="d-{key}-points"]'))
    if slot.get_attribute("open") is None:
        slot.locator("summary").click()
    page.fill(f'[name="d-{key}-points"]', points)
    page.fill(f'[name="d-{key}-fact"]', fact)
    page.fill(f'[name="d-{key}-place"]', "会议记录本")


def kept(page: Page) -> Any:
    """What stands in the browser's own store."""
    return page.evaluate("Object.keys(window.localStorage).filter(key => key.startsWith('shuping-field')).length")


@pytest.mark.feature("EVA-17", "EVA-18")
def test_a_check_without_net_is_kept_and_sent_once_when_the_net_is_back(
    page_of: Callable[..., Page], live_world: World
) -> None:
    scene.report(live_world)
    visit = scene.visit(live_world)
    page = page_of("discipline", width=390, expected=("ERR_INTERNET_DISCONNECTED",))
    page.goto(reverse("assessments:form", args=[visit.pk]))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    fill(page, "3.1", "2", "三季度缺会2次")

    # Typed, not sent: it is there again after a reload.
    page.reload()
    assert page.input_value('[name="d-3.1-fact"]') == "三季度缺会2次"
    assert not Deduction.objects.exists()

    # A second window is the same draft: what is typed in one stands in the other, under the same number.
    second = page.context.new_page()
    second.goto(page.url)
    assert second.input_value('[name="d-3.1-fact"]') == "三季度缺会2次"
    fill(second, "1.1", "1", "无责任人")
    page.wait_for_function("document.querySelector('[name=\"d-1.1-fact\"]').value === '无责任人'")
    numbers = {tab.input_value('[name="client_id"]') for tab in (page, second)}
    assert len(numbers) == 1
    second.close()

    # The net is away: the page opens all the same, and the button keeps it and says so.
    page.wait_for_selector("form[data-stored]")
    page.context.set_offline(True)
    page.reload()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.button.primary')).backgroundColor")
        != "rgba(0, 0, 0, 0)"
    )
    assert page.input_value('[name="d-3.1-fact"]') == "三季度缺会2次"
    page.click("form[data-field] button.primary")
    page.wait_for_selector("[data-status].error")
    assert "已存本机" in str(page.text_content("[data-status]"))
    assert kept(page) == 1
    assert not Deduction.objects.exists()

    # It is back: sent by itself, kept once, the draft is gone.
    with page.expect_navigation():
        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
    assert sorted(Deduction.objects.values_list("fact", flat=True)) == ["三季度缺会2次", "无责任人"]
    assert (Sending.objects.get().times, kept(page)) == (1, 0)
    assert page.locator(".badge.wait").count() == 2

    # Back to the page as it was before the sending: nothing is doubled.
    page.go_back()
    page.goto(reverse("assessments:form", args=[visit.pk]))
    assert page.input_value('[name="d-3.1-fact"]') == ""

    # Who logs out leaves no page behind that opens without net.
    page.wait_for_selector("form[data-stored]")
    assert page.evaluate("caches.has('shuping-field')")
    page.evaluate("document.querySelector('form[data-leaves]').requestSubmit()")
    page.wait_for_url("**/log-in/")
    assert not page.evaluate("caches.has('shuping-field')")


def test_an_answer_that_was_lost_doubles_nothing_and_loses_nothing(
    page_of: Callable[..., Page], live_world: World
) -> None:
    scene.report(live_world)
    visit = scene.visit(live_world)
    page = page_of("discipline", width=390, expected=("ERR_FAILED",))
    url = reverse("assessments:form", args=[visit.pk])
    page.goto(url)
    fill(page, "3.1", "2", "三季度缺会2次")

    def lose(route: Any) -> None:
        """The form reaches the server; its answer does not come back."""
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**{url}", lose)
    page.click("form[data-field] button.primary")
    page.wait_for_selector("[data-status].error")
    assert Deduction.objects.count() == 1
    page.unroute(f"**{url}")
    # Meanwhile the group finds more; the same form goes out again, grown.
    fill(page, "1.1", "1", "无责任人")
    with page.expect_navigation():
        page.click("form[data-field] button.primary")
    assert sorted(Deduction.objects.values_list("key", flat=True)) == ["1.1", "3.1"]
    assert (Sending.objects.get().times, Finding.objects.count()) == (2, 0)


def test_what_was_not_sent_before_the_check_was_closed_is_shown(
    page_of: Callable[..., Page], live_world: World
) -> None:
    visit = scene.visit(live_world)
    page = page_of("discipline", width=390)
    url = reverse("assessments:form", args=[visit.pk])
    page.goto(url)
    fill(page, "3.1", "2", "三季度缺会2次")
    api.finish_visit(visit=visit, by=live_world.actor("office"), at=scene.AT)
    page.goto(url)
    left = str(page.text_content("[data-leftover]"))
    assert "三季度缺会2次" in left and "会议记录本" in left
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-leftover] [data-discard]")
    page.reload()
    assert page.is_hidden("[data-leftover]")


def test_a_refusal_keeps_what_was_typed(page_of: Callable[..., Page], live_world: World) -> None:
    visit = scene.visit(live_world)
    page = page_of("discipline", width=390, expected=("409",))
    page.goto(reverse("assessments:form", args=[visit.pk]))
    fill(page, "3.1", "11", "三季度缺会2次")
    page.click("form[data-field] button.primary")
    page.wait_for_selector("[data-status].error")
    assert "每次分值为0至10分" in str(page.text_content("[data-status]"))
    page.fill('[name="d-3.1-points"]', "2")
    with page.expect_navigation():
        page.click("form[data-field] button.primary")
    assert Deduction.objects.get().points == 2


@pytest.mark.feature("EVA-17")
def test_a_secretary_disputes_a_deduction_and_confirms_the_answer_on_a_phone(
    page_of: Callable[..., Page], live_world: World
) -> None:
    row = scene.delivered(live_world)
    page = page_of("reporter", width=390, expected=("409",))
    url = reverse("assessments:answer", args=[row.pk])
    page.goto(url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.check('input[type="radio"][value="object"]')
    page.click("form.form button.primary")  # without words: refused, the choice stands
    assert page.is_checked('input[type="radio"][value="object"]')
    page.fill("form.form textarea", "该次为抗洪抢险，已补会")
    page.click("form.form button.primary")
    page.wait_for_url(f"**{reverse('assessments:unit', args=[row.pk])}")
    one = Deduction.objects.get()
    assert one.verdict == "objected"
    answer = {"verdict": "changed", "points": scene.F(1), "words": "一次属实"}
    api.answer_objection(deduction=one, **answer, by=live_world.actor("office"), at=scene.AT)
    page.go_back()
    page.goto(url)
    assert "一次属实" in str(page.text_content("main"))
    page.click("form.form button.primary")
    page.wait_for_url(f"**{reverse('assessments:unit', args=[row.pk])}")
    row.refresh_from_db()
    assert (row.state, row.total) == ("confirmed", 99)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
