"""What waits at the grades for the acting person: one line per round and kind of work."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.apps.accounts import api as accounts_api
from shuping.apps.cycles import api as cycles_api
from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.cycles.stages import Stage
from shuping.core.roles.catalog import Role
from shuping.core.roles.permissions import Permission

from .queries import facts, results

Line = tuple[str, str | Promise, str, int]
WORKING = (Stage.BALLOT_CLOSED, Stage.COUNT_LOCKED, Stage.PROPOSED, Stage.DECIDED)


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Lines for office, head of the office, supervisor and presider, with the date of the plan where it names one."""
    rows = cycles_api.Cycle.objects.filter(stage__in=WORKING, suspended_reason="", rehearsal=False)
    supervised = accounts_api.organizations_with(Role.UNIT_DISCIPLINE, on=on)
    for cycle in rows.select_related("organizer", "rule_set").prefetch_related("key_dates"):
        may = {
            permission
            for permission in (
                Permission.SCORE_ENTER,
                Permission.VETO_ENTER,
                Permission.GRADE_PROPOSE,
                Permission.GRADE_DECIDE,
                Permission.OBJECTION_ANSWER,
            )
            if cycles_api.may_in(actor, permission, cycle)
        }
        if actor.role is Role.SUPERVISOR and cycle.parent_id is not None and cycle.organizer_id in supervised:
            may.discard(Permission.VETO_ENTER)  # the unit's own 纪检委员 does it there
        if not may:
            continue
        due = next((row.due_at.date() for row in cycle.key_dates.all() if row.kind == "decision"), None)
        for kind, text, url_name, count in _lines(cycle, may):
            url = reverse(url_name, kwargs={"cycle_id": cycle.pk})
            yield Waiting(text, url, kind, due, cycle.title, count)


def _lines(cycle: Any, may: set[Permission]) -> Iterator[Line]:
    if cycle.stage in (Stage.BALLOT_CLOSED, Stage.COUNT_LOCKED):
        yield from _input_lines(cycle, may)
    if cycle.stage == Stage.COUNT_LOCKED and Permission.GRADE_PROPOSE in may:
        yield from _proposal_lines(cycle)
    if cycle.stage == Stage.PROPOSED and Permission.GRADE_DECIDE in may:
        meeting = results.meeting_of(cycle)
        if meeting is None or meeting.decided_at is None:
            yield "grades.decide", _("Record the decision of the leading Party members group"), "grades:decide", 1
    if cycle.stage == Stage.DECIDED:
        yield from _objection_lines(cycle, may)


def _input_lines(cycle: Any, may: set[Permission]) -> Iterator[Line]:
    if Permission.SCORE_ENTER in may:
        missing = facts.without_component_score(cycle)
        if missing:
            yield "grades.scores", _("Enter the scores of the components"), "grades:scores", len(missing)
    if Permission.VETO_ENTER in may and not facts.vetoes_confirmed(cycle):
        yield "grades.vetoes", _("Confirm circumstances that exclude a grade"), "grades:vetoes", 1


def _proposal_lines(cycle: Any) -> Iterator[Line]:
    if facts.without_component_score(cycle) or not facts.vetoes_confirmed(cycle):
        return
    computation = results.latest(cycle)
    if computation is None or results.is_stale(cycle, computation):
        yield "grades.compute", _("Compute the grades"), "grades:table", 1
        return
    missing = facts.proposals_missing(cycle)
    if missing:
        yield "grades.propose", _("Propose grades"), "grades:propose", len(missing)


def _objection_lines(cycle: Any, may: set[Permission]) -> Iterator[Line]:
    open_rows = results.open_objections(cycle)
    unanswered = [row for row in open_rows if row.answered_at is None]
    if unanswered and Permission.OBJECTION_ANSWER in may:
        yield "grades.objections", _("Answer objections"), "grades:objections", len(unanswered)
    if len(open_rows) > len(unanswered) and Permission.GRADE_PROPOSE in may:
        yield "grades.compute", _("Correct the inputs and compute again"), "grades:table", 1
    reopened = [row for row in results.decisions_of(cycle).values() if row.earlier and not row.decided]
    if [row for row in reopened if not row.proposed] and Permission.GRADE_PROPOSE in may:
        yield "grades.propose", _("Propose grades"), "grades:propose", len(reopened)
    if [row for row in reopened if row.proposed] and Permission.GRADE_DECIDE in may:
        yield "grades.decide", _("Record the decision of the leading Party members group"), "grades:decide", 1
