"""Confirmation and lock by two persons, unlocking by two roles."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.ballots import queries, signals
from shuping.apps.ballots.models import Count, CountSession
from shuping.base.actor import Actor
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Row
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role

from .common import (
    figures,
    locked_session,
    need_reason,
    record,
    refuse,
    refuse_confirmed,
    refuse_conflict,
    refuse_not_closed,
    refuse_unrecorded,
)

if TYPE_CHECKING:
    pass

_State = CountSession.State


@transaction.atomic
def confirm_count(*, session: CountSession, by: Actor, at: datetime) -> None:
    """The first of two persons: the paper and the figures agree. Raises RuleError for whatever is still open.

    In a child round a clerk confirms and the unit's secretary locks (`ballots.secretary_locks`).
    """
    session = locked_session(session, by)
    if session.cycle.parent_id is not None and by.role is Role.REPORTER:
        raise RuleError("ballots.secretary_locks")
    refuse_conflict(session.cycle, by, at)
    refuse_confirmed(session)
    _refuse_unfinished(session)
    session.first_lock_by_id, session.first_lock_at = by.user_id, at
    session.save(update_fields=["first_lock_by", "first_lock_at"])
    record("ballots.count.confirmed", session, by=by, at=at)


@transaction.atomic
def withdraw_confirmation(*, session: CountSession, reason: str, by: Actor, at: datetime) -> None:
    """Take the first confirmation back before the lock, with reason, so that a sheet may be mended.

    Raises RuleError `ballots.not_confirmed`.
    """
    session = locked_session(session, by)
    if session.first_lock_by_id is None:
        raise RuleError("ballots.not_confirmed")
    need_reason(reason)
    session.first_lock_by, session.first_lock_at = None, None
    session.save(update_fields=["first_lock_by", "first_lock_at"])
    record("ballots.count.confirmation_withdrawn", session, by=by, at=at, reason=reason.strip())


@transaction.atomic
def lock_count(*, session: CountSession, by: Actor, at: datetime) -> str:
    """The second person locks: the agreed figures become the counts; returns their digest.

    Raises RuleError `ballots.not_confirmed`, `ballots.same_person_locks`, or whatever is still open.
    """
    session = locked_session(session, by)
    first = session.first_lock_by
    if first is None:
        raise RuleError("ballots.not_confirmed")
    if first.pk == by.user_id:
        raise RuleError("ballots.same_person_locks")
    if session.cycle.parent_id is not None and by.role is Role.CLERK:
        own = queries.rates_own_secretary(session.cycle)
        raise RuleError("ballots.department_locks" if own else "ballots.secretary_locks")
    refuse_conflict(session.cycle, by, at)
    sheets = _refuse_unfinished(session)
    agreed = {sheet.voter_class.code: queries.rows_of(sheet.keyings[0]) for sheet in sheets}
    session.counts.all().delete()
    Count.objects.bulk_create(_count(session, code, row) for code, rows in agreed.items() for row in rows)
    session.state, session.locked_by_id, session.locked_at = _State.LOCKED, by.user_id, at
    session.result_digest = queries.digest_of(sheets, agreed)
    session.unlock_reason = ""
    session.save()
    details = {
        "digest": session.result_digest,
        "forms": {
            sheet.voter_class.code: [sheet.forms.issued, sheet.forms.collected, sheet.forms.void] for sheet in sheets
        },
    }
    record("ballots.count.locked", session, by=by, at=at, details=details)
    return session.result_digest


@transaction.atomic
def ask_unlock(*, session: CountSession, reason: str, by: Actor, at: datetime) -> None:
    """Office head or supervisor asks, with reason, to unlock; the other of the two must confirm.

    Raises RuleError `ballots.unlock_already_asked`.
    """
    session = locked_session(session, by, locked=True)
    need_reason(reason)
    if session.unlock_asked_by_id is not None:
        raise RuleError("ballots.unlock_already_asked", who=str(session.unlock_asked_by))
    session.unlock_asked_by_id, session.unlock_asked_role, session.unlock_asked_at = by.user_id, by.role.value, at
    session.unlock_reason = reason.strip()
    session.save(update_fields=["unlock_asked_by", "unlock_asked_role", "unlock_asked_at", "unlock_reason"])
    record("ballots.unlock.asked", session, by=by, at=at, reason=session.unlock_reason)


@transaction.atomic
def refuse_unlock(*, session: CountSession, reason: str, by: Actor, at: datetime) -> None:
    """Office head or supervisor lets the request drop, with reason; the count stays locked.

    Raises RuleError `ballots.unlock_not_asked`.
    """
    session = locked_session(session, by, locked=True)
    if session.unlock_asked_by_id is None:
        raise RuleError("ballots.unlock_not_asked")
    need_reason(reason)
    _forget_request(session)
    session.unlock_reason = ""
    session.save()
    record("ballots.unlock.refused", session, by=by, at=at, reason=reason.strip())


@transaction.atomic
def unlock_count(*, session: CountSession, by: Actor, at: datetime) -> None:
    """The other of office head and supervisor confirms: the counts go, the keyings stay and may be opened again.

    Raises RuleError `ballots.unlock_not_asked`, `ballots.unlock_needs_other`.
    """
    session = locked_session(session, by, locked=True)
    asked = session.unlock_asked_by
    if asked is None:
        raise RuleError("ballots.unlock_not_asked")
    if session.unlock_asked_role == by.role.value or asked.pk == by.user_id:
        raise RuleError("ballots.unlock_needs_other", who=str(asked))
    session.counts.all().delete()
    old = session.result_digest
    session.state, session.result_digest = _State.CLOSED, ""
    session.first_lock_by = session.first_lock_at = session.locked_by = session.locked_at = None
    _forget_request(session)
    session.save()
    details = {"asked_by": str(asked), "digest": old}
    reason = session.unlock_reason
    record("ballots.count.unlocked", session, by=by, at=at, reason=reason, details=details)
    signals.count_unlocked.send(CountSession, cycle=session.cycle, first_id=asked.pk, reason=reason, by=by, at=at)


def _forget_request(session: CountSession) -> None:
    session.unlock_asked_by, session.unlock_asked_role, session.unlock_asked_at = None, "", None


def _refuse_unfinished(session: CountSession) -> list[queries.ClassSheet]:
    """Every class recorded, keyed twice, agreed and adding up; returns the sheets. Raises the first RuleError."""
    refuse_not_closed(session)
    rules = queries.rules_of(session.cycle)
    sheets = queries.sheets_of(session, rules)
    for sheet in sheets:
        code, names = sheet.voter_class.code, {str(person.pk): str(person) for person in sheet.people}
        refuse_unrecorded(sheet)
        if not sheet.finished:
            raise RuleError("ballots.not_keyed_twice", class_code=code)
        if sheet.differences:
            raise RuleError("ballots.differences_open", class_code=code, count=len(sheet.differences))
        refuse(sheet.faults(queries.rows_of(sheet.keyings[0]), rules), code, names)
    return sheets


def _count(session: CountSession, code: str, row: Row) -> Count:
    scores = list(tally.plain_scores(row.scores))
    return Count(session=session, participant_id=int(row.reporter), class_code=code, scores=scores, **figures(row))
