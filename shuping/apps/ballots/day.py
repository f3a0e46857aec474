"""What waits at the count for the acting person: one line per round and kind of work."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.base.waiting import Waiting
from shuping.core.roles.permissions import Permission

from . import queries
from .models import CountSession
from .services import UNLOCKING, unlockers

_State = CountSession.State


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Lines for tellers, office head and supervisor; none for anybody who reports in the round."""
    for session in queries.open_sessions():
        reached = {
            permission
            for permission in (Permission.COUNT_KEY, Permission.COUNT_LOCK, Permission.COUNT_UNLOCK)
            if cycles_api.may_in(actor, permission, session.cycle)
        }
        if not reached or session.cycle.stage not in UNLOCKING:
            continue
        if actor.person_id is not None and actor.person_id in queries.rated_people(session.cycle):
            continue
        due = _due(session)
        for kind, text, url_name, count in _lines(session, actor, reached):
            url = reverse(url_name, kwargs={"cycle_id": session.cycle_id})
            yield Waiting(text, url, kind, due, session.cycle.title, count)


def _due(session: CountSession) -> date | None:
    dates = {date.kind: date.due_at for date in session.cycle.key_dates.all()}
    moment = dates.get("count") or dates.get("meeting")
    return local_day(moment) if moment else None


Line = tuple[str, str, str, int]


def _lines(session: CountSession, actor: Actor, reached: set[Permission]) -> Iterator[Line]:
    if session.state == _State.LOCKED:
        if Permission.COUNT_UNLOCK in reached:
            yield from _unlock_lines(session, actor)
        return
    sheets = queries.sheets_of(session, queries.rules_of(session.cycle))
    if Permission.COUNT_KEY in reached:
        yield from _teller_lines(session, sheets, actor)
    if Permission.COUNT_LOCK in reached:
        yield from _lock_lines(session, sheets, actor)


def _unlock_lines(session: CountSession, actor: Actor) -> Iterator[Line]:
    other = session.unlock_asked_role != actor.role.value and session.unlock_asked_by_id != actor.user_id
    if session.unlock_asked_by_id and other and actor.role in unlockers(session.cycle):
        yield "ballots.unlock", _("Decide on unlocking the count"), "ballots:session", 1


def _teller_lines(session: CountSession, sheets: list[queries.ClassSheet], actor: Actor) -> Iterator[Line]:
    if session.state == _State.OPEN:
        missing = sum(1 for sheet in sheets if sheet.issue.recorded_at is None)
        if missing:
            yield "ballots.forms", _("Record forms issued and collected"), "ballots:session", missing
        return
    open_sheets = sum(1 for sheet in sheets if _may_key(sheet, actor))
    if open_sheets:
        yield "ballots.key", _("Key the tally sheets"), "ballots:session", open_sheets
    differing = sum(1 for sheet in sheets if sheet.keying_of(actor.user_id) and sheet.differences)
    if differing:
        yield "ballots.differences", _("Settle differences of the two keyings"), "ballots:differences", differing


def _may_key(sheet: queries.ClassSheet, actor: Actor) -> bool:
    mine = sheet.keying_of(actor.user_id)
    return mine.finished_at is None if mine else len(sheet.keyings) < 2


def _lock_lines(session: CountSession, sheets: list[queries.ClassSheet], actor: Actor) -> Iterator[Line]:
    if not all(sheet.finished and not sheet.differences for sheet in sheets):
        return
    if session.first_lock_by_id is None:
        yield "ballots.confirm", _("Confirm the count"), "ballots:session", 1
    elif session.first_lock_by_id != actor.user_id:
        yield "ballots.lock", _("Lock the count as second person"), "ballots:session", 1
