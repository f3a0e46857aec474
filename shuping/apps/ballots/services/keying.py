"""Two keyings of each sheet, and keying a differing row again after looking at the paper."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.ballots import queries
from shuping.apps.ballots.models import Correction, CountSession, KeyedRow, Keying
from shuping.base.actor import Actor
from shuping.base.clock import LOCAL
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Fault, Row
from shuping.core.errors import RuleError

from .common import (
    class_of,
    figures,
    locked_session,
    need_reason,
    own_keying,
    record,
    refuse,
    refuse_confirmed,
    refuse_conflict,
    refuse_not_closed,
    sheet_of,
)

if TYPE_CHECKING:
    pass

_State = CountSession.State


@transaction.atomic
def start_keying(*, session: CountSession, class_code: str, by: Actor, at: datetime) -> Keying:
    """Take one of the two keyings of a class; asked again, the clerk's own keying is returned.

    Raises RuleError `ballots.both_keyings_taken`, `ballots.reporter_may_not_count`, `ballots.not_closed`,
    `accounts.conflict`. One account is one person (accounts), so two accounts are two people.
    """
    session = locked_session(session, by)
    refuse_not_closed(session)
    class_of(queries.rules_of(session.cycle), class_code)
    taken = list(session.keyings.filter(class_code=class_code).select_related("keyed_by"))
    mine = next((keying for keying in taken if keying.keyed_by_id == by.user_id), None)
    if mine is not None:
        return mine
    refuse_conflict(session.cycle, by, at)
    refuse_confirmed(session)
    if len(taken) == 2:
        first, second = (str(keying.keyed_by) for keying in taken)
        raise RuleError("ballots.both_keyings_taken", class_code=class_code, first=first, second=second)
    if by.user_id is None:
        raise RuleError("ballots.needs_account")
    number = 2 if any(keying.number == 1 for keying in taken) else 1
    keying = Keying(session=session, class_code=class_code, number=number, keyed_by_id=by.user_id)
    keying.save()
    record("ballots.keying.started", session, by=by, at=at, details={"class": class_code, "number": number})
    return keying


@transaction.atomic
def save_rows(*, keying: Keying, rows: Sequence[Row], by: Actor, at: datetime) -> list[Fault]:
    """Keep the rows keyed so far; returns what is not right yet. `Row.reporter` is the participant's id as text.

    Figures need not add up before the sheet is finished. Raises RuleError for negative figures, unreadable scores,
    unknown reporters, another clerk's sheet or a finished one.
    """
    keying = own_keying(keying, by)
    if keying.finished_at is not None:
        raise RuleError("ballots.keying_finished", **_finished(keying))
    names = {str(person.pk): str(person) for person in sheet_of(keying).people}
    for row in rows:
        _refuse_unreadable(row, keying.class_code, names)
    for row in rows:
        _store(keying, row)
    details = {"class": keying.class_code, "number": keying.number, "rows": len(rows)}
    record("ballots.rows.keyed", keying.session, by=by, at=at, details=details)
    return _faults(keying)


def save_row(*, keying: Keying, row: Row, by: Actor, at: datetime) -> list[Fault]:
    """Keep one row; see `save_rows`."""
    return save_rows(keying=keying, rows=[row], by=by, at=at)


def _finished(keying: Keying) -> dict[str, object]:
    """Who finished the sheet and when."""
    moment = keying.finished_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if keying.finished_at else "—"
    return {"name": str(keying.keyed_by), "at": moment}


@transaction.atomic
def finish_keying(*, keying: Keying, by: Actor, at: datetime) -> None:
    """The clerk is done with the sheet. Raises the RuleError of the first thing that does not add up."""
    keying = own_keying(keying, by)
    if keying.finished_at is not None:
        raise RuleError("ballots.keying_finished", **_finished(keying))
    people = sheet_of(keying).people
    refuse(_faults(keying), keying.class_code, {str(person.pk): str(person) for person in people})
    keying.finished_at = at
    keying.save(update_fields=["finished_at"])
    details = {"class": keying.class_code, "number": keying.number}
    record("ballots.keying.finished", keying.session, by=by, at=at, details=details)


@transaction.atomic
def rekey_row(*, keying: Keying, row: Row, by: Actor, at: datetime) -> Correction:
    """Key one differing row again after looking at the paper; figures before and after are kept.

    Raises RuleError `ballots.keying_not_finished`, `ballots.no_difference`, or what is impossible about the row.
    """
    keying = own_keying(keying, by)
    session, code = keying.session, keying.class_code
    rules = queries.rules_of(session.cycle)
    sheet = sheet_of(keying)
    names = {str(person.pk): str(person) for person in sheet.people}
    if not sheet.finished:
        raise RuleError("ballots.keying_not_finished")
    if row.reporter not in {found.reporter for found in sheet.differences}:
        raise RuleError("ballots.no_difference", reporter=names.get(row.reporter, ""))
    refuse(sheet.row_faults(row, rules), code, names)
    before = next((_plain(old) for old in queries.rows_of(keying) if old.reporter == row.reporter), {})
    _store(keying, row)
    refuse(_faults(keying), code, names)
    correction = Correction.objects.create(
        keying=keying, participant_id=int(row.reporter), before=before, after=_plain(row), at=at, user_id=by.user_id
    )
    details = {"class": code, "number": keying.number, "reporter": names[row.reporter]}
    record("ballots.row.keyed_again", session, by=by, at=at, details=details)
    return correction


@transaction.atomic
def reopen_keying(*, keying: Keying, reason: str, by: Actor, at: datetime) -> None:
    """The clerk takes the own finished sheet up again, with reason; the other keying is out of sight until then.

    Raises RuleError `ballots.keying_not_finished`.
    """
    keying = own_keying(keying, by)
    if keying.finished_at is None:
        raise RuleError("ballots.keying_not_finished")
    need_reason(reason)
    keying.finished_at = None
    keying.save(update_fields=["finished_at"])
    details = {"class": keying.class_code, "number": keying.number}
    record("ballots.keying.reopened", keying.session, by=by, at=at, reason=reason.strip(), details=details)


def _refuse_unreadable(row: Row, class_code: str, names: dict[str, str]) -> None:
    if row.reporter not in names:
        raise RuleError("ballots.unknown_reporter", class_code=class_code, reporter="")
    if min([*row.counts.values(), row.void], default=0) < 0:
        raise RuleError("ballots.negative", class_code=class_code, reporter=names[row.reporter])
    for text in row.scores:
        tally.read_score(text)


def _faults(keying: Keying) -> list[Fault]:
    """What is not right on a keying as it is stored now."""
    rows = [queries.row_of(stored) for stored in KeyedRow.objects.filter(keying=keying)]
    return list(sheet_of(keying).faults(rows, queries.rules_of(keying.session.cycle)))


def _plain(row: Row) -> dict[str, object]:
    return {**figures(row), "void_reason": row.void_reason, "scores": list(row.scores)}


def _store(keying: Keying, row: Row) -> None:
    KeyedRow.objects.update_or_create(
        keying=keying,
        participant_id=int(row.reporter),
        defaults={**figures(row), "void_reason": row.void_reason.strip(), "scores": list(row.scores)},
    )
