"""A real browser for a few tests. Without one they are skipped, saying so; in CI that is a failure."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.factories.world import World, make_world

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, the one that ./run found."""
    program = os.environ.get("CHROMIUM", "")
    if not program:
        if os.environ.get("CI"):
            pytest.fail("no browser in CI: CHROMIUM is empty")
        pytest.skip("no browser on this machine: ./run test installs one on Debian, or set CHROMIUM")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def live_world(transactional_db: None) -> World:
    """The small world, visible to the live server."""
    return make_world()


@pytest.fixture
def page_of(browser: Browser, live_server: Any, live_world: World) -> Iterator[Callable[..., Page]]:
    """`page_of("office", width=390)`: a page of a logged-in person at a window width; console errors fail the test,
    except those that hold one of the words `expected` (a net that the test takes away)."""
    opened, troubles = [], []

    def open_page(role: str, whose: str = "own", width: int = 1440, expected: tuple[str, ...] = ()) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
        user = live_world.user(role, whose)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session["confirmed_at"] = 4_000_000_000
        session.save()
        context.add_cookies(
            [
                {
                    "name": django_settings.SESSION_COOKIE_NAME,
                    "value": str(session.session_key),
                    "url": f"{live_server.url}/manage/",
                }
            ]
        )
        page = context.new_page()

        def hear(message: ConsoleMessage) -> None:
            if message.type == "error" and not any(words in message.text for words in expected):
                troubles.append(message.text)

        page.on("console", hear)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert troubles == []
