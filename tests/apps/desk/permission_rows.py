"""Which permission opens which address of the desk."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from shuping.apps.cycles.models import Cycle
from shuping.apps.desk.models import Examination, Hint, OfficialText, StockWord, WordingEntry
from shuping.apps.reports.models import Report, ReportVersion
from shuping.core.roles.permissions import Permission as P
from tests.apps.cycles.permission_rows import child
from tests.factories.permission_table import Row
from tests.factories.world import World

AT = datetime(2021, 1, 20, tzinfo=UTC)
SECTIONS = {"achievements": "我带头走访联系点12个。", "problems": "联系点走访不够深入。"}


def make_version(
    world: World, whose: str, sections: Mapping[str, str] = SECTIONS, cycle: Cycle | None = None
) -> ReportVersion:
    """A written report that was handed in, in its newest version."""
    unit = world.unit(whose)
    participant = unit.participant if cycle in (None, world.cycle) else unit.last_participant
    report, _new = Report.objects.get_or_create(participant=participant, kind="written")
    report.state, report.round_number, report.submitted_at = "submitted", report.round_number + 1, AT
    report.draft_sections = dict(sections)
    report.save()
    number = report.versions.count() + 1
    return report.versions.create(
        number=number, title="述职报告", sections=dict(sections), length=1, problem_length=0, at=AT, submitted=True,
        round_number=report.round_number,
    )  # fmt: skip


def make_hint(world: World, whose: str) -> Hint:
    """One hint in a report that was looked through."""
    version = make_version(world, whose)
    made = Examination.objects.create(version=version, at=AT, length=20, problem_length=9, compared_with=0)
    return Hint.objects.create(
        examination=made,
        number=1,
        kind="thin",
        start=13,
        end=22,
        text="联系点走访不够深入",
        params={"missing": ["figure"]},
        trace="1",
    )


def _cycle(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": world.cycle.pk}


def _child(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": child(world, whose).pk}


def _place(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": make_hint(world, whose).examination.version_id, "start": 13, "end": 22}


def _report(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": make_hint(world, whose).examination.version.report_id}


def _paper(world: World, whose: str) -> Mapping[str, object]:
    return {**_report(world, whose), "kind": "docx"}


def _hint(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": make_hint(world, whose).pk}


def _text(world: World, whose: str) -> Mapping[str, object]:
    made = OfficialText.objects.create(title="条例", text="条例" * 30, issued_on=date(2019, 1, 1), added_at=AT)
    return {"pk": made.pk}


def _wording(world: World, whose: str) -> Mapping[str, object]:
    made = WordingEntry.objects.create(kind="organ", correct="省直机关工委", basis="印发文件", added_at=AT)
    return {"pk": made.pk}


def _stock(world: World, whose: str) -> Mapping[str, object]:
    made = StockWord.objects.create(kind="general", words="走深走实", basis="各单位通用", added_at=AT)
    return {"pk": made.pk}


ROWS = [
    # A unit's own round first: whoever keeps one row a page (bench pages) keeps the department's.
    Row("desk:round", P.REPORT_REVIEW, _child, organized=True),
    Row("desk:examine", P.REPORT_REVIEW, _child, method="post", organized=True),
    Row("desk:groups", P.REPORT_REVIEW, _child, organized=True),
    Row("desk:problems", P.REPORT_REVIEW, _child, organized=True),
    Row("desk:list", P.REPORT_REVIEW, scoped=False),
    Row("desk:round", P.REPORT_REVIEW, _cycle, scoped=False),
    Row("desk:examine", P.REPORT_REVIEW, _cycle, method="post", scoped=False),
    Row("desk:groups", P.REPORT_REVIEW, _cycle, scoped=False),
    Row("desk:problems", P.REPORT_REVIEW, _cycle, scoped=False),
    Row("desk:place", P.REPORT_REVIEW, _place),
    Row("desk:send_back", P.REPORT_REVIEW, _report),
    Row("desk:report", P.REPORT_REVIEW, _report),
    Row("desk:trail", P.REPORT_REVIEW, _report),
    Row("desk:paper", P.REPORT_REVIEW, _paper),
    Row("desk:hint", P.REPORT_REVIEW, _hint),
    Row("desk:own", P.REPORT_WRITE, _report),
    Row("desk:draft", P.REPORT_WRITE, _report, method="post"),
    Row("desk:answer", P.REPORT_WRITE, _hint),
    Row("desk:texts", P.LIBRARY_KEEP, scoped=False),
    Row("desk:text_new", P.LIBRARY_KEEP, scoped=False),
    Row("desk:text", P.LIBRARY_KEEP, _text, scoped=False),
    Row("desk:text_withdraw", P.LIBRARY_KEEP, _text, scoped=False),
    Row("desk:wording", P.LIBRARY_KEEP, scoped=False),
    Row("desk:wording_new", P.LIBRARY_KEEP, scoped=False),
    Row("desk:wording_withdraw", P.LIBRARY_KEEP, _wording, scoped=False),
    Row("desk:stock", P.LIBRARY_KEEP, scoped=False),
    Row("desk:stock_new", P.LIBRARY_KEEP, scoped=False),
    Row("desk:stock_withdraw", P.LIBRARY_KEEP, _stock, scoped=False),
]
