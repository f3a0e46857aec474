"""A paper as PDF through Typst. The words go in as data, never as markup; the same paper gives the same bytes.

Which fonts stood in for the official ones, and which characters no font has, comes back in the report.
"""

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
import typst

from shuping.core.documents.blocks import Face
from shuping.core.documents.flow import flow, parts_of
from shuping.core.documents.pieces import Closing, Entries, Grid, GridRow, Line, Piece, Rule, Sheet
from shuping.core.documents.values import SIZES, Document, Layout, Variant

from .fonts import FontBook, FontReport, font_book

_TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
_NAMES = {Line: "line", Grid: "grid", Rule: "rule", Entries: "entries", Closing: "closing"}
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF and what is to be said about its fonts."""

    data: bytes
    fonts: FontReport
    parts: tuple[int, ...] = ()  # of a volume: the number of the page each part begins on
    apart: bool = False  # the 版记 stands alone on its page, the back of the one on which the text ends


def pdf_of(document: Document, folders: Iterable[Path] = (), *, system: bool = True) -> Pdf:
    """Draw a paper. `folders`: the site's licensed fonts; `system`: also the free ones and the machine's own."""
    book = font_book(folders, system=system)
    pieces = flow(document)
    told = json.dumps(_data(document, pieces, book), ensure_ascii=False)
    moment = _moment(document)
    with _LOCK:  # one compiler, one paper at a time: a second thread would only wait for the same processor
        data = _compiler(book.folders).compile(format="pdf", sys_inputs={"paper": told}, timestamp=moment)
    if not isinstance(data, bytes):
        raise TypeError(type(data))
    parts = _part_pages(data) if parts_of(document) else ()
    return Pdf(data, book.report(document.layout.fonts, _texts(pieces)), parts, _apart(data, pieces))


def _apart(data: bytes, pieces: Sequence[Piece]) -> bool:
    """Whether the last page holds nothing but the 版记."""
    last = pieces[-1] if pieces else None
    if not isinstance(last, Closing):
        return False
    file = pypdfium2.PdfDocument(data)
    try:
        words = "".join(file[len(file) - 1].get_textpage().get_text_range().split())
    finally:
        file.close()
    return words.startswith("".join("".join(last.lines[0]).split())[:8])


def _part_pages(data: bytes) -> tuple[int, ...]:
    """The numbers printed on the pages the parts begin on: the first part begins on page 1."""
    file = pypdfium2.PdfDocument(data)
    places = [entry.get_dest().get_index() for entry in file.get_toc() if entry.level == 0]
    file.close()
    return tuple(place - places[0] + 1 for place in places)


def _moment(document: Document) -> datetime:
    """The moment written into the file: the paper's own day, so that the same paper stays the same file."""
    day = document.dated or date(document.number.year if document.number else 2000, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@lru_cache(maxsize=2)
def _compiler(folders: tuple[str, ...]) -> Any:
    return typst.Compiler(
        str(_TEMPLATE),
        root=str(_TEMPLATE.parent),
        font_paths=list(folders),
        ignore_system_fonts=True,
        sys_inputs={"paper": "{}"},
    )


def _data(document: Document, pieces: Sequence[Piece], book: FontBook) -> dict[str, Any]:
    layout = document.layout
    faces = {
        face.value: {"families": chain.families, "weight": chain.weight}
        for face, chain in book.faces(layout.fonts).items()
    }
    moment = _moment(document)
    return {
        "title": document.title.replace("\n", ""),
        "author": list(document.signatories or document.issuers),
        "date": [moment.year, moment.month, moment.day],
        "width": layout.width,
        "height": layout.height,
        "margin": {"top": layout.top, "bottom": layout.bottom, "left": layout.left, "right": layout.right},
        "text_width": layout.width - layout.left - layout.right,
        "body": float(SIZES[layout.body_size]),
        "character": _character(layout),
        "number_size": float(SIZES[layout.page_number_size]),
        "numbers": layout.page_numbers,
        "letter": layout.variant is Variant.LETTER,
        "foot": document.foot,
        "faces": faces,
        "latin": book.latin(layout.fonts),
        "sheets": _sheets(pieces, layout.landscape),
    }


def _character(layout: Layout) -> float:
    """The room of one character of the body in points: the width divided by the characters of a line.

    A sheet set for fewer or more characters than fit at a tracking of a tenth of the size is set solid.
    """
    size = float(SIZES[layout.body_size])
    narrow = min(layout.width, layout.height) - layout.left - layout.right
    room = narrow * 72 / 25.4 / layout.characters
    return room if abs(room - size) < size / 10 else size


def _sheets(pieces: Sequence[Piece], landscape: bool) -> list[dict[str, Any]]:
    """The pieces grouped by the sheets they begin."""
    sheets: list[dict[str, Any]] = [{"landscape": landscape, "numbered": True, "restart": False, "pieces": []}]
    for piece in pieces:
        if isinstance(piece, Sheet):
            if sheets[-1]["pieces"]:
                sheets.append({"pieces": []})
            sheets[-1] |= {"landscape": piece.landscape, "numbered": piece.numbered, "restart": piece.restart}
        else:
            more = {"whole": piece.whole} if isinstance(piece, Grid) else {}
            sheets[-1]["pieces"].append(_plain(piece) | {"piece": _NAMES[type(piece)]} | more)
    return sheets


def _plain(value: Any) -> Any:
    """Frozen values as what JSON knows."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, GridRow):
        return {"cells": _plain(value.cells), "height": value.height, "torn": value.torn}
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _texts(pieces: Sequence[Piece]) -> Mapping[Face, list[str]]:
    """The words of every face."""
    texts: dict[Face, list[str]] = {}
    for piece in pieces:
        if isinstance(piece, Line):
            for run in piece.runs:
                texts.setdefault(run.face or piece.face, []).append(run.text)
            texts.setdefault(piece.face, []).append(piece.beside)
        elif isinstance(piece, Grid):
            for row in (*piece.head, *piece.rows):
                for cell in row.cells:
                    texts.setdefault(cell.face, []).append(cell.text)
                    texts.setdefault(Face.BODY, []).append(cell.foot)
        elif isinstance(piece, Rule):
            texts.setdefault(Face.BODY, []).append(piece.text)
        elif isinstance(piece, Closing):
            texts.setdefault(Face.BODY, []).extend(words for pair in piece.lines for words in pair)
        elif isinstance(piece, Entries):
            texts.setdefault(Face.BODY, []).extend(words for words, _mark in piece.entries)
    return texts
