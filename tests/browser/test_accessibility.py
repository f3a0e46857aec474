"""Pages pass the automatic accessibility checks, at desk and phone width, and work by keyboard."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

VENDORED = Path(__file__).parent / "vendored"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page) -> list[str]:
    """What axe finds, a line each: rule and the first place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((VENDORED / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def test_the_vendored_checker_is_the_one_that_was_vendored() -> None:
    wanted = (VENDORED / "SHA256SUMS").read_text().split()[0]
    assert hashlib.sha256((VENDORED / "axe.min.js").read_bytes()).hexdigest() == wanted


@pytest.mark.feature("A11-01")
@pytest.mark.parametrize("width", [1440, 390])
def test_the_component_page_has_no_violation(page_of: Callable[..., Page], width: int) -> None:
    page = page_of("office", width=width)
    page.goto("/manage/parts/")
    assert violations(page) == []


@pytest.mark.feature("A11-03")
def test_the_content_is_one_key_away(page_of: Callable[..., Page]) -> None:
    page = page_of("office")
    page.goto("/manage/parts/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_the_page_does_not_scroll_sideways_on_a_phone(page_of: Callable[..., Page]) -> None:
    page = page_of("office", width=390)
    page.goto("/manage/parts/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_reflows_at_twice_the_size(page_of: Callable[..., Page]) -> None:
    page = page_of("office", width=640)  # 1 280 px at 200 %
    page.goto("/manage/parts/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
