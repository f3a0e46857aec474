"""What is due in every app, and the words of a reminder."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.clock import local_day
from shuping.base.wording import day_in_words
from shuping.core.reports.states import DRAFT, RETURNED

from .models import Reminder


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something one organisation owes by a day."""

    subject: str  # "report:12", "issue:7", "plan:3"
    organization_id: int
    organization_name: str
    due: date
    words: str  # what is owed, as an object: "述职报告（书面稿）"
    url: str


def due_rows(on: date) -> Iterator[DueRow]:
    """Everything with a date that is still owed on the day `on`, from every app that knows dates."""
    yield from _reports()
    yield from _plans()
    yield from _problems(on)


def _reports() -> Iterator[DueRow]:
    cycles = cycles_api.Cycle.objects.filter(stage=cycles_api.Stage.PREPARING, rehearsal=False, suspended_reason="")
    for cycle in cycles:
        dues = cycles_api.dues(cycle, "report_due")
        progress = reports_api.progress(cycle)
        for participant in cycles_api.reporters(cycle):
            found = progress.get(participant.pk)
            moment = dues.get(participant.pk)
            if found is None or moment is None or found.state not in (DRAFT, RETURNED):
                continue
            first = next(kind for kind in found.kinds if kind.state in (DRAFT, RETURNED))
            yield DueRow(
                f"report:{first.report_id}",
                participant.organization_id,
                participant.organization_name,
                local_day(moment),
                _("the accountability report"),
                reverse("reports:edit", args=[first.report_id]),
            )


def _plans() -> Iterator[DueRow]:
    for sheet in rectification_api.plans_due():
        participant = sheet.participant
        if sheet.plan_due is None:
            continue
        yield DueRow(
            f"plan:{sheet.pk}",
            participant.organization_id,
            participant.organization_name,
            sheet.plan_due,
            _("the rectification plan"),
            reverse("rectification:plan", args=[participant.cycle_id, participant.organization_id]),
        )


def _problems(on: date) -> Iterator[DueRow]:
    for issue in rectification_api.pressing(on=on):
        if issue.due_on is None:
            continue
        yield DueRow(
            f"issue:{issue.pk}",
            issue.organization_id,
            str(issue.organization),
            issue.due_on,
            _("the rectification of “%(problem)s”") % {"problem": issue.text[:40]},
            reverse("rectification:issue", args=[issue.pk]),
        )


def reminder_text(unit: str, words: str, due: date | None, on: date) -> str:
    """The words of a reminder, ready to be copied: who, what, until when."""
    if due is None:
        return _("%(unit)s: please deal with %(words)s soon.") % {"unit": unit, "words": words}
    params = {"unit": unit, "words": words, "due": day_in_words(due), "days": abs((on - due).days)}
    if on > due:
        return _("%(unit)s: %(words)s was due on %(due)s and is %(days)s days late. Please deal with it now.") % params
    if on == due:
        return _("%(unit)s: %(words)s is due today (%(due)s). Please deal with it today.") % params
    return _("%(unit)s: %(words)s is due on %(due)s, in %(days)s days. Please deal with it in time.") % params


def reminders_of(subjects: Iterable[str]) -> dict[str, list[Reminder]]:
    """{subject: its reminders, latest first}; one query."""
    found: dict[str, list[Reminder]] = {}
    for row in Reminder.objects.filter(subject__in=list(subjects)).select_related("user").order_by("-id"):
        found.setdefault(row.subject, []).append(row)
    return found


def contact_line(organization: organization_api.Organization, on: date) -> str:
    """Whom to call: name, duty, phones; "" if the register knows nobody (ORG-15)."""
    contact = organization_api.contact_of(organization, on)
    if contact is None:
        return ""
    return " ".join(part for part in (contact.name, contact.duty, contact.office_phone, contact.mobile) if part)
