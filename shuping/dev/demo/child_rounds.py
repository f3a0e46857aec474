"""Rounds of units (逐级述职): begun as a unit begins them, and what its branch secretaries write in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shuping.apps.cycles import api as cycles
from shuping.apps.reports import api as reports
from shuping.apps.rounds import services as rounds

from . import assessments, register
from .moments import at
from .register import Cast

EAST = "H02"
BRANCH_TEXTS = (
    {
        "achievements": "我把支部建在养护一线，全年组织主题党日12次，党员带班除雪保畅17次，支部直管路段完好率92%。",
        "problems": "我抓融合还停在排班表上，责任路段没有量化指标；谈心谈话只覆盖六成党员，对流动党员联系不够。",
        "causes": "原因在于我重生产调度、轻思想工作，对支部书记第一责任认识不深，工作往往等上级部署。",
        "plans": "我将于3月底前为每名党员划定责任路段和完好率指标，每季度谈心谈话全覆盖一次，结果在支部大会上公布。",
    },
    {
        "achievements": "我带支部办好收费站便民服务点，全年服务过往司机4300人次，有效投诉由9件降到2件。",
        "problems": "我对年轻党员培养抓得不紧，两年没有发展对象；组织生活会批评意见以希望代替批评，有3条相互雷同。",
        "causes": "原因在于我怕得罪人，把支部工作当作任务交差，没有把培养人当成支部的本职。",
        "plans": "我将于6月底前确定2名培养联系人和入党积极分子，组织生活会前逐人审阅批评意见，不合格的退回重写。",
    },
)


@dataclass(frozen=True, slots=True)
class Begin:
    """How a unit begins its round: when it is decided and in which meeting, when announced and under which number."""

    unit: str
    decided_on: date
    meeting: str
    announced_on: date
    number: str
    dates: Mapping[str, datetime]
    own_members: bool = False


def begin(cast: Cast, parent: cycles.Cycle, how: Begin) -> cycles.Cycle:
    """Planned, announced, open for reports."""
    clerk, day = cast.clerk(how.unit), how.decided_on
    child = cycles.create_child_cycle(
        parent=parent,
        organizer=cast.units[how.unit].organization,
        own_members=how.own_members,
        by=clerk,
        at=at(day),
    )
    cycles.fill_roster(cycle=child, by=clerk, at=at(day, 10))
    modes = {row.pk: "on_the_spot" for row in cycles.reporters(child)}
    cycles.set_modes(cycle=child, modes=modes, by=clerk, at=at(day, 10))
    cycles.set_dates(cycle=child, dates=dict(how.dates), by=clerk, at=at(day, 11))
    cycles.record_approval(cycle=child, meeting=how.meeting, on=day, by=clerk, at=at(day, 15))
    child = rounds.advance_round(cycle=child, by=cast.reporter(how.unit), at=at(day, 16))
    day = how.announced_on
    cycles.record_notice(cycle=child, number=how.number, on=day, by=clerk, at=at(day))
    for hour in (10, 11):
        child = rounds.advance_round(cycle=child, by=clerk, at=at(day, hour))
    return child


def report_of_branch(cast: Cast, row: cycles.Participant, sections: dict[str, str], day: date) -> None:
    """A branch secretary writes and hands in."""
    username = f"b-{row.organization.code.lower()}"
    register.add_branch_secretary(cast, username, row.person, row.organization)
    writer = cast.actor(username)
    for report in row.texts.order_by("kind"):
        reports.save_draft(
            report=report,
            title=f"{row.cycle.year}年度抓党建工作述职报告",
            sections=sections,
            revision=report.revision,
            by=writer,
            at=at(day, 9),
        )
        report.refresh_from_db()
        reports.submit(report=report, confirmed=True, revision=report.revision, by=writer, at=at(day, 10))


def at_the_bureau(cast: Cast, parent: cycles.Cycle) -> None:
    """东溪: its branch secretaries report to the bureau's committee; reports come in, one is approved."""
    how = Begin(
        unit=EAST,
        decided_on=date(2021, 12, 24),
        meeting="局党委会议",
        announced_on=date(2021, 12, 27),
        number="东路党〔2021〕19号",
        dates={
            "notice": at(date(2021, 12, 27)),
            "report_due": at(date(2022, 1, 14), 17),
            "meeting": at(date(2022, 1, 20)),
            "decision": at(date(2022, 1, 24)),
            "feedback": at(date(2022, 1, 28)),
            "plan_due": at(date(2022, 2, 28), 17),
            "look_back": at(date(2022, 11, 30), 17),
        },
    )
    child = begin(cast, parent, how)
    first, second = cycles.reporters(child)[:2]
    report_of_branch(cast, first, BRANCH_TEXTS[0], date(2022, 1, 10))
    report_of_branch(cast, second, BRANCH_TEXTS[1], date(2022, 1, 11))
    for report in first.texts.order_by("kind"):
        reports.approve(report=report, by=cast.reporter(EAST), at=at(date(2022, 1, 11), 15))
    assessments.play_child(cast, child, EAST, (first, second))
