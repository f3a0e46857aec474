"""Every invariant of the stored rows that does not hold, one plain line each; `shuping verify` prints them."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.db.models import OuterRef, QuerySet, Subquery

from shuping.apps.grades import api as grades_api
from shuping.base import clock
from shuping.core.rectification.completeness import missing
from shuping.core.rectification.deadlines import Extension, effective_due
from shuping.core.rectification.states import CLOSED, State

from . import queries
from .models import (
    CommonProblem,
    ExtensionRequest,
    Feedback,
    Issue,
    LogEntry,
    LookBack,
    Plan,
    SignOffRequest,
    Speech,
)

_RUNNING = {State.IN_PROGRESS, State.SIGN_OFF_REQUESTED, *CLOSED}


def _name(issue: Issue) -> str:
    return f"rectification: problem {issue.number} of {issue.organization} ({issue.cycle.year})"


def _rows() -> QuerySet[Issue]:
    set_anew = LogEntry.objects.filter(issue=OuterRef("pk"), kind="term_set").order_by("-id").values("at")[:1]
    related = Issue.objects.select_related("organization", "cycle", "parent").annotate(set_anew=Subquery(set_anew))
    return related.prefetch_related("measures", "sign_off_requests", "extension_requests", "look_backs", "recurrences")


def _unknown_state(issue: Issue) -> Iterator[str]:
    if issue.state not in {state.value for state in State}:
        yield f"{_name(issue)} stands in an unknown state {issue.state}"


def _sign_off(issue: Issue) -> Iterator[str]:
    accepted = [request for request in issue.sign_off_requests.all() if request.accepted]
    if issue.state in CLOSED and not accepted:
        yield f"{_name(issue)} is signed off without an accepted request"
    if issue.state in CLOSED and issue.signed_off_at is None:
        yield f"{_name(issue)} is signed off without a day"
    if issue.state not in CLOSED and (issue.signed_off_at is not None or accepted):
        yield f"{_name(issue)} has an accepted request and is not signed off"
    standing = [request for request in issue.sign_off_requests.all() if request.accepted is None]
    if len(standing) != (issue.state == State.SIGN_OFF_REQUESTED):
        yield f"{_name(issue)} has {len(standing)} standing requests in state {issue.state}"


def _deadline(issue: Issue) -> Iterator[str]:
    if issue.promised_due_on is None or issue.due_on is None:
        return
    since = getattr(issue, "set_anew", None)  # a new term (REC-17) leaves the extensions of the old one behind
    extensions = [
        Extension(
            asked_on=clock.local_day(request.asked_at),
            wanted=request.wanted_due_on,
            approved_on=clock.local_day(request.answered_at) if request.approved and request.answered_at else None,
        )
        for request in issue.extension_requests.all()
        if since is None or request.asked_at > since
    ]
    if issue.due_on != effective_due(issue.promised_due_on, extensions):
        yield f"{_name(issue)} is due on {issue.due_on}, which its plan and extensions do not give"


def _looked(issue: Issue) -> Iterator[str]:
    looked = [row for row in issue.look_backs.all() if row.looked_on is not None]
    if looked and issue.state not in CLOSED:
        yield f"{_name(issue)} was looked back at while it is open"
    if issue.state == State.RELAPSED and not any(row.held is False for row in looked):
        yield f"{_name(issue)} counts as found again without a look-back that says so"
    if issue.state == State.RELAPSED and not issue.recurrences.all():
        yield f"{_name(issue)} was found again and no new problem points back to it"


def _parent(issue: Issue) -> Iterator[str]:
    parent = issue.parent
    if parent is None:
        return
    if parent.organization_id != issue.organization_id:
        yield f"{_name(issue)} continues a problem of another unit"
    if parent.pk >= issue.pk:
        yield f"{_name(issue)} continues a problem that is younger than itself"


def _plan(issue: Issue) -> Iterator[str]:
    if issue.state in _RUNNING and missing(queries.plan_row(issue)):
        yield f"{_name(issue)} runs without a complete plan"
    if issue.state in _RUNNING and issue.told_at is None:
        yield f"{_name(issue)} runs although the unit was never told"


_ISSUE_CHECKS: tuple[Callable[[Issue], Iterator[str]], ...] = (_sign_off, _deadline, _looked, _parent, _plan)


def _issues() -> Iterator[str]:
    numbers: dict[tuple[int, int], list[Issue]] = defaultdict(list)
    for issue in _rows().order_by("cycle_id", "organization_id", "number"):
        numbers[(issue.cycle_id, issue.organization_id)].append(issue)
        unknown = list(_unknown_state(issue))
        yield from unknown
        if not unknown:
            for check in _ISSUE_CHECKS:
                yield from check(issue)
    for rows in numbers.values():
        if [row.number for row in rows] != list(range(1, len(rows) + 1)):
            unit = f"{rows[0].organization} ({rows[0].cycle.year})"
            yield f"rectification: the problems of {unit} are not numbered 1 to {len(rows)}"


def _requests() -> Iterator[str]:
    for request in SignOffRequest.objects.filter(accepted=True).select_related("issue__organization", "issue__cycle"):
        if request.asked_by_id is not None and request.asked_by_id == request.answered_by_id:
            yield f"{_name(request.issue)} was signed off by the one who asked for it"
    for extension in ExtensionRequest.objects.filter(approved=True).select_related(
        "issue__organization", "issue__cycle"
    ):
        answered = extension.answered_at
        late = answered is None or clock.local_day(answered) > extension.due_before
        if late or clock.local_day(extension.asked_at) > extension.due_before:
            yield f"{_name(extension.issue)} got more time after its deadline {extension.due_before}"
        if extension.asked_by_id is not None and extension.asked_by_id == extension.answered_by_id:
            yield f"{_name(extension.issue)} got more time from the one who asked for it"


def _look_backs() -> Iterator[str]:
    for row in (
        LookBack.objects.exclude(held=None).filter(looked_on=None).select_related("issue__organization", "issue__cycle")
    ):
        yield f"{_name(row.issue)} has a look-back result without a day"


def _feedback() -> Iterator[str]:
    for sheet in Feedback.objects.select_related("participant__cycle").prefetch_related("issues"):
        name = f"rectification: feedback for {sheet.participant} ({sheet.participant.cycle.year})"
        if sheet.delivered_at is None:
            if sheet.received_at is not None:
                yield f"{name} was signed for before it was delivered"
            continue
        if not sheet.grade:
            yield f"{name} was delivered without a grade"
        elif sheet.grade != grades_api.decided_grade(sheet.participant):
            yield f"{name} prints another grade than the one decided"
        if not sheet.issues.all():
            yield f"{name} was delivered without a problem"
        if sheet.plan_due is None:
            yield f"{name} was delivered without a day for the plan"
        if sheet.received_at is not None and sheet.received_at < sheet.delivered_at:
            yield f"{name} was signed for before it was delivered"


def _plans() -> Iterator[str]:
    for plan in Plan.objects.select_related("organization", "cycle"):
        waiting = Issue.objects.filter(
            cycle=plan.cycle_id, organization=plan.organization_id, state=State.UNDER_REVIEW.value
        ).exists()
        name = f"rectification: the plan of {plan.organization} ({plan.cycle.year})"
        if waiting != (plan.state == "submitted"):
            yield f"{name} is {plan.state}, its problems are not"
        if plan.state == "approved" and plan.decided_by_id is not None and plan.decided_by_id == plan.submitted_by_id:
            yield f"{name} was approved by the one who handed it in"


def _speeches() -> Iterator[str]:
    codes = set(CommonProblem.objects.values_list("code", flat=True))
    for speech in Speech.objects.select_related("cycle").prefetch_related("lines__issues"):
        name = f"rectification: speech {speech.pk} ({speech.cycle.year})"
        lines = list(speech.lines.all())
        if (speech.confirmed_at is not None) != bool(lines):
            yield f"{name} is {'confirmed without a line' if not lines else 'a draft with lines'}"
        for line in lines:
            if line.category and line.category not in codes:
                yield f"{name} names an unknown common problem {line.category}"
            if any(issue.cycle_id != speech.cycle_id for issue in line.issues.all()):
                yield f"{name} has a problem of another round under its {line.kind} {line.number}"
            if (line.figure_last_year or line.figure_this_year) and not line.figure_source:
                yield f"{name} prints figures without a source at its {line.kind} {line.number}"


def damage() -> Iterator[str]:
    """Every violated invariant of feedback, problems, plans, sign-offs, extensions, look-backs and speeches."""
    for check in (_issues, _requests, _look_backs, _feedback, _plans, _speeches):
        yield from check()
