"""The sheet of problems of the democratic life meeting: down, filled in, checked, written whole or not at all."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from shuping.apps.rectification.models import Issue
from tests.factories.world import World

Clients = Callable[..., Client]


def send(office: Client, url: str, book: Any, **more: str) -> Any:
    stream = io.BytesIO()
    book.save(stream)
    return office.post(url, {"file": SimpleUploadedFile("问题.xlsx", stream.getvalue()), **more})


@pytest.mark.feature("DOC-01", "DOC-02")
def test_the_sheet_comes_back_with_its_rows_and_says_what_is_wrong(world: World, client_of: Clients) -> None:
    office, url = client_of("office"), reverse("rectification:import")

    def fresh() -> Any:
        return load_workbook(io.BytesIO(office.get(url, {"download": "xlsx"}).content))

    assert send(office, url, fresh()).context["lines"] == []  # nothing filled in, nothing to import
    book = fresh()
    page = book.active
    page["B3"] = "谈心谈话不够"
    page.append(["没有的单位", "学习不深"])
    answer = send(office, url, book)
    assert [bool(line.fault) for line, _why in answer.context["lines"]] == [False, True]
    page.delete_rows(page.max_row)
    page.move_range("A2:E4", cols=1)  # a column of the office's own in front
    page["A2"] = "备注"
    again = send(office, url, book)
    assert [line.fault for line, _why in again.context["lines"]] == [""]
    written = office.post(url, {"pasted": again.context["again"], "confirm": "yes"})
    assert written.status_code == 302
    assert list(Issue.objects.filter(source="life_meeting").values_list("text", flat=True)) == ["谈心谈话不够"]


@pytest.mark.feature("DOC-01")
def test_formulas_missing_heads_and_other_sheets_are_refused(world: World, client_of: Clients) -> None:
    office, url = client_of("office"), reverse("rectification:import")
    book = load_workbook(io.BytesIO(office.get(url, {"download": "xlsx"}).content))
    page = book.active
    assert page is not None
    page["B3"] = "=A3"
    refused = send(office, url, book)
    assert (refused.status_code, "B3" in refused.content.decode()) == (409, True)
    page["B3"], page["B2"] = "谈心谈话不够", "意见"
    assert "缺少表头" in send(office, url, book).content.decode()
    page["B2"] = "问题"
    book["shuping"]["B1"] = "999999"
    assert "其他页面" in send(office, url, book).content.decode()
    assert not Issue.objects.exists()
