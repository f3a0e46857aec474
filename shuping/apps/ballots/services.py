"""Writes of the count: forms, two keyings, corrections, confirmation and lock by two, unlocking by two.

Whatever decides is judged again under the lock of the session row: of two people at once, one wins and the other is
told. Audit details hold class totals only.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.base.actor import Actor
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Fault, Row
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from shuping.core.rulesets.values import RuleSet, VoterClass

from . import queries, signals
from .models import ClassIssue, Correction, Count, CountSession, KeyedRow, Keying

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle

COUNTING = (Stage.MEETING, Stage.BALLOT_CLOSED)
UNLOCKING = (Stage.MEETING, Stage.BALLOT_CLOSED, Stage.COUNT_LOCKED)
UNLOCKERS = (Role.OFFICE_HEAD, Role.SUPERVISOR)
CHILD_UNLOCKERS = (*UNLOCKERS, Role.REPORTER, Role.CLERK)  # two roles of the unit, or of the department above it
_State = CountSession.State


@transaction.atomic
def open_count(*, cycle: "Cycle", by: Actor, at: datetime) -> CountSession:
    """Begin the count of a round with one empty line of forms per class.

    Raises RuleError `ballots.wrong_stage`, `ballots.suspended`, `ballots.already_open` or
    `ballots.reporter_may_not_count`.
    """
    # The round's own row is the lock: two tellers who open at once find one session.
    locked = type(cycle).objects.select_for_update().get(pk=cycle.pk)
    _refuse_stage(locked, COUNTING)
    _refuse_reporter(locked, by)
    if CountSession.objects.filter(cycle=locked).exists():
        raise RuleError("ballots.already_open")
    session = CountSession.objects.create(cycle=locked, opened_at=at)
    classes = queries.rules_of(locked).classes
    ClassIssue.objects.bulk_create(ClassIssue(session=session, class_code=one.code) for one in classes)
    _record("ballots.count.opened", session, by=by, at=at, details={"classes": [one.code for one in classes]})
    return session


@transaction.atomic
def record_issue(
    *,
    session: CountSession,
    class_code: str,
    issued: int,
    collected: int,
    void_forms: int = 0,
    void_reason: str = "",
    own_rows: int | None = None,
    by: Actor,
    at: datetime,
) -> ClassIssue:
    """Enter 发出 / 收回 / 无效 of one class; `own_rows` None takes the usual (all reporters handed in a form).

    Raises RuleError for impossible figures (case A5: more collected than issued), after confirmation or lock, and
    where a clerk has finished keying the class.
    """
    session = _locked(session, by)
    _refuse_confirmed(session)
    rules = queries.rules_of(session.cycle)
    voter_class = _class(rules, class_code)
    if session.keyings.filter(class_code=class_code).exclude(finished_at=None).exists():
        raise RuleError("ballots.issue_after_keying", class_code=class_code)
    issue = session.issues.get_or_create(class_code=class_code)[0]
    if own_rows is None:
        own_rows = queries.usual_own_rows(voter_class, len(queries.reporters(session.cycle)), collected - void_forms)
    issue.issued, issue.collected, issue.void_forms = issued, collected, void_forms
    issue.void_reason, issue.own_rows, issue.recorded_at = void_reason.strip(), own_rows, at
    _refuse(list(tally.form_faults(queries.forms_of(issue))), class_code, {})
    issue.save()
    details = {"class": class_code, "issued": issued, "collected": collected, "void": void_forms}
    _record("ballots.forms.recorded", session, by=by, at=at, reason=issue.void_reason, details=details)
    return issue


@transaction.atomic
def close_count(*, session: CountSession, by: Actor, at: datetime) -> None:
    """No more forms come in; keying may begin. Raises RuleError if a class is not recorded or impossible."""
    session = _locked(session, by)
    if session.state != _State.OPEN:
        raise RuleError("ballots.not_open")
    for sheet in queries.sheets_of(session, queries.rules_of(session.cycle)):
        _refuse_unrecorded(sheet)
    session.state, session.closed_at = _State.CLOSED, at
    session.save(update_fields=["state", "closed_at"])
    _record("ballots.count.closed", session, by=by, at=at)


@transaction.atomic
def start_keying(*, session: CountSession, class_code: str, by: Actor, at: datetime) -> Keying:
    """Take one of the two keyings of a class; asked again, the clerk's own keying is returned.

    Raises RuleError `ballots.both_keyings_taken`, `ballots.reporter_may_not_count`, `ballots.not_closed`,
    `accounts.conflict`. One account is one person (accounts), so two accounts are two people.
    """
    session = _locked(session, by)
    _refuse_not_closed(session)
    _class(queries.rules_of(session.cycle), class_code)
    taken = list(session.keyings.filter(class_code=class_code).select_related("keyed_by"))
    mine = next((keying for keying in taken if keying.keyed_by_id == by.user_id), None)
    if mine is not None:
        return mine
    _refuse_conflict(session.cycle, by, at)
    _refuse_confirmed(session)
    if len(taken) == 2:
        first, second = (str(keying.keyed_by) for keying in taken)
        raise RuleError("ballots.both_keyings_taken", class_code=class_code, first=first, second=second)
    if by.user_id is None:
        raise RuleError("ballots.needs_account")
    number = 2 if any(keying.number == 1 for keying in taken) else 1
    keying = Keying(session=session, class_code=class_code, number=number, keyed_by_id=by.user_id)
    keying.save()
    _record("ballots.keying.started", session, by=by, at=at, details={"class": class_code, "number": number})
    return keying


@transaction.atomic
def save_rows(*, keying: Keying, rows: Sequence[Row], by: Actor, at: datetime) -> list[Fault]:
    """Keep the rows keyed so far; returns what is not right yet. `Row.reporter` is the participant's id as text.

    Figures need not add up before the sheet is finished. Raises RuleError for negative figures, unreadable scores,
    unknown reporters, another clerk's sheet or a finished one.
    """
    keying = _own_keying(keying, by)
    if keying.finished_at is not None:
        raise RuleError("ballots.keying_finished")
    people = queries.reporters(keying.session.cycle)
    names = {str(person.pk): str(person) for person in people}
    for row in rows:
        _refuse_unreadable(row, keying.class_code, names)
    for row in rows:
        _store(keying, row)
    details = {"class": keying.class_code, "number": keying.number, "rows": len(rows)}
    _record("ballots.rows.keyed", keying.session, by=by, at=at, details=details)
    return _faults(keying)


def save_row(*, keying: Keying, row: Row, by: Actor, at: datetime) -> list[Fault]:
    """Keep one row; see `save_rows`."""
    return save_rows(keying=keying, rows=[row], by=by, at=at)


@transaction.atomic
def finish_keying(*, keying: Keying, by: Actor, at: datetime) -> None:
    """The clerk is done with the sheet. Raises the RuleError of the first thing that does not add up."""
    keying = _own_keying(keying, by)
    if keying.finished_at is not None:
        raise RuleError("ballots.keying_finished")
    people = queries.reporters(keying.session.cycle)
    _refuse(_faults(keying), keying.class_code, {str(person.pk): str(person) for person in people})
    keying.finished_at = at
    keying.save(update_fields=["finished_at"])
    details = {"class": keying.class_code, "number": keying.number}
    _record("ballots.keying.finished", keying.session, by=by, at=at, details=details)


@transaction.atomic
def rekey_row(*, keying: Keying, row: Row, by: Actor, at: datetime) -> Correction:
    """Key one differing row again after looking at the paper; figures before and after are kept.

    Raises RuleError `ballots.keying_not_finished`, `ballots.no_difference`, or what is impossible about the row.
    """
    keying = _own_keying(keying, by)
    session, code = keying.session, keying.class_code
    rules = queries.rules_of(session.cycle)
    people = queries.reporters(session.cycle)
    names = {str(person.pk): str(person) for person in people}
    sheet = next(one for one in queries.sheets_of(session, rules) if one.voter_class.code == code)
    if not sheet.finished:
        raise RuleError("ballots.keying_not_finished")
    if row.reporter not in {found.reporter for found in sheet.differences}:
        raise RuleError("ballots.no_difference", reporter=names.get(row.reporter, ""))
    faults = tally.row_faults(
        row, sheet.forms, reporters=len(people), validity=rules.ballot.validity, numeric=rules.ballot.numeric
    )
    _refuse(list(faults), code, names)
    before = next((_plain(old) for old in queries.rows_of(keying) if old.reporter == row.reporter), {})
    _store(keying, row)
    _refuse(_faults(keying), code, names)
    correction = Correction.objects.create(
        keying=keying, participant_id=int(row.reporter), before=before, after=_plain(row), at=at, user_id=by.user_id
    )
    details = {"class": code, "number": keying.number, "reporter": names[row.reporter]}
    _record("ballots.row.keyed_again", session, by=by, at=at, details=details)
    return correction


@transaction.atomic
def reopen_keying(*, keying: Keying, reason: str, by: Actor, at: datetime) -> None:
    """The clerk takes the own finished sheet up again, with reason; the other keying is out of sight until then."""
    keying = _own_keying(keying, by)
    if keying.finished_at is None:
        raise RuleError("ballots.keying_not_finished")
    _need_reason(reason)
    keying.finished_at = None
    keying.save(update_fields=["finished_at"])
    details = {"class": keying.class_code, "number": keying.number}
    _record("ballots.keying.reopened", keying.session, by=by, at=at, reason=reason.strip(), details=details)


@transaction.atomic
def confirm_count(*, session: CountSession, by: Actor, at: datetime) -> None:
    """The first of two persons: the paper and the figures agree. Raises RuleError for whatever is still open.

    In a child round a clerk confirms and the unit's secretary locks (`ballots.secretary_locks`).
    """
    session = _locked(session, by)
    if session.cycle.parent_id is not None and by.role is Role.REPORTER:
        raise RuleError("ballots.secretary_locks")
    _refuse_conflict(session.cycle, by, at)
    _refuse_confirmed(session)
    _refuse_unfinished(session)
    session.first_lock_by_id, session.first_lock_at = by.user_id, at
    session.save(update_fields=["first_lock_by", "first_lock_at"])
    _record("ballots.count.confirmed", session, by=by, at=at)


@transaction.atomic
def withdraw_confirmation(*, session: CountSession, reason: str, by: Actor, at: datetime) -> None:
    """Take the first confirmation back before the lock, with reason, so that a sheet may be mended."""
    session = _locked(session, by)
    if session.first_lock_by_id is None:
        raise RuleError("ballots.not_confirmed")
    _need_reason(reason)
    session.first_lock_by, session.first_lock_at = None, None
    session.save(update_fields=["first_lock_by", "first_lock_at"])
    _record("ballots.count.confirmation_withdrawn", session, by=by, at=at, reason=reason.strip())


@transaction.atomic
def lock_count(*, session: CountSession, by: Actor, at: datetime) -> str:
    """The second person locks: the agreed figures become the counts; returns their digest.

    Raises RuleError `ballots.not_confirmed`, `ballots.same_person_locks`, or whatever is still open.
    """
    session = _locked(session, by)
    first = session.first_lock_by
    if first is None:
        raise RuleError("ballots.not_confirmed")
    if first.pk == by.user_id:
        raise RuleError("ballots.same_person_locks")
    if session.cycle.parent_id is not None and by.role is Role.CLERK:
        raise RuleError("ballots.secretary_locks")
    _refuse_conflict(session.cycle, by, at)
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
    _record("ballots.count.locked", session, by=by, at=at, details=details)
    return session.result_digest


@transaction.atomic
def ask_unlock(*, session: CountSession, reason: str, by: Actor, at: datetime) -> None:
    """Office head or supervisor asks, with reason, to unlock; the other of the two must confirm."""
    session = _locked(session, by, locked=True)
    _need_reason(reason)
    if session.unlock_asked_by_id is not None:
        raise RuleError("ballots.unlock_already_asked", who=str(session.unlock_asked_by))
    session.unlock_asked_by_id, session.unlock_asked_role, session.unlock_asked_at = by.user_id, by.role.value, at
    session.unlock_reason = reason.strip()
    session.save(update_fields=["unlock_asked_by", "unlock_asked_role", "unlock_asked_at", "unlock_reason"])
    _record("ballots.unlock.asked", session, by=by, at=at, reason=session.unlock_reason)


@transaction.atomic
def refuse_unlock(*, session: CountSession, reason: str, by: Actor, at: datetime) -> None:
    """Office head or supervisor lets the request drop, with reason; the count stays locked."""
    session = _locked(session, by, locked=True)
    if session.unlock_asked_by_id is None:
        raise RuleError("ballots.unlock_not_asked")
    _need_reason(reason)
    _forget_request(session)
    session.unlock_reason = ""
    session.save()
    _record("ballots.unlock.refused", session, by=by, at=at, reason=reason.strip())


@transaction.atomic
def unlock_count(*, session: CountSession, by: Actor, at: datetime) -> None:
    """The other of office head and supervisor confirms: the counts go, the keyings stay and may be opened again."""
    session = _locked(session, by, locked=True)
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
    _record("ballots.count.unlocked", session, by=by, at=at, reason=reason, details=details)
    signals.count_unlocked.send(CountSession, cycle=session.cycle, first_id=asked.pk, reason=reason, by=by, at=at)


def unlockers(cycle: "Cycle") -> tuple[Role, ...]:
    """Whose two roles unlock together: those of the department, in a child round also those of its unit."""
    return CHILD_UNLOCKERS if cycle.parent_id is not None else UNLOCKERS


def _forget_request(session: CountSession) -> None:
    session.unlock_asked_by, session.unlock_asked_role, session.unlock_asked_at = None, "", None


def _record(
    action: str,
    session: CountSession,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    organization_id = session.cycle.organizer_id
    audit_api.record(
        action, by=by, at=at, about=session, organization_id=organization_id, reason=reason, details=details or {}
    )


def _locked(session: CountSession, by: Actor, *, locked: bool = False) -> CountSession:
    """The session row under lock, judged for this actor; `locked` says which state the act belongs to."""
    rows = CountSession.objects.select_for_update(of=("self",)).select_related("cycle__rule_set")
    session = rows.get(pk=session.pk)
    _refuse_reporter(session.cycle, by)
    if locked:
        if by.role not in unlockers(session.cycle):
            raise RuleError("ballots.unlock_not_yours")
        if session.state != _State.LOCKED:
            raise RuleError("ballots.not_locked")
        if session.cycle.stage not in UNLOCKING:
            raise RuleError("ballots.unlock_too_late")
    elif session.state == _State.LOCKED:
        raise RuleError("ballots.already_locked", who=str(session.locked_by))
    _refuse_stage(session.cycle, UNLOCKING)
    return session


def _own_keying(keying: Keying, by: Actor) -> Keying:
    session = _locked(CountSession(pk=keying.session_id), by)
    _refuse_not_closed(session)
    _refuse_confirmed(session)
    keying = Keying.objects.select_related("keyed_by").prefetch_related("rows").get(pk=keying.pk)
    keying.session = session
    if keying.keyed_by_id != by.user_id:
        raise RuleError("ballots.not_your_keying", who=str(keying.keyed_by))
    return keying


def _refuse_stage(cycle: "Cycle", stages: tuple[Stage, ...]) -> None:
    if cycle.suspended_reason:
        raise RuleError("ballots.suspended")
    if cycle.stage not in stages:
        raise RuleError("ballots.wrong_stage", stage=cycle.stage)


def _refuse_reporter(cycle: "Cycle", by: Actor) -> None:
    if by.person_id is not None and by.person_id in queries.reporting_people(cycle):
        raise RuleError("ballots.reporter_may_not_count")


def _refuse_conflict(cycle: "Cycle", by: Actor, at: datetime) -> None:
    """Whoever has to stand aside for one unit of the round counts for none: a sheet holds all of them (ORG-11)."""
    accounts_api.refuse_conflict_with_any(by, [one.organization_id for one in queries.reporters(cycle)], at=at)


def _refuse_not_closed(session: CountSession) -> None:
    if session.state == _State.OPEN:
        raise RuleError("ballots.not_closed")


def _refuse_confirmed(session: CountSession) -> None:
    if session.first_lock_by_id is not None:
        raise RuleError("ballots.already_confirmed", who=str(session.first_lock_by))


def _refuse_unrecorded(sheet: queries.ClassSheet) -> None:
    code = sheet.voter_class.code
    if sheet.issue.recorded_at is None:
        raise RuleError("ballots.issue_not_recorded", class_code=code)
    _refuse(list(tally.form_faults(sheet.forms)), code, {})


def _refuse_unfinished(session: CountSession) -> list[queries.ClassSheet]:
    """Every class recorded, keyed twice, agreed and adding up; returns the sheets. Raises the first RuleError."""
    _refuse_not_closed(session)
    rules = queries.rules_of(session.cycle)
    people = queries.reporters(session.cycle)
    names = {str(person.pk): str(person) for person in people}
    sheets = queries.sheets_of(session, rules)
    for sheet in sheets:
        code = sheet.voter_class.code
        _refuse_unrecorded(sheet)
        if not sheet.finished:
            raise RuleError("ballots.not_keyed_twice", class_code=code)
        if sheet.differences:
            raise RuleError("ballots.differences_open", class_code=code, count=len(sheet.differences))
        _refuse(list(queries.faults_of(queries.rows_of(sheet.keyings[0]), sheet.issue, people, rules)), code, names)
    return sheets


def _refuse(faults: Sequence[Fault], class_code: str, names: dict[str, str]) -> None:
    """Raise the first fault as a RuleError with class and reporter named."""
    if faults:
        first = faults[0]
        reporter = names.get(first.reporter or "", "")
        raise RuleError(first.code, **{**first.params, "class_code": class_code, "reporter": reporter})


def _refuse_unreadable(row: Row, class_code: str, names: dict[str, str]) -> None:
    if row.reporter not in names:
        raise RuleError("ballots.unknown_reporter", class_code=class_code, reporter="")
    if min([*row.counts.values(), row.void], default=0) < 0:
        raise RuleError("ballots.negative", class_code=class_code, reporter=names[row.reporter])
    for text in row.scores:
        tally.read_score(text)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleError("ballots.reason_missing")


def _class(rules: RuleSet, code: str) -> VoterClass:
    for one in rules.classes:
        if one.code == code:
            return one
    raise RuleError("ballots.unknown_class", class_code=code)


def _faults(keying: Keying) -> list[Fault]:
    """What is not right on a keying as it is stored now."""
    session = keying.session
    issue = session.issues.get(class_code=keying.class_code)
    rows = [queries.row_of(stored) for stored in KeyedRow.objects.filter(keying=keying)]
    rules = queries.rules_of(session.cycle)
    return list(queries.faults_of(rows, issue, queries.reporters(session.cycle), rules))


def _figures(row: Row) -> dict[str, int]:
    return {name: row.figure(name) for name in tally.COLUMNS}


def _plain(row: Row) -> dict[str, object]:
    return {**_figures(row), "void_reason": row.void_reason, "scores": list(row.scores)}


def _store(keying: Keying, row: Row) -> None:
    KeyedRow.objects.update_or_create(
        keying=keying,
        participant_id=int(row.reporter),
        defaults={**_figures(row), "void_reason": row.void_reason.strip(), "scores": list(row.scores)},
    )


def _count(session: CountSession, code: str, row: Row) -> Count:
    scores = list(tally.plain_scores(row.scores))
    return Count(session=session, participant_id=int(row.reporter), class_code=code, scores=scores, **_figures(row))
