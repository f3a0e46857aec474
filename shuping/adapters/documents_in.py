"""Documents from outside become plain text: docx, pdf, txt. What must not come in is refused with a plain code.

Refused: macros, encryption, a content that is not what the name says, more than 20 MB, a picture of text.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import docx
import pypdfium2
from docx.table import Table
from docx.text.paragraph import Paragraph

from shuping.core.errors import InputError
from shuping.core.reports.sections import cut, sections_of

LARGEST = 20 * 1024 * 1024
_LARGEST_UNPACKED = 200 * 1024 * 1024

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}
_TEXT_KINDS = ("docx", "pdf", "txt")
_SAME = {"jpeg": "jpg", "text": "txt", "md": "txt"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_NAMES = ("docm", "dotm", "xlsm", "xltm", "pptm")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as text. `sections` is a guess by its headings, for a person to look at."""

    kind: str  # docx, pdf, txt
    encoding: str  # of a text file: utf-8 or gb18030
    text: str
    title: str
    sections: dict[str, str]
    guessed: bool  # whether any heading was recognised


def kind_of(data: bytes, name: str) -> str:
    """docx, xlsx, pdf, txt, png or jpg, by content and name together.

    Raises InputError documents.empty, too_large, macros, encrypted, old_format or wrong_type.
    """
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if not data:
        raise InputError("documents.empty", name=name)
    if len(data) > LARGEST:
        raise InputError("documents.too_large", name=name, limit=LARGEST // (1024 * 1024))
    if suffix in _MACRO_NAMES:
        raise InputError("documents.macros", name=name)
    kind = _by_content(data, name)
    if kind != _SAME.get(suffix, suffix):
        raise InputError("documents.wrong_type", name=name, known=", ".join(MEDIA_TYPES))
    return kind


def _by_content(data: bytes, name: str) -> str:
    if data.startswith(_OLE):
        code = "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_format"
        raise InputError(f"documents.{code}", name=name)
    for kind, mark in (("pdf", b"%PDF-"), ("png", b"\x89PNG\r\n\x1a\n"), ("jpg", b"\xff\xd8\xff")):
        if data.startswith(mark):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _by_parts(data, name)
    return "" if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "txt"


def _by_parts(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile:
        raise InputError("documents.unreadable", name=name) from None
    if sum(info.file_size for info in infos) > _LARGEST_UNPACKED:
        raise InputError("documents.too_large", name=name, limit=_LARGEST_UNPACKED // (1024 * 1024))
    if any(info.flag_bits & 1 for info in infos):
        raise InputError("documents.encrypted", name=name)
    parts = {info.filename for info in infos}
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise InputError("documents.macros", name=name)
    return next((kind for kind, part in _MAIN_PARTS.items() if part in parts), "")


_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


def decode(data: bytes, name: str = "") -> tuple[str, str]:
    """Text and encoding, detected: UTF-8 (UTF-16 with its mark) or GB18030. Raises InputError documents.encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise InputError("documents.encoding", name=name)


def read(data: bytes, name: str) -> Document:
    """A report as text with guessed sections.

    Raises InputError documents.* as `kind_of`, and unreadable, no_text or encoding.
    """
    kind = kind_of(data, name)
    if kind not in _TEXT_KINDS:
        raise InputError("documents.wrong_type", name=name, known=", ".join(_TEXT_KINDS))
    encoding = "utf-8"
    if kind == "txt":
        text, encoding = decode(data, name)
    else:
        text = _docx_text(data, name) if kind == "docx" else _pdf_text(data, name)
    text = _tidy(text)
    if not text.strip():
        raise InputError("documents.no_text", name=name)
    found = cut(text)
    return Document(kind, encoding, text, found.title, sections_of(text, found), found.guessed)


def _tidy(text: str) -> str:
    """One kind of line end, no control characters."""
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]", "", text)


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNWRAPPED = ("ins", "moveTo", "sdtContent", "smartTag", "customXml")
_DROPPED = ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr")


def _docx_text(data: bytes, name: str) -> str:
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        _accept_changes(body)
        lines = [line for part in document.iter_inner_content() for line in _part_lines(part)]
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


def _pdf_text(data: bytes, name: str) -> str:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "unreadable"
        raise InputError(f"documents.{code}", name=name) from None
    try:
        pages = []
        for page in document:
            layer = page.get_textpage()
            pages.append(layer.get_text_range())
            layer.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise InputError("documents.unreadable", name=name) from None
    finally:
        document.close()
    return _joined_lines("\n".join(pages))


_PAGE_NUMBER = re.compile(r"\s*[—–-]*\s*(?:第\s*)?\d{1,4}(?:\s*页)?\s*[—–-]*\s*")
_OPENING = re.compile(
    r"\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}\s*[、.．])|[ \u3000]{2,}"
)


def _joined_lines(text: str) -> str:
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
