"""Word 97 documents made here byte by byte (MS-CFB, MS-DOC), so that every oddity can be tried."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_LEAST = 4096  # a shorter stream would lie in the small sectors
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams beside each other."""
    blocks, chain, places = b"", list[int](), dict[str, tuple[int, int]]()
    for name, data in streams.items():
        padded = data + b"\0" * (-max(len(data), _LEAST) % _SECTOR + max(_LEAST - len(data), 0))
        places[name] = (len(chain), len(padded))
        count = len(padded) // _SECTOR
        chain += [*range(len(chain) + 1, len(chain) + count), _END]
        blocks += padded
    entries = [_entry("Root Entry", 5, child=1, start=_END)]
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else _NONE
        entries.append(_entry(name, 2, right=right, start=places[name][0], size=places[name][1]))
    entries += [_entry("", 0)] * (-len(entries) % 4)
    directory = len(chain)
    count = len(entries) // 4
    chain += [*range(directory + 1, directory + count), _END]
    fats = -(-(len(chain) + 2) // 128)
    fat = len(chain)
    chain += [_FAT] * fats
    table = struct.pack(f"<{128 * fats}I", *chain, *[_FREE] * (128 * fats - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, fats, directory, 0, _LEAST, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(fat, fat + fats), *[_FREE] * (109 - fats))
    return head + blocks + b"".join(entries) + table


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int = 0, size: int = 0) -> bytes:
    words = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _NONE, right, child)
    named = words.ljust(64, b"\0") + struct.pack("<HBB", len(words) if name else 0, kind, 1)
    return named + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def streams(
    pieces: Sequence[str | bytes],
    *,
    properties: Sequence[tuple[int, int, bytes]] = (),
    flags: int = 0x1200,
    version: int = 0xC1,
    length: int | None = None,
) -> dict[str, bytes]:
    """The two streams of a document: `pieces` of text (bytes: Western European, one byte a sign).

    `properties`: from which to which sign of the first piece (two bytes a sign) which list of properties holds.
    """
    text_at = 2048
    body, bounds, places = b"", [0], []
    for piece in pieces:
        at = text_at + len(body)
        narrow = isinstance(piece, bytes)
        places.append(at * 2 | 0x40000000 if narrow else at)
        body += piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
        bounds.append(bounds[-1] + len(piece))
    page = text_at + len(body)
    page += -page % _SECTOR
    plc = struct.pack(f"<{len(bounds)}I", *bounds) + b"".join(struct.pack("<HIH", 0, at, 0) for at in places)
    table = b"\2" + struct.pack("<I", len(plc)) + plc
    fib = bytearray(text_at)
    struct.pack_into("<HH", fib, 0, 0xA5EC, version)
    struct.pack_into("<H", fib, 0x0A, flags)
    struct.pack_into("<I", fib, 0x4C, bounds[-1] if length is None else length)
    struct.pack_into("<II", fib, 0x1A2, 0, len(table))
    main = bytes(fib) + body
    if properties:
        bounds_of = [text_at + 2 * at for first, last, _ in properties for at in (first, last)]
        struct.pack_into("<II", fib, 0xFA, len(table), 12)
        table += struct.pack("<III", bounds_of[0], bounds_of[-1], page // _SECTOR)
        main = (bytes(fib) + body).ljust(page, b"\0") + _page(text_at, properties)
    return {"WordDocument": main, "1Table": table}


def _page(text_at: int, properties: Sequence[tuple[int, int, bytes]]) -> bytes:
    """A page of character properties: runs one after another, those between without any."""
    runs: list[tuple[int, bytes]] = []
    for first, last, listed in properties:
        runs += [(first, listed), (last, b"")]
    page = bytearray(_SECTOR)
    count = len(runs) - 1
    struct.pack_into(f"<{count + 1}I", page, 0, *(text_at + 2 * at for at, _ in runs))
    place = 400
    for number, (_, listed) in enumerate(runs[:-1]):
        if listed:
            page[4 * (count + 1) + number] = place // 2
            page[place : place + 1 + len(listed)] = bytes([len(listed)]) + listed
            place += 2 * (len(listed) // 2 + 1)
    page[-1] = count
    return bytes(page)


def document(*pieces: str | bytes, **options: object) -> bytes:
    """A whole file of these pieces."""
    return ole(streams(pieces, **options))  # type: ignore[arg-type]
