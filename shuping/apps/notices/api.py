"""What other apps, the portal and the commands may call."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.cycles.reminding import Step
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access
from .damage import damage
from .models import Reminder
from .queries import contact_line, due_rows, reminder_text, reminders_of
from .services import mark_seen, raise_due, record_reminder, supervise

__all__ = [
    "Reminder",
    "contact_line",
    "damage",
    "due_rows",
    "mark_seen",
    "raise_due",
    "record_reminder",
    "reminder_text",
    "reminders_of",
    "supervise",
    "waiting",
]

MOST_LINES = 20


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Reminders that speak to the actor's organisation and were not acknowledged; what was escalated to it first."""
    if actor.reach(Permission.NOTICE_READ) is Reach.NONE:
        return
    rows = access.addressed(actor).filter(seen_at=None).order_by("due_on", "id")
    for row in rows[:MOST_LINES]:
        escalated = row.step == Step.ESCALATED.value
        text = _("Take up with the unit: long overdue") if escalated else _("Take note of the reminder")
        kind = "notices.escalated" if escalated else "notices.reminder"
        yield Waiting(
            text, row.link or reverse("notices:list"), kind, row.due_on, f"{row.organization}：{row.text[:60]}"
        )
