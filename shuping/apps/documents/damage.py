"""Every violated invariant of the register, as one plain line each, for `shuping verify`."""

from collections.abc import Iterator

from shuping.core.documents import numbering
from shuping.core.documents.plain import document_from
from shuping.core.documents.states import State
from shuping.core.documents.values import Number
from shuping.core.errors import RuleError
from shuping.core.rulesets.digest import digest

from .kinds.registry import BY_CODE
from .models import Document, DocumentFile, DocumentVersion, Instruction, NumberUse, Template
from .rendering import store


def damage() -> Iterator[str]:
    """All lines; nothing when the data are sound."""
    yield from _papers()
    yield from _numbers()
    yield from _versions()
    yield from _files()
    yield from _instructions()


def _papers() -> Iterator[str]:
    rows = Document.objects.prefetch_related("versions", "steps").select_related("number_use")
    for row in rows:
        name = f"documents: paper {row.pk}"
        kind = BY_CODE.get(row.kind)
        if kind is None:
            yield f"{name} is of the unknown kind {row.kind}"
            continue
        if row.state not in set(State):
            yield f"{name} has the unknown state {row.state}"
        yield from (f"{name} {words}" for words in _state(row, signed=kind.signed, numbered=kind.numbered))
        numbers = [version.number for version in row.versions.all()]
        if not numbers or numbers != list(range(1, len(numbers) + 1)):
            yield f"{name} has no version, or gaps in its version numbers"


def _state(row: Document, *, signed: bool, numbered: bool) -> Iterator[str]:
    if row.state == State.ISSUED and row.issued_on is None:
        yield "is issued without a day"
    if signed and row.state in (State.SIGNED, State.ISSUED) and (row.dated is None or not row.signed_by):
        yield "is signed by nobody, or carries no day"
    use = getattr(row, "number_use", None)
    if numbered and row.state == State.ISSUED:
        if use is None:
            yield "is issued without a number"
        elif row.issued_on is not None and use.year != row.issued_on.year:
            yield f"was issued in {row.issued_on.year} with a number of {use.year}"
    if row.state == State.VOID and not row.void_reason.strip():
        yield "is void without a reason"
    if not row.steps.all():
        yield "has no step of its way"


def _numbers() -> Iterator[str]:
    taken: list[Number] = []
    for use in NumberUse.objects.select_related("issuer").order_by("issuer", "year", "serial"):
        taken.append(Number(use.issuer.code_word, use.year, use.serial))
        if use.document_id is None and not use.reason.strip():
            yield f"documents: {use} is held by no paper and says no reason"
    for number in sorted(set(taken), key=lambda one: (one.code, one.year, one.serial)):
        if taken.count(number) > 1:
            yield f"documents: {numbering.written(number)} is given twice"
    for number in numbering.gaps(taken):
        yield f"documents: {numbering.written(number)} is missing"


def _versions() -> Iterator[str]:
    for version in DocumentVersion.objects.select_related("document").iterator(200):
        name = f"documents: version {version.number} of paper {version.document_id}"
        try:
            document_from(version.body)
            found = digest(version.body)  # of what is stored: a later house of papers may know more of a block
        except (RuleError, TypeError, ValueError, KeyError):
            yield f"{name} cannot be read"
            continue
        if found != version.data_digest:
            yield f"{name} was changed after it was made"
        if version.word_file_id is None:
            yield f"{name} has no file"


def _files() -> Iterator[str]:
    files = store()
    kept = [("file", row.pk, row.digest) for row in DocumentFile.objects.only("pk", "digest")]
    kept += [("template", row.pk, row.digest) for row in Template.objects.only("pk", "digest")]
    for what, pk, kept_as in kept:
        if not files.has(kept_as):
            yield f"documents: {what} {pk} ({kept_as[:12]}) is missing"
        elif not files.sound(kept_as):
            yield f"documents: {what} {pk} ({kept_as[:12]}) was changed on disk"


def _instructions() -> Iterator[str]:
    for row in Instruction.objects.select_related("file"):
        if row.file is not None and row.file.document_id != row.document_id:
            yield f"documents: instruction {row.pk} carries the sheet of another paper"
