"""Spreadsheets in and out: what clerks really send, and what must never happen."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from shuping.adapters import sheets
from shuping.adapters.sheet_stamp import Stamp, seal
from shuping.core.errors import InputError


def book_of(rows: list[list[object]], merges: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for area in merges:
        page.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def code_of(data: bytes, **options: str) -> str:
    with pytest.raises(InputError) as refused:
        sheets.read_table(data, **options)
    return refused.value.code


@pytest.mark.feature("DOC-01")
def test_titles_above_the_head_and_merged_cells_and_blank_heads_are_understood() -> None:
    data = book_of(
        [
            ["青岚省交通运输厅党组织名册", None, None, None],
            ["编码", "单位", None, "单位"],
            ["001", "北岭公路局", "甲", 3],
            [None, None, None, None],
            ["002", None, "乙", 4.0],
        ],
        merges=("A1:D1", "B3:B5"),
    )
    table = sheets.read_table(data)
    assert table.columns == ("编码", "单位", "列3", "单位 (2)")
    assert table.rows[0] == ("001", "北岭公路局", "甲", 3)
    assert table.rows[-1] == ("002", "北岭公路局", "乙", 4)
    assert table.numbers[0] == 3


TWO_STOREYS: list[list[object]] = [
    ["序号", "党组织名称", "书记", None, None, "党务干部", None, "备注"],
    [None, None, "姓名", "职务", "联系电话", "姓名", "联系电话", None],
    [1, "北岭公路局党委", "周怀山", "党委书记", "0900-1", "李敏", "0900-2", None],
]


@pytest.mark.feature("DOC-01")
def test_a_head_of_two_storeys_is_joined_in_a_workbook_and_in_a_paste() -> None:
    merges = ("A2:A3", "B2:B3", "C2:E2", "F2:G2", "H2:H3", "A1:H1")
    table = sheets.read_table(book_of([["党组织名册"], *TWO_STOREYS], merges=merges))
    pasted = sheets.read_pasted("\n".join("\t".join(str(one or "") for one in row) for row in TWO_STOREYS))
    heads = ("序号", "党组织名称", "书记姓名", "书记职务", "书记联系电话", "党务干部姓名", "党务干部联系电话", "备注")
    assert table.columns == pasted.columns == heads
    assert (table.numbers, pasted.numbers) == ((4,), (3,))
    assert table.rows[0][2:4] == pasted.rows[0][2:4] == ("周怀山", "党委书记")


@pytest.mark.feature("DOC-01")
def test_a_row_of_data_is_never_taken_for_the_lower_storey_of_a_head() -> None:
    plain = sheets.read_pasted("名称\t\t备注\n甲\t乙\t丙\n")
    assert plain.columns == ("名称", "列2", "备注")
    titled = sheets.read_pasted("党组织名册\t\t\n填报单位：甲\t\t2022年\n编码\t名称\t备注\n1\t甲\t\n")
    assert titled.columns == ("编码", "名称", "备注")
    twice = sheets.read_pasted("名称\t电话\t\n\t一\t一\n甲\t1\t2\n")
    assert twice.columns == ("名称", "电话", "列3")


@pytest.mark.feature("DOC-01")
def test_dates_numbers_and_text_arrive_as_plain_values() -> None:
    data = book_of(
        [
            ["甲", "乙", "丙", "丁"],
            [datetime(2020, 3, 1), 13800000000, 2.5, " 02\u3000"],
            [date(2020, 1, 2), "=1+1", 0.1, True],
        ]
    )
    table = sheets.read_table(data)
    assert table.rows[0] == (date(2020, 3, 1), 13800000000, Decimal("2.5"), "02")
    assert table.rows[1][0] == date(2020, 1, 2)
    assert sheets.text_of(table.rows[0][1]) == "13800000000"
    assert sheets.text_of(Decimal("3.0")) == "3"
    assert sheets.text_of(date(2020, 1, 2)) == "2020-01-02"


@pytest.mark.feature("DOC-01")
def test_a_paste_from_a_spreadsheet_and_a_gb18030_csv_read_the_same() -> None:
    pasted = sheets.read_pasted("编码\t名称\n01\t北岭公路局\n02\t东溪公路局\n")
    filed = sheets.read_table("编码,名称\r\n01,北岭公路局\r\n02,东溪公路局\r\n".encode("gb18030"))
    assert pasted.rows == filed.rows == (("01", "北岭公路局"), ("02", "东溪公路局"))
    assert pasted.columns == filed.columns


@pytest.mark.feature("DOC-01")
def test_macros_passwords_wrong_types_and_broken_files_are_refused_by_name() -> None:
    good = book_of([["甲", "乙"], [1, 2]])
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/vbaProject.bin", b"x")
    assert code_of(stream.getvalue()) == "sheets.macros"
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")) == "sheets.encrypted"
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100) == "sheets.wrong_type"
    assert code_of(b"%PDF-1.7 something") == "sheets.wrong_type"
    assert code_of(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d") == "sheets.wrong_type"
    assert code_of(good[:-300]) == "sheets.broken"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert code_of(other.getvalue()) == "sheets.wrong_type"
    assert code_of(b"") == "sheets.empty"
    assert code_of(good, sheet="没有") == "sheets.no_such_sheet"


@pytest.mark.feature("DOC-01")
def test_a_text_named_like_a_workbook_and_a_web_page_are_refused_by_name() -> None:
    def named(name: str, content: str) -> str:
        file = io.BytesIO(content.encode())
        file.name = name
        try:
            return sheets.read_table(file).columns[0]
        except InputError as refused:
            return refused.code

    assert named("名册.csv", "编码,名称\n1,甲\n") == named("无名", "编码,名称\n1,甲\n") == "编码"
    assert named("名册.XLSX", "编码,名称\n1,甲\n") == "sheets.text_as_workbook"
    assert named("名册.xls", "\ufeff\n<html><table><tr><td>编码</td></tr></table>") == "sheets.web_page"
    assert named("名册.csv", "<?xml version='1.0'?><Workbook/>") == "sheets.web_page"


@pytest.mark.feature("DOC-01")
def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(b"a,b\n" + b"1,2\n" * (sheets.MAX_ROWS + 1)) == "sheets.too_many_rows"
    assert code_of(b"x" * (sheets.MAX_BYTES + 1)) == "sheets.too_large"
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 10)
    assert code_of(book_of([["甲", "乙"], [1, 2]])) == "sheets.too_large"


@pytest.mark.feature("DOC-02")
def test_a_written_table_is_ready_for_print_and_holds_no_formula() -> None:
    data = sheets.write_table(
        "问题清单",
        ["单位", "问题", "数量", "日期"],
        [
            ["北岭", '=HYPERLINK("x")', 3, date(2020, 3, 1)],
            ["东溪", "-1+2", Decimal("89.9999"), None],
            ["@西原", "+86", 1, None],
        ],
        landscape=True,
    )
    page = load_workbook(io.BytesIO(data)).active
    assert page is not None
    assert page.freeze_panes == "A3"
    assert page.print_title_rows == "$1:$2"
    assert page.page_setup.orientation == "landscape"
    assert int(page.page_setup.paperSize) == 9
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert page["B3"].value == '=HYPERLINK("x")'
    assert page["B3"].data_type == "s"
    assert page["B3"].quotePrefix
    assert page["C4"].value == pytest.approx(89.9999)
    assert page["D3"].value == datetime(2020, 3, 1)
    assert page.column_dimensions["B"].width > 10


@pytest.mark.feature("DOC-02")
@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(min_size=1, max_size=12), min_size=3, max_size=3), min_size=1, max_size=4))
def test_whatever_text_is_written_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    page = load_workbook(io.BytesIO(sheets.write_table("表", ["甲", "乙", "丙"], rows))).active
    assert page is not None
    assert page.max_row <= len(rows) + 2
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.feature("DOC-02")
def test_what_is_written_can_be_read_again() -> None:
    rows = [["01", "北岭公路局", 12], ["02", "东溪公路局", 8]]
    table = sheets.read_table(sheets.write_table("党组织名册", ["编码", "名称", "党员人数"], rows))
    assert table.columns == ("编码", "名称", "党员人数")
    assert [list(row) for row in table.rows] == rows


def packed(**parts: bytes) -> bytes:
    """A zip file with these parts; an underscore stands for the slash."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr("[Content_Types].xml" if name == "kinds" else name.replace("_", "/") + ".xml", content)
    return target.getvalue()


def test_nothing_of_a_trap_is_unpacked_before_its_size_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    trap = packed(kinds=b" " * (sheets.MAX_UNPACKED + 1), xl_workbook=b"<a/>")
    read: list[str] = []
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda self, name, pwd=None: read.append(name))
    assert code_of(trap) == "sheets.too_large"
    assert read == []


def test_a_part_whose_bytes_are_torn_is_refused_and_not_a_failure() -> None:
    whole = packed(kinds=b"<Types>" + bytes(range(256)) * 40, xl_workbook=b"<a/>")
    torn = whole[:80] + b"\xff" * 60 + whole[140:]
    assert code_of(torn) == "sheets.broken"


def test_figures_that_are_none_arrive_as_words() -> None:
    assert [sheets._cell(value) for value in (float("inf"), float("nan"), 2.0)] == ["inf", "nan", 2]


def test_nul_anywhere_in_a_text_file_is_no_table() -> None:
    assert code_of("单位,问题\n".encode() * 900 + b"a,b\x00c\n") == "sheets.wrong_type"


@pytest.mark.feature("DOC-02")
def test_a_wide_table_lies_across_and_a_very_wide_one_goes_on_a3() -> None:
    def paper(columns: int) -> tuple[int, str]:
        rows = [["长" * 20] * columns]
        page = load_workbook(io.BytesIO(sheets.write_table("台账", [f"列{n}" for n in range(columns)], rows))).active
        assert page is not None
        assert [str(area) for area in page.merged_cells.ranges] == ([f"A1:{chr(64 + columns)}1"] if columns > 1 else [])
        assert (page.oddFooter.right.text, page.page_setup.fitToWidth) == ("&P / &N", 1)
        return int(page.page_setup.paperSize), str(page.page_setup.orientation)

    assert [paper(columns) for columns in (1, 2, 4, 6)] == [
        (9, "portrait"),
        (9, "portrait"),
        (9, "landscape"),
        (8, "landscape"),
    ]


@pytest.mark.feature("DOC-01")
def test_a_stamp_comes_back_with_the_sheet_and_stays_out_of_sight() -> None:
    stamp = Stamp("grades.scores.annual", "7", {"1": seal("88"), "2": seal("")})
    table = sheets.read_table(sheets.write_table("得分", ["单位", "得分"], [["甲", 88], ["乙", None]], stamp=stamp))
    assert (table.stamp, table.sheets) == (stamp, ("得分",))
    assert stamp.stale({"1": seal("88"), "2": seal("77")}) == {"2"}
    assert stamp.stale({"1": seal("88")}) == {"2"}
    with pytest.raises(InputError) as other:
        stamp.refuse_other("grades.scores.annual", "8")
    assert other.value.code == "sheets.other_sheet"
    assert sheets.read_table(sheets.write_table("得分", ["单位", "得分"], [["甲", 88]])).stamp is None


@pytest.mark.feature("DOC-01")
def test_formulas_and_merged_cells_in_a_sheet_of_figures_are_refused_with_their_place() -> None:
    rows: list[list[object]] = [["得分表", None], ["单位", "得分"], ["甲", 88], ["乙", "=44+44"]]
    with pytest.raises(InputError) as formula:
        sheets.read_table(book_of(rows), strict=True)
    assert (formula.value.code, formula.value.params) == ("sheets.formula", {"cells": "B4"})
    with pytest.raises(InputError) as merged:
        sheets.read_table(book_of(rows[:3] + [["乙", None]], merges=("A1:B1", "B3:B4")), strict=True)
    assert (merged.value.code, merged.value.params) == ("sheets.merged", {"cells": "B3:B4"})
    assert sheets.read_table(book_of(rows[:3], merges=("A1:B1",)), strict=True).rows == (("甲", 88),)


@pytest.mark.feature("DOC-01")
def test_full_width_digits_and_spaces_are_figures() -> None:
    assert [sheets.figure_of(value) for value in ("８８．５", " 77 ", 60, None)] == ["88.5", "77", "60", ""]


@pytest.mark.feature("DOC-01", "DOC-02")
@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("\r\n\t　_x000D_=甲"))))
def test_any_text_reads_after_the_way_through_a_sheet_as_it_is_expected_to(text: str) -> None:
    table = sheets.read_table(sheets.write_table("往返", ["序号", "文字"], [[1, text]]), strict=True)
    back = sheets.as_read(table.rows[0][1])
    assert back == sheets.as_read(text) == sheets.as_read(back)


@pytest.mark.feature("DOC-02")
def test_a_text_too_long_for_the_highest_row_gets_a_wider_column() -> None:
    rows = [("甲", "很长的进展说明" * 130, 7), ("乙", "短", 8)]
    made = sheets.write_table("整改台账", ("单位", "进展", "件数"), rows, widths=(16, 34, 8))
    page = load_workbook(io.BytesIO(made)).active
    assert page is not None
    width, height = page.column_dimensions["B"].width, page.row_dimensions[3].height
    assert height <= 409 and int(height / 16.5) * (width - 0.7) >= 910 * 2.1
    assert width < 90 and page.column_dimensions["A"].width == 16
    assert (page["C3"].alignment.horizontal, page["C3"].alignment.indent) == ("right", 1)
    assert {page[cell].font.name for cell in ("A1", "A2", "A3", "C4")} == {"宋体"}


@pytest.mark.feature("DOC-02")
def test_a_printed_table_cuts_nothing_off_and_can_be_read() -> None:
    """Rows are high enough for their longest cell; a very wide table narrows its long text, not its dates."""
    long = "说起来重要、忙起来次要，党委会研究党建4次计划只落实1次，两个议题结转到下一年度，分工和时限都没有写明。"
    heads = ("序号", "时限", *(f"第{at}栏整改情况和责任部门" for at in range(12)))
    rows = [(1, date(2021, 10, 31), *[long] * 12), (2, date(2021, 11, 30), *["短"] * 12)]
    page = load_workbook(io.BytesIO(sheets.write_table("整改台账", heads, rows))).active
    assert page is not None
    widths = [page.column_dimensions[get_column_letter(at)].width for at in range(1, 15)]
    assert sum(widths) <= 261 and widths[1] >= 12 and min(widths[2:]) >= 14
    room = widths[2] - 1
    assert page.row_dimensions[3].height * room / 16.5 >= len(long) * 2
    assert page.row_dimensions[4].height is None
    assert page.row_dimensions[2].height >= 30
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
    assert page.print_title_rows == "$1:$2"
