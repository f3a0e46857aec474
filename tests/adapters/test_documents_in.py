"""Documents come in as text with nothing lost, and what must not come in is refused by a plain code."""

import io
import zipfile

import docx
import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from shuping.adapters import document_text, documents_in
from shuping.core.errors import InputError
from tests.adapters.hostile import plain_pdf, saved

REPORT = ["2026年度述职报告", "一、履职情况", "我讲党课四次。", "二、存在的问题", "不细。", "三、下一步打算", "改进。"]


def docx_of(*lines: str, table: list[list[str]] | None = None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
        document.add_paragraph("表后一段。")
    return saved(document)


def refused(data: bytes, name: str) -> str:
    with pytest.raises(InputError) as refusal:
        documents_in.read(data, name)
    return refusal.value.code


@pytest.mark.feature("REP-04")
def test_a_docx_is_cut_into_sections() -> None:
    document = documents_in.read(docx_of(*REPORT), "报告.docx")
    assert (document.kind, document.title, document.guessed) == ("docx", "2026年度述职报告", True)
    assert document.sections == {"achievements": "我讲党课四次。", "problems": "不细。", "plans": "改进。"}


def test_tables_of_a_docx_are_read_in_their_place() -> None:
    text = documents_in.read(docx_of("前一段。", table=[["措施", "时限"], ["走访", "六月"]]), "报告.docx").text
    assert text == "前一段。\n措施\t时限\n走访\t六月\n表后一段。"


def test_a_merged_cell_is_read_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    table.rows[0].cells[0].merge(table.rows[0].cells[2]).text = "合并"
    assert documents_in.read(saved(document), "a.docx").text == "合并"


def test_tracked_insertions_and_content_controls_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("我")
    for tag, text in (("ins", "走访"), ("del", "空谈")):
        word = "t" if tag == "ins" else "delText"
        paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r><w:{word}>{text}</w:{word}></w:r></w:{tag}>"))
    paragraph.add_run("支部。")
    control = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里的话。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    paragraph._p.addnext(parse_xml(control))
    assert documents_in.read(saved(document), "a.docx").text == "我走访支部。\n控件里的话。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_are_read_in_the_encodings_of_the_offices(encoding: str) -> None:
    document = documents_in.read("\n".join(REPORT).encode(encoding), "报告.txt")
    assert document.text == "\n".join(REPORT)
    assert document.encoding == encoding.removesuffix("-sig")


def test_a_pdf_is_read_without_its_page_number() -> None:
    document = documents_in.read(plain_pdf(["First paragraph.", "- 1 -"]), "report.pdf")
    assert (document.kind, document.text) == ("pdf", "First paragraph.")


def test_lines_broken_at_the_width_of_the_page_are_joined() -> None:
    broken = "一、存在的问题\n我抓支部建设还不够细致深入到位，对两个支部\n的组织生活指导不及时。\n二、打算\n"
    assert (
        document_text.joined_lines(broken).split("\n")[1]
        == "我抓支部建设还不够细致深入到位，对两个支部的组织生活指导不及时。"
    )


def test_a_pdf_without_text_is_a_picture_and_refused() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    buffer = io.BytesIO()
    document.save(buffer)
    assert refused(buffer.getvalue(), "扫描.pdf") == "documents.no_text"


def with_part(data: bytes, name: str) -> bytes:
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, b"x")
    return buffer.getvalue()


def test_what_must_not_come_in_is_refused_by_its_reason() -> None:
    plain = docx_of("字。")
    package = "EncryptedPackage".encode("utf-16-le")
    assert refused(plain, "宏.docm") == "documents.macros"
    assert refused(with_part(plain, "word/vbaProject.bin"), "宏.docx") == "documents.macros"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + package, "密.docx") == "documents.encrypted"
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧.doc") == "documents.old_format"
    assert refused(plain, "报告.pdf") == "documents.wrong_type"
    assert refused(b"\x89PNG\r\n\x1a\n123", "图.docx") == "documents.wrong_type"
    assert refused(b"\x89PNG\r\n\x1a\n123", "图.png") == "documents.wrong_type"
    assert refused(b"MZ\x00\x00", "程序.txt") == "documents.wrong_type"
    assert refused(b"", "空.txt") == "documents.empty"
    assert refused(b"PK\x03\x04broken", "坏.docx") == "documents.unreadable"
    assert refused(b"%PDF-1.4 broken", "坏.pdf") == "documents.unreadable"
    assert refused(b" \n ", "空白.txt") == "documents.no_text"
    assert refused(b"\xff\x80\x81", "乱.txt") == "documents.encoding"
    assert refused(b"a" * (documents_in.LARGEST + 1), "大.txt") == "documents.too_large"


def test_a_document_that_unpacks_to_more_than_its_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_in, "_LARGEST_UNPACKED", 1000)
    assert refused(docx_of("字。"), "弹.docx") == "documents.too_large"


def test_an_encrypted_pdf_is_refused() -> None:
    data = plain_pdf(["secret"]).replace(
        b"trailer << ",
        b"trailer << /Encrypt << /Filter /Standard /V 1 /R 2 /O ("
        + b"a" * 32
        + b") /U ("
        + b"b" * 32
        + b") /P -4 >> /ID [(1) (1)] ",
    )
    assert refused(data, "密.pdf") == "documents.encrypted"


@pytest.mark.feature("REP-20")
def test_evidence_may_be_a_picture_or_a_table_and_no_macro() -> None:
    assert documents_in.kind_of(b"\x89PNG\r\n\x1a\n123", "照片.png") == "png"
    assert documents_in.kind_of(b"\xff\xd8\xff123", "照片.JPEG") == "jpg"
    with pytest.raises(InputError, match="macros"):
        documents_in.kind_of(b"PK\x03\x04", "表.xlsm")


def test_where_only_text_is_read_a_refusal_names_only_what_holds_text() -> None:
    with pytest.raises(InputError) as refused:
        documents_in.read(b"MZ" + b"\x00" * 200, "假.docx")
    assert refused.value.params["known"] == "docx, doc, pdf, txt"
