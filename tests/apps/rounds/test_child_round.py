"""逐级述职: a unit carries the round of its three branch secretaries over the same pages, from plan to archive."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.accounts.models import RoleAssignment
from shuping.apps.ballots.models import CountSession
from shuping.apps.cycles.models import Cycle, RuleSet
from shuping.apps.organization.models import Organization, Term
from shuping.apps.rounds.models import ArchiveFile
from shuping.core.roles.catalog import Role
from shuping.core.rulesets.defaults import default_body
from tests.factories.world import OPENED, make_cycle, make_organization, make_person, make_user
from tests.journeys.driver import Round
from tests.journeys.people import Department, Watch, local, text_of, unanimous

pytestmark = [pytest.mark.django_db, pytest.mark.feature("CYC-13")]
DESK = {"office": "clerk-1", "teller-1": "clerk-1", "teller-2": "clerk-1b", "supervisor": "supervisor"}
HEAD = ("office_head", "presider", "archivist", "discipline")
PROPOSING = ("grades:compute", "grades:propose")


@dataclass
class Unit:
    """One unit of a department and its branches, seen as the house of its own round."""

    department: Department
    units: list[Organization] = field(default_factory=list)

    def __post_init__(self) -> None:
        unit, people = self.department.units[0], self.department.people
        second = make_person(unit, "干事乙")
        people["clerk-1b"] = make_user(Role.CLERK, unit, second, "clerk-1b")
        for number in (1, 2, 3):
            branch = make_organization(unit, f"第{number}党支部", f"U1-{number}", "branch", office_order=number)
            person = make_person(branch, f"支书{number}", "党支部书记")
            term = {"post": "secretary", "title": "党支部书记", "started_on": OPENED}
            Term.objects.create(organization=branch, person=person, **term)
            people[f"branch-{number}"] = make_user(Role.SUB_SECRETARY, branch, person, f"branch-{number}")
            self.units.append(branch)

    def browser(self, who: str) -> Client:
        """The person of the unit who does what the driver's person does in the department."""
        if who.startswith(("reporter-", "clerk-")):
            return self.department.browser(f"branch-{who.rsplit('-', 1)[1]}")
        return self.department.browser("reporter-1" if who in HEAD else DESK[who])


class ChildRound(Round):
    """The driver of a round; who proposes is the clerk, who decides the secretary."""

    def begin(self, parent: Cycle, **chosen: Any) -> None:
        """A child round below the department's."""
        self.watch.set(self.days.plan)
        data = {"organizer": department_of(self).units[0].pk, "start": "default", **chosen}
        self.post("office", "cycles:new_child", parent.pk, data=data)
        self.pk = Cycle.objects.get(parent=parent).pk

    def _posted(self, who: str, name: str, args: tuple[object, ...], data: Any) -> Any:
        return super()._posted("office" if name in PROPOSING else who, name, args, data)

    def page(self, who: str, name: str, *args: object, query: Any = None) -> Any:
        return super().page("office" if name in PROPOSING else who, name, *args, query=query)


def department_of(round_: Round) -> Department:
    """The department above the unit."""
    house = round_.house
    assert isinstance(house, Unit)
    return house.department


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The time of the journey."""
    return Watch(monkeypatch, local(date(2020, 11, 20)))


@pytest.fixture
def child(watch: Watch) -> ChildRound:
    """A department whose round is going on, and a unit that may begin its own."""
    house = Unit(Department(["东溪局", "西原局"]))
    return ChildRound(house, watch)  # type: ignore[arg-type]


@pytest.fixture
def parent(child: ChildRound) -> Cycle:
    """The department's round in preparation."""
    rules = RuleSet.objects.create(name="测试规则", body=default_body())
    return make_cycle(department_of(child).root, 2020, "preparing", rules, None)


FORMS = {
    "A": {"issued": 7, "collected": 7, "own_rows": 0},
    "B": {"issued": 3, "collected": 3, "own_rows": 3},
    "C": {"issued": 20, "collected": 20, "own_rows": 0},
}


@pytest.mark.feature("CYC-02")
def test_a_unit_carries_the_round_of_its_branches_to_the_archive(child: ChildRound, parent: Cycle) -> None:
    assert child.closed_to("office", "ballots:session", parent.pk)
    child.begin(parent)
    child.set_dates()
    child.walk_rules()
    child.fill_roster()
    assert [row.person_name for row in child.people()] == ["支书1", "支书2", "支书3"]
    child.open()
    child.report()
    forms_ = {code: {**one} for code, one in FORMS.items()}
    sheets = {"A": unanimous((1, 2, 3), 7), "B": unanimous((1, 2, 3), 2), "C": unanimous((1, 2, 3), 20)}
    child.count(sheets, forms_)
    child.score({1: "95", 2: "88", 3: "81"})
    child.compute()
    child.propose()
    child.decide()
    child.feed_back()
    child.rectify()
    for number in (1, 2, 3):
        for issue in child.problems(number):
            child.sign_off(issue, number)
    child.advance("look_back")
    child.look_back()
    child.file()
    assert ArchiveFile.objects.get(cycle=child.pk).sealed_by == department_of(child).people["reporter-1"]
    above = text_of(department_of(child).browser("office").get(reverse("cycles:children", args=[parent.pk])))
    assert child.cycle.title in above
    assert "归档" in above


def to_the_count(child: ChildRound, parent: Cycle) -> None:
    """Approved reports; the forms of every class are in."""
    child.begin(parent)
    child.set_dates()
    child.walk_rules()
    child.fill_roster()
    child.open()
    child.report()
    child.meet({code: one["issued"] for code, one in FORMS.items()})
    child.collect(FORMS)


def test_two_clerks_key_a_clerk_confirms_and_the_secretary_locks(child: ChildRound, parent: Cycle) -> None:
    to_the_count(child, parent)
    for code, size in (("A", 7), ("B", 2), ("C", 20)):
        child.key("teller-1", code, unanimous((1, 2, 3), size))
        assert child.closed_to("office_head", "ballots:start", child.pk, code)
        child.key("teller-2", code, unanimous((1, 2, 3), size))
    assert "党务干事核对确认" in child.refused("office_head", "ballots:confirm", child.pk)
    child.post("teller-1", "ballots:confirm", child.pk)
    assert "党务干事核对确认" in child.refused("teller-2", "ballots:lock", child.pk)
    child.post("office_head", "ballots:lock", child.pk)
    child.post("teller-1", "ballots:ask_unlock", child.pk, data={"reason": "录错一行"})
    child.post("office_head", "ballots:unlock", child.pk)
    assert CountSession.objects.get(cycle=child.pk).first_lock_by is None


def test_whoever_reports_in_the_round_does_not_count_in_it(child: ChildRound, parent: Cycle) -> None:
    people = department_of(child).people
    people["clerk-1b"] = people["branch-3"]  # the second clerk is secretary of a branch as well
    unit = department_of(child).units[0]
    post = {"role": Role.CLERK, "organization": unit, "valid_from": OPENED}
    as_clerk = RoleAssignment.objects.create(user=people["branch-3"], **post)
    session = department_of(child).browser("clerk-1b").session
    session["assignment"] = as_clerk.pk
    session.save()
    to_the_count(child, parent)
    child.key("teller-1", "A", unanimous((1, 2, 3), 7))
    assert "述职" in child.refused("teller-2", "ballots:start", child.pk, "A")


def test_a_unit_that_organises_none_sees_nothing_of_it(child: ChildRound, parent: Cycle) -> None:
    child.begin(parent)
    department = department_of(child)
    lists = ("ballots:list", "reports:outlines", "rectification:sign_offs", "rectification:extensions")
    for name in lists:
        assert department.browser("clerk-1").get(reverse(name)).status_code == 200
        assert department.browser("clerk-2").get(reverse(name)).status_code == 404
    for who in ("clerk-2", "reporter-2", "branch-1"):
        answer = department.browser(who).get(reverse("ballots:session", args=[child.pk]))
        assert answer.status_code == 404, who


def test_the_members_of_the_unit_may_be_a_class_of_their_own(child: ChildRound, parent: Cycle) -> None:
    child.begin(parent, own_members="on")
    body = child.cycle.rule_set.body
    assert [one["name"] for one in body["classes"]][-1] == "本单位党员"
    assert sum(Decimal(weight) for weight in body["grading"]["class_weights"].values()) == 1
    child.set_dates()
    child.walk_rules()
    child.fill_roster()
    child.open()
    assert set(child.cycle.rule_set.body["grading"]["class_weights"]) == {"A", "B", "C", "D"}
