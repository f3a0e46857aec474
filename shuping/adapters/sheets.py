"""Tables in and out: xlsx and csv behind three small functions (DOC-01, DOC-02).

Reading never trusts the file: size, rows and the unpacked size are limited, macros and passwords are refused, and
every cell arrives as a plain value. Writing never makes a formula out of somebody's text.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, range_boundaries

from shuping.core.errors import InputError

from . import sheet_layout
from .sheet_stamp import STAMP_SHEET, Stamp, read_stamp, write_stamp

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
# A workbook of 20 MB that unpacks to more than this is no table of people but a trap.
MAX_UNPACKED = 200 * 1024 * 1024
# A head row stands within the first rows; titles above it are skipped.
_HEAD_WITHIN = 10

Cell = str | int | Decimal | date | bool | None

FONT = "宋体"  # of the office's tables
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and every encrypted .xlsx
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # what no text file holds; a picture has it in its first bytes
# What a torn or foreign zip file makes the reader stumble over.
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FILLED_IN = re.compile(r"[:：]\s*\S")  # 填报单位：直属机关党委: filled in by somebody, no head
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table as read: one head row and the rows below it.

    `columns` are unique and never empty: a blank head becomes "列3", a repeated one "电话 (2)".
    `rows` have exactly one value per column; `numbers` holds the row number in the file (from 1) of each row.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    sheets: tuple[str, ...] = field(default=())
    stamp: Stamp | None = None

    def letters(self) -> dict[str, str]:
        """The letter of each column, as the clerk's program shows it."""
        return {name: get_column_letter(place) for place, name in enumerate(self.columns, start=1)}

    def records(self) -> Iterable[tuple[int, Mapping[str, Cell]]]:
        """Each row as (number in the file, {column: value})."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            yield number, dict(zip(self.columns, row, strict=True))


def text_of(value: object) -> str:
    """A cell as the clerk reads it: whole numbers without ".0", dates as 2026-12-28, text without edge spaces."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return format(value.to_integral_value() if value == value.to_integral_value() else value, "f")
    return "" if value is None else str(value).replace("\u3000", " ").replace("\xa0", " ").strip()


def as_read(value: object) -> str:
    """What a value reads as once it was written into a sheet and came back, whatever program kept it in between."""
    text = text_of(_plain(value)).replace("_x000D_", "")
    return text_of(text.replace("\r\n", "\n").replace("\r", "\n"))


def figure_of(value: object) -> str:
    """A figure as typed, in plain digits: full-width digits and points are what the keyboard of the day gave."""
    return "".join(unicodedata.normalize("NFKC", text_of(value)).split())


# ---- writing ------------------------------------------------------------------------------------------------------


def write_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    widths: Sequence[float] | None = None,
    landscape: bool = False,
    stamp: Stamp | None = None,
) -> bytes:
    """A workbook with one sheet: title row, head row, then `rows`; ready to be printed.

    The title stands across the columns, the head is frozen and repeated on every printed page, long text wraps in rows
    high enough for it, pages are numbered. A table too wide for A4 upright lies across, one too wide for that goes on
    A3, where columns of long text are narrowed as far as their rows can hold them. `widths` are column widths in
    characters; without them, or where one is 0, the width follows the content, a Chinese character counting two. Text
    stays text even where it begins with = + - @, so that no cell ever becomes a formula. Numbers stay numbers, dates
    dates. `stamp` goes into a hidden sheet and comes back with the file (`SheetTable.stamp`).
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    body = [[_plain(value) for value in row] for row in rows]
    wished = list(widths or ()) + [0] * len(columns)
    measured = sheet_layout.widths_of(columns, body, text_of)
    taken = sheet_layout.fitted([wished[place] or width for place, width in enumerate(measured)], body, text_of)
    for place, width in enumerate(taken):
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "A3"
    sheet_layout.set_up(sheet, title, sum(taken), landscape=landscape)
    if len(columns) > 1:
        sheet.merged_cells.add(f"A1:{get_column_letter(len(columns))}1")
    sheet.row_dimensions[1].height = 30
    sheet.row_dimensions[2].height = sheet_layout.height_of(columns, taken) or sheet_layout.LINE
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.append([_styled(sheet, title, font=Font(name=FONT, bold=True, size=14), alignment=middle)])
    fill = PatternFill("solid", start_color="FFF4F5F7")
    line = Side(style="thin", color="FF868D96")
    border = Border(top=line, bottom=line, left=line, right=line)
    sheet.append(
        [
            _styled(sheet, name, font=Font(name=FONT, bold=True, size=11), fill=fill, border=border, alignment=middle)
            for name in columns
        ]
    )
    looks = _body_looks(sheet, border)
    for number, row in enumerate(body, start=3):
        if height := sheet_layout.height_of(row, taken):
            sheet.row_dimensions[number].height = height
        sheet.append([_body_cell(sheet, value, looks) for value in row])
    if stamp is not None:
        write_stamp(book, stamp)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _styled(sheet: Any, value: object, **styles: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=None)
    _put(cell, value)
    for name, style in styles.items():
        setattr(cell, name, style)
    return cell


def _body_looks(sheet: Any, border: Border) -> dict[str, Any]:
    """One style per kind of cell: styling each of 20,000 cells anew takes seconds."""
    looks = {}
    for kind, pattern in (("text", ""), ("quoted", ""), ("number", ""), ("day", _DAY), ("moment", _MOMENT)):
        place = {"day": "center", "moment": "center", "number": "right"}.get(kind)
        alignment = Alignment(
            horizontal=place, vertical="top", wrap_text=kind in ("text", "quoted"), indent=int(kind == "number")
        )
        cell = _styled(sheet, None, border=border, alignment=alignment, font=Font(name=FONT, size=11))
        if pattern:
            cell.number_format = pattern
        cell.quotePrefix = kind == "quoted"
        looks[kind] = cell._style
    return looks


def _body_cell(sheet: Any, value: object, looks: Mapping[str, Any]) -> Any:
    cell = WriteOnlyCell(sheet, value=None)
    _put(cell, value)
    kind = "number"
    if isinstance(value, str):
        kind = "quoted" if value.startswith(_FORMULA) else "text"
    elif isinstance(value, date):
        kind = "moment" if isinstance(value, datetime) else "day"
    styled: Any = cell
    styled._style = looks[kind]
    return styled


def _put(cell: Any, value: object) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes "=…" for a formula unless told otherwise


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | Decimal | date | time):
        if isinstance(value, bool):
            return text_of(value)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.replace(tzinfo=None)
        return value
    return _CONTROL.sub("", str(value))[:32_000]


def _sheet_title(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31] or "Sheet1"


# ---- reading ------------------------------------------------------------------------------------------------------


def read_table(data: bytes | BinaryIO, *, sheet: str | None = None, strict: bool = False) -> SheetTable:
    """The table of an .xlsx or .csv file (UTF-8 or GB18030). Without `sheet`, the first visible sheet with content.

    Merged cells give their value to every cell they cover; empty rows are skipped; title rows above the head are
    skipped (the head is the first row that fills at least two columns and most of the table's width); a head of two
    storeys is joined (书记 over 姓名 becomes 书记姓名). Formulas arrive as their last computed value. `strict` is for
    sheets of figures, where a guess would be a wrong figure: formulas and merged cells below the head are refused with
    their place (sheets.formula, sheets.merged). A text table that is named like a workbook is refused: whoever sent it
    believes that it has sheets and the mark of its download. Raises InputError: sheets.too_large, sheets.macros,
    sheets.encrypted, sheets.wrong_type, sheets.web_page, sheets.text_as_workbook,
    sheets.broken, sheets.too_many_rows, sheets.too_many_columns, sheets.empty, sheets.no_such_sheet.
    """
    content = data if isinstance(data, bytes) else data.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError("sheets.too_large", megabytes=MAX_BYTES // (1024 * 1024))
    if content.startswith(_OLE):
        raise InputError("sheets.encrypted" if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in content else "sheets.wrong_type")
    if content.startswith(b"PK"):
        return _read_workbook(content, sheet, strict=strict)
    if _BINARY.search(content[:4096]) or b"\x00" in content or content.startswith((b"%PDF", b"\x1f\x8b")):
        raise InputError("sheets.wrong_type")
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise InputError("sheets.web_page")  # what many programs hand out as a workbook
    if str(getattr(data, "name", "")).lower().endswith((".xlsx", ".xls", ".xlsm")):
        raise InputError("sheets.text_as_workbook")
    return _table("", list(_csv_rows(_decoded(content))), ())


def read_pasted(text: str) -> SheetTable:
    """The table pasted from a spreadsheet (tab-separated) or typed as csv. Raises InputError as `read_table` does."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise InputError("sheets.too_large", megabytes=MAX_BYTES // (1024 * 1024))
    return _table("", list(_csv_rows(text)), ())


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("sheets.wrong_type")


def _csv_rows(text: str) -> Iterable[list[Cell]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t,;，", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter):
            yield [value.strip() or None for value in row]
    except csv.Error as error:
        raise InputError("sheets.broken") from error


def _read_workbook(content: bytes, wanted: str | None, *, strict: bool) -> SheetTable:
    _check_package(content)
    try:
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever the broken part made it stumble over
        raise InputError("sheets.broken") from error
    names = tuple(name for name in book.sheetnames if name != STAMP_SHEET)
    if wanted is not None and wanted not in names:
        raise InputError("sheets.no_such_sheet", sheet=wanted)
    pages = [page for page in book.worksheets if page.title != STAMP_SHEET]
    visible = [page for page in pages if page.sheet_state == "visible"] or pages
    chosen = book[wanted] if wanted is not None else next((page for page in visible if _has_content(page)), None)
    if chosen is None:
        raise InputError("sheets.empty")
    merged = [str(area) for area in chosen.merged_cells.ranges if strict]
    table = _table(str(chosen.title), _grid(chosen), names)
    if strict:
        _refuse_merged(merged, table)
        _refuse_formulas(content, table)
    return replace(table, stamp=read_stamp(book))


def _refuse_merged(areas: Sequence[str], table: SheetTable) -> None:
    body = set(table.numbers)
    wrong = sorted(area for area in areas if body & _rows_of(area))
    if wrong:
        raise InputError("sheets.merged", cells="、".join(wrong[:5]))


def _rows_of(area: str) -> set[int]:
    _left, top, _right, bottom = range_boundaries(area)
    return set(range(top or 1, (bottom or 1) + 1))


def _refuse_formulas(content: bytes, table: SheetTable) -> None:
    page = load_workbook(io.BytesIO(content), keep_links=False)[table.title]
    body = set(table.numbers)
    cells = (cell for row in page.iter_rows(max_col=_breadth_of(page)) for cell in row if cell.row in body)
    wrong = [cell.coordinate for cell in cells if cell.data_type == "f"]
    if wrong:
        raise InputError("sheets.formula", cells="、".join(wrong[:5]))


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if sum(part.file_size for part in parts) > MAX_UNPACKED:  # before anything is unpacked
                raise InputError("sheets.too_large", megabytes=MAX_BYTES // (1024 * 1024))
            kinds = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except _BROKEN as error:
        raise InputError("sheets.broken") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"macroEnabled" in kinds:
        raise InputError("sheets.macros")
    if "xl/workbook.xml" not in names:
        raise InputError("sheets.wrong_type")


def _has_content(page: Any) -> bool:
    return any(value is not None for row in page.iter_rows(values_only=True, max_row=50) for value in row)


def _breadth_of(page: Any) -> int:
    """How many columns are looked at: one more than allowed, so that too many are noticed."""
    return min(int(page.max_column or 1), MAX_COLUMNS + 1)


def _grid(page: Any) -> list[list[Cell]]:
    """All values of a sheet, merged ranges filled. A sheet's claimed size may be far larger than what it holds."""
    rows: list[list[Cell]] = []
    last = 0
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=_breadth_of(page)), start=1):
        values = [_cell(value) for value in row]
        rows.append(values)
        if any(value is not None for value in values):
            last = number
        if number - last > MAX_ROWS:
            break  # nothing but empty rows for very long: formatting dragged to the end of the sheet
    rows = rows[:last]
    for area in page.merged_cells.ranges:
        _fill(rows, area)
    return rows


def _fill(rows: list[list[Cell]], area: Any) -> None:
    if area.min_row > len(rows):
        return
    top = rows[area.min_row - 1]
    if area.min_col > len(top):
        return
    value = top[area.min_col - 1]
    for row in rows[area.min_row - 1 : area.max_row]:
        for place in range(area.min_col - 1, min(area.max_col, len(row))):
            row[place] = value


def _cell(value: object) -> Cell:
    match value:
        case None | bool() | int():
            return value
        case datetime():
            return value.date() if value.time() == time(0) else text_of(value)
        case date():
            return value
        case float():
            number = Decimal(repr(value))
            if not number.is_finite():
                return text_of(str(value))
            return int(number) if number == number.to_integral_value() else number
        case _:
            return text_of(value) or None


def _table(title: str, grid: list[list[Cell]], sheets: tuple[str, ...]) -> SheetTable:
    filled = [(number, row) for number, row in enumerate(grid, start=1) if any(value is not None for value in row)]
    if not filled:
        raise InputError("sheets.empty")
    width = max(_reach(row) for _, row in filled)
    if width > MAX_COLUMNS:
        raise InputError("sheets.too_many_columns", columns=MAX_COLUMNS)
    start = _head_index([row for _, row in filled], width)
    head, body = _head_and_body([((row + [None] * width)[:width]) for _, row in filled], start)
    body_rows = filled[body:]
    if len(body_rows) > MAX_ROWS:
        raise InputError("sheets.too_many_rows", rows=MAX_ROWS)
    return SheetTable(
        title=title,
        columns=_unique_heads(head),
        rows=tuple(tuple((row + [None] * width)[:width]) for _, row in body_rows),
        numbers=tuple(number for number, _ in body_rows),
        sheets=sheets,
    )


def _reach(row: Sequence[Cell]) -> int:
    return max((place for place, value in enumerate(row, start=1) if value is not None), default=0)


def _head_index(rows: Sequence[Sequence[Cell]], width: int) -> int:
    """The head is the first of the leading rows whose distinct texts fill at least half of the table's width."""
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        distinct = {value for value in row if isinstance(value, str) and not _FILLED_IN.search(value)}
        if len(distinct) >= max(1, min(2, width)) and len(distinct) * 2 >= width:
            return place
    return 0


def _head_and_body(rows: Sequence[Sequence[Cell]], start: int) -> tuple[Sequence[Cell], int]:
    """The head, and the index of the first row below it; a head of two storeys (书记 over 姓名 and 电话) is joined."""
    for upper in (start, start - 1):
        if 0 <= upper < len(rows) - 1:
            joined = _joined(rows[upper], rows[upper + 1])
            if joined is not None:
                return joined, upper + 2
    return rows[start], start + 1


def _joined(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell] | None:
    """Two rows read as one head, or None if they are not one.

    A head of the upper row spans those to its right that repeat it (merged, filled) or are blank (merged, pasted).
    Below a spanning head stand different texts; below every other one, of which there is at least one, its own
    repetition or nothing. A title or a line 填报单位：… above the head spans too, but it stands over nothing else.
    """
    found: list[Cell] = []
    spans, single = False, False
    place = 0
    while place < len(upper):
        end = place + 1
        while end < len(upper) and upper[place] is not None and upper[end] in (None, upper[place]):
            end += 1
        names = [value for value in lower[place:end] if isinstance(value, str)]
        if end - place == 1:
            if lower[place] not in (None, upper[place]):
                return None
            single = single or upper[place] is not None
            found.append(upper[place])
        elif names == list(lower[place:end]) and len(set(names) - {upper[place]}) == len(names):
            spans = True
            found += [f"{upper[place]}{name}" for name in names]
        else:
            return None
        place = end
    return found if spans and single else None


def _unique_heads(head: Sequence[Cell]) -> tuple[str, ...]:
    names: list[str] = []
    for place, value in enumerate(head, start=1):
        base = " ".join(text_of(value).split()) or f"列{place}"
        name, count = base, 1
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names.append(name)
    return tuple(names)
