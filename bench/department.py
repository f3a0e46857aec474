"""A whole department in one go: the small world of the tests, and as many units, branches and rows around it as wanted.

Rows are plain rows made in bulk; every page of the house has something to show: one year behind, one in the middle.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.audit import api as audit_api
from shuping.apps.ballots.models import ClassIssue, Count, CountSession
from shuping.apps.cycles.models import Cycle, Participant, RuleSet
from shuping.apps.desk.examining import whole
from shuping.apps.desk.models import Answer, Examination, Hint, ProblemOverview, Verdict
from shuping.apps.grades import api as grades_api
from shuping.apps.grades.models import VetoConfirmation
from shuping.apps.organization.models import Affiliation, Organization, OrganizationName, Person, Term
from shuping.apps.rectification.models import CommonProblem, Feedback, Issue, LogEntry, Measure, Plan
from shuping.apps.reports.models import Evidence, Report, ReportVersion
from shuping.base.actor import SYSTEM
from shuping.core.organization.order import stroke_key
from shuping.core.rulesets.defaults import default_body
from shuping.core.rulesets.digest import digest
from tests.factories.world import OPENED, World

MOMENT = datetime(2021, 1, 18, 1, 0, tzinfo=UTC)
SECTIONS = ("achievements", "problems", "causes", "plans", "last_year")
PARAGRAPH = "今年以来，召开专题会议研究党建工作6次，走访联系点12个，发现问题9项，已办结7项。"
ISSUE_STATES = ("planning", "in_progress", "in_progress", "sign_off_requested", "signed_off", "long_term")
REPORT_STATES = ("draft", "submitted", "returned", "approved", "approved")
ACTS = 500
ISSUES_EACH = 6
HINTS_EACH = 45
HINT_KINDS = ("overlap", "reworded", "odd_word", "wording", "thin", "any_unit", "unchanged")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a department is; `branches` in all."""

    units: int
    branches: int


def enlarge(world: World, size: Size) -> None:
    """Add units, branches and a year's rows until the department has `size`, the world's own two units included."""
    with transaction.atomic():
        _organizations(world.root, [f"第{number}公路局" for number in range(3, size.units + 1)], "committee", "U")
        units = list(Organization.objects.filter(level="committee").order_by("path"))
        for number, unit in enumerate(units):
            there = size.branches // size.units + (number < size.branches % size.units)
            _organizations(unit, [f"{unit.name}第{n}党支部" for n in range(2, there + 1)], "branch", f"B{number}-")
        _people()
        secretaries = {one.organization_id: one for one in Person.objects.filter(duty="党委书记").order_by("pk")}
        for cycle in (world.last_cycle, world.cycle):
            participants = _roster(cycle, units, secretaries)
            _reports(participants)
            _desk(cycle, participants)
            _count(cycle, participants)
            _rectification(cycle, participants)
        _grades(world)
        for number in range(ACTS):
            audit_api.record("reports.report.submitted", by=SYSTEM, at=MOMENT + timedelta(seconds=number))


def _organizations(parent: Organization, names: list[str], level: str, code: str) -> None:
    """Children appended at the end of the office order, as one insert."""
    first = Organization.objects.get(pk=parent.pk).numchild + 1
    rows = [
        Organization(
            path=Organization._get_path(parent.path, parent.depth + 1, first + place),
            depth=parent.depth + 1, name=name, code=f"{code}{place}", level=level, unit_class="highway",
            office_order=first + place, founded_on=OPENED, members_count=20,
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    made = Organization.objects.bulk_create(rows)
    Organization.objects.filter(pk=parent.pk).update(numchild=first - 1 + len(made))
    OrganizationName.objects.bulk_create(
        OrganizationName(organization=one, name=one.name, valid_from=OPENED) for one in made
    )
    Affiliation.objects.bulk_create(Affiliation(organization=one, parent=parent, valid_from=OPENED) for one in made)


def _people() -> None:
    """A secretary in every organisation that has none, with a term, an account and its role; in units also a clerk."""
    rows = []
    for one in Organization.objects.filter(people=None).order_by("path"):
        unit = one.level == "committee"
        rows.append(_person(one, f"王{one.pk}", "党委书记" if unit else "党支部书记"))
        if unit:
            rows.append(_person(one, f"李{one.pk}", ""))
    made = Person.objects.bulk_create(rows)
    Term.objects.bulk_create(
        Term(organization=one.organization, person=one, post="secretary", title=one.duty, started_on=OPENED)
        for one in made
        if one.duty
    )
    users = User.objects.bulk_create(
        User(username=f"person-{one.pk}", display_name=one.name, person=one, password="!") for one in made
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, role=_role(user.person), organization=user.person.organization, valid_from=OPENED)
        for user in users
    )


def _person(organization: Organization, name: str, duty: str) -> Person:
    return Person(
        organization=organization, name=name, duty=duty, office_phone="0900-8800", stroke_key=stroke_key(name)
    )


def _role(person: Person) -> str:
    return {"党委书记": "reporter", "党支部书记": "sub_secretary"}.get(person.duty, "clerk")


def _roster(cycle: Cycle, units: list[Organization], secretaries: dict[int, Person]) -> list[Participant]:
    there = set(cycle.participants.values_list("organization_id", flat=True))
    Participant.objects.bulk_create(
        Participant(
            cycle=cycle, organization=unit, person=secretaries[unit.pk], organization_name=unit.name,
            person_name=secretaries[unit.pk].name, duty="党委书记", order_no=number,
            mode="on_the_spot" if number % 8 == 0 else "written",
        )
        for number, unit in enumerate(units, start=1)
        if unit.pk not in there
    )  # fmt: skip
    return list(cycle.participants.order_by("order_no"))


def _reports(participants: list[Participant]) -> None:
    """A written report each, in every state there is, with two versions of about 4,000 characters."""
    reports = Report.objects.bulk_create(
        Report(
            participant=one, kind="written", state=REPORT_STATES[number % len(REPORT_STATES)], round_number=2,
            submitted_at=MOMENT, late=number % 9 == 0, draft_title="述职报告", draft_sections=_sections(),
        )
        for number, one in enumerate(participants)
        if not one.texts.filter(kind="written").exists()
    )  # fmt: skip
    ReportVersion.objects.bulk_create(
        ReportVersion(
            report=one, number=number, title="述职报告", sections=_sections(), length=4000, problem_length=1400,
            at=MOMENT, submitted=True, round_number=number,
        )
        for one in reports
        for number in (1, 2)
    )  # fmt: skip
    Evidence.objects.bulk_create(
        Evidence(
            organization=one.organization, title=f"会议记录{number}", kind="minutes", happened_on=date(2020, 6, 1),
            recorded_at=MOMENT, measure="研究次数", before="2", after="6",
        )
        for one in participants
        for number in range(4)
    )  # fmt: skip


def _desk(cycle: Cycle, participants: list[Participant]) -> None:
    """Every latest version looked through: hints of each kind, passages with another report, answers and verdicts."""
    versions = list(
        ReportVersion.objects.filter(report__participant__in=participants, number=2, examination=None).order_by("pk")
    )
    looks = Examination.objects.bulk_create(
        Examination(version=one, at=MOMENT, length=4000, problem_length=1400, compared_with=600) for one in versions
    )
    text = whole(_sections())
    hints = Hint.objects.bulk_create(
        Hint(**_hint(look, number, text, versions[(place + number) % len(versions)]))
        for place, look in enumerate(looks)
        for number in range(1, HINTS_EACH + 1)
    )
    Answer.objects.bulk_create(Answer(hint=one, text="已核对", at=MOMENT) for one in hints if one.number % 7 == 0)
    Verdict.objects.bulk_create(
        Verdict(hint=one, kind="dismissed", reason="符合实际", at=MOMENT) for one in hints if one.number % 5 == 0
    )
    sentences = [
        [one.report_id, one.pk, one.report.participant_id, one.report.participant.organization_name, cycle.year,
         PARAGRAPH, 0, 40]
        for one in versions
    ]  # fmt: skip
    common = [{"code": f"P{number}", "sentences": sentences} for number in range(1, 11)]
    again = [{"code": "", "kept": True, "only_reworded": False, "sentences": [one, one]} for one in sentences]
    ProblemOverview.objects.get_or_create(cycle=cycle, defaults={"at": MOMENT, "common": common, "again": again})


def _hint(look: Examination, number: int, text: str, other: ReportVersion) -> dict[str, Any]:
    kind = HINT_KINDS[number % len(HINT_KINDS)]
    start = number * len(text) // (HINTS_EACH + 2)
    passage = kind in ("overlap", "reworded") and other.pk != look.version_id
    found = {
        "examination": look, "number": number, "kind": kind if passage or kind in HINT_KINDS[2:] else "thin",
        "start": start, "end": start + 60, "text": text[start : start + 60], "trace": str(number),
        "on_request": number % 3 == 0, "params": {"missing": ["figure"], "expected": "规范表述", "basis": "文件"},
    }  # fmt: skip
    if passage:
        found |= {"label": "copy", "other": other, "other_start": start, "other_end": start + 60}
        found["params"] = {"net": 60 + number, "earlier": "there"}
    return found


def _sections() -> dict[str, str]:
    return {key: PARAGRAPH * 20 for key in SECTIONS}


def _count(cycle: Cycle, participants: list[Participant]) -> None:
    """A locked count of three classes."""
    session, _made = CountSession.objects.get_or_create(cycle=cycle)
    CountSession.objects.filter(pk=session.pk).update(
        state="locked", opened_at=MOMENT, closed_at=MOMENT, locked_at=MOMENT, result_digest="f" * 64
    )
    voters = {"A": 9, "B": 12, "C": 30}
    for code, number in voters.items():
        figures = {"issued": number, "collected": number, "recorded_at": MOMENT}
        ClassIssue.objects.update_or_create(session=session, class_code=code, defaults=figures)
    Count.objects.bulk_create(
        Count(session=session, participant=one, class_code=code, good=voters[code] - place % 5, fairly_good=place % 5)
        for place, one in enumerate(participants)
        for code in voters
    )


def _rectification(cycle: Cycle, participants: list[Participant]) -> None:
    """Feedback, a plan and six problems each, with measures and a log."""
    category, _made = CommonProblem.objects.get_or_create(code="P1", defaults={"name": "责任传导"})
    told = {one.participant_id for one in Feedback.objects.filter(participant__in=participants)}
    rest = [one for one in participants if one.pk not in told]
    sheets = Feedback.objects.bulk_create(
        Feedback(participant=one, good="好", requirements="要求", delivered_at=MOMENT, received_at=MOMENT)
        for one in rest
    )
    planned = set(Plan.objects.filter(cycle=cycle).values_list("organization_id", flat=True))
    Plan.objects.bulk_create(
        Plan(cycle=cycle, organization=one.organization, state="approved", submitted_at=MOMENT, decided_at=MOMENT)
        for one in rest
        if one.organization_id not in planned
    )
    issues = Issue.objects.bulk_create(
        Issue(**_issue(cycle, sheet, number, category)) for sheet in sheets for number in range(ISSUES_EACH)
    )
    Measure.objects.bulk_create(
        Measure(
            issue=one, number=number, text="建立台账", owner="李四", due_on=date(2021, 6, 30), expected_result="12次"
        )
        for one in issues
        for number in (1, 2)
    )
    LogEntry.objects.bulk_create(
        LogEntry(issue=one, kind=kind, text="进展", at=MOMENT) for one in issues for kind in _log()
    )


def _log() -> Iterator[str]:
    yield from ("told", "planned", "progress")


def _issue(cycle: Cycle, sheet: Feedback, number: int, category: CommonProblem) -> dict[str, Any]:
    state = ISSUE_STATES[number % len(ISSUE_STATES)]
    due = date(cycle.year + 1, 1, 10) + timedelta(days=30 * number)
    return {
        "cycle": cycle, "organization": sheet.participant.organization, "person": sheet.participant.person,
        "feedback": sheet, "number": 100 + number, "source": "comment", "category": category,
        "common": number % 2 == 0,
        "text": "压力传导逐级递减，基层支部学习不经常。", "root_cause": "责任不清", "told_at": MOMENT,
        "begun_on": OPENED,
        "state": state, "objective": "支部每月学习一次", "lead_leader": "张三", "lead_department": "办公室",
        "due_on": due, "promised_due_on": due, "signed_off_at": MOMENT if state == "signed_off" else None,
    }  # fmt: skip


def _grades(world: World) -> None:
    """This year's composite, computed and proposed as the office does it."""
    cycle = world.cycle
    body = default_body()  # a row of the permission table may have made its own rules
    RuleSet.objects.filter(pk=cycle.rule_set_id).update(body=body, digest=digest(body))
    Cycle.objects.filter(pk=cycle.pk).update(stage="count_locked")
    cycle.refresh_from_db()
    scores = {one.pk: Decimal(80) + Decimal(one.order_no % 17) for one in cycle.participants.all()}
    grades_api.enter_scores(
        cycle=cycle, component="annual", scores=scores, source="年度党建考核通报", by=world.actor("office"), at=MOMENT
    )
    if not VetoConfirmation.objects.filter(cycle=cycle).exists():
        grades_api.confirm_vetoes(cycle=cycle, by=world.actor("supervisor"), at=MOMENT)
    grades_api.compute_grades(cycle=cycle, by=world.actor("office"), at=MOMENT)
