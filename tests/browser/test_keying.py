"""A whole tally sheet is keyed in the browser without the mouse."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.urls import reverse
from playwright.sync_api import Page

from shuping.apps.ballots import services
from shuping.apps.ballots.models import Keying
from tests.apps.ballots.counting import begin
from tests.factories.world import World


def test_enter_and_arrows_move_through_the_sheet_and_the_sum_follows(
    page_of: Callable[..., Page], live_world: World
) -> None:
    at = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)
    count = begin(live_world, at)
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=at)
    page = page_of("teller")
    page.goto(reverse("ballots:keying", args=[keying.pk]))
    first, second = live_world.own.participant.pk, live_world.other.participant.pk
    page.focus(f"input[name=r{first}_good]")
    for figure in ("7", "2", "0", "0", "0", "0"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    assert page.locator("output").nth(0).text_content() == "9"
    for figure in ("4", "4", "1", "0", "0", "0"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    page.focus(f"input[name=r{second}_good]")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.name") == f"r{first}_good"
    page.click("button[value=finish]")
    page.wait_for_load_state()
    assert Keying.objects.get(pk=keying.pk).finished_at is not None
