"""What a paper is made of: headings, paragraphs, tables, boxes to tick, places to sign.

Blocks hold official words and figures, never a layout program: how they look is the layout's and the renderers' affair.
Every text may hold line breaks ("\\n"); a break inside a cell or a paragraph is a new line of it.
"""

from dataclasses import dataclass
from enum import StrEnum

BOX = "□"
"""An empty box to tick."""

TICKED = "☑"
"""A ticked box."""


class Face(StrEnum):
    """The typeface of a run by its office, not by its name; the layout names the font."""

    BODY = "body"  # 仿宋
    KAI = "kai"  # 楷体
    HEI = "hei"  # 黑体
    SONG = "song"  # 宋体
    TITLE = "title"  # 小标宋


class Align(StrEnum):
    """Where a line or a cell's text stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one face. `blank` draws a rule of so many characters to write on (text stays empty)."""

    text: str = ""
    face: Face | None = None  # None: the face of the surrounding block
    bold: bool = False
    blank: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """层次标题. The number (一、 （一） 1. （1）) is given by order when `numbered`; levels 1 to 4."""

    level: int
    text: str
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body. Make one with `paragraph("…")`."""

    runs: tuple[Run, ...]
    align: Align = Align.JUSTIFY
    indent: bool = True  # two characters
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items counted 1. 2. 3. (or （1）, ①), each a paragraph of its own."""

    items: tuple[str, ...]
    style: str = "1."  # "1.", "（1）", "①"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its share of the table's width (any unit; only the proportion counts) and where its text stands."""

    width: int
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. `span` columns wide, `rows` high."""

    text: str = ""
    span: int = 1
    rows: int = 1
    align: Align | None = None  # None: the column's
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `height` is the least height in millimetres (0: as its text needs). Make one with `row("a", "b")`."""

    cells: tuple[Cell, ...]
    height: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Its head is repeated on every page it runs over and its rows are never torn in two."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()
    caption: str = ""  # stands centred above
    note: str = ""  # stands below, small
    size: str = ""  # one of the layout's size names; empty: the layout's table size
    landscape: bool = False  # on sheets of its own, turned


@dataclass(frozen=True, slots=True)
class TickSheet:
    """测评表: one row per person or unit and a box per choice; a tall `remark` column when it has a name."""

    heads: tuple[str, ...]  # the words above the describing columns, e.g. 序号, 单位, 述职人
    widths: tuple[int, ...]  # their shares of the width
    rows: tuple[tuple[str, ...], ...]
    choices: tuple[str, ...]  # 好, 较好, 一般, 差
    remark: str = ""
    choice_width: int = 12
    remark_width: int = 40
    choices_head: str = ""  # stands above the choices, e.g. 评价意见
    row_height: int = 9  # millimetres at least


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled place of a form: the label's cell and the cell to fill in or already filled."""

    label: str
    text: str = ""
    span: int = 1  # of the form's pairs of columns
    height: int = 0  # millimetres
    sign: str = ""  # stands at the foot of the cell, right, e.g. "（盖章）　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Form:
    """A form of labelled fields, `pairs` fields to a row (表格式登记表、审批表)."""

    fields: tuple[Field, ...]
    pairs: int = 2
    label_width: int = 26  # of the 100 of a pair
    caption: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts in lines "label：text", without rules; in `columns` columns."""

    pairs: tuple[tuple[str, str], ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A line of boxes to tick: "label：□ 属实　□ 部分属实". `ticked` holds the options already ticked."""

    label: str
    options: tuple[str, ...]
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """Places to sign, side by side: "监票人：＿＿＿＿　计票人：＿＿＿＿"; `dated` adds 年 月 日."""

    roles: tuple[str, ...]
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a new page."""


@dataclass(frozen=True, slots=True)
class CutLine:
    """A dashed line to tear or cut along, with its words in the middle (回执)."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """目录: every Part of the document with the number of its page. Stands before the first Part."""

    title: str = "目录"


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover of a bound volume: a page without number."""

    title: str
    subtitle: str = ""
    by: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Begins a part of a volume on a new page: its title, who it is by, and its line in the contents.

    The headings are counted anew. The blocks up to the next Part belong to it.
    """

    title: str
    by: str = ""  # stands under the title: unit, post, name
    contents: str = ""  # the line in the contents; empty: title and by


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A row of seats: `label` at its left (第一排); an empty name is an aisle or a free place."""

    label: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeatMap:
    """座次图: the platform above, rows below; row order is from the platform backwards."""

    platform: str  # 主席台
    rows: tuple[SeatRow, ...]
    platform_seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameCards:
    """桌签: `names` two to a sheet, each as large as the sheet allows; `below` is a smaller second line or empty."""

    names: tuple[tuple[str, str], ...]  # name, below


Block = (
    Heading
    | Paragraph
    | NumberedList
    | Table
    | TickSheet
    | Form
    | KeyValues
    | BoxRow
    | SignatureRow
    | Gap
    | PageBreak
    | CutLine
    | Contents
    | Cover
    | Part
    | SeatMap
    | NameCards
)


def paragraph(
    *parts: str | Run, align: Align = Align.JUSTIFY, indent: bool = True, keep_next: bool = False
) -> Paragraph:
    """A paragraph of texts and runs."""
    runs = tuple(Run(part) if isinstance(part, str) else part for part in parts)
    return Paragraph(runs, align, indent, keep_next)


def kai(text: str) -> Run:
    """A run in 楷体, e.g. a direction in the host's script."""
    return Run(text, Face.KAI)


def strong(text: str) -> Run:
    """A run in 黑体."""
    return Run(text, Face.HEI)


def row(*cells: str | Cell, height: int = 0) -> Row:
    """A row of texts and cells."""
    return Row(tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells), height)
