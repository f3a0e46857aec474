"""反馈意见: prepared from what is known, delivered with the decided grade, received with a signature (R-60, R-62)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import api as grades_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification.models import Feedback, Issue, LogEntry
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import RoundAct
from shuping.core.rectification.deadlines import plan_due as plan_due_after
from shuping.core.rectification.states import State
from shuping.core.rectification.values import Problem
from shuping.core.roles.catalog import Role

from .issues import insert
from .rows import check_revision, first, need, refuse_archived

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Participant


def carried_rows(participant: "Participant") -> Iterable[Issue]:
    """Last year's rows of the unit that are not done: still open, or found again and not taken up elsewhere."""
    previous = cycles_api.previous_cycle(participant.cycle)
    if previous is None:
        return Issue.objects.none()
    return Issue.objects.filter(
        cycle=previous,
        organization__in=[participant.organization_id, *participant.organization.inherits],
        state__in=[State.PLANNING, State.UNDER_REVIEW, State.IN_PROGRESS, State.SIGN_OFF_REQUESTED, State.RELAPSED],
        recurrences=None,
    ).order_by("organization__path", "number")


def _taken_keys(participant: "Participant") -> set[str]:
    """The keys of everything already on the unit's list of this round, also of what was merged into another row."""
    rows = Issue.objects.filter(cycle=participant.cycle_id, organization=participant.organization_id)
    merged = LogEntry.objects.filter(issue__in=rows, kind="merged").values_list("details", flat=True)
    return {*rows.values_list("source_key", flat=True), *(str(details.get("source_key", "")) for details in merged)}


@transaction.atomic
def prepare_feedback(*, participant: "Participant", by: Actor, at: datetime) -> Feedback:
    """Open the feedback sheet of one reporter, or bring the open one up to date.

    Takes in, by reference and once each: problems of the comment outline, last year's rows that are still open or
    found again (with a link), and problems of this round that stand without a sheet. The good points and requirements
    of the outline fill empty fields. Raises RuleError `rectification.archived`, `rectification.already_delivered`
    (name, at).
    """
    refuse_archived(RoundAct.PREPARE_FEEDBACK, participant.cycle)
    sheet, opened = Feedback.objects.select_for_update().get_or_create(participant=participant)
    if sheet.delivered_at is not None:
        raise RuleError("rectification.already_delivered", **first(sheet.delivered_by, sheet.delivered_at))
    cycle, organization = participant.cycle, participant.organization
    loose = Issue.objects.filter(cycle=cycle, organization=organization, feedback=None)
    loose.update(feedback=sheet, person=participant.person)
    known = _taken_keys(participant)
    taken = 0
    for row in carried_rows(participant):
        insert(
            cycle=cycle,
            organization=organization,
            participant=participant,
            parent=row,
            problem=Problem(
                text=row.text,
                source="last_year",
                source_detail=f"{row.cycle.year}-{row.number}",
                source_key=f"issue:{row.pk}",
                category=row.category.code if row.category else "",
                common=row.common,
                root_cause=row.root_cause,
            ),
            by=by,
            at=at,
        )
        taken += 1
    for key, text in reports_api.outline_problems(participant):
        if key not in known:
            insert(
                cycle=cycle,
                organization=organization,
                participant=participant,
                problem=Problem(text=text, source="comment", source_key=key),
                by=by,
                at=at,
            )
            taken += 1
    good, requirements = reports_api.outline_texts(participant)
    sheet.good = sheet.good or "\n".join(good)
    sheet.requirements = sheet.requirements or "\n".join(requirements)
    sheet.revision += 1
    sheet.save()
    audit_api.record(
        "rectification.feedback.prepared",
        by=by,
        at=at,
        about=sheet,
        organization_id=participant.organization_id,
        details={"opened": opened, "taken_in": taken},
    )
    return sheet


@transaction.atomic
def write_feedback(
    *, feedback: Feedback, good: str, requirements: str, revision: int | None, by: Actor, at: datetime
) -> Feedback:
    """Save the texts of the sheet.

    Raises RuleError `rectification.archived`, `rectification.already_delivered`, `rectification.stale`.
    """
    refuse_archived(RoundAct.WRITE_FEEDBACK, feedback.participant.cycle)
    sheet = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if sheet.delivered_at is not None:
        raise RuleError("rectification.already_delivered", **first(sheet.delivered_by, sheet.delivered_at))
    check_revision(revision, sheet.revision)
    sheet.good, sheet.requirements = good.strip(), requirements.strip()
    sheet.revision += 1
    sheet.save()
    audit_api.record(
        "rectification.feedback.written",
        by=by,
        at=at,
        about=sheet,
        organization_id=sheet.participant.organization_id,
    )
    return sheet


@transaction.atomic
def deliver_feedback(*, feedback: Feedback, by: Actor, at: datetime, plan_due: date | None = None) -> Feedback:
    """Hand the sheet to the reporter: the decided grade is printed, the problems are fixed, the plan's deadline is set.

    `plan_due`: the day the published plan names; otherwise so many days after delivery as the rule set says (R-60).
    Raises RuleError `rectification.archived`, `rectification.already_delivered`, `rectification.grade_not_decided`,
    `rectification.no_problem`, `rectification.requirements_missing`, `rectification.plan_due_past`.
    """
    refuse_archived(RoundAct.DELIVER_FEEDBACK, feedback.participant.cycle)
    sheet = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if sheet.delivered_at is not None:
        raise RuleError("rectification.already_delivered", **first(sheet.delivered_by, sheet.delivered_at))
    participant = sheet.participant
    grade = grades_api.decided_grade(participant)
    if not grade:
        raise RuleError("rectification.grade_not_decided", about=str(participant))
    if not sheet.issues.exists():
        raise RuleError("rectification.no_problem", about=str(participant))
    need(sheet.requirements, "rectification.requirements_missing")
    day = clock.local_day(at)
    days = cycles_api.rules_of(participant.cycle).rectification.plan_days
    due = plan_due or plan_due_after(day, days)
    if due < day:
        raise RuleError("rectification.plan_due_past", due=due.isoformat())
    sheet.grade, sheet.plan_due = grade, due
    sheet.delivered_at, sheet.delivered_by_id = at, by.user_id
    sheet.revision += 1
    sheet.save()
    sheet.issues.update(told_at=at)
    audit_api.record(
        "rectification.feedback.delivered",
        by=by,
        at=at,
        about=sheet,
        organization_id=participant.organization_id,
        details={"plan_due": due, "problems": sheet.issues.count()},
    )
    return sheet


def may_sign(by: Actor, participant: "Participant", *, on: date) -> bool:
    """Who signs for a sheet: the reporter, whoever stands in for the reporter, or who answers for the unit by now.

    The last is for a reporter who was transferred or fell ill after the meeting: the unit receives its feedback all the
    same, and the sheet says who signed.
    """
    if by.person_id == participant.person_id or by.stands_in_for == participant.person_name:
        return True
    if by.role is Role.REPORTER and participant.organization_id in by.inherits:
        return True  # the unit was merged or split up after the meeting
    holder = organization_api.secretary_on(participant.organization, on)
    return holder is not None and by.person_id is not None and holder.person_id == by.person_id


@transaction.atomic
def sign_receipt(*, feedback: Feedback, by: Actor, at: datetime) -> Feedback:
    """The reporter signs for the sheet, personally, or who answers for the unit by now.

    Raises RuleError `rectification.archived`, `rectification.not_delivered`, `rectification.not_the_reporter`,
    `rectification.already_signed`.
    """
    refuse_archived(RoundAct.SIGN_RECEIPT, feedback.participant.cycle)
    sheet = Feedback.objects.select_for_update().get(pk=feedback.pk)
    participant = sheet.participant
    if sheet.delivered_at is None:
        raise RuleError("rectification.not_delivered")
    if sheet.received_at is not None:
        raise RuleError("rectification.already_signed", **first(sheet.received_by, sheet.received_at))
    if not may_sign(by, participant, on=clock.local_day(at)):
        raise RuleError("rectification.not_the_reporter", about=participant.person_name)
    sheet.received_at, sheet.received_by_id = at, by.user_id
    sheet.save(update_fields=["received_at", "received_by"])
    audit_api.record(
        "rectification.feedback.received", by=by, at=at, about=sheet, organization_id=participant.organization_id
    )
    return sheet
