"""A small table of a page as a workbook: `?table_file=2` answers with the third table of the page that is asked for.

Lists have a download of their own (`base.listing`). Here the page itself is read, as its reader sees it: nothing can
be in the file that does not stand on the page, and no view has to do anything for it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

from django.http import Http404, HttpRequest, HttpResponse

from shuping.adapters.sheets import write_table

from .asked import whole_number
from .listing import workbook_answer

NAME = "table_file"
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")
SIGN = re.compile("^[✓…!›] ")  # what a state carries before its words
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN = frozenset({"button", "script", "style", "template", "svg"})
LINES = frozenset({"br", "div", "li", "p", "dt"})  # what begins a line of its own
HEADINGS = frozenset({"h1", "h2", "h3", "caption"})
Attributes = dict[str, str | None]


@dataclass
class Table:
    """One table of a page: the words over it, its heads, its rows; `acts` are the places of columns without a head."""

    title: list[str]
    heads: list[str] = field(default_factory=list)
    acts: set[int] = field(default_factory=set)
    rows: list[list[object]] = field(default_factory=list)

    def kept(self, line: list[object]) -> list[object]:
        """A line without the columns of buttons and links, as long as the heads."""
        cells = [cell for place, cell in enumerate(line) if place not in self.acts]
        width = len(self.heads) - len(self.acts)
        return [*cells, *[""] * (width - len(cells))][:width]


class Reading(HTMLParser):
    """Reads the tables of a page in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self._open: list[Table] = []
        self._path: list[tuple[str, bool]] = []  # open elements, and whether what is in them is left out
        self._over: dict[str, str] = {}  # the last words of each kind of heading
        self._text: list[str] | None = None
        self._line: list[object] | None = None
        self._head = False
        self._heading = ""  # the heading that is being read
        self._option = False  # within an option that is not the chosen one
        self._span = 1

    @property
    def _silent(self) -> bool:
        return self._option or any(silent for _tag, silent in self._path)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a line, a cell or a heading; take what a field holds."""
        given: Attributes = dict(attrs)
        if tag == "table":
            table = Table([words for words in self._over.values() if words])
            self.tables.append(table)
            self._open.append(table)
        elif tag == "thead":
            self._head = True
        elif tag == "tr" and self._open:
            self._line = []
        elif (tag in ("td", "th") and self._line is not None) or (tag in HEADINGS and self._text is None):
            self._begin(tag, given)
        elif tag == "option":
            self._option = "selected" not in given
        elif self._text is not None and not self._silent:
            self._text.append(_held(tag, given))
        if tag not in VOID:
            classes = (given.get("class") or "").split()
            act = tag == "form" and bool(self._open)  # buttons in a cell
            self._path.append((tag, act or _left_out(tag, classes) or given.get("aria-hidden") == "true"))

    def _begin(self, tag: str, given: Attributes) -> None:
        self._heading = tag if tag in HEADINGS else ""
        self._text, self._span = [], whole_number(given.get("colspan") or "1") or 1

    def handle_data(self, data: str) -> None:
        """Words within a cell or a heading."""
        if self._text is not None and not self._silent:
            self._text.append(SIGN.sub("", data))

    def handle_endtag(self, tag: str) -> None:
        """End what has begun."""
        while self._path:
            if self._path.pop()[0] == tag:
                break
        if tag == "option":
            self._option = False
        elif tag == "section":
            self._over = {key: words for key, words in self._over.items() if key == "h1"}
        elif tag == "thead":
            self._head = False
        elif tag == "table" and self._open:
            self._open.pop()
            self._line = None
        elif tag == "tr":
            self._end_line()
        elif tag in ("td", "th") and self._line is not None and self._text is not None:
            self._line += [_value(self._text), *[""] * (self._span - 1)]
            self._text = None
        elif self._heading and tag == self._heading:
            self._end_heading(tag)

    def _end_line(self) -> None:
        if not self._open or self._line is None:
            return
        if self._head:
            self._open[-1].heads = [str(cell) for cell in self._line]
            self._open[-1].acts = {place for place, cell in enumerate(self._line) if cell == ""}
        elif self._line:
            self._open[-1].rows.append(self._line)
        self._line = None

    def _end_heading(self, tag: str) -> None:
        words = " ".join("".join(self._text or ()).split())
        self._text, self._heading = None, ""
        if tag == "caption":
            self._open[-1].title.append(words)
            return
        later = {"h1": ("h2", "h3"), "h2": ("h3",), "h3": ()}[tag]
        self._over[tag] = words
        for lower in later:
            self._over.pop(lower, None)


def _left_out(tag: str, classes: list[str]) -> bool:
    """What does not stand on paper, and what is only read aloud; the name of a table is taken all the same."""
    return tag in UNSEEN or "no-print" in classes or (tag != "caption" and "unseen" in classes)


def _held(tag: str, given: Attributes) -> str:
    """What a field of a form holds; the words of a text area and a chosen option come as data."""
    if tag in LINES:
        return "\n"
    if tag != "input" or given.get("type") in ("hidden", "submit", "button", "file"):
        return ""
    if given.get("type") in ("checkbox", "radio"):
        return "✓" if "checked" in given else ""
    return given.get("value") or ""


def _value(text: list[str]) -> object:
    lines = [" ".join(line.split()) for line in "".join(text).split("\n")] if "\n" in text else []
    words = "\n".join(line for line in lines if line) or " ".join("".join(text).split())
    if DAY.fullmatch(words):
        return day_of(words) or words
    return Decimal(words) if NUMBER.fullmatch(words) else words


def day_of(words: str) -> date | None:
    """The day that ten characters write, or None where the calendar has none."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def file_of(page: str, number: int) -> tuple[str, bytes]:
    """The name and the workbook of one table of a page, counted from 0. Raises Http404 where there is none."""
    reading = Reading()
    reading.feed(page)
    if number >= len(reading.tables) or not reading.tables[number].heads:
        raise Http404
    table = reading.tables[number]
    heads = [str(head) for head in table.kept(list(table.heads))]
    title = " ".join(dict.fromkeys(table.title)) or "—"
    return title, write_table(title, heads, [table.kept(row) for row in table.rows])


class TableFiles:
    """Answers `?table_file=N` with the table of the page as a workbook."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.handler(request)
        wanted = whole_number(request.GET.get(NAME, ""))
        page = answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")
        if wanted is None or request.method != "GET" or not page or answer.streaming:
            return answer
        title, content = file_of(answer.content.decode(), wanted)
        return workbook_answer(content, title)
