"""Every address of the reports pages, see tests/factories/permission_table.py."""

from datetime import UTC, date, datetime

from shuping.apps.reports.models import Evidence, Report, ReportVersion, StoredFile, Upload
from shuping.apps.reports.services.files import keep
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World

_AT = datetime(2021, 1, 10, tzinfo=UTC)


def _row(world: World, whose: str) -> Report:
    return Report.objects.get_or_create(participant=world.unit(whose).participant, kind="written")[0]


def _report(world: World, whose: str) -> dict[str, object]:
    return {"pk": _row(world, whose).pk}


def _file() -> StoredFile:
    return keep("述职报告\n一、存在的问题\n不细。".encode(), "报告.txt", at=_AT)


def _upload(world: World, whose: str) -> dict[str, object]:
    report = _row(world, whose)
    made = Upload.objects.create(report=report, file=_file(), name="报告.txt", at=_AT)
    return {"pk": report.pk, "upload": made.pk}


def _version(world: World, whose: str) -> dict[str, object]:
    report = _row(world, whose)
    made, _new = ReportVersion.objects.get_or_create(
        report=report,
        number=1,
        defaults={
            "sections": {},
            "length": 0,
            "problem_length": 0,
            "at": _AT,
            "submitted": True,
            "round_number": 1,
            "source_file": _file(),
        },
    )
    if not made.source_file_id:  # the version of another page
        made.source_file = _file()
        made.save(update_fields=["source_file"])
    Report.objects.filter(pk=report.pk).update(state="approved", round_number=1)
    return {"pk": report.pk, "number": made.number}


def _participant(world: World, whose: str) -> dict[str, object]:
    return {"participant": world.unit(whose).participant.pk}


def _cycle(world: World, whose: str) -> dict[str, object]:
    return {"cycle": world.cycle.pk}


def _evidence(world: World, whose: str) -> dict[str, object]:
    made = Evidence.objects.create(
        organization=world.unit(whose).organization,
        title="纪要",
        kind="link",
        link="http://intranet/1",
        file=_file(),
        happened_on=date(2020, 6, 1),
        recorded_at=_AT,
    )
    return {"pk": made.pk}


def _use(world: World, whose: str) -> dict[str, object]:
    return {**_report(world, whose), "use": 1}


ROWS: list[Row] = [
    Row("reports:list", P.REPORT_READ, scoped=False),
    Row("reports:round", P.REPORT_READ, _cycle, scoped=False),
    Row("reports:mine", P.REPORT_WRITE, scoped=False),
    Row("reports:open_missing", P.REPORT_REVIEW, _cycle, scoped=False, method="post"),
    Row("reports:outlines", P.COMMENT_WRITE, scoped=False),
    Row("reports:outlines_of", P.COMMENT_WRITE, _cycle, scoped=False),
    Row("reports:outline", P.COMMENT_WRITE, _participant),
    Row("reports:evidence", P.REPORT_READ, scoped=False),
    Row("reports:evidence_add", P.EVIDENCE_KEEP, scoped=False),
    Row("reports:evidence_piece", P.REPORT_READ, _evidence),
    Row("reports:evidence_file", P.REPORT_READ, _evidence),
    Row("reports:evidence_replace", P.EVIDENCE_KEEP, _evidence),
    Row("reports:read", P.REPORT_READ, _report),
    Row("reports:mark", P.REPORT_READ, _report, method="post"),
    Row("reports:versions", P.REPORT_READ, _report),
    Row("reports:difference", P.REPORT_READ, _report),
    Row("reports:edit", P.REPORT_WRITE, _report),
    Row("reports:autosave", P.REPORT_WRITE, _report, method="post"),
    Row("reports:keep_version", P.REPORT_WRITE, _report, method="post"),
    Row("reports:start", P.REPORT_WRITE, _report, method="post"),
    Row("reports:prepare", P.REPORT_WRITE, _report, method="post"),
    Row("reports:upload", P.REPORT_WRITE, _report, method="post"),
    Row("reports:upload_preview", P.REPORT_WRITE, _upload),
    Row("reports:version_file", P.REPORT_READ, _version),
    Row("reports:hand_in", P.REPORT_SUBMIT, _report),
    Row("reports:withdraw", P.REPORT_SUBMIT, _report, method="post"),
    Row("reports:attach", P.REPORT_WRITE, _report, method="post"),
    Row("reports:detach", P.REPORT_WRITE, _use, method="post"),
    Row("reports:review", P.REPORT_REVIEW, _report),
]
