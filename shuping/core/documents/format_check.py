"""Checks an uploaded paper against GB/T 9704-2012 as its template sets it; each deviation has its place.

Says only what a person can set right. The remedy of every code: docs/rules/documents.md and the app's wording.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shuping.core.errors import RuleError
from shuping.core.text.numerals import number as numeral_value

from .figures import unofficial_dates
from .font_names import same_font
from .format_page import page_findings
from .format_parts import Finding, at_paragraph, size_name
from .format_roles import HEADINGS, Part, heading_of, parts_of_paper, stands_alone
from .measures import characters, signature_offsets
from .numbering import reading
from .page_layout import ReadLayout, ReadParagraph, ReadRun, ReadTable
from .punctuation import faults
from .values import SIZES, Layout, Variant

CODES = (
    "paper_size",
    "margin_top",
    "margin_bottom",
    "margin_left",
    "margin_right",
    "grid_missing",
    "grid_pitch",
    "characters",
    "page_number_missing",
    "page_number_form",
    "page_number_side",
    "page_number_size",
    "page_number_font",
    "head_missing",
    "head_color",
    "number_form",
    "number_place",
    "title_font",
    "title_size",
    "title_place",
    "title_punctuation",
    "recipients_colon",
    "recipients_place",
    "body_font",
    "body_size",
    "body_indent",
    "body_bold",
    "color",
    "line_pitch",
    "heading_font",
    "heading_number",
    "heading_order",
    "heading_level",
    "heading_punctuation",
    "heading_keep",
    "attachment_punctuation",
    "annex_label",
    "annex_font",
    "signature_place",
    "date_place",
    "date_form",
    "table_head",
    "closing_copies",
    "punctuation_half_width",
    "punctuation_half_width_stop",
    "punctuation_straight_quotes",
    "punctuation_dots",
    "punctuation_doubled",
    "punctuation_year_brackets",
    "punctuation_serial_prefix",
    "punctuation_space",
    "punctuation_title_marks",
    "punctuation_unpaired",
)
"""Every code of a finding, in the order of a paper."""

_HEADING_PARTS = (Part.HEADING_1, Part.HEADING_2, Part.HEADING_3, Part.HEADING_4)
_ASIDE = ("来源：", "注：", "说明：")
_LONG_TABLE = 15
_PITCH_TOLERANCE = 0.6


def check(read: ReadLayout, layout: Layout) -> tuple[Finding, ...]:
    """Every deviation of the paper from its layout, in the order of the paper; an empty answer is a clean paper."""
    if layout.variant is Variant.CARDS:
        return tuple(page_findings(read, layout))
    return tuple([*page_findings(read, layout), *_Checker(read, layout).findings()])


@dataclass(slots=True)
class _Counts:
    """The last number of every level since the part began."""

    last: dict[Part, int]


class _Checker:
    """The checks of paragraphs and tables."""

    def __init__(self, read: ReadLayout, layout: Layout) -> None:
        self.read = read
        self.layout = layout
        self.fonts = layout.fonts
        self.body_size = float(SIZES[layout.body_size])
        self.parts = parts_of_paper(read, layout)
        self.counts = _Counts({})
        self.named = sum(part is Part.ATTACHMENTS for part in self.parts)
        self._simple: dict[Part, Callable[[ReadParagraph], Iterator[Finding]]] = {
            Part.HEAD: self._head,
            Part.NUMBER: self._number,
            Part.TITLE: self._title,
            Part.RECIPIENTS: self._recipients,
            Part.BODY: self._body,
            Part.ATTACHMENTS: self._attachment,
            Part.ANNEX: self._annex,
        }

    def findings(self) -> Iterator[Finding]:
        yield from self._missing_head()
        for at, (paragraph, part) in enumerate(zip(self.read.paragraphs, self.parts, strict=True)):
            yield from self._paragraph(at, paragraph, part)
            for table in self.read.tables:
                if table.after == paragraph.number:
                    yield from self._table(table, paragraph)

    def _missing_head(self) -> Iterator[Finding]:
        if self.layout.variant in (Variant.RED_HEAD, Variant.LETTER) and Part.HEAD not in self.parts:
            yield Finding("head_missing", "page", expected="发文机关标志")

    def _paragraph(self, at: int, paragraph: ReadParagraph, part: Part) -> Iterator[Finding]:
        if part in _HEADING_PARTS:
            yield from self._heading(paragraph, part)
        elif part in (Part.SIGNATURE, Part.DATE):
            yield from self._signature(at, paragraph, part)
        elif simple := self._simple.get(part):
            yield from simple(paragraph)
        if part is not Part.SKIPPED:
            yield from self._words(paragraph, part)

    # ---- above the text ---------------------------------------------------------------------------------------

    def _head(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        wanted = self.layout.head_color.lstrip("#").upper()
        if color := next((run.color or "000000" for run in paragraph.runs if run.color != wanted), None):
            yield at_paragraph("head_color", paragraph, color, wanted)

    def _number(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        text = re.split(r"\t|签发人", paragraph.text)[0].strip()
        try:
            reading(text)
        except RuleError:
            yield at_paragraph("number_form", paragraph, text, "机关代字〔年份〕序号号")
        centred = self.layout.variant is Variant.RED_HEAD and "签发人" not in paragraph.text
        wanted = "center" if centred else "right" if self.layout.variant is Variant.LETTER else ""
        if wanted and paragraph.align != wanted:
            yield at_paragraph("number_place", paragraph, paragraph.align, wanted)

    def _title(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        yield from self._font("title_font", paragraph, self.fonts.title)
        yield from self._size("title_size", paragraph, float(SIZES[self.layout.title_size]))
        if paragraph.align != "center":
            yield at_paragraph("title_place", paragraph, paragraph.align, "center")
        if paragraph.text.strip()[-1:] in "。，；：！":
            yield at_paragraph("title_punctuation", paragraph, paragraph.text.strip()[-1], "")

    def _recipients(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        if paragraph.text.strip().endswith(":"):
            yield at_paragraph("recipients_colon", paragraph, ":", "：")
        if paragraph.first_line or paragraph.left or paragraph.align in ("center", "right"):
            yield at_paragraph("recipients_place", paragraph, f"{paragraph.first_line + paragraph.left:g}", "0")
        yield from self._looks(paragraph)

    # ---- the text ---------------------------------------------------------------------------------------------

    def _body(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        yield from self._looks(paragraph)
        if paragraph.align in ("left", "both") and abs(paragraph.first_line + paragraph.left - 2) > 0.15:
            yield at_paragraph("body_indent", paragraph, f"{paragraph.first_line + paragraph.left:g}", "2")

    def _looks(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        """Font, size, colour and line pitch of a paragraph of the text."""
        named = [run for run in paragraph.runs if _chinese(run)]
        emphasis = (self.fonts.kai, self.fonts.hei)
        bodies = [run for run in named if same_font(run.font, self.fonts.body)]
        others = [run for run in named if not any(same_font(run.font, font) for font in (self.fonts.body, *emphasis))]
        if others or (named and not bodies and not self._set_apart(paragraph.text.strip(), named)):
            yield at_paragraph("body_font", paragraph, (others or named)[0].font, self.fonts.body)
        yield from self._size("body_size", paragraph, self.body_size)
        if named and all(run.bold for run in named):
            yield at_paragraph("body_bold", paragraph)
        if color := next((run.color for run in paragraph.runs if run.color), ""):
            yield at_paragraph("color", paragraph, color, "000000")
        yield from self._pitch(paragraph)

    def _set_apart(self, text: str, runs: list[ReadRun]) -> bool:
        """A direction in brackets or a source in 楷体, a label in 黑体 whose value is still to be filled in."""
        if all(same_font(run.font, self.fonts.kai) for run in runs):
            return (text.startswith("（") and text.endswith("）")) or text.startswith(_ASIDE)
        return text.endswith("：") and len(text) <= 12 and all(same_font(run.font, self.fonts.hei) for run in runs)

    def _pitch(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        wanted = float(self.layout.pitch)
        exact = paragraph.line_rule == "exact" and paragraph.line is not None
        if exact and abs((paragraph.line or 0) - wanted) <= _PITCH_TOLERANCE:
            return
        grid = self.read.sheets[min(paragraph.sheet, len(self.read.sheets) - 1)].grid if self.read.sheets else ""
        if grid and paragraph.line_rule == "auto" and (paragraph.line or 1) == 1:
            return  # one line of the grid
        found = f"{paragraph.line or 1:g} {'pt' if paragraph.line_rule != 'auto' else '×'}"
        yield at_paragraph("line_pitch", paragraph, found, f"{wanted:g} pt")

    def _heading(self, paragraph: ReadParagraph, part: Part) -> Iterator[Finding]:
        text = paragraph.text.strip()
        level = _HEADING_PARTS.index(part)
        _part, loose, strict = HEADINGS[level]
        if not strict.match(text):
            yield at_paragraph("heading_number", paragraph, text[:4], ("一、", "（一）", "1.", "（1）")[level])
        match = loose.match(text)
        yield from self._order(paragraph, part, numeral_value(match[1]) if match else None)
        wanted = (self.fonts.hei, self.fonts.kai, self.fonts.body, self.fonts.body)[level]
        set_apart = any(
            same_font(run.font, font) for run in paragraph.runs for font in (self.fonts.hei, self.fonts.kai)
        )
        alone = stands_alone(text) and (not text.endswith("。") or set_apart)
        if level > 1 or not alone:
            yield from self._body(paragraph)
            return
        yield from self._font("heading_font", paragraph, wanted)
        yield from self._size("body_size", paragraph, self.body_size)
        yield from self._pitch(paragraph)
        if text.endswith("。"):
            yield at_paragraph("heading_punctuation", paragraph, "。", "")
        if abs(paragraph.first_line + paragraph.left - 2) > 0.15:
            yield at_paragraph("body_indent", paragraph, f"{paragraph.first_line + paragraph.left:g}", "2")
        if not paragraph.keep_next:
            yield at_paragraph("heading_keep", paragraph)

    def _order(self, paragraph: ReadParagraph, part: Part, value: int | None) -> Iterator[Finding]:
        """Numbers of a level follow each other; a higher heading, an annex or a new part begins them anew."""
        last = self.counts.last
        expected = last.get(part, 0) + 1
        if value is not None and value not in (expected, 1):
            yield at_paragraph("heading_order", paragraph, str(value), str(expected))
        elif value == 1 and expected > 1 and part is Part.HEADING_1:
            yield at_paragraph("heading_order", paragraph, "1", str(expected))
        if part is Part.HEADING_2 and Part.HEADING_1 not in last:
            yield at_paragraph("heading_level", paragraph, "（一）", "一、")
        last[part] = value or expected
        for lower in _HEADING_PARTS[_HEADING_PARTS.index(part) + 1 :]:
            last.pop(lower, None)

    # ---- below the text ---------------------------------------------------------------------------------------

    def _signature(self, at: int, paragraph: ReadParagraph, part: Part) -> Iterator[Finding]:
        name, dated = self._pair(at, part)
        offsets = [signature_offsets(name or dated, dated or name, sealed) for sealed in (True, False)]
        place = 0 if part is Part.SIGNATURE else 1
        wanted = [float(offset[place]) for offset in offsets]
        if part is Part.DATE and not name:
            wanted = [4.0]
        right = paragraph.align == "right"
        if not right or not any(abs(paragraph.right - value) <= 0.3 for value in wanted):
            found = f"{paragraph.right:g}" if right else paragraph.align
            code = "signature_place" if part is Part.SIGNATURE else "date_place"
            yield at_paragraph(code, paragraph, found, f"{wanted[0]:g}")
        yield from self._looks(paragraph)

    def _pair(self, at: int, part: Part) -> tuple[str, str]:
        """The signature and the date that belong together; of several names the longest."""
        first = last = at
        while first and self.parts[first - 1] is Part.SIGNATURE:
            first -= 1
        while last + 1 < len(self.parts) and self.parts[last] is Part.SIGNATURE:
            last += 1
        names = [self.read.paragraphs[place].text.strip() for place in range(first, last)]
        dated = self.read.paragraphs[last].text.strip() if self.parts[last] is Part.DATE else ""
        if part is Part.SIGNATURE:
            return self.read.paragraphs[at].text.strip(), dated
        return max(names, key=characters, default=""), dated

    def _attachment(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        if (sign := paragraph.text.strip()[-1:]) in "。；，、.;":
            yield at_paragraph("attachment_punctuation", paragraph, sign, "")
        yield from self._looks(paragraph)

    def _annex(self, paragraph: ReadParagraph) -> Iterator[Finding]:
        self.counts.last.clear()
        text = re.sub(r"\s", "", paragraph.text)
        serial = int(text[2:] or 0)
        if (self.named > 1 and not 1 <= serial <= self.named) or (self.named == 1 and serial):
            yield at_paragraph(
                "annex_label", paragraph, text, "附件" if self.named == 1 else f"附件1～附件{self.named}"
            )
        yield from self._font("annex_font", paragraph, self.fonts.hei)

    def _table(self, table: ReadTable, before: ReadParagraph) -> Iterator[Finding]:
        copies = next((cell for cell in table.cells if cell.startswith(("抄送：", "抄送:"))), "")
        if copies and not copies.endswith("。"):
            yield Finding("closing_copies", "table", before.number, copies[:20], copies[-1:], "。")
        columns = len(table.cells) // max(table.rows, 1)
        head = all(cell.strip() and len(cell) <= 16 for cell in table.cells[:columns])
        if table.rows > _LONG_TABLE and head and not table.head_repeated and not table.floats:
            yield Finding("table_head", "table", before.number, "、".join(table.cells[:columns])[:20])
        for cell in table.cells:
            for fault in faults(cell):
                yield Finding(
                    f"punctuation_{fault.code}", "table", before.number, cell[:20], fault.found, fault.expected
                )

    # ---- words and looks --------------------------------------------------------------------------------------

    def _words(self, paragraph: ReadParagraph, part: Part) -> Iterator[Finding]:
        if part is Part.TITLE and self.layout.variant is Variant.VOLUME:
            self.counts.last.clear()
        text = paragraph.text
        for fault in faults(text):
            if part is Part.TITLE and fault.code == "unpaired" and self._title_closes(paragraph):
                continue
            number = part is Part.NUMBER and fault.code in ("year_brackets", "serial_prefix")
            colon = part is Part.RECIPIENTS and fault.found == ":" and fault.at == len(text.rstrip()) - 1
            if not number and not colon:
                yield at_paragraph(f"punctuation_{fault.code}", paragraph, fault.found, fault.expected)
        for found in unofficial_dates(text):
            yield at_paragraph("date_form", paragraph, found, "2022年1月5日")

    def _title_closes(self, paragraph: ReadParagraph) -> bool:
        """Whether the lines of the title this one belongs to close together what they open."""
        first = last = paragraph.number - 1
        while first and self.parts[first - 1] is Part.TITLE:
            first -= 1
        while last + 1 < len(self.parts) and self.parts[last + 1] is Part.TITLE:
            last += 1
        whole = "".join(one.text.strip() for one in self.read.paragraphs[first : last + 1])
        return all(fault.code != "unpaired" for fault in faults(whole))

    def _font(self, code: str, paragraph: ReadParagraph, wanted: str) -> Iterator[Finding]:
        if wrong := next((run for run in paragraph.runs if _chinese(run) and not same_font(run.font, wanted)), None):
            yield at_paragraph(code, paragraph, wrong.font, wanted)

    def _size(self, code: str, paragraph: ReadParagraph, wanted: float) -> Iterator[Finding]:
        if wrong := next((run for run in paragraph.runs if run.text.strip() and run.size != wanted), None):
            yield at_paragraph(code, paragraph, size_name(wrong.size), size_name(wanted))


def _chinese(run: ReadRun) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in run.text)


__all__ = ["CODES", "Finding", "check", "heading_of"]
