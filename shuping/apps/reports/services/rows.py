"""What every act on a report needs: the locked row, its stage, its text, its findings."""

from collections.abc import Mapping
from datetime import datetime

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import queries
from shuping.apps.reports.models import Report, ReportVersion
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.reports import checks
from shuping.core.reports.sections import text_of
from shuping.core.reports.states import step


def locked(report: Report) -> Report:
    """The report's row, locked for this transaction, with its reporter and round."""
    row = Report.objects.select_for_update(of=("self",)).select_related("participant__cycle__rule_set")
    return row.get(pk=report.pk)


def require_open(report: Report) -> None:
    """Reports are written and reviewed while the round is being prepared, by reporters who still report.

    Raises RuleError `reports.no_longer_reports`.
    """
    participant = report.participant
    cycles_api.require_stage(participant.cycle, cycles_api.Stage.PREPARING)
    if participant.exempt_reason or participant.left_reason:
        raise RuleError("reports.no_longer_reports", name=str(participant))


def take(report: Report, act: str) -> str:
    """The state after `act`. Raises RuleError reports.wrong_state.* saying who was there first, where known."""
    try:
        return step(report.state, act)
    except RuleError:
        who, when = last_act(report)
        raise RuleError(f"reports.cannot_{act}", state=report.state, who=who, at=when) from None


def last_act(report: Report) -> tuple[str, str]:
    """Who brought the report into its present state, and when, as words; a dash where nobody is known."""
    version = report.versions.filter(submitted=True).order_by("-number").first()
    if version is None:
        return "—", "—"
    review = version.reviews.order_by("-id").first()
    if review is not None:
        return str(review.user or "—"), moment(review.at)
    return str(version.user or "—"), moment(version.withdrawn_at or version.at)


def moment(at: datetime | None) -> str:
    """A moment as people read it, local."""
    return at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M") if at else ""


def check_revision(report: Report, revision: int) -> None:
    """Two people wrote at once: the later one is told who was first. Raises RuleError reports.stale."""
    if report.revision != revision:
        raise RuleError("reports.stale", who=str(report.draft_by or "—"), at=moment(report.draft_at))


def record(
    action: str, report: Report, *, by: Actor, at: datetime, reason: str = "", details: Mapping[str, object]
) -> None:
    """The one audit row of an act on a report, filed under its unit."""
    place = report.participant.organization_id
    audit_api.record(action, by=by, at=at, about=report, organization_id=place, reason=reason, details=details)


def findings_as_data(findings: tuple[checks.Finding, ...]) -> list[dict[str, object]]:
    """Findings as plain JSON, as a version keeps them."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "rule": finding.rule,
            "section": finding.section,
            "span": list(finding.span),
            "params": finding.params,
        }
        for finding in findings
    ]


def freeze(
    report: Report,
    *,
    sections: Mapping[str, str],
    findings: tuple[checks.Finding, ...],
    at: datetime,
    user_id: int | None,
    submitted: bool,
    due_at: datetime | None = None,
) -> ReportVersion:
    """Keep the draft as a version with its figures. Numbers follow each other from 1."""
    mode = queries.report_rules(report.participant).count_mode
    figures = checks.figures(text_of(sections), mode)
    latest = report.versions.order_by("-number").values_list("number", flat=True).first()
    return ReportVersion.objects.create(
        report=report,
        number=(latest or 0) + 1,
        title=report.draft_title,
        sections=dict(sections),
        length=figures.length,
        problem_length=figures.problem_length,
        findings=findings_as_data(findings),
        source_file=report.draft_file,
        at=at,
        user_id=user_id,
        submitted=submitted,
        round_number=report.round_number if submitted else 0,
        due_at=due_at,
        answers=queries.answers_as_data(report),
    )
