"""Reads the words of a paper back out of what the renderers wrote."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
import pypdfium2
from docx.oxml.ns import qn

from shuping.core.documents.flow import flow
from shuping.core.documents.measures import POINTS_PER_MILLIMETRE
from shuping.core.documents.pieces import Grid
from shuping.core.documents.values import Document


def squeezed(text: str) -> str:
    """Without spaces and breaks, and without what pdfium adds of its own."""
    return re.sub(r"[\s\u3000\u00a0\ufffe\ufeff]+", "", text)


def docx_text(data: bytes) -> str:
    """Every word of the body in order, tables too; no field results and no footers."""
    return "".join(_words(docx.Document(io.BytesIO(data)).element.body))


def docx_text_with_fields(data: bytes) -> str:
    """Every word and every field's instruction and shown value."""
    body = docx.Document(io.BytesIO(data)).element.body
    return squeezed("".join(part.text or "" for part in body.iter(qn("w:t"), qn("w:instrText"))))


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a PDF page: its signs and where they stand, in points from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def y(self) -> float:
        """The middle of the line."""
        return (self.bottom + self.top) / 2


def lines_of(page: Any) -> list[PrintedLine]:
    """The lines of a page from top to bottom; what stands beside each other in cells is one line per cell."""
    words = page.get_textpage()
    rows: list[list[tuple[str, tuple[float, float, float, float]]]] = []
    for at in range(words.count_chars()):
        sign = words.get_text_range(at, 1)
        if not squeezed(sign):
            continue
        box = words.get_charbox(at, loose=True)
        if rows and _same_line(rows[-1][-1][1], box):
            rows[-1].append((sign, box))
        else:
            rows.append([(sign, box)])
    lines = [
        PrintedLine(
            "".join(sign for sign, _ in row),
            min(box[0] for _, box in row),
            max(box[2] for _, box in row),
            min(box[1] for _, box in row),
            max(box[3] for _, box in row),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.y, line.left))


def _same_line(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether a sign follows another in its line: nearly the same height, to the right of it and not far."""
    apart = abs((one[1] + one[3]) / 2 - (other[1] + other[3]) / 2)
    return apart < 6 and -10 < other[0] - one[2] < 40


def _words(body: Any) -> Iterator[str]:
    for part in body.iter(qn("w:t")):
        if not _in_field(part):
            yield part.text or ""


def _in_field(part: Any) -> bool:
    """Whether the run stands between the separator and the end of a field."""
    for run in part.getparent().itersiblings(preceding=True):
        mark = run.find(qn("w:fldChar"))
        if mark is not None:
            return mark.get(qn("w:fldCharType")) != "end"
    return False


def pdf_text(data: bytes, document: Document) -> str:
    """Every word above the lower edge of the text, page after page, each repeated table head once."""
    heads = [
        (squeezed("".join(cell.text for row in piece.head for cell in row.cells)), len(piece.head) > 1)
        for piece in flow(document)
        if isinstance(piece, Grid) and piece.head
    ]
    foot = float(document.layout.bottom * POINTS_PER_MILLIMETRE) - 3
    text = ""
    file = pypdfium2.PdfDocument(data)
    for page in file:
        words = page.get_textpage().get_text_bounded(0, foot, page.get_width(), page.get_height())
        words = squeezed(words)
        for head, double in heads:
            words = _in_order(words, head) if double else words
            if head in text and words.startswith(head):
                words = words.removeprefix(head)
        text += words
    return text


def _in_order(words: str, head: str) -> str:
    """A head of two rows is drawn by height: its words are brought back into the order they are read in."""
    wanted = sorted(head)
    for at in range(len(words) - len(head) + 1):
        if sorted(words[at : at + len(head)]) == wanted:
            return words[:at] + head + words[at + len(head) :]
    return words
