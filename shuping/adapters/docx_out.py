"""A paper as docx, for Word and WPS: official font names, the grid of 22 × 28, page numbers at the outer side.

Draws the same pieces as the PDF and holds the same words. Looks stand at the paragraph itself, so that the file opens
unchanged whatever template the office's Word has.
"""

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import docx
from docx.oxml.ns import qn

from shuping.core.documents.blocks import Align, Face, Run
from shuping.core.documents.flow import flow
from shuping.core.documents.pieces import Closing, Entries, Grid, Line, Piece, Role, Rule, Sheet
from shuping.core.documents.values import SIZES, Document, Variant

from .docx_closing import closing_table, height_of
from .docx_parts import (
    borders,
    element,
    field,
    flag,
    millimetres,
    paragraph,
    text_run,
    tidied,
    twips,
    without_control,
)
from .docx_setup import Pages, prepare
from .docx_tables import table_of

_ALIGNS = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.JUSTIFY: "both"}


def docx_of(document: Document, pages: Mapping[int, int] | None = None, *, apart: bool = False) -> bytes:
    """Draw a paper. `pages`: the page each part of a volume begins on, shown in the contents until Word counts anew.

    `apart`: the text ends on a page of odd number, so that the 版记 stands alone on the back of it (`Pdf.apart`).
    """
    writer = _Writer(document, pages or {}, apart=apart)
    for piece in flow(document):
        writer.draw(piece)
    writer.end()
    out = io.BytesIO()
    writer.file.save(out)
    return tidied(out.getvalue())


class _Writer:
    """Appends piece after piece to the body."""

    def __init__(self, document: Document, pages: Mapping[int, int], *, apart: bool) -> None:
        self.layout = document.layout
        self.apart = apart
        self.pages = pages
        self.file: Any = docx.Document()
        _properties(self.file.core_properties, document)
        prepare(self.file, document)
        self.body = self.file.element.body
        self.last = self.body.sectPr
        self.setup = Pages(self.file, document)
        self.sheet = Sheet(landscape=self.layout.landscape)
        self.started = False
        self.break_before = False
        self.marks = 0

    def draw(self, piece: Piece) -> None:
        """One piece."""
        if isinstance(piece, Sheet):
            self._sheet(piece)
        elif isinstance(piece, Line):
            self._append(self._line(piece))
        elif isinstance(piece, Grid):
            self._grid(piece)
        elif isinstance(piece, Rule):
            self._rule(piece)
        elif isinstance(piece, Entries):
            self._entries(piece)
        else:
            self._closing(piece)

    def end(self) -> None:
        """The last section; a table may not be the last thing in it."""
        if self._after_table():
            self._append(self._empty(Decimal(1)))
        self.body.replace(self.last, self._section(even=self.apart))

    # ---- pages ------------------------------------------------------------------------------------------------

    def _sheet(self, sheet: Sheet) -> None:
        if not self.started:
            self.sheet = sheet
            return
        if (sheet.landscape, sheet.numbered) == (self.sheet.landscape, self.sheet.numbered) and not sheet.restart:
            self.break_before = True
            return
        self._end_section()
        self.sheet = sheet

    def _end_section(self) -> None:
        """What stands so far is a section of its own."""
        if self._after_table():
            self._append(self._empty(Decimal(1)))
        self.last.getprevious().find(element("pPr").tag).append(self._section())

    def _section(self, *, even: bool = False) -> Any:
        return self.setup.section(self.sheet, first=not self.setup.used, even=even)

    def _after_table(self) -> bool:
        before = self.last.getprevious()
        return before is None or bool(before.tag == element("tbl").tag)

    def _append(self, made: Any) -> None:
        if self.break_before and made.tag == element("p").tag:
            made[0].insert(_place(made[0]), flag("pageBreakBefore"))
            self.break_before = False
        self.last.addprevious(made)
        self.started = True

    def _empty(self, height: Decimal) -> Any:
        """An empty line of that height in points."""
        line = max(twips(height), 20)
        properties = [
            element("spacing", {"before": 0, "after": 0, "line": line, "lineRule": "exact"}),
            flag("snapToGrid", False),
        ]
        made = paragraph(properties)
        made[0].append(element("rPr", None, element("sz", {"val": 2})))
        return made

    # ---- lines ------------------------------------------------------------------------------------------------

    def run_properties(
        self, face: Face, size: Decimal, *, red: bool = False, scale: int = 100, bold: bool = False
    ) -> Any:
        """`w:rPr`: fonts, bold, colour, spacing, scale, size."""
        fonts = self.layout.fonts
        name = {
            Face.BODY: fonts.body,
            Face.KAI: fonts.kai,
            Face.HEI: fonts.hei,
            Face.SONG: fonts.song,
            Face.TITLE: fonts.title,
        }[face]
        latin = fonts.latin if face in (Face.BODY, Face.KAI) else name
        parts = [element("rFonts", {"ascii": latin, "hAnsi": latin, "eastAsia": name, "cs": latin, "hint": "eastAsia"})]
        if bold:
            parts.append(element("b"))
        if red:
            parts.append(element("color", {"val": self.layout.head_color.lstrip("#")}))
        if size == SIZES[self.layout.body_size] and (tracking := self.setup.tracking):
            parts.append(element("spacing", {"val": tracking}))
        if scale != 100:
            parts.append(element("w", {"val": scale}))
        half_points = int(size * 2)
        parts += [element("sz", {"val": half_points}), element("szCs", {"val": half_points})]
        return element("rPr", None, *parts)

    def runs(
        self, line_runs: Sequence[Run], face: Face, size: Decimal, *, red: bool = False, scale: int = 100
    ) -> list[Any]:
        """The runs of a line; a blank to write on is underlined space."""
        made = []
        for run in line_runs:
            properties = self.run_properties(run.face or face, size, red=red, scale=scale, bold=run.bold)
            if run.blank:
                properties.append(element("u", {"val": "single"}))
                made.append(text_run("　" * run.blank, properties))
            elif run.text:
                made.append(text_run(run.text, properties))
        return made

    def _line(self, piece: Line) -> Any:
        runs = self.runs(piece.runs, piece.face, piece.size, red=piece.red, scale=piece.scale)
        properties = [
            flag("keepNext", piece.keep_next),
            element(
                "spacing", {"before": twips(piece.before), "after": 0, "line": twips(piece.pitch), "lineRule": "exact"}
            ),
            element("ind", self._indents(piece)),
            element("jc", {"val": _ALIGNS[piece.align]}),
        ]
        if not piece.keep_next:
            del properties[0]
        if piece.size != SIZES[self.layout.body_size]:
            properties.append(flag("snapToGrid", False))
        if piece.beside:
            edge = self.setup.width(self.sheet) - twips(piece.right * piece.size)
            properties.append(element("tabs", None, element("tab", {"val": "right", "pos": edge})))
            runs.append(text_run("\t" + piece.beside, self.run_properties(piece.face, piece.size)))
        if piece.level:
            properties.append(element("outlineLvl", {"val": 0 if piece.role is Role.PART else piece.level - 1}))
        if piece.mark:
            runs = self._bookmarked(f"part_{piece.mark}", runs)
        return paragraph(properties, *runs)

    def _indents(self, piece: Line) -> dict[str, int]:
        """Hundredths of a character, and twips for readers that do not know them."""
        right = Decimal(0) if piece.beside else piece.right
        indents: dict[str, int] = {}
        for name, value in (("left", piece.left), ("right", right)):
            indents |= {f"{name}Chars": int(value * 100), name: twips(value * piece.size)}
        name = "firstLine" if piece.indent >= 0 else "hanging"
        return indents | {f"{name}Chars": int(abs(piece.indent) * 100), name: twips(abs(piece.indent) * piece.size)}

    def _bookmarked(self, name: str, runs: list[Any]) -> list[Any]:
        self.marks += 1
        start = element("bookmarkStart", {"id": self.marks, "name": name})
        return [start, *runs, element("bookmarkEnd", {"id": self.marks})]

    def _rule(self, piece: Rule) -> None:
        if piece.before:
            self._append(self._empty(piece.before))
        spacing = element("spacing", {"before": 0, "after": 0, "line": 40, "lineRule": "exact"})
        loose = flag("snapToGrid", False)
        red = self.layout.head_color.lstrip("#")
        if piece.kind == "red":
            self._append(paragraph([borders(bottom=("single", 12, red, 0)), loose, spacing]))
        elif piece.kind == "thick_thin":
            over = {"left": millimetres(20 - self.layout.left), "right": millimetres(20 - self.layout.right)}
            self._append(
                paragraph([borders(bottom=("thickThinSmallGap", 18, red, 0)), loose, spacing, element("ind", over)])
            )
        else:
            runs = self.runs((Run(piece.text),), Face.BODY, Decimal(12)) if piece.text else []
            lines = {"before": 80, "after": 80, "line": 300 if runs else 40, "lineRule": "exact"}
            dashed = borders(top=("dashed", 6, "auto", 2))
            self._append(paragraph([dashed, loose, element("spacing", lines), element("jc", {"val": "center"})], *runs))

    # ---- tables -----------------------------------------------------------------------------------------------

    def _grid(self, piece: Grid) -> None:
        if self._after_table() or piece.before or self.break_before:
            self._append(self._empty(max(piece.before, Decimal(1))))
        else:
            self._open_below(self.last.getprevious())
        self._append(table_of(piece, self.setup.width(self.sheet), self))

    def _open_below(self, before: Any) -> None:
        """A little room between a line and the table below it, as the PDF leaves it."""
        spacing = before.find(f"{element('pPr').tag}/{element('spacing').tag}")
        if spacing is not None:
            spacing.set(qn("w:after"), "80")

    def _entries(self, piece: Entries) -> None:
        edge = self.setup.width(self.sheet)
        for words, mark in piece.entries:
            tab = element("tab", {"val": "right", "leader": "dot", "pos": edge})
            properties = [
                element("tabs", None, tab),
                element("spacing", {"before": 0, "after": 0, "line": twips(piece.pitch), "lineRule": "exact"}),
                element("ind", {"left": 640, "hanging": 640, "right": 0}),
            ]
            run = self.run_properties(Face.BODY, piece.size)
            runs = [text_run(words, run), text_run("\t", deepcopy(run))]
            shown = str(self.pages.get(mark, ""))
            self._append(paragraph(properties, *runs, *field(f"PAGEREF part_{mark} \\h", shown, run)))

    def _closing(self, piece: Closing) -> None:
        """A table at the foot of the page; the line behind it holds it on the page on which the text ends.

        On a page of its own an empty line fills the page above it, for programs that do not place tables.
        """
        width = self.setup.width(self.sheet)
        if self.apart:
            self._end_section()
            free = self.setup.foot(self.sheet) - millimetres(self.layout.top) - height_of(piece, width)
            self._append(self._empty(Decimal(free - 80) / 20))
        elif self._after_table():
            self._append(self._empty(Decimal(1)))
        self._append(closing_table(piece, width, millimetres(self.layout.left), self))
        self._append(self._empty(Decimal(1)))


def _place(properties: Any) -> int:
    """Where pageBreakBefore belongs: behind keepNext and keepLines."""
    tags = [child.tag for child in properties]
    early = {element("keepNext").tag, element("keepLines").tag}
    return sum(1 for tag in tags if tag in early)


def _properties(core: Any, document: Document) -> None:
    """Who and when by the paper itself; nothing of the machine or the person at it."""
    day = document.dated or date(document.number.year if document.number else 2000, 1, 1)
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
    organ = "、".join(document.signatories or document.issuers)
    core.title = without_control(document.title.replace("\n", ""))[:255]
    core.author = core.last_modified_by = without_control(organ)[:255]
    core.created = core.modified = moment
    core.comments = core.keywords = core.subject = core.category = ""
    core.revision = 1
    core.language = "zh-CN"


__all__ = ["Variant", "docx_of"]
