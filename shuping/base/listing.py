"""One kind of table for every list: filters, search, sorting, paging, download and print, in one place.

A view describes its columns and hands over its rows in the official order; everything else follows from the address:
`?q=` searches, `?sort=key` or `-key` sorts, `?f_key=value` filters, `?page=2`, `?download=xlsx` downloads what is
filtered, in the order shown; `?whole=yes` shows all of it on one page, to be printed. Rows are objects or
dictionaries, already limited to what the reader may see.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from shuping.adapters.sheets import write_table
from shuping.core.organization.order import stroke_key

from . import clock

Text = str | Promise
MOST_VALUES = 100  # a filter with more values than this is a search; the choice of it would be longer than the page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column.

    `value(row)` is what is sorted, searched, downloaded and, without `cell`, shown. `cell(row)` may give markup
    (a SafeString). `link(row)` makes the shown value a link; None for a row without one. `sort_key(value)` sets an
    official order (grades, stages, strokes). `kind`: text, number, date, short. `filter` offers the distinct values,
    unless there are more than MOST_VALUES of them.
    """

    key: str
    label: Text
    value: Callable[[Any], object]
    cell: Callable[[Any], object] | None = None
    link: Callable[[Any], str | None] | None = None
    kind: str = "text"
    filter: bool = False
    sortable: bool = True
    sort_key: Callable[[object], Any] | None = None
    download: bool = True
    width: int | None = None

    @property
    def order(self) -> Callable[[Any], Any]:
        """How the values of the column sort."""
        return self.sort_key or (by_strokes if self.kind == "person" else natural)


@dataclass
class Cell:
    """A shown value with how it stands."""

    column: Column
    value: object
    link: str | None


@dataclass
class Listing:
    """A list as a page shows it. Build it, then `answer`."""

    title: Text
    columns: Sequence[Column]
    rows: Iterable[Any]
    page_size: int = 50
    empty: Text = ""
    searchable: bool = True
    landscape: bool = False
    file_name: str = ""
    # filled by `prepare`
    page: Page[Any] | None = field(default=None, init=False)
    filters: list[dict[str, object]] = field(default_factory=list, init=False)
    query: str = field(default="", init=False)
    sort: str = field(default="", init=False)
    total: int = field(default=0, init=False)
    whole: bool = field(default=False, init=False)

    def answer(self, request: HttpRequest, template: str, context: dict[str, object] | None = None) -> HttpResponse:
        """The page (template gets `listing` and `context`), or the workbook if it is asked for."""
        rows = self.prepare(request)
        if request.GET.get("download") == "xlsx":
            return self.workbook(rows, context)
        return render(request, template, {**(context or {}), "listing": self})

    def prepare(self, request: HttpRequest) -> list[Any]:
        """Filter, search and sort by the address; set the page; return all rows that remain."""
        rows = list(self.rows)
        self._collect_filters(request, rows)
        rows = self._kept(request, rows)
        self.query = request.GET.get("q", "").strip() if self.searchable else ""
        if self.query:
            words = self.query.lower().split()
            rows = [row for row in rows if self._found(row, words)]
        self.sort = request.GET.get("sort", "")
        column = next((one for one in self.columns if one.key == self.sort.lstrip("-") and one.sortable), None)
        if column is not None:
            rows = self._sorted(rows, column, reverse=self.sort.startswith("-"))
        self._cut(request, rows)
        return rows

    def _cut(self, request: HttpRequest, rows: Any) -> None:
        """Set the page that is shown: all rows where they are to be printed."""
        self.total = len(rows)
        self.whole = request.GET.get("whole") == "yes"
        size = max(self.total, 1) if self.whole else self.page_size
        self.page = Paginator(rows, size).get_page(request.GET.get("page"))

    def _collect_filters(self, request: HttpRequest, rows: list[Any]) -> None:
        self.filters = []
        for column in self.columns:
            if not column.filter:
                continue
            chosen = request.GET.get(f"f_{column.key}", "")
            values = offered(column, (column.value(row) for row in rows))
            if values is None:
                if not chosen:
                    continue
                values = [chosen]  # a link has chosen it; it can be lifted
            self.filters.append({"name": f"f_{column.key}", "label": column.label, "values": values, "chosen": chosen})

    def _kept(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        for column in self.columns:
            wanted = request.GET.get(f"f_{column.key}") if column.filter else None
            if wanted:
                rows = [row for row in rows if plain(column.value(row)) == wanted]
        return rows

    def _found(self, row: Any, words: list[str]) -> bool:
        text = " ".join(plain(column.value(row)) for column in self.columns).lower()
        return all(word in text for word in words)

    def _sorted(self, rows: list[Any], column: Column, *, reverse: bool) -> list[Any]:
        full = [row for row in rows if column.value(row) not in (None, "")]
        rest = [row for row in rows if column.value(row) in (None, "")]
        return [*sorted(full, key=lambda row: column.order(column.value(row)), reverse=reverse), *rest]

    def shown(self) -> list[list[Cell]]:
        """The cells of the present page, row by row."""
        found = []
        for row in self.page or ():
            cells = []
            for column in self.columns:
                value = column.cell(row) if column.cell else column.value(row)
                cells.append(Cell(column, value, column.link(row) if column.link else None))
            found.append(cells)
        return found

    def lines(self) -> list[SafeString]:
        """The table cells of the present page as markup, row by row; far quicker than a template for each cell."""
        begun = [f'<td class="{one.kind}" data-label="{conditional_escape(str(one.label))}">' for one in self.columns]
        return [
            mark_safe("".join(f"{start}{_shown(cell)}</td>" for start, cell in zip(begun, cells, strict=True)))
            for cells in self.shown()
        ]

    def workbook(self, rows: list[Any], context: Mapping[str, object] | None = None) -> HttpResponse:
        """The remaining rows as xlsx; its heading says of which round they are, where the page is about one."""
        about = getattr((context or {}).get("cycle") or (context or {}).get("round"), "title", None)
        heading = f"{about}{self.title}" if isinstance(about, str) else str(self.title)
        columns = [column for column in self.columns if column.download]
        content = write_table(
            heading,
            [str(column.label) for column in columns],
            [[sheet_value(column.value(row)) for column in columns] for row in rows],
            widths=[column.width or 0 for column in columns] if any(column.width for column in columns) else None,
            landscape=self.landscape,
        )
        return workbook_answer(content, self.file_name or heading)


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download, named by its matter and the day."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}_{clock.today():%Y%m%d}.xlsx')}"
    return answer


def _shown(cell: Cell) -> str:
    if cell.link:
        return f'<a href="{conditional_escape(cell.link)}">{conditional_escape(plain(cell.value))}</a>'
    shown: Any = localize(cell.value) if cell.column.cell else plain(cell.value)
    return conditional_escape(shown)


def offered(column: Column, values: Iterable[object]) -> list[str] | None:
    """The distinct values of a column as a filter offers them, in order; None where they are too many to offer."""
    found: dict[str, object] = {}
    for value in values:
        words = plain(value)
        if words and words not in found:
            if len(found) == MOST_VALUES:
                return None
            found[words] = value
    if column.sort_key is None and column.kind != "person":
        return sorted(found)
    return sorted(sorted(found), key=lambda words: column.order(found[words]))


def by_strokes(value: object) -> Any:
    """A person's name in the official order: strokes of the surname (以姓氏笔画为序)."""
    return stroke_key(str(value))


def natural(value: object) -> Any:
    """How a column without an order of its own sorts: numbers and days as such, everything else as words."""
    return value if isinstance(value, int | float | Decimal | date) else plain(value)


def plain(value: object) -> str:
    """A value as words: yes and no, dates as ISO, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return value.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")
    return str(value)


def sheet_value(value: object) -> object:
    """A value as a workbook holds it: numbers and days as such, moments and everything else as words."""
    if isinstance(value, bool) or value is None:
        return plain(value)
    if isinstance(value, int | float | Decimal) or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    return plain(value)
