"""Writes of the reminders: a person's 催报 or 督办, the daily tick, acknowledging."""

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation

from shuping.apps.audit import api as audit_api
from shuping.apps.organization import api as organization_api
from shuping.base.actor import Actor
from shuping.core.cycles.reminding import Step, step_on
from shuping.core.errors import RuleError

from . import queries
from .models import Reminder

if TYPE_CHECKING:
    from shuping.apps.organization.models import Organization

LONGEST = 1000


@transaction.atomic
def record_reminder(
    *, organization: "Organization", subject: str, text: str, way: str, by: Actor, at: datetime, url: str = ""
) -> Reminder:
    """催报: keep that an organisation was reminded, by which way and with which words (ORG-15).

    Raises RuleError `notices.no_text`, `notices.text_too_long`, `notices.unknown_way`.
    """
    return _keep(Reminder.Kind.REMINDER, organization, subject, text, way, url, by=by, at=at)


@transaction.atomic
def supervise(
    *, organization: "Organization", subject: str, text: str, way: str, by: Actor, at: datetime, url: str = ""
) -> Reminder:
    """督办: as `record_reminder`, with the weight of the level above behind it. Same refusals."""
    return _keep(Reminder.Kind.SUPERVISION, organization, subject, text, way, url, by=by, at=at)


def _keep(
    kind: Reminder.Kind,
    organization: "Organization",
    subject: str,
    text: str,
    way: str,
    url: str,
    *,
    by: Actor,
    at: datetime,
) -> Reminder:
    text = text.strip()
    if not text:
        raise RuleError("notices.no_text")
    if len(text) > LONGEST:
        raise RuleError("notices.text_too_long", length=len(text), most=LONGEST)
    if way not in Reminder.Way.values:
        raise RuleError("notices.unknown_way", way=way)
    if not url.startswith("/") or url.startswith("//"):
        url = ""  # what is kept leads to a page of this house or nowhere
    reminder = Reminder.objects.create(
        organization=organization, subject=subject, kind=kind, way=way, text=text, url=url, at=at, user_id=by.user_id
    )
    details = {"subject": subject, "way": way}
    action = "notices.supervision.recorded" if kind is Reminder.Kind.SUPERVISION else "notices.reminder.recorded"
    audit_api.record(action, by=by, at=at, about=reminder, organization_id=organization.pk, details=details)
    return reminder


@transaction.atomic
def mark_seen(*, reminder: Reminder, by: Actor, at: datetime) -> None:
    """The organisation that was spoken to has taken note. Raises RuleError `notices.already_seen`."""
    row = Reminder.objects.select_for_update(of=("self",)).get(pk=reminder.pk)
    if row.seen_at is not None:
        raise RuleError("notices.already_seen")
    row.seen_at = at
    row.save(update_fields=["seen_at"])
    audit_api.record("notices.reminder.seen", by=by, at=at, about=row, organization_id=row.organization_id)


@transaction.atomic
def raise_due(*, on: date, by: Actor, at: datetime) -> list[Reminder]:
    """The daily tick: one row per thing, date and step that has been reached and not been raised yet.

    Called twice on one day it raises nothing the second time (the database refuses a second row). What is long late
    is told to the level above on the day `on` (REC-10). Returns the new rows. The words are Chinese, whoever calls.
    """
    with translation.override("zh-hans"):
        rows = [(row, step) for row in queries.due_rows(on) if (step := step_on(row.due, on)) is not None]
        parents = organization_api.parents_on(on) if any(step is Step.ESCALATED for _row, step in rows) else {}
        raised = [made for row, step in rows if (made := _raise(row, step, parents, on=on, at=at)) is not None]
    if raised:
        counts = Counter(row.step for row in raised)
        audit_api.record("notices.due.raised", by=by, at=at, details={"on": on.isoformat(), **counts})
    return raised


def _raise(
    row: queries.DueRow, step: Step, parents: dict[int, int | None], *, on: date, at: datetime
) -> Reminder | None:
    reminder, made = Reminder.objects.get_or_create(
        subject=row.subject,
        step=step.value,
        due_on=row.due,
        organization_id=row.organization_id,
        defaults={
            "kind": Reminder.Kind.SUPERVISION if step is Step.ESCALATED else Reminder.Kind.REMINDER,
            "way": Reminder.Way.SYSTEM,
            "text": queries.reminder_text(row.organization_name, row.words, row.due, on),
            "url": row.url,
            "at": at,
            "escalated_to_id": parents.get(row.organization_id) if step is Step.ESCALATED else None,
        },
    )
    return reminder if made else None
