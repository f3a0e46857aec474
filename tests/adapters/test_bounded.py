"""Documents are read in a bounded process: the hostile ones are refused by their reason, and the house goes on."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from shuping.adapters import bounded, document_reader, documents_in
from shuping.core.errors import InputError

from . import hostile

PLAIN = hostile.docx_of("述职报告", "我讲党课。")


def refused(data: bytes, name: str) -> str:
    with pytest.raises(InputError) as refusal:
        documents_in.read(data, name)
    assert refusal.value.params["name"] == name
    return refusal.value.code


@pytest.mark.feature("DOC-12")
@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "frame"])
def test_a_docx_that_fetches_parts_from_outside_is_refused(kind: str) -> None:
    assert refused(hostile.outside(kind), "外.docx") == "documents.outside"


def test_a_hyperlink_is_only_text() -> None:
    assert documents_in.read(hostile.outside("hyperlink"), "a.docx").text == "我讲党课。"


@pytest.mark.feature("DOC-12")
def test_a_document_that_says_it_holds_macros_is_refused_whatever_its_name() -> None:
    assert refused(hostile.macro_content(), "宏.docx") == "documents.macros"


@pytest.mark.feature("DOC-12")
def test_entities_within_entities_are_not_opened() -> None:
    assert refused(hostile.entities(), "实体.docx") in {"documents.unreadable", "documents.no_text"}


@pytest.mark.feature("DOC-12")
def test_a_bomb_is_refused_before_it_bursts() -> None:
    began = time.monotonic()
    assert refused(hostile.bomb(), "弹.docx") == "documents.too_costly"
    assert time.monotonic() - began < 5


def test_what_needs_too_much_memory_is_refused_as_too_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_reader.document_text, "extract", lambda *request: bytearray(2 << 30))
    assert b"too_costly" in document_reader._serve_one(b"", "docx", "a.docx")


@pytest.mark.feature("DOC-12")
def test_a_scan_is_refused_and_an_empty_page_too() -> None:
    assert refused(hostile.scan(), "扫描.pdf") == "documents.no_text"
    assert refused(hostile.empty_pdf(), "空.pdf") == "documents.no_text"


@pytest.mark.feature("DOC-12")
@pytest.mark.parametrize("cut", [30, 200, 1000, len(PLAIN) - 30])
def test_a_document_that_ends_early_is_unreadable(cut: int) -> None:
    assert refused(PLAIN[:cut], "断.docx") == "documents.unreadable"


@pytest.mark.feature("DOC-12")
def test_broken_xml_is_unreadable() -> None:
    broken = hostile.replaced(PLAIN, "word/document.xml", b"<w:document><w:body>")
    assert refused(broken, "坏.docx") == "documents.unreadable"


def test_a_reader_that_dies_is_replaced() -> None:
    documents_in.read(PLAIN, "a.docx")
    reader = bounded._Shared.reader
    assert reader is not None
    os.kill(reader.process.pid, signal.SIGKILL)
    reader.process.wait()
    assert documents_in.read(PLAIN, "a.docx").title == "述职报告"


def test_nobody_waits_for_a_document_that_another_is_reading() -> None:
    found: list[str] = []
    with bounded._Shared.lock:  # another thread is reading
        thread = threading.Thread(target=lambda: found.append(documents_in.read(PLAIN, "a.docx").text))
        thread.start()
        thread.join(20)
    assert found == ["述职报告\n我讲党课。"]


def test_what_takes_too_long_is_refused_as_too_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_reader, "SECONDS", 0.3)
    monkeypatch.setattr(document_reader, "_child", lambda *request: time.sleep(5) or b"")
    assert b"too_costly" in document_reader._serve_one(b"", "docx", "a.docx")


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda *request: os._exit(3), b"unreadable"),
        (lambda *request: os.kill(os.getpid(), signal.SIGXCPU) or b"", b"too_costly"),
    ],
)
def test_a_child_that_breaks_down_is_a_refused_document(
    end: Callable[..., bytes], code: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_reader, "_child", end)
    assert code in document_reader._serve_one(b"", "docx", "a.docx")


def test_a_large_file_is_refused_before_it_is_read_whole(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("large") / "大.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(InputError, match="too_large"):
        documents_in.load(path)
