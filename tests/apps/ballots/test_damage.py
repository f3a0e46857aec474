"""Planted damage is found, each kind by its line."""

from collections.abc import Callable

import pytest
from django.db.models import F

from shuping.apps.ballots import api, services
from shuping.apps.ballots.models import ClassIssue, Count, CountSession, KeyedRow, Keying
from shuping.core.ballots.tally import Row

from .counting import Count as Counting


def change_the_count(count: Counting) -> None:
    Count.objects.filter(class_code="A").update(good=F("good") - 1, fairly_good=F("fairly_good") + 1)


def change_one_keying(count: Counting) -> None:
    first = KeyedRow.objects.filter(keying__class_code="A", keying__number=2).first()
    assert first is not None
    KeyedRow.objects.filter(pk=first.pk).update(good=F("good") - 1, fairly_good=F("fairly_good") + 1)


def lock_alone(count: Counting) -> None:
    CountSession.objects.update(first_lock_by=None)


def lock_twice_by_one(count: Counting) -> None:
    CountSession.objects.update(first_lock_by=F("locked_by"))


def change_the_digest(count: Counting) -> None:
    CountSession.objects.update(result_digest="0" * 64)


def collect_too_many(count: Counting) -> None:
    ClassIssue.objects.filter(class_code="C").update(collected=21)


def drop_the_void_reason(count: Counting) -> None:
    ClassIssue.objects.filter(class_code="C").update(void_reason="")


def let_a_reporter_key(count: Counting) -> None:
    user = count.world.users["reporter", "own"]
    Keying.objects.filter(class_code="A", number=1).update(keyed_by=user)


def let_a_reporter_lock(count: Counting) -> None:
    CountSession.objects.update(locked_by=count.world.users["reporter", "own"])


def drop_a_keying(count: Counting) -> None:
    Keying.objects.filter(class_code="B", number=2).delete()


def count_a_stranger(count: Counting) -> None:
    Count.objects.filter(class_code="A", participant=count.world.own.participant).update(
        participant=count.world.own.last_participant
    )


def unlock_behind_the_back(count: Counting) -> None:
    CountSession.objects.update(state="closed")


def change_a_row_total(count: Counting) -> None:
    for rows in (Count.objects.all(), KeyedRow.objects.filter(keying__class_code="A")):
        rows.filter(participant=count.world.own.participant).update(good=F("good") + 5)


@pytest.mark.parametrize(
    ("plant", "line"),
    [
        (change_the_count, "differ from what was keyed"),
        (change_one_keying, "open differences"),
        (lock_alone, "not by two persons"),
        (lock_twice_by_one, "by the same person"),
        (change_the_digest, "digest does not fit"),
        (collect_too_many, "collected_above_issued"),
        (drop_the_void_reason, "void_forms_without_reason"),
        (let_a_reporter_key, "who reports in this round"),
        (let_a_reporter_lock, "confirmed or locked by"),
        (drop_a_keying, "without two finished keyings"),
        (count_a_stranger, "not on the roster"),
        (unlock_behind_the_back, "count is not locked"),
        (change_a_row_total, "does not fit"),
    ],
)
@pytest.mark.feature("OPS-14")
def test_planted_damage_is_found(count: Counting, plant: Callable[[Counting], None], line: str) -> None:
    count.lock()
    assert list(api.damage()) == []
    plant(count)
    found = list(api.damage())
    assert any(line in one for one in found), found


def test_a_round_past_the_count_without_a_lock_is_damage(count: Counting) -> None:
    count.key_all()
    count.world.cycle.stage = "decided"
    count.world.cycle.save()
    assert any("past the count" in line for line in api.damage())


def test_a_running_count_is_no_damage(count: Counting) -> None:
    count.close()
    keying = services.start_keying(session=count.session, class_code="A", by=count.first, at=count.at)
    services.save_row(keying=keying, row=Row(count.rows("A")[0].reporter, {"good": 1}), by=count.first, at=count.at)
    assert list(api.damage()) == []
