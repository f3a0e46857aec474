"""What every write of the count needs: the lock, who may, what is refused, the one audit row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.ballots import queries
from shuping.apps.ballots.models import CountSession, Keying
from shuping.base.actor import Actor
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Fault, Row
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from shuping.core.rulesets.values import RuleSet, VoterClass

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle

COUNTING = (Stage.MEETING, Stage.BALLOT_CLOSED)
UNLOCKING = (Stage.MEETING, Stage.BALLOT_CLOSED, Stage.COUNT_LOCKED)
UNLOCKERS = (Role.OFFICE_HEAD, Role.SUPERVISOR)
CHILD_UNLOCKERS = (
    *UNLOCKERS,
    Role.REPORTER,
    Role.CLERK,
    Role.UNIT_DISCIPLINE,
)  # two roles of the unit, or of the department above it
_State = CountSession.State


def refuse_of_body(faults: Sequence[Fault], class_code: str, names: dict[str, str]) -> None:
    """Raise the first impossible thing about the forms of one body, its reporter named beside the class."""
    if faults:
        first = faults[0]
        where = f"{class_code} · {names.get(first.reporter or '', '')}"
        raise RuleError(first.code, **{**first.params, "class_code": where})


def unlockers(cycle: "Cycle") -> tuple[Role, ...]:
    """Whose two roles unlock together: those of the department, in a child round also those of its unit."""
    return CHILD_UNLOCKERS if cycle.parent_id is not None else UNLOCKERS


def record(
    action: str,
    session: CountSession,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """The one audit row of an act on the count, at the organisation that holds the round."""
    organization_id = session.cycle.organizer_id
    audit_api.record(
        action, by=by, at=at, about=session, organization_id=organization_id, reason=reason, details=details or {}
    )


def locked_session(session: CountSession, by: Actor, *, locked: bool = False) -> CountSession:
    """The session row under lock, judged for this actor; `locked` says which state the act belongs to.

    Raises RuleError `ballots.unlock_not_yours`, `ballots.not_locked`, `ballots.unlock_too_late`,
    `ballots.already_locked`.
    """
    rows = CountSession.objects.select_for_update(of=("self",)).select_related("cycle__rule_set")
    session = rows.get(pk=session.pk)
    refuse_reporter(session.cycle, by)
    if locked:
        if by.role not in unlockers(session.cycle):
            raise RuleError("ballots.unlock_not_yours")
        if session.state != _State.LOCKED:
            raise RuleError("ballots.not_locked")
        if session.cycle.stage not in UNLOCKING:
            raise RuleError("ballots.unlock_too_late")
    elif session.state == _State.LOCKED:
        raise RuleError("ballots.already_locked", who=str(session.locked_by))
    refuse_stage(session.cycle, UNLOCKING)
    return session


def own_keying(keying: Keying, by: Actor) -> Keying:
    """A keying as stored now, under the session's lock, for the person who keys it.

    Raises RuleError `ballots.not_your_keying` (who), of `locked_session`, `refuse_not_closed`, `refuse_confirmed`.
    """
    session = locked_session(CountSession(pk=keying.session_id), by)
    refuse_not_closed(session)
    refuse_confirmed(session)
    keying = Keying.objects.select_related("keyed_by").prefetch_related("rows").get(pk=keying.pk)
    keying.session = session
    if keying.keyed_by_id != by.user_id:
        raise RuleError("ballots.not_your_keying", who=str(keying.keyed_by))
    return keying


def refuse_stage(cycle: "Cycle", stages: tuple[Stage, ...]) -> None:
    """Raise RuleError `ballots.suspended` or `ballots.wrong_stage` (stage) unless the round is at one of `stages`."""
    if cycle.suspended_reason:
        raise RuleError("ballots.suspended")
    if cycle.stage not in stages:
        raise RuleError("ballots.wrong_stage", stage=cycle.stage)


def refuse_reporter(cycle: "Cycle", by: Actor) -> None:
    """Raise RuleError `ballots.reporter_may_not_count`: whoever is rated in the round does not count it."""
    if by.person_id is not None and by.person_id in queries.rated_people(cycle):
        raise RuleError("ballots.reporter_may_not_count")


def sheet_of(keying: Keying) -> queries.ClassSheet:
    """The sheet of the class of one keying, as stored now. Raises RuleError `ballots.unknown_class`."""
    session = keying.session
    found = queries.sheet_of(session, queries.rules_of(session.cycle), keying.class_code)
    if found is None:
        raise RuleError("ballots.unknown_class", class_code=keying.class_code)
    return found


def refuse_conflict(cycle: "Cycle", by: Actor, at: datetime) -> None:
    """Whoever has to stand aside for one unit of the round counts for none: a sheet holds all of them (ORG-11)."""
    accounts_api.refuse_conflict_with_any(by, [one.organization_id for one in queries.reporters(cycle)], at=at)


def refuse_not_closed(session: CountSession) -> None:
    """Raise RuleError `ballots.not_closed` while forms may still be handed in."""
    if session.state == _State.OPEN:
        raise RuleError("ballots.not_closed")


def refuse_confirmed(session: CountSession) -> None:
    """Raise RuleError `ballots.already_confirmed` (who) once the first of the two has confirmed the count."""
    if session.first_lock_by_id is not None:
        raise RuleError("ballots.already_confirmed", who=str(session.first_lock_by))


def refuse_unrecorded(sheet: queries.ClassSheet) -> None:
    """Raise RuleError where a class is keyed before its forms issued and collected are recorded, or do not add up.

    Codes `ballots.issue_not_recorded`, `ballots.bodies_not_recorded` (names), those of the faults of the forms.
    """
    code = sheet.voter_class.code
    if sheet.voter_class.per_reporter:
        if missing := sheet.unrecorded:
            names = "、".join(str(one) for one in missing)
            raise RuleError("ballots.bodies_not_recorded", class_code=code, names=names)
        refuse_of_body(sheet.form_faults, code, {str(one.pk): str(one) for one in sheet.people})
        return
    if sheet.issue.recorded_at is None:
        raise RuleError("ballots.issue_not_recorded", class_code=code)
    refuse(sheet.form_faults, code, {})


def refuse(faults: Sequence[Fault], class_code: str, names: dict[str, str]) -> None:
    """Raise the first fault as a RuleError with class and reporter named."""
    if faults:
        first = faults[0]
        reporter = names.get(first.reporter or "", "")
        raise RuleError(first.code, **{**first.params, "class_code": class_code, "reporter": reporter})


def need_reason(reason: str) -> None:
    """Raise RuleError `ballots.reason_missing` where nothing but space was typed."""
    if not reason.strip():
        raise RuleError("ballots.reason_missing")


def class_of(rules: RuleSet, code: str) -> VoterClass:
    """The class of raters with this letter that is counted here. Raises RuleError `ballots.unknown_class`."""
    for one in rules.classes:
        if one.code == code and one.counted_here:
            return one
    raise RuleError("ballots.unknown_class", class_code=code)


def figures(row: Row) -> dict[str, int]:
    """The figures of one row by the columns of the sheet, as they are stored and compared."""
    return {name: row.figure(name) for name in tally.COLUMNS}
