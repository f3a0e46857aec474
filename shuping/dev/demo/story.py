"""The ten scenes of the demonstration (demo.md), in the order of time."""

from datetime import date

from shuping.apps.cycles import api as cycles
from shuping.apps.grades import api as grades
from shuping.apps.rectification.services import dictionary, talks
from shuping.core.rectification.values import TalkRecord

from . import current, papers, speech, superior
from .changes import change_register
from .department import DEPARTMENT
from .moments import at
from .register import Cast, elect_again
from .years import Calendar, Year, problems

Y2019 = Calendar(
    date(2019, 11, 20),
    date(2019, 11, 26),
    date(2020, 1, 6),
    date(2020, 1, 16),
    date(2020, 2, 12),
    date(2020, 2, 20),
    date(2020, 11, 2),
    date(2020, 11, 16),
)
Y2020 = Calendar(
    date(2020, 11, 18),
    date(2020, 11, 25),
    date(2021, 1, 15),
    date(2021, 1, 28),
    date(2021, 2, 5),
    date(2021, 2, 19),
    date(2021, 12, 8),
    date(2021, 12, 15),
)
LONG_TERM_2019 = ("党委会专题研究党建全年计划4次只落实1次", "流动党员学习不经常，全年3次")
LONG_TERM_2020 = ("货运流动党员底数不清", "流动党员学习不经常，全年3次")


SAME_AGAIN = "抽查大营养护站党支部，5月至8月记录为同一天补写，内容只换了说法，问题又出现。"


def tell(cast: Cast) -> None:
    """Play everything in the order of time."""
    office = cast.actor("office")
    dictionary.seed_common_problems(by=office, at=at(date(2019, 3, 1)))
    first = cycles.create_cycle(
        organizer=cast.root,
        year=2019,
        scope=cycles.Scope(
            title=f"{DEPARTMENT}2019年度党组织书记抓基层党建述职评议考核",
            unit_classes=("institution", "enforcement", "highway", "enterprise", "college"),
            cutoff_date=date(2019, 12, 31),
        ),
        by=office,
        at=at(date(2019, 11, 4)),
    )
    year_2019 = Year(cast, first, Y2019)
    prepare(year_2019, "青交党〔2019〕31号")
    decide(year_2019, slip=None, deviations={})
    settle(year_2019, LONG_TERM_2019, relapsed={})
    second = cycles.clone_cycle(source=year_2019.cycle, year=2020, by=office, at=at(date(2020, 11, 17)))
    year_2020 = Year(cast, second, Y2020)
    prepare(year_2020, "青交党〔2020〕28号")
    speech.import_and_confirm(year_2020)
    decide(
        year_2020,
        slip=("C", "H04", 9),
        deviations={"W04": ("fairly_good", "述前核查发现党建措施与业务目标对应不实，经党组会议研究调整")},
    )
    papers.results(year_2020)
    speech.take_to_units(year_2020)
    talk(year_2020)
    elect_again(cast)
    change_register(cast)
    settle(year_2020, LONG_TERM_2020, relapsed={"组织生活记录集中补写": SAME_AGAIN})
    superior.play(cast)
    current.play(cast, year_2020.cycle)
    speech.write_figures(year_2020)


def prepare(year: Year, number: str) -> None:
    """Plan, reports and comment outlines of a closed year; the ballot begins."""
    days, office = year.calendar, year.cast.actor("office")
    year.plan(number)
    if year.cycle.year == 2020:
        papers.notice(year, numbers_before=27)
    for code in year.participants():
        sections = year.sections(code)
        year.write(code, sections, days.report_due)
        year.hand_in(code, days.report_due)
        year.approve(code, days.report_due)
        own = problems(year.cycle.year, code)
        commented = [row.problem for row in own if row.source == "comment"] or [own[0].problem]
        year.outline(code, days.report_due, [sections["achievements"]], commented, ["限期整改，按季度报告进展"])
    spoken = [row.pk for row in year.participants().values() if row.mode == "on_the_spot"]
    year.rng.shuffle(spoken)
    cycles.fix_order(cycle=year.cycle, ids=spoken, drawn=True, by=office, at=at(days.report_due, 16))
    year.advance(days.report_due)
    cycles.record_attendance(
        cycle=year.cycle, rows={"A": (9, 9), "B": (13, 13), "C": (22, 20)}, by=office, at=at(days.meeting, 8, 40)
    )
    year.advance(days.meeting)


def decide(year: Year, *, slip: tuple[str, str, int] | None, deviations: dict[str, tuple[str, str]]) -> None:
    """Count, grades, decision, feedback."""
    year.count(slip)
    if year.cycle.year == 2020:
        grades.add_veto_fact(
            participant=year.participants()["W03"],
            kind="held_to_account",
            fact="一名中层干部因执法不规范被问责，单位党组织负责人被提醒谈话",
            happened_on=date(2020, 9, 10),
            document_number="青纪〔2020〕15号",
            by=year.cast.actor("supervisor"),
            at=at(year.calendar.meeting, 17),
        )
    year.grade(deviations)
    if year.cycle.year == 2020:
        object_once(year)
    year.feed_back()


def settle(year: Year, long_term: tuple[str, ...], relapsed: dict[str, str]) -> None:
    """Rectification, look-back, archive."""
    year.make_plans()
    year.close_rows(long_term)
    year.look_back(relapsed)
    year.archive()


def object_once(year: Year) -> None:
    """质安站 doubts its grade and is answered."""
    day = date(2021, 2, 8)
    objection = grades.make_objection(
        participant=year.participants()["W04"],
        text="综合得分在“好”的区间，请说明调整的依据。",
        by=year.cast.reporter("W04"),
        at=at(day),
    )
    grades.answer_objection(
        objection=objection,
        upheld=False,
        by=year.cast.actor("office-head"),
        at=at(date(2021, 2, 10)),
        answer="述前核查记录第3项：6条党建措施中5条没有对应业务指标。党组会议据此调整，维持原审定等次。",
    )


def talk(year: Year) -> None:
    """提醒谈话 with the secretary of 道运中心, followed up; entered in the register of uses."""
    row = year.participants()["A02"]
    member, day = year.cast.actor("member"), date(2021, 3, 18)
    held = talks.record_talk(
        organization=row.organization,
        person=row.person,
        cycle=year.cycle,
        talk=TalkRecord(
            kind="reminder",
            held_on=day,
            led_by="陈砚秋",
            ground="党委会专题研究党建计划4次只落实1次",
            record="本人认识到问题，承诺年初排定题目、按季度研究。",
            follow_up="核对全年党委会议题记录",
            follow_up_due=date(2021, 11, 30),
        ),
        by=member,
        at=at(day),
    )
    talks.finish_follow_up(talk=held, done_on=date(2021, 11, 26), by=member, at=at(date(2021, 11, 26)))
    grades.add_result_use(
        participant=row,
        kind="formal_talk",
        text="由分管厅领导提醒谈话，整改情况年底核对",
        used_on=day,
        by=year.cast.actor("office"),
        at=at(day, 15),
    )
