"""The problems of a round as long lists read them: narrowed, ordered and cut in the database, built page by page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from shuping.apps.rectification.models import Issue, LogEntry, Measure, SignOffRequest
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.stored_listing import Stored
from shuping.core.rectification.states import OPEN, State

from . import LINE, LedgerRow, ledger


def listed(rows: QuerySet[Issue], *, on: date, soon_days: int) -> QuerySet[Issue]:
    """`rows` in the official order with what only the database can tell for all of them.

    `light`: the watch of the deadline as `core.rectification.deadlines.light` gives it, on the day `on`; `signed_day`:
    the local day of the sign-off; `evidence_pieces`; `first_measure`, `first_owner`, `first_due`; `first_progress`.
    """
    requests = SignOffRequest.objects.filter(issue=OuterRef("pk")).exclude(accepted=False).order_by("-id")
    asked = requests.annotate(day=TruncDate("asked_at", tzinfo=clock.LOCAL)).values("day")[:1]
    progress = LogEntry.objects.filter(issue=OuterRef("pk"), kind__in=PROGRESS).order_by("id").values("text")[:1]
    first = Measure.objects.filter(issue=OuterRef("pk")).order_by("number")
    return rows.annotate(
        asked_day=Subquery(asked),
        light=Case(
            When(~Q(state__in=[state.value for state in OPEN]) | Q(due_on=None), then=Value("none")),
            When(state=State.SIGN_OFF_REQUESTED.value, asked_day__lte=F("due_on"), then=Value("green")),
            When(due_on__lt=on, then=Value("red")),
            When(due_on__lte=on + timedelta(days=soon_days), then=Value("yellow")),
            default=Value("green"),
        ),
        signed_day=TruncDate("signed_off_at", tzinfo=clock.LOCAL),
        evidence_pieces=Coalesce(Subquery(_pieces()), 0),
        first_measure=Subquery(first.values("text")[:1]),
        first_owner=Subquery(first.values("owner")[:1]),
        first_due=Subquery(first.values("due_on")[:1]),
        first_progress=Subquery(progress),
    ).order_by("-cycle__year", "cycle_id", "organization__path", "number")


PROGRESS = ("progress", "measure_done")


def _pieces() -> QuerySet[Any]:
    target = Concat(Value("issue:"), Cast(OuterRef("pk"), CharField()))
    uses = reports_api.EvidenceUse.objects.filter(target=target).order_by().values("target")
    return uses.annotate(pieces=Count("evidence", distinct=True)).values("pieces")


def ledger_rows(keys: Sequence[int], *, on: date) -> list[LedgerRow]:
    """The ledger lines of the problems with these keys, in their order."""
    place = {key: number for number, key in enumerate(keys)}
    return sorted(ledger(Issue.objects.filter(pk__in=keys), on=on, carried=LINE), key=lambda row: place[row.issue.pk])


def _in_measures(*names: str) -> Callable[[str], Q]:
    def search(word: str) -> Q:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__icontains": word})
        return Q(pk__in=Measure.objects.filter(found).values("issue"))

    return search


def _in_progress(word: str) -> Q:
    return Q(pk__in=LogEntry.objects.filter(kind__in=PROGRESS, text__icontains=word).values("issue"))


def stored(words: Mapping[str, Callable[[Any], str]]) -> Mapping[str, Stored]:
    """Where each column of the lists stands, by its key; `words`: how the codes in the fields are shown."""
    return {
        "unit": Stored(("organization__short_name", "organization__name"), lambda short, name: short or name),
        "number": Stored(("number",)),
        "problem": Stored(("text",)),
        "source": Stored(("source",), words["source"]),
        "category": Stored(("category__code", "category__name"), lambda code, name: f"{code} {name}" if code else ""),
        "scope": Stored(("common",), words["scope"]),
        "cause": Stored(("root_cause",)),
        "severity": Stored(("severity",), words["severity"]),
        "state": Stored(("state",), words["state"]),
        "light": Stored(("light",), words["light"]),
        "objective": Stored(("objective",)),
        "measures": Stored(("first_measure",), search=_in_measures("text")),
        "results": Stored(("first_measure",), search=_in_measures("result", "expected_result")),
        "days": Stored(("first_due",), search=_in_measures("due_on")),
        "owners": Stored(("first_owner",), search=_in_measures("owner")),
        "due": Stored(("due_on",)),
        "leader": Stored(("lead_leader",)),
        "department": Stored(("lead_department",)),
        "assisting": Stored(("assisting",)),
        "progress": Stored(("first_progress",), search=_in_progress),
        "evidence": Stored(("evidence_pieces",), search=lambda word: Q(pk__in=[])),
        "signed_off": Stored(("signed_day",)),
        "acceptor": Stored(
            ("signed_off_by__display_name", "signed_off_by__username"),
            lambda name, log_in: name or log_in or "",
            search=lambda word: Q(signed_off_by__display_name__icontains=word),
        ),
    }
