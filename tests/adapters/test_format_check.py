"""The format checker: nothing to say of our own papers, and every planted deviation found at its place."""

import io
from collections.abc import Callable
from functools import cache

import docx
import pytest

from shuping.adapters.docx_layout import read_layout
from shuping.adapters.docx_out import docx_of
from shuping.core.documents.blocks import Heading, paragraph
from shuping.core.documents.format_check import CODES, check
from shuping.core.documents.format_parts import Finding
from shuping.core.documents.values import PLAIN, RED_HEAD, Document
from shuping.core.errors import InputError
from tests.adapters.planted import PLANTED, Planted, findings_of, found_in_place
from tests.factories.papers import LONG_UNIT, SAMPLES, circular


@cache
def _written(make: Callable[[], Document]) -> bytes:
    return docx_of(make())


def _findings(document: Document, data: bytes) -> tuple[Finding, ...]:
    return check(read_layout(data, "paper.docx"), document.layout)


def _saved(file: object) -> bytes:
    out = io.BytesIO()
    file.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


@pytest.mark.feature("DOC-13")
@pytest.mark.parametrize("make", SAMPLES, ids=lambda make: make.__name__)
def test_our_own_papers_are_clean(make: Callable[[], Document]) -> None:
    document = make()
    assert _findings(document, _written(make)) == ()


@pytest.mark.feature("DOC-13")
@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_every_planted_deviation_is_found_at_its_place(planted: Planted) -> None:
    """And not drowned in others: what a reader gets for it is that one, or the few that follow from it."""
    file = docx.Document(io.BytesIO(_written(planted.paper)))
    assert found_in_place(planted, file), findings_of(planted, docx.Document(io.BytesIO(_written(planted.paper))))


def test_every_code_has_a_planted_deviation() -> None:
    assert {planted.code for planted in PLANTED} == set(CODES)


def test_a_paper_of_the_programs_own_defaults_is_told_what_it_lacks() -> None:
    file = docx.Document()
    file.add_heading("关于召开会议的通知", 0)
    file.add_paragraph("各单位：")
    file.add_paragraph("定于1月12日开会。")
    codes = {finding.code for finding in check(read_layout(_saved(file), "a.docx"), RED_HEAD)}
    assert {"head_missing", "paper_size", "grid_missing", "page_number_missing", "title_font", "body_font"} <= codes


def test_a_table_of_only_cells_and_an_empty_paper_are_read() -> None:
    file = docx.Document()
    assert read_layout(_saved(file), "a.docx").paragraphs == ()
    file.add_table(3, 2)
    layout = read_layout(_saved(file), "a.docx")
    assert [table.rows for table in layout.tables] == [3]
    check(layout, PLAIN)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.7", b"text"])
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_layout(data, "paper.docx")


def test_looks_are_found_through_styles() -> None:
    """The office sets fonts in styles; the checker reads them there."""
    document = circular()
    file = docx.Document(io.BytesIO(docx_of(document)))
    style = file.styles.add_style("正文样式", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = file.styles["Normal"]
    style.font.size = docx.shared.Pt(12)
    target = next(part for part in file.paragraphs if part.text.startswith("坚持"))
    target.style = style
    for run in target.runs:
        run.font.size = None
    found = [finding for finding in _findings(document, _saved(file)) if finding.code == "body_size"]
    assert [(finding.found, finding.expected) for finding in found] == [("小四", "三号")]


@pytest.mark.feature("DOC-13")
def test_a_heading_that_is_the_long_name_of_a_unit_stays_a_heading_and_a_long_sentence_none() -> None:
    heading = Document("minutes", "样张", (Heading(2, f"{LONG_UNIT}张三同志述职"), paragraph("点评。")), PLAIN)
    assert [one.code for one in _findings(heading, docx_of(heading))] == ["heading_level"]
    sentence = Document("minutes", "样张", (paragraph("一、" + "坚持围绕中心工作，" * 6),), PLAIN)
    assert _findings(sentence, docx_of(sentence)) == ()
