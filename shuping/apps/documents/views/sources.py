"""Where the words and figures of a paper stand in the house: links, as far as the reader may go."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.apps.assessments import api as assessments_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents.kinds.common import ISSUE
from shuping.apps.documents.models import Document
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

_ROUND = "cycles:overview"
_PLAIN: dict[str, tuple[str, Promise]] = {
    "plan": (_ROUND, _("Plan of the round")),
    "notice": (_ROUND, _("Plan of the round")),
    "agenda": (_ROUND, _("Plan of the round")),
    "tally": ("ballots:sheet", _("Locked count")),
    "composite": ("grades:table", _("Computation, step by step")),
    "decision": ("grades:table", _("Computation, step by step")),
    "ledger": ("rectification:ledger_of", _("Rectification ledger")),
    "unit_ledger": ("rectification:ledger_of", _("Rectification ledger")),
    "duties": ("rectification:duties_of", _("Responsibility list")),
    "upward": ("grades:published", _("Decided grades")),
}
_KEYS = {_ROUND: "pk", "ballots:sheet": "cycle_id", "grades:table": "cycle_id", "grades:published": "cycle_id"}


def source_of(actor: Actor, document: Document) -> tuple[str, str | Promise] | None:
    """Address and words of the page behind a paper; None where there is no single one."""
    if document.kind == "circular":
        exact = actor.reach(Permission.GRADE_READ_EXACT) is not Reach.NONE
        name, words = ("grades:table", _("Computation, step by step")) if exact else _PLAIN["upward"]
        return reverse(name, kwargs={"cycle_id": document.cycle_id}), words
    if document.kind in _PLAIN:
        name, words = _PLAIN[document.kind]
        return reverse(name, kwargs={_KEYS.get(name, "cycle"): document.cycle_id}), words
    return _of_unit(document)


def sources_of(document: Document) -> list[tuple[str, str | Promise]]:
    """Addresses and words of the pages behind the lines of a paper that gathers many things (SPC-13); else none."""
    if document.kind == "speech_material":
        return list(_behind_speech(document))
    if document.kind == "upward":
        return list(_behind_round(document.cycle))
    return []


def _behind_round(cycle: cycles_api.Cycle) -> Iterator[tuple[str, str | Promise]]:
    keys = {"cycle": cycle.pk}
    if rectification_api.common_of(cycle):
        yield reverse("rectification:common_units_of", kwargs=keys), f"{_('Common problems by unit')} · {cycle.year}"
    if rectification_api.Issue.objects.filter(cycle=cycle).exists():
        yield reverse("rectification:ledger_of", kwargs=keys), f"{_('Rectification ledger')} · {cycle.year}"


def _behind_speech(document: Document) -> Iterator[tuple[str, str | Promise]]:
    cycle = document.cycle
    yield reverse("cycles:roster", kwargs={"pk": cycle.pk}), _("Roster of reporters")
    for one in filter(None, (cycle, cycles_api.previous_cycle(cycle))):
        yield from _behind_round(one)
    people = cycles_api.reporters(cycle)
    for person in people:
        if reports_api.outline_problems(person):
            address = reverse("reports:outline", kwargs={"participant": person.pk})
            yield address, f"{_('Comment outline')} · {person.organization_name}"
    for person in people:
        text = reports_api.approved_text(person)
        if text is not None:
            yield reverse("reports:read", kwargs={"pk": text.report_id}), f"{_('Report')} · {person.organization_name}"


def _of_unit(document: Document) -> tuple[str, str | Promise] | None:
    if document.subject.startswith(f"{ISSUE}:"):
        return reverse("rectification:issue", kwargs={"pk": int(document.subject.removeprefix("issue:"))}), _("Problem")
    if document.kind in ("feedback", "check_record"):
        participant = document.cycle.participants.filter(organization=document.organization_id, left_reason="").first()
        if participant is None:
            return None
        if document.kind == "feedback":
            sheet = rectification_api.feedback_of(participant)
            return (reverse("rectification:feedback", kwargs={"pk": sheet.pk}), _("Feedback")) if sheet else None
        unit = assessments_api.unit_of(participant.pk)
        return (reverse("assessments:unit", kwargs={"pk": unit.pk}), _("Annual assessment")) if unit else None
    if document.kind in ("rectification_plan", "progress"):
        keys = {"cycle": document.cycle_id, "organization": document.organization_id}
        return reverse("rectification:plan", kwargs=keys), _("Rectification plan")
    return None
