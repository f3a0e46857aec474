"""The frame of a docx: defaults, settings, sections with their grid, footers with page numbers."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

from docx.oxml.ns import qn

from shuping.core.documents.measures import POINTS_PER_MILLIMETRE
from shuping.core.documents.pieces import Sheet
from shuping.core.documents.values import SIZES, Document, Layout, Variant

from .docx_parts import borders, element, field, flag, millimetres, paragraph, text_run, twips

_LEFT_OUT = ("stylesWithEffects", "customXml")
"""Parts of the library's empty file that a paper must not carry: a second table of styles which contradicts ours (Word
offers to repair such a file) and an empty list of sources."""


def prepare(file: Any, document: Document) -> None:
    """Defaults of the whole file: body font, no space between paragraphs, Chinese, punctuation pressed together."""
    layout = document.layout
    for key, link in list(file.part.rels.items()):
        if link.reltype.rpartition("/")[2] in _LEFT_OUT:
            del file.part.rels[key]
    styles = file.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    run = element("rPr", None, _fonts(layout.fonts.body, layout.fonts.latin))
    size = int(SIZES[layout.body_size] * 2)
    run.extend([element("sz", {"val": size}), element("szCs", {"val": size})])
    run.append(element("lang", {"val": "en-US", "eastAsia": "zh-CN", "bidi": "ar-SA"}))
    properties = element("pPr", None, flag("widowControl", False))
    properties.extend([flag("kinsoku"), flag("overflowPunct"), flag("autoSpaceDE", False), flag("autoSpaceDN", False)])
    properties.append(element("spacing", {"before": 0, "after": 0}))
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(element("rPrDefault", None, run))
    defaults.append(element("pPrDefault", None, properties))
    normal = file.styles["Normal"].element
    for tag in ("w:rPr", "w:pPr"):
        if (old := normal.find(qn(tag))) is not None:
            normal.remove(old)
    normal.append(deepcopy(properties))
    normal[-1].append(element("jc", {"val": "both"}))
    normal.append(deepcopy(run))
    _settings(file.settings.element, layout)


def _settings(settings: Any, layout: Layout) -> None:
    if layout.page_numbers == "dashes" and (old := settings.find(qn("w:evenAndOddHeaders"))) is None:
        before = settings.find(qn("w:defaultTabStop"))
        made = element("evenAndOddHeaders")
        if before is None:
            settings.insert(0, made)
        else:
            before.addnext(made)
        del old
    compat = settings.find(qn("w:compat"))
    if compat is not None:  # a line that ends in a break is not stretched to the margin
        compat.insert(0, element("doNotExpandShiftReturn"))
        for setting in compat.findall(qn("w:compatSetting")):  # below 15 Word writes 兼容模式 over the paper
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")
    if (zoom := settings.find(qn("w:zoom"))) is not None:
        zoom.set(qn("w:percent"), "100")
    if (language := settings.find(qn("w:themeFontLang"))) is not None:
        language.set(qn("w:eastAsia"), "zh-CN")
    control = settings.find(qn("w:characterSpacingControl"))
    if control is not None:
        control.set(qn("w:val"), "compressPunctuation")


def _fonts(name: str, latin: str) -> Any:
    return element("rFonts", {"ascii": latin, "hAnsi": latin, "eastAsia": name, "cs": latin})


class Pages:
    """The sections of one file and the footers they share."""

    def __init__(self, file: Any, document: Document) -> None:
        self.file = file
        self.document = document
        self.layout = document.layout
        self.used = False
        self._footers: dict[str, str] = {}

    @property
    def tracking(self) -> int:
        """Twips between two signs of the body so that a line holds as many as the layout says; rounded down."""
        layout = self.layout
        size = SIZES[layout.body_size]
        narrow = min(layout.width, layout.height) - layout.left - layout.right
        room = narrow * POINTS_PER_MILLIMETRE / layout.characters
        if abs(room - size) >= size / 10:
            return 0
        return int(((room - size) * 20).to_integral_value(rounding="ROUND_FLOOR"))

    def width(self, sheet: Sheet) -> int:
        """Of the text of a sheet, in twips."""
        return self._size(sheet)[0] - millimetres(self.layout.left) - millimetres(self.layout.right)

    def foot(self, sheet: Sheet) -> int:
        """Where the text of a sheet ends, in twips from the upper edge of the paper."""
        return self._size(sheet)[1] - millimetres(self.layout.bottom)

    def _size(self, sheet: Sheet) -> tuple[int, int]:
        short, long = sorted((self.layout.width, self.layout.height))
        wide, high = (long, short) if sheet.landscape else (short, long)
        return millimetres(wide), millimetres(high)

    def section(self, sheet: Sheet, *, first: bool, even: bool = False) -> Any:
        """`w:sectPr` of a sheet: footers, paper, margins, page number, grid. `even`: it begins on an even page."""
        self.used = True
        layout = self.layout
        made = element("sectPr")
        made.extend(self._references(sheet, first))
        made.append(element("type", {"val": "evenPage" if even else "nextPage"}))
        wide, high = self._size(sheet)
        turned = {"orient": "landscape"} if wide > high else {}
        made.append(element("pgSz", {"w": wide, "h": high, **turned}))
        foot = max(layout.bottom - 12, 8)
        margins = {"top": layout.top, "right": layout.right, "bottom": layout.bottom, "left": layout.left}
        measured = {side: millimetres(value) for side, value in margins.items()}
        made.append(element("pgMar", {**measured, "header": millimetres(15), "footer": millimetres(foot), "gutter": 0}))
        if sheet.restart:
            made.append(element("pgNumType", {"start": 1}))
        if layout.variant is Variant.LETTER and first:
            made.append(element("titlePg"))
        made.append(element("docGrid", {"type": "lines", "linePitch": twips(layout.pitch)}))
        return made

    def _references(self, sheet: Sheet, first: bool) -> list[Any]:
        numbers = self.layout.page_numbers if sheet.numbered else "none"
        odd, even = {"dashes": ("odd", "even"), "of": ("of", "of"), "none": ("blank", "blank")}[numbers]
        wanted = [("default", odd), ("even", even)]
        if self.layout.variant is Variant.LETTER and first:
            wanted.append(("first", "letter"))
        return [self._reference(use, kind) for use, kind in wanted]

    def _reference(self, use: str, kind: str) -> Any:
        if kind not in self._footers:
            part, identifier = self.file.part.add_footer_part()
            for child in list(part.element):
                part.element.remove(child)
            part.element.append(self._footer(kind))
            self._footers[kind] = identifier
        made = element("footerReference", {"type": use})
        made.set(qn("r:id"), self._footers[kind])
        return made

    def _footer(self, kind: str) -> Any:
        layout = self.layout
        spacing = element("spacing", {"before": 0, "after": 0})
        if kind == "letter":
            red = layout.head_color.lstrip("#")
            over = element("ind", {"left": millimetres(20 - layout.left), "right": millimetres(20 - layout.right)})
            return paragraph([borders(bottom=("thinThickSmallGap", 18, red, 0)), spacing, over])
        size = SIZES[layout.page_number_size] if kind in ("odd", "even") else Decimal("10.5")
        run = element("rPr", None, _fonts(layout.fonts.song, layout.fonts.song))
        run.extend([element("sz", {"val": int(size * 2)}), element("szCs", {"val": int(size * 2)})])
        foot = [text_run(self.document.foot, deepcopy(run))] if self.document.foot else []
        if kind == "blank":
            return paragraph([spacing], *foot)
        if kind == "of":
            return self._counted(spacing, run, foot)
        runs = [text_run("— ", deepcopy(run)), *field("PAGE", "1", run), text_run(" —", deepcopy(run))]
        side = {"rightChars": 100, "right": twips(size)} if kind == "odd" else {"leftChars": 100, "left": twips(size)}
        aligned = element("jc", {"val": "right" if kind == "odd" else "left"})
        return paragraph([spacing, element("ind", side), aligned], *runs)

    def _counted(self, spacing: Any, run: Any, foot: list[Any]) -> Any:
        """第 1 页　共 9 页 in the middle; the document's foot at the left."""
        middle = element("tab", {"val": "center", "pos": self.width(Sheet(landscape=self.layout.landscape)) // 2})
        runs = [text_run("\t第 ", deepcopy(run)), *field("PAGE", "1", run), text_run(" 页　共 ", deepcopy(run))]
        runs += [*field("NUMPAGES", "1", run), text_run(" 页", deepcopy(run))]
        return paragraph([element("tabs", None, middle), spacing, element("jc", {"val": "left"})], *foot, *runs)
