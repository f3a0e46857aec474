"""R-68 and R-75: each branch's own members rate their own secretary only, and a unit's members' rating goes upward."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.urls import reverse

from shuping.apps.ballots import api as ballots_api
from shuping.apps.ballots.damage import damage
from shuping.apps.ballots.models import ClassIssue, CountSession
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.models import Cycle, Participant, RuleSet
from shuping.apps.grades.models import VetoConfirmation
from shuping.apps.grades.queries import results
from shuping.apps.organization.models import Person
from shuping.core.rulesets.defaults import default_body
from tests.journeys.people import complaints, text_of, unanimous

from .test_child_round import FORMS, ChildRound, child, department_of, parent, watch

__all__ = ["child", "parent", "watch"]  # fixtures of the neighbour
pytestmark = [pytest.mark.django_db, pytest.mark.feature("CYC-13")]
BODIES = {1: (12, 11), 2: (9, 9), 3: (4, 4)}  # members of each branch: forms issued and collected


def bodies_of(child: ChildRound, bodies: dict[int, tuple[int, int]]) -> dict[str, object]:
    """What the page of forms per reporter sends."""
    found: dict[str, object] = {}
    for number, (issued, collected) in bodies.items():
        pk = child.one(number).pk
        found |= {f"issued_{pk}": issued, f"collected_{pk}": collected, f"void_forms_{pk}": 0, f"reason_{pk}": ""}
    return found


def begun(child: ChildRound, parent: Cycle) -> None:
    """Reports approved, the meeting has met, forms of the classes of the meeting are recorded."""
    child.begin(parent, own_members="on")
    child.set_dates()
    child.walk_rules()
    child.fill_roster()
    child.open()
    child.report()
    child.meet({code: one["issued"] for code, one in FORMS.items()})
    for code, one in FORMS.items():
        child.post("teller-1", "ballots:forms", child.pk, code, data={"void_forms": 0, "void_reason": "", **one})


def key_everything(child: ChildRound) -> None:
    for who in ("teller-1", "teller-2"):
        for code, size in (("A", 7), ("B", 2), ("C", 20)):
            child.key(who, code, unanimous((1, 2, 3), size))
        child.key(who, "D", {1: {"good": 11}, 2: {"good": 5, "poor": 4}, 3: {"good": 4}})


def test_each_branch_is_rated_by_its_own_members_only(child: ChildRound, parent: Cycle) -> None:
    begun(child, parent)
    refused = child.refused("teller-1", "ballots:close", child.pk)
    assert "以下述职人尚未登记测评票" in refused
    page = child.page("teller-1", "ballots:forms", child.pk, "D")
    assert "请逐人填写" in text_of(page)
    wrong = child.house.browser("teller-1").post(
        reverse("ballots:forms", args=[child.pk, "D"]), bodies_of(child, {**BODIES, 2: (8, 9)})
    )
    assert wrong.status_code == 409
    assert "第2党支部" in complaints(wrong)
    child.post("teller-1", "ballots:forms", child.pk, "D", data=bodies_of(child, BODIES))
    child.post("teller-1", "ballots:close", child.pk)
    key_everything(child)
    child.post("teller-1", "ballots:confirm", child.pk)
    child.post("office_head", "ballots:lock", child.pk)
    counts = ballots_api.counts(child.cycle)
    assert {child.number_of(row): counts[row.pk]["D"]["counts"]["good"] for row in child.people()} == {  # type: ignore[index]
        1: 11,
        2: 5,
        3: 4,
    }
    assert set(ballots_api.shown_by_reporter(child.cycle).values()) == {frozenset()}  # class B is too small
    assert [one.valid for one in ballots_api.turnout(child.cycle) if one.class_code == "D"] == [24]
    assert list(damage()) == []
    ClassIssue.objects.filter(participant=child.one(1).pk).update(collected=10)
    assert any("does not fit" in line for line in damage())
    assert any("digest" in line for line in damage())


def test_a_row_of_own_members_adds_up_to_the_forms_of_its_own_body(child: ChildRound, parent: Cycle) -> None:
    begun(child, parent)
    child.post("teller-1", "ballots:forms", child.pk, "D", data=bodies_of(child, BODIES))
    child.post("teller-1", "ballots:close", child.pk)
    child.post("teller-1", "ballots:start", child.pk, "D")
    keying = CountSession.objects.get(cycle=child.pk).keyings.get()
    rows = {f"r{child.one(number).pk}_good": str(size) for number, size in ((1, 11), (2, 9), (3, 9))}
    address = reverse("ballots:keying", args=[keying.pk])
    answer = child.house.browser("teller-1").post(address, {**rows, "act": "finish"}, follow=True)
    assert "第3党支部" in text_of(answer)
    keying.refresh_from_db()
    assert keying.finished_at is None


def test_figures_of_a_small_branch_stay_hidden_in_the_table(child: ChildRound, parent: Cycle) -> None:
    forms = {"A": {**FORMS["A"]}, "B": {"issued": 8, "collected": 8, "own_rows": 0}, "C": FORMS["C"]}
    begun(child, parent)
    child.post("teller-1", "ballots:forms", child.pk, "B", data={"void_forms": 0, "void_reason": "", **forms["B"]})
    child.post("teller-1", "ballots:forms", child.pk, "D", data=bodies_of(child, BODIES))
    child.post("teller-1", "ballots:close", child.pk)
    for who in ("teller-1", "teller-2"):
        for code, size in (("A", 7), ("B", 8), ("C", 20)):
            child.key(who, code, unanimous((1, 2, 3), size))
        child.key(who, "D", {1: {"good": 11}, 2: {"good": 5, "poor": 4}, 3: {"good": 4}})
    child.advance("ballot_closed", "office")
    child.lock()
    child.score({1: "95", 2: "88", 3: "81"})
    child.compute()
    table = child.table()
    assert set(table[1].means) == {"A", "B", "C", "D"}
    assert table[3].means == {}
    assert table[3].whole is False
    assert table[1].means["D"] == "100.0000"
    assert Decimal(table[2].means["D"] or 0) < 100


def test_the_discipline_member_of_the_unit_confirms_circumstances_and_locks(child: ChildRound, parent: Cycle) -> None:
    begun(child, parent)
    child.post("teller-1", "ballots:forms", child.pk, "D", data=bodies_of(child, BODIES))
    child.post("teller-1", "ballots:close", child.pk)
    key_everything(child)
    child.post("teller-1", "ballots:confirm", child.pk)
    member = department_of(child).browser("unit-discipline-1")
    member.post(reverse("ballots:lock", args=[child.pk]))
    assert CountSession.objects.get(cycle=child.pk).state == "locked"
    child.advance("ballot_closed", "office")
    child.advance("count_locked", "office")
    day = text_of(department_of(child).browser("supervisor").get(reverse("portal:my_day")))
    assert child.cycle.title not in day
    assert child.cycle.title in text_of(member.get(reverse("portal:my_day")))
    member.post(reverse("grades:confirm_vetoes", args=[child.pk]))
    assert VetoConfirmation.objects.get(cycle=child.pk).user == department_of(child).people["unit-discipline-1"]
    other = department_of(child).browser("unit-discipline-2")
    assert other.get(reverse("grades:vetoes", args=[child.pk])).status_code == 404


def upward(parent: Cycle) -> dict[int, Participant]:
    """The round above takes over how the own members rate its reporters; both units stand on its roster."""
    body = deepcopy(default_body())
    body["classes"].append({"code": "D", "name": "本单位党员", "electorate": "child_round"})  # type: ignore[attr-defined]
    body["grading"]["class_weights"] = {"A": "0.4", "B": "0.2", "C": "0.2", "D": "0.2"}  # type: ignore[index]
    RuleSet.objects.filter(pk=parent.rule_set_id).update(body=body)
    parent.rule_set.refresh_from_db()
    made = {}
    for number, unit in enumerate(cycles_api.expected_units(parent), start=1):
        made[number] = Participant.objects.create(
            cycle=parent,
            organization=unit,
            person=Person.objects.get(name=f"书记{number}"),
            organization_name=unit.name,
            person_name=f"书记{number}",
            mode="written",
            order_no=number,
        )
    return made


def test_the_members_rating_of_the_secretary_goes_upward_with_its_source(child: ChildRound, parent: Cycle) -> None:
    people = upward(parent)
    begun(child, parent)
    assert child.cycle.rule_set.body["classes"][-1]["code"] == "S"
    assert "S" not in child.cycle.rule_set.body["grading"]["class_weights"]
    child.post("teller-1", "ballots:forms", child.pk, "D", data=bodies_of(child, BODIES))
    own = {
        f"{name}_{people[1].pk}": value
        for name, value in {"issued": 30, "collected": 28, "void_forms": 0, "reason": ""}.items()
    }
    child.post("teller-1", "ballots:forms", child.pk, "S", data=own)
    child.post("teller-1", "ballots:close", child.pk)
    key_everything(child)
    for who in ("teller-1", "teller-2"):
        browser = child.house.browser(who)
        browser.post(reverse("ballots:start", args=[child.pk, "S"]))
        user = department_of(child).people[{"teller-1": "clerk-1", "teller-2": "clerk-1b"}[who]]
        keying = CountSession.objects.get(cycle=child.pk).keyings.get(class_code="S", keyed_by=user)
        row = {f"r{people[1].pk}_good": "20", f"r{people[1].pk}_fairly_good": "8", "act": "finish"}
        browser.post(reverse("ballots:keying", args=[keying.pk]), row)
    child.post("teller-1", "ballots:confirm", child.pk)
    # The secretary is rated in this count and has no hand in it; a teller of the department or the 纪检委员 locks.
    assert "述职" in child.refused("office_head", "ballots:lock", child.pk)
    assert "由上级计票人" in child.refused("teller-2", "ballots:lock", child.pk)
    assert ballots_api.own_ratings(parent) == {}
    department_of(child).browser("teller-1").post(reverse("ballots:lock", args=[child.pk]))
    taken = ballots_api.own_ratings(parent)
    assert {pk: (one.class_code, one.source, one.forms.valid) for pk, one in taken.items()} == {
        people[1].pk: ("D", child.cycle.title, 28)
    }
    assert "S" not in next(iter(ballots_api.counts(child.cycle).values()))
    assert list(damage()) == []
    count_above(parent, people)
    counts = ballots_api.counts(parent)
    assert counts[people[1].pk]["D"]["counts"]["good"] == 20  # type: ignore[index]
    assert "D" not in counts[people[2].pk]
    page = text_of(department_of(child).browser("teller-1").get(reverse("ballots:session", args=[parent.pk])))
    assert child.cycle.title in page
    assert "下级轮次尚未锁定计票" in page
    assert ballots_api.shown_by_reporter(parent)[people[1].pk] == {"A", "D"}
    assert results.latest(parent) is None


def count_above(parent: Cycle, people: dict[int, Participant]) -> None:
    """A locked count of one class in the round above."""
    session = CountSession.objects.create(cycle=parent, state="locked", result_digest="f" * 64)
    ClassIssue.objects.create(session=session, class_code="A", issued=9, collected=9)
    for one in people.values():
        session.counts.create(participant=one, class_code="A", good=9)


def test_without_the_switch_nothing_goes_upward(child: ChildRound, parent: Cycle) -> None:
    child.begin(parent, own_members="on")
    assert [one["code"] for one in child.cycle.rule_set.body["classes"]] == ["A", "B", "C", "D"]
    assert ballots_api.own_ratings(parent) == {}
