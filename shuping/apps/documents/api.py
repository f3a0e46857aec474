"""What other apps, the portal and the commands may call."""

from typing import Any

from shuping.core.documents.filing import filed
from shuping.core.documents.house_layout import HouseLayout
from shuping.core.documents.values import Frame

from .access import documents
from .damage import damage
from .kinds.registry import KINDS, kind_of
from .models import Document, DocumentFile, DocumentVersion, Instruction, Issuer, NumberUse
from .queries import number_use
from .rendering import file_data
from .services.files import add_instruction, bring_final, bring_scan
from .services.layouts import save_layout
from .services.making import make_document, set_frame
from .services.moving import hand_over, issue_document, return_document, sign_document, use_document, void_document
from .services.numbers import give_number_back, reserve_numbers, save_issuer, take_number
from .services.templating import retire_template, upload_template
from .waiting import waiting

__all__ = [
    "KINDS",
    "Document",
    "DocumentFile",
    "Frame",
    "HouseLayout",
    "Issuer",
    "add_instruction",
    "archive",
    "bring_final",
    "bring_scan",
    "damage",
    "documents",
    "file_data",
    "filed_files",
    "give_number_back",
    "hand_over",
    "issue_document",
    "kind_of",
    "make_document",
    "number_use",
    "reserve_numbers",
    "retire_template",
    "return_document",
    "save_issuer",
    "save_layout",
    "set_frame",
    "sign_document",
    "take_number",
    "upload_template",
    "use_document",
    "void_document",
    "waiting",
    "wipe",
]


def archive(cycle: Any) -> list[dict[str, object]]:
    """The round's papers for the year's file, in the order of the register: what was issued or voided.

    Number, title, dates, retention, pages and the hashes of every file, drafts too; `kept`: whether the file belongs
    into the package. Never the words, so that a paper which only some may read (tally, computation) is sealed without
    being shown.
    """
    rows = Document.objects.filter(cycle=cycle, state__in=("issued", "void")).select_related("number_use__issuer")
    rows = rows.prefetch_related("files", "instructions").order_by("issued_on", "pk")
    return [_archived(row) for row in rows]


def filed_files(row: Document) -> list[DocumentFile]:
    """The files of a paper that go into the package, in the order of a filed piece; none of a void paper."""
    files = list(row.files.all())
    return [files[place] for place in filed([one.role for one in files])] if row.state == "issued" else []


def _archived(row: Document) -> dict[str, object]:
    use = getattr(row, "number_use", None)
    files, kept = list(row.files.all()), {one.pk for one in filed_files(row)}
    pages = [file.pages for file in files if file.pages]
    return {
        "number": str(use or ""),
        "kind": row.kind,
        "title": row.title,
        "unit": row.organization_id,
        "state": row.state,
        "void_reason": row.void_reason,
        "secrecy": row.secrecy,
        "retention": row.retention,
        "dated": row.dated.isoformat() if row.dated else "",
        "signed_by": row.signed_by,
        "issued_on": row.issued_on.isoformat() if row.issued_on else "",
        "pages": pages[-1] if pages else None,
        "files": [
            {
                "role": one.role,
                "name": one.name,
                "sha256": one.digest,
                "size": one.size,
                "kept": one.pk in kept,
            }
            for one in files
        ],
        "instructions": [
            {"leader": one.leader, "kind": one.kind, "on": one.given_on.isoformat(), "text": one.text}
            for one in row.instructions.all()
        ],
    }


def wipe(cycle: Any) -> None:
    """Remove the papers of a rehearsal round (the caller has made sure that it is one, and writes the audit row).

    Numbers that were given to them stay in the book, with the reason.
    """
    rows = Document.objects.filter(cycle=cycle)
    NumberUse.objects.filter(document__in=rows).update(document=None, reason="演练用号，已随演练清除")
    Instruction.objects.filter(document__in=rows).delete()
    DocumentVersion.objects.filter(document__in=rows).delete()
    rows.delete()
