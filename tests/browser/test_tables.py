"""Small tables inside pages: put in order, searched, downloaded, printed, like every list."""

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.factories.world import World


@pytest.mark.feature("DSH-12")
@pytest.mark.django_db(transaction=True)
def test_a_small_table_is_put_in_order_searched_and_downloaded(page_of: Callable[..., Page], live_world: World) -> None:
    page = page_of("office")
    page.goto(f"/manage/documents/due/{live_world.cycle.pk}/")
    names = page.locator("main table tbody tr td:nth-child(2)")
    official = names.all_inner_texts()
    head = page.locator("main table thead th", has_text="材料种类")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    up = names.all_inner_texts()
    assert sorted(up) == sorted(official)
    assert up != official
    head.locator("button").click()
    assert names.all_inner_texts() == up[::-1]
    head.locator("button").click()
    assert names.all_inner_texts() == official, "the third time the official order stands again"
    page.get_by_label("在本表中查找").fill("民主测评")
    assert page.locator("main table tbody tr:visible").count() == 1
    link = page.locator("[data-download]")
    answer = page.request.get(str(link.evaluate("link => link.href")))
    sheet = load_workbook(io.BytesIO(answer.body())).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=3)] == official
    assert page.locator(".table-tools [data-print]").count() == 1
