"""Every guard of the table of steps refuses its step at least once, on the page, with its Chinese sentence.

Facts are collected from rows, not made up: each case spoils one thing in the stored round and presses the button of
the round board (or goes back). That the same guards let a whole round pass is proven by the other journeys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.ballots.models import ClassIssue, CountSession, KeyedRow, Keying
from shuping.apps.cycles.models import Cycle, KeyDate, Participant, StageChange
from shuping.apps.grades import api as grades_api
from shuping.apps.grades.models import Decision, DecisionMeeting, Objection
from shuping.apps.rectification.models import Feedback, Issue, LookBack
from shuping.apps.reports.models import LastYearLine
from shuping.core.cycles.stages import Stage, guard_codes
from tests.apps.grades import scene
from tests.conftest import MOMENT
from tests.factories.world import World

from .people import text_of

pytestmark = pytest.mark.django_db

DECIDED_ON = date(2021, 2, 3)


def nothing(world: World, cycle: Cycle) -> None:
    """The world's round lacks it already."""


def faulty_weights(world: World, cycle: Cycle) -> None:
    cycle.rule_set.body["grading"]["component_weights"] = {"ballot": "0.5", "annual": "0.4", "leader": "0"}
    cycle.rule_set.save()


def no_classes(world: World, cycle: Cycle) -> None:
    cycle.rule_set.body["classes"] = []
    cycle.rule_set.save()


def four_categories(world: World, cycle: Cycle) -> None:
    cycle.categories = cycle.categories[:4]


def no_reporters(world: World, cycle: Cycle) -> None:
    cycle.participants.update(left_reason="调离")


def no_mode(world: World, cycle: Cycle) -> None:
    Participant.objects.filter(pk=world.own.participant.pk).update(mode="")


def no_dates(world: World, cycle: Cycle) -> None:
    cycle.key_dates.filter(kind="meeting").delete()


def decision_before_the_meeting(world: World, cycle: Cycle) -> None:
    KeyDate.objects.create(cycle=cycle, kind="decision", due_at=MOMENT - timedelta(days=60))


def no_approval(world: World, cycle: Cycle) -> None:
    cycle.approving_meeting = ""


def unanswered_line(world: World, cycle: Cycle) -> None:
    LastYearLine.objects.create(participant=world.other.participant, number=1, problem="融合不够")


def too_few_present(world: World, cycle: Cycle) -> None:
    full = {"expected": 9, "present": 9}
    cycle.quorum_confirmed = {"A": full, "B": full, "C": {"expected": 30, "present": 19}}


def a_session(cycle: Cycle) -> CountSession:
    session = CountSession.objects.create(cycle=cycle, state=CountSession.State.CLOSED, opened_at=MOMENT)
    for code in "ABC":
        ClassIssue.objects.create(session=session, class_code=code, issued=20, collected=20, recorded_at=MOMENT)
    return session


def closed_ballot(world: World, cycle: Cycle) -> None:
    a_session(cycle)


def twenty_one_of_twenty(world: World, cycle: Cycle) -> None:
    a_session(cycle).issues.filter(class_code="C").update(collected=21)


def differing_keyings(world: World, cycle: Cycle) -> None:
    session = a_session(cycle)
    for number, who in enumerate(("teller", "supervisor"), start=1):
        for code in "ABC":
            keying = Keying.objects.create(
                session=session, class_code=code, number=number, keyed_by=world.user(who), finished_at=MOMENT
            )
            for row in cycle.participants.all():
                good = 20 if number == 1 or code != "B" else 19
                KeyedRow.objects.create(keying=keying, participant=row, good=good, fairly_good=20 - good)


def void_without_reason(world: World, cycle: Cycle) -> None:
    a_session(cycle).issues.filter(class_code="A").update(void_forms=2)


def proposed(world: World, cycle: Cycle, **decided: object) -> None:
    """Everybody decided as suggested, except that `decided` changes the first reporter's row."""
    by = world.actor("office_head")
    grades_api.confirm_vetoes(cycle=cycle, by=world.actor("supervisor"), at=MOMENT)
    computation = grades_api.compute_grades(cycle=cycle, by=by, at=MOMENT)
    grades_api.propose_grades(cycle=cycle, proposals={}, by=by, at=MOMENT)
    for row in Decision.objects.filter(computation=computation):
        Decision.objects.filter(pk=row.pk).update(decided=row.suggested)
    first = cycle.participants.order_by("order_no")[0]
    Decision.objects.filter(participant=first).update(**decided)
    DecisionMeeting.objects.create(
        cycle=cycle, held_on=DECIDED_ON, members_expected=9, members_present=8, decided_at=MOMENT
    )


def deviating(world: World, cycle: Cycle) -> None:
    proposed(world, cycle, decided="average")


def undecided(world: World, cycle: Cycle) -> None:
    proposed(world, cycle, decided="")


def above_a_bar(world: World, cycle: Cycle) -> None:
    first = cycle.participants.order_by("order_no")[0]
    grades_api.add_veto_fact(
        participant=first,
        kind="serious_case",
        fact="班子成员严重违纪",
        happened_on=date(2020, 6, 1),
        by=world.actor("supervisor"),
        at=MOMENT,
    )
    proposed(world, cycle, decided="good", decided_reason="业绩突出")


def everybody_good(world: World, cycle: Cycle) -> None:
    proposed(world, cycle)
    rows = Decision.objects.filter(participant__cycle=cycle)
    rows.update(decided="good", decided_reason="会议研究决定")


def unsigned(world: World, cycle: Cycle) -> None:
    for row in cycle.participants.all():
        Feedback.objects.create(participant=row, grade="good", delivered_at=MOMENT, requirements="立行立改")


def objection(world: World, cycle: Cycle) -> None:
    Objection.objects.create(participant=world.own.participant, text="得分有误", made_at=MOMENT)


def problem(world: World, cycle: Cycle, **fields: object) -> Issue:
    return Issue.objects.create(
        cycle=cycle,
        organization=world.own.organization,
        number=1,
        source="comment",
        text="融合不够",
        told_at=MOMENT,
        **fields,
    )


def bare_problem(world: World, cycle: Cycle) -> None:
    problem(world, cycle)


def running_problem(world: World, cycle: Cycle) -> None:
    due = date(2021, 5, 1)
    problem(world, cycle, state="in_progress", due_on=due, promised_due_on=due)


def not_looked_at(world: World, cycle: Cycle) -> None:
    row = problem(world, cycle, state="signed_off")
    LookBack.objects.create(issue=row, planned_on=date(2021, 9, 1))


@dataclass(frozen=True)
class Gap:
    """One guard of one step: what is spoilt, and a part of the sentence that must stand on the page."""

    origin: str
    to: str
    guard: str
    spoil: Callable[[World, Cycle], None]
    words: str
    graded: bool = False  # on the six reporters of the worked example, whose count is locked

    def __str__(self) -> str:
        return f"{self.origin}-{self.guard}"


GAPS = [
    Gap("draft", "plan_approved", "rule_set_whole", faulty_weights, "规则不完整："),
    Gap("draft", "plan_approved", "voter_class_named", no_classes, "方案未设参评人员类别"),
    Gap("draft", "plan_approved", "categories_complete", four_categories, "方案列有 4 项述职内容，至少须有 5 项"),
    Gap("draft", "plan_approved", "reporters_listed", no_reporters, "名册为空"),
    Gap("draft", "plan_approved", "modes_set", no_mode, "尚未确定述职方式（现场或书面）：测试甲中心 书记1"),
    Gap("draft", "plan_approved", "dates_named", no_dates, "方案尚未明确以下日期：述职评议会"),
    Gap("draft", "plan_approved", "dates_ordered", decision_before_the_meeting, "以下日期早于应在其前的日期："),
    Gap("draft", "plan_approved", "approving_meeting_recorded", no_approval, "尚未记录审定方案的会议及日期"),
    Gap("plan_approved", "notified", "notice_numbered", nothing, "通知尚无文号或印发日期"),
    Gap("preparing", "materials_locked", "written_approved", nothing, "书面述职报告尚未审核通过：测试甲中心 书记1"),
    Gap("preparing", "materials_locked", "spoken_approved", nothing, "现场述职稿尚未审核通过：测试甲中心 书记1"),
    Gap("preparing", "materials_locked", "last_year_answered", unanswered_line, "上年问题未回应：测试乙中心 书记2"),
    Gap("preparing", "materials_locked", "comments_drafted", nothing, "点评提纲尚未列出至少一个问题：测试甲中心"),
    Gap("preparing", "materials_locked", "speaking_order_fixed", nothing, "述职顺序尚未抽签或确定"),
    Gap("materials_locked", "meeting", "rosters_frozen", nothing, "尚未录入各类别应参评人数"),
    Gap("materials_locked", "meeting", "quorum_reached", too_few_present, "到会人数未录入或未达到规定比例："),
    Gap("meeting", "ballot_closed", "ballot_over", nothing, "测评尚未结束"),
    Gap("meeting", "materials_locked", "ballot_still_open", closed_ballot, "测评已结束，会议不能再中止"),
    Gap("ballot_closed", "count_locked", "collected_fits_issued", twenty_one_of_twenty, "收回票数多于发出票数：C"),
    Gap("ballot_closed", "count_locked", "keyed_twice", closed_ballot, "尚未由两人分别录入：A、B、C"),
    Gap("ballot_closed", "count_locked", "keyings_agree", differing_keyings, "两次录入仍有 4 处不一致"),
    Gap("ballot_closed", "count_locked", "void_explained", void_without_reason, "无效票或无效行未注明原因：A"),
    Gap("ballot_closed", "count_locked", "count_confirmed", closed_ballot, "计票结果须 2 人确认，已有 0 人确认"),
    Gap("count_locked", "proposed", "scores_present", nothing, "缺少构成得分：测试甲中心、测试乙中心"),
    Gap("count_locked", "proposed", "veto_facts_confirmed", nothing, "纪检监督尚未确认不得评为“好”的情形"),
    Gap("count_locked", "proposed", "grades_computed", nothing, "尚未计算综合得分"),
    Gap("count_locked", "proposed", "proposals_made", nothing, "尚未提出建议等次：测试甲中心"),
    Gap("proposed", "decided", "decision_meeting_recorded", nothing, "尚未记录党组会议的日期和到会人数"),
    Gap("proposed", "decided", "everyone_decided", undecided, "等次尚未审定：S1", graded=True),
    Gap("proposed", "decided", "deviations_explained", deviating, "且未说明理由：S1", graded=True),
    Gap("proposed", "decided", "waivers_written", above_a_bar, "且无书面豁免：S1", graded=True),
    Gap("proposed", "decided", "cap_respected", everybody_good, "未符合比例控制，且未记录理由", graded=True),
    Gap("decided", "fed_back", "feedback_written", nothing, "尚无反馈意见：测试甲中心 书记1"),
    Gap("decided", "fed_back", "receipts_signed", unsigned, "反馈意见尚未签收：测试甲中心 书记1"),
    Gap("decided", "fed_back", "circular_range_recorded", nothing, "尚未记录通报范围"),
    Gap("decided", "fed_back", "objections_answered", objection, "异议尚未答复：测试甲中心"),
    Gap("fed_back", "rectifying", "plans_approved", nothing, "整改方案尚未审核通过：测试甲中心 书记1"),
    Gap("fed_back", "rectifying", "rows_complete", bare_problem, "1 个问题缺少措施、责任人或时限"),
    Gap("rectifying", "look_back", "rows_settled", running_problem, "也未列为长期坚持或经批准延期：测试甲中心 1"),
    Gap("look_back", "archived", "look_back_done", not_looked_at, "抽取的问题中有 1 个尚未回头看"),
    Gap("look_back", "archived", "objections_answered", objection, "异议尚未答复：测试甲中心"),
    Gap("look_back", "archived", "inventory_complete", nothing, "年度案卷尚缺："),
]


@pytest.mark.feature("CYC-02")
def test_the_list_names_every_guard_of_every_step_and_no_other() -> None:
    table = [(step.origin.value, step.to.value, guard.__name__) for step, guard in guard_codes()]
    assert sorted((gap.origin, gap.to, gap.guard) for gap in GAPS) == sorted(table)


def press(client: Client, cycle: Cycle, gap: Gap) -> str:
    """The button of the board, or the form for going back; the page the presser then reads."""
    board = reverse("rounds:board", args=[cycle.pk])
    name = {Stage.PLAN_APPROVED: "rounds:approve", Stage.ARCHIVED: "rounds:file"}.get(Stage(gap.to), "rounds:advance")
    address, sent = reverse(name, args=[cycle.pk]), {"to": gap.to, "seen": gap.origin}
    if (gap.origin, gap.to) == ("meeting", "materials_locked"):
        address, sent = reverse("rounds:back", args=[cycle.pk, gap.to]), {"reason": "会场停电"}
    answer = client.post(address, sent, headers={"referer": f"http://testserver{board}"}, follow=True)
    return text_of(answer)


@pytest.mark.feature("CYC-02")
@pytest.mark.parametrize("gap", GAPS, ids=str)
def test_each_guard_refuses_its_step_on_the_page_in_chinese(
    gap: Gap, world: World, client_of: Callable[..., Client]
) -> None:
    cycle = scene.worked_round(world) if gap.graded else world.cycle
    Cycle.objects.filter(pk=cycle.pk).update(stage="count_locked" if gap.graded else gap.origin)
    cycle = Cycle.objects.select_related("rule_set").get(pk=cycle.pk)
    gap.spoil(world, cycle)
    cycle.stage = gap.origin
    cycle.save()
    who = {"plan_approved": "office_head", "archived": "archivist"}.get(gap.to, "office")
    assert gap.words in press(client_of(who), cycle, gap)
    assert Cycle.objects.get(pk=cycle.pk).stage == gap.origin
    assert not StageChange.objects.filter(cycle=cycle).exists()


@pytest.mark.feature("CYC-02")
def test_a_suspended_round_takes_no_step_and_says_so(world: World, client_of: Callable[..., Client]) -> None:
    world.cycle.suspended_reason = "等待上级通知"
    world.cycle.save()
    gap = next(one for one in GAPS if one.origin == "preparing")
    assert "本轮次已暂停，恢复后方可继续" in press(client_of("office"), world.cycle, gap)
    assert Cycle.objects.get(pk=world.cycle.pk).stage == "preparing"
