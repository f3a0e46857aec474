"""What the pages read: ledger rows, queues, figures. Query counts do not grow with the rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q, QuerySet

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import access
from shuping.apps.rectification.models import (
    ExtensionRequest,
    Feedback,
    Issue,
    LogEntry,
    LookBack,
    Mention,
    Plan,
    SignOffRequest,
    Talk,
)
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.rectification import figures as core_figures
from shuping.core.rectification.completeness import MeasureLine, PlanRow, doubts, missing
from shuping.core.rectification.deadlines import Light, light
from shuping.core.rectification.states import CLOSED, OPEN, State
from shuping.core.roles.catalog import Role
from shuping.core.roles.permissions import Permission

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant
    from shuping.apps.organization.models import Organization

OPEN_STATES = [state.value for state in OPEN]
CLOSED_STATES = [state.value for state in CLOSED]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One problem with what the ledger prints beside it."""

    issue: Issue
    light: str  # red, yellow, green, none
    evidence: int
    progress: tuple[tuple[date, str], ...]  # dated lines, oldest first
    lacks: tuple[str, ...]
    doubts: tuple[str, ...]
    asked_on: date | None


def plan_row(issue: Issue) -> PlanRow:
    """The row as the completeness check of the core reads it (R-63)."""
    return PlanRow(
        measures=[MeasureLine(row.text, row.owner, row.due_on) for row in issue.measures.all()],
        objective=issue.objective,
        lead=issue.lead_leader and issue.lead_department,
        due=issue.due_on,
        long_term=issue.kind == "long_term",
    )


def asked_on(issue: Issue) -> date | None:
    """The local day on which the standing or accepted sign-off was asked for."""
    valid = [request for request in issue.sign_off_requests.all() if request.accepted is not False]
    return clock.local_day(valid[-1].asked_at) if valid else None


def _asked_days(rows: QuerySet[Issue]) -> Mapping[int, date]:
    """`asked_on` of many problems by their key, as light rows; problems without a valid request are missing."""
    requests = SignOffRequest.objects.filter(issue__in=rows.order_by().values("pk")).exclude(accepted=False)
    return {
        issue: clock.local_day(asked) for issue, asked in requests.order_by("id").values_list("issue_id", "asked_at")
    }


# What a problem carries, fetched apart, as hundreds share a few of each (a round carries its whole plan): for a line of
# a list; for all that is told of it.
LINE = ("organization", "category", "cycle", "signed_off_by")
WHOLE = (*LINE, "person", "parent__cycle")


def full(rows: QuerySet[Issue], carried: Sequence[str] = WHOLE) -> QuerySet[Issue]:
    """`rows` with all that a ledger line touches, in the official order."""
    return rows.prefetch_related(
        *carried,
        "measures",
        "sign_off_requests",
        Prefetch("log", LogEntry.objects.filter(kind__in=["progress", "measure_done"]), to_attr="progress_log"),
    ).order_by("-cycle__year", "cycle_id", "organization__path", "number")


def ledger(rows: QuerySet[Issue], *, on: date, carried: Sequence[str] = WHOLE) -> list[LedgerRow]:
    """Ledger lines of `rows` as they stand on the day `on`, with what their problems carry."""
    issues = list(full(rows, carried))
    soon = {cycle.pk: _soon_days(cycle) for cycle in {issue.cycle_id: issue.cycle for issue in issues}.values()}
    evidence = _evidence_counts(issues)
    lines = []
    for issue in issues:
        asked = asked_on(issue)
        row = plan_row(issue)
        colour = light(issue.state, issue.due_on, on=on, soon_days=soon[issue.cycle_id], asked_on=asked)
        entries: list[LogEntry] = getattr(issue, "progress_log", [])
        lines.append(
            LedgerRow(
                issue=issue,
                light=colour.value,
                evidence=evidence.get(f"issue:{issue.pk}", 0),
                progress=tuple((clock.local_day(entry.at), entry.text) for entry in entries),
                lacks=missing(row) if issue.state in (State.PLANNING, State.UNDER_REVIEW) else (),
                doubts=doubts(row),
                asked_on=asked,
            )
        )
    return lines


def is_mentioned(issue: Issue, actor: Actor) -> bool:
    """Whether something said to the acting person under a problem is not taken note of yet (REC-13)."""
    return Mention.objects.filter(entry__issue=issue, user=actor.user_id, seen_at=None).exists()


def _evidence_counts(issues: Iterable[Issue]) -> Mapping[str, int]:
    """How many pieces of evidence each problem refers to, by target, in one query."""
    uses = reports_api.EvidenceUse.objects.filter(target__in=[f"issue:{issue.pk}" for issue in issues])
    counted = uses.order_by().values_list("target").annotate(pieces=Count("evidence", distinct=True))
    return dict(counted)


def _soon_days(cycle: "Cycle") -> int:
    return cycles_api.rules_of(cycle).rectification.due_soon_days


def figures(rows: QuerySet[Issue], *, on: date, soon_days: int = 7) -> core_figures.Figures:
    """F8 over `rows` on the day `on`."""
    return core_figures.figures(_figure_rows(rows), on=on, soon_days=soon_days)


def _figure_rows(rows: QuerySet[Issue]) -> list[core_figures.Row]:
    asked = _asked_days(rows)
    lines = rows.order_by().values_list("pk", "state", "due_on")
    return [core_figures.Row(state, due, asked.get(pk)) for pk, state, due in lines]


def figures_by_unit(
    rows: QuerySet[Issue], *, on: date, soon_days: int = 7
) -> list[tuple["Organization", core_figures.Figures]]:
    """F8 per unit, in office order, each unit once."""
    by_unit: dict[int, tuple[Organization, list[core_figures.Row]]] = {}
    ordered = rows.select_related("organization").prefetch_related("sign_off_requests").order_by("organization__path")
    for issue in ordered:
        unit = by_unit.setdefault(issue.organization_id, (issue.organization, []))
        unit[1].append(core_figures.Row(issue.state, issue.due_on, asked_on(issue)))
    return [(unit, core_figures.figures(lines, on=on, soon_days=soon_days)) for unit, lines in by_unit.values()]


def common_problems(rows: QuerySet[Issue]) -> list[Mapping[str, Any]]:
    """Per entry of the dictionary: in how many units it stands, how many problems, how many closed (REC-14)."""
    return list(
        rows.exclude(category=None)
        .values("category__code", "category__name", "category_id")
        .annotate(
            units=Count("organization", distinct=True),
            problems=Count("pk"),
            closed=Count("pk", filter=Q(state__in=CLOSED_STATES)),
        )
        .order_by("-units", "category_id")
    )


def repeated(issue: Issue) -> list[Issue]:
    """The same problem of the unit in other years: by link, and by category where both years name one (REC-15)."""
    chain: list[Issue] = []
    parent, seen = issue.parent, {issue.pk}
    while parent is not None and parent.pk not in seen:
        chain.append(parent)
        seen.add(parent.pk)
        parent = parent.parent
    if issue.category_id is not None:
        alike = (
            Issue.objects.filter(organization=issue.organization_id, category=issue.category_id)
            .exclude(cycle=issue.cycle_id)
            .exclude(pk__in=seen)
            .select_related("cycle")
        )
        chain.extend(alike.order_by("-cycle__year", "number")[:10])
    return chain


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One reporter with the sheet, if there is one that the reader may see, and the number of its problems."""

    participant: "Participant"
    sheet: Feedback | None
    problems: int


def feedback_rows(actor: Actor, cycle: "Cycle") -> list[FeedbackRow]:
    """Every reporter of the round in the actor's reach, in office order."""
    visible = access.feedback_sheets(actor).filter(participant__cycle=cycle).annotate(problem_count=Count("issues"))
    sheets = {sheet.participant_id: sheet for sheet in visible.select_related("received_by")}
    found = []
    for participant in cycles_api.reporters(cycle):
        organization = participant.organization
        if cycles_api.may_with(actor, Permission.ISSUE_READ, cycle, organization):
            sheet = sheets.get(participant.pk)
            found.append(FeedbackRow(participant, sheet, getattr(sheet, "problem_count", 0)))
    return found


def plans_to_decide(actor: Actor) -> QuerySet[Plan]:
    """Plans that wait for the actor's review, oldest first; never the own unit's."""
    rows = access.plans(actor, Permission.PLAN_APPROVE).filter(state="submitted")
    rows = rows.exclude(organization=actor.organization_id)
    return rows.select_related("organization", "cycle", "submitted_by").order_by("submitted_at", "pk")


def sign_offs_to_answer(actor: Actor, *, on: date) -> QuerySet[SignOffRequest]:
    """Requests for sign-off that the actor may answer, oldest first: not the own ones, not the own unit's.

    A member of the leading group answers for the units he or she leads on the day `on` (domain.md section 2).
    """
    rows = SignOffRequest.objects.filter(
        accepted=None, issue__in=access.issues(actor, Permission.SIGN_OFF_ACCEPT)
    ).exclude(issue__organization=actor.organization_id)
    if actor.user_id is not None:
        rows = rows.exclude(asked_by=actor.user_id)
    if actor.role is Role.MEMBER:
        led = organization_api.Leadership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=on), leader=actor.person_id, valid_from__lte=on
        )
        rows = rows.filter(issue__organization__in=led.values("organization"))
    rows = rows.select_related("issue__organization", "issue__cycle", "issue__category", "asked_by")
    return rows.order_by("asked_at", "pk")


def extensions_to_answer(actor: Actor) -> QuerySet[ExtensionRequest]:
    """Requests for more time that the actor may answer, the nearest deadline first."""
    rows = ExtensionRequest.objects.filter(
        approved=None, issue__in=access.issues(actor, Permission.PLAN_APPROVE)
    ).exclude(issue__organization=actor.organization_id)
    if actor.user_id is not None:
        rows = rows.exclude(asked_by=actor.user_id)
    return rows.select_related("issue__organization", "issue__cycle", "asked_by").order_by("due_before", "pk")


def look_backs(actor: Actor, cycle: "Cycle | None" = None) -> QuerySet[LookBack]:
    """Look-backs within the actor's sight, the planned ones first."""
    rows = LookBack.objects.filter(issue__in=access.issues(actor))
    if cycle is not None:
        rows = rows.filter(issue__cycle=cycle)
    rows = rows.select_related("issue__organization", "issue__cycle", "issue__category", "looked_by")
    return rows.order_by("looked_on", "planned_on", "issue__organization__path", "pk")


def talk_rows(actor: Actor) -> QuerySet[Talk]:
    """Talks in reach, the latest first."""
    return access.talks(actor).select_related("organization", "person", "cycle", "issue").order_by("-held_on", "-pk")


def timeline(issue: Issue) -> Iterable[LogEntry]:
    """Everything that happened to the problem, in order."""
    return issue.log.select_related("user").order_by("id")


def pressing(rows: QuerySet[Issue], *, on: date) -> list[tuple[Issue, Light]]:
    """Open rows that are overdue or due soon, the most pressing first."""
    found: list[tuple[Issue, Light]] = []
    soon: dict[int, int] = {}
    # A row that was carried over presses through its successor.
    dated = rows.filter(state__in=OPEN_STATES, recurrences=None).exclude(due_on=None)
    for issue in dated.select_related("organization", "cycle").prefetch_related("sign_off_requests").order_by("due_on"):
        if issue.cycle_id not in soon:
            soon[issue.cycle_id] = _soon_days(issue.cycle)
        colour = light(issue.state, issue.due_on, on=on, soon_days=soon[issue.cycle_id], asked_on=asked_on(issue))
        if colour in (Light.RED, Light.YELLOW):
            found.append((issue, colour))
    return found
