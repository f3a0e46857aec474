"""Moving a round: guards, trace, effects, two people at once, going back, setting aside."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Cycle, StageChange
from shuping.apps.cycles.wording import SENTENCES
from shuping.apps.organization.models import Term
from shuping.apps.rectification.models import Feedback, Issue
from shuping.apps.reports.models import LastYearLine, Report
from shuping.apps.rounds import api
from shuping.apps.rounds import facts as round_facts
from shuping.base.wording import sentence
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.stages import ORDER, Stage
from shuping.core.errors import RuleError
from tests.core.cycles.facts_for_tests import complete
from tests.core.cycles.test_stages import REFUSALS
from tests.factories.world import World, make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every guard is met; what a round really lacks is other tests' affair."""

    def collect(cycle: Cycle) -> Facts:
        facts = complete(cycle.stage)
        closed = cycle.stage != Stage.MEETING or getattr(cycle, "ballot_closed", True)
        count = replace(facts.count, session_closed=closed)
        return replace(facts, plan=replace(facts.plan, suspended=cycle.suspended), count=count)

    monkeypatch.setattr(round_facts, "collect", collect)
    monkeypatch.setattr(round_facts, "collect_for_next_step", collect)


def at_stage(cycle: Cycle, stage: str) -> Cycle:
    """The round put at a stage without its history."""
    Cycle.objects.filter(pk=cycle.pk).update(stage=stage)
    return Cycle.objects.get(pk=cycle.pk)


@pytest.mark.feature("CYC-02")
@pytest.mark.parametrize(("origin", "to", "room", "values", "code", "names"), REFUSALS)
def test_every_guard_refuses_the_step_with_its_sentence(
    world: World,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    origin: str,
    to: str,
    room: str,
    values: dict[str, object],
    code: str,
    names: tuple[str, ...],
) -> None:
    facts = complete(origin)
    facts = replace(facts, **{room: replace(getattr(facts, room), **values)})  # type: ignore[arg-type]
    for name in ("collect", "collect_for_next_step"):
        monkeypatch.setattr(round_facts, name, lambda cycle: facts)
    cycle, by = at_stage(world.cycle, origin), world.actor("office_head")
    with pytest.raises(RuleError) as refused:
        if to == Stage.MATERIALS_LOCKED and origin == Stage.MEETING:
            api.step_back(cycle=cycle, to=to, reason="中断", by=by, at=at)
        else:
            api.advance_round(cycle=cycle, to=to, by=by, at=at)
    assert refused.value.code == code
    text = sentence(refused.value)
    assert text != str(refused.value), "the sentence lacks a parameter"
    assert "%(" not in text
    for name in names:
        assert name in text
    assert Cycle.objects.get(pk=cycle.pk).stage == origin
    assert not StageChange.objects.exists()


@pytest.mark.feature("CYC-02")
def test_every_code_of_the_core_has_a_sentence() -> None:
    assert {row[4] for row in REFUSALS} <= set(SENTENCES)


@pytest.mark.feature("CYC-02")
def test_several_missing_things_are_all_said_at_once(world: World, at: datetime) -> None:
    with pytest.raises(api.NotReady) as refused:
        api.advance_round(cycle=world.cycle, by=world.actor("office"), at=at)
    codes = [refusal.code for refusal in refused.value.refusals]
    assert codes == [
        "cycles.written_not_approved",
        "cycles.spoken_not_approved",
        "cycles.comment_without_problem",
        "cycles.order_not_fixed",
    ]
    text = sentence(refused.value)
    assert "测试甲中心 书记1" in text
    assert "测试乙中心 书记2" in text


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_a_round_walks_through_the_year_and_leaves_one_row_per_step(world: World, at: datetime) -> None:
    cycle, by = at_stage(world.cycle, "draft"), world.actor("office_head")
    for to in ORDER[1:]:
        cycle = api.advance_round(cycle=cycle, to=to, by=by, at=at)
    changes = list(StageChange.objects.filter(cycle=cycle))
    assert [change.to_stage for change in changes] == [stage.value for stage in ORDER[1:]]
    assert AuditEvent.objects.filter(action="rounds.step").count() == len(changes)
    assert list(api.damage()) == []
    with pytest.raises(RuleError, match=r"rounds\.not_forward"):
        api.advance_round(cycle=cycle, by=by, at=at)


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_two_people_at_once_one_wins_and_the_other_is_told_who(world: World, at: datetime) -> None:
    seen = at_stage(world.cycle, "plan_approved")
    api.advance_round(cycle=seen, by=world.actor("office_head"), at=at)
    with pytest.raises(RuleError) as refused:
        api.advance_round(cycle=seen, seen="plan_approved", by=world.actor("office"), at=at)
    assert refused.value.code == "cycles.moved_meanwhile"
    assert "测试office_head" in sentence(refused.value)
    assert StageChange.objects.count() == 1


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_no_stage_is_jumped(world: World, at: datetime) -> None:
    with pytest.raises(RuleError, match=r"rounds\.not_forward"):
        api.advance_round(cycle=world.cycle, to="meeting", by=world.actor("office"), at=at)


@pytest.mark.feature("CYC-06")
@pytest.mark.usefixtures("nothing_missing")
def test_approval_freezes_the_rule_set(world: World, at: datetime) -> None:
    cycle = at_stage(world.cycle, "draft")
    cycle.rule_set.frozen_at, cycle.rule_set.digest = None, ""
    cycle.rule_set.save()
    api.advance_round(cycle=cycle, by=world.actor("office_head"), at=at)
    cycle.rule_set.refresh_from_db()
    assert (cycle.rule_set.frozen_at, len(cycle.rule_set.digest)) == (at, 64)


@pytest.mark.feature("REP-18")
@pytest.mark.usefixtures("nothing_missing")
def test_reports_open_with_last_years_problems(world: World, at: datetime) -> None:
    sheet = Feedback.objects.create(participant=world.own.last_participant, delivered_at=at)
    Issue.objects.create(
        cycle=world.last_cycle,
        organization=world.own.organization,
        feedback=sheet,
        told_at=at,
        number=1,
        source="comment",
        text="党建与业务结合不紧",
        objective="隐患路段降到10处以下",
        state="planning",
    )
    api.advance_round(cycle=at_stage(world.cycle, "notified"), by=world.actor("office"), at=at)
    line = LastYearLine.objects.get(participant=world.own.participant)
    assert (line.problem, line.promise) == ("党建与业务结合不紧", "隐患路段降到10处以下")
    kinds = {(report.participant_id, report.kind) for report in Report.objects.all()}
    assert (world.own.participant.pk, "spoken") in kinds
    assert (world.other.participant.pk, "written") in kinds


@pytest.mark.feature("CYC-04")
def test_a_unit_added_while_reports_are_open_gets_its_texts_at_once(world: World, at: datetime) -> None:
    from shuping.apps.cycles import api as cycles_api  # noqa: PLC0415

    extra = make_organization(world.root, "测试丙中心", "C", "committee")
    Term.objects.create(
        organization=extra, person=make_person(extra, "书记3"), post="secretary", started_on=date(2016, 1, 1)
    )
    made = cycles_api.add_unit(
        cycle=world.cycle, organization=extra, mode="on_the_spot", reason="新划入", by=world.actor("office"), at=at
    )
    assert {report.kind for report in Report.objects.filter(participant=made)} == {"written", "spoken"}


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_a_step_back_needs_a_reason_and_leaves_its_trace(world: World, at: datetime) -> None:
    cycle, by = at_stage(world.cycle, "materials_locked"), world.actor("office_head")
    Report.objects.create(participant=world.own.participant, kind="written", state="final")
    with pytest.raises(RuleError, match=r"rounds\.reason_needed"):
        api.step_back(cycle=cycle, to="preparing", reason=" ", by=by, at=at)
    with pytest.raises(RuleError, match=r"rounds\.not_back"):
        api.step_back(cycle=cycle, to="draft", reason="重来", by=by, at=at)
    api.step_back(cycle=cycle, to="preparing", reason="一份报告引文有误", by=by, at=at)
    assert StageChange.objects.get().reason == "一份报告引文有误"
    assert Report.objects.get().state == "approved"


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_a_locked_count_is_reopened_only_by_two_persons(world: World, at: datetime) -> None:
    cycle, by = at_stage(world.cycle, "count_locked"), world.actor("office_head")
    other = world.user("supervisor").pk
    with pytest.raises(RuleError, match=r"rounds\.reopen_through_count"):
        api.step_back(cycle=cycle, to="ballot_closed", reason="更正", by=by, at=at)
    for first in (by.user_id, None):
        with pytest.raises(RuleError, match=r"rounds\.reopen_needs_two"):
            api.reopen_count(cycle=cycle, first_id=first, reason="更正", by=by, at=at)
    with pytest.raises(RuleError, match=r"rounds\.reason_needed"):
        api.reopen_count(cycle=cycle, first_id=other, reason="", by=by, at=at)
    api.reopen_count(cycle=cycle, first_id=other, reason="录入有误", by=by, at=at)
    change = StageChange.objects.get()
    assert (change.to_stage, change.second_user_id, change.user_id) == ("ballot_closed", other, by.user_id)


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_a_suspended_round_stands_still_until_it_is_resumed(world: World, at: datetime) -> None:
    by = world.actor("office_head")
    with pytest.raises(RuleError, match=r"rounds\.reason_needed"):
        api.suspend(cycle=world.cycle, reason="", by=by, at=at)
    cycle = api.suspend(cycle=world.cycle, reason="等待上级通知", by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.suspended"):
        api.advance_round(cycle=cycle, by=by, at=at)
    with pytest.raises(RuleError, match=r"rounds\.suspended_already"):
        api.suspend(cycle=cycle, reason="再停", by=by, at=at)
    cycle = api.resume(cycle=cycle, by=by, at=at)
    with pytest.raises(RuleError, match=r"rounds\.not_suspended"):
        api.resume(cycle=cycle, by=by, at=at)
    api.advance_round(cycle=cycle, by=by, at=at)
    assert [change.to_stage for change in StageChange.objects.all()] == ["preparing", "preparing", "materials_locked"]
    at_stage(world.cycle, "archived")
    with pytest.raises(RuleError, match=r"rounds\.suspended_already"):
        api.suspend(cycle=world.cycle, reason="已归档", by=by, at=at)


@pytest.mark.feature("CYC-02")
@pytest.mark.usefixtures("nothing_missing")
def test_a_step_whose_effect_fails_leaves_nothing_behind(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("the power is gone")

    monkeypatch.setattr("shuping.apps.rounds.effects.of_step", fail)
    with pytest.raises(OSError, match="power"):
        api.advance_round(cycle=world.cycle, by=world.actor("office"), at=at)
    assert Cycle.objects.get(pk=world.cycle.pk).stage == "preparing"
    assert not StageChange.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.feature("DSH-01")
@pytest.mark.usefixtures("nothing_missing")
def test_a_round_that_is_ready_waits_for_those_who_take_the_step(world: World, at: datetime) -> None:
    def lines(role: str) -> list[str]:
        return [line.kind for line in api.waiting(world.actor(role), on=at.date())]

    assert lines("office") == ["rounds.advance"]
    assert lines("presider") == []
    assert lines("archivist") == []
    at_stage(world.cycle, "draft")
    assert (lines("office"), lines("office_head")) == ([], ["rounds.advance"])
    at_stage(world.cycle, "look_back")
    assert (lines("office"), lines("archivist")) == ([], ["rounds.advance"])


@pytest.mark.feature("CYC-02")
def test_the_count_that_two_unlock_takes_the_round_back(
    world: World, at: datetime, client_of: Callable[..., object]
) -> None:
    from shuping.apps.ballots.signals import count_unlocked  # noqa: PLC0415

    cycle = at_stage(world.cycle, "count_locked")
    by, first = world.actor("supervisor"), world.user("office_head").pk
    count_unlocked.send(sender=None, cycle=cycle, first_id=first, reason="票数更正", by=by, at=at)
    assert Cycle.objects.get(pk=cycle.pk).stage == "ballot_closed"
