"""What waits for somebody in rectification, as lines of the day (REC-09)."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.rectification.deadlines import Light
from shuping.core.rectification.states import State
from shuping.core.roles.catalog import Reach, Role
from shuping.core.roles.permissions import Permission

from . import access, queries
from .models import Feedback, Issue, LookBack, Mention, Plan
from .services.feedback import may_sign


def _may(actor: Actor, permission: Permission) -> bool:
    return actor.reach(permission) is not Reach.NONE


def _receipts(actor: Actor, on: date) -> Iterator[Waiting]:
    sheets = access.feedback_sheets(actor, Permission.FEEDBACK_SIGN).filter(received_at=None)
    for sheet in sheets.exclude(delivered_at=None).select_related("participant__organization"):
        if not may_sign(actor, sheet.participant, on=on):
            continue
        yield Waiting(
            text=_("Read and sign for the feedback"),
            url=reverse("rectification:feedback", args=[sheet.pk]),
            kind="rectification.receipt",
            about=str(sheet.participant),
        )


def _plans_due(actor: Actor, on: date) -> Iterator[Waiting]:
    rows = access.issues(actor, Permission.PLAN_WRITE).filter(state=State.PLANNING.value)
    units = rows.order_by().values_list("cycle_id", "organization_id").distinct()
    for cycle_id, organization_id in units:
        sheet = Feedback.objects.filter(participant__cycle=cycle_id, participant__organization=organization_id).exclude(
            plan_due=None
        )
        returned = Plan.objects.filter(cycle=cycle_id, organization=organization_id, state="returned").first()
        first = sheet.select_related("participant").first()
        told = rows.filter(cycle=cycle_id, organization=organization_id).aggregate(first=Min("told_at"))["first"]
        # a problem opened anew after the plan was due has no day yet; the sheet's day was for the plan before
        due = first.plan_due if first else None
        late = told is not None and due is not None and clock.local_day(told) > due
        yield Waiting(
            text=_("Rework the returned rectification plan") if returned else _("Write the rectification plan"),
            url=reverse("rectification:plan", args=[cycle_id, organization_id]),
            kind="rectification.plan",
            due=None if late else due,
            about=first.participant.organization_name if first else "",
        )


def _due_rows(actor: Actor, on: date) -> Iterator[Waiting]:
    for issue, colour in queries.pressing(access.issues(actor, Permission.SIGN_OFF_REQUEST), on=on):
        if issue.state != State.IN_PROGRESS:
            continue
        text = _("Overdue problem: %(text)s") if colour is Light.RED else _("Problem due soon: %(text)s")
        yield Waiting(
            text=text % {"text": issue.text[:40]},
            url=reverse("rectification:issue", args=[issue.pk]),
            kind="rectification.overdue" if colour is Light.RED else "rectification.due_soon",
            due=issue.due_on,
            about=str(issue.organization),
        )


def _sheets_to_deliver(actor: Actor, on: date) -> Iterator[Waiting]:
    drafts: QuerySet[Feedback] = access.feedback_sheets(actor, Permission.FEEDBACK_WRITE).filter(delivered_at=None)
    count = drafts.exclude(participant__decision__decided="").exclude(participant__decision=None).count()
    if count:
        yield Waiting(
            text=_("Deliver feedback sheets"),
            url=reverse("rectification:feedback_list"),
            kind="rectification.deliver",
            count=count,
        )


def _plans(actor: Actor, on: date) -> Iterator[Waiting]:
    for plan in queries.plans_to_decide(actor):
        yield Waiting(
            text=_("Review the rectification plan"),
            url=reverse("rectification:plan", args=[plan.cycle_id, plan.organization_id]),
            kind="rectification.plan_review",
            about=str(plan.organization),
        )


def _sign_offs(actor: Actor, on: date) -> Iterator[Waiting]:
    for request in queries.sign_offs_to_answer(actor, on=on):
        yield Waiting(
            text=_("Accept or return the sign-off: %(text)s") % {"text": request.issue.text[:40]},
            url=reverse("rectification:issue", args=[request.issue_id]),
            kind="rectification.sign_off",
            about=str(request.issue.organization),
        )


def _extensions(actor: Actor, on: date) -> Iterator[Waiting]:
    for request in queries.extensions_to_answer(actor):
        yield Waiting(
            text=_("Answer the request for more time: %(text)s") % {"text": request.issue.text[:40]},
            url=reverse("rectification:issue", args=[request.issue_id]),
            kind="rectification.extension",
            due=request.due_before,
            about=str(request.issue.organization),
        )


def _look_backs(actor: Actor, on: date) -> Iterator[Waiting]:
    rows = LookBack.objects.filter(looked_on=None, issue__in=access.issues(actor, Permission.LOOK_BACK))
    for row in rows.select_related("issue__organization").order_by("planned_on", "pk"):
        yield Waiting(
            text=_("Look back at: %(text)s") % {"text": row.issue.text[:40]},
            url=reverse("rectification:look_back", args=[row.pk]),
            kind="rectification.look_back",
            due=row.planned_on,
            about=str(row.issue.organization),
        )


def _talks(actor: Actor, on: date) -> Iterator[Waiting]:
    open_ones = access.talks(actor).exclude(follow_up="").filter(follow_up_done_on=None)
    for talk in open_ones.select_related("person", "organization").order_by("follow_up_due", "pk"):
        yield Waiting(
            text=_("Follow up the talk with %(name)s") % {"name": talk.person.name},
            url=reverse("rectification:talk", args=[talk.pk]),
            kind="rectification.talk",
            due=talk.follow_up_due,
            about=str(talk.organization),
        )


def _escalated(actor: Actor, on: date) -> Iterator[Waiting]:
    rows: QuerySet[Issue] = access.issues(actor).filter(state__in=queries.OPEN_STATES).exclude(escalated_at=None)
    for issue in rows.select_related("organization").order_by("escalated_at"):
        yield Waiting(
            text=_("Under supervision: %(text)s") % {"text": issue.text[:40]},
            url=reverse("rectification:issue", args=[issue.pk]),
            kind="rectification.escalated",
            due=issue.due_on,
            about=str(issue.organization),
        )


_LINES: tuple[tuple[Permission, Callable[[Actor, date], Iterator[Waiting]]], ...] = (
    (Permission.FEEDBACK_SIGN, _receipts),
    (Permission.PLAN_WRITE, _plans_due),
    (Permission.SIGN_OFF_REQUEST, _due_rows),
    (Permission.FEEDBACK_WRITE, _sheets_to_deliver),
    (Permission.PLAN_APPROVE, _plans),
    (Permission.SIGN_OFF_ACCEPT, _sign_offs),
    (Permission.PLAN_APPROVE, _extensions),
    (Permission.LOOK_BACK, _look_backs),
    (Permission.TALK_KEEP, _talks),
)


def _mentions(actor: Actor) -> Iterator[Waiting]:
    """What colleagues wrote to the acting person under problems that this post may see (REC-13)."""
    rows = Mention.objects.filter(user=actor.user_id, seen_at=None, entry__issue__in=access.issues(actor).values("pk"))
    for row in rows.select_related("entry__issue__organization", "entry__user"):
        issue = row.entry.issue
        yield Waiting(
            text=_("%(name)s wrote to you: %(text)s") % {"name": str(row.entry.user), "text": row.entry.text[:40]},
            url=reverse("rectification:issue", args=[issue.pk]) + "#discussion",
            kind="rectification.mention",
            about=str(issue.organization),
        )


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Everything in rectification that waits for the actor on the day `on`."""
    for permission, lines in _LINES:
        if _may(actor, permission):
            yield from lines(actor, on)
    if _may(actor, Permission.ISSUE_READ):
        yield from _mentions(actor)
    if actor.role is Role.PRESIDER:
        yield from _escalated(actor, on)
