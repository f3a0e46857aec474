"""A version of a paper: drawn, stored by hash, numbered. The words of a version never change afterwards."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shuping.adapters.documents_in import MEDIA_TYPES
from shuping.apps.documents import rendering
from shuping.apps.documents.frame import framed
from shuping.apps.documents.models import Document, DocumentFile, DocumentVersion, Template
from shuping.base.actor import Actor
from shuping.core.documents import values
from shuping.core.documents.plain import digest_of, document_from, to_plain

PDF_TYPE = "application/pdf"


def keep_file(
    document: Document,
    role: str,
    data: bytes,
    name: str,
    *,
    media_type: str,
    by: Actor,
    at: datetime,
    pages: int | None = None,
    **more: Any,
) -> DocumentFile:
    """Store bytes by their hash and hang them on a paper.

    The bytes are on disk before the row exists: a broken transaction leaves a file nobody refers to, never a row
    without its file.
    """
    stored = rendering.store().put(data)
    return DocumentFile.objects.create(
        document=document,
        role=role,
        name=name[:200],
        digest=stored.digest,
        size=stored.size,
        media_type=media_type,
        pages=pages,
        at=at,
        user_id=by.user_id,
        **more,
    )


def file_name(document: Document, suffix: str) -> str:
    """The name under which a file of a paper is downloaded."""
    title = "".join(sign for sign in document.title if sign not in '\\/:*?"<>|\n')
    return f"{title[:80]}.{suffix}"


def add_version(
    document: Document,
    built: values.Document,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    template: Template | None = None,
    filled: bytes | None = None,
) -> DocumentVersion:
    """Draw `built` in the frame of the register and keep it as the newest version.

    `filled`: the docx of an own template, in place of the drawn one; a template has no PDF of the house.
    """
    printed = framed(document, built)
    names = MEDIA_TYPES["docx"], file_name(document, "docx")
    if filled is None:
        drawn = rendering.render(printed)
        word = keep_file(document, "word", drawn.word, names[1], media_type=names[0], by=by, at=at, pages=drawn.pages)
        pdf = keep_file(
            document, "pdf", drawn.pdf, file_name(document, "pdf"), media_type=PDF_TYPE, by=by, at=at, pages=drawn.pages
        )
        fonts = rendering.font_lines(drawn.fonts)
    else:
        word = keep_file(document, "word", filled, names[1], media_type=names[0], by=by, at=at)
        pdf, fonts = None, []
    return DocumentVersion.objects.create(
        document=document,
        number=document.versions.count() + 1,
        body=to_plain(built),
        digest=digest_of(printed),
        data_digest=digest_of(built),
        template=template,
        word_file=word,
        pdf_file=pdf,
        fonts=fonts,
        reason=reason[:300],
        at=at,
        user_id=by.user_id,
    )


def latest(document: Document) -> DocumentVersion | None:
    """The newest generated version."""
    return document.versions.select_related("word_file", "pdf_file", "template").order_by("-number").first()


def layout_of(document: Document) -> values.Layout:
    """The layout a paper is drawn in; that of a plain paper while it has no version."""
    version = latest(document)
    return framed(document, document_from(version.body)).layout if version else values.PLAIN


def draw_again(document: Document, reason: str, *, by: Actor, at: datetime) -> DocumentVersion | None:
    """The newest words in the frame as it stands now (a number was given, the day was set); None without a version.

    An own template is not filled again here: whoever uses one brings the final version back.
    """
    version = latest(document)
    if version is None or version.template_id is not None:
        return version
    built = document_from(version.body)
    if digest_of(framed(document, built)) == version.digest:
        return version
    return add_version(document, built, by=by, at=at, reason=reason)


def all_files(document: Document) -> Iterable[DocumentFile]:
    """Every file of a paper, oldest first."""
    return document.files.select_related("user").order_by("id")
