"""Carries a round through the pages: a department of any number of units, several people logged in, one act after
another as they would be done, each checked by its effect.

`Department` is the people, `Watch` the time, `Round` the acts. Every act posts the real fields to the real address;
an act that was refused fails with the sentence the page showed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from shuping.apps.ballots.models import CountSession
from shuping.apps.cycles.models import Cycle, Participant
from shuping.apps.grades.queries import results
from shuping.apps.rectification.models import Feedback, Issue, LookBack, Plan, SignOffRequest
from shuping.apps.reports.models import Evidence, Report
from shuping.base import clock

from .people import (
    LOCAL,
    Days,
    Department,
    Watch,
    complaints,
    sections_for,
    text_of,
    typed,
)


@dataclass
class Round:
    """One round of a department, driven over its pages."""

    house: Department
    watch: Watch
    days: Days = field(default_factory=Days)
    pk: int = 0
    approver: str = "office_head"  # who approves the plan and locks the count

    @property
    def cycle(self) -> Cycle:
        """The round as it stands now."""
        return Cycle.objects.select_related("rule_set", "organizer").get(pk=self.pk)

    def people(self) -> list[Participant]:
        """The reporters in office order."""
        rows = Participant.objects.filter(cycle=self.pk, exempt_reason="", left_reason="")
        return list(rows.select_related("organization", "person").order_by("order_no"))

    def one(self, number: int) -> Participant:
        """The reporter of unit number N."""
        return next(row for row in self.people() if row.organization_id == self.house.units[number - 1].pk)

    def number_of(self, row: Participant) -> int:
        """The number of a reporter's unit."""
        return [unit.pk for unit in self.house.units].index(row.organization_id) + 1

    # ---- asking -----------------------------------------------------------------------------------------------

    def post(self, who: str, name: str, *args: object, data: Mapping[str, Any] | None = None) -> Any:
        """One act: posted, redirected, nothing refused."""
        answer = self._posted(who, name, args, data)
        assert answer.status_code == 302, f"{who} {name} {answer.status_code}: {complaints(answer)}"
        assert not complaints(answer), f"{who} {name}: {complaints(answer)}"
        return answer

    def refused(self, who: str, name: str, *args: object, data: Mapping[str, Any] | None = None) -> str:
        """An act that must not succeed; returns the sentences of the refusal."""
        answer = self._posted(who, name, args, data)
        found = complaints(answer)
        assert found, f"{who} {name} was not refused: {answer.status_code}"
        return found

    def _posted(self, who: str, name: str, args: tuple[object, ...], data: Mapping[str, Any] | None) -> Any:
        return self.house.browser(who).post(reverse(name, args=args), data or {})

    def page(self, who: str, name: str, *args: object, query: Mapping[str, str] | None = None) -> Any:
        """A page that must open."""
        answer = self.house.browser(who).get(reverse(name, args=args), query or {})
        assert answer.status_code == 200, f"{who} {name}: {answer.status_code}"
        return answer

    def text(self, who: str, name: str, *args: object) -> str:
        """The words of a page that must open."""
        return text_of(self.page(who, name, *args))

    def closed_to(self, who: str, name: str, *args: object) -> bool:
        """Whether an address is not there for somebody, read or written."""
        browser, url = self.house.browser(who), reverse(name, args=args)
        return browser.get(url).status_code in (404, 405) and browser.post(url).status_code == 404

    def fill_in(self, who: str, name: str, *args: object, forms_: Sequence[str] = ("form",), **changes: Any) -> Any:
        """Open a page, change fields of its forms, send everything back."""
        context = self.page(who, name, *args).context
        return self.post(who, name, *args, data={**typed(*(context[one] for one in forms_)), **changes})

    # ---- plan -------------------------------------------------------------------------------------------------

    def make(self, start: str = "default", year: int = 2020, **scope: Any) -> None:
        """Step 1 of the wizard."""
        self.watch.set(self.days.plan)
        context = self.page("office", "cycles:new").context
        cutoff = f"{year}-12-31"
        data = {**typed(context["form"]), "year": year, "start": start, "cutoff_date": cutoff, **scope}
        answer = self.post("office", "cycles:new", data=data)
        self.pk = Cycle.objects.order_by("-pk").values_list("pk", flat=True)[0]
        assert answer.url == reverse("cycles:dates", args=[self.pk])

    def set_dates(self, moments: Mapping[str, datetime] | None = None) -> None:
        """Step 2; what the page already offers stays where nothing else is given."""
        given = self.days.moments() if moments is None else moments
        data = {kind: moment.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M") for kind, moment in given.items()}
        self.fill_in("office", "cycles:dates", self.pk, **data)

    def walk_rules(self, **changes: Mapping[str, Any]) -> None:
        """Steps 3 to 6, every value as the page offers it except `changes` by step."""
        for step, shown in (("report_rules", ("form",)), ("classes", ("rows", "form")), ("grade_rules", ("form",))):
            name = f"cycles:{step}"
            self.fill_in("office", name, self.pk, forms_=shown, confirm="on", **changes.get(step, {}))
        self.fill_in("office", "cycles:notice", self.pk, text="现将本年度述职评议考核有关事项通知如下。")

    def fill_roster(self, on_the_spot: Iterable[int] = ()) -> None:
        """The secretaries from the register, their modes, the order of speaking."""
        self.post("office", "cycles:fill", self.pk)
        speaking = set(on_the_spot)
        people = self.people()
        assert len(people) == len(self.house.units)
        modes = {f"mode_{row.pk}": "on_the_spot" if self.number_of(row) in speaking else "written" for row in people}
        self.post("office", "cycles:modes", self.pk, data=modes)

    def fix_order(self) -> None:
        """Draw where the rules say so, else a fixed list."""
        speakers = [row for row in self.people() if row.mode == "on_the_spot"]
        if not speakers:
            return
        if self.cycle.rule_set.body["meeting"]["order"] == "draw":
            self.post("office", "cycles:draw", self.pk)
        else:
            numbers = {f"number_{row.pk}": place for place, row in enumerate(speakers, start=1)}
            self.post("office", "cycles:order", self.pk, data=numbers)
        assert {row.speaking_no for row in self.people() if row.mode == "on_the_spot"} == set(
            range(1, len(speakers) + 1)
        )

    def advance(self, to: str, who: str = "office") -> None:
        """The next stage, by the button of the round board."""
        stage = self.cycle.stage
        act = {"plan_approved": "approve", "archived": "file"}.get(to, "advance")
        self.post(who, f"rounds:{act}", self.pk, data={"to": to, "seen": stage})
        assert self.cycle.stage == to

    def open(self) -> None:
        """Approved, notified, reports open."""
        self.fill_in("office", "cycles:approval", self.pk, meeting="厅党组会议", on=self.days.plan.isoformat())
        self.advance("plan_approved", self.approver)
        self.watch.set(self.days.notice)
        number = f"青交党〔{self.days.notice.year}〕41号"
        self.fill_in("office", "cycles:notice", self.pk, number=number, on=self.days.notice.isoformat())
        self.advance("notified")
        self.advance("preparing")
        owed = Report.objects.filter(participant__cycle=self.pk).values("participant").distinct().count()
        assert owed == len(self.people())

    def plan(self, start: str = "default", on_the_spot: Iterable[int] = (), year: int = 2020) -> None:
        """From nothing to open reports, all by the pages."""
        self.make(start, year)
        self.set_dates()
        self.walk_rules()
        self.fill_roster(on_the_spot)
        self.open()

    # ---- reports ----------------------------------------------------------------------------------------------

    def texts(self, number: int) -> list[Report]:
        """What unit N owes."""
        return list(self.one(number).texts.order_by("id"))

    def draft(self, report: Report, sections: Mapping[str, str], number: int, then: str = "") -> None:
        """The clerk saves a draft; lines of last year get an answer."""
        report.refresh_from_db()
        lines = report.participant.last_year_lines.all() if report.kind == "written" else ()
        answers = {f"answer_{line.number}": "已按方案整改，党员群众认可。" for line in lines}
        fields = {f"section_{key}": text for key, text in sections.items()}
        data = {"title": "抓基层党建工作述职报告", "revision": report.revision, **fields, **answers}
        self.post(f"clerk-{number}", "reports:edit", report.pk, data={**data, "then": then})
        report.refresh_from_db()
        assert {key: report.draft_sections[key] for key in sections} == dict(sections)

    def hand_in_data(self, report: Report) -> dict[str, object]:
        """The reporter's confirmation."""
        report.refresh_from_db()
        return {"revision": report.revision, "confirmed": "on"}

    def hand_in(self, report: Report, number: int) -> None:
        """The reporter confirms and hands in."""
        self.post(f"reporter-{number}", "reports:hand_in", report.pk, data=self.hand_in_data(report))
        report.refresh_from_db()
        assert report.state == "submitted"

    def approve(self, report: Report, who: str = "office") -> None:
        """The office approves what was handed in last."""
        version = report.versions.filter(submitted=True).order_by("-number").values_list("number", flat=True)[0]
        self.post(who, "reports:review", report.pk, data={"version": version, "verdict": "approve", "comment": ""})
        report.refresh_from_db()
        assert report.state == "approved"

    def outline(self, number: int) -> None:
        """A comment outline with one problem."""
        row = self.one(number)
        data = {
            "good": f"{row.organization_name}抓支部有办法",
            "problems": f"{row.organization_name}党建与业务融合不够",
            "requirements": "制定可检查的融合措施",
            "revision": 0,
        }
        self.post("office", "reports:outline", row.pk, data=data)
        assert row.comment_outline.problems

    def report(self, sections: Callable[[Report], Mapping[str, str]] | None = None) -> None:
        """Every unit's texts drafted, handed in and approved; every outline written; the order fixed."""
        make = sections or (lambda report: sections_for(report.kind))
        self.watch.set(self.days.written, 10)
        for row in self.people():
            number = self.number_of(row)
            for text in self.texts(number):
                if text.state == "draft":
                    self.draft(text, make(text), number)
                    self.hand_in(text, number)
                if text.state == "submitted":
                    self.approve(text)
            if not hasattr(row, "comment_outline"):
                self.outline(number)
        self.fix_order()
        self.advance("materials_locked")

    # ---- count ------------------------------------------------------------------------------------------------

    def meet(self, expected: Mapping[str, int]) -> None:
        """Attendance recorded, the meeting begins, the count is opened."""
        self.watch.set(self.days.meeting)
        attendance = {f"{name}_{code}": size for code, size in expected.items() for name in ("expected", "present")}
        self.post("office", "cycles:attendance", self.pk, data=attendance)
        self.advance("meeting")
        self.post("teller-1", "ballots:open", self.pk)

    def collect(self, forms_: Mapping[str, Mapping[str, Any]]) -> None:
        """Issued, collected and void forms per class; then no more come in."""
        for code, figures in forms_.items():
            issue = {"void_forms": 0, "void_reason": "", **figures}
            self.post("teller-1", "ballots:forms", self.pk, code, data=issue)
        self.post("teller-1", "ballots:close", self.pk)
        self.advance("ballot_closed")

    def key(self, who: str, code: str, rows: Mapping[int, Mapping[str, Any]]) -> int:
        """One clerk keys one class; rows by number of unit. Returns the keying's id."""
        answer = self.post(who, "ballots:start", self.pk, code)
        pk = int(answer.url.rstrip("/").rsplit("/", 1)[1])
        people = {self.number_of(row): row.pk for row in self.people()}
        data = {f"r{people[number]}_{name}": value for number, row in rows.items() for name, value in row.items()}
        done = self.post(who, "ballots:keying", pk, data={**data, "act": "finish"})
        assert done.url == reverse("ballots:session", args=[self.pk]), "the sheet does not add up"
        return pk

    def lock(self, who: str = "") -> None:
        """Confirmed by a teller, locked by another person."""
        self.post("teller-1", "ballots:confirm", self.pk)
        self.post(who or self.approver, "ballots:lock", self.pk)
        assert CountSession.objects.get(cycle=self.pk).state == "locked"
        self.advance("count_locked")

    def count(
        self,
        sheets: Mapping[str, Mapping[int, Mapping[str, Any]]],
        forms_: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """The whole count from attendance to the lock."""
        self.meet({code: int(one["issued"]) for code, one in forms_.items()})
        self.collect(forms_)
        for code, rows in sheets.items():
            for who in ("teller-1", "teller-2"):
                self.key(who, code, rows)
        self.lock()

    # ---- grades -----------------------------------------------------------------------------------------------

    def score(self, scores: Mapping[int, str], component: str = "annual") -> None:
        """The office enters a component's scores by number of unit."""
        self.watch.set(self.days.decision)
        data = {f"score_{self.one(number).pk}": value for number, value in scores.items()}
        url = reverse("grades:scores", args=[self.pk])
        answer = self.house.browser("office").post(
            f"{url}?component={component}", {"source": "年度党建考核通报", **data}
        )
        assert answer.status_code == 302, complaints(answer)

    def compute(self) -> None:
        """The supervisor confirms the facts if they are not confirmed, the office head computes."""
        self.watch.set(self.days.decision)
        if self.page("supervisor", "grades:vetoes", self.pk).context["confirmation"] is None:
            self.post("supervisor", "grades:confirm_vetoes", self.pk)
        self.post("office_head", "grades:compute", self.pk)

    def table(self, who: str = "office_head") -> dict[int, results.TableRow]:
        """The computation table as the page shows it, by number of unit."""
        rows = self.page(who, "grades:table", self.pk).context["table"].rows
        return {self.number_of(row.participant): row for row in rows}

    def propose(self, **changes: Any) -> None:
        """The suggestion is proposed for everybody, except `changes` of fields."""
        self.fill_in("office_head", "grades:propose", self.pk, **changes)
        self.advance("proposed", "office_head")

    def decision_data(self, **changes: Any) -> dict[str, Any]:
        """What the decision page offers, with the meeting filled in and `changes`."""
        context = self.page("presider", "grades:decide", self.pk).context
        meeting = {
            "held_on": self.days.decision.isoformat(),
            "members_expected": 9,
            "members_present": 8,
            "document_number": "党组纪要〔2021〕3号",
        }
        return {**typed(context["form"], context["grid"]), **meeting, **changes}

    def decide(self, **changes: Any) -> None:
        """The Party group's meeting decides as proposed, except `changes` of fields."""
        self.watch.set(self.days.decision, 15)
        self.post("presider", "grades:decide", self.pk, data=self.decision_data(**changes))
        self.advance("decided", "office_head")

    def field(self, name: str, number: int) -> str:
        """The name of a field of the proposal or decision about one unit."""
        return f"{name}_{self.one(number).pk}"

    # ---- feedback ---------------------------------------------------------------------------------------------

    def sheet(self, number: int) -> Feedback:
        """The feedback sheet of unit N."""
        return Feedback.objects.get(participant=self.one(number))

    def feed_back(self) -> None:
        """Sheets prepared, delivered and signed; the circular's range; the round goes on."""
        self.watch.set(self.days.feedback)
        self.post("office", "rectification:prepare_all", self.pk)
        for row in self.people():
            number = self.number_of(row)
            sheet = self.sheet(number)
            due = self.days.plan_due.isoformat()
            self.post("office", "rectification:deliver", sheet.pk, data={"plan_due": due})
            self.post(f"reporter-{number}", "rectification:sign", sheet.pk)
            sheet.refresh_from_db()
            assert sheet.received_at is not None
        self.post("office", "cycles:circular", self.pk, data={"text": "厅属各单位党组织"})
        self.advance("fed_back")

    # ---- rectification ----------------------------------------------------------------------------------------

    def problems(self, number: int) -> list[Issue]:
        """The problems of unit N in this round."""
        unit = self.house.units[number - 1]
        return list(Issue.objects.filter(cycle=self.pk, organization=unit).order_by("number"))

    def write_plan(self, number: int, due: date | None = None) -> None:
        """Every row with measure, owner, deadline; handed in by the reporter."""
        unit, clerk = self.house.units[number - 1], f"clerk-{number}"
        day = (due or self.days.closing - timedelta(days=30)).isoformat()
        for issue in self.problems(number):
            row = {
                "kind": "within_term",
                "objective": "建成3个融合示范点",
                "lead_leader": f"书记{number}",
                "lead_department": "党委办公室",
                "due_on": day,
                "revision": issue.revision,
            }
            self.post(clerk, "rectification:row", issue.pk, data=row)
            measure = {"text": "每季度研究一次", "owner": f"书记{number}", "due_on": day}
            prefixed = {f"measure-{name}": value for name, value in measure.items()}
            self.post(clerk, "rectification:measure_add", issue.pk, data=prefixed)
        self.post(f"reporter-{number}", "rectification:plan_submit", self.pk, unit.pk)

    def approve_plan(self, number: int) -> None:
        """The office approves a plan."""
        plan = Plan.objects.get(cycle=self.pk, organization=self.house.units[number - 1])
        self.post("office", "rectification:plan_decide", plan.pk, data={"verdict": "approve", "comment": "同意"})
        plan.refresh_from_db()
        assert plan.state == "approved"

    def rectify(self) -> None:
        """Every unit's plan written and approved."""
        self.watch.set(self.days.feedback + timedelta(days=10))
        for number in range(1, len(self.house.units) + 1):
            self.write_plan(number)
            self.approve_plan(number)
        self.advance("rectifying")

    def ask_sign_off(self, issue: Issue, number: int) -> SignOffRequest:
        """Evidence stored once, attached, the measure done, the sign-off asked for."""
        clerk = f"clerk-{number}"
        piece = {
            "title": f"整改台账{issue.pk}",
            "kind": "data",
            "happened_on": clock.today().isoformat(),
            "measure": "融合示范点",
            "before": "0",
            "after": "3",
            "data_source": "单位台账",
            "organization": self.house.units[number - 1].pk,
        }
        self.post(clerk, "reports:evidence_add", data=piece)
        evidence = Evidence.objects.latest("pk")
        attached = {"evidence": evidence.pk, "claim": "示范点已建成"}
        self.post(clerk, "rectification:attach_evidence", issue.pk, data=attached)
        for measure in issue.measures.all():
            done = {"done_on": clock.today().isoformat(), "result": "建成3个"}
            self.post(clerk, "rectification:measure_done", measure.pk, data=done)
        statement = {"statement": "示范点建成并运行"}
        self.post(f"reporter-{number}", "rectification:request_sign_off", issue.pk, data=statement)
        return SignOffRequest.objects.filter(issue=issue).latest("pk")

    def sign_off(self, issue: Issue, number: int, who: str = "office") -> None:
        """One row from evidence to sign-off, accepted by another role."""
        request = self.ask_sign_off(issue, number)
        answer = {"verdict": "accept", "answer-comment": "核实"}
        self.post(who, "rectification:answer_sign_off", request.pk, data=answer)
        issue.refresh_from_db()
        assert issue.state == "signed_off"

    def extend(self, issue: Issue, number: int, wanted: date) -> None:
        """More time asked for before the deadline and granted."""
        asked = {"wanted_due_on": wanted.isoformat(), "reason": "场地未落实"}
        self.post(f"reporter-{number}", "rectification:extend", issue.pk, data=asked)
        request = issue.extension_requests.latest("pk")
        granted = {"verdict": "grant", "time-comment": "同意"}
        self.post("office_head", "rectification:answer_extension", request.pk, data=granted)
        issue.refresh_from_db()
        assert issue.due_on == wanted

    def look_back(self, held: Callable[[Issue], bool] = lambda issue: True, who: str = "discipline") -> None:
        """The sample drawn and looked at."""
        self.watch.set(self.days.closing + timedelta(days=10))
        drawn = {"planned_on": clock.today().isoformat(), "seed": "2021-07"}
        self.post(who, "rectification:draw", self.pk, data=drawn)
        rows = list(LookBack.objects.filter(issue__cycle=self.pk).select_related("issue"))
        assert rows
        for row in rows:
            data = {
                "looked_on": clock.today().isoformat(),
                "held": "yes" if held(row.issue) else "no",
                "finding": "走访党员并查阅记录",
                "voices": "党员反映明显改进",
            }
            self.post(who, "rectification:look_back", row.pk, data=data)

    def file(self, who: str = "archivist") -> None:
        """The year's file sealed."""
        self.watch.set(self.days.archive)
        self.advance("archived", who)
        assert self.cycle.archive_digest

    def clone(self, days: Days) -> "Round":
        """Next year's draft made from this round."""
        self.watch.set(days.plan)
        self.post("office", "cycles:clone", self.pk)
        made = Cycle.objects.order_by("-pk")[0]
        assert made.previous_id == self.pk
        return Round(self.house, self.watch, days, made.pk)
