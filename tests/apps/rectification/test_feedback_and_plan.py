"""Feedback, problems, plans: what is taken in, what is refused, who is first."""

from datetime import date, datetime

import pytest
from django.http import Http404

from shuping.apps.cycles.models import Participant
from shuping.apps.organization.models import Leadership
from shuping.apps.rectification import access, api
from shuping.apps.rectification.models import CommonProblem, Feedback, Issue, Plan
from shuping.apps.rectification.services import feedback, imports, issues, plan, sign_off, talks
from shuping.apps.rectification.services.dictionary import seed_common_problems
from shuping.core.errors import RuleError
from shuping.core.rectification.values import Problem, TalkRecord, Wording
from shuping.core.roles.permissions import Permission
from tests.apps.rectification.making import case_f, decide, draft, evidence, fill, last_year, run
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def code_of(refused: pytest.ExceptionInfo[RuleError]) -> str:
    return refused.value.code


def test_the_outline_is_taken_in_by_reference_and_once_however_often_it_is_brought_up_to_date(
    world: World, at: datetime
) -> None:
    sheet = draft(world, at)
    again = feedback.prepare_feedback(participant=world.own.participant, by=world.actor("office"), at=at)
    assert again.pk == sheet.pk
    keys = list(sheet.issues.order_by("number").values_list("source_key", flat=True))
    assert len(keys) == 2
    assert all(key.startswith("outline:") for key in keys)
    assert again.good == "班子带头讲党课"
    assert again.requirements == "一个月内报送整改方案"


def test_an_open_row_of_last_year_goes_on_under_the_term_in_which_its_work_began(world: World, at: datetime) -> None:
    old = last_year(world, at)
    assert [line.kind for line in api.waiting(world.actor("reporter"), on=at.date())] == ["rectification.overdue"]
    sheet = draft(world, at)
    carried = sheet.issues.get(parent=old)
    assert (carried.source, carried.begun_on) == ("last_year", date(2020, 2, 1))
    # The old row presses no longer: its successor does.
    assert list(api.waiting(world.actor("reporter"), on=at.date())) == []
    assert list(api.damage()) == []


@pytest.mark.feature("REC-18")
def test_a_problem_opened_from_the_review_screen_joins_the_sheet_that_is_prepared_later(
    world: World, at: datetime
) -> None:
    office = world.actor("office")
    row = api.open_issue(
        cycle=world.cycle,
        organization=world.own.organization,
        problem=Problem(text="报告未说明上年整改", source="check", source_key="report:7"),
        by=office,
        at=at,
    )
    assert row.told_at is None
    with pytest.raises(RuleError) as twice:
        api.open_issue(
            cycle=world.cycle,
            organization=world.own.organization,
            problem=Problem(text="报告未说明上年整改", source="check", source_key="report:7"),
            by=office,
            at=at,
        )
    assert code_of(twice) == "rectification.taken_already"
    sheet = draft(world, at)
    row.refresh_from_db()
    assert row.feedback == sheet
    assert row.person == world.own.secretary


def test_a_unit_never_sees_the_draft_of_its_feedback(world: World, at: datetime) -> None:
    sheet = draft(world, at)
    reporter = world.actor("reporter")
    assert not access.issues(reporter).exists()
    assert not access.feedback_sheets(reporter).exists()
    assert access.issues(world.actor("office")).count() == 2
    decide(world)
    feedback.deliver_feedback(feedback=sheet, by=world.actor("office"), at=at)
    assert access.issues(reporter).count() == 2
    assert access.feedback_sheets(reporter).get() == sheet
    assert not access.issues(world.actor("reporter", "other")).exists()


def test_a_sheet_is_not_delivered_without_grade_problem_or_requirements(world: World, at: datetime) -> None:
    office = world.actor("office")
    sheet = draft(world, at)
    with pytest.raises(RuleError) as early:
        feedback.deliver_feedback(feedback=sheet, by=office, at=at)
    assert code_of(early) == "rectification.grade_not_decided"
    decide(world)
    feedback.write_feedback(feedback=sheet, good="好", requirements=" ", revision=None, by=office, at=at)
    with pytest.raises(RuleError) as bare:
        feedback.deliver_feedback(feedback=sheet, by=office, at=at)
    assert code_of(bare) == "rectification.requirements_missing"
    Issue.objects.all().delete()
    with pytest.raises(RuleError) as empty:
        feedback.deliver_feedback(feedback=sheet, by=office, at=at)
    assert code_of(empty) == "rectification.no_problem"


def test_a_delivered_sheet_is_fixed_and_the_second_clerk_reads_who_was_first(world: World, at: datetime) -> None:
    office = world.actor("office")
    sheet = draft(world, at)
    decide(world)
    feedback.deliver_feedback(feedback=sheet, by=office, at=at)
    for late in (
        lambda: feedback.deliver_feedback(feedback=sheet, by=world.actor("office_head"), at=at),
        lambda: feedback.write_feedback(feedback=sheet, good="", requirements="", revision=None, by=office, at=at),
        lambda: feedback.prepare_feedback(participant=world.own.participant, by=office, at=at),
    ):
        with pytest.raises(RuleError) as refused:
            late()
        assert code_of(refused) == "rectification.already_delivered"
        assert refused.value.params["name"] == office.name


def test_only_the_reporter_signs_and_only_once(world: World, at: datetime) -> None:
    sheet = draft(world, at)
    reporter = world.actor("reporter")
    with pytest.raises(RuleError) as early:
        feedback.sign_receipt(feedback=sheet, by=reporter, at=at)
    assert code_of(early) == "rectification.not_delivered"
    decide(world)
    feedback.deliver_feedback(feedback=sheet, by=world.actor("office"), at=at)
    with pytest.raises(RuleError) as other:
        feedback.sign_receipt(feedback=sheet, by=world.actor("clerk"), at=at)
    assert code_of(other) == "rectification.not_the_reporter"
    feedback.sign_receipt(feedback=sheet, by=reporter, at=at)
    with pytest.raises(RuleError) as twice:
        feedback.sign_receipt(feedback=sheet, by=reporter, at=at)
    assert code_of(twice) == "rectification.already_signed"


def test_a_stale_form_is_refused(world: World, at: datetime) -> None:
    office = world.actor("office")
    sheet = draft(world, at)
    feedback.write_feedback(feedback=sheet, good="一", requirements="二", revision=sheet.revision, by=office, at=at)
    with pytest.raises(RuleError) as stale:
        feedback.write_feedback(feedback=sheet, good="三", requirements="四", revision=sheet.revision, by=office, at=at)
    assert code_of(stale) == "rectification.stale"
    assert Feedback.objects.get(pk=sheet.pk).good == "一"


@pytest.mark.feature("REC-14")
def test_two_problems_are_merged_the_numbers_close_up_and_nothing_comes_back(world: World, at: datetime) -> None:
    office = world.actor("office")
    sheet = draft(world, at)
    issues.open_issue(
        cycle=world.cycle,
        organization=world.own.organization,
        problem=Problem(text="业务会上不讲党建", source="ballot", category="P1", common=True),
        by=office,
        at=at,
    )
    first, second, third = sheet.issues.order_by("number")
    issues.merge_issues(keep=first, other=second, by=office, at=at)
    assert list(sheet.issues.order_by("number").values_list("pk", "number")) == [(first.pk, 1), (third.pk, 2)]
    feedback.prepare_feedback(participant=world.own.participant, by=office, at=at)
    assert sheet.issues.count() == 2
    assert list(api.damage()) == []


def test_a_problem_is_dropped_with_a_reason_only_while_the_unit_does_not_know_it(world: World, at: datetime) -> None:
    office = world.actor("office")
    sheet = draft(world, at)
    first, second = sheet.issues.order_by("number")
    with pytest.raises(RuleError) as silent:
        issues.drop_issue(issue=first, reason=" ", by=office, at=at)
    assert code_of(silent) == "rectification.reason_missing"
    issues.drop_issue(issue=first, reason="点评后核实不成立", by=office, at=at)
    decide(world)
    feedback.deliver_feedback(feedback=sheet, by=office, at=at)
    second.refresh_from_db()
    assert second.number == 1
    with pytest.raises(RuleError) as told:
        issues.drop_issue(issue=second, reason="重复", by=office, at=at)
    assert code_of(told) == "rectification.not_droppable"


@pytest.mark.feature("REC-02")
def test_root_cause_and_class_can_be_mended_after_delivery_the_text_cannot(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    row = sheet.issues[0]
    values = {"category": "P1", "common": True, "root_cause": "制度缺失", "severity": "serious", "source_detail": ""}
    office = world.actor("office")
    worded = issues.word_issue(
        issue=row, wording=Wording(text=row.text, **values), revision=row.revision, by=office, at=at
    )
    assert (worded.root_cause, worded.category.code, worded.common) == ("制度缺失", "P1", True)
    with pytest.raises(RuleError) as fixed:
        issues.word_issue(issue=row, wording=Wording(text="别的问题", **values), revision=None, by=office, at=at)
    assert code_of(fixed) == "rectification.delivered_text"


@pytest.mark.feature("REC-14")
def test_the_dictionary_is_seeded_once_and_keeps_the_words_of_the_office(world: World, at: datetime) -> None:
    office = world.actor("office")
    assert seed_common_problems(by=office, at=at) == 10
    CommonProblem.objects.filter(code="P1").update(name="本单位的说法")
    assert seed_common_problems(by=office, at=at) == 0
    assert CommonProblem.objects.get(code="P1").name == "本单位的说法"


def test_the_seeded_names_use_no_word_that_may_not_stand_on_screen(world: World, at: datetime) -> None:
    seed_common_problems(by=world.actor("office"), at=at)
    text = " ".join(f"{row.name}{row.description}" for row in CommonProblem.objects.all())
    for word in ("抄袭", "洗稿", "造假", "老样子", "温度", "冷", "热", "一票否决", "末位", "排行", "照搬照抄"):
        assert word not in text


@pytest.mark.feature("REC-03")
@pytest.mark.feature("REC-04")
def test_a_plan_is_not_taken_while_a_row_lacks_something_and_says_which(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    reporter = world.actor("reporter")
    for row in sheet.issues[:3]:
        fill(world, row, at)
    with pytest.raises(RuleError) as lacking:
        plan.submit_plan(cycle=world.cycle, organization=world.own.organization, by=reporter, at=at)
    assert code_of(lacking) == "rectification.rows_incomplete"
    assert lacking.value.params["numbers"] == "4、5"
    assert set(Issue.objects.filter(cycle=world.cycle).values_list("state", flat=True)) == {"planning"}


def test_a_plan_goes_back_with_a_reason_and_comes_again(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    reporter, head = world.actor("reporter"), world.actor("office_head")
    for row in sheet.issues:
        fill(world, row, at)
    handed = plan.submit_plan(cycle=world.cycle, organization=world.own.organization, by=reporter, at=at)
    with pytest.raises(RuleError) as fixed:
        fill(world, sheet.issues[0], at)
    assert code_of(fixed) == "rectification.plan_fixed"
    with pytest.raises(RuleError) as twice:
        plan.submit_plan(cycle=world.cycle, organization=world.own.organization, by=world.actor("clerk"), at=at)
    assert twice.value.params["name"] == reporter.name
    with pytest.raises(RuleError) as own:
        plan.approve_plan(plan=handed, by=reporter, at=at)
    assert code_of(own) == "rectification.own_request"
    with pytest.raises(RuleError) as silent:
        plan.return_plan(plan=handed, comment="", by=head, at=at)
    assert code_of(silent) == "rectification.reason_missing"
    plan.return_plan(plan=handed, comment="措施与业务指标脱节", by=head, at=at)
    assert set(Issue.objects.filter(cycle=world.cycle).values_list("state", flat=True)) == {"planning"}
    handed = plan.submit_plan(cycle=world.cycle, organization=world.own.organization, by=reporter, at=at)
    plan.approve_plan(plan=handed, by=head, at=at)
    with pytest.raises(RuleError) as late:
        plan.return_plan(plan=handed, comment="再改", by=world.actor("office"), at=at)
    assert code_of(late) == "rectification.plan_decided"
    assert late.value.params["name"] == head.name
    assert Plan.objects.get().state == "approved"


def test_the_texts_of_an_approved_plan_are_fixed_until_a_new_row_needs_one(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    clerk = world.actor("clerk")
    values = {"cycle": world.cycle, "organization": world.own.organization, "arrangement": "总体安排", "guarantees": ""}
    with pytest.raises(RuleError) as fixed:
        plan.write_plan(**values, revision=None, by=clerk, at=at)
    assert code_of(fixed) == "rectification.plan_decided"
    api.open_issue(
        cycle=world.cycle,
        organization=world.own.organization,
        problem=Problem(text="年中检查发现的问题", source="inspection"),
        by=world.actor("office"),
        at=at,
    )
    assert plan.write_plan(**values, revision=None, by=clerk, at=at).arrangement == "总体安排"


@pytest.mark.feature("REC-17")
def test_a_long_term_row_needs_no_deadline_stays_alive_and_can_be_given_a_term(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    office = world.actor("office")
    for row in sheet.issues[1:]:
        fill(world, row, at)
    fill(world, sheet.issues[0], at, kind="long_term", due_on=None)
    handed = plan.submit_plan(cycle=world.cycle, organization=world.own.organization, by=world.actor("reporter"), at=at)
    plan.approve_plan(plan=handed, by=office, at=at)
    row = Issue.objects.get(pk=sheet.issues[0].pk)
    assert row.state == "long_term"
    issues.write_progress(issue=row, text="本季度开展一次", by=world.actor("clerk"), at=at)
    assert f"{row.organization} {row.number}" not in api.facts(world.cycle).rows_open
    sign_off.set_term(issue=row, due_on=date(2021, 10, 1), reason="可以办结", by=office, at=at)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("in_progress", date(2021, 10, 1))
    assert list(api.damage()) == []


@pytest.mark.feature("REC-10")
@pytest.mark.feature("REC-09")
@pytest.mark.feature("REC-13")
def test_an_overdue_problem_is_escalated_once_spoken_about_and_waits_for_the_presider(
    world: World, at: datetime
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    office, row = world.actor("office"), sheet.issues[0]
    issues.escalate_issue(issue=row, reason="逾期未整改", by=office, at=at)
    with pytest.raises(RuleError) as twice:
        issues.escalate_issue(issue=row, reason="逾期未整改", by=office, at=at)
    assert code_of(twice) == "rectification.already_escalated"
    issues.say(issue=row, text="请办公室周五前说明", by=world.actor("presider"), at=at)
    lines = [line for line in api.waiting(world.actor("presider"), on=date(2021, 5, 3))]
    assert [line.kind for line in lines] == ["rectification.escalated"]
    kinds = [line.kind for line in api.waiting(world.actor("reporter"), on=date(2021, 5, 3))]
    assert kinds.count("rectification.overdue") == 5
    soon = [line.kind for line in api.waiting(world.actor("clerk"), on=date(2021, 4, 28))]
    assert soon.count("rectification.due_soon") == 5


@pytest.mark.feature("REC-09")
def test_everybody_sees_what_waits_for_them_and_nobody_what_waits_for_others(world: World, at: datetime) -> None:
    sheet = draft(world, at)
    decide(world)
    day = at.date()

    def kinds(role: str, whose: str = "own") -> list[str]:
        return [line.kind for line in api.waiting(world.actor(role, whose), on=day)]

    assert kinds("office") == ["rectification.deliver"]
    assert kinds("reporter") == []
    feedback.deliver_feedback(feedback=sheet, by=world.actor("office"), at=at)
    assert kinds("reporter") == ["rectification.receipt", "rectification.plan"]
    assert kinds("clerk") == ["rectification.plan"]
    assert kinds("reporter", "other") == []
    for row in sheet.issues.all():
        fill(world, row, at)
    plan.submit_plan(cycle=world.cycle, organization=world.own.organization, by=world.actor("reporter"), at=at)
    assert kinds("office_head") == ["rectification.plan_review"]
    assert kinds("clerk") == []


@pytest.mark.feature("REC-21")
def test_a_talk_is_kept_with_its_follow_up(world: World, at: datetime) -> None:
    head = world.actor("office_head")
    whom = {"organization": world.own.organization, "person": world.own.secretary, "cycle": world.cycle}
    values = {
        "kind": "reminder",
        "held_on": date(2021, 1, 19),
        "led_by": "何志远",
        "ground": "党委会研究党建次数不足",
        "record": "提醒按计划研究",
    }
    with pytest.raises(RuleError) as undated:
        talks.record_talk(**whom, talk=TalkRecord(**values, follow_up="补齐研究次数"), by=head, at=at)
    assert code_of(undated) == "rectification.follow_up_without_date"
    talk = talks.record_talk(
        **whom,
        talk=TalkRecord(**values, follow_up="补齐研究次数", follow_up_due=date(2021, 6, 30)),
        by=head,
        at=at,
    )
    assert [line.kind for line in api.waiting(head, on=date(2021, 6, 1))].count("rectification.talk") == 1
    talks.finish_follow_up(talk=talk, done_on=date(2021, 6, 20), by=head, at=at)
    with pytest.raises(RuleError) as twice:
        talks.finish_follow_up(talk=talk, done_on=date(2021, 6, 21), by=head, at=at)
    assert code_of(twice) == "rectification.follow_up_done"


@pytest.mark.feature("REC-01")
@pytest.mark.feature("DOC-01")
def test_the_life_meeting_is_imported_whole_or_not_at_all(world: World, at: datetime) -> None:
    office = world.actor("office")
    seed_common_problems(by=office, at=at)
    rows = [
        (2, {"单位": "测试甲中心", "问题": "谈心谈话不够", "类别": "P7", "原因": "安排少"}),
        (3, {"单位": "没有的单位", "问题": "学习不深"}),
        (4, {"单位": "测试乙中心", "问题": ""}),
        (5, {"单位": "测试乙中心", "问题": "调研少", "类别": "P99"}),
        (6, {"单位": "测试甲中心", "问题": "谈心谈话不够"}),
    ]
    lines = imports.read_problems(world.cycle, rows)
    assert [line.fault.removeprefix("rectification.") for line in lines] == [
        "",
        "unknown_unit",
        "problem_missing",
        "unknown_category",
        "repeated",
    ]
    with pytest.raises(RuleError) as faulty:
        imports.import_life_meeting(cycle=world.cycle, lines=lines, by=office, at=at)
    assert faulty.value.params["numbers"] == "3、4、5、6"
    assert not Issue.objects.exists()
    [issue] = imports.import_life_meeting(cycle=world.cycle, lines=lines[:1], by=office, at=at)
    assert (issue.source, issue.category.code, issue.organization) == ("life_meeting", "P7", world.own.organization)


@pytest.mark.feature("REC-12")
def test_a_member_accepts_for_the_units_led_only(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    row = sheet.issues[0]
    reporter, member = world.actor("reporter"), world.actor("member")
    sign_off.attach_evidence(issue=row, evidence=evidence(world, at), claim="已落实", by=world.actor("clerk"), at=at)
    request = sign_off.request_sign_off(issue=row, statement="已整改", by=reporter, at=at)
    with pytest.raises(RuleError) as stranger:
        sign_off.accept_sign_off(request=request, by=member, at=at)
    assert code_of(stranger) == "rectification.not_contact_leader"
    Leadership.objects.create(
        leader_id=member.person_id, organization=world.own.organization, kind="contact", valid_from=date(2020, 1, 1)
    )
    assert [line.kind for line in api.waiting(member, on=at.date())].count("rectification.sign_off") == 1
    assert sign_off.accept_sign_off(request=request, by=member, at=at).state == "signed_off"


def test_the_facts_name_who_is_missing_at_every_step(world: World, at: datetime) -> None:
    before = api.facts(world.cycle)
    assert len(before.without_feedback) == len(before.without_receipt) == len(before.plans_not_approved) == 2
    sheet = case_f(world, at)
    delivered = api.facts(world.cycle)
    assert delivered.without_feedback == (str(world.other.participant),)
    assert delivered.rows_incomplete == 5
    assert len(delivered.rows_open) == 5
    run(world, sheet, at)
    running = api.facts(world.cycle)
    assert running.plans_not_approved == (str(world.other.participant),)
    assert running.rows_incomplete == 0
    Participant.objects.filter(pk=world.other.participant.pk).update(exempt_reason="新设单位")
    assert api.facts(world.cycle).without_feedback == ()


def test_a_rehearsal_can_be_wiped(world: World, at: datetime) -> None:
    case_f(world, at)
    archived = api.archive(world.cycle)
    assert len(archived["problems"]) == 5  # type: ignore[arg-type]
    api.wipe(world.cycle)
    assert not Issue.objects.filter(cycle=world.cycle).exists()
    assert not Feedback.objects.exists()
    assert Issue.objects.filter(cycle=world.last_cycle).count() == 1


def test_permissions_of_the_unit_reach_its_own_rows_only(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    row = sheet.issues[0]
    assert access.find_issue(world.actor("clerk"), row.pk, Permission.PLAN_WRITE) == row
    with pytest.raises(Http404):
        access.find_issue(world.actor("clerk", "other"), row.pk, Permission.PLAN_WRITE)


def test_a_talk_is_not_tied_to_the_problem_of_another_unit(world: World, at: datetime) -> None:
    issue = case_f(world, at).issues[0]
    with pytest.raises(RuleError) as refused:
        talks.record_talk(
            organization=world.other.organization,
            person=world.other.secretary,
            issue=issue,
            talk=TalkRecord(kind="reminder", held_on=at.date(), led_by="书记", ground="整改缓慢", record="提醒"),
            by=world.actor("presider"),
            at=at,
        )
    assert code_of(refused) == "rectification.talk_other_unit"
    assert not issue.talks.exists()
