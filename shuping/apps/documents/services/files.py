"""What comes back to a paper: the edited final docx, the sealed scan, the leaders' instructions (DOC-15).

A file is judged before anything is kept: what may not come in leaves neither bytes nor rows.
"""

import io
import re
import warnings
from datetime import date, datetime

from django.db import transaction
from PIL import Image

from shuping.adapters import documents_in
from shuping.apps.documents import rendering
from shuping.apps.documents.kinds.registry import kind_of
from shuping.apps.documents.models import Document, DocumentFile, Instruction
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.documents.numbering import refuse_secret_class
from shuping.core.documents.states import State
from shuping.core.errors import InputError, RuleError
from shuping.core.reports import difference

from . import checking, versions
from .rows import lock, note, touch

SCANS = ("pdf", "jpg", "png")
_MARKED = re.compile(r"(绝密|机密|秘密)\s*[★☆*]|^\s*(绝密|机密|秘密)\s*$", re.MULTILINE)
_KEPT_ROWS = 200  # of the difference, for the page


@transaction.atomic
def bring_final(
    *, document: Document, data: bytes, name: str, revision: int | None = None, by: Actor, at: datetime
) -> DocumentFile:
    """定稿: the docx as the office edited it, with the findings of the format check and the difference of words.

    Allowed until the paper is issued. Raises InputError documents.* (macros, outside parts, password, type, size),
    RuleError `documents.final_docx`, `documents.secret_class`, `documents.words_fixed`.
    """
    if _kind(data, name, ("docx",)) != "docx":
        raise RuleError("documents.final_docx")
    text = documents_in.read(data, name).text
    refuse_marked(text)
    row = lock(document, revision)
    if row.state in (State.ISSUED, State.VOID):
        raise RuleError("documents.words_fixed")
    kept = versions.keep_file(
        row,
        "final",
        data,
        name,
        media_type=documents_in.MEDIA_TYPES["docx"],
        by=by,
        at=at,
        findings=checking.findings(data, name, versions.layout_of(row)),
        difference=_difference(row, text),
    )
    touch(row, by)
    details = {"digest": kept.digest, "findings": len(kept.findings), "changed": kept.difference.get("changed", 0)}
    note(row, "final_brought", kept.name, by=by, at=at, details=details)
    return kept


def refuse_marked(text: str) -> None:
    """Refuse a text that carries a mark of a state secret (绝密★, a line of its own). Raises documents.secret_class."""
    if found := _MARKED.search(text):
        refuse_secret_class(found.group())


def _difference(document: Document, text: str) -> dict[str, object]:
    """The words of the generated version against the final ones, sentence by sentence; both read the same way."""
    version = versions.latest(document)
    if version is None or version.word_file is None:
        return {}
    before = documents_in.read(rendering.store().read(version.word_file.digest), version.word_file.name).text
    rows = [one for one in difference.texts(before, text) if one.kind != difference.SAME]
    return {
        "version": version.number,
        "changed": len(rows),
        "rows": [
            {
                "kind": one.kind,
                "left": [[run.text, run.marked] for run in one.left],
                "right": [[run.text, run.marked] for run in one.right],
            }
            for one in rows[:_KEPT_ROWS]
        ],
    }


def _scan(document: Document, role: str, data: bytes, name: str, *, by: Actor, at: datetime) -> DocumentFile:
    kind = _kind(data, name, SCANS)
    if kind not in SCANS:
        raise RuleError("documents.scan_type", known="、".join(SCANS))
    pages = _pages(data, name) if kind == "pdf" else _picture(data, name)
    return versions.keep_file(
        document, role, data, name, media_type=documents_in.MEDIA_TYPES[kind], by=by, at=at, pages=pages
    )


def _kind(data: bytes, name: str, wanted: tuple[str, ...]) -> str:
    """As `documents_in.kind_of`; a refusal of the type names what this place takes."""
    try:
        return documents_in.kind_of(data, name)
    except InputError as refused:
        if refused.code != "documents.wrong_type":
            raise
        raise InputError(refused.code, name=name, known="、".join(wanted)) from None


def _picture(data: bytes, name: str) -> int:
    """1, the page of a picture that can be drawn. Raises InputError documents.unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(io.BytesIO(data)).verify()
    except Exception:  # noqa: BLE001  (the reader raises whatever the broken file made it stumble over)
        raise InputError("documents.unreadable", name=name) from None
    return 1


def _pages(data: bytes, name: str) -> int:
    try:
        return rendering.page_count(data)
    except Exception:  # noqa: BLE001  (the reader raises whatever the broken file made it stumble over)
        raise InputError("documents.unreadable", name=name) from None


@transaction.atomic
def bring_scan(
    *, document: Document, data: bytes, name: str, revision: int | None = None, by: Actor, at: datetime
) -> DocumentFile:
    """The sealed or signed paper, scanned. From then on it is the file that counts.

    Raises InputError documents.*, RuleError `documents.scan_type`, `documents.not_signed_yet`.
    """
    row = lock(document, revision)
    ready = (State.SIGNED, State.ISSUED) if kind_of(row.kind).signed else (State.DRAFT, State.ISSUED)
    if row.state not in ready:
        raise RuleError("documents.not_signed_yet")
    kept = _scan(row, "scan", data, name, by=by, at=at)
    touch(row, by)
    note(row, "scan_brought", kept.name, by=by, at=at, details={"digest": kept.digest, "pages": kept.pages})
    return kept


@transaction.atomic
def add_instruction(
    *,
    document: Document,
    kind: str,
    leader: str,
    given_on: date,
    text: str = "",
    data: bytes | None = None,
    name: str = "",
    by: Actor,
    at: datetime,
) -> Instruction:
    """批示 or 圈阅 of a leader, with the words and perhaps the scan of the sheet.

    Raises RuleError `documents.instruction_words` (a 批示 without words), `documents.instruction_leader`,
    `documents.instruction_future`, InputError documents.*.
    """
    if kind not in Instruction.Kind.values or not leader.strip():
        raise RuleError("documents.instruction_leader")
    if kind == Instruction.Kind.INSTRUCTION and not text.strip() and data is None:
        raise RuleError("documents.instruction_words")
    if given_on > clock.local_day(at):
        raise RuleError("documents.instruction_future", on=given_on.isoformat())
    row = lock(document)
    if row.state == State.VOID:
        raise RuleError("documents.words_fixed")
    file = _scan(row, "instruction", data, name, by=by, at=at) if data is not None else None
    made = Instruction.objects.create(
        document=row,
        kind=kind,
        leader=leader.strip(),
        given_on=given_on,
        text=text.strip(),
        file=file,
        at=at,
        user_id=by.user_id,
    )
    touch(row, by)
    note(row, "instructed", f"{made.leader}：{made.text}", by=by, at=at, details={"kind": kind, "leader": made.leader})
    return made
