"""Writing: save the draft, keep a version, take over an uploaded document, say that it is prepared (REP-01, 02, 06)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shuping.adapters import documents_in
from shuping.apps.reports import queries
from shuping.apps.reports.models import Report, ReportVersion, Upload
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.reports.checks import sections_for
from shuping.core.reports.sections import text_of
from shuping.core.reports.states import SAVE

from .files import keep
from .rows import check_revision, freeze, locked, record, require_open, take


def _write(report: Report, title: str, sections: Mapping[str, str], answers: Mapping[int, str] | None) -> None:
    text_of(sections)  # refuses a section that does not exist
    report.draft_title = title.strip()[:200]
    report.draft_sections = {key: text.replace("\r\n", "\n").strip() for key, text in sections.items() if text.strip()}
    report.prepared_at = report.prepared_by = None  # what was changed is not what was prepared
    if report.kind != Report.Kind.WRITTEN:
        return
    for line in report.participant.last_year_lines.filter(number__in=list(answers or ())):
        answer = (answers or {})[line.number].replace("\r\n", "\n").strip()
        if answer != line.answer:
            line.answer = answer
            line.save(update_fields=["answer"])


def _signed(report: Report, by: Actor, at: datetime) -> None:
    report.revision += 1
    report.draft_at, report.draft_by_id = at, by.user_id
    report.save()


@transaction.atomic
def save_draft(
    *,
    report: Report,
    title: str,
    sections: Mapping[str, str],
    answers: Mapping[int, str] | None = None,
    revision: int,
    by: Actor,
    at: datetime,
) -> Report:
    """Save the draft and the answers to last year's lines (by their number; absent ones stay).

    Raises RuleError reports.stale (who, at) when somebody saved since `revision`, reports.cannot_save in a state
    without a draft; InputError reports.unknown_section.
    """
    row = locked(report)
    require_open(row)
    take(row, SAVE)
    check_revision(row, revision)
    _write(row, title, sections, answers)
    _signed(row, by, at)
    record("reports.draft_saved", row, by=by, at=at, details={"revision": row.revision})
    return row


@transaction.atomic
def start_from_written(*, report: Report, revision: int, by: Actor, at: datetime) -> Report:
    """Begin an empty draft of another kind with the sections of the reporter's written one, to be shortened.

    Raises RuleError reports.not_empty, reports.nothing_written, reports.stale, reports.cannot_save.
    """
    row = locked(report)
    require_open(row)
    take(row, SAVE)
    check_revision(row, revision)
    if row.draft_sections:
        raise RuleError("reports.not_empty")
    written = Report.objects.filter(participant=row.participant, kind=Report.Kind.WRITTEN).first()
    sections = queries.full_sections(written) if written is not None else {}
    wanted = {
        key: sections[key] for key in sections_for(queries.report_rules(row.participant), row.kind) if key in sections
    }
    if written is None or written.pk == row.pk or not wanted:
        raise RuleError("reports.nothing_written")
    _write(row, written.draft_title, wanted, None)
    _signed(row, by, at)
    record("reports.draft_saved", row, by=by, at=at, details={"revision": row.revision})
    return row


@transaction.atomic
def keep_version(*, report: Report, by: Actor, at: datetime) -> ReportVersion:
    """Keep the draft as it stands as a version of the unit's own, to compare with later (REP-03)."""
    row = locked(report)
    require_open(row)
    take(row, SAVE)
    version = freeze(
        row,
        sections=queries.full_sections(row),
        findings=queries.findings(row),
        at=at,
        user_id=by.user_id,
        submitted=False,
    )
    record("reports.version_kept", row, by=by, at=at, details={"version": version.number})
    return version


@transaction.atomic
def prepare(*, report: Report, by: Actor, at: datetime) -> Report:
    """The first step of the sign-off: the draft is ready for the reporter to confirm (REP-06, R-19)."""
    row = locked(report)
    require_open(row)
    take(row, SAVE)
    row.prepared_at, row.prepared_by_id = at, by.user_id
    row.save(update_fields=["prepared_at", "prepared_by"])
    record("reports.prepared", row, by=by, at=at, details={"revision": row.revision})
    return row


@transaction.atomic
def upload(*, report: Report, data: bytes, name: str, by: Actor, at: datetime) -> Upload:
    """Keep an uploaded document; its text is shown before anything is taken over.

    Raises InputError documents.* for what cannot be read or must not come in; then nothing is kept.
    """
    row = locked(report)
    require_open(row)
    take(row, SAVE)
    documents_in.read(data, name)
    made = Upload.objects.create(report=row, file=keep(data, name, at=at), name=name[:200], at=at, user_id=by.user_id)
    record("reports.uploaded", row, by=by, at=at, details={"name": made.name, "digest": made.file.digest})
    return made


@transaction.atomic
def take_over(
    *, upload: Upload, title: str, sections: Mapping[str, str], revision: int, by: Actor, at: datetime
) -> Report:
    """Make an uploaded text, cut as the person decided, the draft; what stood there before is kept as a version.

    Raises RuleError reports.stale, reports.cannot_save.
    """
    row = locked(upload.report)
    require_open(row)
    take(row, SAVE)
    check_revision(row, revision)
    if row.draft_sections:
        freeze(
            row,
            sections=queries.full_sections(row),
            findings=queries.findings(row),
            at=at,
            user_id=by.user_id,
            submitted=False,
        )
    _write(row, title, sections, None)
    row.draft_file = upload.file
    _signed(row, by, at)
    record("reports.upload_taken_over", row, by=by, at=at, details={"name": upload.name, "digest": upload.file.digest})
    return row
