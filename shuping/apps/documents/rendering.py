"""A paper as files: docx and PDF through the two renderers, with what the reader must know about the fonts."""

import io
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image

from shuping.adapters import docx_out, pdf_out
from shuping.adapters.files import FileStore
from shuping.adapters.fonts import FontReport
from shuping.adapters.pdf_seals import Seals, seals_of
from shuping.core.documents.values import Document

from .models import DocumentFile


@dataclass(frozen=True, slots=True)
class Rendered:
    """Both files of one paper, how many pages the PDF has, and what stood in for the official fonts."""

    word: bytes
    pdf: bytes
    pages: int
    fonts: FontReport


def store() -> FileStore:
    """Where files lie (setting FILES)."""
    return FileStore(Path(settings.FILES))


def font_folders() -> tuple[Path, ...]:
    """The site's licensed fonts: the folder `fonts` beside the files."""
    return (Path(settings.FILES).parent / "fonts",)


def render(document: Document) -> Rendered:
    """Draw a paper twice."""
    pdf = pdf_out.pdf_of(document, font_folders())
    word = docx_out.docx_of(document, dict(enumerate(pdf.parts, start=1)), apart=pdf.apart)
    return Rendered(word, pdf.data, page_count(pdf.data), pdf.fonts)


def word_of(document: Document) -> bytes:
    """The docx of a paper."""
    return docx_out.docx_of(document)


def file_data(file: DocumentFile) -> bytes:
    """The bytes of a file that hangs on a paper. Raises FileNotFoundError if they are not here."""
    return store().read(file.digest)


def seals_in(file: DocumentFile) -> Seals:
    """The electronic seals of a stored PDF; none in a picture, or where the file is not here any more."""
    if file.media_type != "application/pdf" or not store().has(file.digest):
        return Seals(0, whole=False)
    return seals_of(store().read(file.digest))


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()


def picture_of(file: DocumentFile, page: int, *, scale: float) -> bytes:
    """One page of a stored PDF or scan as PNG. `page` counts from 1."""
    data = store().read(file.digest)
    if file.media_type == "application/pdf":
        paper = pypdfium2.PdfDocument(data)
        try:
            image = paper[page - 1].render(scale=scale).to_pil()
        finally:
            paper.close()
    else:
        image = Image.open(io.BytesIO(data)).convert("RGB")
        image.thumbnail((1600, 2400))
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def font_lines(report: FontReport) -> list[dict[str, str]]:
    """The report as plain lines for the page: kind (replaced, borrowed, missing) and its words."""
    found = [{"kind": "replaced", "official": official, "used": used} for official, used in report.replaced]
    if report.borrowed:
        found.append({"kind": "borrowed", "signs": "".join(report.borrowed)[:100]})
    if report.missing:
        found.append({"kind": "missing", "signs": "".join(report.missing)[:100]})
    return found
