"""A whole tally sheet is keyed in the browser without the mouse."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page

from shuping.apps.ballots import services
from shuping.apps.ballots.models import Keying
from tests.apps.ballots.counting import begin
from tests.factories.world import PASSWORD, World

from .test_accessibility import violations


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
    with page.expect_navigation():
        page.click("button[value=finish]")
    assert Keying.objects.get(pk=keying.pk).finished_at is not None


def test_a_difference_is_found_and_put_right_without_the_mouse(page_of: Callable[..., Page], live_world: World) -> None:
    at = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)
    count = begin(live_world, at)
    count.close()
    second = count.key("A", count.second)
    services.start_keying(session=count.session, class_code="A", by=count.first, at=at)
    mine = Keying.objects.get(class_code="A", keyed_by=count.first.user_id)
    page = page_of("teller")
    page.goto(reverse("ballots:keying", args=[mine.pk]))
    first, other = live_world.own.participant.pk, live_world.other.participant.pk
    page.focus(f"input[name=r{first}_good]")
    for row in (("6", "3", "0", "0", "0", "0"), ("4", "4", "1", "0", "0", "0")):  # the paper says 7 and 2
        for figure in row:
            page.keyboard.type(figure)
            page.keyboard.press("Enter")
    press_by_keyboard(page, "button[value=finish]")
    assert Keying.objects.get(pk=mine.pk).finished_at is not None
    page.goto(reverse("ballots:differences", args=[live_world.cycle.pk]))
    lines = page.locator("tbody tr")
    assert lines.count() == 2  # 好 and 较好 of one row
    assert "测试甲中心" in str(lines.first.text_content())
    press_by_keyboard(page, "tbody a.button")
    page.focus(f"input[name=r{first}_good]")
    for figure in ("7", "2"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    press_by_keyboard(page, "form[data-guard] button.primary")
    page.goto(reverse("ballots:differences", args=[live_world.cycle.pk]))
    assert page.locator("tbody tr").count() == 0
    row = mine.rows.get(participant=first)
    assert (row.good, row.fairly_good, mine.corrections.count()) == (7, 2, 1)
    assert second.rows.get(participant=other).good == 4


@pytest.mark.feature("A11-03")
def test_from_log_in_to_the_locked_count_without_the_mouse(
    browser: Browser, live_server: Any, live_world: World
) -> None:
    """Log-in, my day, the menu, the sheet, the confirmation with elevated rights; then the second person locks."""
    count = begin(live_world, datetime(2021, 1, 20, 2, 0, tzinfo=UTC))
    count.close()
    for code in ("A", "B", "C"):
        count.key(code, count.second)
        if code != "A":
            count.key(code, count.first)
    page = logged_in_by_keyboard(browser, live_server.url, "teller")
    press_by_keyboard(page, f".menu a[href='{reverse('ballots:list')}']")
    assert page.evaluate("document.querySelector('.menu [aria-current=page]').textContent") == "测评与计票"
    press_by_keyboard(page, f"tbody a[href='{reverse('ballots:session', args=[live_world.cycle.pk])}']")
    press_by_keyboard(page, f"form[action='{reverse('ballots:start', args=[live_world.cycle.pk, 'A'])}'] button")
    reach(page, f"input[name=r{live_world.own.participant.pk}_good]")
    for figure in ("7", "2", "0", "0", "0", "0", "4", "4", "1", "0", "0", "0"):
        page.keyboard.type(figure)
        page.keyboard.press("Enter")
    press_by_keyboard(page, "button[value=finish]")
    assert count.fresh().first_lock_by is None
    act(page, live_world, "confirm")
    focused(page, "confirm_password")
    assert violations(page) == []
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert count.fresh().first_lock_by_id == live_world.user("teller").pk
    page.context.close()
    page = logged_in_by_keyboard(browser, live_server.url, "teller-second")
    page.on("dialog", lambda dialog: dialog.accept())
    act(page, live_world, "lock")
    focused(page, "confirm_password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert count.fresh().locked_by_id == count.second.user_id
    page.context.close()


def act(page: Page, world: World, name: str) -> None:
    """Press an act on the page of the count."""
    page.goto(reverse("ballots:session", args=[world.cycle.pk]))
    press_by_keyboard(page, f"form[action='{reverse(f'ballots:{name}', args=[world.cycle.pk])}'] button")


def logged_in_by_keyboard(browser: Browser, address: str, username: str) -> Page:
    """From the address that `./run demo` prints to the log-in page: first a slip, then right; accessible in both."""
    page = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}, locale="zh-CN").new_page()
    page.goto("/")
    focused(page, "username")
    page.keyboard.type(username)
    for password in ("wrong", PASSWORD):
        assert violations(page) == []
        reach(page, "input[name=password]")
        page.keyboard.type(password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert page.url.endswith(reverse("portal:my_day"))
    return page


def focused(page: Page, name: str) -> None:
    """Wait until the page itself has put the focus there: a browser does so after it has loaded, and what is typed
    before is lost."""
    page.wait_for_function("name => document.activeElement.name === name", arg=name)


def press_by_keyboard(page: Page, selector: str) -> None:
    """Reach with Tab, press with Enter."""
    reach(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reach(page: Page, selector: str) -> None:
    """Move with Tab until the focus stands there."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    assert page.evaluate("selector => document.activeElement.matches(selector)", selector)
