"""The unit's plan: measures with owner and date on every row, approved or returned (REC-03, REC-04, R-63)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, QuerySet

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import Issue, Measure, Plan
from shuping.apps.rectification.queries import plan_row
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.completeness import missing
from shuping.core.rectification.states import EDITABLE, Act, State
from shuping.core.rectification.values import PlannedRow

from .issues import KINDS
from .rows import check_answerer, check_revision, first, locked, log, need, step

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle
    from shuping.apps.organization.models import Organization


def _editable(issue: Issue) -> Issue:
    row = locked(issue)
    if row.state not in EDITABLE:
        raise RuleError("rectification.plan_fixed", number=row.number)
    return row


@transaction.atomic
def write_row(
    *,
    issue: Issue,
    row: PlannedRow,
    revision: int | None,
    by: Actor,
    at: datetime,
) -> Issue:
    """What the unit plans for one problem: kind, measurable result, who leads, who assists, until when.

    Raises RuleError `rectification.plan_fixed` (number), `rectification.stale`, `rectification.unknown_kind`.
    """
    kept = _editable(issue)
    check_revision(revision, kept.revision)
    write_fields(kept, row)
    audit_api.record(
        "rectification.plan.row_written",
        by=by,
        at=at,
        about=kept,
        organization_id=kept.organization_id,
        details={"number": kept.number, "due_on": row.due_on, "kind": row.kind},
    )
    return kept


def write_fields(kept: Issue, row: PlannedRow) -> None:
    """Write what is planned into a locked row. Raises RuleError `rectification.unknown_kind`."""
    if row.kind not in KINDS:
        raise RuleError("rectification.unknown_kind", kind=row.kind)
    kept.kind, kept.objective, kept.due_on = row.kind, row.objective.strip(), row.due_on
    kept.lead_leader, kept.lead_department = row.lead_leader.strip(), row.lead_department.strip()
    kept.assisting, kept.root_cause = row.assisting.strip(), row.root_cause.strip()
    kept.revision += 1
    kept.save()


@transaction.atomic
def add_measure(
    *, issue: Issue, text: str, owner: str, due_on: date, expected_result: str = "", by: Actor, at: datetime
) -> Measure:
    """Add one measure to a row that is still being planned.

    Raises RuleError `rectification.plan_fixed`, `rectification.measure_missing`, `rectification.owner_missing`.
    """
    row = _editable(issue)
    last = row.measures.aggregate(last=Max("number"))["last"] or 0
    measure = Measure.objects.create(
        issue=row,
        number=last + 1,
        text=need(text, "rectification.measure_missing"),
        owner=need(owner, "rectification.owner_missing"),
        due_on=due_on,
        expected_result=expected_result.strip(),
    )
    audit_api.record(
        "rectification.measure.added",
        by=by,
        at=at,
        about=measure,
        organization_id=row.organization_id,
        details={"issue": row.pk, "number": measure.number, "due_on": due_on},
    )
    return measure


@transaction.atomic
def change_measure(
    *, measure: Measure, text: str, owner: str, due_on: date, expected_result: str, by: Actor, at: datetime
) -> Measure:
    """Reword a measure of a row that is still being planned. Raises the RuleErrors of `add_measure`."""
    row = _editable(measure.issue)
    changed = row.measures.get(pk=measure.pk)
    changed.text = need(text, "rectification.measure_missing")
    changed.owner = need(owner, "rectification.owner_missing")
    changed.due_on, changed.expected_result = due_on, expected_result.strip()
    changed.save()
    audit_api.record(
        "rectification.measure.changed",
        by=by,
        at=at,
        about=changed,
        organization_id=row.organization_id,
        details={"issue": row.pk, "due_on": due_on},
    )
    return changed


@transaction.atomic
def remove_measure(*, measure: Measure, by: Actor, at: datetime) -> None:
    """Take a measure off a row that is still being planned; the rest is numbered anew."""
    row = _editable(measure.issue)
    audit_api.record(
        "rectification.measure.removed",
        by=by,
        at=at,
        about=measure,
        organization_id=row.organization_id,
        details={"issue": row.pk, "number": measure.number},
    )
    measure.delete()
    for number, rest in enumerate(row.measures.order_by("number"), start=1):
        Measure.objects.filter(pk=rest.pk).update(number=number)


@transaction.atomic
def finish_measure(*, measure: Measure, done_on: date, result: str, by: Actor, at: datetime) -> Measure:
    """Say that one measure is done, when, and what came of it.

    Raises RuleError `rectification.not_running` (number), `rectification.result_missing`.
    """
    row = locked(measure.issue)
    if row.state not in {State.IN_PROGRESS, State.LONG_TERM}:
        raise RuleError("rectification.not_running", number=row.number)
    done = mark_done(row, measure.pk, done_on, result, by=by, at=at)
    audit_api.record(
        "rectification.measure.finished",
        by=by,
        at=at,
        about=done,
        organization_id=row.organization_id,
        details={"issue": row.pk, "done_on": done_on},
    )
    return done


def mark_done(row: Issue, measure: int, done_on: date, result: str, *, by: Actor, at: datetime) -> Measure:
    """Write the end of a measure of a locked row, with its line in the log. Raises `rectification.result_missing`."""
    done = row.measures.get(pk=measure)
    done.done_on, done.result = done_on, need(result, "rectification.result_missing")
    done.save(update_fields=["done_on", "result"])
    log(row, "measure_done", by=by, at=at, text=done.result, details={"measure": done.number})
    return done


@transaction.atomic
def write_plan(
    *,
    cycle: "Cycle",
    organization: "Organization",
    arrangement: str,
    guarantees: str,
    revision: int | None,
    by: Actor,
    at: datetime,
) -> Plan:
    """Save 总体安排 and 保障措施. Raises RuleError `rectification.stale`, `rectification.plan_submitted` and
    `rectification.plan_decided` (name, at) where the plan is approved and no further row waits for one."""
    plan = locked_plan(cycle, organization)
    check_revision(revision, plan.revision)
    if plan.state == "submitted":
        raise RuleError("rectification.plan_submitted", **first(plan.submitted_by, plan.submitted_at))
    if plan.state == "approved" and not _rows(plan, State.PLANNING).exists():
        raise RuleError("rectification.plan_decided", **first(plan.decided_by, plan.decided_at))
    plan.arrangement, plan.guarantees = arrangement.strip(), guarantees.strip()
    plan.revision += 1
    plan.save()
    audit_api.record("rectification.plan.written", by=by, at=at, about=plan, organization_id=organization.pk)
    return plan


def locked_plan(cycle: "Cycle", organization: "Organization") -> Plan:
    """The plan of a unit, begun where there is none, held before its rows until the transaction ends."""
    return Plan.objects.select_for_update().get_or_create(cycle=cycle, organization=organization)[0]


def _rows(plan: Plan, state: State) -> QuerySet[Issue]:
    rows = Issue.objects.select_for_update().filter(
        cycle=plan.cycle_id, organization=plan.organization_id, state=state.value
    )
    return rows.order_by("number").prefetch_related("measures")


@transaction.atomic
def submit_plan(*, cycle: "Cycle", organization: "Organization", by: Actor, at: datetime) -> Plan:
    """Hand in the plan with every row that is being planned; rows added later are handed in as a supplement.

    Raises RuleError `rectification.plan_submitted` (name, at), `rectification.nothing_to_submit` or
    `rectification.rows_incomplete` (numbers) where a row lacks measure, owner, deadline, result or lead (R-63).
    """
    plan = locked_plan(cycle, organization)
    if plan.state == "submitted":
        raise RuleError("rectification.plan_submitted", **first(plan.submitted_by, plan.submitted_at))
    rows = list(_rows(plan, State.PLANNING))
    if not rows:
        raise RuleError("rectification.nothing_to_submit")
    lacking = [str(row.number) for row in rows if missing(plan_row(row))]
    if lacking:
        raise RuleError("rectification.rows_incomplete", numbers="、".join(lacking))
    for row in rows:
        step(row, Act.SUBMIT_PLAN)
        row.save(update_fields=["state"])
        log(row, "plan_submitted", by=by, at=at)
    plan.state, plan.submitted_at, plan.submitted_by_id = "submitted", at, by.user_id
    plan.revision += 1
    plan.save()
    audit_api.record(
        "rectification.plan.submitted",
        by=by,
        at=at,
        about=plan,
        organization_id=organization.pk,
        details={"rows": len(rows)},
    )
    return plan


def _to_decide(plan: Plan, by: Actor, at: datetime) -> Plan:
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.state != "submitted":
        raise RuleError("rectification.plan_decided", **first(row.decided_by, row.decided_at))
    check_answerer(row.organization, row.submitted_by_id, by=by, at=at)
    return row


@transaction.atomic
def approve_plan(*, plan: Plan, comment: str = "", by: Actor, at: datetime) -> Plan:
    """Approve a plan handed in by another role: its rows run from now on, long-term ones are kept alive.

    Raises RuleError `rectification.plan_decided` (name, at), `rectification.own_request`, `rectification.own_row`.
    """
    decided = _to_decide(plan, by, at)
    for row in _rows(decided, State.UNDER_REVIEW):
        step(row, Act.APPROVE_LONG_TERM if row.kind == "long_term" else Act.APPROVE_PLAN)
        row.promised_due_on = row.due_on
        row.save(update_fields=["state", "promised_due_on"])
        log(row, "plan_approved", by=by, at=at, text=comment)
    return _decide(decided, "approved", comment, by, at)


@transaction.atomic
def return_plan(*, plan: Plan, comment: str, by: Actor, at: datetime) -> Plan:
    """退回并说明理由: the rows go back to planning. Raises the RuleErrors of `approve_plan` and
    `rectification.reason_missing`."""
    comment = need(comment, "rectification.reason_missing")
    decided = _to_decide(plan, by, at)
    for row in _rows(decided, State.UNDER_REVIEW):
        step(row, Act.RETURN_PLAN)
        row.save(update_fields=["state"])
        log(row, "plan_returned", by=by, at=at, text=comment)
    return _decide(decided, "returned", comment, by, at)


def _decide(plan: Plan, state: str, comment: str, by: Actor, at: datetime) -> Plan:
    plan.state, plan.comment = state, comment.strip()
    plan.decided_at, plan.decided_by_id = at, by.user_id
    plan.revision += 1
    plan.save()
    audit_api.record(
        f"rectification.plan.{state}",
        by=by,
        at=at,
        about=plan,
        organization_id=plan.organization_id,
        reason=plan.comment,
    )
    return plan
