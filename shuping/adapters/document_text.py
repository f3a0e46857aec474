"""The text of a docx, doc or pdf. Runs in a bounded process only (`bounded.py`): what it reads is not to be trusted."""

import io
import re
from typing import Any

import docx
import pypdfium2
import pypdfium2.raw as pdfium
from docx.table import Table
from docx.text.paragraph import Paragraph

from shuping.core.errors import InputError

from . import old_word

Extracted = tuple[str, list[int]]
"""The text, and the numbers of pages that are pictures without text."""


def extract(data: bytes, kind: str, name: str) -> Extracted:
    """The text of a docx, doc or pdf. Raises InputError documents.*; may also die of its limits."""
    if kind == "pdf":
        return _pdf_text(data, name)
    return (_docx_text(data, name) if kind == "docx" else old_word.text_of(data, name)), []


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNWRAPPED = ("ins", "moveTo", "sdtContent", "smartTag", "customXml")
_DROPPED = ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr")


def _docx_text(data: bytes, name: str) -> str:
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        _accept_changes(body)
        lines = [line for part in document.iter_inner_content() for line in _part_lines(part)]
    except (InputError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  (python-docx raises whatever the broken part made it stumble over)
        raise InputError("documents.unreadable", name=name) from None
    return "\n".join(lines)


def _accept_changes(body: Any) -> None:
    """Tracked insertions stay, deletions go, content controls are opened: the text as a reader sees it.

    python-docx looks at plain paragraphs and runs only; without this, inserted words and controls would be lost.
    """
    for tag in _DROPPED:
        for element in list(body.iter(_W + tag)):
            element.getparent().remove(element)
    for tag in ("sdt", *_UNWRAPPED):
        for element in list(body.iter(_W + tag)):
            parent = element.getparent()
            place = parent.index(element)
            for child in list(element):
                parent.insert(place, child)
                place += 1
            parent.remove(element)


def _part_lines(part: Paragraph | Table) -> list[str]:
    if isinstance(part, Paragraph):
        return [part.text]
    return [_row_text(row) for row in part.rows]


def _row_text(row: Any) -> str:
    seen: list[Any] = []
    cells: list[str] = []
    for cell in row.cells:
        if any(cell._tc is other for other in seen):  # a merged cell is named once
            continue
        seen.append(cell._tc)
        cells.append("\n".join(line for part in cell.iter_inner_content() for line in _part_lines(part)))
    return "\t".join(cells)


_FEWEST_SIGNS = 8  # letters, digits and characters; a page with a picture and fewer is a scan
_MOST_PAGES = 2000


def _pdf_text(data: bytes, name: str) -> Extracted:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "unreadable"
        raise InputError(f"documents.{code}", name=name) from None
    pages: list[str] = []
    silent: list[int] = []
    try:
        if len(document) > _MOST_PAGES:
            raise InputError("documents.too_costly", name=name)
        for number, page in enumerate(document, start=1):
            layer = page.get_textpage()
            pages.append(layer.get_text_range())
            if sum(map(str.isalnum, pages[-1])) < _FEWEST_SIGNS and _has_picture(page):
                silent.append(number)
            layer.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise InputError("documents.unreadable", name=name) from None
    finally:
        document.close()
    if silent and len(silent) == len(pages):
        raise InputError("documents.no_text", name=name)
    return joined_lines("\n".join(pages)), silent


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


_PAGE_NUMBER = re.compile(r"\s*[—–-]*\s*(?:第\s*)?\d{1,4}(?:\s*页)?\s*[—–-]*\s*")
_OPENING = re.compile(
    r"\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}\s*[、.．])|[ \u3000]{2,}"
)


def joined_lines(text: str) -> str:
    """Lines broken at the width of the page become paragraphs again; page numbers go.

    A line goes on when it is about as long as the longest ones, does not end a sentence, and the next one does not
    open a paragraph.
    """
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n", text.replace("\ufffe", ""))]
    lines = [line for line in lines if line.strip() and not _PAGE_NUMBER.fullmatch(line)]
    full = max((len(line) for line in lines), default=0) * 4 // 5
    joined: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and not _OPENING.match(line):
            joined[-1] += line.lstrip()
        else:
            joined.append(line.strip())
        goes_on = len(line) >= full and line[-1] not in "。！？；："
    return "\n".join(joined)
