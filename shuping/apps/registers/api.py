"""What other apps, the portal and the commands may call."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.registers.superior import DUE_SOON, STUDY_WITHIN, Entry, Step, TaskState, YearFigures
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access, queries
from .access import documents as documents_within
from .damage import damage
from .models import SuperiorDocument, SuperiorTask
from .queries import figures
from .services import confirm_task, record_step, register_document, report_task, set_task

__all__ = [
    "Entry",
    "SuperiorDocument",
    "SuperiorTask",
    "YearFigures",
    "archive",
    "confirm_task",
    "damage",
    "documents_within",
    "figures",
    "record_step",
    "register_document",
    "report_task",
    "set_task",
    "waiting",
]

MOST_LINES = 20


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """The office: documents not studied yet, results to confirm. A unit: its tasks that are due soon or overdue."""
    if actor.reach(Permission.SUPERIOR_KEEP) is not Reach.NONE:
        yield from _of_office(actor, on)
    if actor.reach(Permission.SUPERIOR_REPORT) is not Reach.NONE:
        yield from _of_unit(actor, on)


def _of_office(actor: Actor, on: date) -> Iterator[Waiting]:
    kept = access.documents(actor, Permission.SUPERIOR_KEEP).filter(received_on__year__gte=on.year - 1)
    for row in queries.rows(kept, on):
        if Step.STUDIED in row.standing.missing:
            yield Waiting(
                _("Have the document from above studied"),
                reverse("registers:document", args=[row.document.pk]),
                "registers.study",
                row.document.received_on + STUDY_WITHIN,
                row.document.title,
            )
    for task in access.tasks(actor, Permission.SUPERIOR_KEEP).filter(state=TaskState.REPORTED)[:MOST_LINES]:
        address = reverse("registers:document", args=[task.document_id])
        yield Waiting(
            _("Confirm or return the result"), address, "registers.confirm", None, f"{task.organization}：{task.text}"
        )


def _of_unit(actor: Actor, on: date) -> Iterator[Waiting]:
    own = access.tasks(actor, Permission.SUPERIOR_REPORT).filter(state=TaskState.OPEN, due_on__lte=on + DUE_SOON)
    for task in own[:MOST_LINES]:
        address = reverse("registers:report", args=[task.pk])
        yield Waiting(_("Report what came of the task from above"), address, "registers.task", task.due_on, task.text)


def archive(organization_id: int, year: int) -> list[dict[str, object]]:
    """The documents an organisation received in a year, with steps and tasks, as plain values for the year's file."""
    rows = SuperiorDocument.objects.filter(organization=organization_id, received_on__year=year).order_by(
        "received_on", "id"
    )
    found: list[dict[str, object]] = []
    for row in rows.prefetch_related("handlings__units", "tasks__organization"):
        steps = [
            {
                "step": one.step,
                "held_on": one.held_on,
                "meeting": one.meeting,
                "outcome": one.outcome,
                "units": [unit.name for unit in one.units.all()],
            }
            for one in row.handlings.all()
            if one.withdrawn_at is None
        ]
        tasks = [
            {
                "unit": one.organization.name,
                "text": one.text,
                "due_on": one.due_on,
                "state": one.state,
                "result": one.result,
            }
            for one in row.tasks.all()
        ]
        found.append(
            {
                "title": row.title,
                "issuer": row.issuer,
                "number": row.number,
                "issued_on": row.issued_on,
                "received_on": row.received_on,
                "requirements": row.asked,
                "steps": steps,
                "tasks": tasks,
            }
        )
    return found
