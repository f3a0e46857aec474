"""No real Word runs here: what makes it refuse or repair a file is looked for in every paper instead."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest

from shuping.adapters.docx_out import docx_of
from shuping.core.documents.values import Document
from tests.factories.papers import SAMPLES, feedback, volume

from .word_order import faults

RELATIONS = "word/_rels/document.xml.rels"


@pytest.mark.feature("DOC-03")
def test_every_paper_is_a_whole_package_with_its_children_in_order() -> None:
    wrong = {make.__name__: list(faults(docx_of(make()))) for make in SAMPLES}
    wrong["apart"] = list(faults(docx_of(feedback(), apart=True)))
    assert {name: found for name, found in wrong.items() if found} == {}


def changed(data: bytes, part: str, before: str, after: str) -> bytes:
    """The docx with one thing of a part changed, once."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == part:
                text = re.sub(before, after, body.decode(), count=1, flags=re.DOTALL)
                assert text != body.decode(), before
                body = text.encode()
            new.writestr(name, body)
    return out.getvalue()


def without(data: bytes, part: str) -> bytes:
    """The docx without a part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "part", "before", "after", "told"),
    [
        (feedback, "word/document.xml", r"(<w:spacing [^>]*/>)(<w:ind [^>]*/>)", r"\2\1", "pPr: "),
        (feedback, "word/document.xml", r"(<w:rFonts [^>]*/>)(.*?)(</w:rPr>)", r"\2\1\3", "rPr: "),
        (feedback, "word/document.xml", r"(<w:pgSz [^>]*/>)(<w:pgMar [^>]*/>)", r"\2\1", "sectPr: "),
        (feedback, "word/document.xml", r"(<w:tblW [^>]*/>)(.*?)(</w:tblPr>)", r"\2\1\3", "tblPr: "),
        (feedback, "word/document.xml", r"<w:gridCol [^>]*/>", "", "a row of"),
        (volume, "word/document.xml", r'w:name="part_1"', 'w:name="part_2"', "bookmarks do not fit"),
        (volume, "word/document.xml", r"<w:fldChar [^>]*end[^>]*/>", "", "a field is not closed"),
        (feedback, "word/settings.xml", r"(<w:zoom [^>]*/>)(.*?)(</w:settings>)", r"\2\1\3", "settings: "),
        (feedback, RELATIONS, r"footer1\.xml", "footer9.xml", "is not there"),
        (feedback, RELATIONS, r'Id="rId3"', 'Id="rId4"', "a key stands twice"),
    ],
)
def test_each_planted_fault_is_found(
    make: Callable[[], Document], part: str, before: str, after: str, told: str
) -> None:
    data = docx_of(make())
    found = list(faults(changed(data, part, before, after)))
    assert any(told in one for one in found), found


def test_a_part_that_is_gone_or_reached_by_nothing_is_found() -> None:
    data = docx_of(feedback())
    gone = list(faults(without(data, "word/footer1.xml")))
    assert any("is listed and not there" in one for one in gone) and any("is not there" in one for one in gone)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/media/lonely.bin", b"x")
    assert {"word/media/lonely.bin has no type", "word/media/lonely.bin is reached by nothing"} <= set(
        faults(out.getvalue())
    )


@pytest.mark.feature("DOC-13")
def test_the_closing_block_stands_at_the_foot_by_name_and_is_as_wide_as_the_text() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of(feedback()))) as package:
        text = package.read("word/document.xml").decode()
    table = re.findall(r"<w:tbl>(?:(?!<w:tbl>).)*?<w:tblpPr .*?</w:tbl>", text, re.DOTALL)[-1]
    (place,) = re.findall(r"<w:tblpPr ([^>]*)/>", table)
    left = re.findall(r'<w:pgMar [^>]*w:left="(\d+)"', text)[-1]
    wanted = {"vertAnchor": "margin", "tblpYSpec": "bottom", "horzAnchor": "page", "tblpX": left}
    assert wanted.items() <= dict(re.findall(r'w:(\w+)="([^"]*)"', place)).items()
    wide, right = re.findall(r'<w:pgSz w:w="(\d+)"', text)[-1], re.findall(r'<w:pgMar [^>]*w:right="(\d+)"', text)[-1]
    assert f'<w:tblW w:w="{int(wide) - int(left) - int(right)}"' in table
    assert '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>' in table


@pytest.mark.feature("DOC-03")
def test_word_opens_a_paper_without_a_mode_of_compatibility() -> None:
    settings = zipfile.ZipFile(io.BytesIO(docx_of(feedback()))).read("word/settings.xml").decode()
    assert re.search(r'w:name="compatibilityMode"[^>]*w:val="15"', settings)
