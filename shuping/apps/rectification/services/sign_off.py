"""申请销号: asked for by the unit with evidence, accepted or returned by another role (REC-06, REC-12, R-64)."""

from datetime import date, datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import ExtensionRequest, Issue, SignOffRequest
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.states import CLOSED, Act, State

from .rows import check_answerer, first, locked, log, need, step


@transaction.atomic
def attach_evidence(*, issue: Issue, evidence: int, claim: str, by: Actor, at: datetime) -> Issue:
    """Refer to a stored piece of evidence from a problem; the piece itself is stored once (REC-05, design.md).

    `evidence` is its id in the unit's library. Raises RuleError `rectification.already_closed` and those of
    `reports.api.use_evidence`.
    """
    row = locked(issue)
    if row.state in CLOSED:
        raise RuleError("rectification.already_closed")
    use = reports_api.use_evidence(
        evidence_id=evidence,
        target=f"issue:{row.pk}",
        claim=claim.strip(),
        organization_id=row.organization_id,
        by=by,
        at=at,
    )
    log(row, "evidence", by=by, at=at, text=claim.strip(), details={"evidence": evidence, "title": str(use.evidence)})
    return row


@transaction.atomic
def request_sign_off(*, issue: Issue, statement: str, by: Actor, at: datetime) -> SignOffRequest:
    """Ask for 销号: the unit says what was done; at least one piece of evidence must stand behind it.

    Raises RuleError `rectification.already_requested` (name, at), `rectification.statement_missing`,
    `rectification.no_evidence`, `rectification.not_possible`.
    """
    row = locked(issue)
    if row.state == State.SIGN_OFF_REQUESTED:
        standing = row.sign_off_requests.filter(accepted=None).last()
        raise RuleError(
            "rectification.already_requested",
            **first(standing.asked_by if standing else None, standing.asked_at if standing else None),
        )
    statement = need(statement, "rectification.statement_missing")
    step(row, Act.REQUEST_SIGN_OFF)
    pieces = len(reports_api.evidence_for(f"issue:{row.pk}"))
    if not pieces:
        raise RuleError("rectification.no_evidence")
    row.save(update_fields=["state"])
    # An extension that nobody answered falls with the request: the work is said to be done.
    ExtensionRequest.objects.filter(issue=row, approved=None).update(approved=False, answered_at=at)
    request = SignOffRequest.objects.create(issue=row, statement=statement, asked_at=at, asked_by_id=by.user_id)
    log(row, "sign_off_requested", by=by, at=at, text=statement, details={"evidence": pieces})
    audit_api.record(
        "rectification.sign_off.requested",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"number": row.number, "evidence": pieces},
    )
    return request


def _answerable(request: SignOffRequest, by: Actor, at: datetime) -> tuple[Issue, SignOffRequest]:
    """The row and its standing request, locked. Raises RuleError if answered already or if the actor may not answer."""
    row = locked(request.issue)
    standing = SignOffRequest.objects.select_for_update().get(pk=request.pk)
    if standing.accepted is not None:
        raise RuleError("rectification.already_answered", **first(standing.answered_by, standing.answered_at))
    check_answerer(row.organization, standing.asked_by_id, by=by, at=at)
    return row, standing


@transaction.atomic
def accept_sign_off(*, request: SignOffRequest, answer: str = "", by: Actor, at: datetime) -> Issue:
    """Sign the row off. Never by the one who asked, never by the unit itself.

    Raises RuleError `rectification.already_answered` (name, at), `rectification.own_request`, `rectification.own_row`.
    """
    row, standing = _answerable(request, by, at)
    step(row, Act.ACCEPT_SIGN_OFF)
    row.signed_off_at, row.signed_off_by_id = at, by.user_id
    row.save(update_fields=["state", "signed_off_at", "signed_off_by"])
    _answer(standing, True, answer, by, at)
    log(row, "signed_off", by=by, at=at, text=answer.strip())
    audit_api.record(
        "rectification.sign_off.accepted",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"number": row.number, "request": standing.pk},
    )
    return row


@transaction.atomic
def return_sign_off(*, request: SignOffRequest, answer: str, by: Actor, at: datetime) -> Issue:
    """退回并说明理由: the row runs on. Raises the RuleErrors of `accept_sign_off`, `rectification.reason_missing`."""
    answer = need(answer, "rectification.reason_missing")
    row, standing = _answerable(request, by, at)
    step(row, Act.RETURN_SIGN_OFF)
    row.save(update_fields=["state"])
    _answer(standing, False, answer, by, at)
    log(row, "sign_off_returned", by=by, at=at, text=answer)
    audit_api.record(
        "rectification.sign_off.returned",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=answer,
        details={"number": row.number, "request": standing.pk},
    )
    return row


def _answer(request: SignOffRequest, accepted: bool, answer: str, by: Actor, at: datetime) -> None:
    request.accepted, request.answer = accepted, answer.strip()
    request.answered_at, request.answered_by_id = at, by.user_id
    request.save()


@transaction.atomic
def set_term(*, issue: Issue, due_on: date, reason: str, by: Actor, at: datetime) -> Issue:
    """Give a long-term row a deadline again, so that it can be brought to an end (REC-17).

    Raises RuleError `rectification.reason_missing`, `rectification.not_possible`.
    """
    row = locked(issue)
    reason = need(reason, "rectification.reason_missing")
    step(row, Act.SET_TERM)
    row.kind, row.due_on, row.promised_due_on = "within_term", due_on, due_on
    row.save(update_fields=["state", "kind", "due_on", "promised_due_on"])
    log(row, "term_set", by=by, at=at, text=reason, details={"due_on": due_on.isoformat()})
    audit_api.record(
        "rectification.issue.term_set",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
        details={"due_on": due_on},
    )
    return row
