"""What stands beside the ten scenes: a scheme of the bureaus' own, a unit's round that is counted, words with a name.

质安站 holds its own round ahead of the department: its three branch secretaries are also rated by their own members
(CYC-13, R-68), the count is keyed by its two clerks and locked by its 纪检委员. The highway bureaus have a scheme of
their own (CYC-08). Under a problem of 西原 two colleagues speak to each other by name (REC-13).
"""

from datetime import date

from shuping.apps.accounts import api as accounts
from shuping.apps.ballots import api as ballots
from shuping.apps.cycles import api as cycles
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.services import issues
from shuping.apps.reports import api as reports
from shuping.apps.rounds import services as rounds
from shuping.core.ballots.tally import Forms, Row
from shuping.core.roles.catalog import Role

from . import child_rounds, register
from .moments import at
from .register import Cast
from .years import affirmed

UNIT = "W04"
BEGIN = child_rounds.Begin(
    unit=UNIT,
    decided_on=date(2021, 12, 21),
    meeting="党总支委员会",
    announced_on=date(2021, 12, 22),
    number="质安党〔2021〕6号",
    own_members=True,
    dates={
        "notice": at(date(2021, 12, 22)),
        "report_due": at(date(2021, 12, 29), 17),
        "meeting": at(date(2022, 1, 7)),
        "decision": at(date(2022, 1, 17)),
        "feedback": at(date(2022, 1, 21)),
        "plan_due": at(date(2022, 2, 21), 17),
        "look_back": at(date(2022, 11, 25), 17),
    },
)
SCHEME = {
    "name": "公路局方案",
    "unit_classes": ["highway"],
    "grading": {"component_weights": {"ballot": "0.35", "annual": "0.65", "leader": "0"}},
}
TEXTS = (
    {
        "achievements": "我把支部主题党日和站务督办合在一起安排，全年督办事项按期办结由71%升到94%，党员认领38件。",
        "problems": "我对青年党员谈心谈话只做到每人一次，支部会议材料有2次当天才发，讨论不充分。",
        "causes": "原因在于我忙于事务，把支部工作放在业务后面安排，没有提前备课。",
        "plans": "我将每季度与每名青年党员谈心一次，支部会议材料提前3天发到党员手中，年底由党员打分。",
    },
    {
        "achievements": "我带支部开展公路抽查“党员责任点”，全年抽查点位126个，一次合格率由88.6%升到93.1%。",
        "problems": "我抓支部标准化有欠账，党员活动记录3次漏记；抽查中发现的问题没有和支部学习结合起来。",
        "causes": "原因在于我习惯用业务会代替支部会，对记录不规范的后果认识不足。",
        "plans": "我将于2月底前补齐制度，每次抽查后开一次支部案例学习会，全年不少于6次。",
    },
    {
        "achievements": "我组织水运监督党员突击组，完成码头质量抽检21处，发现并督促整改问题47项，整改率100%。",
        "problems": "我对发展党员工作抓得慢，1名入党积极分子培养联系材料不全；外业党员参加学习不足八成。",
        "causes": "原因在于我以外业多为由放松要求，没有用好流动学习点。",
        "plans": "我将于3月底前补全培养材料，在两处码头设学习点，外业党员学习参加率达到95%。",
    },
)
# By class: forms issued, and each secretary's row (好、较好、一般、差、不了解); class B leaves out the own row.
MEETING = {
    "A": (5, ((4, 1, 0, 0, 0), (3, 2, 0, 0, 0), (2, 3, 0, 0, 0))),
    "B": (3, ((2, 0, 0, 0, 0), (1, 1, 0, 0, 0), (1, 1, 0, 0, 0))),
    "C": (12, ((9, 2, 1, 0, 0), (8, 3, 1, 0, 0), (6, 4, 1, 0, 1))),
}
OWN_MEMBERS = ((13, (10, 2, 1, 0, 0)), (17, (12, 4, 1, 0, 0)), (11, (6, 4, 1, 0, 0)))  # class D: forms, row
GRADES = ("good", "fairly_good", "average", "poor", "abstain")


def scheme_of_its_own(cast: Cast, cycle: cycles.Cycle) -> cycles.Cycle:
    """The bureaus' annual assessment weighs more than that of the other units; written into the draft plan."""
    return cycles.change_rules(
        cycle=cycle,
        changes={"schemes": [SCHEME]},
        revision=cycle.revision,
        by=cast.actor("office"),
        at=at(date(2021, 12, 16), 9),
    )


def play(cast: Cast, parent: cycles.Cycle) -> None:
    """质安站's round up to its locked count; then the words under a problem."""
    unit = cast.units[UNIT].organization
    register.add_member(cast, "d-w04", "沈立诚", "党总支纪检委员", Role.UNIT_DISCIPLINE, unit, 71)
    register.add_member(cast, "c2-w04", "罗青", "党务干部", Role.CLERK, unit, 72)
    child = child_rounds.begin(cast, parent, BEGIN)
    child = _reported(cast, child)
    _counted(cast, child)
    _spoken(cast)


def _reported(cast: Cast, child: cycles.Cycle) -> cycles.Cycle:
    """Every text handed in and approved, outlines written, the order fixed; the meeting begins."""
    clerk, secretary, day = cast.clerk(UNIT), cast.reporter(UNIT), date(2021, 12, 30)
    people = list(cycles.reporters(child))
    for row, sections in zip(people, TEXTS, strict=True):
        child_rounds.report_of_branch(cast, row, sections, date(2021, 12, 28))
        for report in row.texts.order_by("kind"):
            reports.approve(report=report, by=secretary, at=at(day, 9))
        reports.write_outline(
            participant=row,
            good=[affirmed(sections["achievements"])],
            problems=[sections["problems"]],
            requirements=["年底向本单位党员大会报告整改结果"],
            revision=0,
            by=secretary,
            at=at(day, 10),
        )
    cycles.fix_order(cycle=child, ids=[row.pk for row in people], drawn=True, by=clerk, at=at(day, 16))
    child = rounds.advance_round(cycle=child, by=clerk, at=at(day, 17))
    rows = {code: (issued, issued) for code, (issued, _rows) in MEETING.items()}
    day = date(2022, 1, 7)
    cycles.record_attendance(cycle=child, rows=rows, by=clerk, at=at(day, 8, 40))
    return rounds.advance_round(cycle=child, by=clerk, at=at(day, 9))


def _counted(cast: Cast, child: cycles.Cycle) -> None:
    """Paper forms of the meeting and of three members' meetings, keyed by two clerks, locked by the 纪检委员."""
    clerk, day = cast.clerk(UNIT), date(2022, 1, 7)
    people = list(cycles.reporters(child))
    session = ballots.open_count(cycle=child, by=clerk, at=at(day, 9, 30))
    for code, (issued, _rows) in MEETING.items():
        ballots.record_issue(
            session=session, class_code=code, issued=issued, collected=issued, by=clerk, at=at(day, 11)
        )
    bodies = {row.pk: Forms(forms, forms) for row, (forms, _row) in zip(people, OWN_MEMBERS, strict=True)}
    ballots.record_bodies(session=session, class_code="D", bodies=bodies, by=clerk, at=at(day, 11, 10))
    ballots.close_count(session=session, by=clerk, at=at(day, 11, 20))
    child = rounds.advance_round(cycle=child, by=clerk, at=at(day, 11, 30))
    figures = {code: rows for code, (_issued, rows) in MEETING.items()} | {"D": tuple(row for _f, row in OWN_MEMBERS)}
    for username in (f"c-{UNIT.lower()}", "c2-w04"):
        keyer = cast.actor(username)
        for code, rows in figures.items():
            keyed = [
                Row(str(person.pk), dict(zip(GRADES, row, strict=True)))
                for person, row in zip(people, rows, strict=True)
            ]
            keying = ballots.start_keying(session=session, class_code=code, by=keyer, at=at(day, 14))
            ballots.save_rows(keying=keying, rows=keyed, by=keyer, at=at(day, 14, 30))
            ballots.finish_keying(keying=keying, by=keyer, at=at(day, 14, 40))
    ballots.confirm_count(session=session, by=clerk, at=at(day, 15))
    session.refresh_from_db()
    ballots.lock_count(session=session, by=cast.actor("d-w04"), at=at(day, 15, 20))
    rounds.advance_round(cycle=child, by=clerk, at=at(day, 16))


def _spoken(cast: Cast) -> None:
    """The office asks 西原's clerk by name; the clerk answers by name, which waits on the office's own day."""
    issue = Issue.objects.filter(
        organization=cast.units["H04"].organization, parent__isnull=False, told_at__isnull=False
    ).latest("pk")
    clerk, office = (accounts.User.objects.get(username=name) for name in ("c-h04", "office"))
    issues.say(
        issue=issue,
        text="大营养护站的补记，请先核对5月至8月的值班表，再写举措。",
        by=cast.actor("office"),
        at=at(date(2022, 1, 10), 15),
        mention=clerk,
    )
    issues.say(
        issue=issue,
        text="已核对，有2次会议当日有值班记录，明细随整改方案一并报送。",
        by=cast.clerk("H04"),
        at=at(date(2022, 1, 11), 17),
        mention=office,
    )
