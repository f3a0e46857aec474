"""The office's review: return with reason or approve, every round kept (REP-05, R-18). And private read marks."""

from datetime import datetime

from django.db import transaction

from shuping.apps.accounts import api as accounts_api
from shuping.apps.reports.models import ReadMark, Report, ReportVersion, Review
from shuping.apps.reports.queries import latest_hand_in
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.reports.states import APPROVE, RETURN

from .rows import last_act, locked, record, require_open, take


def _judge(
    report: Report, act: str, comment: str, number: int | None, seen: str | None, *, by: Actor, at: datetime
) -> Review:
    row = locked(report)
    require_open(row)
    if by.person_id is not None and by.person_id == row.participant.person_id:
        raise RuleError("reports.own_report")
    accounts_api.refuse_conflict(by, row.participant.organization_id, at=at)
    state = take(row, act)
    if seen and row.state != seen:  # an approval may be taken back, but by somebody who knows of it
        who, when = last_act(row)
        raise RuleError(f"reports.cannot_{act}", state=row.state, who=who, at=when)
    version = latest_hand_in(row)
    if version is None:
        raise RuleError("reports.wrong_state")
    if number is not None and version.number != number:
        raise RuleError("reports.newer_version", number=version.number)
    verdict = "returned" if act == RETURN else "approved"
    review = Review.objects.create(version=version, verdict=verdict, comment=comment, at=at, user_id=by.user_id)
    row.state = state
    if act == RETURN:
        row.prepared_at = row.prepared_by = None  # the sign-off begins anew
    row.save(update_fields=["state", "prepared_at", "prepared_by"])
    record(
        f"reports.{verdict}",
        row,
        by=by,
        at=at,
        reason=comment,
        details={"version": version.number, "round": row.round_number},
    )
    return review


@transaction.atomic
def return_report(
    *, report: Report, reason: str, version: int | None = None, seen: str | None = None, by: Actor, at: datetime
) -> Review:
    """Return a report for rework with a reason; `version` is the number the reviewer read, `seen` the state it had.

    Raises RuleError reports.reason_missing, reports.cannot_return (who, at), reports.newer_version (number).
    """
    if not reason.strip():
        raise RuleError("reports.reason_missing")
    return _judge(report, RETURN, reason.strip(), version, seen, by=by, at=at)


@transaction.atomic
def approve(
    *, report: Report, comment: str = "", version: int | None = None, seen: str | None = None, by: Actor, at: datetime
) -> Review:
    """Approve what was handed in; `version` and `seen` as for `return_report`.

    Raises RuleError reports.cannot_approve (who, at), reports.newer_version (number).
    """
    return _judge(report, APPROVE, comment.strip(), version, seen, by=by, at=at)


@transaction.atomic
def set_read_mark(*, version: ReportVersion, read: bool, by: Actor) -> None:
    """Remember for this reader alone that the version was read. No audit row: who read what is nobody's affair."""
    if by.user_id is None:
        return
    if read:
        ReadMark.objects.get_or_create(user_id=by.user_id, version=version)
    else:
        ReadMark.objects.filter(user_id=by.user_id, version=version).delete()
