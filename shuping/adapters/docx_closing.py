"""版记 of a docx: a table that floats at the foot of the page on which the text ends (GB/T 9704-2012, 7.4)."""

from decimal import Decimal
from typing import Any

from shuping.core.documents.blocks import Face, Run
from shuping.core.documents.measures import characters
from shuping.core.documents.pieces import Closing

from .docx_parts import element, flag, paragraph, twips
from .docx_tables import Runs


def closing_table(piece: Closing, width: int, left_edge: int, writer: Runs) -> Any:
    """版记: rules of 0.35 mm above and below, 0.25 mm between, one character of room at both sides.

    It stands at the foot of the text's field, a place Word, WPS and LibreOffice know by name, and as far from the left
    edge of the paper as the text (LibreOffice lets a table of full width flow that is placed from the text's edge). Its
    cells have no margins of their own, which older modes of Word let stick out of the field.
    """
    thick = {"val": "single", "sz": 8, "space": 0, "color": "auto"}
    thin = {"val": "single", "sz": 6, "space": 0, "color": "auto"}
    heights = _heights(piece, width)
    apart = {"leftFromText": 0, "rightFromText": 0}
    place = {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": left_edge, "tblpYSpec": "bottom"}
    inset = (element(side, {"w": 0, "type": "dxa"}) for side in ("left", "right"))
    properties = element(
        "tblPr",
        None,
        element("tblpPr", {**apart, **place}),
        element("tblOverlap", {"val": "never"}),
        element("tblW", {"w": width, "type": "dxa"}),
        element("tblBorders", None, element("top", thick), element("bottom", thick)),
        element("tblLayout", {"type": "fixed"}),
        element("tblCellMar", None, *inset),
    )
    table = element("tbl", None, properties, element("tblGrid", None, element("gridCol", {"w": width})))
    for at, ((left, right), height) in enumerate(zip(piece.lines, heights, strict=True)):
        cell = element("tcPr", None, element("tcW", {"w": width, "type": "dxa"}))
        if at and left:
            cell.append(element("tcBorders", None, element("top", thin)))
        row = element("trPr", None, element("cantSplit"), element("trHeight", {"val": height, "hRule": "exact"}))
        table.append(
            element("tr", None, row, element("tc", None, cell, _closing_line(left, right, piece, width, writer)))
        )
    return table


def height_of(piece: Closing, width: int) -> int:
    """Twips from the first rule to the last, with what keeps it off the edge of the text."""
    return sum(_heights(piece, width)) + 40


def _heights(piece: Closing, width: int) -> list[int]:
    line = twips(piece.size) + 80
    return [_lines_of(left, right, width, piece.size) * line + 160 for left, right in piece.lines]


def _lines_of(left: str, right: str, width: int, size: Decimal) -> int:
    """Lines a text of the 版记 takes, hanging three characters in from the second on."""
    room = Decimal(width) / 20 / size - 2
    rest = characters(left) - room
    return 1 if right or rest <= 0 else 1 + -(-int(rest * 100) // int((room - 4) * 100))


def _closing_line(left: str, right: str, piece: Closing, width: int, writer: Runs) -> Any:
    room = twips(piece.size)
    runs = writer.runs((Run(left + ("\t" + right if right else "")),), Face.BODY, piece.size)
    edge = width - room
    tabs = element("tabs", None, element("tab", {"val": "right", "pos": edge}))
    hanging = {"left": room * 4, "hanging": room * 3, "right": room} if not right else {"left": room, "right": 0}
    spacing = element("spacing", {"before": 60, "after": 60, "line": room + 80, "lineRule": "exact"})
    aligned = element("jc", {"val": "both" if not right else "left"})
    return paragraph([tabs, flag("snapToGrid", False), spacing, element("ind", hanging), aligned], *runs)
