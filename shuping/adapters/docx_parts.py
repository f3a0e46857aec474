"""Small builders of WordprocessingML, in the order its schema asks for."""

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

TWIPS = 20
"""To a point."""

TWIPS_PER_MILLIMETRE = Decimal(1440) / Decimal("25.4")
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The moment of every member of the file: none, so that the same paper is the same file."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")

_PARAGRAPH_ORDER = (
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "pBdr",
    "tabs",
    "kinsoku",
    "overflowPunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "jc",
    "outlineLvl",
)

_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)


def twips(points: Decimal | int) -> int:
    """Points as twips, rounded down so that what fits on paper fits in the file."""
    return int(Decimal(points) * TWIPS)


def millimetres(length: int | Decimal) -> int:
    """Millimetres as twips."""
    return round(Decimal(length) * TWIPS_PER_MILLIMETRE)


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Any) -> Any:
    """One `w:` element with `w:` attributes."""
    made = etree.Element(qn(f"w:{tag}"))
    for name, value in (attributes or {}).items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def flag(tag: str, on: bool = True) -> Any:
    """A switch that is on or, said explicitly, off."""
    return element(tag) if on else element(tag, {"val": "0"})


def paragraph(properties: list[Any], *children: Any) -> Any:
    """A `w:p` whose properties are brought into schema order."""
    ranked = sorted(properties, key=lambda item: _PARAGRAPH_ORDER.index(etree.QName(item).localname))
    return element("p", None, element("pPr", None, *ranked), *children)


def without_control(text: str) -> str:
    """The text without the signs XML cannot hold; breaks and tabs stay."""
    return _CONTROL.sub("", text)


def text_run(text: str, properties: Any) -> Any:
    """A `w:r`; a line break in the text becomes `w:br`, a tab `w:tab`; signs XML cannot hold are left out."""
    made = element("r")
    made.append(properties)
    for line_number, line in enumerate(without_control(text).split("\n")):
        if line_number:
            made.append(element("br"))
        for part_number, part in enumerate(line.split("\t")):
            if part_number:
                made.append(element("tab"))
            if part:
                words = element("t")
                words.text = part
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(words)
    return made


def field(instruction: str, shown: str, properties: Any) -> list[Any]:
    """A field with the value it shows until it is next reckoned."""

    def part(*children: Any) -> Any:
        made = element("r")
        made.append(etree.fromstring(etree.tostring(properties)))
        made.extend(children)
        return made

    words = element("instrText")
    words.text = f" {instruction} "
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    result = element("t")
    result.text = shown
    return [
        part(element("fldChar", {"fldCharType": "begin"})),
        part(words),
        part(element("fldChar", {"fldCharType": "separate"})),
        part(result),
        part(element("fldChar", {"fldCharType": "end"})),
    ]


def borders(**sides: tuple[str, int, str, int]) -> Any:
    """`w:pBdr`: side to (kind, eighths of a point, colour, space in points)."""
    made = element("pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            kind, size, color, space = sides[side]
            made.append(element(side, {"val": kind, "sz": size, "space": space, "color": color}))
    return made


def tidied(data: bytes) -> bytes:
    """The package without thumbnail, without the template's program data, with no moment of its writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name.startswith("docProps/thumbnail"):
                continue
            body = source.read(name)
            if name == "docProps/app.xml":
                body = _APP.encode()
            elif name == "_rels/.rels":
                body = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", body)
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, body)
    return out.getvalue()
