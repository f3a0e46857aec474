"""How a document that came in is laid out, as far as the standard speaks of it. Plain values.

Lengths of sheets in millimetres, everything else in points; an indent in characters of the paragraph's own size.
None means that the file does not say (then the program that opens it decides).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadRun:
    """A stretch of text in one look."""

    text: str
    font: str = ""  # of Chinese signs
    size: float = 0
    bold: bool = False
    color: str = ""  # RRGGBB, empty for black or automatic
    spacing: float = 0  # between signs
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph of the body that holds words. `number` counts those, from 1; `sheet` is the index of its section."""

    number: int
    sheet: int
    runs: tuple[ReadRun, ...]
    align: str = "left"  # left, center, right, both
    first_line: float = 0  # characters
    left: float = 0
    right: float = 0
    line: float | None = None
    line_rule: str = "auto"  # exact, atLeast, auto (then `line` is a multiple)
    before: float = 0
    keep_next: bool = False
    bordered: bool = False
    listed: bool = False  # numbered by the program: its number is not in the text
    field: bool = False  # holds a page reference (a line of the contents)
    page_break: bool = False  # begins a page
    blank_before: int = 0  # empty paragraphs before it
    after_table: bool = False
    before_table: bool = False

    @property
    def text(self) -> str:
        """The words of the paragraph."""
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        """The size most of its signs have."""
        weights: dict[float, int] = {}
        for run in self.runs:
            weights[run.size] = weights.get(run.size, 0) + len(run.text.strip())
        return max(weights, key=lambda size: weights[size], default=0)


@dataclass(frozen=True, slots=True)
class ReadFooter:
    """A footer: whether it holds a page number, its words around it, where it stands, its size and font."""

    numbered: bool = False
    text: str = ""  # # stands for the number
    align: str = "left"
    size: float = 0
    font: str = ""
    total: bool = False  # holds the number of pages too


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A section: paper, margins, grid, footers by use (default, even, first)."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    grid: str = ""  # lines, linesAndChars, snapToChars; empty: none
    pitch: float | None = None  # points from line to line of the grid
    restart: bool = False
    footers: Mapping[str, ReadFooter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table: where it stands, how many rows, whether its first row is repeated, whether it floats, its words."""

    after: int  # number of the paragraph before it
    rows: int
    head_repeated: bool
    floats: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadLayout:
    """A whole document."""

    sheets: tuple[ReadSheet, ...]
    paragraphs: tuple[ReadParagraph, ...]
    tables: tuple[ReadTable, ...] = ()
    odd_and_even: bool = False
