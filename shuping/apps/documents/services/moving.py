"""The way of a paper: handed over, returned, signed, issued, put to use, voided."""

from datetime import date, datetime

from django.db import transaction

from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents import queries
from shuping.apps.documents.kinds.registry import kind_of
from shuping.apps.documents.models import Document, NumberUse
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.documents import states
from shuping.core.documents.states import Act
from shuping.core.errors import RuleError

from . import versions
from .rows import first, lock, note, touch


def _move(document: Document, act: Act, revision: int | None) -> Document:
    """The locked row in its new state, unsaved. Raises RuleError `documents.moved_first` (who, at)."""
    row = lock(document, revision)
    try:
        row.state = states.move(row.state, act, needs_signature=kind_of(row.kind).signed)
    except RuleError:
        raise RuleError("documents.moved_first", **first(row)) from None
    return row


@transaction.atomic
def hand_over(*, document: Document, revision: int | None = None, by: Actor, at: datetime) -> Document:
    """送审. Raises RuleError `documents.moved_first`, `documents.changed_meanwhile`, `documents.no_version`."""
    row = _move(document, Act.HAND_OVER, revision)
    if versions.latest(row) is None:
        raise RuleError("documents.no_version")
    touch(row, by)
    note(row, "handed_over", by=by, at=at)
    return row


@transaction.atomic
def return_document(
    *, document: Document, reason: str, revision: int | None = None, by: Actor, at: datetime
) -> Document:
    """退回修改 with a reason. Raises RuleError `documents.reason_needed`, `documents.moved_first`."""
    row = _move(document, Act.RETURN, revision)
    words = _reason(reason)
    touch(row, by)
    note(row, "returned", words, by=by, at=at, reason=words)
    return row


@transaction.atomic
def sign_document(
    *, document: Document, dated: date | None = None, revision: int | None = None, by: Actor, at: datetime
) -> Document:
    """签发: the words are fixed, the paper carries its day (成文日期).

    Raises RuleError `documents.own_paper` (whoever made it does not sign it), `documents.moved_first`.
    """
    row = _move(document, Act.SIGN, revision)
    if not kind_of(row.kind).of_unit and by.user_id is not None and by.user_id == row.made_by_id:
        raise RuleError("documents.own_paper")
    row.dated = dated or clock.local_day(at)
    row.signed_by = by.name[:60]
    touch(row, by)
    versions.draw_again(row, "", by=by, at=at)
    note(row, "signed", by=by, at=at, details={"dated": row.dated})
    return row


@transaction.atomic
def issue_document(*, document: Document, revision: int | None = None, by: Actor, at: datetime) -> Document:
    """印发: a numbered kind must hold a number of this year; the imprint carries the day.

    A notice of a round whose plan is approved records its number there too, so that nobody types it twice.
    Raises RuleError `documents.number_missing`, `documents.number_year`, `documents.moved_first`.
    """
    row = _move(document, Act.ISSUE, revision)
    today = clock.local_day(at)
    use = queries.number_use(row)
    if kind_of(row.kind).numbered:
        if use is None:
            raise RuleError("documents.number_missing")
        if use.year != today.year:
            raise RuleError("documents.number_year", found=use.year, expected=today.year)
    row.issued_on = today
    touch(row, by)
    versions.draw_again(row, "", by=by, at=at)
    note(row, "issued", str(use or ""), by=by, at=at, details={"digest": queries.content_digest(row)})
    _tell_round(row, use, by=by, at=at)
    return row


def _tell_round(row: Document, use: NumberUse | None, *, by: Actor, at: datetime) -> None:
    cycle = row.cycle
    if (
        row.kind == "notice"
        and use is not None
        and row.issued_on is not None
        and cycle.stage == cycles_api.Stage.PLAN_APPROVED
    ):
        cycles_api.record_notice(cycle=cycle, number=str(use), on=row.issued_on, by=by, at=at)


@transaction.atomic
def use_document(*, document: Document, revision: int | None = None, by: Actor, at: datetime) -> Document:
    """A working paper is put to use without a signature. Raises RuleError `documents.moved_first`."""
    row = _move(document, Act.USE, revision)
    row.issued_on = clock.local_day(at)
    touch(row, by)
    note(row, "used", by=by, at=at, details={"digest": queries.content_digest(row)})
    return row


@transaction.atomic
def void_document(*, document: Document, reason: str, revision: int | None = None, by: Actor, at: datetime) -> Document:
    """作废 with a reason. A number stays with the void paper: it is never given twice.

    Raises RuleError `documents.reason_needed`, `documents.moved_first`.
    """
    row = _move(document, Act.VOID, revision)
    row.void_reason = _reason(reason)
    touch(row, by)
    note(row, "voided", row.void_reason, by=by, at=at, reason=row.void_reason)
    return row


def _reason(words: str) -> str:
    if not words.strip():
        raise RuleError("documents.reason_needed")
    return words.strip()
