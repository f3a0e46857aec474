"""Rounds whose count is locked, made from the golden cases of tests/core/grading/cases.py."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from shuping.apps.ballots.models import ClassIssue, Count, CountSession
from shuping.apps.cycles.models import Cycle, Participant, RuleSet
from shuping.apps.grades import api
from shuping.core.rulesets.defaults import default_body
from shuping.core.rulesets.digest import digest
from tests.core.grading import cases
from tests.factories.world import World, make_cycle, make_organization, make_person

AT = datetime(2021, 1, 25, 2, 0, tzinfo=UTC)
MEETING = api.Meeting(
    held_on=date(2021, 1, 25), members_expected=9, members_present=8, document_number="党组纪要〔2021〕2号"
)


def body_for(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The default rule set with the grading rules and classes of a case."""
    body = default_body()
    body["grading"] = rules
    names = {one["code"]: one for one in body["classes"]}  # type: ignore[attr-defined]
    body["classes"] = [names[code] for code in rules["class_weights"]]
    body["ballot"] = {**body["ballot"], "quorum": {}}  # type: ignore[dict-item]
    return body


def make_round(world: World, case: dict[str, Any], *, stage: str = "count_locked", smallest: int = 5) -> Cycle:
    """A round with one unit per reporter of a case, its count locked and its annual scores entered."""
    body = body_for(case["rules"])
    numeric = any("scores" in b for one in case["reporters"] for b in one.get("ballots", {}).values())
    body["ballot"] = {**body["ballot"], "numeric": numeric, "smallest_shown": smallest}
    rules = RuleSet.objects.create(name="案例", body=body, digest=digest(body), frozen_at=AT)
    cycle = make_cycle(world.root, 2020, stage, rules, world.last_cycle)
    session = CountSession.objects.create(cycle=cycle, state="locked", result_digest="f" * 64)
    scores: dict[int, Decimal | str] = {}
    issued: dict[str, int] = {}
    for number, one in enumerate(case["reporters"], start=1):
        unit = make_organization(
            world.root, one["id"], f"K{cycle.pk}-{number}", "committee", unit_class="highway", office_order=number
        )
        person = make_person(unit, f"书记{one['id']}", "党委书记")
        participant = Participant.objects.create(
            cycle=cycle,
            organization=unit,
            person=person,
            organization_name=one["id"],
            person_name=person.name,
            mode="written",
            order_no=number,
            cap_group=one.get("group", ""),
        )
        for code, given in one.get("ballots", {}).items():
            figures = {"scores": given["scores"]} if "scores" in given else given
            Count.objects.create(session=session, participant=participant, class_code=code, **figures)
            issued[code] = max(issued.get(code, 0), len(given.get("scores", [])) or sum(given.values()))
        if one.get("annual"):
            scores[participant.pk] = one["annual"]
    for code, number in issued.items():
        ClassIssue.objects.create(session=session, class_code=code, issued=number, collected=number)
    if scores:
        office = world.actor("office")
        api.enter_scores(cycle=cycle, component="annual", scores=scores, source="年度党建考核通报", by=office, at=AT)
    return cycle


def worked_round(world: World, **changes: Any) -> Cycle:
    """The worked example of domain.md section 6 as a round."""
    return make_round(world, cases.worked(**changes))


def by_name(cycle: Cycle) -> dict[str, Participant]:
    """The participants of a round by their unit's name."""
    return {one.organization_name: one for one in cycle.participants.all()}


def computed(world: World, cycle: Cycle) -> Any:
    """Veto facts confirmed (if they were not), grades computed."""
    if not hasattr(cycle, "veto_confirmation") and not api.facts(cycle).veto_facts_confirmed:
        api.confirm_vetoes(cycle=cycle, by=world.actor("supervisor"), at=AT)
    return api.compute_grades(cycle=cycle, by=world.actor("office_head"), at=AT)


def set_stage(cycle: Cycle, stage: str) -> None:
    """Move the round without its guards (rounds does that in earnest)."""
    Cycle.objects.filter(pk=cycle.pk).update(stage=stage)
    cycle.refresh_from_db()


def decisions(cycle: Cycle, **changes: api.Decided) -> dict[int, api.Decided]:
    """A decision that follows the suggestion everywhere but in `changes` (by unit name)."""
    people = by_name(cycle)
    rows = cycle.computations.order_by("-number").first().answer["groups"]
    usual = {
        people[one["id"]].pk: api.Decided(one["suggested"]) for group in rows for one in group["answer"]["results"]
    }
    return usual | {people[name].pk: made for name, made in changes.items()}


def decided_round(world: World, **changes: Any) -> Cycle:
    """The worked example, computed, proposed and decided as suggested."""
    cycle = worked_round(world, **changes)
    computed(world, cycle)
    api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=AT)
    set_stage(cycle, "proposed")
    api.decide_grades(cycle=cycle, meeting=MEETING, decisions=decisions(cycle), by=world.actor("presider"), at=AT)
    set_stage(cycle, "decided")
    return cycle
