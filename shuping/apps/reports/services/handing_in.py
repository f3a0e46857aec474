"""Handing in and taking back: the reporter alone, confirmed, with every refusing check met (REP-02, REP-06)."""

from datetime import datetime

from django.db import transaction

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import queries
from shuping.apps.reports.models import Report, ReportVersion
from shuping.base.actor import Actor
from shuping.core.cycles.calendar import is_past
from shuping.core.errors import RuleError
from shuping.core.reports.checks import refused
from shuping.core.reports.states import SUBMIT, WITHDRAW, require_hand_in

from .rows import check_revision, freeze, locked, moment, record, require_open, take


def require_reporter(report: Report, by: Actor) -> None:
    """Only the reporter in person acts here. Raises RuleError reports.only_reporter_hands_in."""
    participant = report.participant
    if by.user_id is not None and by.person_id != participant.person_id:
        raise RuleError("reports.only_reporter_hands_in")


@transaction.atomic
def submit(*, report: Report, confirmed: bool, revision: int, by: Actor, at: datetime) -> ReportVersion:
    """Confirm and hand in: the draft becomes a version, late or in time (REP-02, REP-06, R-15 to R-19).

    Late is measured by the first hand-in that was not taken back: who was asked to rework is not late for it.
    Raises RuleError reports.only_reporter_hands_in, not_confirmed, cannot_submit, stale, or refused_by_checks with
    `count` and `findings`.
    """
    row = locked(report)
    require_open(row)
    require_hand_in(by.role, confirmed)
    require_reporter(row, by)
    state = take(row, SUBMIT)
    check_revision(row, revision)
    findings = queries.findings(row, round_number=row.round_number + 1)
    stopped = refused(findings)
    if stopped:
        raise RuleError("reports.refused_by_checks", findings=stopped, count=len(stopped))
    due = until(row)
    earlier = row.versions.filter(submitted=True, withdrawn_at=None).exists()
    row.state, row.submitted_at = state, at
    row.round_number += 1
    if not earlier:
        row.late = due is not None and is_past(at, due)
    row.save(update_fields=["state", "submitted_at", "round_number", "late"])
    version = freeze(
        row,
        sections=queries.full_sections(row),
        findings=findings,
        at=at,
        user_id=by.user_id,
        submitted=True,
        due_at=due,
    )
    record(
        "reports.handed_in",
        row,
        by=by,
        at=at,
        details={"version": version.number, "round": row.round_number, "late": row.late, "length": version.length},
    )
    return version


def until(report: Report) -> datetime | None:
    """Until when a hand-in is in time: the reporter's own deadline with its extension, and the grace."""
    due = cycles_api.due(report.participant, "report_due")
    return due + cycles_api.grace(report.participant.cycle, "report_due") if due is not None else None


def is_overdue(report: Report, at: datetime) -> bool:
    """Whether a text that was never handed in would be late if it came at `at`."""
    due = until(report)
    return due is not None and is_past(at, due) and report.submitted_at is None


@transaction.atomic
def withdraw(*, report: Report, by: Actor, at: datetime) -> Report:
    """Take a hand-in back before the deadline; the version stays, marked (REP-02).

    Raises RuleError reports.too_late_to_withdraw (due), reports.cannot_withdraw, reports.only_reporter_hands_in.
    """
    row = locked(report)
    require_open(row)
    require_hand_in(by.role, confirmed=True)
    require_reporter(row, by)
    state = take(row, WITHDRAW)
    due = until(row)
    if due is not None and is_past(at, due):
        raise RuleError("reports.too_late_to_withdraw", due=moment(due))
    version = row.versions.filter(submitted=True).order_by("-number").first()
    if version is not None:
        version.withdrawn_at = at
        version.save(update_fields=["withdrawn_at"])
    standing = row.versions.filter(submitted=True, withdrawn_at=None).order_by("-number").first()
    row.state, row.round_number = state, row.round_number - 1
    row.submitted_at = standing.at if standing is not None else None
    row.late = row.late and standing is not None
    row.save(update_fields=["state", "round_number", "submitted_at", "late"])
    record("reports.withdrawn", row, by=by, at=at, details={"version": version.number if version else None})
    return row
