"""The annual assessments: totals of the closed years taken over as they were, this year's half-way through."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from shuping.apps.accounts.api import User
from shuping.apps.assessments import api as assessments
from shuping.apps.assessments.queries import claims_of
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.grades import api as grades
from shuping.apps.reports import api as reports
from shuping.base.actor import Actor
from shuping.core.assessments.defaults import default_body
from shuping.core.assessments.scheme import points_of

from .figures import CLOSED
from .moments import at
from .register import Cast

if TYPE_CHECKING:
    from .years import Year

CHECKERS = ("office", "office2", "discipline", "c-a01", "c-h02", "c-w01")
SEED = "20220104-07"
SCORED_BY = date(2021, 12, 31)
LATE = ("W05",)
VISITS = {
    "A01": date(2022, 1, 5),
    "H01": date(2022, 1, 6),
    "H02": date(2022, 1, 6),
    "H04": date(2022, 1, 7),
    "W01": date(2022, 1, 7),
    "W04": date(2022, 1, 7),
    "W06": date(2022, 1, 7),
    "A02": date(2022, 1, 11),
    "W02": date(2022, 1, 11),
    "A03": date(2022, 1, 12),
    "H03": date(2022, 1, 13),
    "W05": date(2022, 1, 13),
    "W03": date(2022, 1, 14),
}
TOLD = ("A01", "H01", "H02", "H04", "W01", "W04", "W06")
ACCEPTED = ("H01", "H02", "W01", "W06")

# unit → (indicator, points, fact, place or evidence, method)
GROUNDS: dict[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "A01": (
        ("2.1", "1", "书记全年到收费管理党支部督导1次，计划为4次", "四个季度督导记录", "documents"),
        ("4.1", "2", "46个责任段中11个没有考核指标", "责任段台账", "documents"),
    ),
    "H01": (("3.1", "1.5", "谈心谈话记录抽查30份，12份内容基本一致", "机关党支部谈心谈话记录", "spot_check"),),
    "H02": (("2.3", "1", "隧道管理所党支部书记说不清年度任务中的2项", "隧道管理所", "phone"),),
    "H04": (
        ("3.1", "3", "5月至8月组织生活记录为同一天补写", "大营养护站党支部会议记录原件", "spot_check"),
        ("2.3", "1.5", "9个党支部年度计划有3个与局党委计划大段相同", "党支部年度计划", "documents"),
    ),
    "W01": (("4.3", "0.5", "宿舍维修诉求1件超期2日答复", "后勤服务平台", "documents"),),
    "W04": (("4.1", "3", "6条党建措施中1条没有对应业务指标", "党总支年度计划", "documents"),),
    "W06": (),
    "A02": (("3.3", "2", "货运流动党员核实率57%，未达到年度目标80%", "流动党员台账", "documents"),),
    "W02": (("5.3", "1", "要求船闸管理党支部重复报送同一张学习统计表", "船闸管理党支部", "phone"),),
}
# unit → (words of the report, aspect, verdict, method, what was found, place)
SENTENCES: dict[str, tuple[str, str, str, str, str, str]] = {
    "A01": ("平均处置时间", "H2", "true", "documents", "与路网运行系统导出数据一致", "路网运行党支部"),
    "H01": ("数据来自路网巡查系统", "H2", "true", "spot_check", "12月25日系统数据为9处", "石门隧道、北云线"),
    "H04": (
        "到9个党支部调研全覆盖",
        "H1",
        "partly",
        "documents",
        "研究6次属实，调研记录有8个党支部，红柳养护站党支部无记录",
        "局党委调研记录",
    ),
    "W04": ("没有一项对应业务目标", "H1", "true", "documents", "退回后补充5条，尚有1条未对应", "党总支年度计划"),
}


def import_closed(year: "Year") -> None:
    """A closed year: the totals that the department had are taken over into the composite."""
    day, office = year.calendar.decision, year.cast.actor("office")
    people = year.participants()
    assessments.import_totals(
        cycle=year.cycle,
        totals={people[code].pk: CLOSED[year.cycle.year][code][3] for code in people},
        source=f"{year.cycle.year}年度党建考核结果",
        by=office,
        at=at(day, 8, 50),
    )
    grades.take_over_annual(cycle=year.cycle, by=office, at=at(day, 9))


def play(year: "Year") -> None:
    """This year: scored, checked together with the pre-review check, some confirmed, one deduction disputed."""
    cast, office = year.cast, year.cast.actor("office")
    scheme = assessments.make_scheme(
        organizer=cast.root, name="2021年度党建考核指标", by=office, at=at(date(2021, 12, 20), 14)
    )
    opened = assessments.open_assessment(
        cycle=year.cycle, schemes=[scheme], self_due=SCORED_BY, by=office, at=at(date(2021, 12, 21))
    )
    units = {row.participant.organization.code: row for row in opened.units.all()}
    for code, row in units.items():
        if code not in LATE:
            score_oneself(cast, code, row)
    people = [User.objects.get(username=name) for name in CHECKERS]
    assessments.draw_groups(
        assessment=opened, people=people, groups=3, seed=SEED, by=office, at=at(date(2022, 1, 4), 10)
    )
    for code, row in units.items():
        visit = row.visits.get()
        assessments.set_visit(
            visit=visit, group=visit.group, planned_on=VISITS[code], by=office, at=at(date(2022, 1, 4), 11)
        )
        if code in GROUNDS:
            check(cast, code, row)
    assessments.add_bonus(
        unit=units["H01"],
        item="B3",
        points=points_of("1"),
        ground="隐患治理做法由厅党组通报表扬",
        document_number="青交党〔2021〕29号",
        by=office,
        at=at(date(2022, 1, 7), 9),
    )
    for code in TOLD:
        assessments.deliver(unit=units[code], by=office, at=at(date(2022, 1, 10), 9))
    answers(cast, units)


def play_child(cast: Cast, cycle: Cycle, code: str, branches: Sequence[Participant]) -> None:
    """逐级述职: the unit's own scheme; one branch confirmed with a deduction, one that scored itself."""
    clerk, day = cast.clerk(code), date(2021, 12, 28)
    scheme = assessments.make_scheme(organizer=cycle.organizer, name="2021年度党支部考核指标", by=clerk, at=at(day, 14))
    opened = assessments.open_assessment(
        cycle=cycle, schemes=[scheme], self_due=date(2022, 1, 7), by=clerk, at=at(day, 15)
    )
    units = {row.participant_id: row for row in opened.units.all()}
    for branch in branches:
        secretary = cast.actor(f"b-{branch.organization.code.lower()}")
        save_self_score(units[branch.pk], secretary, at(date(2022, 1, 6), 9))
    first = units[branches[0].pk]
    fact = "三季度党课缺1次"
    entry = assessments.DeductionEntry(
        "desk", "3.1", points_of("1"), fact, date(2022, 1, 10), "支部会议记录", "documents"
    )
    assessments.add_deduction(unit=first, entry=entry, by=clerk, at=at(date(2022, 1, 10), 10))
    assessments.deliver(unit=first, by=clerk, at=at(date(2022, 1, 11), 9))
    accepted = {one.pk: assessments.UnitAnswer(True) for one in first.deductions.all()}
    secretary = cast.actor(f"b-{branches[0].organization.code.lower()}")
    assessments.answer_deductions(unit=first, answers=accepted, by=secretary, at=at(date(2022, 1, 11), 16))


def save_self_score(row: assessments.UnitAssessment, by: Actor, moment: datetime) -> None:
    """Full marks but for one point that the unit takes off itself, handed in."""
    points = {
        one["key"]: one["full"]
        for group in default_body()["groups"]  # type: ignore[attr-defined]
        for one in group["indicators"]
    }
    assessments.save_self_score(
        unit=row,
        points=points | {"3.1": "9"},
        statements={"3.1": "个别记录不及时，自扣1分"},
        summary="对照指标逐项自评。",
        revision=row.revision,
        hand_in=True,
        by=by,
        at=moment,
    )


def score_oneself(cast: Cast, code: str, row: assessments.UnitAssessment) -> None:
    """Full marks where the unit sees no gap; evidence from last year's rectification, stored already."""
    clerk, day = cast.clerk(code), date(2021, 12, 29)
    pieces = reports.evidence_of(row.participant.organization)
    if pieces:
        assessments.attach_evidence(unit=row, indicator="5.1", evidence=pieces[0].pk, by=clerk, at=at(day, 9))
    points = {
        one["key"]: one["full"]
        for group in default_body()["groups"]  # type: ignore[attr-defined]
        for one in group["indicators"]
    }
    points["3.1"] = "9"
    assessments.save_self_score(
        unit=row,
        points=points,
        statements={"5.1": str(pieces[0].title) if pieces else "", "3.1": "个别党支部记录不及时，自扣1分"},
        summary="对照指标逐项自评，结果和佐证见各项。",
        revision=row.revision,
        hand_in=True,
        by=clerk,
        at=at(day, 15),
    )


def _checker(cast: Cast, visit: assessments.Visit) -> Actor:
    member = visit.group.members.select_related("user").order_by("-leads", "id")[0]
    return cast.actor(member.user.username)


def check(cast: Cast, code: str, row: assessments.UnitAssessment) -> None:
    """One visit with both parts, sent from the phone in the afternoon."""
    visit, day = row.visits.get(), VISITS[code]
    by = _checker(cast, visit)
    entries = [
        assessments.DeductionEntry(f"d-{key}", key, points_of(points), fact, day, place, method)
        for key, points, fact, place, method in GROUNDS[code]
    ]
    assessments.receive_form(
        visit=visit,
        client_id=f"demo-{code.lower()}-0001",
        deductions=entries,
        findings=findings(code, row, day),
        by=by,
        at=at(day, 16),
    )
    assessments.finish_visit(visit=visit, by=by, at=at(day, 17))


def findings(code: str, row: assessments.UnitAssessment, day: date) -> list[assessments.FindingEntry]:
    """What was found of one sentence of the report, where the report had come."""
    if code not in SENTENCES:
        return []
    words, aspect, verdict, method, fact, place = SENTENCES[code]
    for claim in claims_of(row.participant):
        if words in claim.text:
            version, section, start, end = claim.place.split(":")
            return [
                assessments.FindingEntry(
                    "f-0", aspect, int(version), section, int(start), int(end), verdict, method, fact, day, place
                )
            ]
    return []


def answers(cast: Cast, units: dict[str, assessments.UnitAssessment]) -> None:
    """Four units accept; 西原 objects and waits; 质安站 objected and was answered."""
    day = date(2022, 1, 11)
    for code in ACCEPTED:
        given = {one.pk: assessments.UnitAnswer(True) for one in units[code].deductions.all()}
        assessments.answer_deductions(unit=units[code], answers=given, by=cast.reporter(code), at=at(day, 10))
    words = {
        "H04": ("3.1", "5月至8月该站承担防汛，会议照开、记录后补，请核对值班表。"),
        "W04": ("4.1", "该条措施已于12月补充对应指标，请核对。"),
    }
    for code, (key, text) in words.items():
        given = {
            one.pk: assessments.UnitAnswer(one.key != key, text if one.key == key else "")
            for one in units[code].deductions.all()
        }
        assessments.answer_deductions(unit=units[code], answers=given, by=cast.reporter(code), at=at(day, 11))
    assessments.answer_objection(
        deduction=units["W04"].deductions.get(),
        verdict="changed",
        points=points_of("1.5"),
        words="补充属实但时间在核查通知之后，调减为1.5分。",
        by=cast.actor("office2"),
        at=at(day, 16),
    )
