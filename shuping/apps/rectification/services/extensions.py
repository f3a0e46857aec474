"""申请延期: asked and answered before the deadline, or not at all (REC-08, case F)."""

from datetime import date, datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import ExtensionRequest, Issue
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.deadlines import check_extension
from shuping.core.rectification.states import State

from .rows import check_answerer, first, locked, log, need


@transaction.atomic
def ask_extension(*, issue: Issue, wanted_due_on: date, reason: str, by: Actor, at: datetime) -> ExtensionRequest:
    """Ask for more time for one running row.

    Raises RuleError `rectification.not_running` (number), `rectification.extension_standing`,
    `rectification.reason_missing`, `rectification.no_deadline`, `rectification.deadline_passed` (due),
    `rectification.not_later` (due).
    """
    row = locked(issue)
    reason = need(reason, "rectification.reason_missing")
    if row.state != State.IN_PROGRESS:
        raise RuleError("rectification.not_running", number=row.number)
    if row.extension_requests.filter(approved=None).exists():
        raise RuleError("rectification.extension_standing")
    if row.due_on is None:
        raise RuleError("rectification.no_deadline")
    check_extension(due=row.due_on, wanted=wanted_due_on, on=clock.local_day(at))
    request = ExtensionRequest.objects.create(
        issue=row,
        due_before=row.due_on,
        wanted_due_on=wanted_due_on,
        reason=reason,
        asked_at=at,
        asked_by_id=by.user_id,
    )
    log(row, "extension_asked", by=by, at=at, text=reason, details={"wanted": wanted_due_on.isoformat()})
    audit_api.record(
        "rectification.extension.asked",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
        details={"due_on": row.due_on, "wanted": wanted_due_on},
    )
    return request


@transaction.atomic
def answer_extension(
    *, request: ExtensionRequest, approved: bool, answer: str = "", by: Actor, at: datetime
) -> ExtensionRequest:
    """Grant or refuse more time. Granting is possible up to the day the row is due; refusing always, with reason.

    Raises RuleError `rectification.already_answered` (name, at), `rectification.own_request`, `rectification.own_row`,
    `rectification.deadline_passed` (due), `rectification.reason_missing`.
    """
    row = locked(request.issue)
    standing = ExtensionRequest.objects.select_for_update().get(pk=request.pk)
    if standing.approved is not None:
        raise RuleError("rectification.already_answered", **first(standing.answered_by, standing.answered_at))
    check_answerer(row.organization, standing.asked_by_id, by=by, at=at)
    if approved:
        check_extension(due=row.due_on, wanted=standing.wanted_due_on, on=clock.local_day(at))
        row.due_on = standing.wanted_due_on
        row.save(update_fields=["due_on"])
    else:
        need(answer, "rectification.reason_missing")
    standing.approved, standing.answer = approved, answer.strip()
    standing.answered_at, standing.answered_by_id = at, by.user_id
    standing.save()
    kind = "extension_granted" if approved else "extension_refused"
    log(row, kind, by=by, at=at, text=standing.answer, details={"wanted": standing.wanted_due_on.isoformat()})
    audit_api.record(
        "rectification.extension.granted" if approved else "rectification.extension.refused",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=standing.answer,
        details={"wanted": standing.wanted_due_on},
    )
    return standing
