"""Reads how a docx is laid out: what the format checker needs and nothing else.

Looks are looked up as Word does: the run, its style, the paragraph's style and those it is based on, the defaults.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from shuping.core.documents.page_layout import ReadFooter, ReadLayout, ReadParagraph, ReadRun, ReadSheet, ReadTable
from shuping.core.errors import InputError

from .documents_in import kind_of

_MILLIMETRE = 1440 / 25.4
_OFF = ("0", "false", "off", "none")


def read_layout(data: bytes, name: str) -> ReadLayout:
    """The layout of an uploaded docx. Raises InputError as `documents_in.kind_of` does, wrong_type for other kinds."""
    if kind_of(data, name) != "docx":
        raise InputError("documents.wrong_type", name=name, known="docx")
    try:
        file = docx.Document(io.BytesIO(data))
        return _Reader(file).layout()
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken file makes the library raise, the sender gets one sentence
        raise InputError("documents.unreadable", name=name) from None


class _Looks:
    """Finds an effective property through styles and defaults."""

    def __init__(self, file: Any) -> None:
        root = file.styles.element
        self.styles = {style.get(qn("w:styleId")): style for style in root.findall(qn("w:style"))}
        self.normal = next(
            (
                key
                for key, style in self.styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")
            ),
            None,
        )
        defaults = root.find(qn("w:docDefaults"))
        self.defaults = {
            kind: defaults.find(f"{qn(f'w:{kind}Default')}/{qn(f'w:{kind}')}") if defaults is not None else None
            for kind in ("rPr", "pPr")
        }

    def chain(self, key: str | None, kind: str) -> Iterator[Any]:
        """The properties of a style and of those it is based on, nearest first; never round in a ring."""
        seen: set[str] = set()
        while key and key not in seen and key in self.styles:
            seen.add(key)
            style = self.styles[key]
            if (found := style.find(qn(f"w:{kind}"))) is not None:
                yield found
            based = style.find(qn("w:basedOn"))
            key = based.get(qn("w:val")) if based is not None else None

    def paragraph(self, properties: Any) -> list[Any]:
        """Every place a property of this paragraph can stand, nearest first."""
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        key = style.get(qn("w:val")) if style is not None else self.normal
        places = [properties, *self.chain(key, "pPr"), self.defaults["pPr"]]
        return [place for place in places if place is not None]

    def run(self, run_properties: Any, paragraph_properties: Any) -> list[Any]:
        """Every place a property of this run can stand, nearest first."""
        own = run_properties.find(qn("w:rStyle")) if run_properties is not None else None
        style = paragraph_properties.find(qn("w:pStyle")) if paragraph_properties is not None else None
        key = style.get(qn("w:val")) if style is not None else self.normal
        places = [run_properties]
        places += self.chain(own.get(qn("w:val")), "rPr") if own is not None else []
        places += [*self.chain(key, "rPr"), self.defaults["rPr"]]
        return [place for place in places if place is not None]


def _value(places: list[Any], tag: str, attribute: str = "val") -> str | None:
    for place in places:
        found = place.find(qn(f"w:{tag}"))
        if found is not None and (value := found.get(qn(f"w:{attribute}"))) is not None:
            return str(value)
    return None


def _on(places: list[Any], tag: str) -> bool:
    for place in places:
        found = place.find(qn(f"w:{tag}"))
        if found is not None:
            return str(found.get(qn("w:val"), "1")) not in _OFF
    return False


def _number(text: str | None) -> float:
    try:
        return float(text) if text else 0.0
    except ValueError:
        return 0.0


class _Reader:
    """Walks the body once."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.looks = _Looks(file)
        self.theme = _theme_fonts(file)
        self.sheets: list[ReadSheet] = []
        self.paragraphs: list[dict[str, Any]] = []
        self.tables: list[ReadTable] = []
        self.blank = 0
        self.broken = False
        self.after_table = False

    def layout(self) -> ReadLayout:
        body = self.file.element.body
        for child in body.iterchildren():
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag == qn("w:sdt"):
                for inner in child.iter(qn("w:p")):
                    self._paragraph(inner)
            elif child.tag == qn("w:sectPr"):
                self.sheets.append(self._sheet(child))
        odd_and_even = bool(self.file.settings.odd_and_even_pages_header_footer)
        paragraphs = tuple(ReadParagraph(**told) for told in self.paragraphs)
        return ReadLayout(tuple(self.sheets), paragraphs, tuple(self.tables), odd_and_even)

    def _paragraph(self, element: Any) -> None:
        properties = element.find(qn("w:pPr"))
        runs = tuple(self._runs(element, properties))
        places = self.looks.paragraph(properties)
        if "".join(run.text for run in runs).strip():
            self._keep(element, properties, places, runs)
            self.blank, self.after_table = 0, False
            self.broken = _breaks_page(element)
        else:
            self.blank += 1
            self.broken = self.broken or _on(places, "pageBreakBefore") or _breaks_page(element)
        section = properties.find(qn("w:sectPr")) if properties is not None else None
        if section is not None:
            self.sheets.append(self._sheet(section))
            self.broken = True

    def _keep(self, element: Any, properties: Any, places: list[Any], runs: tuple[ReadRun, ...]) -> None:
        size = next((run.size for run in runs if run.text.strip()), 0) or 10.5
        rule = _value(places, "spacing", "lineRule") or "auto"
        line = _value(places, "spacing", "line")
        scale = 20 if rule in ("exact", "atLeast") else 240
        fields = "".join(part.text or "" for part in element.iter(qn("w:instrText")))
        self.paragraphs.append(
            {
                "number": len(self.paragraphs) + 1,
                "sheet": len(self.sheets),
                "runs": runs,
                "align": {"start": "left", "end": "right", "distribute": "both"}.get(
                    align := _value(places, "jc") or "left", align
                ),
                "first_line": _indent(places, "firstLine", size) - _indent(places, "hanging", size),
                "left": _indent(places, "left", size),
                "right": _indent(places, "right", size),
                "line": _number(line) / scale if line else None,
                "line_rule": rule,
                "before": _number(_value(places, "spacing", "before")) / 20,
                "keep_next": _on(places, "keepNext"),
                "bordered": any(place.find(qn("w:pBdr")) is not None for place in places),
                "listed": any(place.find(qn("w:numPr")) is not None for place in places),
                "field": "PAGEREF" in fields,
                "page_break": self.broken or _on(places, "pageBreakBefore"),
                "blank_before": self.blank,
                "after_table": self.after_table,
            }
        )

    def _runs(self, element: Any, properties: Any) -> Iterator[ReadRun]:
        for run in element.iter(qn("w:r")):
            text = "".join(
                part.text or "" if part.tag == qn("w:t") else "\n" if part.tag == qn("w:br") else "\t"
                for part in run.iterchildren(qn("w:t"), qn("w:tab"), qn("w:br"))
                if part.get(qn("w:type")) != "page"
            )
            if text:
                yield self._look(run.find(qn("w:rPr")), properties, text)

    def _look(self, own: Any, properties: Any, text: str) -> ReadRun:
        places = self.looks.run(own, properties)
        color = _value(places, "color") or ""
        return ReadRun(
            text,
            self._font(places),
            _number(_value(places, "sz")) / 2 or 10.0,
            _on(places, "b"),
            "" if color in ("auto", "000000") else color.upper(),
            _number(_value(places, "spacing")) / 20,
            (_value(places, "u") or "none") not in _OFF,
        )

    def _font(self, places: list[Any]) -> str:
        """The font of Chinese signs: a name, or the theme's."""
        for place in places:
            found = place.find(qn("w:rFonts"))
            if found is None:
                continue
            if theme := found.get(qn("w:eastAsiaTheme")):
                return self.theme.get("major" if theme.startswith("major") else "minor", "")
            if name := found.get(qn("w:eastAsia")):
                return str(name)
        return ""

    def _table(self, element: Any) -> None:
        if self.paragraphs:
            self.paragraphs[-1]["before_table"] = True
        rows = element.findall(qn("w:tr"))
        first = rows[0].find(qn("w:trPr")) if rows else None
        repeated = first is not None and _on([first], "tblHeader")
        properties = element.find(qn("w:tblPr"))
        floats = properties is not None and properties.find(qn("w:tblpPr")) is not None
        cells = tuple(
            "\n".join(
                "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
                for paragraph in cell.iterchildren(qn("w:p"))
            )
            for cell in element.iter(qn("w:tc"))
        )
        self.tables.append(ReadTable(len(self.paragraphs), len(rows), repeated, floats, cells))
        self.blank, self.after_table = 0, True

    def _sheet(self, section: Any) -> ReadSheet:
        def length(tag: str, attribute: str) -> float:
            return round(_number(_value([section], tag, attribute)) / _MILLIMETRE, 2)

        pitch = _value([section], "docGrid", "linePitch")
        return ReadSheet(
            length("pgSz", "w"),
            length("pgSz", "h"),
            length("pgMar", "top"),
            length("pgMar", "bottom"),
            length("pgMar", "left"),
            length("pgMar", "right"),
            _value([section], "docGrid", "type") or "",
            _number(pitch) / 20 if pitch else None,
            _value([section], "pgNumType", "start") is not None,
            self._footers(section),
        )

    def _footers(self, section: Any) -> dict[str, ReadFooter]:
        """Its own footers; a section that names none has those of the one before."""
        inherited = dict(self.sheets[-1].footers) if self.sheets else {}
        for reference in section.findall(qn("w:footerReference")):
            part = self.file.part.related_parts.get(reference.get(qn("r:id")))
            if part is not None:
                inherited[reference.get(qn("w:type"))] = self._footer(part.element)
        return inherited

    def _footer(self, element: Any) -> ReadFooter:
        best = ReadFooter()
        for paragraph in element.iter(qn("w:p")):
            properties = paragraph.find(qn("w:pPr"))
            fields = [part.text or "" for part in paragraph.iter(qn("w:instrText"))]
            fields += [part.get(qn("w:instr"), "") for part in paragraph.iter(qn("w:fldSimple"))]
            names = [field.split()[0].upper() for field in fields if field.split()]
            if "PAGE" not in names:
                continue
            places = self.looks.paragraph(properties)
            run = next((run for run in self._runs(paragraph, properties) if run.text.strip()), ReadRun(""))
            framed = _value(places, "framePr", "xAlign")
            align = framed or _value(places, "jc") or "left"
            align = {"start": "left", "end": "right", "inside": "center", "both": "left"}.get(align, align)
            best = ReadFooter(True, _around(paragraph), align, run.size, run.font, "NUMPAGES" in names)
        return best


def _around(paragraph: Any) -> str:
    """The words of a footer with # in the place of every field."""
    words, hidden = "", False
    for part in paragraph.iter(qn("w:fldChar"), qn("w:t"), qn("w:fldSimple")):
        if part.tag == qn("w:fldSimple"):
            words += "#"
        elif part.tag == qn("w:fldChar"):
            kind = part.get(qn("w:fldCharType"))
            words += "#" if kind == "begin" else ""
            hidden = kind in ("begin", "separate")
        elif not hidden and part.getparent().getparent().tag != qn("w:fldSimple"):
            words += part.text or ""
    return words


def _indent(places: list[Any], side: str, size: float) -> float:
    """In characters: the nearest place that says so in hundredths of a character or in twips."""
    other = {"left": "start", "right": "end"}.get(side, side)
    for place in places:
        found = place.find(qn("w:ind"))
        if found is None:
            continue
        for name in (side, other):
            if (value := found.get(qn(f"w:{name}Chars"))) not in (None, "0"):
                return _number(value) / 100
        for name in (side, other):
            if (value := found.get(qn(f"w:{name}"))) is not None:
                return round(_number(value) / 20 / size, 2)
    return 0.0


def _breaks_page(element: Any) -> bool:
    return any(part.get(qn("w:type")) == "page" for part in element.iter(qn("w:br")))


def _theme_fonts(file: Any) -> dict[str, str]:
    """The Chinese fonts of the theme, for headings (major) and text (minor)."""
    part = next((part for part in file.part.related_parts.values() if "theme" in str(part.partname)), None)
    if part is None:
        return {}
    text = part.blob.decode("utf-8", "ignore")
    fonts = {}
    for kind in ("major", "minor"):
        block = re.search(rf"<a:{kind}Font>(.*?)</a:{kind}Font>", text, re.DOTALL)
        named = re.search(r'script="Hans" typeface="([^"]+)"', block[1]) if block else None
        plain = re.search(r'<a:ea typeface="([^"]+)"', block[1]) if block else None
        found = plain or named
        fonts[kind] = found[1] if found else ""
    return fonts
