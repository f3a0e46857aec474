"""What waits for the acting person here: write, confirm, rework, review, outline."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.reports.states import DRAFT, RETURNED, SUBMITTED
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import queries
from .access import reports_within
from .wording import STATE_NAMES

_PREPARING = cycles_api.Stage.PREPARING


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """One line per text to write or confirm; one line per round for review and for outlines."""
    if actor.reach(Permission.REPORT_WRITE) is not Reach.NONE:
        yield from _writing(actor)
    if actor.reach(Permission.REPORT_REVIEW) is not Reach.NONE:
        yield from _reviewing(actor)
        yield from _outlining(actor)


def _writing(actor: Actor) -> Iterator[Waiting]:
    rows = reports_within(actor, Permission.REPORT_WRITE).filter(
        state__in=(DRAFT, RETURNED),
        participant__cycle__stage=_PREPARING,
        participant__exempt_reason="",
        participant__left_reason="",
    )
    may_submit = actor.reach(Permission.REPORT_SUBMIT) is not Reach.NONE
    dues: dict[int, dict[int, datetime]] = {}
    for report in rows:
        cycle = report.participant.cycle
        if cycle.pk not in dues:
            dues[cycle.pk] = cycles_api.dues(cycle, "report_due")
        moment = dues[cycle.pk].get(report.participant_id)
        due = clock.local_day(moment) if moment is not None else None
        about = report.participant.organization_name
        edit = reverse("reports:edit", args=[report.pk])
        if report.prepared_at is not None:
            if may_submit:
                url = reverse("reports:hand_in", args=[report.pk])
                yield Waiting(_("Confirm and hand in the prepared report"), url, "reports.confirm", due, about)
        elif report.state == RETURNED:
            yield Waiting(_("Rework the returned report"), edit, "reports.rework", due, about)
        else:
            yield Waiting(_("Write the report"), edit, "reports.write", due, about)


def _reviewing(actor: Actor) -> Iterator[Waiting]:
    rows = reports_within(actor, Permission.REPORT_REVIEW)
    rows = rows.filter(state=SUBMITTED, participant__cycle__stage=_PREPARING)
    cycles = {report.participant.cycle_id: report.participant.cycle for report in rows}
    for pk, number in sorted(Counter(report.participant.cycle_id for report in rows).items()):
        chosen = urlencode({"f_state": str(STATE_NAMES[SUBMITTED])})
        url = f"{reverse('reports:round', args=[pk])}?{chosen}"
        text = _("Review the reports that were handed in")
        yield Waiting(text, url, "reports.review", _due(cycles[pk], "review_done"), cycles[pk].title, number)


def _outlining(actor: Actor) -> Iterator[Waiting]:
    rows = cycles_api.cycles_within(actor, Permission.COMMENT_WRITE).filter(stage=_PREPARING, rehearsal=False)
    if actor.reach(Permission.COMMENT_WRITE) is Reach.ALL:
        rows = rows.filter(parent=None)  # the outlines of a child round wait for its unit
    for cycle in rows:
        missing = queries.facts(cycle).without_comment_problem
        if missing:
            url = reverse("reports:outlines_of", args=[cycle.pk])
            text = _("Name at least one problem in each comment outline")
            yield Waiting(text, url, "reports.outline", _due(cycle, "review_done"), cycle.title, len(missing))


def _due(cycle: cycles_api.Cycle, kind: str) -> date | None:
    row = cycle.key_dates.filter(kind=kind).first()
    return clock.local_day(row.due_at) if row is not None else None
