"""Deviations planted one by one into a clean paper, and what the format checker has to say of each.

A golden table: name, the paper, what is done to it, the code expected, and the first words of the place.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from shuping.adapters.docx_layout import read_layout
from shuping.core.documents.format_check import check
from shuping.core.documents.format_parts import Finding
from shuping.core.documents.values import Document
from tests.factories.papers import circular, notice, plan, rectification_report, sign_in_sheet

Act = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Planted:
    """One deviation. `place` is how the paragraph begins, or page, footer, table."""

    name: str
    paper: Callable[[], Document]
    act: Act
    code: str
    place: str


def findings_of(planted: Planted, file: Any) -> tuple[Finding, ...]:
    """Plant the deviation into the open docx and check what comes of it."""
    planted.act(file)
    out = io.BytesIO()
    file.save(out)
    return check(read_layout(out.getvalue(), "paper.docx"), planted.paper().layout)


def found_in_place(planted: Planted, file: Any) -> bool:
    """Whether the checker names the deviation planted into the docx, at its place, and little else."""
    findings = findings_of(planted, file)
    found = [finding for finding in findings if finding.code == planted.code]
    if not found or len({finding.code for finding in findings}) > 3:
        return False
    if planted.place in ("page", "footer", "table"):
        return found[0].part == planted.place
    words = [part.text.strip() for part in file.paragraphs if part.text.strip()]
    return found[0].text.startswith(planted.place[:20]) and words[found[0].number - 1].startswith(planted.place)


def _at(file: Any, start: str) -> Any:
    return next(part for part in file.paragraphs if part.text.startswith(start))


def _font(start: str, name: str) -> Act:
    def act(file: Any) -> None:
        for run in _at(file, start).runs:
            run._r.rPr.find(qn("w:rFonts")).set(qn("w:eastAsia"), name)

    return act


def _size(start: str, points: float) -> Act:
    def act(file: Any) -> None:
        for run in _at(file, start).runs:
            run.font.size = Pt(points)

    return act


def _words(start: str, before: str, after: str) -> Act:
    def act(file: Any) -> None:
        run = next(run for run in _at(file, start).runs if before in run.text)
        run.text = run.text.replace(before, after, 1)

    return act


def _align(start: str, align: Any) -> Act:
    def act(file: Any) -> None:
        _at(file, start).alignment = align

    return act


def _indent(start: str, **sides: str) -> Act:
    def act(file: Any) -> None:
        indent = _at(file, start)._p.pPr.find(qn("w:ind"))
        for name, value in sides.items():
            indent.set(qn(f"w:{name}Chars"), str(int(value) * 100))
            indent.set(qn(f"w:{name}"), str(int(value) * 320))

    return act


def _section(**values: Any) -> Act:
    def act(file: Any) -> None:
        for name, value in values.items():
            setattr(file.sections[0], name, value)

    return act


def _grid(**values: str | None) -> Act:
    def act(file: Any) -> None:
        for section in file.sections:
            grid = section._sectPr.find(qn("w:docGrid"))
            for name, value in values.items():
                if value is None:
                    section._sectPr.remove(grid)
                else:
                    grid.set(qn(f"w:{name}"), value)

    return act


def _line(start: str, rule: str, line: str) -> Act:
    def act(file: Any) -> None:
        spacing = _at(file, start)._p.pPr.find(qn("w:spacing"))
        spacing.set(qn("w:lineRule"), rule)
        spacing.set(qn("w:line"), line)

    return act


def _tracking(file: Any) -> None:
    for part in file.element.body.iter(qn("w:rPr")):
        if (spacing := part.find(qn("w:spacing"))) is not None:
            part.remove(spacing)


def _color(start: str, color: RGBColor) -> Act:
    def act(file: Any) -> None:
        for run in _at(file, start).runs:
            run.font.color.rgb = color

    return act


def _bold(start: str) -> Act:
    def act(file: Any) -> None:
        for run in _at(file, start).runs:
            run.bold = True

    return act


def _without_head(file: Any) -> None:
    part = _at(file, "中共青岚省交通运输厅党组文件")._p
    part.getparent().remove(part)


def _loose_heading(start: str) -> Act:
    def act(file: Any) -> None:
        _at(file, start).paragraph_format.keep_with_next = False

    return act


def _without_numbers(file: Any) -> None:
    for footer in (file.sections[0].footer, file.sections[0].even_page_footer):
        for part in list(footer.paragraphs):
            for child in list(part._p):
                part._p.remove(child)


def _footer_words(before: str, after: str) -> Act:
    def act(file: Any) -> None:
        for footer in (file.sections[0].footer, file.sections[0].even_page_footer):
            for part in footer._element.iter(qn("w:t")):
                part.text = (part.text or "").replace(before, after)

    return act


def _one_side(file: Any) -> None:
    file.settings.odd_and_even_pages_header_footer = False


def _footer_size(file: Any) -> None:
    for part in file.sections[0].footer._element.iter(qn("w:sz")):
        part.set(qn("w:val"), "21")


def _footer_font(file: Any) -> None:
    for part in file.sections[0].footer._element.iter(qn("w:rFonts")):
        part.set(qn("w:eastAsia"), "仿宋_GB2312")


def _table_head(file: Any) -> None:
    table = max(file.tables, key=lambda table: len(table.rows))
    properties = table.rows[0]._tr.trPr
    properties.remove(properties.find(qn("w:tblHeader")))


def _closing(file: Any) -> None:
    words = file.tables[-1].rows[0].cells[0].paragraphs[0].runs[0]
    words.text = words.text.removesuffix("。")


def _cell(file: Any) -> None:
    table = max(file.tables, key=lambda table: len(table.rows))
    table.rows[3].cells[1].paragraphs[0].runs[0].text = "港航中心(本部)"


def _annex(file: Any) -> Any:
    return next(part for part in file.paragraphs if part.text == "附件")


def _signature(file: Any) -> None:
    part = next(part for part in file.paragraphs if part.text == "中共青岚省交通运输厅党组")
    for name in ("right", "rightChars"):
        part._p.pPr.find(qn("w:ind")).set(qn(f"w:{name}"), "0")


def _annex_number(file: Any) -> None:
    _annex(file).runs[0].text = "附件2"


def _annex_font(file: Any) -> None:
    _annex(file).runs[0]._r.rPr.find(qn("w:rFonts")).set(qn("w:eastAsia"), "仿宋_GB2312")


CENTER = WD_ALIGN_PARAGRAPH.CENTER
LEFT = WD_ALIGN_PARAGRAPH.LEFT
BLACK, BLUE = RGBColor(0, 0, 0), RGBColor(0, 0, 255)
TITLE, SECOND = "关于2021年度党组织书记", "述职评议考核情况的"
FIRST = "坚持以习近平"

PLANTED = (
    Planted("paper is Letter", circular, _section(page_width=Mm(216), page_height=Mm(279)), "paper_size", "page"),
    Planted("upper margin 25 mm", circular, _section(top_margin=Mm(25)), "margin_top", "page"),
    Planted("lower margin 25 mm", circular, _section(bottom_margin=Mm(25)), "margin_bottom", "page"),
    Planted("left margin 32 mm", circular, _section(left_margin=Mm(32)), "margin_left", "page"),
    Planted("right margin 32 mm", circular, _section(right_margin=Mm(32)), "margin_right", "page"),
    Planted("no grid", circular, _grid(type=None), "grid_missing", "page"),
    Planted("grid of 40 lines", circular, _grid(linePitch="312"), "grid_pitch", "page"),
    Planted("27 signs to a line", circular, _tracking, "characters", "page"),
    Planted("no page numbers", circular, _without_numbers, "page_number_missing", "footer"),
    Planted("page number with short dashes", circular, _footer_words("—", "-"), "page_number_form", "footer"),
    Planted("page numbers all on one side", circular, _one_side, "page_number_side", "footer"),
    Planted("page number 五号", circular, _footer_size, "page_number_size", "footer"),
    Planted("page number 仿宋", circular, _footer_font, "page_number_font", "footer"),
    Planted("no red head", circular, _without_head, "head_missing", "page"),
    Planted("head in black", circular, _color("中共青岚省", BLACK), "head_color", "中共青岚省"),
    Planted(
        "number in square brackets", circular, _words("青交党", "〔2022〕", "[2022]"), "number_form", "青交党[2022]"
    ),
    Planted("number with 第", circular, _words("青交党", "〕9", "〕第9"), "number_form", "青交党〔2022〕第9"),
    Planted("number at the left", circular, _align("青交党", LEFT), "number_place", "青交党"),
    Planted("title 黑体", circular, _font(TITLE, "黑体"), "title_font", TITLE),
    Planted("title 三号", circular, _size(TITLE, 16), "title_size", TITLE),
    Planted("title at the left", circular, _align(TITLE, LEFT), "title_place", TITLE),
    Planted("title ends with a stop", circular, _words(SECOND, "通报", "通报。"), "title_punctuation", SECOND),
    Planted("half-width colon", circular, _words("直属各单位", "：", ":"), "recipients_colon", "直属各单位"),
    Planted("recipients indented", circular, _indent("直属各单位", firstLine="2"), "recipients_place", "直属各单位"),
    Planted("body 宋体", circular, _font(FIRST, "宋体"), "body_font", FIRST),
    Planted("body 小四", circular, _size(FIRST, 12), "body_size", FIRST),
    Planted("body without indent", circular, _indent(FIRST, firstLine="0"), "body_indent", FIRST),
    Planted("body bold", circular, _bold(FIRST), "body_bold", FIRST),
    Planted("body blue", circular, _color(FIRST, BLUE), "color", FIRST),
    Planted("line spacing 1.5", circular, _line(FIRST, "auto", "360"), "line_pitch", FIRST),
    Planted("line spacing 24 pt", circular, _line(FIRST, "exact", "480"), "line_pitch", FIRST),
    Planted("first level 仿宋", circular, _font("一、总体", "仿宋_GB2312"), "heading_font", "一、总体"),
    Planted("second level 黑体", circular, _font("（一）责任", "黑体"), "heading_font", "（一）责任"),
    Planted("first level with a dot", circular, _words("一、总体", "一、", "一."), "heading_number", "一.总体"),
    Planted(
        "second level with a comma", circular, _words("（一）责任", "）", "）、"), "heading_number", "（一）、责任"
    ),
    Planted("third level with a comma", plan, _words("1.A类票", "1.", "1、"), "heading_number", "1、A类票"),
    Planted("二 left out", circular, _words("二、存在", "二、", "三、"), "heading_order", "三、存在"),
    Planted("（一） before 一、", circular, _words("一、总体", "一、", "（一）"), "heading_level", "（一）总体"),
    Planted(
        "heading ends with a stop", circular, _words("一、总体", "情况", "情况。"), "heading_punctuation", "一、总体"
    ),
    Planted("heading not kept", circular, _loose_heading("一、总体"), "heading_keep", "一、总体"),
    Planted("attachment with a stop", notice, _words("附件：", "回执", "回执。"), "attachment_punctuation", "附件："),
    Planted("sole annex with a number", notice, _annex_number, "annex_label", "附件2"),
    Planted("annex label 仿宋", notice, _annex_font, "annex_font", "附件"),
    Planted(
        "serial with 第 in the text",
        circular,
        _words(FIRST, "坚持", "按青发〔2021〕第3号坚持"),
        "punctuation_serial_prefix",
        "按青发",
    ),
    Planted(
        "signature at the margin",
        circular,
        _signature,
        "signature_place",
        "中共青岚省交通运输厅党组",
    ),
    Planted("date two characters in", circular, _indent("2022年2月18日", right="2"), "date_place", "2022年2月18日"),
    Planted("date in dots", circular, _words("2022年2月18日", "2022年2月18日", "2022.2.18"), "date_form", "2022.2.18"),
    Planted(
        "month with a nought", notice, _words("2022年1月12日", "2022年1月", "2022年01月"), "date_form", "2022年01月12日"
    ),
    Planted("table head not repeated", sign_in_sheet, _table_head, "table_head", "table"),
    Planted("half-width brackets in a table", sign_in_sheet, _cell, "punctuation_half_width", "table"),
    Planted("copies without a stop", circular, _closing, "closing_copies", "table"),
    Planted("half-width comma", circular, _words(FIRST, "，", ","), "punctuation_half_width", FIRST),
    Planted("full stop as a dot", circular, _words(FIRST, "。", "."), "punctuation_half_width_stop", FIRST),
    Planted("straight quotes", circular, _words(FIRST, "党建工作", '"党建工作"'), "punctuation_straight_quotes", FIRST),
    Planted("dots for 省略号", circular, _words(FIRST, "。", "等。。。"), "punctuation_dots", FIRST),
    Planted("comma twice", circular, _words(FIRST, "，", "，，"), "punctuation_doubled", FIRST),
    Planted("space between signs", circular, _words(FIRST, "坚持", "坚持 "), "punctuation_space", "坚持 以"),
    Planted("bracket not closed", circular, _words(FIRST, "12次", "（12次"), "punctuation_unpaired", FIRST),
    Planted(
        "year of a cited number in ()",
        circular,
        _words(FIRST, "坚持", "按青发（2021）3号坚持"),
        "punctuation_year_brackets",
        "按青发",
    ),
    Planted(
        "title marks of two signs", circular, _words(FIRST, "坚持", "按<<规定>>坚持"), "punctuation_title_marks", "按<<"
    ),
    Planted(
        "letter's number in the middle", rectification_report, _align("青公党函", CENTER), "number_place", "青公党函"
    ),
)
