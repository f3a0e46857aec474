"""After the archive: what was told and listed is refused with who archived and when, the work on it goes on (section 9
of docs/rules/rectification.md), and `shuping verify` finds nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.accounts.models import User
from shuping.apps.cycles.models import Cycle
from shuping.apps.rectification import services as package
from shuping.apps.rectification.models import Feedback, Issue, LookBack, Speech, SpeechLine
from shuping.apps.rectification.services import (
    extensions,
    feedback,
    imports,
    issues,
    ledger_sheet,
    look_backs,
    plan,
    plan_sheet,
    problem_sheet,
    sign_off,
    speech,
    talks,
)
from shuping.apps.rectification.services.sheets import Change, SheetRow
from shuping.apps.reports import api as reports
from shuping.apps.rounds.models import ArchiveFile
from shuping.base.wording import sentence
from shuping.commands import verify
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import CLOSED_BY_ARCHIVE, RoundAct
from shuping.core.rectification.values import LineTask, PlannedRow, Problem, TalkRecord, Wording
from shuping.dev.demo import register
from shuping.dev.demo.moments import at
from shuping.dev.demo.register import Cast
from shuping.dev.demo.years import Year
from tests.factories import small_round

CODE = "A02"
NOW = at(date(2022, 1, 10), 9)
LATER = at(date(2022, 1, 11), 9)
DUE = date(2022, 3, 31)
CHANGED = Change("", "", "")
SPEECH = "会议讲话\n一是党建与业务融合不够。\n二是创新不足。\n"


@dataclass
class After:
    """The archived round, the people, and which acts were done in it."""

    year: Year
    done: set[str] = field(default_factory=set)

    @property
    def cast(self) -> Cast:
        return self.year.cast

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.get(pk=self.year.cycle.pk)

    def do(self, act: Callable[..., Any], who: str, moment: datetime = NOW, **given: Any) -> Any:
        """One act by somebody; it must not be refused."""
        self.done.add(act.__name__)
        return act(**given, by=self.cast.actor(who, date(2022, 1, 1)), at=moment)


def two_speeches(year: Year) -> None:
    """Before the archive: one speech confirmed, with a finding at one unit; another one still a draft."""
    office, moment = year.cast.actor("office"), at(date(2021, 10, 20), 9)
    told = speech.import_speech(cycle=year.cycle, text=SPEECH, by=office, at=moment)
    lines = speech.confirm_speech(
        speech=told, title="讲话", given_on=date(2021, 1, 20), live=3, written=0,
        lines=[speech.LineDraft("finding", 1, "党建与业务融合不够", "P1")], by=office, at=moment,
    )  # fmt: skip
    issue = Issue.objects.filter(cycle=year.cycle, organization=year.cast.units[CODE].organization).first()
    assert issue is not None
    Issue.objects.filter(pk=issue.pk).update(speech_line=lines[0])
    speech.import_speech(cycle=year.cycle, text=SPEECH + "三是压力传导不够。", by=office, at=moment)


def refusals(after: After) -> dict[RoundAct, Callable[[], object]]:
    """Every act that the archive closes, as somebody would try it."""
    cycle, office = after.cycle, after.cast.actor("office")
    sheet = Feedback.objects.filter(participant__cycle=cycle).select_related("participant").earliest("pk")
    person = sheet.participant
    row, other = Issue.objects.filter(cycle=cycle).order_by("pk")[:2]
    line = SpeechLine.objects.get(speech__cycle=cycle)
    draft = Speech.objects.get(confirmed_at=None)
    who: dict[str, Any] = {"by": office, "at": NOW}
    problem = Problem(text="新的问题", source="check")
    wording = Wording(text=row.text, category="", common=True, root_cause="", severity="normal", source_detail="")
    read = imports.ProblemLine(2, person.organization_name, "新的问题", participant=person)
    kept = [speech.LineDraft("finding", 1, "压力传导不够")]
    units: dict[str, Any] = {"participants": [person], "text": "压力传导不够"}
    typed = problem_sheet.ProblemRow(row=SheetRow(3, {}), wording=problem, participant=person, changes=(CHANGED,))
    R = RoundAct
    return {
        R.PREPARE_FEEDBACK: lambda: feedback.prepare_feedback(participant=person, **who),
        R.WRITE_FEEDBACK: lambda: feedback.write_feedback(
            feedback=sheet, good="好", requirements="改", revision=None, **who
        ),
        R.DELIVER_FEEDBACK: lambda: feedback.deliver_feedback(feedback=sheet, **who),
        R.SIGN_RECEIPT: lambda: feedback.sign_receipt(feedback=sheet, **who),
        R.OPEN_ISSUE: lambda: issues.open_issue(cycle=cycle, organization=person.organization, problem=problem, **who),
        R.IMPORT_LIFE_MEETING: lambda: imports.import_life_meeting(cycle=cycle, lines=[read], **who),
        R.BRING_PROBLEMS: lambda: problem_sheet.bring_problems(cycle=cycle, lines=[typed], **who),
        R.WORD_ISSUE: lambda: issues.word_issue(issue=row, wording=wording, revision=None, **who),
        R.MERGE_ISSUES: lambda: issues.merge_issues(keep=row, other=other, **who),
        R.DROP_ISSUE: lambda: issues.drop_issue(issue=row, reason="重复", **who),
        R.IMPORT_SPEECH: lambda: speech.import_speech(cycle=cycle, text="另一篇讲话", **who),
        R.CONFIRM_SPEECH: lambda: speech.confirm_speech(
            speech=draft, title="讲话", given_on=None, live=None, written=None, lines=kept, **who
        ),
        R.BRING_TO_UNITS: lambda: speech.bring_to_units(line=line, **units, **who),
        R.LET_GO: lambda: speech.let_go(issue=line.issues.get(), reason="不属于", **who),
    }


def counted() -> tuple[object, ...]:
    """What a closed act would change."""
    return (
        list(Issue.objects.order_by("pk").values_list("pk", "text", "speech_line", "revision")),
        list(Feedback.objects.order_by("pk").values_list("pk", "revision", "received_at")),
        list(Speech.objects.order_by("pk").values_list("pk", "confirmed_at")),
    )


def every_closed_act_is_refused(after: After) -> None:
    acts = refusals(after)
    assert set(acts) == CLOSED_BY_ARCHIVE
    step = after.cycle.stage_changes.get(to_stage="archived")
    before = counted()
    for act, attempt in acts.items():
        with pytest.raises(RuleError) as refused:
            attempt()
        assert refused.value.code == "rectification.archived", act
        said = sentence(refused.value)
        assert str(step.user) in said and "归档" in said and f"{after.year.calendar.archive}" in said, said
    assert counted() == before


def found_again(after: After) -> Issue:
    """A closed row is looked back at once more and found again: a new row points back to it."""
    done = after.do
    closed = Issue.objects.filter(
        cycle=after.cycle, organization=after.cast.units[CODE].organization, state__in=("signed_off", "held")
    ).earliest("pk")
    planned = done(look_backs.plan_look_back, "office", issue=closed, planned_on=NOW.date())
    done(look_backs.record_look_back, "office", look_back=planned, looked_on=NOW.date(), held=False, finding="又停了")
    drawn = done(look_backs.draw_look_backs, "office", cycle=after.cycle, planned_on=NOW.date(), seed="20220110")
    for row in drawn:
        done(look_backs.record_look_back, "office", look_back=row, looked_on=NOW.date(), held=True, finding="保持")
    return Issue.objects.get(parent=closed)


def plan_it(after: After, issue: Issue) -> None:
    """Measures, the plan returned once and then approved."""
    done, clerk, reporter = after.do, f"c-{CODE.lower()}", f"s-{CODE.lower()}"
    unit: dict[str, Any] = {"cycle": after.cycle, "organization": issue.organization}
    row = PlannedRow(
        kind="within_term", objective="每季度研究1次", lead_leader="书记", lead_department="党委办公室", assisting="",
        due_on=DUE, root_cause="重视不够",
    )  # fmt: skip
    measure: dict[str, Any] = {"owner": "干事", "due_on": DUE, "expected_result": "纪要4份"}
    done(plan.write_row, clerk, issue=issue, row=row, revision=None)
    first = done(plan.add_measure, clerk, issue=issue, text="每季度研究", **measure)
    second = done(plan.add_measure, clerk, issue=issue, text="多余的一条", **measure)
    done(plan.change_measure, clerk, measure=first, text="每季度研究一次", **measure)
    done(plan.remove_measure, clerk, measure=second)
    revision = issue.cycle.plans.get(organization=issue.organization).revision
    done(plan.write_plan, clerk, **unit, arrangement="补报", guarantees="专人负责", revision=revision)
    now = Issue.objects.get(pk=issue.pk)
    sheet = plan_sheet.PlanLine(
        row=SheetRow(3, {}), issue=now, state=plan_sheet.state_of(now), whole={"assisting": "人事处"},
        changes=(CHANGED,),
    )  # fmt: skip
    done(plan_sheet.bring_plan, clerk, **unit, lines=[sheet])
    handed_in = done(plan.submit_plan, reporter, **unit)
    done(plan.return_plan, "office", plan=handed_in, comment="请写明频次")
    handed_in = done(plan.submit_plan, reporter, moment=LATER, **unit)
    done(plan.approve_plan, "office", moment=LATER, plan=handed_in)


def work_on_it(after: After, issue: Issue) -> None:
    """From progress to sign-off, with everything that may happen on the way."""
    done, clerk, reporter = after.do, f"c-{CODE.lower()}", f"s-{CODE.lower()}"
    piece = reports.add_evidence(
        organization=issue.organization,
        new=reports.NewEvidence(
            title="会议纪要", kind="link", happened_on=NOW.date(), link="https://example.invalid/a"
        ),
        by=after.cast.clerk(CODE),
        at=NOW,
    )
    done(issues.write_progress, clerk, issue=issue, text="已研究一次")
    rows = ledger_sheet.sealed(Issue.objects.filter(pk=issue.pk))
    told = ledger_sheet.LedgerLine(
        row=SheetRow(3, {}), issue=issue, state=ledger_sheet.state_of(rows.get()), progress="又研究一次",
        changes=(CHANGED,),
    )  # fmt: skip
    done(ledger_sheet.bring_ledger, clerk, cycle=after.cycle, lines=[told])
    done(issues.say, "office", issue=issue, text="请补纪要", mention=User.objects.get(username=clerk))
    done(issues.see_mentions, clerk, issue=issue)
    done(sign_off.attach_evidence, clerk, issue=issue, evidence=piece.pk, claim="会议纪要")
    done(plan.finish_measure, clerk, measure=issue.measures.get(), done_on=NOW.date(), result="已开会")
    asked = done(extensions.ask_extension, clerk, issue=issue, wanted_due_on=date(2022, 4, 30), reason="疫情影响")
    done(extensions.answer_extension, "office", request=asked, approved=True)
    done(issues.escalate_issue, "office", issue=issue, reason="连续两年")
    done(issues.keep_long_term, "office", issue=issue, reason="需长期坚持")
    done(sign_off.set_term, "office", issue=issue, due_on=DUE, reason="重新定时限")
    request = done(sign_off.request_sign_off, reporter, issue=issue, statement="已落实")
    done(sign_off.return_sign_off, "office", request=request, answer="请补充")
    request = done(sign_off.request_sign_off, reporter, issue=issue, statement="已落实并补充", moment=LATER)
    done(sign_off.accept_sign_off, "office", moment=LATER, request=request)


def the_rest(after: After, issue: Issue) -> None:
    """The talk about it, the figures beside the speech, the draft nobody needs."""
    done = after.do
    record = TalkRecord(
        kind="reminder", held_on=NOW.date(), led_by="副书记", ground="问题反弹", record="已提醒", follow_up="按季报告",
        follow_up_due=DUE,
    )  # fmt: skip
    unit = after.cast.units[CODE]
    talk = done(
        talks.record_talk, "discipline", organization=unit.organization, person=unit.secretary, talk=record,
        cycle=after.cycle, issue=issue,
    )  # fmt: skip
    done(talks.finish_follow_up, "discipline", talk=talk, done_on=NOW.date())
    line = SpeechLine.objects.get()
    task = LineTask(
        work="列入下年要点", owner="党办", due_on=DUE, figure_last_year="3个单位", figure_this_year="1个单位",
        figure_source="台账",
    )  # fmt: skip
    done(speech.keep_line, "office", line=line, task=task, revision=line.revision)
    done(speech.discard_speech, "office", speech=Speech.objects.get(confirmed_at=None), reason="不再使用")


def page(who: str, name: str, *args: int) -> str:
    """A page as somebody sees it."""
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(f"rectification:{name}", args=args), follow=True)
    assert answer.status_code == 200, (who, name, answer.status_code)
    return str(answer.content.decode())


def the_pages_offer_what_is_open(after: After, row: Issue) -> None:
    cycle = after.cycle.pk
    sheet = Feedback.objects.filter(participant__organization=row.organization).get()
    line = SpeechLine.objects.get()
    draft = Speech.objects.get(confirmed_at=None)
    assert "新增问题" not in page("office", "issues_of", cycle)
    assert "生成反馈意见" not in page("office", "feedback_list_of", cycle)
    assert reverse("rectification:feedback_edit", args=[sheet.pk]) not in page("office", "feedback", sheet.pk)
    assert "列入所选单位" not in page("office", "speech_line", line.pk)
    assert reverse("rectification:let_go", args=[line.issues.get().pk]) not in page("office", "speech_line", line.pk)
    assert reverse("rectification:line_keep", args=[line.pk]) in page("office", "speech_line", line.pk)
    assert "确认条目" not in page("office", "speech_draft", draft.pk)
    assert reverse("rectification:speech_discard", args=[draft.pk]) in page("office", "speech_draft", draft.pk)
    seen = page("office", "issue", row.pk)
    assert reverse("rectification:issue_edit", args=[row.pk]) not in seen
    assert reverse("rectification:escalate", args=[row.pk]) in seen
    assert reverse("rectification:merge", args=[row.pk]) not in page("office", "issue_edit", row.pk)
    assert reverse("rectification:row", args=[row.pk]) in page(f"c-{CODE.lower()}", "issue", row.pk)


@pytest.mark.feature("CYC-01")
@pytest.mark.feature("OPS-09")
@pytest.mark.django_db
def test_after_the_archive_the_list_is_closed_the_work_goes_on_and_the_file_stays_as_it_was(settings: Any) -> None:
    settings.FIXED_DAY = date(2022, 1, 10)

    def stop(name: str, year: Year) -> None:
        if name == "looked_back":
            two_speeches(year)

    after = After(small_round.play(small_round.fill(), stop))
    register.renew_passwords(date(2022, 1, 10))
    sealed = ArchiveFile.objects.values_list("digest", flat=True).get()
    every_closed_act_is_refused(after)
    row = found_again(after)
    the_pages_offer_what_is_open(after, row)
    plan_it(after, row)
    work_on_it(after, row)
    the_rest(after, row)
    assert after.done == {act.value for act in set(RoundAct) - CLOSED_BY_ARCHIVE}
    assert not LookBack.objects.filter(looked_on=None).exists()
    assert list(verify.violations()) == []
    assert ArchiveFile.objects.values_list("digest", flat=True).get() == sealed == after.cycle.archive_digest


def test_every_service_that_writes_in_a_round_is_decided_in_the_table() -> None:
    modules = [import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__)]
    found = {
        name
        for module in modules
        for name, one in vars(module).items()
        if getattr(one, "__module__", "") == module.__name__ and hasattr(one, "__wrapped__")
    }
    aside = {"seed_common_problems", "keep_common_problem"}  # the dictionary belongs to no round
    assert found - aside == {act.value for act in RoundAct}
