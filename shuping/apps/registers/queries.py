"""Reads of the register: chains, standings, figures of a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shuping.core.registers.superior import Chain, Standing, Step, Task, TaskState, YearFigures, standing, year_figures

from .models import Handling, SuperiorDocument, SuperiorTask


@dataclass(frozen=True, slots=True)
class Row:
    """A document as lists show it."""

    document: SuperiorDocument
    standing: Standing


def rows(documents: Iterable[SuperiorDocument], on: date) -> list[Row]:
    """Each document with its standing on a day; three queries, however many."""
    found = list(documents)
    keys = [row.pk for row in found]
    steps: dict[int, dict[str, list[date]]] = {}
    for document, step, day in Handling.objects.filter(document__in=keys, withdrawn_at=None).values_list(
        "document", "step", "held_on"
    ):
        steps.setdefault(document, {}).setdefault(step, []).append(day)
    tasks: dict[int, list[Task]] = {}
    for document, due, state in SuperiorTask.objects.filter(document__in=keys).values_list(
        "document", "due_on", "state"
    ):
        tasks.setdefault(document, []).append(Task(due, TaskState(state)))
    return [Row(row, _standing(row, steps.get(row.pk, {}), tasks.get(row.pk, []), on)) for row in found]


def _standing(row: SuperiorDocument, steps: dict[str, list[date]], tasks: list[Task], on: date) -> Standing:
    days = {step: tuple(steps.get(step, ())) for step in Step}
    chain = Chain(row.received_on, days[Step.STUDIED], days[Step.DISCUSSED], days[Step.DEPLOYED], tuple(tasks))
    return standing(chain, on)


def figures(organization_id: int, year: int, on: date) -> YearFigures:
    """What the report upward says: documents received by an organisation in a year, as they stand on a day."""
    received = SuperiorDocument.objects.filter(organization=organization_id, received_on__year=year)
    return year_figures([row.standing for row in rows(received, on)])
