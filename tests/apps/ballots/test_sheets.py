"""The tally sheet as a workbook: each clerk's own, filled in, read back like typed figures."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from shuping.apps.ballots.models import KeyedRow, Keying

from .counting import Count
from .test_pages import post_sheet, url

Browser = Callable[..., Client]


def opened(count: Count, teller: Client) -> str:
    """The address of the first teller's keying of class A."""
    count.close()
    return str(teller.post(url("start", count.world.cycle.pk, "A")).headers["Location"])


def sheet_of(browser: Client, address: str) -> Any:
    return load_workbook(io.BytesIO(browser.get(address, {"download": "xlsx"}).content))


def send(browser: Client, address: str, book: Any) -> Any:
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("计票表.xlsx", stream.getvalue())
    return browser.post(address, {"act": "sheet", "file": file})


def cells(answer: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in answer.context["grid"].rows]


@pytest.mark.feature("DOC-01", "DOC-02")
def test_the_own_sheet_comes_back_without_a_difference_and_nothing_is_kept_by_reading(
    count: Count, client_of: Browser
) -> None:
    teller = client_of("teller")
    address = opened(count, teller)
    fields = post_sheet(count.world, "A", "save")
    teller.post(address, fields)
    before = list(KeyedRow.objects.values())
    answer = send(teller, address, sheet_of(teller, address))
    assert cells(answer) == cells(teller.get(address))
    assert list(KeyedRow.objects.values()) == before
    clerk = count.world.user("teller")
    clerk.language = "en"
    clerk.save(update_fields=["language"])
    english = sheet_of(teller, address)
    assert [cell.value for cell in english.worksheets[0][2]][3:5] == ["好", "较好"], "paper, whoever reads the page"
    assert b"Fairly good" in teller.get(address).content


@pytest.mark.feature("DOC-01")
def test_figures_of_the_sheet_are_checked_like_typed_ones(count: Count, client_of: Browser) -> None:
    teller = client_of("teller")
    address = opened(count, teller)
    book = sheet_of(teller, address)
    page = book.active
    page["D3"], page["E3"], page["D4"] = "７", "2", "七"
    answer = send(teller, address, book)
    grid = answer.context["grid"]
    assert [cell.text for cell in grid.rows[0].cells[:2]] == ["7", "2"]
    assert "七" in grid.rows[1].cells[0].error
    page["D4"] = 1
    judged = send(teller, address, book).context["grid"].rows[1]
    assert (judged.total, len(judged.faults)) == (1, 1)
    assert not KeyedRow.objects.exists()


@pytest.mark.feature("DOC-01")
def test_the_other_clerks_sheet_an_old_one_and_a_changed_one_are_refused(count: Count, client_of: Browser) -> None:
    world, teller = count.world, client_of("teller")
    address = opened(count, teller)
    second = Client(headers={"accept-language": "zh-hans"})
    second.force_login(world.users["teller", "second"], backend="django.contrib.auth.backends.ModelBackend")
    theirs = str(second.post(url("start", world.cycle.pk, "A")).headers["Location"])
    book = sheet_of(teller, address)

    def refused(browser: Client, where: str, sent: Any) -> str:
        answer = send(browser, where, sent)
        assert answer.status_code == 409
        return str(answer.content.decode())

    assert "其他页面" in refused(second, theirs, book)
    teller.post(address, post_sheet(world, "A", "save"))
    assert world.own.organization.name in refused(teller, address, book)
    fresh = sheet_of(teller, address)
    fresh.active["B3"] = "无此单位"
    assert "第3行" in refused(teller, address, fresh)
    fresh = sheet_of(teller, address)
    fresh.active["D2"] = "优秀"
    assert "缺少表头" in refused(teller, address, fresh)
    fresh = sheet_of(teller, address)
    fresh.active["D3"] = "=3+4"
    assert "D3" in refused(teller, address, fresh)
    assert Keying.objects.filter(finished_at=None).count() == 2


@pytest.mark.feature("DOC-02", "DSH-12")
def test_the_locked_count_is_one_workbook_ready_for_print(count: Count, client_of: Browser) -> None:
    count.lock()
    address = url("sheet", count.world.cycle.pk)
    assert client_of("office_head").get(address, {"download": "xlsx"}).status_code == 404
    answer = client_of("supervisor").get(address, {"download": "xlsx"})
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    title, heads, *rows = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    assert "计票汇总表（校验码 " in title[0]
    assert heads[:10] == ["票类", "发出", "收回", "有效", "无效", "序号", "单位", "述职人", "好", "好占比（%）"]
    assert heads[-3:] == ["不了解", "无效行", "均值"]
    assert {row[0][:3] for row in rows} == {"A类票", "B类票", "C类票"}
    first = rows[0]
    assert first[1:5] == [9, 9, 9, 0] and first[8:12] == [7, 77.78, 2, 22.22] and first[-1] == 96.6667
    assert (page.freeze_panes, page.print_title_rows, page.page_setup.orientation) == ("A3", "$1:$2", "landscape")
    assert page.page_setup.paperSize == 8  # A3
