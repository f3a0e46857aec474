"""Opening a count, its forms, and the end of their coming in."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.ballots import queries
from shuping.apps.ballots.models import ClassIssue, CountSession
from shuping.base.actor import Actor
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Fault, Forms
from shuping.core.errors import RuleError

from .common import (
    COUNTING,
    class_of,
    locked_session,
    record,
    refuse,
    refuse_confirmed,
    refuse_of_body,
    refuse_reporter,
    refuse_stage,
    refuse_unrecorded,
)

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle

_State = CountSession.State


@transaction.atomic
def open_count(*, cycle: "Cycle", by: Actor, at: datetime) -> CountSession:
    """Begin the count of a round with one empty line of forms per class.

    Raises RuleError `ballots.wrong_stage`, `ballots.suspended`, `ballots.already_open` or
    `ballots.reporter_may_not_count`.
    """
    # The round's own row is the lock: two tellers who open at once find one session.
    locked = type(cycle).objects.select_for_update().get(pk=cycle.pk)
    refuse_stage(locked, COUNTING)
    refuse_reporter(locked, by)
    present = CountSession.objects.filter(cycle=locked).first()
    if present is not None:
        raise RuleError("ballots.already_open", **audit_api.latest_act("ballots.count.opened", present))
    session = CountSession.objects.create(cycle=locked, opened_at=at)
    classes = queries.counted_classes(locked, queries.rules_of(locked))
    ClassIssue.objects.bulk_create(
        ClassIssue(session=session, class_code=one.code, participant=person)
        for one in classes
        for person in (queries.people_of(locked, one) if one.per_reporter else [None])
    )
    record("ballots.count.opened", session, by=by, at=at, details={"classes": [one.code for one in classes]})
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
    session = locked_session(session, by)
    refuse_confirmed(session)
    rules = queries.rules_of(session.cycle)
    voter_class = class_of(rules, class_code)
    if voter_class.per_reporter:
        raise RuleError("ballots.forms_per_reporter", class_code=class_code)
    _refuse_keyed(session, class_code)
    issue = session.issues.get_or_create(class_code=class_code, participant=None)[0]
    if own_rows is None:
        own_rows = queries.usual_own_rows(voter_class, len(queries.reporters(session.cycle)), collected - void_forms)
    issue.issued, issue.collected, issue.void_forms = issued, collected, void_forms
    issue.void_reason, issue.own_rows, issue.recorded_at = void_reason.strip(), own_rows, at
    refuse(list(tally.form_faults(queries.forms_of(issue))), class_code, {})
    issue.save()
    details = {"class": class_code, "issued": issued, "collected": collected, "void": void_forms}
    record("ballots.forms.recorded", session, by=by, at=at, reason=issue.void_reason, details=details)
    return issue


def _refuse_keyed(session: CountSession, class_code: str) -> None:
    if session.keyings.filter(class_code=class_code).exclude(finished_at=None).exists():
        raise RuleError("ballots.issue_after_keying", class_code=class_code)


@transaction.atomic
def record_bodies(
    *, session: CountSession, class_code: str, bodies: Mapping[int, Forms], by: Actor, at: datetime
) -> None:
    """Enter 发出 / 收回 / 无效 of a class in which each reporter has a body of its own (R-68), by participant id.

    A body that was given no form is entered as zero: the class then has no mean for that reporter. Raises RuleError as
    `record_issue`, `ballots.forms_per_class` for a class of the meeting, `ballots.unknown_reporter`.
    """
    session = locked_session(session, by)
    refuse_confirmed(session)
    voter_class = class_of(queries.rules_of(session.cycle), class_code)
    if not voter_class.per_reporter:
        raise RuleError("ballots.forms_per_class", class_code=class_code)
    _refuse_keyed(session, class_code)
    names = {one.pk: str(one) for one in queries.people_of(session.cycle, voter_class)}
    total = tally.together(bodies.values())
    for pk, forms in bodies.items():
        if pk not in names:
            raise RuleError("ballots.unknown_reporter", class_code=class_code, reporter="")
        faults = [Fault(one.code, str(pk), one.params) for one in tally.form_faults(forms)]
        refuse_of_body(faults, class_code, {str(pk): names[pk]})
        ClassIssue.objects.update_or_create(
            session=session,
            class_code=class_code,
            participant_id=pk,
            defaults={
                "issued": forms.issued,
                "collected": forms.collected,
                "void_forms": forms.void,
                "void_reason": forms.void_reason.strip(),
                "own_rows": 0,
                "recorded_at": at,
            },
        )
    details = {"class": class_code, "issued": total.issued, "collected": total.collected, "void": total.void}
    details["bodies"] = len(bodies)
    record("ballots.forms.recorded", session, by=by, at=at, reason=total.void_reason, details=details)


@transaction.atomic
def close_count(*, session: CountSession, by: Actor, at: datetime) -> None:
    """No more forms come in; keying may begin. Raises RuleError if a class is not recorded or impossible."""
    session = locked_session(session, by)
    if session.state != _State.OPEN:
        raise RuleError("ballots.not_open", **audit_api.latest_act("ballots.count.closed", session))
    for sheet in queries.sheets_of(session, queries.rules_of(session.cycle)):
        refuse_unrecorded(sheet)
    session.state, session.closed_at = _State.CLOSED, at
    session.save(update_fields=["state", "closed_at"])
    record("ballots.count.closed", session, by=by, at=at)
