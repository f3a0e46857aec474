"""Tables of a docx: heads repeated, rows not torn, cells merged."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Protocol

from shuping.core.documents.blocks import Align, Face, Run
from shuping.core.documents.measures import POINTS_PER_MILLIMETRE, characters
from shuping.core.documents.pieces import Grid, GridCell, GridRow

from .docx_parts import element, flag, millimetres, paragraph, twips

_ALIGNS = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.JUSTIFY: "both"}
_SIDES = ("top", "left", "bottom", "right")
_INSET = 80  # twips at the left and right of a cell


class Runs(Protocol):
    """Makes the runs of a text in a face and size."""

    def runs(self, line_runs: Sequence[Run], face: Face, size: Decimal) -> list[Any]:
        """`w:r` elements."""


def table_of(piece: Grid, width: int, writer: Runs) -> Any:
    """A `w:tbl` as wide as the text."""
    columns = [width * share // 10000 for share in piece.widths]
    rule = {"val": "single", "sz": 4, "space": 0, "color": "auto"}
    sides = element("tblBorders", None, *(element(side, rule) for side in (*_SIDES, "insideH", "insideV")))
    inset = element(
        "tblCellMar",
        None,
        element("left", {"w": _INSET, "type": "dxa"}),
        element("right", {"w": _INSET, "type": "dxa"}),
    )
    properties = element(
        "tblPr",
        None,
        element("tblW", {"w": sum(columns), "type": "dxa"}),
        element("jc", {"val": "center"}),
        sides,
        element("tblLayout", {"type": "fixed"}),
        inset,
    )
    table = element("tbl", None, properties, element("tblGrid", None, *(element("gridCol", {"w": w}) for w in columns)))
    reaching: dict[int, tuple[int, GridCell]] = {}  # column: rows still to cover, the cell above
    rows = [(row, True) for row in piece.head] + [(row, False) for row in piece.rows]
    for at, (row, head) in enumerate(rows, start=1):
        made = _row(row, head, piece, columns, reaching, writer)
        if piece.whole and at < len(rows):
            for properties in made.iter(element("pPr").tag):
                properties.insert(0, flag("keepNext"))
        table.append(made)
    return table


def _row(
    row: GridRow,
    head: bool,
    piece: Grid,
    columns: Sequence[int],
    reaching: dict[int, tuple[int, GridCell]],
    writer: Runs,
) -> Any:
    properties = element("trPr")
    if not row.torn:
        properties.append(element("cantSplit"))
    if row.height:
        properties.append(element("trHeight", {"val": millimetres(row.height), "hRule": "atLeast"}))
    if head:
        properties.append(element("tblHeader"))
    made = element("tr", None, properties)
    column = 0
    for cell in row.cells:
        column = _covered(made, column, columns, reaching, piece)
        made.append(_cell(cell, columns[column : column + cell.span], row, piece, writer))
        if cell.rows > 1:
            reaching[column] = (cell.rows - 1, cell)
        column += cell.span
    _covered(made, column, columns, reaching, piece)
    return made


def _covered(
    row: Any, column: int, columns: Sequence[int], reaching: dict[int, tuple[int, GridCell]], piece: Grid
) -> int:
    """Add the cells that continue from the row above, from this column on; the first free column."""
    while column in reaching:
        left, cell = reaching.pop(column)
        if left > 1:
            reaching[column] = (left - 1, cell)
            # popped for this row only; the next row finds it again
        properties = [element("tcW", {"w": sum(columns[column : column + cell.span]), "type": "dxa"})]
        if cell.span > 1:
            properties.append(element("gridSpan", {"val": cell.span}))
        properties.append(element("vMerge"))
        row.append(
            element("tc", None, element("tcPr", None, *properties), _text("", cell, piece.size, piece.pitch, None))
        )
        column += cell.span
    return column


def _cell(cell: GridCell, columns: Sequence[int], row: GridRow, piece: Grid, writer: Runs) -> Any:
    properties = [element("tcW", {"w": sum(columns), "type": "dxa"})]
    if cell.span > 1:
        properties.append(element("gridSpan", {"val": cell.span}))
    if cell.rows > 1:
        properties.append(element("vMerge", {"val": "restart"}))
    if not cell.ruled:
        properties.append(element("tcBorders", None, *(element(side, {"val": "nil"}) for side in _SIDES)))
    properties.append(element("vAlign", {"val": "top" if cell.top or cell.foot else "center"}))
    size = cell.size or piece.size
    pitch = size * Decimal("1.2") if cell.size else piece.pitch
    made = element("tc", None, element("tcPr", None, *properties))
    made.append(_text(cell.text, cell, size, pitch, writer))
    if cell.foot:
        room = sum(columns) / 20
        lines = sum(max(1, -(-int(characters(part) * size) // int(room))) for part in cell.text.split("\n"))
        free = Decimal(row.height) * POINTS_PER_MILLIMETRE - (lines + 1) * pitch - 6
        runs = writer.runs((Run(cell.foot),), Face.BODY, piece.size)
        spacing = element("spacing", {"before": twips(max(free, Decimal(0))), "after": 0})
        made.append(
            paragraph([spacing, element("ind", {"right": twips(piece.size)}), element("jc", {"val": "right"})], *runs)
        )
    return made


def _text(text: str, cell: GridCell, size: Decimal, pitch: Decimal, writer: Runs | None) -> Any:
    runs = writer.runs((Run(text, bold=cell.bold),), cell.face, size) if writer and text else []
    spacing = element("spacing", {"before": 30, "after": 30, "line": twips(pitch), "lineRule": "atLeast"})
    return paragraph([flag("snapToGrid", False), spacing, element("jc", {"val": _ALIGNS[cell.align]})], *runs)
