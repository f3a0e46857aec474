"""Both renderers hold the words of the paper's value, whatever its kind."""

import io
import itertools
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from shuping.adapters.docx_layout import read_layout
from shuping.adapters.docx_out import docx_of
from shuping.adapters.fonts import font_book
from shuping.adapters.pdf_out import Pdf, pdf_of
from shuping.core.documents.blocks import Block, Column, Heading, KeyValues, NumberedList, Table, paragraph, row
from shuping.core.documents.flow import has_contents, plain_text
from shuping.core.documents.format_check import check
from shuping.core.documents.punctuation import NOT_AT_END, NOT_AT_START
from shuping.core.documents.values import LEDGER, LETTER, PLAIN, RED_HEAD, Document, Layout
from tests.adapters.papers_reading import docx_text, docx_text_with_fields, lines_of, pdf_text, squeezed
from tests.factories.papers import (
    BODY,
    DAY,
    LONG_UNIT,
    ORGAN,
    SAMPLES,
    feedback,
    full_page,
    sign_in_sheet,
    volume,
)

FONTS = ()  # the free fonts that ./run fetches, and the machine's own
LEFT_EDGE = 28 * 72 / 25.4 + 8

pytestmark = pytest.mark.skipif(
    not {"FandolFang R", "Noto Serif CJK SC"} & set(font_book(FONTS).files),
    reason="no Chinese font on this machine: ./run test fetches them where apt works",
)


@pytest.mark.feature("DOC-03")
@pytest.mark.parametrize("make", SAMPLES, ids=lambda make: make.__name__)
def test_docx_holds_the_words_of_the_paper(make: Callable[[], Document]) -> None:
    document = make()
    assert squeezed(docx_text(docx_of(document))) == squeezed(plain_text(document))


@pytest.mark.feature("DOC-04")
@pytest.mark.parametrize("make", SAMPLES, ids=lambda make: make.__name__)
def test_pdf_holds_the_words_of_the_paper(make: Callable[[], Document]) -> None:
    document = make()
    pdf = pdf_of(document, FONTS)
    assert pdf.fonts.missing == ()
    found = pdf_text(pdf.data, document)
    if has_contents(document):  # dots and page numbers of the contents are not words of the paper
        for number in pdf.parts:
            found = re.sub(rf"\.{{5,}}{number}", "", found, count=1)
    assert found == squeezed(plain_text(document))


@pytest.mark.feature("DOC-04")
def test_the_same_paper_gives_the_same_files() -> None:
    document = SAMPLES[0]()
    assert pdf_of(document, FONTS).data == pdf_of(document, FONTS).data
    assert docx_of(document) == docx_of(document)


def test_words_that_look_like_a_layout_program_stay_words() -> None:
    nasty = '#let x = 1; #read("paper.typ") $a^2$ *粗* _斜_ `x` <b> &amp; \\ @ref //注 {{ name }} {% if %}'
    document = Document("report", nasty, (paragraph(nasty), Heading(1, nasty)), PLAIN)
    wanted = squeezed(plain_text(document))
    assert pdf_text(pdf_of(document, FONTS).data, document) == wanted
    assert squeezed(docx_text(docx_of(document))) == wanted


def test_control_characters_do_not_reach_the_files() -> None:
    document = Document("report", "标题\x00\x0b", (paragraph("正文\x1f一句。"),), PLAIN)
    assert squeezed(docx_text(docx_of(document))) == "标题正文一句。"
    assert pdf_of(document, FONTS).data.startswith(b"%PDF")


@pytest.mark.feature("DOC-05")
def test_a_full_page_holds_22_lines_of_28_characters() -> None:
    page = pypdfium2.PdfDocument(pdf_of(full_page(), FONTS).data)[1]
    lines = lines_of(page)[:-1]  # without the page number
    assert [len(line.text) for line in lines] == [28] * 22
    steps = {round(upper.y - lower.y, 1) for upper, lower in itertools.pairwise(lines)}
    assert steps == {29.0}  # 28.99 pt from line to line
    for line in lines:
        assert line.left == pytest.approx(28 * 72 / 25.4, abs=1.5)
        assert page.get_width() - line.right == pytest.approx(26 * 72 / 25.4, abs=1.5)
    assert page.get_height() - lines[0].top == pytest.approx(
        37 * 72 / 25.4, abs=8
    )  # half the free space of the first line
    assert lines[-1].bottom > 35 * 72 / 25.4


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize("make", SAMPLES, ids=lambda make: make.__name__)
def test_no_line_begins_or_ends_with_a_sign_that_may_not_stand_there(make: Callable[[], Document]) -> None:
    for page in pypdfium2.PdfDocument(pdf_of(make(), FONTS).data):
        for line in lines_of(page):
            assert line.text[0] not in NOT_AT_START, line.text
            assert line.text[-1] not in NOT_AT_END, line.text


@pytest.mark.feature("I18-06")
def test_long_signs_and_quotations_are_broken_only_where_they_may_be() -> None:
    """Every offset of a text full of signs, so that each of them once comes to stand at the edge."""
    signs = "据《办法（试行）》规定：“三会一课”——党的组织生活……应当“落实”，《党章》《条例》、（一）“好”；（二）“较好”。"
    blocks = tuple(paragraph("字" * shift + signs * 3) for shift in range(28))
    for page in pypdfium2.PdfDocument(pdf_of(Document("report", "样张", blocks), FONTS).data):
        for line in lines_of(page)[:-1]:  # without the page number
            assert line.text[0] not in NOT_AT_START, line.text
            assert line.text[-1] not in NOT_AT_END, line.text
            whole = line.right - line.left > 24  # Noto draws both dashes as one sign
            assert not (line.left < LEFT_EDGE and re.match(r"—(?!—)", line.text) and not whole), "torn"


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize("filling", range(12))
def test_no_heading_is_left_alone_at_the_foot_of_a_page(filling: int) -> None:
    blocks = [paragraph(BODY) for _ in range(filling % 4)]
    blocks += [paragraph("一行。") for _ in range(filling)]
    for at in range(12):
        blocks += [Heading(1, f"一级标题{at}"), Heading(2, f"二级标题{at}"), paragraph(BODY)]
    for page in pypdfium2.PdfDocument(pdf_of(Document("report", "样张", tuple(blocks)), FONTS).data):
        words = [line.text for line in lines_of(page)][:-1]  # without the page number
        assert "级标题" not in words[-1]


@pytest.mark.feature("DOC-05")
def test_docx_headings_stay_with_what_follows() -> None:
    file = docx.Document(io.BytesIO(docx_of(SAMPLES[0]())))
    headings = [part for part in file.paragraphs if part.text.startswith(("一、", "（一）", "二、"))]
    assert headings
    assert all(part.paragraph_format.keep_with_next for part in headings)


@pytest.mark.feature("DOC-05")
def test_rare_names_are_drawn_and_the_user_is_told_where_they_come_from() -> None:
    document = Document("report", "样张", (paragraph("吴彧、孙珺、郑喆、李镕、" + LONG_UNIT),), PLAIN)
    pdf = pdf_of(document, FONTS)
    assert "彧" in pdf_text(pdf.data, document)
    assert set("彧珺喆镕") <= set(pdf.fonts.borrowed) | _covered_by_site(pdf)
    assert ("仿宋_GB2312" in dict(pdf.fonts.replaced)) or pdf.fonts.complete
    unknown = pdf_of(Document("report", "样张", (paragraph("\U0002b81c\U000f0000"),), PLAIN), FONTS)
    assert "\U000f0000" in unknown.fonts.missing


def _covered_by_site(pdf: Pdf) -> set[str]:
    """Only Fandol lacks them; official fonts and Noto hold them all."""
    return set() if dict(pdf.fonts.replaced).get("仿宋_GB2312", "").startswith("Fandol") else set("彧珺喆镕")


def test_without_any_chinese_font_every_sign_is_reported_missing() -> None:
    pdf = pdf_of(Document("report", "样张", (paragraph("正文"),), PLAIN), (), system=False)
    assert set(pdf.fonts.missing) == set("样张正文")
    assert ("仿宋_GB2312", "") in pdf.fonts.replaced


@pytest.mark.feature("DOC-05")
def test_a_table_over_several_pages_repeats_its_head_and_tears_no_row() -> None:
    pdf = pypdfium2.PdfDocument(pdf_of(sign_in_sheet(), FONTS).data)
    assert len(pdf) > 1
    assert all("序号" in squeezed(page.get_textpage().get_text_range()) for page in pdf)
    table = docx.Document(io.BytesIO(docx_of(sign_in_sheet()))).tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


@pytest.mark.feature("DOC-03")
def test_docx_carries_the_official_fonts_the_grid_and_nothing_of_the_machine() -> None:
    data = docx_of(SAMPLES[0]())
    file = docx.Document(io.BytesIO(data))
    text = file.element.xml
    for name in ("仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"):
        assert f'w:eastAsia="{name}"' in text
    section = file.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert 'w:linePitch="579"' in text
    assert file.settings.odd_and_even_pages_header_footer
    core = file.core_properties
    assert (core.author, core.created.date()) == (ORGAN, DAY)
    packed = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not any("thumbnail" in name for name in packed.namelist())


@pytest.mark.feature("DOC-05")
def test_page_numbers_stand_at_the_outer_side() -> None:
    pdf = pypdfium2.PdfDocument(pdf_of(full_page(), FONTS).data)
    places = [lines_of(page)[-1] for page in pdf]
    assert [line.text for line in places] == ["—1—", "—2—", "—3—"]
    assert places[0].left > 300 and places[1].left < 150 and places[2].left > 300


@pytest.mark.feature("DOC-05")
def test_the_closing_block_stands_at_the_foot_of_the_last_page() -> None:
    pdf = pypdfium2.PdfDocument(pdf_of(feedback(), FONTS).data)
    for page in list(pdf)[:-1]:
        assert "抄送" not in page.get_textpage().get_text_range()
    last = lines_of(pdf[len(pdf) - 1])
    closing = next(line for line in last if "印发" in line.text)
    assert closing.bottom - 35 * 72 / 25.4 < 12


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize("filling", [1, 9, 24, 30, 46, 47])
def test_the_closing_block_stands_on_a_page_of_even_number_in_both_files(filling: int) -> None:
    """The paper is printed on both sides; a text that ends on an odd page, or fills an even one, is turned over."""
    blocks = tuple(paragraph("一行。") for _ in range(filling))
    document = replace(feedback(), blocks=blocks, attachments=())
    pdf = pdf_of(document, FONTS)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.data)]
    assert [number for number, words in enumerate(pages, start=1) if "印发" in words] == [len(pages)]
    assert len(pages) % 2 == 0
    assert pdf.apart == ("2022年2月8日\r\n" not in pages[-1])
    data = docx_of(document, apart=pdf.apart)
    assert ('w:type w:val="evenPage"' in docx.Document(io.BytesIO(data)).element.xml) == pdf.apart
    assert squeezed(docx_text(data)) == squeezed(plain_text(document))
    assert check(read_layout(data, "paper.docx"), document.layout) == ()


def test_the_contents_of_a_volume_name_the_pages_the_parts_begin_on() -> None:
    document = volume(4, 2)
    pdf = pdf_of(document, FONTS)
    file = pypdfium2.PdfDocument(pdf.data)
    assert len(pdf.parts) == 4
    contents = squeezed(file[1].get_textpage().get_text_range())
    for number in pdf.parts:
        page = file[1 + number].get_textpage().get_text_range()  # cover and contents carry no number
        assert "述职报告" in squeezed(page)[:40]
        assert re.search(rf"\.{{5,}}{number}(?!\d)", contents)
    text = docx_text_with_fields(docx_of(document, dict(enumerate(pdf.parts, start=1))))
    assert all(f"PAGEREFpart_{at}\\h{number}" in text for at, number in enumerate(pdf.parts, start=1))


WORDS = st.text(alphabet="党建工作，。、（）“”《》—…：；abcXYZ 019.%-#$*_`@\\/{}[]<>&\"'\n　彧〇①□", max_size=60)
BLOCKS = st.one_of(
    st.builds(Heading, st.integers(1, 4), WORDS, st.booleans()),
    st.builds(paragraph, WORDS),
    st.builds(NumberedList, st.lists(WORDS, max_size=3).map(tuple)),
    st.builds(KeyValues, st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3).map(tuple), st.integers(1, 2)),
    st.builds(lambda cells: Table((Column(1), Column(2)), (row(*cells), row(*cells))), st.tuples(WORDS, WORDS)),
)


@settings(max_examples=25, deadline=None)
@given(WORDS, st.lists(BLOCKS, max_size=6).map(tuple), st.sampled_from([PLAIN, RED_HEAD, LETTER, LEDGER]))
def test_whatever_is_written_both_renderers_hold_it(title: str, blocks: tuple[Block, ...], layout: Layout) -> None:
    document = Document("x", title, blocks, layout, ("某党组",), signatories=("某党组",), dated=DAY)
    assert squeezed(docx_text(docx_of(document))) == squeezed(plain_text(document))
    pdf = pypdfium2.PdfDocument(pdf_of(document, FONTS).data)
    assert len(pdf) >= 1
