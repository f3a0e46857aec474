"""Every list filters, searches, sorts, pages, downloads."""

from io import BytesIO

import pytest
from django.test import RequestFactory
from django.utils.html import format_html
from openpyxl import load_workbook

from shuping.base.listing import Column, Listing

ROWS = [
    {"unit": "甲中心", "score": 90, "state": "待审核"},
    {"unit": "乙中心", "score": None, "state": "审核通过"},
    {"unit": "丙局", "score": 7, "state": "待审核"},
]


def made(query: str = "", page_size: int = 50) -> tuple[Listing, list[str]]:
    listing = Listing(
        "清单",
        [
            Column("unit", "单位", lambda row: row["unit"]),
            Column("score", "得分", lambda row: row["score"], kind="number"),
            Column("state", "状态", lambda row: row["state"], filter=True),
        ],
        ROWS,
        page_size=page_size,
    )
    rows = listing.prepare(RequestFactory().get(f"/?{query}"))
    return listing, [row["unit"] for row in rows]


@pytest.mark.feature("DSH-12")
def test_a_list_keeps_the_official_order_until_asked_otherwise() -> None:
    assert made()[1] == ["甲中心", "乙中心", "丙局"]


def test_numbers_sort_as_numbers_and_missing_ones_stand_last_both_ways() -> None:
    assert made("sort=score")[1] == ["丙局", "甲中心", "乙中心"]
    assert made("sort=-score")[1] == ["甲中心", "丙局", "乙中心"]


def test_filter_and_search_narrow_the_list() -> None:
    assert made("f_state=待审核")[1] == ["甲中心", "丙局"]
    assert made("q=中心")[1] == ["甲中心", "乙中心"]
    assert made("q=中心 审核通过")[1] == ["乙中心"]
    assert made("sort=nonsense&f_other=x")[1] == ["甲中心", "乙中心", "丙局"]


def test_pages_hold_what_they_should_and_a_wild_page_number_is_calm() -> None:
    listing, _ = made("page=2", page_size=2)
    assert [row[0].value for row in listing.shown()] == ["丙局"]
    listing, _ = made("page=999", page_size=2)
    assert [row[0].value for row in listing.shown()] == ["丙局"]
    listing, _ = made("page=x", page_size=2)
    assert len(listing.shown()) == 2


def test_what_is_printed_is_the_whole_list() -> None:
    listing, _ = made("whole=yes", page_size=2)
    assert [row[0].value for row in listing.shown()] == ["甲中心", "乙中心", "丙局"]
    assert (listing.page.paginator.num_pages if listing.page else 0, listing.total) == (1, 3)


@pytest.mark.feature("DOC-02")
@pytest.mark.feature("DSH-12")
def test_the_download_holds_the_filtered_rows_in_the_order_shown() -> None:
    listing, _ = made("f_state=待审核&sort=score")
    answer = listing.workbook(listing.prepare(RequestFactory().get("/?f_state=待审核&sort=score")))
    sheet = load_workbook(BytesIO(answer.content)).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    body = [row for row in values if row and row[0] in {"甲中心", "丙局", "乙中心"}]
    assert [row[0] for row in body] == ["丙局", "甲中心"]
    assert body[0][1] == 7


def test_a_filter_offers_its_values_unless_there_are_more_than_one_would_read() -> None:
    def offered(count: int, query: str = "") -> list[object]:
        column = Column("unit", "单位", lambda row: row, filter=True)
        listing = Listing("清单", [column], [f"单位{number:03}" for number in range(count)])
        listing.prepare(RequestFactory().get(f"/?{query}"))
        return [listing.total, *(one["values"] for one in listing.filters)]

    assert len(offered(100)[1]) == 100  # type: ignore[arg-type]
    assert offered(101) == [101]
    assert offered(101, "f_unit=单位007") == [1, ["单位007"]]


def test_what_is_shown_is_markup_only_where_the_column_says_so() -> None:
    columns = [
        Column("plain", "<标签>", lambda row: row, link=lambda row: f"/?a={row}&b=1"),
        Column("value", "值", lambda row: row),
        Column("cell", "格", lambda row: row, cell=lambda row: format_html("<b>{}</b>", row)),
        Column("day", "日", lambda row: None, kind="date"),
    ]
    listing = Listing("清单", columns, ["<i>"])
    listing.prepare(RequestFactory().get("/"))
    assert listing.lines() == [
        '<td class="text" data-label="&lt;标签&gt;"><a href="/?a=&lt;i&gt;&amp;b=1">&lt;i&gt;</a></td>'
        '<td class="text" data-label="值">&lt;i&gt;</td>'
        '<td class="text" data-label="格"><b>&lt;i&gt;</b></td>'
        '<td class="date" data-label="日"></td>'
    ]


@pytest.mark.feature("I18-04")
def test_names_of_persons_sort_by_the_strokes_of_the_surname() -> None:
    names = ["魏新", "丁一", "王五", "李四", "马六"]
    listing = Listing("名单", [Column("name", "姓名", lambda row: row, kind="person")], names)
    assert listing.prepare(RequestFactory().get("/?sort=name")) == ["丁一", "马六", "王五", "李四", "魏新"]
