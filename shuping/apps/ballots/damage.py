"""Every invariant of the stored counts, checked from the rows alone (`shuping verify`)."""

from collections.abc import Iterator

from shuping.core.ballots import tally
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.errors import RuleError
from shuping.core.rulesets.values import OWN_SECRETARY

from . import queries
from .models import CountSession

_State = CountSession.State


def damage() -> Iterator[str]:
    """One plain line per violated invariant of forms, keyings, counts, locks and digests."""
    rows = CountSession.objects.select_related("cycle__rule_set", "first_lock_by", "locked_by", "unlock_asked_by")
    for session in rows.prefetch_related("issues", "counts").order_by("id"):
        name = f"ballots: count of round {session.cycle_id}"
        try:
            rules = queries.rules_of(session.cycle)
        except RuleError as error:
            yield f"{name}: the rule set cannot be read ({error.code})"
            continue
        sheets = queries.sheets_of(session, rules)
        yield from _form_damage(name, session, sheets)
        yield from _keying_damage(name, session, sheets)
        yield from _lock_damage(name, session)
        if session.state == _State.LOCKED:
            yield from _count_damage(name, session, sheets)
        elif session.counts.all():
            yield f"{name}: there are agreed figures, but the count is not locked"


def _form_damage(name: str, session: CountSession, sheets: list[queries.ClassSheet]) -> Iterator[str]:
    known = {sheet.voter_class.code for sheet in sheets}
    for issue in session.issues.all():
        if issue.class_code not in known:
            yield f"{name}: class {issue.class_code} is not in the rule set"
    for sheet in sheets:
        for fault in sheet.form_faults:
            yield f"{name}, class {sheet.voter_class.code}: {fault.code} {dict(fault.params)}"


def _keying_damage(name: str, session: CountSession, sheets: list[queries.ClassSheet]) -> Iterator[str]:
    reporting = queries.rated_people(session.cycle)
    for sheet in sheets:
        code = sheet.voter_class.code
        for keying in sheet.keyings:
            if keying.keyed_by.person_id in reporting:
                yield f"{name}, class {code}: keyed by {keying.keyed_by}, who reports in this round"


def _lock_damage(name: str, session: CountSession) -> Iterator[str]:
    reporting = queries.rated_people(session.cycle)
    first, second = session.first_lock_by, session.locked_by
    for user in (first, second):
        if user is not None and user.person_id in reporting:
            yield f"{name}: confirmed or locked by {user}, who reports in this round"
    if session.state == _State.LOCKED:
        if first is None or second is None:
            yield f"{name}: locked, but not by two persons"
        elif first.pk == second.pk:
            yield f"{name}: confirmed and locked by the same person"
    else:
        if second is not None or session.result_digest:
            yield f"{name}: not locked, but it carries a lock or a digest"
        # Between unlocking and the step back of the round the stage is still "count locked".
        if at_least(session.cycle.stage, Stage.PROPOSED):
            yield f"{name}: the round is past the count, but the count is not locked"


def _count_damage(name: str, session: CountSession, sheets: list[queries.ClassSheet]) -> Iterator[str]:
    agreed = queries.agreed_rows(session)
    listed = {str(pk) for pk in session.cycle.participants.values_list("pk", flat=True)}
    for sheet in sheets:
        code = sheet.voter_class.code
        counted = agreed.get(code, [])
        roster = listed if sheet.voter_class.electorate != OWN_SECRETARY else {str(one.pk) for one in sheet.people}
        if not sheet.finished:
            yield f"{name}, class {code}: locked without two finished keyings"
            continue
        if sheet.differences:
            yield f"{name}, class {code}: locked with {len(sheet.differences)} open differences"
        if tally.differences(counted, queries.rows_of(sheet.keyings[0])):
            yield f"{name}, class {code}: the agreed figures differ from what was keyed"
        for row in counted:
            if row.reporter not in roster:
                yield f"{name}, class {code}: figures of somebody who is not on the roster"
            elif row.total not in _expected(sheet, row, len(counted)):
                yield f"{name}, class {code}: a row of {row.total} does not fit {sheet.forms.valid} valid forms"
    if queries.digest_of(sheets, agreed) != session.result_digest:
        yield f"{name}: the digest does not fit the figures"


def _expected(sheet: queries.ClassSheet, row: tally.Row, rows: int) -> frozenset[int]:
    if not sheet.voter_class.per_reporter:
        return tally.expected_totals(sheet.forms, rows)
    return tally.expected_totals(sheet.bodies.get(row.reporter, tally.Forms(0, 0)), 1)
