"""The count from handing out forms to the lock, and every refusal on the way."""

from datetime import datetime

import pytest

from shuping.apps.audit.models import AuditEvent
from shuping.apps.ballots import api, services
from shuping.apps.ballots.models import Correction, Count, CountSession, Keying
from shuping.base.actor import Actor
from shuping.base.wording import sentence
from shuping.core.ballots.tally import Row
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.factories.world import World

from .counting import Count as Counting


def refused(error: pytest.ExceptionInfo[RuleError]) -> str:
    """The code of a refusal, which must have its sentence."""
    assert sentence(error.value) != str(error.value)
    return error.value.code


def test_a_count_runs_from_open_to_locked_and_hands_its_figures_to_grading(count: Counting) -> None:
    digest = count.lock()
    session = count.fresh()
    assert (session.state, session.result_digest) == ("locked", digest)
    own = api.counts(count.world.cycle)[count.world.own.participant.pk]
    assert own["A"] == {"counts": {"good": 7, "fairly_good": 2, "average": 0, "poor": 0, "abstain": 0}}
    other = api.counts(count.world.cycle)[count.world.other.participant.pk]
    assert other["B"]["counts"] == {"good": 3, "fairly_good": 2, "average": 0, "poor": 0, "abstain": 1}  # type: ignore[index]
    assert set(own) == {"A", "B", "C"}
    assert list(api.damage()) == []


def test_nothing_is_handed_out_before_the_lock(count: Counting) -> None:
    count.key_all()
    assert api.counts(count.world.cycle) == {}
    assert api.shown_classes(count.world.cycle) == frozenset()


@pytest.mark.feature("DSH-10")
def test_turnout_names_forms_and_nobody_and_is_silent_while_forms_come_in(count: Counting) -> None:
    assert api.turnout(count.world.cycle) == []
    count.close()
    figures = [
        (one.class_code, one.issued, one.collected, one.valid, one.void) for one in api.turnout(count.world.cycle)
    ]
    assert figures == [("A", 9, 9, 9, 0), ("B", 8, 7, 7, 0), ("C", 20, 20, 19, 1)]


def test_the_facts_follow_the_count_step_by_step(count: Counting) -> None:
    cycle = count.world.cycle
    assert api.facts(count.world.last_cycle).session_open is False
    assert (api.facts(cycle).session_open, api.facts(cycle).session_closed) == (True, False)
    count.close()
    assert api.facts(cycle).classes_not_keyed_twice == ("A", "B", "C")
    for code in "ABC":
        count.key(code, count.first)
        count.key(code, count.second)
    assert api.facts(cycle).classes_not_keyed_twice == ()
    services.confirm_count(session=count.session, by=count.first, at=count.at)
    assert (api.facts(cycle).confirmations, api.facts(cycle).locked) == (1, False)
    services.lock_count(session=count.session, by=count.head, at=count.at)
    assert (api.facts(cycle).confirmations, api.facts(cycle).locked) == (2, True)


def test_case_a5_twenty_one_forms_of_twenty_are_refused_with_the_figures(count: Counting) -> None:
    with pytest.raises(RuleError) as error:
        count.issue("C", issued=20, collected=21, void_forms=0)
    assert refused(error) == "ballots.collected_above_issued"
    assert "21" in sentence(error.value)
    assert "20" in sentence(error.value)
    count.session.issues.filter(class_code="C").update(issued=20, collected=21, recorded_at=count.at)
    assert api.facts(count.world.cycle).collected_above_issued == ("C",)


def test_a_count_opens_once_and_only_at_the_meeting(count: Counting, at: datetime) -> None:
    with pytest.raises(RuleError) as error:
        services.open_count(cycle=count.world.cycle, by=count.second, at=at)
    assert refused(error) == "ballots.already_open"
    with pytest.raises(RuleError) as error:
        services.open_count(cycle=count.world.last_cycle, by=count.first, at=at)
    assert refused(error) == "ballots.wrong_stage"


def test_a_suspended_round_takes_no_forms(count: Counting) -> None:
    count.world.cycle.suspended_reason = "防汛"
    count.world.cycle.save()
    with pytest.raises(RuleError) as error:
        count.issue("A")
    assert refused(error) == "ballots.suspended"


def test_forms_must_be_recorded_before_the_count_closes_and_keying_waits_for_it(count: Counting) -> None:
    with pytest.raises(RuleError) as error:
        services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    assert refused(error) == "ballots.not_closed"
    count.issue("A")
    with pytest.raises(RuleError) as error:
        services.close_count(session=count.session, by=count.first, at=count.at)
    assert refused(error) == "ballots.issue_not_recorded"
    count.issue("B")
    count.issue("C")
    services.close_count(session=count.session, by=count.first, at=count.at)
    with pytest.raises(RuleError) as error:
        services.close_count(session=count.session, by=count.first, at=count.at)
    assert refused(error) == "ballots.not_open"


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"void_forms": 1}, "ballots.void_forms_without_reason"),
        ({"void_forms": 10, "void_reason": "涂改"}, "ballots.void_above_collected"),
        ({"own_rows": 10}, "ballots.own_rows_above_valid"),
        ({"collected": -1}, "ballots.negative"),
    ],
)
def test_impossible_forms_are_refused(count: Counting, figures: dict[str, object], code: str) -> None:
    with pytest.raises(RuleError) as error:
        count.issue("A", **figures)
    assert refused(error) == code


def test_a_class_outside_the_rule_set_is_refused(count: Counting) -> None:
    with pytest.raises(RuleError) as error:
        services.record_issue(session=count.session, class_code="Z", issued=1, collected=1, by=count.first, at=count.at)
    assert refused(error) == "ballots.unknown_class"


def test_one_clerk_never_keys_both_sheets_of_a_class(count: Counting) -> None:
    count.close()
    mine = count.key("A", count.first)
    again = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    assert again.pk == mine.pk
    assert Keying.objects.filter(class_code="A").count() == 1


def test_a_third_clerk_is_told_who_keys_already(count: Counting) -> None:
    count.close()
    count.key("A", count.first)
    count.key("A", count.second)
    with pytest.raises(RuleError) as error:
        services.start_keying(session=count.session, class_code="A", by=count.head, at=count.at)
    assert refused(error) == "ballots.both_keyings_taken"
    assert count.second.name in sentence(error.value)


def test_a_sheet_belongs_to_its_clerk(count: Counting) -> None:
    count.close()
    keying = count.key("A", count.first, finish=False)
    with pytest.raises(RuleError) as error:
        services.save_rows(keying=keying, rows=count.rows("A"), by=count.second, at=count.at)
    assert refused(error) == "ballots.not_your_keying"


def test_a_half_keyed_sheet_is_kept_but_not_finished(count: Counting) -> None:
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    faults = services.save_row(keying=keying, row=count.rows("A")[0], by=count.first, at=count.at)
    assert [fault.code for fault in faults] == ["ballots.row_missing"]
    with pytest.raises(RuleError) as error:
        services.finish_keying(keying=keying, by=count.first, at=count.at)
    assert refused(error) == "ballots.row_missing"
    assert "测试乙中心" in sentence(error.value)
    assert Keying.objects.get(pk=keying.pk).rows.count() == 1


def test_a_row_that_does_not_add_up_stops_the_sheet_with_class_and_name(count: Counting) -> None:
    count.close()
    rows = count.rows("A")
    rows[0] = Row(rows[0].reporter, {"good": 7, "fairly_good": 1})
    keying = count.key("A", count.first, rows, finish=False)
    with pytest.raises(RuleError) as error:
        services.finish_keying(keying=keying, by=count.first, at=count.at)
    assert refused(error) == "ballots.row_total"
    assert "测试甲中心" in sentence(error.value)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"reporter": "999999"}, "ballots.unknown_reporter"),
        ({"counts": {"good": -1}}, "ballots.negative"),
        ({"scores": ("lots",)}, "ballots.score_unreadable"),
        ({"scores": ("101",)}, "ballots.score_out_of_range"),
    ],
)
def test_unreadable_rows_write_nothing(count: Counting, row: dict[str, object], code: str) -> None:
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    good = count.rows("A")
    broken = Row(**{"reporter": good[1].reporter, **row})  # type: ignore[arg-type]
    with pytest.raises(RuleError) as error:
        services.save_rows(keying=keying, rows=[good[0], broken], by=count.first, at=count.at)
    assert refused(error) == code
    assert keying.rows.count() == 0


def test_a_finished_sheet_is_opened_again_only_with_a_reason(count: Counting) -> None:
    count.close()
    keying = count.key("A", count.first)
    with pytest.raises(RuleError) as error:
        services.save_rows(keying=keying, rows=count.rows("A"), by=count.first, at=count.at)
    assert refused(error) == "ballots.keying_finished"
    with pytest.raises(RuleError) as error:
        services.reopen_keying(keying=keying, reason=" ", by=count.first, at=count.at)
    assert refused(error) == "ballots.reason_missing"
    services.reopen_keying(keying=keying, reason="漏看一张", by=count.first, at=count.at)
    services.save_rows(keying=keying, rows=count.rows("A"), by=count.first, at=count.at)
    assert AuditEvent.objects.filter(action="ballots.keying.reopened", reason="漏看一张").count() == 1


def test_forms_do_not_change_under_a_finished_sheet(count: Counting) -> None:
    count.close()
    count.key("A", count.first)
    with pytest.raises(RuleError) as error:
        count.issue("A", issued=10)
    assert refused(error) == "ballots.issue_after_keying"


def differing(count: Counting) -> tuple[Keying, Keying]:
    """Every class keyed twice; in A the second clerk took one 较好 of the first reporter for 好."""
    count.close()
    for code in "BC":
        count.key(code, count.first)
        count.key(code, count.second)
    rows = count.rows("A")
    rows[0] = Row(rows[0].reporter, {"good": 8, "fairly_good": 1})
    return count.key("A", count.first), count.key("A", count.second, rows)


def test_a_difference_of_the_two_keyings_stops_the_lock(count: Counting) -> None:
    differing(count)
    assert api.facts(count.world.cycle).differences == 2
    with pytest.raises(RuleError) as error:
        services.confirm_count(session=count.session, by=count.first, at=count.at)
    assert refused(error) == "ballots.differences_open"


def test_a_differing_row_is_keyed_again_by_its_clerk_and_leaves_a_trace(count: Counting) -> None:
    first, second = differing(count)
    right = count.rows("A")[0]
    with pytest.raises(RuleError) as error:
        services.rekey_row(keying=second, row=right, by=count.first, at=count.at)
    assert refused(error) == "ballots.not_your_keying"
    services.rekey_row(keying=second, row=right, by=count.second, at=count.at)
    trace = Correction.objects.get()
    assert (trace.before["good"], trace.after["good"], trace.user_id) == (8, 7, count.second.user_id)
    assert api.facts(count.world.cycle).differences == 0
    with pytest.raises(RuleError) as error:
        services.rekey_row(keying=first, row=right, by=count.first, at=count.at)
    assert refused(error) == "ballots.no_difference"


def test_a_row_keyed_again_must_still_add_up(count: Counting) -> None:
    _, second = differing(count)
    wrong = Row(count.rows("A")[0].reporter, {"good": 7})
    with pytest.raises(RuleError) as error:
        services.rekey_row(keying=second, row=wrong, by=count.second, at=count.at)
    assert refused(error) == "ballots.row_total"
    assert Correction.objects.count() == 0


def test_rows_are_keyed_again_only_after_both_have_finished(count: Counting) -> None:
    count.close()
    keying = count.key("A", count.first)
    with pytest.raises(RuleError) as error:
        services.rekey_row(keying=keying, row=count.rows("A")[0], by=count.first, at=count.at)
    assert refused(error) == "ballots.keying_not_finished"


def test_the_lock_needs_two_different_people_in_order(count: Counting) -> None:
    count.key_all()
    with pytest.raises(RuleError) as error:
        services.lock_count(session=count.session, by=count.first, at=count.at)
    assert refused(error) == "ballots.not_confirmed"
    services.confirm_count(session=count.session, by=count.first, at=count.at)
    with pytest.raises(RuleError) as error:
        services.lock_count(session=count.session, by=count.first, at=count.at)
    assert refused(error) == "ballots.same_person_locks"
    services.lock_count(session=count.session, by=count.head, at=count.at)
    assert count.fresh().locked_by_id == count.head.user_id


def test_of_two_who_lock_at_once_one_wins_and_the_other_is_told_who(count: Counting) -> None:
    """Both hold the page of the confirmed count; the stale session in hand does not help the second."""
    count.key_all()
    services.confirm_count(session=count.session, by=count.first, at=count.at)
    stale = count.fresh()
    services.lock_count(session=count.fresh(), by=count.supervisor, at=count.at)
    with pytest.raises(RuleError) as error:
        services.lock_count(session=stale, by=count.head, at=count.at)
    assert refused(error) == "ballots.already_locked"
    assert count.supervisor.name in sentence(error.value)
    assert AuditEvent.objects.filter(action="ballots.count.locked").count() == 1


def test_of_two_who_confirm_at_once_the_second_is_told_who(count: Counting) -> None:
    count.key_all()
    services.confirm_count(session=count.session, by=count.first, at=count.at)
    with pytest.raises(RuleError) as error:
        services.confirm_count(session=count.session, by=count.second, at=count.at)
    assert refused(error) == "ballots.already_confirmed"
    assert count.first.name in sentence(error.value)


def test_after_the_confirmation_nothing_changes_until_it_is_taken_back(count: Counting) -> None:
    count.key_all()
    services.confirm_count(session=count.session, by=count.first, at=count.at)
    keying = Keying.objects.get(class_code="A", keyed_by_id=count.first.user_id)
    with pytest.raises(RuleError) as error:
        services.reopen_keying(keying=keying, reason="再看", by=count.first, at=count.at)
    assert refused(error) == "ballots.already_confirmed"
    services.withdraw_confirmation(session=count.session, reason="再看一遍", by=count.second, at=count.at)
    services.reopen_keying(keying=keying, reason="再看", by=count.first, at=count.at)
    with pytest.raises(RuleError) as error:
        services.confirm_count(session=count.session, by=count.first, at=count.at)
    assert refused(error) == "ballots.not_keyed_twice"
    with pytest.raises(RuleError) as error:
        services.withdraw_confirmation(session=count.session, reason="x", by=count.second, at=count.at)
    assert refused(error) == "ballots.not_confirmed"


def test_a_locked_count_takes_no_figures(count: Counting) -> None:
    count.lock()
    with pytest.raises(RuleError) as error:
        count.issue("A")
    assert refused(error) == "ballots.already_locked"


def test_unlocking_takes_office_head_and_supervisor_and_a_reason(count: Counting) -> None:
    count.lock()
    session = count.session
    with pytest.raises(RuleError) as error:
        services.ask_unlock(session=session, reason="错票", by=count.first, at=count.at)
    assert refused(error) == "ballots.unlock_not_yours"
    with pytest.raises(RuleError) as error:
        services.ask_unlock(session=session, reason="", by=count.head, at=count.at)
    assert refused(error) == "ballots.reason_missing"
    with pytest.raises(RuleError) as error:
        services.unlock_count(session=session, by=count.supervisor, at=count.at)
    assert refused(error) == "ballots.unlock_not_asked"
    services.ask_unlock(session=session, reason="发现漏装一张", by=count.head, at=count.at)
    with pytest.raises(RuleError) as error:
        services.unlock_count(session=session, by=count.head, at=count.at)
    assert refused(error) == "ballots.unlock_needs_other"
    with pytest.raises(RuleError) as error:
        services.ask_unlock(session=session, reason="也要", by=count.supervisor, at=count.at)
    assert refused(error) == "ballots.unlock_already_asked"
    services.unlock_count(session=session, by=count.supervisor, at=count.at)
    assert (count.fresh().state, Count.objects.count(), api.counts(count.world.cycle)) == ("closed", 0, {})
    event = AuditEvent.objects.get(action="ballots.count.unlocked")
    assert (event.reason, event.details["asked_by"]) == ("发现漏装一张", count.head.name)
    assert list(api.damage()) == []
    services.confirm_count(session=session, by=count.first, at=count.at)
    services.lock_count(session=session, by=count.second, at=count.at)
    assert list(api.damage()) == []


def test_a_request_to_unlock_may_be_turned_down(count: Counting) -> None:
    count.lock()
    services.ask_unlock(session=count.session, reason="发现漏装一张", by=count.supervisor, at=count.at)
    services.refuse_unlock(session=count.session, reason="已核对无误", by=count.head, at=count.at)
    assert (count.fresh().state, count.fresh().unlock_asked_by_id) == ("locked", None)
    with pytest.raises(RuleError) as error:
        services.refuse_unlock(session=count.session, reason="x", by=count.head, at=count.at)
    assert refused(error) == "ballots.unlock_not_asked"


def test_a_count_that_grades_were_proposed_on_stays_locked(count: Counting) -> None:
    count.lock()
    count.world.cycle.stage = "proposed"
    count.world.cycle.save()
    with pytest.raises(RuleError) as error:
        services.ask_unlock(session=count.session, reason="错票", by=count.head, at=count.at)
    assert refused(error) == "ballots.unlock_too_late"


def test_an_unlocked_count_is_not_locked(count: Counting) -> None:
    with pytest.raises(RuleError) as error:
        services.ask_unlock(session=count.session, reason="错票", by=count.head, at=count.at)
    assert refused(error) == "ballots.not_locked"


@pytest.mark.feature("ORG-11")
def test_nobody_who_reports_keys_confirms_or_locks(count: Counting, world: World) -> None:
    count.key_all()
    reporter = Actor(count.first.user_id, "书记", Role.TELLER, world.root.pk, world.root.path, world.own.secretary.pk)
    for act in (
        lambda: services.start_keying(session=count.session, class_code="A", by=reporter, at=count.at),
        lambda: services.confirm_count(session=count.session, by=reporter, at=count.at),
        lambda: services.lock_count(session=count.session, by=reporter, at=count.at),
    ):
        with pytest.raises(RuleError) as error:
            act()
        assert refused(error) == "ballots.reporter_may_not_count"


def test_every_write_leaves_exactly_one_row_in_the_chain_and_no_figure_of_a_person(count: Counting) -> None:
    before = AuditEvent.objects.count()
    count.issue("A")
    assert AuditEvent.objects.count() == before + 1
    count.issue("B")
    count.issue("C")
    services.close_count(session=count.session, by=count.first, at=count.at)
    before = AuditEvent.objects.count()
    count.key("A", count.first)
    assert AuditEvent.objects.count() == before + 3
    details = AuditEvent.objects.filter(action="ballots.rows.keyed").first()
    assert details is not None
    assert set(details.details) == {"class", "number", "rows"}


def test_numeric_rounds_hand_out_scores_in_one_spelling(world: World, at: datetime) -> None:
    """Case B: scores instead of grades; 95.0 and 95 are one score."""
    from .counting import begin  # noqa: PLC0415

    body = dict(world.cycle.rule_set.body)
    body["ballot"] = {"numeric": True, "smallest_shown": 5}
    world.cycle.rule_set.body = body
    world.cycle.rule_set.save()
    count = begin(world, at)
    for code in "ABC":
        services.record_issue(
            session=count.session, class_code=code, issued=2, collected=2, own_rows=0, by=count.first, at=at
        )
    services.close_count(session=count.session, by=count.first, at=at)
    pair = [str(world.own.participant.pk), str(world.other.participant.pk)]
    for code in "ABC":
        count.key(code, count.first, [Row(pair[0], scores=("95.0", "93")), Row(pair[1], scores=("88", "90.5"))])
        count.key(code, count.second, [Row(pair[0], scores=("93", "95")), Row(pair[1], scores=("90.50", "88"))])
    services.confirm_count(session=count.session, by=count.first, at=at)
    services.lock_count(session=count.session, by=count.second, at=at)
    assert api.counts(world.cycle)[world.own.participant.pk]["A"] == {"scores": ["95", "93"]}
    assert api.counts(world.cycle)[world.other.participant.pk]["A"] == {"scores": ["90.5", "88"]}
    assert list(api.damage()) == []


def test_the_decision_meeting_sees_no_class_at_all_if_one_is_too_small(count: Counting) -> None:
    """settled.md 4: class B has seven forms; with eight as the smallest shown, A and C are closed with it."""
    count.lock()
    assert api.shown_classes(count.world.cycle) == frozenset("ABC")
    body = dict(count.world.cycle.rule_set.body)
    body["ballot"] = {**body["ballot"], "smallest_shown": 8}
    count.world.cycle.rule_set.body = body
    count.world.cycle.rule_set.save()
    assert api.shown_classes(count.world.cycle) == frozenset()
    assert CountSession.objects.count() == 1


def test_unlocking_takes_a_round_that_stood_at_the_locked_count_back_to_the_closed_ballot(count: Counting) -> None:
    count.lock()
    count.world.cycle.stage = "count_locked"
    count.world.cycle.save()
    services.ask_unlock(session=count.session, reason="发现漏装一张", by=count.head, at=count.at)
    services.unlock_count(session=count.session, by=count.supervisor, at=count.at)
    count.world.cycle.refresh_from_db()
    assert count.world.cycle.stage == "ballot_closed"
    step = count.world.cycle.stage_changes.get()
    assert {step.user_id, step.second_user_id} == {count.head.user_id, count.supervisor.user_id}


def test_the_year_file_holds_turnout_and_seal_and_no_class_figures(count: Counting) -> None:
    digest = count.lock()
    kept = api.archive(count.world.cycle)
    assert kept["digest"] == digest
    assert kept["forms"]["C"] == {"issued": 20, "collected": 20, "valid": 19, "void": 1}  # type: ignore[index]
    assert set(kept) == {"state", "digest", "forms", "keyed_again"}
    assert api.archive(count.world.last_cycle) == {}


def test_a_rehearsal_can_be_wiped(count: Counting) -> None:
    count.lock()
    api.wipe(count.world.cycle)
    assert (CountSession.objects.count(), Count.objects.count()) == (0, 0)
