"""A11-09: ten main pages on Chromium 86, on which many domestic browsers of offices stand.

The browser is fetched once by `python -m shuping.dev.old_browser FOLDER`; CHROMIUM_86 names the program. Without it the
tests are skipped, saying so.
"""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from tests.factories.world import World

pytestmark = [pytest.mark.feature("A11-09"), pytest.mark.django_db(transaction=True)]
# Without a sandbox and in one process, as the package was built to run; drawn by software.
ARGUMENTS = ("--headless", "--no-sandbox", "--single-process", "--no-zygote", "--use-gl=swiftshader")
PAGES: list[tuple[str, str, Callable[[World], list[object]]]] = [
    ("office", "portal:my_day", lambda world: []),
    ("office", "rounds:board", lambda world: [world.cycle.pk]),
    ("office", "cycles:overview", lambda world: [world.cycle.pk]),
    ("office", "cycles:rules", lambda world: [world.cycle.pk]),
    ("office", "cycles:roster", lambda world: [world.cycle.pk]),
    ("office", "organization:tree", lambda world: []),
    ("reporter", "reports:mine", lambda world: []),
    ("office", "rectification:ledger", lambda world: []),
    ("office_head", "grades:table", lambda world: [world.cycle.pk]),
    ("teller", "ballots:session", lambda world: [world.cycle.pk]),
]
LOOK = """() => ({
  wide: document.documentElement.scrollWidth - window.innerWidth,
  heading: document.querySelector("h1").getBoundingClientRect().height,
  beside: document.querySelector(".menu").getBoundingClientRect().right
    <= document.querySelector("main").getBoundingClientRect().left + 1,
  script: !document.documentElement.classList.contains("no-script"),
  panels: Array.from(document.querySelectorAll("main .panel")).every((one) => one.getBoundingClientRect().width > 100),
  version: navigator.userAgent,
})"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def old_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium 86, driven over its own protocol."""
    program = os.environ.get("CHROMIUM_86", "")
    if not Path(program).is_file():
        pytest.skip("no Chromium 86: python -m shuping.dev.old_browser FOLDER fetches it, CHROMIUM_86 names it")
    port, home = free_port(), tmp_path_factory.mktemp("chromium-86")
    command = [program, *ARGUMENTS, f"--remote-debugging-port={port}", f"--user-data-dir={home}", "about:blank"]
    libraries = {**os.environ, "LD_LIBRARY_PATH": str(Path(program).parent / "lib")}
    quiet = subprocess.DEVNULL
    running = subprocess.Popen(command, env=libraries, stdout=quiet, stderr=quiet)
    try:
        for _ in range(60):
            try:
                urlopen(f"http://127.0.0.1:{port}/json/version", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        with sync_playwright() as playwright:
            yield playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
    finally:
        running.terminate()
        running.wait(timeout=10)


@pytest.mark.parametrize("width", [1440, 390])
def test_ten_main_pages_stand_on_chromium_86(
    old_browser: Browser, live_server: object, live_world: World, width: int
) -> None:
    base = str(live_server)
    page = old_browser.contexts[0].new_page()
    page.set_viewport_size({"width": width, "height": 900})
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for role, name, arguments in PAGES:
        log_in(page.context, base, live_world, role)
        page.goto(base + reverse(name, args=arguments(live_world)))
        seen = page.evaluate(LOOK)
        assert "Chrome/86." in seen["version"]
        assert seen["wide"] <= 0, (name, seen)
        assert seen["heading"] > 10, name
        assert seen["script"], name
        assert seen["panels"], name
        assert seen["beside"] or width == 390, name
    page.close()
    assert troubles == []


def log_in(context: object, base: str, world: World, role: str) -> None:
    user = world.user(role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": str(session.session_key), "url": f"{base}/manage/"}
    context.add_cookies([cookie])  # type: ignore[attr-defined]
