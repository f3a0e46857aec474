"""The text of a Word 97–2003 document (.doc, and .wps of WPS Office, the same format). In a bounded process only.

Only what is needed for the words is read, after MS-DOC: the file information block, the piece table (Clx) that says
where which characters lie, and the character properties that mark deleted and hidden text. Every offset comes from a
file that is not to be trusted: a place outside the stream is an unreadable document, and nothing is followed twice.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import olefile
from olefile.olefile import OleFileError

from shuping.core.errors import InputError

_MAGIC = 0xA5EC
_OLDEST = 0x00C1  # Word 97; what is older keeps its text another way
_FIB = 0x01AA  # as far as the places below reach
_AT_FLAGS, _AT_LENGTH, _AT_PROPERTIES, _AT_PIECES = 0x0A, 0x4C, 0xFA, 0x01A2
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_PAGE = 512
_LONGEST = 4_000_000  # characters
_DELETED, _HIDDEN = 0x0800, 0x083C  # sprmCFRMarkDel, sprmCFVanish
_FIXED = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes of an operand by its kind; 6 tells its length itself
_MACROS = {"_vba_project", "vba", "macros"}
_BROKEN = (struct.error, IndexError, ValueError, OSError, KeyError, RecursionError, OleFileError)

Span = tuple[int, int]
"""Bytes of the stream from the first to before the last."""


def text_of(data: bytes, name: str) -> str:
    """The words, a paragraph or table row per line. Raises InputError documents.macros, encrypted, old_format,
    unreadable or too_costly.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            _refuse(file, name)
            main = file.openstream("WordDocument").read()
            table = _table_of(file, main, name)
        return words_of(main, table, name)
    except InputError:
        raise
    except _BROKEN:
        raise InputError("documents.unreadable", name=name) from None


def _refuse(file: "olefile.OleFileIO[Any]", name: str) -> None:
    """Refuse what holds macros, is encrypted, or is another program's file (a workbook, a message)."""
    entries = {part.lower() for path in file.listdir(streams=True, storages=True) for part in path}
    if entries & _MACROS:
        raise InputError("documents.macros", name=name)
    if "encryptedpackage" in entries:
        raise InputError("documents.encrypted", name=name)
    if "worddocument" not in entries:
        raise InputError("documents.old_format", name=name)


def _table_of(file: "olefile.OleFileIO[Any]", main: bytes, name: str) -> bytes:
    magic, version = struct.unpack_from("<HH", main, 0)
    flags = struct.unpack_from("<H", main, _AT_FLAGS)[0]
    if flags & _ENCRYPTED:
        raise InputError("documents.encrypted", name=name)
    if magic != _MAGIC or version < _OLDEST or len(main) < _FIB:
        raise InputError("documents.old_format", name=name)
    table: bytes = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
    return table


def words_of(main: bytes, table: bytes, name: str) -> str:
    """The text of the document's body from its two streams.

    Raises InputError documents.too_costly (name), ValueError or struct.error where the streams do not fit.
    """
    length = struct.unpack_from("<I", main, _AT_LENGTH)[0]
    if length > _LONGEST:
        raise InputError("documents.too_costly", name=name)
    dropped = _dropped(main, table)
    return _plain("".join(_pieces(main, table, length, dropped)))


def _pieces(main: bytes, table: bytes, length: int, dropped: list[Span]) -> Iterator[str]:
    """The characters of each piece, in the order of the text, as far as the body goes."""
    places = _piece_table(main, table)
    count = (len(places) - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", places, 0)
    for number in range(count):
        first, last = starts[number], min(starts[number + 1], length)
        if last <= first:
            continue
        at = struct.unpack_from("<I", places, 4 * (count + 1) + 8 * number + 2)[0]
        narrow = bool(at & 0x40000000)  # one byte a character, Western European
        at = (at & 0x3FFFFFFF) // 2 if narrow else at & 0x3FFFFFFF
        width = 1 if narrow else 2
        end = at + (last - first) * width
        if end > len(main):
            raise ValueError("a piece outside the stream")
        for begin, stop in _kept(at, end, dropped):
            yield main[begin:stop].decode("cp1252" if narrow else "utf-16-le", "replace")


def _piece_table(main: bytes, table: bytes) -> bytes:
    """The list of pieces, behind the changes of properties that may stand before it."""
    at, size = struct.unpack_from("<II", main, _AT_PIECES)
    end = at + size
    if not size or end > len(table):
        raise ValueError("no list of pieces")
    while at < end and table[at] == 1:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at >= end or table[at] != 2:  # the mark of the list, MS-DOC 2.9.38
        raise ValueError("no list of pieces")
    size = struct.unpack_from("<I", table, at + 1)[0]
    found = table[at + 5 : at + 5 + size]
    if len(found) != size:
        raise ValueError("the list of pieces ends early")
    return found


def _kept(at: int, end: int, dropped: list[Span]) -> Iterator[Span]:
    """What is left of the bytes from `at` to `end` without the spans dropped, which are in order."""
    for first, last in dropped:
        if last <= at or first >= end:
            continue
        if first > at:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _dropped(main: bytes, table: bytes) -> list[Span]:
    """Bytes of text that is marked deleted or hidden."""
    at, size = struct.unpack_from("<II", main, _AT_PROPERTIES)
    if not size or at + size > len(table):
        return []
    count = (size - 4) // 8
    pages = struct.unpack_from(f"<{count}I", table, at + 4 * (count + 1))
    found = [span for page in sorted({page & 0x3FFFFF for page in pages}) for span in _dropped_of(main, page * _PAGE)]
    return sorted(found)


def _dropped_of(main: bytes, at: int) -> Iterator[Span]:
    """The same of one page of properties."""
    page = main[at : at + _PAGE]
    if len(page) < _PAGE:
        raise ValueError("a page of properties outside the stream")
    runs = page[-1]
    bounds = struct.unpack_from(f"<{runs + 1}I", page, 0)
    for number in range(runs):
        place = page[4 * (runs + 1) + number] * 2
        if place and _hides(page[place + 1 : place + 1 + page[place]]) and bounds[number] < bounds[number + 1]:
            yield bounds[number], bounds[number + 1]


def _hides(properties: bytes) -> bool:
    """Whether a list of properties marks its run as deleted or hidden."""
    at, hides = 0, False
    while at + 2 < len(properties):
        code = struct.unpack_from("<H", properties, at)[0]
        at += 2
        if code in (_DELETED, _HIDDEN):
            hides = hides or properties[at] == 1
        kind = code >> 13
        at += _FIXED[kind] if kind in _FIXED else 1 + properties[at]
    return hides


_BREAKS = {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": "", "\xa0": " "}
_FIELD, _RESULT, _END = "\x13", "\x14", "\x15"


def _plain(text: str) -> str:
    """Without fields' instructions and anchors; a table row is one line, its cells parted by tabs."""
    rows = "".join(_without_fields(text)).replace("\x07\x07", "\x07\n")
    return "\n".join(line.rstrip("\t") for line in _lines(rows))


def _without_fields(text: Iterable[str]) -> Iterator[str]:
    """The signs that are shown: of a field its result."""
    open_: list[bool] = []  # for each field we are in: whether its result has begun
    for sign in text:
        if sign == _FIELD:
            open_.append(False)
        elif sign == _RESULT and open_:
            open_[-1] = True
        elif sign == _END and open_:
            open_.pop()
        elif all(open_):
            if sign in _BREAKS:
                yield _BREAKS[sign]
            elif sign >= " " or sign in "\t\x07":
                yield sign


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield line.replace("\x07", "\t")
