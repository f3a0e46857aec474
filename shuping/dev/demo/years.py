"""Carries a round through its stages, act by act, with the people who do it."""

import csv
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from shuping.apps.ballots import api as ballots
from shuping.apps.ballots.models import CountSession
from shuping.apps.cycles import api as cycles
from shuping.apps.grades import api as grades
from shuping.apps.grades.queries import results
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.services import feedback, issues, look_backs, plan, sign_off
from shuping.apps.reports import api as reports
from shuping.apps.rounds import services as rounds
from shuping.core.ballots.tally import Row
from shuping.core.rectification.values import PlannedRow, Problem, Wording

from . import assessments
from .figures import CLOSED, ISSUED, WORK
from .moments import at
from .register import Cast

TEXTS = Path(__file__).parent / "texts"


def affirmed(words: str) -> str:
    """What a reporter wrote of himself or herself as another says it to the reporter."""
    return re.sub(r"^\d{4}年，", "", re.sub(r"(?<!自)我(?![们国省厅])", "", words))


@dataclass(frozen=True, slots=True)
class ProblemData:
    """One row of problems.tsv."""

    year: int
    unit: str
    category: str
    source: str
    common: bool
    problem: str
    cause: str
    measure: str
    objective: str
    owner: str
    due: date
    result: str


def problems(year: int, unit: str = "") -> list[ProblemData]:
    """The problems of a closed year, of one unit or all."""
    with (TEXTS / "problems.tsv").open(encoding="utf-8", newline="") as file:
        rows = [
            ProblemData(
                int(row["year"]),
                row["unit"],
                row["category"],
                row["source"],
                row["kind"] == "common",
                row["problem"],
                row["cause"],
                row["measure"],
                row["objective"],
                row["owner"],
                date.fromisoformat(row["due"]),
                row["result"],
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]
    return [row for row in rows if row.year == year and unit in ("", row.unit)]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one round."""

    plan: date
    notice: date
    report_due: date
    meeting: date
    decision: date
    feedback: date
    closing: date  # rectification settled
    archive: date


@dataclass
class Year:
    """One round on its way."""

    cast: Cast
    cycle: cycles.Cycle
    calendar: Calendar
    rng: random.Random = field(default_factory=lambda: random.Random(2021))

    def participants(self) -> dict[str, cycles.Participant]:
        """The reporters by unit code."""
        rows = cycles.Participant.objects.filter(cycle=self.cycle).select_related("organization", "person", "cycle")
        return {row.organization.code: row for row in rows}

    def advance(self, day: date, by: str = "office-head") -> None:
        """The next stage."""
        self.cycle = rounds.advance_round(cycle=self.cycle, by=self.cast.actor(by), at=at(day, 16))

    # ---- plan -------------------------------------------------------------------------------------------------

    def plan(self, number: str) -> None:
        """Roster, modes, dates, approval, notice; reports open."""
        office, days = self.cast.actor("office"), self.calendar
        cycles.fill_roster(cycle=self.cycle, by=office, at=at(days.plan, 10))
        modes = {row.pk: self.cast.units[code].data.mode for code, row in self.participants().items()}
        cycles.set_modes(cycle=self.cycle, modes=modes, by=office, at=at(days.plan, 10))
        cycles.set_dates(
            cycle=self.cycle,
            dates={
                "notice": at(days.notice, 9),
                "report_due": at(days.report_due, 17),
                "meeting": at(days.meeting, 9),
                "decision": at(days.decision, 9),
                "feedback": at(days.feedback, 9),
                "plan_due": at(days.feedback + timedelta(days=30), 17),
                "look_back": at(days.closing, 17),
            },
            by=office,
            at=at(days.plan, 10),
        )
        cycles.record_approval(cycle=self.cycle, meeting="厅党组会议", on=days.plan, by=office, at=at(days.plan, 15))
        self.advance(days.plan)
        cycles.record_notice(cycle=self.cycle, number=number, on=days.notice, by=office, at=at(days.notice, 9))
        self.advance(days.notice)
        self.advance(days.notice)

    # ---- reports ----------------------------------------------------------------------------------------------

    def sections(self, code: str) -> dict[str, str]:
        """The short report of a closed year."""
        theme, sentence = WORK[code]
        rows = problems(self.cycle.year, code)
        return {
            "achievements": f"{self.cycle.year}年，我围绕“{theme}”抓党建、带队伍。{sentence}",
            "problems": "".join(f"{'一二三四'[index]}是{row.problem}。" for index, row in enumerate(rows)),
            "causes": f"原因在于{'；'.join(row.cause for row in rows)}，归根到底是我抓得不紧、盯得不细，责任主要在我。",
            "plans": f"下一步，我将{'；'.join(f'{row.measure}，{row.objective}' for row in rows)}。",
        }

    def answer(self, code: str) -> dict[int, str]:
        """The answers to last year's lines, by row."""
        results = {row.problem: row.result for row in problems(self.cycle.year - 1, code)}
        row = self.participants()[code]
        return {
            line.number: results.get(line.problem, "已按方案整改，情况见台账。") for line in row.last_year_lines.all()
        }

    def write(self, code: str, sections: dict[str, str], day: date, hour: int = 10) -> None:
        """The clerk drafts every text the reporter owes."""
        clerk = self.cast.clerk(code)
        title = f"{self.cycle.year}年度抓基层党建工作述职报告"
        for report in self.participants()[code].texts.order_by("kind"):
            reports.save_draft(
                report=report,
                title=title,
                sections=sections,
                answers=self.answer(code) if report.kind == "written" else None,
                revision=report.revision,
                by=clerk,
                at=at(day, hour),
            )
            reports.prepare(report=report, by=clerk, at=at(day, hour, 20))

    def hand_in(self, code: str, day: date, hour: int = 11) -> None:
        """The reporter confirms and hands in."""
        for report in self.participants()[code].texts.order_by("kind"):
            reports.submit(
                report=report, confirmed=True, revision=report.revision, by=self.cast.reporter(code), at=at(day, hour)
            )

    def approve(self, code: str, day: date, hour: int = 15) -> None:
        """The office approves what was handed in."""
        for report in self.participants()[code].texts.order_by("kind"):
            reports.approve(report=report, by=self.cast.actor("office"), at=at(day, hour))

    def outline(self, code: str, day: date, good: Iterable[str], found: Iterable[str], wanted: Iterable[str]) -> None:
        """The comment outline of one reporter."""
        reports.write_outline(
            participant=self.participants()[code],
            good=[affirmed(words) for words in good],
            problems=found,
            requirements=wanted,
            revision=0,
            by=self.cast.actor("office"),
            at=at(day, 10),
        )

    # ---- count ------------------------------------------------------------------------------------------------

    def count(self, slip: tuple[str, str, int] | None = None) -> CountSession:
        """Sheets keyed twice and locked by two. `slip`: class, unit and wrong 好 of the second keying, put right."""
        day, head = self.calendar.meeting, self.cast.actor("office-head")
        session = CountSession.objects.filter(cycle=self.cycle).first()
        if session is None:
            session = ballots.open_count(cycle=self.cycle, by=head, at=at(day, 9))
        teller = self.cast.actor("teller1")
        for code, issued in ISSUED.items():
            ballots.record_issue(
                session=session, class_code=code, issued=issued, collected=issued, by=teller, at=at(day, 11)
            )
        ballots.close_count(session=session, by=teller, at=at(day, 11, 30))
        self.advance(day)
        for number, who in enumerate(("teller1", "teller2"), start=1):
            for code in ISSUED:
                self.key(session, code, who, slip if number == 2 and slip and slip[0] == code else None)
        if slip is not None:
            self.settle(session, slip)
        ballots.confirm_count(session=session, by=teller, at=at(day, 15))
        session.refresh_from_db()
        ballots.lock_count(session=session, by=head, at=at(day, 15, 10))
        self.advance(day)
        return session

    def rows(self, code: str) -> dict[str, Row]:
        """One class's rows as they stand on paper, by unit."""
        names = ("good", "fairly_good", "average", "poor", "abstain")
        found = {}
        for unit, row in self.participants().items():
            sheets = dict(zip("ABC", CLOSED[self.cycle.year][unit][:3], strict=True))
            found[unit] = Row(str(row.pk), dict(zip(names, sheets[code], strict=True)))
        return found

    def key(self, session: CountSession, code: str, who: str, slip: tuple[str, str, int] | None) -> None:
        """One keying of one class."""
        day, by = self.calendar.meeting, self.cast.actor(who)
        rows = self.rows(code)
        if slip is not None:
            right = rows[slip[1]]
            wrong = dict(right.counts)
            wrong["good"], wrong["fairly_good"] = slip[2], wrong["good"] + wrong["fairly_good"] - slip[2]
            rows[slip[1]] = Row(right.reporter, wrong)
        keying = ballots.start_keying(session=session, class_code=code, by=by, at=at(day, 13))
        ballots.save_rows(keying=keying, rows=list(rows.values()), by=by, at=at(day, 13, 30))
        ballots.finish_keying(keying=keying, by=by, at=at(day, 13, 40))

    def settle(self, session: CountSession, slip: tuple[str, str, int]) -> None:
        """The differing row is keyed again from the paper."""
        keying = session.keyings.get(class_code=slip[0], number=2)
        ballots.rekey_row(
            keying=keying,
            row=self.rows(slip[0])[slip[1]],
            by=self.cast.actor("teller2"),
            at=at(self.calendar.meeting, 14),
        )

    # ---- grades -----------------------------------------------------------------------------------------------

    def grade(self, deviations: dict[str, tuple[str, str]]) -> None:
        """Scores, veto facts confirmed, computed, proposed, decided; `deviations`: unit → (grade, reason)."""
        people, day = self.participants(), self.calendar.decision
        head = self.cast.actor("office-head")
        assessments.import_closed(self)
        grades.confirm_vetoes(cycle=self.cycle, by=self.cast.actor("supervisor"), at=at(day, 9, 30))
        computation = grades.compute_grades(cycle=self.cycle, by=head, at=at(day, 10))
        suggested = {one.id: one.suggested for one in results.suggestions(computation)}
        proposals = {pk: (grade, "") for pk, grade in suggested.items()}
        grades.propose_grades(cycle=self.cycle, proposals=proposals, by=head, at=at(day, 10, 30))
        self.advance(day)
        chosen = {pk: grades.Decided(grade) for pk, grade in suggested.items()}
        for code, (grade, reason) in deviations.items():
            chosen[people[code].pk] = grades.Decided(grade, reason)
        meeting = grades.Meeting(day, 9, 8, f"〔{day.year}〕第{3 if day.month < 3 else 5}次")
        grades.decide_grades(
            cycle=self.cycle, meeting=meeting, decisions=chosen, by=self.cast.actor("presider"), at=at(day, 15)
        )
        self.advance(day)

    # ---- feedback and rectification ---------------------------------------------------------------------------

    def feed_back(self) -> None:
        """Problems opened, sheets delivered and signed."""
        day, office = self.calendar.feedback, self.cast.actor("office")
        for code, row in self.participants().items():
            own = problems(self.cycle.year, code)
            commented = [data.problem for data in own if data.source == "comment"] or [own[0].problem]
            for data in own:
                if data.problem not in commented:  # what the comment named comes with the feedback sheet
                    issues.open_issue(
                        cycle=self.cycle,
                        organization=row.organization,
                        participant=row,
                        problem=Problem(
                            text=data.problem, source=data.source, category=data.category, common=data.common
                        ),
                        by=office,
                        at=at(day, 9),
                    )
            sheet = feedback.prepare_feedback(participant=row, by=office, at=at(day, 10))
            self.sort_comments(code, day)
            feedback.deliver_feedback(feedback=sheet, by=office, at=at(day, 11))
            feedback.sign_receipt(feedback=sheet, by=self.cast.reporter(code), at=at(day, 14))
        cycles.record_circular_range(cycle=self.cycle, text="厅属各单位党组织", by=office, at=at(day, 15))
        self.advance(day)

    def sort_comments(self, code: str, day: date) -> None:
        """Problems of the comment get their code of the dictionary."""
        known = {data.problem: data for data in problems(self.cycle.year, code)}
        for issue in Issue.objects.filter(
            cycle=self.cycle, organization=self.cast.units[code].organization, source="comment"
        ):
            data = known[issue.text]
            issues.word_issue(
                issue=issue,
                wording=Wording(
                    text=issue.text,
                    category=data.category,
                    common=data.common,
                    root_cause="",
                    severity="normal",
                    source_detail="述职评议会点评",
                ),
                revision=issue.revision,
                by=self.cast.actor("office"),
                at=at(day, 10, 30),
            )

    def make_plans(self) -> None:
        """Every unit's plan, handed in and approved."""
        day = self.calendar.feedback + timedelta(days=18)
        for code, row in self.participants().items():
            clerk, reporter = self.cast.clerk(code), self.cast.reporter(code)
            for issue in self.rows_of(code):
                data = self.data_of(issue)
                plan.write_row(
                    issue=issue,
                    row=PlannedRow(
                        kind="within_term",
                        objective=data.objective,
                        lead_leader=data.owner,
                        lead_department="党委办公室",
                        assisting="",
                        due_on=data.due,
                        root_cause=data.cause,
                    ),
                    revision=issue.revision,
                    by=clerk,
                    at=at(day, 9),
                )
                plan.add_measure(
                    issue=issue,
                    text=data.measure,
                    owner=data.owner,
                    due_on=data.due,
                    expected_result=data.objective,
                    by=clerk,
                    at=at(day, 9, 30),
                )
            organization = row.organization
            plan.write_plan(
                cycle=self.cycle,
                organization=organization,
                arrangement="党委书记负总责，逐项明确责任领导和完成时限，每季度党委会听取一次进展。",
                guarantees="专人管理台账，佐证材料随办随存，完成一项申请销号一项。",
                revision=0,
                by=clerk,
                at=at(day, 10),
            )
            handed_in = plan.submit_plan(cycle=self.cycle, organization=organization, by=reporter, at=at(day, 11))
            plan.approve_plan(plan=handed_in, by=self.cast.actor("office"), at=at(day + timedelta(days=3), 10))
        self.advance(day + timedelta(days=4))

    def rows_of(self, code: str) -> list[Issue]:
        """The problems of one unit in this round."""
        rows = Issue.objects.filter(cycle=self.cycle, organization=self.cast.units[code].organization)
        return list(rows.order_by("number"))

    def data_of(self, issue: Issue) -> ProblemData:
        """What the demonstration knows of a problem, also where it was carried over from the year before."""
        for year in (self.cycle.year, self.cycle.year - 1):
            for data in problems(year):
                if data.problem == issue.text:
                    later = data.due if year == self.cycle.year else data.due.replace(year=data.due.year + 1)
                    return data if year == self.cycle.year else _due(data, later)
        raise LookupError(issue.text)

    def close_rows(self, long_term: Iterable[str] = ()) -> None:
        """Measures done with evidence, sign-off asked and accepted; texts of `long_term` are kept alive instead."""
        for code in self.participants():
            for issue in self.rows_of(code):
                if issue.text in set(long_term):
                    issues.keep_long_term(
                        issue=issue,
                        reason="需要长期坚持",
                        by=self.cast.actor("office"),
                        at=at(self.calendar.closing, 9),
                    )
                else:
                    self.close(code, issue)
        self.advance(self.calendar.closing)

    def close(self, code: str, issue: Issue) -> None:
        """One row from evidence to sign-off."""
        data, clerk = self.data_of(issue), self.cast.clerk(code)
        day = min(data.due, self.calendar.closing) - timedelta(days=6)
        evidence = reports.add_evidence(
            organization=issue.organization,
            new=_evidence(data, day),
            by=clerk,
            at=at(day, 10),
        )
        sign_off.attach_evidence(issue=issue, evidence=evidence.pk, claim=data.result, by=clerk, at=at(day, 10, 10))
        for measure in issue.measures.all():
            plan.finish_measure(measure=measure, done_on=day, result=data.result, by=clerk, at=at(day, 10, 20))
        request = sign_off.request_sign_off(
            issue=issue, statement=data.result, by=self.cast.reporter(code), at=at(day, 11)
        )
        sign_off.accept_sign_off(request=request, by=self.cast.actor("office"), at=at(day + timedelta(days=3), 15))

    def look_back(self, relapsed: dict[str, str]) -> None:
        """The sample is looked at; `relapsed`: problem → what was found."""
        day, office = self.calendar.closing + timedelta(days=3), self.cast.actor("office")
        drawn = look_backs.draw_look_backs(
            cycle=self.cycle, planned_on=day, seed=f"{self.cycle.year}", by=office, at=at(day, 9)
        )
        texts = {row.issue.text for row in drawn}
        for issue in Issue.objects.filter(cycle=self.cycle, text__in=set(relapsed) - texts):
            drawn.append(look_backs.plan_look_back(issue=issue, planned_on=day, by=office, at=at(day, 9)))
        for row in drawn:
            found = relapsed.get(row.issue.text)
            look_backs.record_look_back(
                look_back=row,
                looked_on=day,
                held=found is None,
                finding=found or "查阅会议记录原件并走访党员，整改成效保持。",
                by=office,
                at=at(day, 15),
            )

    def archive(self) -> None:
        """Seal the year's file."""
        self.advance(self.calendar.archive, by="office-head")


def _due(data: ProblemData, due: date) -> ProblemData:
    return ProblemData(
        data.year,
        data.unit,
        data.category,
        data.source,
        data.common,
        data.problem,
        data.cause,
        data.measure,
        data.objective,
        data.owner,
        due,
        data.result,
    )


def _evidence(data: ProblemData, day: date) -> reports.NewEvidence:
    """Before and after, where the result names both; else a short note."""
    title = f"整改情况：{data.result[:60]}"
    found = re.search(r"由(\d[\d.]*\S?)(?:增加|降|升|减少|提高)到(\d[\d.]*\S?)", data.result)
    if found is None:
        note = f"{data.problem}\n{data.result}\n".encode()
        return reports.NewEvidence(title=title, kind="document", happened_on=day, data=note, name="整改情况.txt")
    return reports.NewEvidence(
        title=title,
        kind="data",
        happened_on=day,
        measure=data.objective[:100],
        before=found[1],
        after=found[2],
        data_source="单位台账",
    )
