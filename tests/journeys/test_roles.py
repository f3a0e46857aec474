"""One journey per role, over the pages, through a whole round to the archive and into the next year's report.

The year is played once, with every role at work in it (and a unit's own round below for the branch secretary). At three
moments everybody looks at the same pages. What was done and seen is written down and the year rolled back; each role's
test then reads the notes.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from shuping.apps.accounts.models import RoleAssignment
from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Cycle
from shuping.apps.organization.models import Leadership
from shuping.apps.rectification.models import Issue
from shuping.commands import verify
from shuping.core.roles.catalog import Role
from tests.factories.world import OPENED, make_person, make_user

from .driver import Round
from .people import Department, Watch, complaints, local, sections_for, text_of, unanimous

pytestmark = pytest.mark.django_db

FACT = "工程招标中违反廉洁纪律受到处分"
NAMES = ("甲中心", "乙中心", "丙中心")
FORMS = {
    "A": {"issued": 9, "collected": 9},
    "B": {"issued": 8, "collected": 8, "own_rows": 3},
    "C": {"issued": 20, "collected": 20},
}
CHILD_FORMS = {**FORMS, "B": {"issued": 8, "collected": 8, "own_rows": 1}}

ACCOUNTS: dict[Role, str] = {
    **{role: role.value for role in Role},
    Role.REPORTER: "reporter-1",
    Role.CLERK: "clerk-1",
    Role.SUB_SECRETARY: "branch-1",
    Role.UNIT_DISCIPLINE: "unit-discipline-1",
    Role.TELLER: "teller-1",
}

PAGES = {
    "day": ("portal:my_day", False),
    "board": ("rounds:board", True),
    "plan": ("cycles:rules", True),
    "published": ("grades:published", True),
    "table": ("grades:table", True),
    "facts": ("grades:vetoes", True),
    "count": ("ballots:session", True),
    "differences": ("ballots:differences", True),
    "feedback": ("rectification:feedback_list_of", True),
    "ledger": ("rectification:ledger_of", True),
    "audit": ("audit:list", False),
}

# Which of them everybody opens at which moment of the year.
MOMENTS = {
    "proposed": ("day", "published", "table", "facts", "count", "differences"),
    "decided": ("published",),
    "archived": ("day", "board", "plan", "published", "table", "facts", "count", "feedback", "ledger", "audit"),
}


@dataclass
class Year:
    """Notes of the year: what each role saw at each moment ("" where the address is not there), what it did."""

    seen: dict[str, dict[Role, dict[str, str]]] = field(default_factory=dict)
    acts: dict[str, set[str]] = field(default_factory=dict)  # by account
    roles: dict[str, set[str]] = field(default_factory=dict)  # in which each account acted
    stages: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[int, list[tuple[str, str, str, str]]] = field(default_factory=dict)  # of next year, by unit
    signed_off_by: dict[str, str] = field(default_factory=dict)
    relapsed: tuple[int, str] = (0, "")  # unit and origin of the row that was found again
    verified: list[tuple[str, str]] = field(default_factory=list)

    def look(self, moment: str, round_: Round) -> None:
        """Everybody opens the pages of this moment."""
        self.seen[moment] = {role: dict(self._looks(who, round_, moment)) for role, who in ACCOUNTS.items()}

    def _looks(self, who: str, round_: Round, moment: str) -> Iterator[tuple[str, str]]:
        for page in MOMENTS[moment]:
            name, of_round = PAGES[page]
            args = [round_.pk] if of_round else []
            answer = round_.house.browser(who).get(reverse(name, args=args))
            assert answer.status_code in (200, 404), (who, page, answer.status_code)
            yield page, text_of(answer) if answer.status_code == 200 else ""

    def open_to(self, page: str, moment: str) -> set[Role]:
        """The roles to which a page was open."""
        return {role for role, pages in self.seen[moment].items() if pages[page]}

    def write_log(self, house: Department) -> None:
        """Who did what in which role, as the audit log knows it."""
        for name, user in house.people.items():
            rows = list(AuditEvent.objects.filter(user=user).values_list("action", "role"))
            self.acts[name] = {action for action, _role in rows}
            self.roles[name] = {role for _action, role in rows if role}


def below(house: Department, number: int) -> Department:
    """A unit's own round: its branch reports, its secretary and clerks do what presider, office and tellers do."""
    branch = house.add_branch(number)
    unit = house.units[number - 1]
    second = make_user(Role.CLERK, unit, make_person(unit, "第二干事"), "clerk-1b")
    made = copy.copy(house)
    made.units, made.names = [branch], [branch.name]
    branch_secretary, secretary = house.people[f"branch-{number}"], house.people[f"reporter-{number}"]
    clerk = house.people[f"clerk-{number}"]
    made.people = {
        "reporter-1": branch_secretary,
        "clerk-1": branch_secretary,
        "supervisor": house.people["supervisor"],
        **dict.fromkeys(("office", "office_head", "teller-1"), clerk),
        **dict.fromkeys(("presider", "archivist", "discipline"), secretary),
        "teller-2": second,
    }
    made.browsers = {}
    return made


def new_colleague(house: Department, watch: Watch) -> None:
    """The system administrator opens an account, the security administrator gives it a role: neither does both."""
    made = house.browser("system_admin").post(reverse("accounts:create"), {"username": "xin", "display_name": "新同志"})
    assert made.status_code == 200, complaints(made)
    grant = {
        "user": "xin",
        "role": Role.TELLER.value,
        "organization": house.root.code,
        "valid_from": watch.moment.date().isoformat(),
        "reason": "会议确定为计票人",
    }
    assert house.browser("security_admin").post(reverse("accounts:grant"), grant).status_code == 302
    assert house.browser("system_admin").post(reverse("accounts:grant"), grant).status_code == 404
    assert RoleAssignment.objects.filter(user__username="xin", role="teller").exists()


def play(watch: Watch) -> Year:
    """The whole year of the department, the unit's own round, the beginning of the next year."""
    house = Department(NAMES)
    round_ = Round(house, watch)
    year = Year()
    Leadership.objects.create(
        leader=house.people["member"].person, organization=house.units[1], kind="contact", valid_from=OPENED
    )
    new_colleague(house, watch)
    child_house = below(house, 1)
    round_.plan(on_the_spot=(1,))
    child = Round(child_house, watch, approver="presider")
    new_child = {"organizer": house.units[0].pk, "start": "default"}
    round_.post("reporter-1", "cycles:new_child", round_.pk, data=new_child)
    child.pk = Cycle.objects.get(parent=round_.pk).pk

    watch.set(round_.days.written)
    outline = {
        "good": "乙中心组织生活规范",
        "problems": "乙中心传导压力不够",
        "requirements": "抓实支部",
        "revision": 0,
    }
    round_.post("member", "reports:outline", round_.one(2).pk, data=outline)
    round_.report()
    [written, _spoken] = round_.texts(1)
    round_.post("presider", "reports:mark", written.pk, data={"read": "1"})
    assert sections_for()["problems"] in round_.text("presider", "reports:read", written.pk)

    round_.meet({code: int(one["issued"]) for code, one in FORMS.items()})
    round_.collect(FORMS)
    sheet = {1: {"good": 0}, 2: {"good": 0}, 3: {"good": 0}}
    for code, size in (("A", 9), ("B", 7), ("C", 20)):
        sheet = unanimous((1, 2, 3), size)
        for who in ("teller-1", "teller-2"):
            round_.key(who, code, sheet)
    round_.lock("supervisor")

    round_.score({1: "92", 2: "93", 3: "70"})
    fact = {"participant": round_.one(2).pk, "kind": "held_to_account", "fact": FACT, "effect": ""}
    round_.post("supervisor", "grades:add_veto", round_.pk, data={**fact, "happened_on": "2020-09-01"})
    round_.compute()
    round_.propose()
    year.look("proposed", round_)
    round_.decide()
    year.look("decided", round_)
    objection = {"text": "年度得分与通报不一致，请复核"}
    round_.post("reporter-2", "grades:make_objection", round_.one(2).pk, data=objection)
    answer = {"upheld": "no", "answer": "经复核，得分与通报一致"}
    waiting = round_.one(2).objections.get()
    round_.post("office_head", "grades:answer_objection", waiting.pk, data=answer)

    round_.feed_back()
    round_.rectify()
    watch.set(date(2021, 6, 1))
    [first], [second], [third] = (round_.problems(number) for number in (1, 2, 3))
    round_.sign_off(first, 1)
    round_.sign_off(second, 2, who="member")
    round_.extend(third, 3, date(2021, 12, 1))
    watch.set(round_.days.closing)
    round_.advance("look_back")
    round_.look_back(held=lambda issue: False)
    round_.file()
    year.look("archived", round_)
    play_child(child)
    following = round_.clone(round_.days.later())
    begin_next_year(year, following)
    note(year, house, round_, child, following)
    return year


def note(year: Year, house: Department, round_: Round, child: Round, following: Round) -> None:
    """Write down what the tests ask for."""
    year.write_log(house)
    rounds = {"department": round_, "child": child, "next": following}
    year.stages = {name: one.cycle.stage for name, one in rounds.items()}
    answer = house.browser("auditor").post(reverse("audit:verify"), follow=True)
    year.texts["verify"] = text_of(answer) if answer.status_code == 200 else ""
    year.verified = list(verify.violations())
    year.texts["child-own"] = child.text("reporter-1", "grades:published", child.pk)
    other = house.browser("reporter-2").get(reverse("grades:published", args=[child.pk]))
    year.texts["child-other"] = text_of(other)
    for number in range(1, len(NAMES) + 1):
        lines = following.one(number).last_year_lines.order_by("number")
        year.lines[number] = [(line.problem, line.state_then, line.origin, line.answer) for line in lines]
    for row in Issue.objects.filter(cycle=round_.pk).exclude(signed_off_by=None).select_related("organization"):
        year.signed_off_by[row.organization.name] = str(row.signed_off_by)
    again = Issue.objects.get(cycle=round_.pk, parent__isnull=False)
    units = [unit.pk for unit in house.units]
    year.relapsed = (units.index(again.organization_id) + 1, f"issue:{again.pk}")


def play_child(child: Round) -> None:
    """The unit's own round: the branch secretary writes, signs, rectifies; the round is filed."""
    child.watch.set(child.days.plan)
    child.set_dates()
    child.walk_rules()
    child.fill_roster()
    child.open()
    child.report()
    sheets = {code: unanimous((1,), size) for code, size in (("A", 9), ("B", 7), ("C", 20))}
    child.count(sheets, CHILD_FORMS)
    child.score({1: "95"})
    child.compute()
    child.propose()
    child.decide(cap_waiver_reason="仅一名述职人，不作比例控制")
    child.feed_back()
    child.rectify()
    child.watch.set(date(2021, 6, 1))
    child.sign_off(child.problems(1)[0], 1)
    child.watch.set(child.days.closing)
    child.advance("look_back")
    child.look_back()
    child.file()


def begin_next_year(year: Year, following: Round) -> None:
    """Next year's plan, and its report that must answer last year's lines before it is handed in."""
    following.walk_rules()
    following.fill_roster(on_the_spot=(2,))
    following.open()
    following.watch.set(following.days.written)
    for number in (1, 2, 3):
        written = next(text for text in following.texts(number) if text.kind == "written")
        year.texts[f"page-{number}"] = following.text(f"clerk-{number}", "reports:edit", written.pk)
        fields = {f"section_{key}": text for key, text in sections_for().items()}
        unanswered = {"title": "述职报告", "revision": written.revision, **fields}
        following.post(f"clerk-{number}", "reports:edit", written.pk, data=unanswered)
        data = following.hand_in_data(written)
        year.texts[f"hand-in-{number}"] = following.refused(
            f"reporter-{number}", "reports:hand_in", written.pk, data=data
        )
        year.texts[f"why-{number}"] = following.text(f"reporter-{number}", "reports:hand_in", written.pk)
        following.draft(written, sections_for(), number)
        following.hand_in(written, number)


@pytest.fixture(scope="module")
def year(django_db_setup: None, django_db_blocker: Any) -> Year:
    """The year, played once and rolled back."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        played = play(Watch(patch, local(date(2020, 11, 20))))
        transaction.set_rollback(True)
    return played


def every_page(year: Year, role: Role) -> str:
    """All that a role has seen, one page after another."""
    return "\n".join(text for pages in year.seen.values() for text in pages[role].values())


@pytest.mark.feature("CYC-01")
def test_the_year_ends_in_a_sealed_file_and_every_role_has_had_its_day(year: Year) -> None:
    assert year.stages == {"department": "archived", "child": "archived", "next": "preparing"}
    assert set(ACCOUNTS) == set(Role)
    assert all(pages["day"] for pages in year.seen["archived"].values())


@pytest.mark.feature("EVA-07")
def test_the_fact_that_bars_a_grade_is_read_by_the_supervisor_and_nobody_else(year: Year) -> None:
    assert year.open_to("facts", "proposed") == {Role.SUPERVISOR}
    for role in Role:
        assert (FACT in every_page(year, role)) == (role is Role.SUPERVISOR), role
    # The decision meeting learns the effect, never the fact.
    assert "较好" in year.seen["proposed"][Role.PRESIDER]["table"]


@pytest.mark.feature("EVA-08")
def test_a_grade_is_published_once_decided_and_never_before(year: Year) -> None:
    readers = {Role.OFFICE, Role.DISCIPLINE, Role.GUEST_SUPERIOR, Role.ARCHIVIST, Role.REPORTER, Role.CLERK}
    for role in readers:
        before, after = (year.seen[moment][role]["published"] for moment in ("proposed", "decided"))
        assert before and after
        assert before.count("较好") < after.count("较好") or before.count(">好<") < after.count(">好<"), role
        assert year.seen["proposed"][role]["table"] == "", role  # exact figures are for the meeting
    assert year.open_to("table", "proposed") == {Role.OFFICE_HEAD, Role.PRESIDER, Role.MEMBER, Role.SUPERVISOR}


@pytest.mark.feature("EVA-03")
def test_the_count_is_open_to_those_who_count_and_watch(year: Year) -> None:
    assert year.open_to("count", "proposed") == {Role.TELLER, Role.SUPERVISOR, Role.OFFICE_HEAD}
    assert year.open_to("differences", "proposed") == {Role.TELLER, Role.SUPERVISOR}


@pytest.mark.parametrize(
    ("role", "accounts", "acts"),
    [
        (Role.SYSTEM_ADMIN, ("system_admin",), {"accounts.account.created"}),
        (Role.SECURITY_ADMIN, ("security_admin",), {"accounts.role.granted"}),
        (
            Role.OFFICE,
            ("office",),
            {
                "cycles.create",
                "cycles.fill_roster",
                "cycles.order",
                "cycles.clone",
                "rounds.step",
                "reports.approved",
                "grades.scores.entered",
                "rectification.feedback.delivered",
                "rectification.plan.approved",
                "rectification.sign_off.accepted",
            },
        ),
        (
            Role.OFFICE_HEAD,
            ("office_head",),
            {"rounds.step", "grades.computed", "grades.proposed", "grades.objection.answered"},
        ),
        (Role.PRESIDER, ("presider",), {"grades.decided"}),
        (Role.MEMBER, ("member",), {"reports.outline_written", "rectification.sign_off.accepted"}),
        (
            Role.SUPERVISOR,
            ("supervisor",),
            {"grades.veto.added", "grades.veto.confirmed", "ballots.count.locked"},
        ),
        (Role.DISCIPLINE, ("discipline",), {"rectification.look_back.drawn", "rectification.look_back.relapsed"}),
        (
            Role.REPORTER,
            ("reporter-1", "reporter-2", "reporter-3"),
            {
                "reports.handed_in",
                "grades.objection.made",
                "rectification.feedback.received",
                "rectification.plan.submitted",
                "rectification.sign_off.requested",
                "rectification.extension.asked",
                "cycles.create_child",
            },
        ),
        (
            Role.CLERK,
            ("clerk-1",),
            {"reports.draft_saved", "rectification.measure.added", "reports.evidence_added"},
        ),
        (
            Role.SUB_SECRETARY,
            ("branch-1",),
            {
                "reports.draft_saved",
                "reports.handed_in",
                "rectification.feedback.received",
                "rectification.sign_off.requested",
            },
        ),
        (
            Role.TELLER,
            ("teller-1", "teller-2"),
            {"ballots.count.opened", "ballots.keying.finished", "ballots.count.confirmed"},
        ),
        (Role.ARCHIVIST, ("archivist",), {"rounds.step"}),
        (Role.GUEST_SUPERIOR, ("guest_superior",), set()),
        (Role.DELEGATE, ("delegate",), set()),
        (Role.AUDITOR, ("auditor",), set()),
    ],
)
@pytest.mark.feature("CYC-01")
def test_each_role_did_its_own_acts_in_its_own_name(
    year: Year, role: Role, accounts: tuple[str, ...], acts: set[str]
) -> None:
    done = set().union(*(year.acts[name] for name in accounts))
    assert acts <= done, f"missing: {acts - done}; done: {done}"
    if not acts:
        assert done == set()  # readers leave nothing behind
    assert set().union(*(year.roles[name] for name in accounts)) <= {role.value}


def test_a_delegate_finds_nothing_of_the_round_but_the_own_day(year: Year) -> None:
    for moment in year.seen:
        assert {page for page, text in year.seen[moment][Role.DELEGATE].items() if text} <= {"day"}


def test_the_three_administrators_keep_accounts_and_log_and_read_no_matter(year: Year) -> None:
    matters = ("board", "plan", "published", "table", "facts", "count", "feedback", "ledger")
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
        for moment in year.seen:
            assert not any(year.seen[moment][role].get(page) for page in matters), (role, moment)
    assert year.open_to("audit", "archived") == {Role.AUDITOR, Role.SUPERVISOR}


@pytest.mark.feature("OPS-05")
def test_the_auditor_verifies_the_chain_and_no_check_of_any_app_finds_damage(year: Year) -> None:
    assert year.texts["verify"]
    assert year.verified == []


def test_the_superior_guest_reads_plan_and_result_and_no_exact_figure(year: Year) -> None:
    pages = year.seen["archived"][Role.GUEST_SUPERIOR]
    assert pages["plan"]
    assert all(name in pages["published"] for name in NAMES)
    assert pages["table"] == pages["count"] == pages["ledger"] == ""


def test_a_unit_sees_its_own_grade_and_ledger_and_nobody_elses(year: Year) -> None:
    for role in (Role.REPORTER, Role.CLERK):
        pages = year.seen["archived"][role]
        assert "甲中心" in pages["published"]
        assert "乙中心党建" not in pages["ledger"]
        assert "乙中心" not in pages["published"]
        assert "丙中心" not in pages["feedback"]


@pytest.mark.feature("REC-06")
def test_nobody_answers_for_the_own_unit_and_a_member_only_for_the_units_led(year: Year) -> None:
    assert year.signed_off_by == {"甲中心": "测试office", "乙中心": "测试member"}


@pytest.mark.feature("CYC-13")
def test_the_branch_secretary_ends_the_own_round_with_a_grade_that_only_the_unit_reads(year: Year) -> None:
    assert "支书1" in year.texts["child-own"]
    assert "支书1" not in year.texts["child-other"]


@pytest.mark.feature("REP-18")
@pytest.mark.feature("REC-09")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_next_years_report_opens_with_last_years_lines_and_is_not_handed_in_unanswered(year: Year, number: int) -> None:
    problem = {1: "甲中心党建与业务融合不够", 2: "乙中心传导压力不够", 3: "丙中心党建与业务融合不够"}[number]
    assert problem in year.texts[f"page-{number}"]
    assert year.texts[f"hand-in-{number}"]
    assert "上年" in year.texts[f"why-{number}"]
    lines = year.lines[number]
    assert problem in {line[0] for line in lines}
    assert all(answer for *_rest, answer in lines)


@pytest.mark.feature("REC-09")
def test_what_was_found_again_or_is_still_open_stands_in_next_years_report_in_its_state(year: Year) -> None:
    number, origin = year.relapsed
    assert year.lines[number][0][2] == origin
    assert len(year.lines[number]) == 1
    assert [state for _problem, state, *_rest in year.lines[3]] == ["正在整改"]
