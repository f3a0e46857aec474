"""The docx as LibreOffice prints it, measured with the ruler of the PDF. One start of the program for all papers."""

from collections.abc import Mapping
from typing import Any

import pypdfium2
import pytest

from shuping.adapters.docx_out import docx_of
from shuping.adapters.fonts import font_book
from shuping.core.documents.blocks import Heading, paragraph
from shuping.core.documents.punctuation import NOT_AT_END, NOT_AT_START
from shuping.core.documents.values import Document
from shuping.dev import office
from tests.adapters.papers_reading import lines_of, squeezed
from tests.factories.papers import BODY, LONG_UNIT, full_page, sign_in_sheet

pytestmark = pytest.mark.skipif(
    office.program() is None or "FandolFang R" not in font_book(()).files,
    reason="LibreOffice or the free fonts are not here",
)
SIGNS = "据《办法（试行）》规定：“三会一课”——党的组织生活……应当“落实”，《党章》《条例》、（一）“好”；（二）“较好”。"


def _signs() -> Document:
    """Rare names with a long unit, and every offset of a text full of signs."""
    blocks = [paragraph("字" * shift + SIGNS * 2) for shift in range(28)]
    return Document("report", "样张", (paragraph("吴彧、孙珺、郑喆、李镕、" + LONG_UNIT), *blocks))


def _headings() -> Document:
    """Headings that come to stand at every height of a page."""
    blocks: list[Any] = []
    for at in range(24):
        blocks += [Heading(1, f"一级标题{at}"), Heading(2, f"二级标题{at}"), paragraph(BODY), paragraph("一行。")]
    return Document("report", "样张", tuple(blocks))


@pytest.fixture(scope="module")
def pages() -> Mapping[str, list[Any]]:
    """The pages of four papers."""
    papers = {"full": full_page(), "signs": _signs(), "headings": _headings(), "table": sign_in_sheet()}
    printed = office.printed({name: docx_of(document) for name, document in papers.items()})
    return {name: list(pypdfium2.PdfDocument(data)) for name, data in printed.items()}


@pytest.mark.feature("DOC-05")
def test_a_full_page_of_the_docx_holds_22_lines_of_28_characters(pages: Mapping[str, list[Any]]) -> None:
    lines = lines_of(pages["full"][1])[:-1]  # without the page number
    assert [len(line.text) for line in lines] == [28] * 22
    steps = {round(upper.y - lower.y) for upper, lower in zip(lines, lines[1:], strict=False)}
    assert steps == {29}


@pytest.mark.feature("DOC-05", "I18-06")
def test_the_docx_breaks_lines_and_pages_where_they_may_be_broken(pages: Mapping[str, list[Any]]) -> None:
    for page in pages["signs"]:
        for line in lines_of(page)[:-1]:
            # LibreOffice lets …… begin a line, whatever the file says; Word does not
            assert line.text[0] not in NOT_AT_START.replace("…", ""), line.text
            assert line.text[-1] not in NOT_AT_END, line.text
    assert len(pages["headings"]) > 3
    for page in pages["headings"]:
        assert "级标题" not in lines_of(page)[-2].text  # the last is the page number


@pytest.mark.feature("DOC-05", "I18-08")
def test_the_docx_repeats_heads_of_tables_and_draws_rare_names(pages: Mapping[str, list[Any]]) -> None:
    assert len(pages["table"]) > 1
    assert all("序号" in squeezed(page.get_textpage().get_text_range()) for page in pages["table"])
    first = squeezed(pages["signs"][0].get_textpage().get_text_range())
    assert set("吴彧孙珺郑喆李镕" + LONG_UNIT) <= set(first)
