"""Ledger, problem list and plan as sheets: down, filled in, judged row by row, taken over whole or not at all."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from shuping.adapters.sheets import read_table
from shuping.apps.audit.models import AuditEvent
from shuping.apps.rectification.models import Issue, LogEntry, Measure
from shuping.apps.rectification.services import ledger_sheet, plan, plan_sheet, problem_sheet
from shuping.apps.rectification.services.dictionary import seed_common_problems
from shuping.apps.rectification.services.issues import write_progress
from tests.apps.rectification.making import case_f, draft, fill, run
from tests.apps.rectification.pages import LogIn
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@dataclass
class Page:
    """One sheet's page in the browser of one person."""

    client: Client
    url: str

    def down(self) -> Any:
        """The workbook as it is downloaded now."""
        return load_workbook(io.BytesIO(self.client.get(self.url, {"download": "xlsx"}).content))

    def up(self, book: Any) -> Any:
        """The report of the check."""
        stream = io.BytesIO()
        book.save(stream)
        return self.client.post(self.url, {"file": SimpleUploadedFile("表.xlsx", stream.getvalue())})

    def confirm(self, report: Any) -> Any:
        """Take over what was checked."""
        return self.client.post(self.url, {"checked": report.context["checked"], "confirm": "yes"})


def ledger_page(world: World, client: Client) -> Page:
    return Page(client, reverse("rectification:ledger_sheet", args=[world.cycle.pk]))


def problem_page(world: World, client: Client) -> Page:
    return Page(client, reverse("rectification:problem_sheet", args=[world.cycle.pk]))


def plan_page(world: World, client: Client, whose: str = "own") -> Page:
    return Page(client, reverse("rectification:plan_sheet", args=[world.cycle.pk, world.unit(whose).organization.pk]))


def column(book: Any, head: str) -> int:
    """The column of a head."""
    return next(int(cell.column) for cell in book.active[2] if cell.value == head)


def put(book: Any, row: int, **values: object) -> None:
    """Type into cells by their head."""
    for head, value in values.items():
        book.active.cell(row, column(book, head)).value = value


def table(book: Any) -> list[tuple[object, ...]]:
    """Everything below the title."""
    return list(book.active.iter_rows(min_row=2, values_only=True))


def faults(report: Any) -> list[tuple[str, str]]:
    """The cells that are refused, with the code of each refusal's sentence."""
    lines = [one["line"] for one in report.context["lines"]]
    cells = [cell for one in report.context["lines"] for cell, _why in one["faults"]]
    return list(zip(cells, [fault.error.code for line in lines for fault in line.faults], strict=True))


def changes(report: Any) -> list[tuple[int, str, str]]:
    """What the report would change: row, head, the new text."""
    lines = [one["line"] for one in report.context["lines"]]
    return [(line.row.number, change.head, change.after) for line in lines for change in line.changes]


@pytest.mark.feature("DOC-01", "DOC-02", "REC-05")
def test_the_ledger_takes_over_progress_and_finished_measures_after_a_report(
    world: World, at: datetime, client_of: LogIn
) -> None:
    run(world, case_f(world, at), at)
    page = ledger_page(world, client_of("clerk"))
    book = page.down()
    assert len(table(book)) == 6  # the head and five problems with a measure each
    report = page.up(book)
    assert (report.context["lines"], report.context["blank"]) == ([], 5)
    assert "没有变动" in report.content.decode()

    put(book, 3, 完成日期=date(2021, 2, 1), 完成结果="会议纪要1份", 本次进展="已研究一次")
    put(book, 4, 本次进展="拟于下月召开")
    put(book, 5, 完成日期="2021.2.30", 完成结果="纪要")
    put(book, 6, 完成结果="只有结果")
    put(book, 7, 问题="改了也不算")
    report = page.up(book)
    assert faults(report) == [("K5", "rectification.not_a_day"), ("K6", "rectification.done_on_missing")]
    assert changes(report)[:4] == [
        (3, "完成日期", "2021-02-01"),
        (3, "完成结果", "会议纪要1份"),
        (3, "本次进展", "已研究一次"),
        (4, "本次进展", "拟于下月召开"),
    ]
    refused = page.confirm(report)
    assert (refused.status_code, "5、6" in refused.content.decode()) == (409, True)
    assert not LogEntry.objects.filter(kind__in=["progress", "measure_done"]).exists()

    put(book, 5, 完成日期="2021年2月3日")
    put(book, 6, 完成结果=None)
    before = AuditEvent.objects.count()
    assert page.confirm(page.up(book)).status_code == 302
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.get(action="rectification.ledger.filled")
    assert (event.organization_id_at, event.details) == (
        world.own.organization.pk,
        {"rows": 3, "done": 2, "progress": 2},
    )
    done = Measure.objects.exclude(done_on=None).order_by("issue__number").values_list("done_on", "result")
    assert list(done) == [(date(2021, 2, 1), "会议纪要1份"), (date(2021, 2, 3), "纪要")]
    assert page.up(page.down()).context["lines"] == []
    again = page.up(book)  # the same file once more: what it says is no longer news, so it is refused, not doubled
    assert {code for _cell, code in faults(again)} == {"rectification.row_changed"}


def test_rows_may_come_in_any_order_with_more_columns_and_fewer_rows(
    world: World, at: datetime, client_of: LogIn
) -> None:
    run(world, case_f(world, at), at)
    page = ledger_page(world, client_of("clerk"))
    book = page.down()
    put(book, 7, 本次进展="第五项")
    put(book, 3, 本次进展="第一项")
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    sheet.delete_rows(3, 5)
    for values in (rows[4], rows[0], rows[2]):
        sheet.append(values)
    sheet.unmerge_cells("A1:M1")
    sheet.insert_cols(1)
    sheet["A2"] = "本单位备注"
    sheet["A3"] = "催办"
    sheet.delete_rows(1)  # the title
    sheet.auto_filter.ref = f"A1:N{sheet.max_row}"
    sheet.row_dimensions[3].hidden = True
    report = page.up(book)
    assert changes(report) == [(2, "本次进展", "第五项"), (3, "本次进展", "第一项")]
    assert page.confirm(report).status_code == 302
    told = LogEntry.objects.filter(kind="progress").order_by("issue__number").values_list("issue__number", "text")
    assert list(told) == [(1, "第一项"), (5, "第五项")]


def test_a_row_that_was_changed_meanwhile_is_refused_by_name_and_loses_nothing(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    page = ledger_page(world, client_of("clerk"))
    book = page.down()
    put(book, 3, 本次进展="离线写的一段")
    put(book, 4, 本次进展="另一项照常")
    report = page.up(book)
    write_progress(issue=sheet.issues[0], text="先登记的", by=world.actor("office"), at=at)
    write_progress(issue=sheet.issues[3], text="表中未填的一行", by=world.actor("office"), at=at)
    late = page.confirm(report)
    words = late.content.decode()
    assert late.status_code == 409
    assert str(world.user("office")) in words and "问题 1 在下载填报表后已由" in words and "离线写的一段" not in words
    assert not LogEntry.objects.filter(text="另一项照常").exists()
    anew = page.up(book)
    assert faults(anew) == [("B3", "rectification.row_changed")]
    book.active.delete_rows(3)
    assert page.confirm(page.up(book)).status_code == 302
    assert LogEntry.objects.filter(kind="progress").count() == 3


def test_another_units_rows_are_refused_and_the_office_finishes_nothing(
    world: World, at: datetime, client_of: LogIn
) -> None:
    run(world, case_f(world, at), at)
    office = ledger_page(world, client_of("office"))
    book = office.down()
    other = ledger_page(world, client_of("clerk", "other"))
    assert other.up(book).context["lines"] == []  # nothing filled in: nothing to refuse
    put(book, 3, 完成日期=date(2021, 2, 1), 完成结果="纪要1份")
    put(book, 4, 本次进展="别的单位")
    assert faults(other.up(book)) == [("B3", "rectification.unknown_row"), ("B4", "rectification.unknown_row")]
    assert faults(office.up(book)) == [("K3", "rectification.not_to_finish")]
    put(book, 3, 完成日期=None, 完成结果=None)
    assert office.confirm(office.up(book)).status_code == 302
    assert LogEntry.objects.get(kind="progress").text == "别的单位"
    stolen = other.up(book).context["checked"]
    assert office.client.post(office.url, {"checked": stolen, "confirm": "yes"}).status_code == 409
    assert office.client.post(office.url, {"checked": "x", "confirm": "yes"}).status_code == 409


def test_a_name_that_several_units_have_is_not_guessed(world: World, at: datetime, client_of: LogIn) -> None:
    run(world, case_f(world, at), at)
    own, other = world.own.organization, world.other.organization
    type(own).objects.filter(pk__in=[own.pk, other.pk]).update(short_name="同名支部")
    Issue.objects.create(cycle=world.cycle, organization=other, number=1, source="check", text="待定", told_at=at)
    page = ledger_page(world, client_of("office"))
    book = page.down()
    assert book.active["A3"].value == own.name
    put(book, 3, 本次进展="清楚")
    put(book, 4, 单位="同名支部", 本次进展="不清楚")
    assert faults(page.up(book)) == [("A4", "rectification.unit_unclear")]
    put(book, 4, 单位=f" {own.code} ")
    assert [line["faults"] for line in page.up(book).context["lines"]] == [[], []]


def test_what_is_done_stays_done_and_one_progress_filled_down_is_told_once(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    fill(world, sheet.issues[0], at)
    run(world, sheet, at)  # the first problem has two measures
    first = sheet.issues[0].measures.get(number=1)
    plan.finish_measure(
        measure=first, done_on=date(2021, 2, 1), result="　纪要\r\n两份 ", by=world.actor("clerk"), at=at
    )
    page = ledger_page(world, client_of("clerk"))
    book = page.down()
    assert page.up(book).context["lines"] == []
    put(book, 3, 本次进展="同一句")
    put(book, 4, 本次进展="同一句")
    assert changes(page.up(book)) == [(3, "本次进展", "同一句")]
    put(book, 3, 完成日期=None, 完成结果=None)
    assert faults(page.up(book)) == [("K3", "rectification.done_kept")]
    put(book, 3, 完成日期=date(2021, 2, 2), 完成结果="纪要三份")
    assert page.confirm(page.up(book)).status_code == 302
    first.refresh_from_db()
    assert (first.done_on, first.result) == (date(2021, 2, 2), "纪要三份")


def test_a_table_of_the_units_own_without_hidden_sheet_is_read_by_its_heads(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    page = ledger_page(world, client_of("clerk"))
    unit = world.own.organization
    heads = "序号\t单位\t举措序号\t完成日期\t完成结果\t本次进展\n"
    pasted = (
        f"{heads}1\t{unit.name}\t1\t\t\t有进展\n2\t{unit.code}\t\t2021-02-01\t纪要\t\n9\t{unit.name}\t1\t\t\t无此项\n"
    )
    report = page.client.post(page.url, {"pasted": pasted})
    assert faults(report) == [("A4", "rectification.unknown_row")]
    report = page.client.post(page.url, {"pasted": pasted.rsplit("9\t", 1)[0]})
    write_progress(issue=sheet.issues[0], text="先登记的", by=world.actor("office"), at=at)
    assert page.confirm(report).status_code == 409
    assert page.confirm(page.client.post(page.url, {"pasted": pasted.rsplit("9\t", 1)[0]})).status_code == 302
    assert Measure.objects.exclude(done_on=None).get().issue == sheet.issues[1]


@pytest.mark.feature("DOC-01", "DOC-02", "REC-01")
def test_the_problem_list_opens_new_problems_and_classifies_those_that_stand(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    page = problem_page(world, client_of("office"))
    book = page.down()
    assert page.up(book).context["lines"] == []
    rows = table(book)
    spare = next(number for number, row in enumerate(rows, start=2) if number > 2 and row[1] is None)
    put(book, 3, 类别="P3", 范围="共性问题", 程度="突出", 原因分析="重视不够")
    put(book, 4, 问题="改已告知的文字", 来源="巡视巡察", 类别="P99", 范围="都有")
    put(book, spare, 问题="新查出的问题", 来源="述前核查", 来源说明="实地核查第2组")
    report = page.up(book)
    assert sorted(faults(report)) == [
        ("C4", "rectification.delivered_text"),
        ("D4", "rectification.source_fixed"),
        ("F4", "rectification.unknown_category"),
        ("G4", "rectification.unknown_word"),
    ]
    assert page.confirm(report).status_code == 409
    assert Issue.objects.filter(cycle=world.cycle).count() == 5
    book.active.delete_rows(4)
    report = page.up(book)
    assert page.confirm(report).status_code == 302
    first = Issue.objects.get(pk=sheet.issues[0].pk)
    assert (first.category.code, first.common, first.severity) == ("P3", True, "serious")  # type: ignore[union-attr]
    new = Issue.objects.get(cycle=world.cycle, text="新查出的问题")
    assert (new.source, new.source_detail, new.told_at is not None) == ("check", "实地核查第2组", True)
    assert AuditEvent.objects.get(action="rectification.issue.imported").details == {
        "rows": 2, "opened": 1, "changed": 1,
    }  # fmt: skip
    again = page.up(book)
    assert [code for _cell, code in faults(again)] == ["rectification.row_changed", "rectification.repeated"]
    assert page.up(page.down()).context["lines"] == []


def test_a_new_problem_says_what_it_lacks_and_is_not_opened_twice(world: World, at: datetime, client_of: LogIn) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    page = problem_page(world, client_of("office"))
    book = page.down()
    put(book, 3, 来源="不知道")
    book.active.append(["没有的单位", None, "问题甲", "述前核查"])
    book.active.append([book.active["A3"].value, 7, "问题乙", "述前核查"])
    book.active.append([book.active["A3"].value, None, "问题丙", "述前核查", "长" * 301])
    last = book.active.max_row
    assert faults(page.up(book)) == [
        ("C3", "rectification.problem_missing"),
        ("D3", "rectification.unknown_word"),
        (f"A{last - 2}", "rectification.unknown_unit"),
        (f"B{last - 1}", "rectification.unknown_number"),
        (f"E{last}", "base.text_too_long"),
    ]
    book = page.down()
    put(book, 3, 问题="问题丁", 来源="述前核查")
    report = page.up(book)
    assert page.confirm(report).status_code == 302
    late = page.confirm(report)
    assert (late.status_code, Issue.objects.filter(text="问题丁").count()) == (409, 1)
    draft(world, at, "other")
    assert page.up(page.down()).context["lines"] == []


@pytest.mark.feature("DOC-01", "DOC-02", "REC-03", "REC-04")
def test_a_unit_fills_in_its_plan_and_hands_it_in(world: World, at: datetime, client_of: LogIn) -> None:
    case_f(world, at)
    page = plan_page(world, client_of("clerk"))
    book = page.down()
    assert page.up(book).context["lines"] == []
    for row in range(3, 8):
        put(book, row, 整改类型="限期整改", 整改目标="全年研究4次", 责任领导="书记1", 责任部门="党委办公室",
            配合部门="业务科", 时限=date(2021, 4, 30), 整改举措="每季度研究一次", 责任人="干事1", 举措时限="2021/4/30",
            举措成果="会议纪要4份")  # fmt: skip
    book.active.append([1, None, *[None] * 7, None, "开展一次培训", "干事2", "2021-03-31", "签到表1份"])
    put(book, 4, 责任人="人" * 61, 整改类型="以后再说")
    put(book, 5, 举措时限=None, 责任领导="领" * 61)
    report = page.up(book)
    assert sorted(faults(report)) == [
        ("C4", "rectification.unknown_word"),
        ("E5", "base.text_too_long"),
        ("L4", "base.text_too_long"),
        ("M5", "rectification.measure_due_missing"),
    ]
    put(book, 4, 责任人="干事1", 整改类型="限期整改")
    put(book, 5, 举措时限="2021年4月30日", 责任领导="书记1")
    report = page.up(book)
    assert page.confirm(report).status_code == 302
    assert Measure.objects.filter(issue__cycle=world.cycle).count() == 6
    assert list(Measure.objects.filter(text="开展一次培训").values_list("number", "issue__number")) == [(2, 1)]
    event = AuditEvent.objects.get(action="rectification.plan.filled")
    assert event.details == {"rows": 6, "problems": 5, "added": 6}
    assert page.up(page.down()).context["lines"] == []
    handed = reverse("rectification:plan_submit", args=[world.cycle.pk, world.own.organization.pk])
    client_of("reporter").post(handed)
    assert {code for _cell, code in faults(page.up(book))} == {"rectification.row_changed"}
    assert table(page.down())[1:] == []  # nothing left to plan


def test_the_plan_sheet_changes_what_stands_and_refuses_what_contradicts(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    fill(world, sheet.issues[0], at)
    fill(world, sheet.issues[0], at)
    page = plan_page(world, client_of("clerk"))
    book = page.down()
    assert page.up(book).context["lines"] == []
    put(book, 3, 整改目标="研究5次", 整改举措="每两月研究一次")
    put(book, 4, 整改目标="研究6次")
    book.active.append([1, None, *[None] * 7, 9, "没有这条", "干事", "2021-03-31", ""])
    book.active.append([1, None, *[None] * 7, None, "每季度研究一次党建工作", "干事", "2021-03-31", ""])
    assert sorted(faults(page.up(book))) == [
        ("D4", "rectification.row_contradicts"),
        ("J9", "rectification.unknown_measure"),
        ("K10", "rectification.measure_repeated"),
    ]
    book.active.append([77, None, *[None] * 7, None, "没有这个问题", "干事", "2021-03-31", ""])
    assert ("A11", "rectification.unknown_problem") in faults(page.up(book))
    book.active.delete_rows(9, 3)
    put(book, 4, 整改目标=None, 整改举措=None, 责任人=None, 举措时限=None, 举措成果=None)
    codes = {"rectification.measure_missing", "rectification.owner_missing", "rectification.measure_due_missing"}
    assert {code for _cell, code in faults(page.up(book))} == codes
    book.active.delete_rows(4)  # left out: nothing is taken off
    report = page.up(book)
    assert changes(report) == [(3, "整改举措", "每两月研究一次"), (3, "整改目标", "研究5次")]
    plan.add_measure(
        issue=sheet.issues[0], text="中间加的", owner="干事", due_on=date(2021, 4, 1), by=world.actor("clerk"), at=at
    )
    assert page.confirm(report).status_code == 409
    assert faults(page.up(book)) == [("A3", "rectification.row_changed")]
    book = page.down()
    put(book, 3, 整改目标="研究5次", 配合部门=None)
    put(book, 4, 配合部门=None)
    put(book, 5, 配合部门=None)
    assert page.confirm(page.up(book)).status_code == 302
    row = Issue.objects.get(pk=sheet.issues[0].pk)
    assert (row.objective, row.assisting, row.measures.count()) == ("研究5次", "", 3)


def test_a_sheet_of_another_unit_round_or_kind_and_files_that_are_no_table_are_refused(
    world: World, at: datetime, client_of: LogIn
) -> None:
    case_f(world, at)
    clerk, other = client_of("clerk"), client_of("clerk", "other")
    mine, theirs = plan_page(world, clerk), plan_page(world, other, "other")
    assert other.get(mine.url).status_code == 404
    assert "其他页面" in theirs.up(mine.down()).content.decode()
    ledger = ledger_page(world, clerk)
    assert ledger.up(mine.down()).status_code == 409
    book = mine.down()
    put(book, 3, 整改目标="=A3")
    refused = mine.up(book)
    assert (refused.status_code, "D3" in refused.content.decode()) == (409, True)
    put(book, 3, 整改目标="好")
    put(book, 2, 整改目标="目标")
    assert "缺少表头" in mine.up(book).content.decode()
    for name, content in (
        ("方案.docx", b"PK\x03\x04broken"),
        ("方案.xlsx", "序号,问题\n1,甲\n".encode()),
        ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"E\x00n\x00c\x00r\x00y\x00p\x00t" * 9),
        ("大.xlsx", b"x" * (20 * 1024 * 1024 + 1)),
    ):
        answer = clerk.post(mine.url, {"file": SimpleUploadedFile(name, content)})
        assert (answer.status_code, "message error" in answer.content.decode()) == (409, True), name
    assert not Measure.objects.filter(issue__cycle=world.cycle).exists()


TEXTS = [
    "　全角空格　中间　", "一行\r\n两行\r三行\n", "=1+1", "-减号", "@号", "0012", "3", "3.0", "是", "2021-02-03", " ",
    "甲\xa0乙", "_x000D_", "'引号", "𠮷与㐂", "很长" * 400,
]  # fmt: skip


@pytest.mark.feature("DOC-02")
def test_whatever_stands_in_the_system_comes_back_unchanged_and_what_is_changed_comes_back_as_typed(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    for number, text in enumerate(TEXTS):
        issue = Issue.objects.create(
            cycle=world.cycle, organization=world.own.organization, number=100 + number, source="check",
            text=text, objective=text, root_cause=text, source_detail=text[:200], lead_leader=text[:60], told_at=at,
        )  # fmt: skip
        Measure.objects.create(issue=issue, number=1, text=text, owner=text[:60], due_on=date(2021, 4, 30), result=text)
    office, clerk = client_of("office"), client_of("clerk")
    pages = [problem_page(world, office), plan_page(world, clerk)]
    for page in pages:
        assert page.up(page.down()).context["lines"] == []
    Issue.objects.filter(number__gte=100).update(state="in_progress")
    pages.append(ledger_page(world, clerk))
    assert pages[-1].up(pages[-1].down()).context["lines"] == []
    Issue.objects.filter(number__gte=100).update(state="planning")

    book = pages[1].down()
    for place, text in enumerate(TEXTS):
        if not text.startswith("="):  # typed by a person, that would be a formula
            put(book, 3 + len(sheet.issues) + place, 整改目标=text[::-1], 配合部门="配合", 举措成果=text)
    report = pages[1].up(book)
    assert faults(report) == []
    assert pages[1].confirm(report).status_code == 302
    assert pages[1].up(pages[1].down()).context["lines"] == []
    texts = Issue.objects.filter(number__gte=100).order_by("number").values_list("text", flat=True)
    assert list(texts) == TEXTS


def test_reading_a_sheet_asks_as_often_for_many_rows_as_for_few(
    world: World, at: datetime, client_of: LogIn, django_assert_max_num_queries: Any
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    for number in range(50, 90):
        row = Issue.objects.create(
            cycle=world.cycle, organization=world.own.organization, number=number, source="check", text=f"问题{number}",
            state="in_progress", told_at=at, due_on=at.date() + timedelta(days=30),
        )  # fmt: skip
        Measure.objects.create(issue=row, number=1, text="举措", owner="干事", due_on=date(2021, 4, 30))
    rows = Issue.objects.filter(cycle=world.cycle)
    with django_assert_max_num_queries(4):
        data = ledger_sheet.ledger_workbook("台账", world.cycle, rows)
    sent = ledger_sheet.LAYOUT.read(read_table(data), str(world.cycle.pk))
    with django_assert_max_num_queries(4):
        assert len(ledger_sheet.read_ledger(rows, sent, lambda unit: True)) == 45
    with django_assert_max_num_queries(8):
        sent = problem_sheet.LAYOUT.read(
            read_table(problem_sheet.problem_workbook("清单", world.cycle, rows)), str(world.cycle.pk)
        )
        assert sum(not line.blank for line in problem_sheet.read_problem_list(world.cycle, rows, sent)) == 0
    with django_assert_max_num_queries(4):
        assert plan_sheet.read_plan(rows, []) == []
