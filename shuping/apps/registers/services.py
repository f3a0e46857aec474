"""Writes of the register of documents from above."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.organization.api import Organization
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.errors import RuleError
from shuping.core.registers.superior import Entry, Step, TaskState, check_act, check_step

from .models import Handling, SuperiorDocument, SuperiorTask


@transaction.atomic
def register_document(*, organization_id: int, entry: Entry, by: Actor, at: datetime) -> SuperiorDocument:
    """收文登记: keep that a document came and what it asks, one requirement a line (SPC-14).

    Raises RuleError registers.title_missing, issuer_missing, requirements_missing, received_before_issued,
    received_in_future, number_taken (title, on, who).
    """
    Organization.objects.select_for_update().get(pk=organization_id)  # two who register one number: one after the other
    row = SuperiorDocument(organization_id=organization_id, entered_by_id=by.user_id, entered_at=at)
    _fill(row, entry, today=local_day(at))
    row.save()
    _record("registers.superior.entered", row, by=by, at=at, details={"number": row.number})
    return row


@transaction.atomic
def correct_document(
    *, document: SuperiorDocument, entry: Entry, revision: int | None, by: Actor, at: datetime
) -> SuperiorDocument:
    """Correct what was entered. Raises as `register_document`, and registers.stale, registers.step_before_receipt."""
    Organization.objects.select_for_update().get(pk=document.organization_id)
    row = SuperiorDocument.objects.select_for_update().get(pk=document.pk)
    if revision != row.revision:
        raise RuleError("registers.stale", **audit_api.latest_act("registers.superior.edited", row))
    _fill(row, entry, today=local_day(at))
    first = row.handlings.filter(withdrawn_at=None).order_by("held_on").first()
    if first is not None and first.held_on < entry.received_on:
        raise RuleError("registers.step_before_receipt", on=first.held_on, received=entry.received_on)
    row.revision += 1
    row.save()
    _record("registers.superior.edited", row, by=by, at=at)
    return row


def _fill(row: SuperiorDocument, entry: Entry, *, today: date) -> None:
    row.title = _need(entry.title, "registers.title_missing")
    row.issuer = _need(entry.issuer, "registers.issuer_missing")
    row.requirements = _need(entry.requirements, "registers.requirements_missing")
    row.number, row.kind = entry.number.strip(), SuperiorDocument.Kind(entry.kind)
    if entry.received_on < entry.issued_on:
        raise RuleError("registers.received_before_issued", issued=entry.issued_on, received=entry.received_on)
    if entry.received_on > today:
        raise RuleError("registers.received_in_future", received=entry.received_on)
    row.issued_on, row.received_on = entry.issued_on, entry.received_on
    same = SuperiorDocument.objects.filter(
        organization=row.organization_id, issuer=row.issuer, number=row.number
    ).exclude(pk=row.pk)
    taken = same.select_related("entered_by").first() if row.number else None
    if taken is not None:
        who = str(taken.entered_by or "—")
        raise RuleError("registers.number_taken", number=row.number, title=taken.title, on=taken.received_on, who=who)


@transaction.atomic
def record_step(
    *,
    document: SuperiorDocument,
    step: str,
    held_on: date,
    meeting: str,
    outcome: str,
    units: Sequence[Organization] = (),
    by: Actor,
    at: datetime,
) -> Handling:
    """传达学习, 研究 or 部署: on which day, in which meeting, with which outcome; a deployment names its units.

    Raises RuleError registers.unknown_step, step_before_receipt, step_in_future, meeting_missing, outcome_missing,
    units_missing, step_twice (who, on).
    """
    row = SuperiorDocument.objects.select_for_update().get(pk=document.pk)
    kind = check_step(step, held_on, received_on=row.received_on, today=local_day(at))
    if kind is Step.DEPLOYED and not units:
        raise RuleError("registers.units_missing")
    meeting = _need(meeting, "registers.meeting_missing")
    same = row.handlings.filter(step=kind, held_on=held_on, meeting=meeting, withdrawn_at=None)
    standing = same.select_related("entered_by").first()
    if standing is not None:
        raise RuleError("registers.step_twice", who=str(standing.entered_by or "—"), on=held_on)
    made = Handling.objects.create(
        document=row,
        step=kind,
        held_on=held_on,
        meeting=meeting,
        outcome=_need(outcome, "registers.outcome_missing"),
        entered_by_id=by.user_id,
        entered_at=at,
    )
    if kind is Step.DEPLOYED:
        made.units.set(units)
    _record(
        f"registers.superior.{kind}",
        row,
        by=by,
        at=at,
        details={"held_on": held_on, "meeting": made.meeting, "units": [unit.pk for unit in units]},
    )
    return made


@transaction.atomic
def withdraw_step(*, handling: Handling, reason: str, by: Actor, at: datetime) -> Handling:
    """Take back a step entered by mistake; it stays readable.

    Raises RuleError registers.step_withdrawn, reason_missing.
    """
    row = Handling.objects.select_for_update().get(pk=handling.pk)
    if row.withdrawn_at is not None:
        told = audit_api.latest_act("registers.superior.step_withdrawn", row.document)
        raise RuleError("registers.step_withdrawn", **told)
    row.withdrawn_reason, row.withdrawn_at = _need(reason, "registers.reason_missing"), at
    row.save(update_fields=["withdrawn_reason", "withdrawn_at"])
    _record("registers.superior.step_withdrawn", row.document, by=by, at=at, reason=reason, details={"step": row.step})
    return row


@transaction.atomic
def set_task(
    *,
    document: SuperiorDocument,
    units: Sequence[Organization],
    text: str,
    due_on: date,
    by: Actor,
    at: datetime,
) -> list[SuperiorTask]:
    """One task for each of several units, due on one day.

    Raises RuleError registers.units_missing, task_text_missing, due_before_receipt, task_twice (unit).
    """
    row = SuperiorDocument.objects.select_for_update().get(pk=document.pk)
    words = _need(text, "registers.task_text_missing")
    if not units:
        raise RuleError("registers.units_missing")
    if due_on < row.received_on:
        raise RuleError("registers.due_before_receipt", due=due_on, received=row.received_on)
    same = row.tasks.filter(organization__in=units, text=words).exclude(state=TaskState.DROPPED)
    standing = same.select_related("organization").first()
    if standing is not None:
        raise RuleError("registers.task_twice", unit=str(standing.organization), due=standing.due_on)
    made = [SuperiorTask.objects.create(document=row, organization=unit, text=words, due_on=due_on) for unit in units]
    details = {"units": [unit.pk for unit in units], "due_on": due_on}
    _record("registers.superior.task_set", row, by=by, at=at, details=details)
    return made


@transaction.atomic
def report_task(*, task: SuperiorTask, result: str, by: Actor, at: datetime) -> SuperiorTask:
    """The unit says what came of it. Raises RuleError registers.task_moved, result_missing."""
    row = _locked(task)
    _check("report", row)
    row.result = _need(result, "registers.result_missing")
    row.state, row.reported_at, row.reported_by_id = TaskState.REPORTED, at, by.user_id
    row.remark = ""
    return _kept("reported", row, by=by, at=at)


@transaction.atomic
def confirm_task(*, task: SuperiorTask, by: Actor, at: datetime) -> SuperiorTask:
    """The office confirms a reported result. Raises RuleError registers.task_moved, own_result."""
    row = _locked(task)
    _check("confirm", row)
    if row.reported_by_id == by.user_id:
        raise RuleError("registers.own_result")
    row.state, row.closed_at, row.closed_by_id = TaskState.DONE, at, by.user_id
    return _kept("confirmed", row, by=by, at=at)


@transaction.atomic
def return_task(*, task: SuperiorTask, reason: str, by: Actor, at: datetime) -> SuperiorTask:
    """The office returns a result with its reason. Raises RuleError registers.task_moved, reason_missing."""
    row = _locked(task)
    _check("return", row)
    row.remark, row.state = _need(reason, "registers.reason_missing"), TaskState.OPEN
    return _kept("returned", row, by=by, at=at, reason=reason)


@transaction.atomic
def drop_task(*, task: SuperiorTask, reason: str, by: Actor, at: datetime) -> SuperiorTask:
    """The office lifts a task, with its reason. Raises RuleError registers.task_moved, reason_missing."""
    row = _locked(task)
    _check("drop", row)
    row.remark = _need(reason, "registers.reason_missing")
    row.state, row.closed_at, row.closed_by_id = TaskState.DROPPED, at, by.user_id
    return _kept("dropped", row, by=by, at=at, reason=reason)


def _locked(task: SuperiorTask) -> SuperiorTask:
    return SuperiorTask.objects.select_for_update(of=("self",)).select_related("document").get(pk=task.pk)


def _check(act: str, row: SuperiorTask) -> None:
    """Refuse what the state no longer allows, and tell who was first. Raises RuleError registers.task_moved."""
    try:
        check_act(act, row.state)
    except RuleError as error:
        raise RuleError("registers.task_moved", **audit_api.latest_act("registers.task", row)) from error


def _kept(verb: str, row: SuperiorTask, *, by: Actor, at: datetime, reason: str = "") -> SuperiorTask:
    row.save()
    audit_api.record(
        f"registers.task.{verb}", by=by, at=at, about=row, organization_id=row.organization_id, reason=reason
    )
    return row


def _need(text: str, code: str) -> str:
    words = text.strip()
    if not words:
        raise RuleError(code)
    return words


def _record(
    action: str,
    row: SuperiorDocument,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    audit_api.record(
        action, by=by, at=at, about=row, organization_id=row.organization_id, reason=reason, details=details
    )
