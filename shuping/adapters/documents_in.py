"""Documents from outside become plain text: docx, doc and wps, pdf, txt. What must not come in is refused by a code.

Refused: macros, encryption, a content that is not what the name says, more than 20 MB, a picture of text, parts to be
fetched from outside, and what takes more time or memory than a report may. All but txt are read in a bounded process.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from shuping.core.errors import InputError
from shuping.core.reports.sections import cut, sections_of

from . import bounded

LARGEST = 20 * 1024 * 1024
_LARGEST_UNPACKED = 200 * 1024 * 1024
_LARGEST_LIST = 1024 * 1024
_LARGEST_LISTS = 4 * 1024 * 1024
_MOST_PARTS = 5000
_TORN = (
    zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError, OSError, ParseError,
)  # fmt: skip
_PACKED_TIGHT = 100  # no document shrinks to a hundredth; what does is made to burst
_MAY_BE_TIGHT = 4 * 1024 * 1024
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "doc": "application/msword",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
}
_TEXT_KINDS = ("docx", "doc", "pdf", "txt")
_SAME = {"jpeg": "jpg", "text": "txt", "md": "txt", "wps": "doc"}  # WPS Office writes .wps as Word 97 wrote .doc
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR, _WORD, _FLAGS_AT, _ENCRYPTED = 512, b"\xec\xa5", 0x0B, 0x01  # of a Word 97 file (MS-DOC 2.5.2)
_MACRO_NAMES = ("docm", "dotm", "xlsm", "xltm", "pptm")


@dataclass(frozen=True, slots=True)
class Document:
    """A document as text. `sections` is a guess by its headings, for a person to look at."""

    kind: str  # docx, doc, pdf, txt
    encoding: str  # of a text file: utf-8 or gb18030
    text: str
    title: str
    sections: dict[str, str]
    guessed: bool  # whether any heading was recognised
    silent_pages: tuple[int, ...] = ()  # pages of a pdf that are pictures: their words are not in `text`


def load(path: Path) -> bytes:
    """The bytes of a file that is not larger than the limit. Raises InputError documents.too_large, or OSError."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError("documents.too_large", name=path.name, limit=LARGEST // (1024 * 1024))
    return data


def kind_of(data: bytes, name: str, known: Iterable[str] = MEDIA_TYPES) -> str:
    """docx, xlsx, doc, pdf, txt, png or jpg, by content and name together. `known`: what a refusal names as usable.

    Raises InputError documents.empty, too_large, macros, encrypted, outside, old_format or wrong_type.
    """
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if not data:
        raise InputError("documents.empty", name=name)
    if len(data) > LARGEST:
        raise InputError("documents.too_large", name=name, limit=LARGEST // (1024 * 1024))
    if suffix in _MACRO_NAMES:
        raise InputError("documents.macros", name=name)
    kind = _by_streams(data, name, suffix) if data.startswith(_OLE) else _by_content(data, name)
    if kind != _SAME.get(suffix, suffix):
        raise InputError("documents.wrong_type", name=name, known=", ".join(known))
    return kind


def _by_streams(data: bytes, name: str, suffix: str) -> str:
    """doc, where an OLE file holds a Word document: told by its streams' names, which are looked for, not read."""
    sectors = range(_SECTOR, len(data) - _FLAGS_AT, _SECTOR)
    heads = [at for at in sectors if data[at : at + 2] == _WORD]
    if "EncryptedPackage".encode("utf-16-le") in data or any(data[at + _FLAGS_AT] & _ENCRYPTED for at in heads):
        raise InputError("documents.encrypted", name=name)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise InputError("documents.macros", name=name)
    if "WordDocument".encode("utf-16-le") not in data or _SAME.get(suffix, suffix) != "doc":
        raise InputError("documents.old_format", name=name)
    return "doc"


def _by_content(data: bytes, name: str) -> str:
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
            types = _content_types(archive)
    except _TORN:
        raise InputError("documents.unreadable", name=name) from None
    if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _LARGEST_UNPACKED:
        raise InputError("documents.too_large", name=name, limit=_LARGEST_UNPACKED // (1024 * 1024))
    if any(info.file_size > max(_MAY_BE_TIGHT, _PACKED_TIGHT * info.compress_size) for info in infos):
        raise InputError("documents.too_costly", name=name)
    if any(info.flag_bits & 1 for info in infos):
        raise InputError("documents.encrypted", name=name)
    parts = {info.filename for info in infos}
    if b"macroenabled" in types.lower() or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise InputError("documents.macros", name=name)
    _refuse_outside(data, name)
    return next((kind for kind, part in _MAIN_PARTS.items() if part in parts), "")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    """The list of what the parts are, as far as it is of a reasonable length; empty where there is none."""
    try:
        info = archive.getinfo("[Content_Types].xml")
    except KeyError:
        return b""
    if info.flag_bits & 1:
        return b""
    with archive.open(info) as part:
        return part.read(_LARGEST_LIST)


def _refuse_outside(data: bytes, name: str) -> None:
    """Refuse what the package fetches from elsewhere when it is opened: template, picture, frame, other workbook.

    Nothing is ever fetched here; but whoever opens the file would, and we keep such files out. A hyperlink is only
    text. Lists of relations are short: where they are not, the package is made to cost.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            lists = [info for info in archive.infolist() if info.filename.endswith(".rels")]
            costly = sum(info.file_size for info in lists) > _LARGEST_LISTS
            links = [] if costly else [one for info in lists for one in _links(archive.read(info))]
    except _TORN:
        raise InputError("documents.unreadable", name=name) from None
    if costly:
        raise InputError("documents.too_costly", name=name)
    for one in links:
        kind = one.get("Type", "").rpartition("/")[2]
        if one.get("TargetMode") == "External" and kind != "hyperlink":
            raise InputError("documents.outside", name=name, kind=kind[:40])


def _links(part: bytes) -> Iterator[Any]:
    """The relations one list names."""
    return fromstring(part).iter(_RELATIONSHIP)  # type: ignore[no-any-return]


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
    kind = kind_of(data, name, _TEXT_KINDS)
    if kind not in _TEXT_KINDS:
        raise InputError("documents.wrong_type", name=name, known=", ".join(_TEXT_KINDS))
    encoding = "utf-8"
    silent: list[int] = []
    if kind == "txt":
        text, encoding = decode(data, name)
    else:
        text, silent = bounded.extract(data, kind, name)
    text = _tidy(text)
    if not text.strip():
        raise InputError("documents.no_text", name=name)
    found = cut(text)
    return Document(kind, encoding, text, found.title, sections_of(text, found), found.guessed, tuple(silent))


def _tidy(text: str) -> str:
    """One kind of line end, no control characters."""
    text = re.sub(r"\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]", "", text)
