"""Pages of the speech, the common problems by source, and the several years of a unit and a secretary."""

import io
from datetime import date, datetime

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from shuping.apps.organization.models import Person, Term
from shuping.apps.rectification.models import CommonProblem, Issue, LookBack, SignOffRequest, Speech, SpeechLine, Talk
from shuping.apps.rectification.services.dictionary import seed_common_problems
from tests.apps.rectification.making import last_year, relapse
from tests.apps.rectification.pages import LogIn, address, text_of
from tests.apps.rectification.test_speech import TEXT, confirm, read
from tests.factories.world import World, make_person

pytestmark = pytest.mark.django_db


def posted(page: Client, speech: Speech, **changes: str) -> dict[str, str]:
    """The draft form as it stands on the page, with `changes`."""
    lines = page.get(address("speech_draft", speech.pk)).context["lines"]
    data = {"title": speech.title, "given_on": "2021-01-28", "live": "1", "written": ""}
    data |= {"line-TOTAL_FORMS": str(len(lines)), "line-INITIAL_FORMS": str(len(lines))}
    for form in lines:
        for name in ("number", "kind", "text", "category"):
            data[f"{form.prefix}-{name}"] = str(form[name].value() or "")
        data[f"{form.prefix}-keep"] = "on"
    data |= changes
    return {name: value for name, value in data.items() if value != "DROP"}


def document(text: str) -> SimpleUploadedFile:
    made, out = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return SimpleUploadedFile("讲话.docx", out.getvalue())


@pytest.mark.feature("SPC-01")
@pytest.mark.feature("SPC-12")
def test_the_office_uploads_confirms_and_takes_findings_to_units(world: World, at: datetime, client_of: LogIn) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    office = client_of("office")
    answer = office.post(
        address("speech_import"), {"cycle": world.cycle.pk, "given_on": "2021-01-28", "file": document(TEXT)}
    )
    speech = Speech.objects.get()
    assert answer.headers["location"] == address("speech_draft", speech.pk)
    page = text_of(office.get(address("speech_draft", speech.pk)))
    for words in ("讲话说讲 3 个方面，文中有 2 个标题", "其他单位", "1月22日", "年份不作补写", "最后一公里没有打通"):
        assert words in page
    data = posted(
        office, speech, **{"line-3-keep": "DROP", "line-0-text": "党建与业务融合不够", "line-4-text": "人工补充的问题"}
    )
    assert office.post(address("speech_draft", speech.pk), data).status_code == 302
    kept = [(row.kind, row.number, row.text) for row in SpeechLine.objects.all()]
    assert kept == [
        ("finding", 1, "党建与业务融合不够"),
        ("finding", 2, "“上热中温下冷”，最后一公里没有打通"),
        ("finding", 3, "人工补充的问题"),
        ("requirement", 1, "把抓好党建作为主业"),
    ]
    again = office.post(address("speech_draft", speech.pk), data)
    assert again.status_code == 409
    assert "不能重复确认" in text_of(again)
    line = SpeechLine.objects.get(kind="finding", number=1)
    people = [world.own.participant.pk, world.other.participant.pk]
    empty = office.post(address("line_units", line.pk), {"text": "融合不够"})
    assert empty.status_code == 409
    assert "至少选择一个单位" in text_of(empty)
    assert office.post(address("line_units", line.pk), {"text": "融合不够", "participant": people}).status_code == 302
    assert Issue.objects.filter(speech_line=line, common=True).count() == 2
    table = text_of(office.get(address("speech", speech.pk)))
    for words in (
        "讲话要求落实对照表",
        "测试甲中心、测试乙中心",
        "2 个问题",
        "2019年度",
        "2020年度",
        "2 个单位，其中 2 个未销号",
    ):
        assert words in table
    assert "print-large" in text_of(office.get(address("speech", speech.pk), {"paper": "a3"}))
    book = load_workbook(io.BytesIO(office.get(address("speech", speech.pk), {"download": "xlsx"}).content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "党建与业务融合不够" in cells
    assert "测试甲中心、测试乙中心" in cells


def test_a_stale_task_form_keeps_what_was_typed(world: World, at: datetime, client_of: LogIn) -> None:
    confirm(world, read(world, at), at)
    line, office = SpeechLine.objects.get(kind="requirement"), client_of("office")
    values = {"work": "每季度研究一次", "owner": "机关党委", "revision": "0"}
    assert office.post(address("line_keep", line.pk), values).status_code == 302
    answer = office.post(address("line_keep", line.pk), {**values, "work": "我写的一大段任务"})
    assert answer.status_code == 409
    assert "我写的一大段任务" in text_of(answer)
    table = text_of(office.get(address("speech", line.speech_id)))
    assert "每季度研究一次；责任：机关党委" in table
    assert "已定任务" in table


def test_an_unreadable_document_is_refused_with_its_sentence(world: World, client_of: LogIn) -> None:
    office = client_of("office")
    bad = SimpleUploadedFile("讲话.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old")
    answer = office.post(address("speech_import"), {"cycle": world.cycle.pk, "file": bad})
    assert answer.status_code == 409
    assert "讲话.docx" in text_of(answer)
    both = office.post(address("speech_import"), {"cycle": world.cycle.pk, "file": document(TEXT), "pasted": "文字"})
    assert "二者选一" in text_of(both)
    assert not Speech.objects.exists()


def test_units_see_a_confirmed_speech_and_only_their_own_problems(world: World, at: datetime, client_of: LogIn) -> None:
    speech = read(world, at)
    clerk = client_of("clerk")
    assert clerk.get(address("speech_draft", speech.pk)).status_code == 404
    assert clerk.get(address("speech", speech.pk)).status_code == 404
    line = confirm(world, speech, at)[0]
    for unit, text in ((world.own, "甲的问题"), (world.other, "乙的问题")):
        Issue.objects.create(
            cycle=world.cycle,
            organization=unit.organization,
            number=1,
            source="comment",
            text=text,
            told_at=at,
            speech_line=line,
        )
    page = text_of(clerk.get(address("speech_line", line.pk)))
    assert "甲的问题" in page
    assert "乙的问题" not in page
    assert "转为单位问题" not in page
    assert "测试乙中心" not in text_of(clerk.get(address("speech", speech.pk)))
    assert "上热中温下冷" in text_of(clerk.get(address("speech_text", speech.pk)))


@pytest.mark.feature("SPC-02")
def test_the_dictionary_sets_what_units_found_beside_what_superiors_found(
    world: World, at: datetime, client_of: LogIn
) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    entry = CommonProblem.objects.get(code="P3")
    for number, (unit, source) in enumerate(
        ((world.own, "self"), (world.own, "comment"), (world.other, "inspection")), start=1
    ):
        Issue.objects.create(
            cycle=world.cycle,
            organization=unit.organization,
            number=number,
            source=source,
            text="传导不够",
            category=entry,
            told_at=at,
        )
    office = client_of("office")
    answer = office.get(address("common_of", world.cycle.pk))
    found = next(row[2] for row in answer.context["listing"].page if row[0].code == "P3")
    assert (found.units, found.by_self, found.by_superiors, found.by_both, found.only_superiors) == (2, 1, 2, 1, 1)
    assert "<svg" in text_of(answer)
    units = text_of(office.get(address("common_units_of", world.cycle.pk)))
    assert "自查、上级" in units
    assert units.index("测试甲中心") < units.index("测试乙中心")
    own = text_of(client_of("clerk").get(address("common_units")))
    assert "测试乙中心" not in own


def history_rows(world: World, at: datetime) -> dict[str, Issue]:
    """Last year's row found again, this year's follower, and one of the same category in both years."""
    seed_common_problems(by=world.actor("office"), at=at)
    p3, p9 = (CommonProblem.objects.get(code=code) for code in ("P3", "P9"))
    first = last_year(world, at, category=p3, text="督导不到末端")
    relapse(first, at)
    values = {"organization": world.own.organization, "source": "comment", "told_at": at, "cycle": world.cycle}
    again = Issue.objects.create(
        **values, number=1, text="督导仍不到末端", category=p3, parent=first, begun_on=date(2021, 1, 6)
    )
    old = last_year(world, at, number=2, category=p9, text="流动党员学习不经常")
    late = Issue.objects.create(
        **values, number=2, text="流动党员学习次数少", category=p9, begun_on=date(2021, 1, 10), state="long_term"
    )
    return {"first": first, "again": again, "old": old, "late": late}


@pytest.mark.feature("SPC-08")
@pytest.mark.feature("REC-15")
def test_several_years_of_a_unit_show_what_came_again(world: World, at: datetime, client_of: LogIn) -> None:
    rows = history_rows(world, at)
    Talk.objects.create(
        cycle=world.cycle,
        organization=world.own.organization,
        person=world.own.secretary,
        kind="reminder",
        held_on=date(2021, 1, 12),
        led_by="厅领导",
        ground="督导",
        record="已谈",
    )
    page = text_of(client_of("presider").get(address("history_unit", world.own.organization.pk)))
    for words in ("重新立项", "长期未解决", "2019、2020", "现场述职", "提醒谈话", "党委书记", "data-print"):
        assert words in page
    assert "老样子" not in page
    assert address("issue", rows["again"].pk) in page
    clerk = text_of(client_of("clerk").get(address("history_unit", world.own.organization.pk)))
    assert "提醒谈话" not in clerk  # talks are for those who keep them
    assert client_of("clerk").get(address("history_unit", world.other.organization.pk)).status_code == 404


@pytest.mark.feature("SPC-08")
@pytest.mark.feature("ORG-03")
def test_credit_and_debt_follow_the_term_in_which_the_work_began(world: World, at: datetime, client_of: LogIn) -> None:
    history_rows(world, at)
    Term.objects.filter(person=world.own.secretary).update(ended_on=date(2020, 12, 31))
    new = make_person(world.own.organization, "新书记", "党委书记")
    Term.objects.create(
        organization=world.own.organization,
        person=new,
        post="secretary",
        title="党委书记",
        started_on=date(2021, 1, 1),
    )
    presider = client_of("presider")
    terms = presider.get(address("history_unit", world.own.organization.pk)).context["terms"]
    balance = {one["term"].person.name: one["balance"] for one in terms}
    assert (balance["书记1"].debt, balance["新书记"].debt, balance["新书记"].long_term) == (2, 1, 1)
    page = presider.get(address("history_person", new.pk))
    units = page.context["units"]
    assert [row.text for row, _badge, _day in units[0]["issues"]] == ["督导仍不到末端", "流动党员学习次数少"]
    assert units[0]["before"] == 1
    assert "另有 1 个未销号问题在任期之前开始整改" in text_of(page)
    old = text_of(presider.get(address("history_person", world.own.secretary.pk)))
    assert "督导不到末端" in old
    assert "流动党员学习次数少" not in old


def test_a_person_who_was_never_secretary_has_no_page(world: World, client_of: LogIn) -> None:
    assert client_of("presider").get(address("history_person", world.own.clerk.pk)).status_code == 404
    assert client_of("reporter").get(address("history_person", world.own.secretary.pk)).status_code == 200
    assert client_of("reporter").get(address("history_person", world.other.secretary.pk)).status_code == 404
    assert Person.objects.filter(pk=world.own.clerk.pk).exists()


def test_the_pages_do_not_ask_more_with_more_problems(world: World, at: datetime, client_of: LogIn) -> None:
    rows = history_rows(world, at)
    line = confirm(world, read(world, at), at)[0]
    office = client_of("office")
    pages = (
        address("history"),
        address("history_unit", world.own.organization.pk),
        address("history_person", world.own.secretary.pk),
        address("speech", line.speech_id),
        address("speech_line", line.pk),
        address("common"),
        address("common_units"),
    )

    def counts() -> list[int]:
        found = []
        for page in pages:
            office.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert office.get(page).status_code == 200
            found.append(len(queries))
        return found

    before = counts()
    for number in range(10, 30):
        row = Issue.objects.create(
            cycle=world.cycle,
            organization=(world.own if number % 2 else world.other).organization,
            number=number,
            source="self",
            text=f"问题{number}",
            category=rows["late"].category,
            told_at=at,
            speech_line=line,
            begun_on=date(2020, 5, 1),
        )
        SignOffRequest.objects.create(issue=row, statement="完成", asked_at=at)
        LookBack.objects.create(issue=row, planned_on=date(2021, 6, 1))
    assert counts() == before


@pytest.mark.feature("SPC-15")
def test_problems_of_the_life_meeting_keep_their_source(world: World, at: datetime, client_of: LogIn) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    office = client_of("office")
    cells = "单位\t问题\t类别\t来源\n测试甲中心\t一岗双责停留在表面\tP4\t2020年度民主生活会"
    shown = text_of(office.post(address("import"), {"pasted": cells}))
    assert "一岗双责停留在表面" in shown
    assert not Issue.objects.exists()
    assert office.post(address("import"), {"pasted": cells, "confirm": "yes"}).status_code == 302
    row = Issue.objects.get()
    assert (row.source, row.source_detail, row.category.code) == ("life_meeting", "2020年度民主生活会", "P4")
    page = text_of(office.get(address("issue", row.pk)))
    assert "民主生活会" in page
    twice = text_of(office.post(address("import"), {"pasted": cells, "confirm": "yes"}))
    assert Issue.objects.count() == 1
    assert "已在清单中" in twice
