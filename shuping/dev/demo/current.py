"""The current round, in the middle: some reports approved, some returned, some late; a child round; a rehearsal."""

import re
from datetime import date

from shuping.apps.cycles import api as cycles
from shuping.apps.notices import services as notices
from shuping.apps.reports import api as reports
from shuping.apps.rounds import services as rounds

from . import assessments, child_rounds, desk, holidays, own_members, papers
from .moments import at
from .register import Cast
from .years import TEXTS, Calendar, Year

Y2021 = Calendar(
    plan=date(2021, 12, 16),
    notice=date(2021, 12, 20),
    report_due=date(2022, 1, 10),
    meeting=date(2022, 1, 25),
    decision=date(2022, 2, 10),
    feedback=date(2022, 2, 18),
    closing=date(2022, 12, 7),
    archive=date(2022, 12, 14),
)
APPROVED = ("A01", "H01", "H02", "W01", "W06")
PLAN_ABOVE = "department-plan"  # the department's own plan, which 西原 forwards with the names exchanged (scene 3)
EXCHANGED = (("厅党组", "局党委"), ("全系统", "全局"), ("交通强省建设", "西原公路养护"))


def texts(code: str) -> dict[str, str]:
    """A unit's report of this year by section; the last part is the answers to last year's lines."""
    return parts_of(f"2021-{code}")


def parts_of(name: str) -> dict[str, str]:
    """A text of the demonstration by its headed parts."""
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    return {key: body.strip() for key, body in re.findall(r"## (\w+)\n(.*?)(?=\n## |\Z)", text, flags=re.DOTALL)}


class ThisYear(Year):
    """The round of 2021 with its own texts."""

    def sections(self, code: str) -> dict[str, str]:
        """The four parts that are typed."""
        found = texts(code)
        return {key: found[key] for key in ("achievements", "problems", "causes", "plans")}

    def answer(self, code: str) -> dict[int, str]:
        """The first line of last year is answered in full, the others point to the ledger."""
        lines = list(self.participants()[code].last_year_lines.order_by("number"))
        whole = texts(code)["last_year"]
        return {line.number: whole if line is lines[0] else "已按整改方案完成，情况见整改台账。" for line in lines}


def play(cast: Cast, previous: cycles.Cycle) -> None:
    """From the plan to the morning of the demonstration's day."""
    office = cast.actor("office")
    holidays.enter(cast)
    cycle = cycles.clone_cycle(source=previous, year=2021, by=office, at=at(date(2021, 12, 16), 8))
    year = ThisYear(cast, cycle, Y2021)
    year.cycle = own_members.scheme_of_its_own(cast, year.cycle)
    year.plan("青交党〔2021〕34号")
    papers.notice(year, numbers_before=33)
    desk.keep_libraries(year, parts_of(PLAN_ABOVE))
    first_versions(year)
    desk.first_look(year)
    return_them(year)
    for code in APPROVED:
        year.write(code, year.sections(code), date(2022, 1, 5))
        year.hand_in(code, date(2022, 1, 6))
        year.approve(code, date(2022, 1, 7))
    handed_in_again(year)
    waiting_and_late(year)
    desk.second_look(year)
    still_writing(year)
    outlines(year)
    assessments.play(year)
    child_rounds.at_the_bureau(cast, year.cycle)
    own_members.play(cast, year.cycle)
    rehearsal(cast, year.cycle)
    papers.now(year, previous)


def waiting_and_late(year: Year) -> None:
    """道运中心 waits for review; 规划勘察院 handed in a day late."""
    year.write("A02", year.sections("A02"), date(2022, 1, 10), 9)
    year.hand_in("A02", date(2022, 1, 10), 16)
    year.write("A03", year.sections("A03"), date(2022, 1, 11), 9)
    year.hand_in("A03", date(2022, 1, 11), 15)


RETURNED = {
    "H04": "年度计划与厅计划文字大段相同，请写明自己的办法和自选动作",
    "W02": "文中出现“北岭”字样，请核对是否为本单位情况，重新起草",
    "W04": "措施没有一项对应业务目标，请逐条写明对应的业务指标",
}
REWORKED = ("H04", "W02")


def first_versions(year: Year) -> None:
    """西原 forwards the plan, 港航 leaves another unit's name in, 质安站 has measures without a business objective."""
    slip, vague = year.sections("W02"), year.sections("W04")
    slip["achievements"] = slip["achievements"].replace("组织航道养护", "组织北岭局航道养护")
    vague["plans"] = "进一步加强学习，进一步压实责任，进一步强化监督，进一步转变作风，推动党建工作再上新台阶。"
    for code, sections in (("H04", forwarded()), ("W02", slip), ("W04", vague)):
        year.write(code, sections, date(2022, 1, 4))
        year.hand_in(code, date(2022, 1, 4), 14)


def forwarded() -> dict[str, str]:
    """The department's plan with the names exchanged: more than nine tenths of it stand there word for word."""
    found = parts_of(PLAN_ABOVE)
    for theirs, ours in EXCHANGED:
        found = {key: text.replace(theirs, ours) for key, text in found.items()}
    return found


def return_them(year: Year) -> None:
    """Each with its reason, the morning after."""
    for code, reason in RETURNED.items():
        for report in year.participants()[code].texts.order_by("kind"):
            reports.return_report(
                report=report, reason=reason, by=year.cast.actor("office"), at=at(date(2022, 1, 5), 10)
            )


def handed_in_again(year: Year) -> None:
    """西原 and 港航 in their own words; both versions stay side by side."""
    for code in REWORKED:
        year.write(code, year.sections(code), date(2022, 1, 7))
        year.hand_in(code, date(2022, 1, 8))
        year.approve(code, date(2022, 1, 10))


def still_writing(year: Year) -> None:
    """执法局 has an extension, 南屏 a draft, 信息中心 nothing and was called."""
    cast, people = year.cast, year.participants()
    cycles.extend_deadline(
        participant=people["W03"],
        kind="report_due",
        due_at=at(date(2022, 1, 14), 17),
        reason="牵头春运执法检查，申请延后报送",
        by=cast.actor("office-head"),
        at=at(date(2022, 1, 7), 10),
    )
    report = people["H03"].texts.get(kind="written")
    reports.save_draft(
        report=report,
        title="2021年度抓基层党建工作述职报告",
        sections=year.sections("H03"),
        revision=report.revision,
        by=cast.clerk("H03"),
        at=at(date(2022, 1, 11), 20),
    )
    late = people["W05"].texts.get(kind="written")
    notices.record_reminder(
        organization=people["W05"].organization,
        subject=f"report:{late.pk}",
        text="范晓东同志：2021年度述职报告应于1月10日17时前报送，现已逾期，请于1月12日下班前报送。",
        way="phone",
        by=cast.actor("office"),
        at=at(date(2022, 1, 11), 9),
    )


def outlines(year: Year) -> None:
    """Comment outlines that are ready."""
    year.outline(
        "H01",
        date(2022, 1, 11),
        ["隐患治理有数据、有来源，隐患路段由23处降到9处"],
        ["机关党支部没有对应业务目标", "谈心谈话记录雷同，走形式"],
        ["剩余9处隐患逐处明确时限"],
    )
    year.outline(
        "H04",
        date(2022, 1, 11),
        ["自选动作由0项增加到2项"],
        ["上年已销号的组织生活记录补写问题再次出现"],
        ["由书记本人负责，6月底前完成"],
    )


def rehearsal(cast: Cast, source: cycles.Cycle) -> None:
    """A copy to practise on; it counts nowhere."""
    office = cast.actor("office")
    copy = cycles.clone_cycle(source=source, year=source.year, by=office, at=at(date(2022, 1, 11), 14), rehearsal=True)
    cycles.record_approval(
        cycle=copy, meeting="演练", on=date(2022, 1, 11), by=office, at=at(date(2022, 1, 11), 14, 30)
    )
    rounds.advance_round(cycle=copy, by=cast.actor("office-head"), at=at(date(2022, 1, 11), 15))
