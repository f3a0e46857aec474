"""Opening the texts that each reporter owes, and closing them when the materials are locked (REP-18, REP-02)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.reports import queries
from shuping.apps.reports.models import LastYearLine, Report
from shuping.base.actor import Actor
from shuping.core.reports.states import APPROVED, FINAL


@dataclass(frozen=True, slots=True)
class LastYear:
    """One line of last year: problem, promise, how it stood then, and the key of its row ("issue:12")."""

    problem: str
    promise: str = ""
    state_then: str = ""
    origin: str = ""


def _line(given: object) -> LastYear:
    if isinstance(given, LastYear):
        return given
    names = ("problem", "promise", "state_then", "origin")
    if isinstance(given, Mapping):
        return LastYear(**{name: str(given.get(name) or "") for name in names})
    return LastYear(**{name: str(getattr(given, name, "") or "") for name in names})


@transaction.atomic
def open_reports(participant: Participant, lines: Iterable[object] = (), *, by: Actor, at: datetime) -> list[Report]:
    """Open what one reporter owes: written; spoken on the spot; a self-evaluation sheet if the rules ask for one.

    `lines` are last year's problems and promises (LastYear, or anything with its fields); those already inserted are
    recognised by their origin or text. Calling it again adds only what is missing.
    """
    made = []
    for kind in queries.kinds_owed(participant):
        report, new = Report.objects.get_or_create(participant=participant, kind=kind)
        if new:
            made.append(report)
    added = _insert_lines(participant, [_line(line) for line in lines])
    if made or added:
        audit_api.record(
            "reports.opened",
            by=by,
            at=at,
            about=participant,
            organization_id=participant.organization_id,
            details={"kinds": [report.kind for report in made], "last_year_lines": added},
        )
    return list(Report.objects.filter(participant=participant).order_by("id"))


def _insert_lines(participant: Participant, lines: list[LastYear]) -> int:
    standing = list(participant.last_year_lines.all())
    known = {line.origin or line.problem for line in standing}
    number = max((line.number for line in standing), default=0)
    added = 0
    for line in lines:
        if not line.problem.strip() or (line.origin or line.problem) in known:
            continue
        number, added = number + 1, added + 1
        LastYearLine.objects.create(
            participant=participant,
            number=number,
            problem=line.problem,
            promise=line.promise,
            state_then=line.state_then[:40],
            origin=line.origin[:40],
        )
    return added


@transaction.atomic
def open_missing_reports(*, cycle: Cycle, by: Actor, at: datetime) -> int:
    """Open the texts of reporters who were added or changed their way of reporting later. How many were opened."""
    cycles_api.require_stage(cycle, cycles_api.Stage.PREPARING)
    made: list[str] = []
    for participant in cycles_api.reporters(cycle):
        for kind in queries.kinds_owed(participant):
            _report, new = Report.objects.get_or_create(participant=participant, kind=kind)
            if new:
                made.append(f"{participant} {kind}")
    audit_api.record(
        "reports.missing_opened",
        by=by,
        at=at,
        about=cycle,
        organization_id=cycle.organizer_id,
        details={"opened": made},
    )
    return len(made)


def _move(cycle: Cycle, origin: str, to: str, action: str, *, by: Actor, at: datetime) -> int:
    rows = Report.objects.select_for_update().filter(participant__cycle=cycle, state=origin)
    numbers = list(rows.values_list("pk", flat=True))
    Report.objects.filter(pk__in=numbers).update(state=to)
    audit_api.record(
        action, by=by, at=at, about=cycle, organization_id=cycle.organizer_id, details={"reports": len(numbers)}
    )
    return len(numbers)


@transaction.atomic
def finalise(cycle: Cycle, *, by: Actor, at: datetime) -> int:
    """Close the approved texts of a round whose materials are locked. How many; what is not approved stays."""
    return _move(cycle, APPROVED, FINAL, "reports.finalised", by=by, at=at)


@transaction.atomic
def unfinalise(cycle: Cycle, *, by: Actor, at: datetime) -> int:
    """The round went back to preparation because a text must be mended: final texts are approved ones again."""
    return _move(cycle, FINAL, APPROVED, "reports.reopened", by=by, at=at)
