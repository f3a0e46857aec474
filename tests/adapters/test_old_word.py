"""Old Word documents (.doc, and .wps of WPS Office) are read as text; what is broken or hostile is refused (DOC-12)."""

import random
from pathlib import Path

import pytest

from shuping.adapters import document_text, documents_in, old_word
from shuping.core.errors import InputError

from . import old_documents
from .test_documents_in import refused

REPORT = "2021年度述职报告\r一、履职情况\r我讲党课四次，彧也来了。\r二、存在的问题\r不细。\r三、下一步打算\r改进。\r"
LIBREOFFICE = Path(__file__).with_name("old_document.doc")


@pytest.mark.feature("DOC-12", "REP-04")
@pytest.mark.parametrize("name", ["报告.doc", "报告.wps", "报告.WPS"])
def test_an_old_document_is_read_and_cut_into_sections(name: str) -> None:
    read = documents_in.read(old_documents.document(REPORT), name)
    assert (read.kind, read.title, read.guessed) == ("doc", "2021年度述职报告", True)
    assert read.sections == {"achievements": "我讲党课四次，彧也来了。", "problems": "不细。", "plans": "改进。"}


@pytest.mark.feature("DOC-12")
def test_a_document_another_program_wrote_is_read_as_its_reader_sees_it() -> None:
    """Written by LibreOffice: a table, a tracked deletion, hidden words, a field, signs of one byte."""
    text = documents_in.read(LIBREOFFICE.read_bytes(), "报告.doc").text
    assert "措施\t时限\t责任人\n走访\t六月\t王某\n" in text
    assert "改前加上改后。" in text and "删去" not in text
    assert "看得见\n" in text and "隐藏" not in text
    assert "Café — “abc” 123" in text and "第1页" in text and "PAGE" not in text


def test_pieces_of_one_and_two_bytes_follow_each_other_as_the_text_does() -> None:
    assert documents_in.read(old_documents.document("我讲", b"ABC\x93\x94 ", "课。\r"), "a.doc").text.strip() == (
        "我讲ABC“” 课。"
    )


@pytest.mark.parametrize(
    ("listed", "shown"),
    [
        (b"\x00\x08\x01", "甲丙。"),  # sprmCFRMarkDel
        (b"\x3c\x08\x01", "甲丙。"),  # sprmCFVanish
        (b"\x3c\x08\x00", "甲乙丙。"),
        (b"\x35\x08\x01\x00\x08\x01", "甲丙。"),  # behind another property
        (b"\x1f\xca\x02ab\x00\x08\x01", "甲丙。"),  # behind one that tells its own length
        (b"\x00\x08", "甲乙丙。"),  # cut short
    ],
)
def test_what_is_marked_deleted_or_hidden_is_not_read(listed: bytes, shown: str) -> None:
    data = old_documents.document("甲乙丙。\r", properties=((1, 2, listed),))
    assert documents_in.read(data, "a.doc").text.strip() == shown


def test_of_a_field_only_the_result_is_read_and_of_a_table_row_its_cells() -> None:
    text = (
        "见\x13 HYPERLINK \x13 PAGE \x142\x15 \x14附件\x15。\r序号\x07单位\x07\x071\x07东溪\x07\x07完\x0b了\x1f。\x01\r"
    )
    assert documents_in.read(old_documents.document(text), "a.doc").text.strip() == (
        "见附件。\n序号\t单位\n1\t东溪\n完\n了。"
    )


def with_stream(name: str) -> bytes:
    return old_documents.ole({**old_documents.streams([REPORT]), name: b"x"})


@pytest.mark.feature("DOC-12")
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (with_stream("_VBA_PROJECT"), "宏.doc", "documents.macros"),
        (with_stream("Macros"), "宏.doc", "documents.macros"),
        (with_stream("EncryptedPackage"), "密.doc", "documents.encrypted"),
        (old_documents.document(REPORT, flags=0x1300), "密.doc", "documents.encrypted"),
        (old_documents.document(REPORT, version=0x65), "更旧.doc", "documents.old_format"),
        (old_documents.ole({"Workbook": b"x"}), "表.doc", "documents.old_format"),
        (old_documents.document(REPORT), "报告.docx", "documents.old_format"),
        (old_documents.document(REPORT), "报告.xls", "documents.old_format"),
        (old_documents.document(REPORT, length=5_000_000), "长.doc", "documents.too_costly"),
        (old_documents.document(" \r"), "空.doc", "documents.no_text"),
        (old_documents.ole({"WordDocument": b"\xec\xa5\xc1\0"}), "坏.doc", "documents.unreadable"),
        (old_documents.document(REPORT)[:-600], "断.doc", "documents.unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "坏.doc", "documents.unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_must_not_come_in_is_refused_by_its_reason(data: bytes, name: str, code: str) -> None:
    assert refused(data, name) == code


def test_macros_and_passwords_are_known_by_looking_and_without_reading() -> None:
    """Evidence is kept unread: its kind alone tells what must not come in."""
    assert documents_in.kind_of(old_documents.document(REPORT), "证明.doc") == "doc"
    for data in (with_stream("_VBA_PROJECT"), old_documents.document(REPORT, flags=0x1300)):
        with pytest.raises(InputError, match=r"macros|encrypted"):
            documents_in.kind_of(data, "证明.doc")


@pytest.mark.feature("DOC-12")
def test_broken_documents_are_refused_whatever_was_broken() -> None:
    """2,000 of them, with bytes changed, cut off or moved; the reader itself is tried, without its bounds."""
    chance = random.Random(97)
    whole = [LIBREOFFICE.read_bytes(), old_documents.document(REPORT, properties=((1, 2, b"\x00\x08\x01"),))]
    read = 0
    for number in range(2000):
        data = bytearray(whole[number % 2])
        for _ in range(chance.choice((1, 3, 20))):
            at = chance.randrange(len(data)) if number % 3 else chance.randrange(min(len(data), 3000))
            data[at] = chance.randrange(256)
        if number % 5 == 0:
            del data[chance.randrange(len(data)) :]
        try:
            read += bool(document_text.extract(bytes(data), "doc", "a.doc")[0])
        except InputError as refusal:
            assert refusal.code.startswith("documents.")
    assert 500 < read < 2000


def test_offsets_that_lead_nowhere_are_no_text() -> None:
    with pytest.raises(ValueError, match="pieces"):
        old_word.words_of(b"\0" * 0x200, b"\0" * 100, "old.doc")
