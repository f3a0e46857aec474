"""What a renderer draws, piece after piece: lines, grids, rules, breaks. Every measure is already decided here.

Widths in characters of the piece's own size, sizes in points. A renderer adds no word and leaves none out.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .blocks import Align, Face, Run

NOUGHT = Decimal(0)
LONGEST_ROW = 1200
"""Signs of a row, were all its cells as full as its fullest, beyond which the row may be torn."""

FEW_ROWS = 6
"""Rows of a table that is not broken over pages, if they are short: SHORT_ROW signs as above, LOW_ROW mm high."""
SHORT_ROW = 60
LOW_ROW = 15


class Role(StrEnum):
    """What a line is; renderers use it for outline levels and names of styles, never for looks."""

    MARK = "mark"  # 份号, 内部材料, 紧急程度
    HEAD = "head"  # 发文机关标志
    NUMBER = "number"
    TITLE = "title"
    SUBTITLE = "subtitle"
    AUTHOR = "author"
    RECIPIENTS = "recipients"
    HEADING = "heading"
    BODY = "body"
    ATTACHMENTS = "attachments"  # the note 附件：…
    SIGNATURE = "signature"
    DATE = "date"
    NOTE = "note"
    ANNEX = "annex"  # 附件1 at the head of its page
    CAPTION = "caption"
    SMALL = "small"
    FACTS = "facts"
    CONTENTS = "contents"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. `before` and `pitch` are points; `beside` stands at the right end of the same line."""

    role: Role
    runs: tuple[Run, ...]
    face: Face = Face.BODY
    size: Decimal = Decimal(16)
    align: Align = Align.LEFT
    indent: Decimal = NOUGHT  # first line
    left: Decimal = NOUGHT  # every line
    right: Decimal = NOUGHT
    before: Decimal = NOUGHT
    pitch: Decimal = NOUGHT
    keep_next: bool = False
    red: bool = False
    scale: int = 100  # horizontal, per cent
    level: int = 0  # of a heading
    beside: str = ""
    mark: int = 0  # of a Part: its number in the contents

    @property
    def text(self) -> str:
        """The line's words."""
        return "".join(run.text for run in self.runs) + self.beside


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as drawn. `foot` stands at the cell's foot, right."""

    text: str
    span: int = 1
    rows: int = 1
    align: Align = Align.CENTER
    face: Face = Face.BODY
    bold: bool = False
    foot: str = ""
    size: Decimal = NOUGHT  # 0: the grid's
    ruled: bool = True
    top: bool = False  # text begins at the top of the cell, not in its middle


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row; `height` in millimetres is the least."""

    cells: tuple[GridCell, ...]
    height: int = 0

    @property
    def torn(self) -> bool:
        """Whether the row may run over a page: only one that would not fit on a page of its own."""
        return max((len(cell.text) * len(self.cells) // cell.span for cell in self.cells), default=0) > LONGEST_ROW


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `widths` are hundredths of per cent of the text width and sum to 10 000 or less (then it is centred)."""

    widths: tuple[int, ...]
    head: tuple[GridRow, ...]
    rows: tuple[GridRow, ...]
    size: Decimal
    pitch: Decimal
    before: Decimal = NOUGHT

    @property
    def whole(self) -> bool:
        """Whether the table stands on one page: one of few rows of short words, which no page is too small for."""
        rows = (*self.head, *self.rows)
        signs = max((len(cell.text) * len(row.cells) for row in rows for cell in row.cells), default=0)
        return len(self.rows) <= FEW_ROWS and signs <= SHORT_ROW and all(row.height <= LOW_ROW for row in rows)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across: `kind` is red (under the number), thick_thin (head of a letter), cut (dashed, with words)."""

    kind: str
    text: str = ""
    before: Decimal = NOUGHT


@dataclass(frozen=True, slots=True)
class Sheet:
    """Begins a new page. `numbered` pages carry their number; `restart` counts from 1 again."""

    landscape: bool = False
    numbered: bool = True
    restart: bool = False


@dataclass(frozen=True, slots=True)
class Entries:
    """The lines of the contents: words and the mark of the part they name."""

    entries: tuple[tuple[str, int], ...]
    size: Decimal
    pitch: Decimal


@dataclass(frozen=True, slots=True)
class Closing:
    """版记, at the foot of the last page: lines between rules, the last with the day at its right end."""

    lines: tuple[tuple[str, str], ...]
    size: Decimal


Piece = Line | Grid | Rule | Sheet | Entries | Closing
