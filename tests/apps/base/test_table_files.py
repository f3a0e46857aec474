"""A small table of a page as a workbook: what stands on the page for its reader, and nothing else."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from openpyxl import load_workbook

from shuping.base.table_files import TableFiles, file_of

PAGE = """
<main><h1>甲局 · 历年情况</h1><section><h2>分年度情况</h2>
<table class="table"><thead><tr><th>年度</th><th class="number">问题</th><th>等次</th><th class="no-print">操作</th>
<th><span class="unseen">修改</span></th></tr></thead>
<tbody><tr><th scope="row">2020</th><td class="number">+2.50</td><td><span class="badge">✓ 好</span><br>第二行</td>
<td class="no-print"><a href="/x/">改</a></td><td><form><button>改</button></form></td></tr>
<tr><td colspan="2">=1+1</td><td><ul><li>见 &lt;附件&gt;</li><li><h3>另见</h3></li></ul></td></tr>
<tr><td>2021-03-01</td><td>2021-02-31</td></tr></tbody></table></section>
<section><h2>别的一节</h2></section>
<section><h3>填报</h3>
<table><caption class="unseen">各项得分</caption><thead><tr><th>单位</th><th>得分</th><th>办法</th>
<th>依据</th><th>定</th></tr></thead>
<tbody><tr><td>甲局<input type="hidden" value="7"></td><td><input value="92.40"></td>
<td><select><option value="a">甲</option><option value="b" selected>乙</option></select></td>
<td><textarea>会议纪要</textarea></td><td><input type="checkbox" checked></td></tr></tbody></table>
<table><tbody><tr><td>没有表头</td></tr></tbody></table></section></main>
"""


def cells(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


@pytest.mark.feature("DSH-12")
def test_a_table_comes_with_its_heads_its_numbers_as_numbers_and_without_its_buttons() -> None:
    title, content = file_of(PAGE, 0)
    assert title == "甲局 · 历年情况 分年度情况"
    assert cells(content) == [
        ["年度", "问题", "等次"],
        [2020, 2.5, "好\n第二行"],
        ["=1+1", None, "见 <附件>\n另见"],
        [datetime(2021, 3, 1), "2021-02-31", None],
    ]
    assert load_workbook(io.BytesIO(content)).worksheets[0].cell(4, 1).data_type == "s", "no cell becomes a formula"


def test_what_the_fields_of_a_form_hold_stands_in_the_file() -> None:
    title, content = file_of(PAGE, 1)
    assert title == "甲局 · 历年情况 填报 各项得分"
    assert cells(content)[1] == ["甲局", 92.4, "乙", "会议纪要", "✓"]


def test_a_table_that_is_not_there_or_has_no_heads_is_not_found() -> None:
    for number in (2, 3):
        with pytest.raises(Http404):
            file_of(PAGE, number)


def test_only_a_page_that_was_asked_for_by_reading_is_answered_with_a_file() -> None:
    requests = RequestFactory()
    answering = TableFiles(lambda _request: HttpResponse(PAGE))
    answer = answering(requests.get("/x/?table_file=1"))
    assert answer["Content-Disposition"].endswith(".xlsx")
    for request in (
        requests.get("/x/"),
        requests.get("/x/?table_file=-1"),
        requests.get("/x/?table_file=²"),
        requests.post("/x/?table_file=1"),
    ):
        assert answering(request).content.decode() == PAGE
    refused = TableFiles(lambda _request: HttpResponse(PAGE, status=403))
    assert refused(requests.get("/x/?table_file=1")).status_code == 403
