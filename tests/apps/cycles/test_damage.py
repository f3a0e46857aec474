"""`damage` finds each kind of planted damage, and nothing in a sound world."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from shuping.apps.cycles import api
from shuping.apps.cycles.models import Cycle, DeadlineExtension, Participant, PlanChange, RuleSet
from tests.factories.world import World

pytestmark = pytest.mark.django_db
MOMENT = datetime(2021, 1, 1, tzinfo=UTC)


def body_changed(world: World) -> None:
    rules = world.cycle.rule_set
    rules.body["report"]["written_max"] = 9
    rules.save()


def not_frozen(world: World) -> None:
    RuleSet.objects.filter(pk=world.cycle.rule_set_id).update(frozen_at=None)


def no_approval(world: World) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(approved_on=None)


def unknown_stage(world: World) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="somewhere")


def wrong_parent(world: World) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(parent=world.last_cycle)


def wrong_previous(world: World) -> None:
    Cycle.objects.filter(pk=world.last_cycle.pk).update(previous=world.cycle)


def too_many_present(world: World) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(quorum_confirmed={"A": {"expected": 3, "present": 4}})


def twice_on_the_roster(world: World) -> None:
    Participant.objects.filter(pk=world.other.participant.pk).update(organization=world.own.organization)


def same_number_twice(world: World) -> None:
    Participant.objects.filter(cycle=world.cycle).update(speaking_no=1)


def no_printed_name(world: World) -> None:
    Participant.objects.filter(pk=world.own.participant.pk).update(person_name="")


def no_mode(world: World) -> None:
    Participant.objects.filter(pk=world.own.participant.pk).update(mode="")


def replaced_without_leaving(world: World) -> None:
    Participant.objects.filter(pk=world.own.participant.pk).update(replaces=world.other.participant)


def extension_of_nothing(world: World) -> None:
    DeadlineExtension.objects.create(
        participant=world.own.participant, kind="mid_check", due_at=MOMENT, reason="x", granted_at=MOMENT
    )


def extension_without_reason(world: World) -> None:
    DeadlineExtension.objects.create(
        participant=world.own.participant, kind="report_due", due_at=MOMENT, reason="", granted_at=MOMENT
    )


def change_without_reason(world: World) -> None:
    PlanChange.objects.create(cycle=world.cycle, kind="unit_added", text="x", reason="", at=MOMENT)


@pytest.mark.feature("OPS-05")
def test_a_sound_world_has_no_damage(world: World) -> None:
    assert list(api.damage()) == []


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (body_changed, "was changed after it was frozen"),
        (not_frozen, "its rule set is not frozen"),
        (no_approval, "without a day of approval"),
        (unknown_stage, "unknown stage somewhere"),
        (wrong_parent, "is not organised below"),
        (wrong_previous, "is not an earlier real round"),
        (too_many_present, "more present than expected"),
        (twice_on_the_roster, "reports 2 times"),
        (same_number_twice, "speaking number 1 is held 2 times"),
        (no_printed_name, "has no printed name"),
        (no_mode, "has no mode"),
        (replaced_without_leaving, "did not leave this round"),
        (extension_of_nothing, "that the plan does not name"),
        (extension_without_reason, "has no reason"),
        (change_without_reason, "without a reason"),
    ],
)
def test_each_planted_damage_is_found(world: World, plant: Callable[[World], None], words: str) -> None:
    plant(world)
    assert any(words in line for line in api.damage())
