"""What other apps may ask of the count."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shuping.core.ballots import tally
from shuping.core.cycles.facts import CountFacts

from . import queries
from .damage import damage
from .day import waiting
from .gaps import gaps
from .models import CountSession
from .queries import TakenOver, TallyLine, Turnout
from .services import (
    ask_unlock,
    close_count,
    confirm_count,
    finish_keying,
    lock_count,
    open_count,
    record_bodies,
    record_issue,
    rekey_row,
    reopen_keying,
    save_row,
    save_rows,
    start_keying,
    unlock_count,
)
from .signals import count_unlocked

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle

__all__ = [
    "gaps",
    "TakenOver",
    "TallyLine",
    "Turnout",
    "archive",
    "ask_unlock",
    "close_count",
    "confirm_count",
    "count_unlocked",
    "counts",
    "damage",
    "facts",
    "finish_keying",
    "lock_count",
    "open_count",
    "own_ratings",
    "record_bodies",
    "record_issue",
    "rekey_row",
    "reopen_keying",
    "result_digest",
    "save_row",
    "save_rows",
    "shown_by_reporter",
    "shown_classes",
    "start_keying",
    "tally_lines",
    "turnout",
    "unlock_count",
    "waiting",
    "wipe",
]

_State = CountSession.State


def counts(cycle: "Cycle") -> dict[int, dict[str, Mapping[str, object]]]:
    """The agreed figures: {participant id: {class: {"counts": {grade or abstain: n}} or {"scores": ["95", …]}}}.

    Empty unless the count is locked. Void rows are left out: they say nothing. Zero counts are kept, so that a class
    in which everybody abstained or nobody voted is seen as such.
    """
    session = queries.session_of(cycle)
    if session is None or session.state != _State.LOCKED:
        return {}
    rules = queries.rules_of(session.cycle)
    counted = {one.code for one in rules.classes if one.weighted}
    found: dict[int, dict[str, Mapping[str, object]]] = {}
    for code, rows in queries.agreed_rows(session).items():
        for row in rows if code in counted else ():
            found.setdefault(int(row.reporter), {})[code] = _counted(row, numeric=rules.ballot.numeric)
    for pk, one in queries.taken_over(session.cycle, rules).items():
        numeric = queries.rules_of(one.session.cycle).ballot.numeric
        found.setdefault(pk, {})[one.class_code] = _counted(one.row, numeric=numeric)
    return found


def _counted(row: tally.Row, *, numeric: bool) -> Mapping[str, object]:
    if numeric:
        return {"scores": list(row.scores)}
    return {"counts": {name: row.figure(name) for name in queries.FIGURES}}


def own_ratings(cycle: "Cycle") -> dict[int, TakenOver]:
    """Per reporter the rating by the own members that was taken over from a child round, with its source (R-75)."""
    return queries.taken_over(cycle, queries.rules_of(cycle))


def result_digest(cycle: "Cycle") -> str:
    """The seal of the locked count, or ""."""
    session = queries.session_of(cycle)
    return session.result_digest if session is not None else ""


def shown_by_reporter(cycle: "Cycle") -> dict[int, frozenset[str]]:
    """Per reporter the classes that the decision meeting may see apart (settled.md 4); empty before the lock."""
    session = queries.session_of(cycle)
    return queries.shown_to_decision(session, queries.rules_of(session.cycle)) if session else {}


def shown_classes(cycle: "Cycle") -> frozenset[str]:
    """The classes whose figures the decision meeting may see apart for every reporter; empty before the lock."""
    every = list(shown_by_reporter(cycle).values())
    return frozenset.intersection(*every) if every else frozenset()


def turnout(cycle: "Cycle") -> list[Turnout]:
    """发出 / 收回 / 有效 / 无效 per class (DSH-10); empty while forms still come in."""
    session = queries.session_of(cycle)
    return queries.turnout_of(session, queries.rules_of(session.cycle)) if session else []


def tally_lines(cycle: "Cycle") -> dict[str, list[queries.TallyLine]]:
    """{class: the agreed figures in roster order} for the printed 计票汇总表; for tellers and supervision only.

    Empty before the lock. Whoever calls must hold Permission.COUNT_FIGURES for the round (settled.md 4).
    """
    session = queries.session_of(cycle)
    if session is None or session.state != _State.LOCKED:
        return {}
    return queries.tally_lines(session, queries.rules_of(session.cycle))


def facts(cycle: "Cycle") -> CountFacts:
    """What the guards of the round may know of its count (domain.md section 4)."""
    session = queries.session_of(cycle)
    if session is None:
        return CountFacts()
    sheets = queries.sheets_of(session, queries.rules_of(session.cycle))
    return CountFacts(
        session_open=session.state == _State.OPEN,
        session_closed=session.state != _State.OPEN,
        collected_above_issued=tuple(
            sheet.voter_class.code for sheet in sheets if sheet.forms.collected > sheet.forms.issued
        ),
        classes_not_keyed_twice=tuple(sheet.voter_class.code for sheet in sheets if not sheet.finished),
        differences=sum(len(sheet.differences) for sheet in sheets),
        void_without_reason=tuple(sheet.voter_class.code for sheet in sheets if _void_unexplained(sheet)),
        confirmations=(session.first_lock_by_id is not None) + (session.locked_by_id is not None),
        locked=session.state == _State.LOCKED,
    )


def _void_unexplained(sheet: queries.ClassSheet) -> bool:
    if any(fault.code == "ballots.void_forms_without_reason" for fault in sheet.form_faults):
        return True
    rows = (row for keying in sheet.keyings for row in queries.rows_of(keying))
    return any(row.void and not row.void_reason.strip() for row in rows)


def archive(cycle: "Cycle") -> dict[str, object]:
    """The round's count for the year's file: turnout, seal, number of corrections. No class figures (settled.md 4)."""
    session = queries.session_of(cycle)
    if session is None:
        return {}
    return {
        "state": session.state,
        "digest": session.result_digest,
        "forms": {
            one.class_code: {"issued": one.issued, "collected": one.collected, "valid": one.valid, "void": one.void}
            for one in queries.turnout_of(session, queries.rules_of(session.cycle))
        },
        "keyed_again": len(queries.corrections_of(session)),
    }


def wipe(cycle: "Cycle") -> None:
    """Remove the count of a rehearsal round (the caller has made sure that it is one, and writes the audit row)."""
    CountSession.objects.filter(cycle=cycle).delete()
