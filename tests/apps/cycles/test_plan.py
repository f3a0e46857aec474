"""Making a plan: defaults, published plans, last year's; rules, dates, approval, notice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles import api
from shuping.apps.cycles.models import Cycle, PlanChange
from shuping.apps.cycles.queries import suggested_keys
from shuping.apps.cycles.services import plan, steps
from shuping.base.wording import sentence
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.stages import what_is_missing
from shuping.core.errors import RuleError
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def draft(world: World, at: datetime, year: int = 2021, start: str = "default", **fields: Any) -> Cycle:
    """Next year's round as a fresh draft."""
    scope = api.Scope(**{"cutoff_date": date(year, 12, 31), **fields})
    return api.create_cycle(organizer=world.root, year=year, scope=scope, start=start, by=world.actor("office"), at=at)


@pytest.mark.feature("CYC-01")
def test_a_new_round_starts_from_the_defaults_and_follows_last_year(world: World, at: datetime) -> None:
    cycle = draft(world, at)
    assert (cycle.stage, cycle.previous, cycle.title) == (
        "draft",
        world.cycle,
        "测试省交通运输厅党组2021年度党组织书记抓基层党建述职评议考核",
    )
    assert len(cycle.categories) == 5
    rules = api.rules_of(cycle)
    assert sum(rules.grading.class_weights.values()) == 1
    assert "grading.class_weights" in suggested_keys(cycle.rule_set.body)
    assert AuditEvent.objects.filter(action="cycles.create").count() == 1


@pytest.mark.feature("CYC-01")
@pytest.mark.parametrize(
    ("case", "classes", "written", "numeric"),
    [("B", 2, 3000, True), ("C", 1, 1000, True), ("D", 3, 3000, False), ("E", 3, 4000, False)],
)
def test_a_round_is_set_up_from_each_published_plan(
    world: World, at: datetime, case: str, classes: int, written: int, numeric: bool
) -> None:
    rules = api.rules_of(draft(world, at, start=case))
    assert (len(rules.classes), rules.report.written_max, rules.ballot.numeric) == (classes, written, numeric)


@pytest.mark.feature("CYC-03")
def test_the_dates_of_the_published_plans_c_and_e_are_taken_over() -> None:
    meeting = datetime(2021, 1, 22, 6, 0, tzinfo=UTC)
    due = api.plan_dates("C", meeting, 2021)["report_due"]
    assert plan.shown(due) == "2021-01-20 17:00"
    dates = {kind: plan.shown(moment)[:10] for kind, moment in api.plan_dates("E", None, 2020).items()}
    assert dates == {
        "report_due": "2020-12-16",
        "meeting": "2020-12-21",
        "decision": "2020-12-25",
        "feedback": "2020-12-26",
        "plan_due": "2020-12-29",
    }


@pytest.mark.feature("CYC-01")
def test_one_year_has_one_round_per_organiser_and_unit_class(world: World, at: datetime) -> None:
    with pytest.raises(RuleError) as refused:
        draft(world, at, year=2020)
    assert refused.value.code == "cycles.year_taken"
    assert world.cycle.title in sentence(refused.value)


@pytest.mark.feature("CYC-08")
def test_unit_classes_may_have_schemes_of_their_own_in_one_year(world: World, at: datetime) -> None:
    first = draft(world, at, unit_classes=["highway"])
    second = draft(world, at, unit_classes=["college"], start="E")
    assert first.rule_set != second.rule_set
    with pytest.raises(RuleError, match=r"cycles\.year_taken"):
        draft(world, at, unit_classes=["highway", "society"])
    assert [unit.name for unit in api.expected_units(first)] == ["测试甲中心", "测试乙中心"]
    assert api.expected_units(second) == []


@pytest.mark.feature("CYC-06", "CYC-07")
def test_a_changed_value_loses_its_label_and_faulty_weights_are_not_saved(world: World, at: datetime) -> None:
    cycle = draft(world, at)
    by = world.actor("office")
    changed = {"grading.class_weights": {"A": "0.4", "B": "0.3", "C": "0.3"}, "report.written_max": 3000}
    saved = api.change_rules(cycle=cycle, changes=changed, revision=0, by=by, at=at)
    sources = saved.rule_set.body["sources"]
    assert sources["grading.class_weights"] == "本单位方案"
    assert "建议值" in sources["report.written_max"]  # unchanged, not confirmed
    confirmed = api.change_rules(
        cycle=saved, changes={"report.written_max": 3000}, revision=1, confirm=True, by=by, at=at
    )
    assert confirmed.rule_set.body["sources"]["report.written_max"] == "本单位方案"
    wrong = {"grading.class_weights": {"A": "0.5", "B": "0.3", "C": "0.3"}}
    with pytest.raises(RuleError) as refused:
        api.change_rules(cycle=cycle, changes=wrong, revision=2, by=by, at=at)
    assert refused.value.code == "cycles.rules_faulty"
    assert Cycle.objects.get(pk=cycle.pk).rule_set.body["grading"]["class_weights"]["A"] == "0.4"


@pytest.mark.feature("CYC-02")
def test_a_class_that_is_dropped_leaves_no_quorum_and_no_tie_key_behind(world: World, at: datetime) -> None:
    cycle = draft(world, at)
    changes = {
        "classes": [{"code": "B", "name": "述职书记", "eligible": None, "reporters_vote": True}],
        "grading.class_weights": {"B": "1"},
    }
    saved = api.change_rules(cycle=cycle, changes=changes, revision=0, by=world.actor("office"), at=at)
    rules = api.rules_of(saved)
    assert list(rules.ballot.quorum) == ["B"]
    assert rules.grading.tie_order == ("composite", "annual", "good_rate")


@pytest.mark.feature("CYC-02")
def test_two_people_changing_one_plan_the_second_is_told_who_was_first(world: World, at: datetime) -> None:
    cycle = draft(world, at)
    api.change_rules(cycle=cycle, changes={"report.written_max": 4000}, revision=0, by=world.actor("office"), at=at)
    with pytest.raises(RuleError) as refused:
        api.change_rules(
            cycle=cycle, changes={"report.written_max": 2000}, revision=0, by=world.actor("office_head"), at=at
        )
    assert refused.value.code == "cycles.changed_meanwhile"
    assert "测试office" in sentence(refused.value)
    assert api.rules_of(Cycle.objects.get(pk=cycle.pk)).report.written_max == 4000


@pytest.mark.feature("CYC-06")
def test_an_approved_plan_is_frozen_hashed_and_a_return_to_draft_makes_a_new_version(
    world: World, at: datetime
) -> None:
    cycle, by = draft(world, at), world.actor("office_head")
    row = api.locked(cycle)
    api.record_step(row, "plan_approved", by=by, at=at)
    frozen = Cycle.objects.get(pk=cycle.pk).rule_set
    assert frozen.frozen_at == at
    assert len(frozen.digest) == 64
    with pytest.raises(RuleError, match=r"cycles\.not_now"):
        api.change_rules(cycle=row, changes={"report.written_max": 1}, revision=row.revision, by=by, at=at)
    api.record_step(row, "draft", by=by, at=at, reason="方案退回修改")
    reopened = Cycle.objects.get(pk=cycle.pk)
    assert (reopened.rule_set.version, reopened.rule_set.frozen_at, reopened.approved_on) == (2, None, None)
    frozen.refresh_from_db()
    assert frozen.digest
    assert list(api.damage()) == []


@pytest.mark.feature("CYC-02")
def test_the_facts_name_what_a_fresh_draft_lacks(world: World, at: datetime) -> None:
    facts = Facts(plan=api.facts(draft(world, at)))
    codes = {refusal.code for refusal in what_is_missing(facts, "plan_approved")}
    assert codes == {"cycles.no_reporters", "cycles.dates_missing", "cycles.approval_not_recorded"}
    assert facts.plan.units_not_listed == ("测试甲中心", "测试乙中心")
    assert facts.plan.suggested_values > 10


@pytest.mark.feature("CYC-02")
def test_a_faulty_rule_set_in_the_table_is_seen_by_the_guard_and_by_verify(world: World, at: datetime) -> None:
    cycle = draft(world, at)
    cycle.rule_set.body["grading"]["class_weights"]["A"] = "0.9"
    cycle.rule_set.save()
    assert len(api.facts(cycle).rule_set_faults) == 1
    assert any("is not whole" in line for line in api.damage())


@pytest.mark.feature("CYC-05")
def test_last_year_is_cloned_with_its_scheme_its_texts_and_its_dates_moved_to_working_days(
    world: World, at: datetime
) -> None:
    by = world.actor("office")
    world.cycle.notice_text = "各单位党组织："
    world.cycle.save()
    api.set_days(rows=[(date(2022, 1, 25), False, "春节")], by=by, at=at)
    cycle = api.clone_cycle(source=world.cycle, year=2021, by=by, at=at)
    assert (cycle.title, cycle.previous) == ("2021年度党组织书记抓基层党建述职评议考核", world.cycle)
    assert cycle.notice_text == "各单位党组织："
    assert cycle.rule_set.body["grading"] == world.cycle.rule_set.body["grading"]
    assert cycle.rule_set.frozen_at is None
    assert cycle.participants.count() == 0
    dates = {row.kind: row.due_at.date() for row in api.key_dates(cycle)}
    assert dates == {"report_due": date(2022, 1, 26), "meeting": date(2022, 1, 28)}


@pytest.mark.feature("CYC-05")
def test_a_value_that_was_the_units_own_is_suggested_anew_next_year(world: World, at: datetime) -> None:
    first = draft(world, at)
    by = world.actor("office")
    first = api.change_rules(cycle=first, changes={"report.written_max": 4000}, revision=0, by=by, at=at)
    second = api.clone_cycle(source=first, year=2022, by=by, at=at)
    assert second.rule_set.body["sources"]["report.written_max"].startswith("沿用2021年度方案：本单位方案")
    assert "report.written_max" in suggested_keys(second.rule_set.body)


@pytest.mark.feature("CYC-04")
def test_a_meeting_postponed_after_approval_keeps_its_reason(world: World, at: datetime) -> None:
    later = datetime(2021, 2, 5, 1, 0, tzinfo=UTC)
    by = world.actor("office")
    with pytest.raises(RuleError, match=r"cycles\.reason_needed"):
        api.set_dates(cycle=world.cycle, dates={"meeting": later}, by=by, at=at)
    assert PlanChange.objects.count() == 0
    api.set_dates(cycle=world.cycle, dates={"meeting": later}, reason="会场调整", by=by, at=at)
    change = PlanChange.objects.get()
    assert (change.kind, change.reason) == ("date_moved", "会场调整")
    assert "2021-01-28 17:00 → 2021-02-05 09:00" in change.text
    with pytest.raises(RuleError, match=r"cycles\.not_now"):
        api.set_dates(cycle=world.cycle, dates={"meeting": None}, reason="取消", by=by, at=at)


@pytest.mark.feature("CYC-14")
def test_a_date_on_a_moved_holiday_is_warned_of(world: World, at: datetime) -> None:
    by = world.actor("office")
    assert api.facts(world.cycle).dates_on_rest_days == ()
    api.set_days(rows=[(date(2021, 1, 28), False, "调休")], by=by, at=at)
    assert len(api.facts(world.cycle).dates_on_rest_days) == 1


@pytest.mark.feature("CYC-02")
def test_the_notice_is_recorded_after_approval_and_withdrawn_with_the_step_back(world: World, at: datetime) -> None:
    cycle, by = draft(world, at), world.actor("office_head")
    with pytest.raises(RuleError, match=r"cycles\.not_now"):
        api.record_notice(cycle=cycle, number="青交党〔2021〕1号", on=date(2021, 11, 1), by=by, at=at)
    api.record_approval(cycle=cycle, meeting="厅党组会议", on=date(2021, 10, 30), by=by, at=at)
    row = api.locked(cycle)
    api.record_step(row, "plan_approved", by=by, at=at)
    row = api.record_notice(cycle=row, number="青交党〔2021〕1号", on=date(2021, 11, 1), by=by, at=at)
    assert api.facts(row).notice_number == "青交党〔2021〕1号"
    api.record_step(row, "notified", by=by, at=at)
    api.record_step(row, "plan_approved", by=by, at=at, reason="文号有误")
    assert Cycle.objects.get(pk=cycle.pk).notice_number == ""


def test_a_suspended_or_archived_round_changes_no_plan(world: World, at: datetime) -> None:
    by = world.actor("office")
    with pytest.raises(RuleError, match=r"cycles\.not_now"):
        api.set_dates(cycle=world.last_cycle, dates={"meeting": at}, reason="x", by=by, at=at)
    row = api.locked(world.cycle)
    steps.set_suspended(row, "等待上级通知", by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.suspended"):
        api.fill_roster(cycle=world.cycle, by=by, at=at)


@pytest.mark.feature("CYC-04")
def test_one_unit_gets_a_later_deadline_with_reason_and_the_others_do_not(world: World, at: datetime) -> None:
    by, own = world.actor("office_head"), world.own.participant
    due = api.due(own, "report_due")
    assert due is not None
    later = due + timedelta(days=2)
    with pytest.raises(RuleError, match=r"cycles\.value_needed"):
        api.extend_deadline(participant=own, kind="report_due", due_at=later, reason=" ", by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.extension_not_later"):
        api.extend_deadline(participant=own, kind="report_due", due_at=due, reason="防汛", by=by, at=at)
    with pytest.raises(RuleError, match=r"cycles\.date_unknown"):
        api.extend_deadline(participant=own, kind="mid_check", due_at=later, reason="防汛", by=by, at=at)
    api.extend_deadline(participant=own, kind="report_due", due_at=later, reason="防汛值守", by=by, at=at)
    assert api.due(own, "report_due") == later
    assert api.due(world.other.participant, "report_due") == due
    assert api.dues(world.cycle, "report_due") == {own.pk: later, world.other.participant.pk: due}
    assert not api.is_late(own, "report_due", due + timedelta(minutes=1))
    assert api.is_late(world.other.participant, "report_due", due + timedelta(minutes=1))


@pytest.mark.feature("CYC-03")
def test_case_c_with_grace_through_the_stored_dates(world: World, at: datetime) -> None:
    due = datetime(2021, 1, 26, 9, 0, tzinfo=UTC)
    by, own = world.actor("office"), world.own.participant
    api.set_dates(cycle=world.cycle, dates={"report_due": due}, reason="方案C", by=by, at=at)
    assert [api.is_late(own, "report_due", due + timedelta(minutes=n)) for n in (0, 1)] == [False, True]
    api.set_dates(
        cycle=world.cycle, dates={"report_due": due}, grace_minutes={"report_due": 30}, reason="宽限", by=by, at=at
    )
    assert [api.is_late(own, "report_due", due + timedelta(minutes=n)) for n in (30, 31)] == [False, True]


@pytest.mark.feature("CYC-01")
def test_the_current_round_is_the_departments_and_never_a_rehearsal(world: World, at: datetime) -> None:
    api.clone_cycle(source=world.cycle, year=2020, rehearsal=True, by=world.actor("office"), at=at)
    assert api.current_cycle() == world.cycle
    assert api.previous_participant(world.own.participant) == world.own.last_participant
    assert api.previous_participant(world.own.last_participant) is None


@pytest.mark.feature("CYC-11")
def test_a_round_made_from_a_rehearsal_follows_the_real_one(world: World, at: datetime) -> None:
    by = world.actor("office")
    copy = api.clone_cycle(source=world.cycle, year=world.cycle.year, rehearsal=True, by=by, at=at)
    made = api.clone_cycle(source=copy, year=world.cycle.year + 1, by=by, at=at)
    assert (made.previous, made.rehearsal) == (world.cycle, False)
    assert "演练" not in made.title
    assert list(api.damage()) == []


@pytest.mark.feature("CYC-05")
def test_next_years_draft_is_not_the_current_round_while_this_years_goes_on(world: World, at: datetime) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="rectifying")
    made = api.clone_cycle(source=world.cycle, year=2021, by=world.actor("office"), at=at)
    assert api.current_cycle() == world.cycle
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="archived")
    assert api.current_cycle() == made
    Cycle.objects.filter(pk=made.pk).update(stage="archived")
    assert api.current_cycle() == made
