"""Rows of other apps that the tests of this app start from: a decided grade, a comment outline, evidence."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shuping.apps.grades.models import Computation, Decision
from shuping.apps.rectification.models import Feedback, Issue, LookBack, Measure, SignOffRequest
from shuping.apps.rectification.services import feedback as feedback_services
from shuping.apps.rectification.services import plan as plan_services
from shuping.apps.rectification.services import sign_off as sign_off_services
from shuping.apps.rectification.services.dictionary import seed_common_problems
from shuping.apps.rectification.services.issues import open_issue
from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import CommentOutline
from shuping.base import clock
from shuping.core.rectification.values import PlannedRow, Problem
from tests.factories.world import World

DUE = date(2021, 4, 30)


def decide(world: World, grade: str = "good", whose: str = "own") -> Decision:
    """A decided grade of this year's reporter."""
    participant = world.unit(whose).participant
    computation, _made = Computation.objects.get_or_create(
        cycle=world.cycle,
        number=1,
        defaults={
            "case": {},
            "answer": {},
            "case_digest": "0" * 64,
            "answer_digest": "0" * 64,
            "at": datetime.fromisoformat("2021-01-29T09:00:00+08:00"),
        },
    )
    return Decision.objects.create(participant=participant, computation=computation, suggested=grade, decided=grade)


def outline(world: World, at: datetime, whose: str = "own") -> CommentOutline:
    """A comment outline with two problems."""
    return reports_api.write_outline(
        participant=world.unit(whose).participant,
        good=["班子带头讲党课"],
        problems=["党建与业务融合不够", "支部书记例会未按期召开"],
        requirements=["一个月内报送整改方案"],
        revision=0,
        by=world.actor("presider"),
        at=at,
    )


def evidence(world: World, at: datetime, title: str = "会议记录", whose: str = "own") -> int:
    """A piece in the unit's library."""
    piece = reports_api.add_evidence(
        organization=world.unit(whose).organization,
        new=reports_api.NewEvidence(
            title=title, kind="link", happened_on=date(2021, 1, 10), link="https://example.invalid/minutes"
        ),
        by=world.actor("clerk", whose),
        at=at,
    )
    return int(piece.pk)


@dataclass
class Sheet:
    """A delivered sheet of case F with its five problems."""

    feedback: Feedback
    issues: list[Issue]


def last_year(world: World, at: datetime, **changes: object) -> Issue:
    """A running row of last year's round, complete with its measure."""
    values: dict[str, object] = {
        "cycle": world.last_cycle,
        "organization": world.own.organization,
        "person": world.own.secretary,
        "number": 1,
        "source": "comment",
        "text": "上年学习计划未落实",
        "state": "in_progress",
        "objective": "全年集中学习12次",
        "lead_leader": "书记1",
        "lead_department": "党委办公室",
        "due_on": date(2020, 12, 1),
        "promised_due_on": date(2020, 12, 1),
        "begun_on": date(2020, 2, 1),
        "told_at": at - timedelta(days=300),
        **changes,
    }
    row = Issue.objects.create(**values)
    Measure.objects.create(issue=row, number=1, text="每月学习一次", owner="干事1", due_on=date(2020, 12, 1))
    return row


def relapse(row: Issue, at: datetime) -> None:
    """The row was signed off and the look-back found it again."""
    Issue.objects.filter(pk=row.pk).update(state="relapsed", signed_off_at=at - timedelta(days=60))
    SignOffRequest.objects.create(issue=row, statement="已落实", asked_at=at - timedelta(days=70), accepted=True)
    LookBack.objects.create(
        issue=row, planned_on=date(2021, 1, 5), looked_on=date(2021, 1, 6), held=False, finding="又停了"
    )


def draft(world: World, at: datetime, whose: str = "own") -> Feedback:
    """A prepared sheet with the two problems of the outline."""
    seed_common_problems(by=world.actor("office"), at=at)
    outline(world, at, whose)
    return feedback_services.prepare_feedback(
        participant=world.unit(whose).participant, by=world.actor("office"), at=at
    )


def case_f(world: World, at: datetime) -> Sheet:
    """Case F: five problems (two of the comment, one of ballot remarks, one self-found, one relapsed last year)."""
    office = world.actor("office")
    organization = world.own.organization
    relapse(last_year(world, at), at)
    sheet = draft(world, at)
    for text, source in (("参评人员反映服务窗口作风不实", "ballot"), ("自查发现流动党员底数不清", "self")):
        open_issue(
            cycle=world.cycle,
            organization=organization,
            participant=world.own.participant,
            problem=Problem(text=text, source=source),
            by=office,
            at=at,
        )
    decide(world)
    sheet = feedback_services.deliver_feedback(feedback=sheet, by=office, at=at)
    feedback_services.sign_receipt(feedback=sheet, by=world.actor("reporter"), at=at)
    return Sheet(sheet, list(Issue.objects.filter(cycle=world.cycle, organization=organization).order_by("number")))


def fill(world: World, issue: Issue, at: datetime, **changes: object) -> None:
    """A complete row with one measure."""
    clerk = world.actor("clerk")
    values = {
        "kind": "within_term",
        "objective": "全年研究党建4次",
        "lead_leader": "书记1",
        "lead_department": "党委办公室",
        "assisting": "业务科",
        "due_on": DUE,
        "root_cause": "重视不够",
        **changes,
    }
    row = PlannedRow(**values)  # type: ignore[arg-type]
    plan_services.write_row(issue=issue, row=row, revision=None, by=clerk, at=at)
    plan_services.add_measure(
        issue=issue,
        text="每季度研究一次党建工作",
        owner="干事1",
        due_on=DUE,
        expected_result="会议纪要4份",
        by=clerk,
        at=at,
    )


def run(world: World, sheet: Sheet, at: datetime) -> None:
    """The plan of all rows handed in and approved."""
    for issue in sheet.issues:
        fill(world, issue, at)
    plan = plan_services.submit_plan(
        cycle=world.cycle, organization=world.own.organization, by=world.actor("reporter"), at=at
    )
    plan_services.approve_plan(plan=plan, by=world.actor("office_head"), at=at)


def close(world: World, issue: Issue, at: datetime) -> None:
    """Evidence, request, acceptance."""
    piece = evidence(world, at, title=f"纪要 {issue.number} {clock.local_day(at)}")
    sign_off_services.attach_evidence(issue=issue, evidence=piece, claim="已召开会议", by=world.actor("clerk"), at=at)
    request = sign_off_services.request_sign_off(
        issue=issue, statement="措施全部落实", by=world.actor("reporter"), at=at
    )
    sign_off_services.accept_sign_off(request=request, by=world.actor("office"), at=at)
