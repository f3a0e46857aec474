"""The pages: the clerk's and the reporter's way through the year after the meeting, refusals, downloads, queries."""

import io
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shuping.apps.rectification.models import Feedback, Issue, LookBack, Plan, SignOffRequest, Talk
from shuping.apps.rectification.services.dictionary import seed_common_problems
from tests.apps.rectification.making import case_f, close, decide, draft, evidence, run
from tests.apps.rectification.pages import LogIn, address, text_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.feature("REC-01")
@pytest.mark.feature("REC-19")
def test_the_office_prepares_adds_delivers_and_the_reporter_signs(world: World, at: datetime, client_of: LogIn) -> None:
    sheet = draft(world, at)
    office, reporter = client_of("office"), client_of("reporter")
    answer = office.post(
        address("add_problem", sheet.pk), {"text": "服务窗口作风不实", "source": "ballot", "severity": "normal"}
    )
    assert answer.status_code == 302
    early = office.post(address("deliver", sheet.pk), {"plan_due": ""})
    assert early.status_code == 409
    assert "尚未审定" in text_of(early)
    decide(world)
    assert "好" in text_of(office.get(address("feedback_edit", sheet.pk)))
    assert office.post(address("deliver", sheet.pk), {"plan_due": ""}).status_code == 302
    page = text_of(reporter.get(address("feedback", sheet.pk)))
    for words in ("反馈意见", "服务窗口作风不实", "一个月内报送整改方案", "签收反馈意见", "2021-02-19"):
        assert words in page
    assert reporter.post(address("sign", sheet.pk)).status_code == 302
    assert Feedback.objects.get().received_by == world.user("reporter")
    assert "已签收" in text_of(office.get(address("feedback_list")))


def test_a_stale_editor_keeps_what_was_typed(world: World, at: datetime, client_of: LogIn) -> None:
    sheet = draft(world, at)
    answer = client_of("office").post(
        address("feedback_edit", sheet.pk),
        {"good": "我写的一大段话", "requirements": "要求", "revision": sheet.revision - 1},
    )
    assert answer.status_code == 409
    assert "我写的一大段话" in text_of(answer)
    assert "其他人已先行保存" in text_of(answer)


@pytest.mark.feature("REC-03")
@pytest.mark.feature("REC-06")
@pytest.mark.feature("REC-12")
def test_the_unit_plans_and_closes_and_the_office_accepts_through_the_pages(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    clerk, reporter, office = client_of("clerk"), client_of("reporter"), client_of("office")
    plan = (world.cycle.pk, world.own.organization.pk)
    refused = reporter.post(
        address("plan_submit", *plan), headers={"referer": "http://testserver" + address("plan", *plan)}
    )
    assert refused.status_code == 302
    assert "整改方案不完整" in text_of(reporter.get(address("plan", *plan)))
    for issue in sheet.issues:
        measure = {"text": "每季度研究一次", "owner": "干事1", "due_on": "2021-04-30", "expected_result": "纪要4份"}
        measures = {f"measure-{key}": value for key, value in measure.items()}
        assert clerk.post(address("measure_add", issue.pk), measures).status_code == 302
        row = {
            "kind": "within_term",
            "objective": "全年研究4次",
            "lead_leader": "书记1",
            "lead_department": "办公室",
            "due_on": "2021-04-30",
            "revision": issue.revision,
        }
        assert clerk.post(address("row", issue.pk), row).status_code == 302
    assert reporter.post(address("plan_submit", *plan)).status_code == 302
    handed = Plan.objects.get()
    assert "审核整改方案" in text_of(office.get(address("plan", *plan)))
    silent = office.post(address("plan_decide", handed.pk), {"verdict": "return", "comment": ""})
    assert silent.status_code == 409
    assert office.post(address("plan_decide", handed.pk), {"verdict": "approve"}).status_code == 302
    issue = sheet.issues[0]
    piece = evidence(world, at)
    assert clerk.post(address("attach_evidence", issue.pk), {"evidence": piece, "claim": "已研究"}).status_code == 302
    assert reporter.post(address("request_sign_off", issue.pk), {"statement": "已整改到位"}).status_code == 302
    request = SignOffRequest.objects.get(issue=issue)
    assert "已整改到位" in text_of(office.get(address("sign_offs")))
    assert reporter.post(address("answer_sign_off", request.pk), {"verdict": "accept"}).status_code == 404
    returned = office.post(address("answer_sign_off", request.pk), {"verdict": "return", "answer-comment": ""})
    assert returned.status_code == 409
    assert office.post(address("answer_sign_off", request.pk), {"verdict": "accept"}).status_code == 302
    page = text_of(reporter.get(address("issue", issue.pk)))
    assert "已销号" in page
    assert "会议记录" in page


@pytest.mark.feature("REC-08")
def test_more_time_is_asked_and_granted_on_the_page(world: World, at: datetime, client_of: LogIn) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    issue = sheet.issues[2]
    clerk, office = client_of("clerk"), client_of("office")
    early = clerk.post(address("extend", issue.pk), {"wanted_due_on": "2021-04-01", "reason": "场地未定"})
    assert early.status_code == 409
    assert "场地未定" in text_of(early)
    assert (
        clerk.post(address("extend", issue.pk), {"wanted_due_on": "2021-05-15", "reason": "场地未定"}).status_code
        == 302
    )
    assert "场地未定" in text_of(office.get(address("extensions")))
    request = issue.extension_requests.get()
    assert office.post(address("answer_extension", request.pk), {"verdict": "grant"}).status_code == 302
    assert "2021-05-15" in text_of(clerk.get(address("issue", issue.pk)))


@pytest.mark.feature("REC-07")
def test_the_look_back_is_drawn_recorded_and_opens_a_row_that_can_be_seen(
    world: World, at: datetime, client_of: LogIn
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    close(world, sheet.issues[0], at)
    office = client_of("office")
    page = text_of(office.get(address("look_backs")))
    assert "可抽取的已销号问题1项" in page
    drawn = office.post(address("draw", world.cycle.pk), {"planned_on": "2021-09-01", "seed": "73951"})
    assert drawn.status_code == 302
    look = LookBack.objects.get(issue=sheet.issues[0])
    answer = office.post(
        address("look_back", look.pk),
        {"looked_on": "2021-09-02", "held": "no", "finding": "又停了", "voices": "未见改观"},
    )
    assert answer.status_code == 302
    assert "重新立项" in text_of(office.get(address("issue", sheet.issues[0].pk)))
    page = office.get(address("figures"))
    assert "100.0%" in text_of(page)
    listing = page.context["listing"]
    link = listing.columns[0].link(listing.page[0])
    behind = office.get(link).context["listing"].page
    assert len(behind) == listing.page[0][1].total, "a figure opens to the rows that it counts"


@pytest.mark.feature("REC-19")
@pytest.mark.feature("DOC-02")
@pytest.mark.parametrize(
    "name", ["issues", "tasks", "duties", "ledger", "figures", "plans", "look_backs", "feedback_list"]
)
def test_each_list_downloads_as_a_workbook(world: World, at: datetime, client_of: LogIn, name: str) -> None:
    run(world, case_f(world, at), at)
    answer = client_of("office").get(address(name), {"download": "xlsx"})
    assert answer.status_code == 200
    page = load_workbook(io.BytesIO(answer.content)).active
    assert page is not None
    assert page.max_row >= 1


@pytest.mark.feature("REC-19")
def test_the_ledger_has_the_columns_of_the_form_and_prints_wide(world: World, at: datetime, client_of: LogIn) -> None:
    run(world, case_f(world, at), at)
    page = text_of(client_of("reporter").get(address("ledger")))
    for words in (
        "序号",
        "问题",
        "来源",
        "类别",
        "整改目标",
        "整改举措",
        "责任领导",
        "责任部门",
        "时限",
        "进展",
        "佐证",
        "状态",
        "销号日期",
        "验收人",
    ):
        assert words in page
    assert "print-large" in page


@pytest.mark.feature("REC-14")
def test_the_common_problems_count_units(world: World, at: datetime, client_of: LogIn) -> None:
    office = client_of("office")
    assert office.post(address("common_seed")).status_code == 302
    for unit in (world.own, world.other):
        data = {"participant": unit.participant.pk, "text": "融合不够", "source": "check", "category": "P1"}
        assert office.post(address("open"), {**data, "severity": "normal"}).status_code == 302
    answer = office.get(address("common"), {"q": "P1 2"})
    assert "党建与业务融合不够" in text_of(answer)
    listing = answer.context["listing"]
    column = next(one for one in listing.columns if one.key == "problems")
    assert len(office.get(column.link(listing.page[0])).context["listing"].page) == 2


@pytest.mark.feature("REC-18")
def test_the_review_screen_opens_a_problem_with_its_text_filled_in(
    world: World, at: datetime, client_of: LogIn
) -> None:
    office = client_of("office")
    start = {"participant": world.own.participant.pk, "text": "未写上年整改", "source_key": "report:3"}
    page = text_of(office.get(address("open"), start))
    assert "未写上年整改" in page
    data = {**start, "source": "check", "severity": "normal"}
    assert office.post(address("open"), data).status_code == 302
    again = office.post(address("open"), data)
    assert again.status_code == 409
    assert "已在清单中" in text_of(again)
    assert Issue.objects.get().source_key == "report:3"


@pytest.mark.feature("DOC-01")
def test_pasted_cells_are_checked_row_by_row_and_written_only_when_all_fit(
    world: World, at: datetime, client_of: LogIn
) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    office = client_of("office")
    bad = "单位\t问题\n测试甲中心\t谈心谈话不够\n查无此单位\t学习不深\n"
    page = text_of(office.post(address("import"), {"pasted": bad}))
    assert "本轮次没有该名称的单位" in page
    assert "导入全部" not in page
    refused = office.post(address("import"), {"pasted": bad, "confirm": "yes"})
    assert refused.status_code == 409
    assert not Issue.objects.exists()
    good = "单位\t问题\t类别\n测试甲中心\t谈心谈话不够\tP7\n测试乙中心\t调研少\t\n"
    assert "导入全部" in text_of(office.post(address("import"), {"pasted": good}))
    assert office.post(address("import"), {"pasted": good, "confirm": "yes"}).status_code == 302
    assert Issue.objects.count() == 2


@pytest.mark.feature("REC-21")
def test_a_talk_is_recorded_from_the_problem_and_followed_up(world: World, at: datetime, client_of: LogIn) -> None:
    sheet = case_f(world, at)
    head = client_of("office_head")
    url = f"{address('talk_new')}?issue={sheet.issues[0].pk}"
    assert "党委" in text_of(head.get(url)) or "书记1" in text_of(head.get(url))
    data = {
        "participant": world.own.participant.pk,
        "kind": "reminder",
        "held_on": "2021-01-20",
        "led_by": "何志远",
        "ground": "研究党建不够",
        "record": "提醒",
        "follow_up": "补齐",
        "follow_up_due": "2021-06-30",
    }
    assert head.post(url, data).status_code == 302
    talk = Talk.objects.get()
    assert talk.issue == sheet.issues[0]
    assert head.post(address("talk", talk.pk), {"done_on": "2021-06-01"}).status_code == 302
    assert "2021-06-01" in text_of(head.get(address("talk", talk.pk)))


def test_the_unit_sees_no_word_of_a_draft(world: World, at: datetime, client_of: LogIn) -> None:
    sheet = draft(world, at)
    reporter = client_of("reporter")
    assert reporter.get(address("feedback", sheet.pk)).status_code == 404
    assert "党建与业务融合不够" not in text_of(reporter.get(address("issues")))
    assert reporter.get(address("issue", sheet.issues.first().pk)).status_code == 404  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["issues", "ledger", "tasks", "duties", "figures", "feedback_list"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    world: World, at: datetime, client_of: LogIn, name: str
) -> None:
    run(world, case_f(world, at), at)
    office = client_of("office")
    office.get(address(name))
    with CaptureQueriesContext(
        connection,
    ) as few:
        office.get(address(name))
    model = Issue.objects.filter(cycle=world.cycle).first()
    assert model is not None
    for number in range(6, 60):
        Issue.objects.create(
            cycle=world.cycle,
            organization=world.own.organization,
            number=number,
            source="check",
            text=f"问题{number}",
            told_at=at,
            state="in_progress",
            category=model.category,
        )
    with CaptureQueriesContext(connection) as many:
        office.get(address(name))
    assert len(many) == len(few)


@pytest.mark.feature("I18-01")
def test_the_ledger_reads_in_english_too(world: World, at: datetime, client_of: LogIn) -> None:
    run(world, case_f(world, at), at)
    world.user("office").__class__.objects.filter(pk=world.user("office").pk).update(language="en")
    page = text_of(client_of("office").get(address("ledger")))
    assert "Rectification ledger" in page
    assert "In rectification" in page


def test_a_plan_that_was_never_handed_in_is_seen_by_its_unit_only(world: World, at: datetime, client_of: LogIn) -> None:
    case_f(world, at)
    where = {"cycle": world.cycle.pk, "organization": world.own.organization.pk}
    address = reverse("rectification:plan", kwargs=where)
    words = {"arrangement": "总体安排初稿", "guarantees": "保障措施初稿", "revision": "0"}
    client_of("clerk").post(reverse("rectification:plan_write", kwargs=where), words)
    assert "总体安排初稿" in client_of("reporter").get(address).content.decode()
    for role in ("office", "member", "supervisor"):
        page = client_of(role).get(address)
        assert page.status_code == 200
        assert "初稿" not in page.content.decode()
        assert world.own.organization.name not in client_of(role).get(reverse("rectification:plans")).content.decode()
    Plan.objects.update(submitted_at=at, state="submitted")
    assert "总体安排初稿" in client_of("office").get(address).content.decode()
