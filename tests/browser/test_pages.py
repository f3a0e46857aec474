"""Every page of every app in a real browser, at two widths: accessible, no wider than the window, no error."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from shuping.core.roles.catalog import Role
from tests.factories.permission_table import Row
from tests.factories.world import World
from tests.house.test_permissions import reached, rows

from .test_accessibility import violations

WIDTHS = (1440, 390)
# A list and the same list of one round are one page.
SHOWN = [row for row in rows() if row.method == "get" and not row.public and not row.url.endswith("_of")]
APPS = sorted({row.url.split(":")[0] for row in SHOWN})
# Who is asked first; the roles with the most on their pages.
ORDER = [Role.OFFICE_HEAD, Role.OFFICE, Role.CLERK, Role.REPORTER, *Role]


def opener(row: Row, world: World) -> Role:
    """The first role that the matrix lets through."""
    return next(role for role in ORDER if reached(world.actor(role.value), row, world, "own"))


def address(row: Row, world: World) -> str:
    """The page of an object of the own unit."""
    kwargs: Mapping[str, object]
    try:
        with transaction.atomic():
            kwargs = row.kwargs(world, "own")
    except IntegrityError:  # rows that another page of this app has made already
        kwargs = row.kwargs(world, "other")
    return reverse(row.url, kwargs=dict(kwargs))


def is_page(role: Role, path: str, world: World) -> bool:
    """Whether the address answers with a page of its own: no file, no way on to another page."""
    client = Client()
    client.force_login(world.user(role.value), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["confirmed_at"] = 4_000_000_000
    session.save()
    answer = client.get(path)
    # 204: a sign of life without words; 409: told why not, at this stage
    assert answer.status_code in (200, 204, 302, 405, 409), (path, answer.status_code)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.slow
@pytest.mark.feature("A11-01")
@pytest.mark.parametrize("app", APPS)
def test_every_page_is_accessible_and_fits_its_window(
    page_of: Callable[..., Page], live_world: World, app: str
) -> None:
    pages: dict[Role, Page] = {}
    wrong: list[str] = []
    seen = 0
    for row in SHOWN:
        if row.url.split(":")[0] != app:
            continue
        role = opener(row, live_world)
        path = address(row, live_world)
        if not is_page(role, path, live_world):
            continue
        page = pages.setdefault(role, page_of(role.value)) if role not in pages else pages[role]
        wrong += [f"{row.url} as {role.value}: {line}" for line in faults(page, path)]
        seen += 1
    assert seen > 0
    assert not wrong, "\n".join(wrong)


def faults(page: Page, path: str) -> list[str]:
    """What is wrong with one page at either width."""
    found: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error":
            found.append(f"console: {message.text}")

    page.on("console", hear)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.goto(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: {page.evaluate(WIDEST, width)}")
        found += [f"{width}: {line}" for line in violations(page)]
    page.remove_listener("console", hear)
    return found


# The element that reaches farthest out of the window, for the one who mends it.
WIDEST = """width => {
  let far = width, name = "sideways";
  document.querySelectorAll("body *").forEach(one => {
    const right = one.getBoundingClientRect().right;
    if (right > far + 1 && !one.closest(".table-wrap")) { far = right; name = one.outerHTML.slice(0, 120); }
  });
  return "wider than the window: " + name;
}"""
