"""Shortcuts of the tests: a paper, its words, a docx with planted content."""

import io
import zipfile
from typing import Any

import docx

from shuping.adapters import documents_in
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import api, rendering
from shuping.apps.documents.models import Document
from shuping.dev.demo.register import Cast

from .conftest import NOW

MAKERS = {"tally": "teller1"}


def paper(cast: Cast, cycle: Cycle, kind: str, *, by: str = "office", unit: str = "", subject: str = "") -> Document:
    """A paper of one kind, made by the office unless told."""
    where = cast.units[unit].organization if unit else None
    return api.make_document(kind=kind, cycle=cycle, unit=where, subject=subject, by=cast.actor(by), at=NOW)


def words(document: Document) -> str:
    """The words of the newest docx."""
    file = document.files.filter(role="word").last()
    assert file is not None
    return documents_in.read(rendering.store().read(file.digest), file.name).text


def issuer(cast: Cast) -> api.Issuer:
    """The organs' committee numbers with 青交党."""
    return api.save_issuer(
        organization=cast.root,
        name=cast.root.name,
        head="",
        office="直属机关党委办公室",
        code_word="青交党",
        by=cast.actor("office"),
        at=NOW,
    )


def docx_with(*paragraphs: str) -> bytes:
    """A plain docx."""
    made = docx.Document()
    for one in paragraphs:
        made.add_paragraph(one)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The docx with one more part, or one part changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(kept, "w") as after:
        for info in before.infolist():
            if info.filename != name:
                after.writestr(info, before.read(info.filename))
        after.writestr(name, content)
    return kept.getvalue()


def rows_of(text: str, *needed: str) -> list[Any]:
    """The lines of a text that hold every one of `needed`."""
    return [line for line in text.splitlines() if all(one in line for one in needed)]
