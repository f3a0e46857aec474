"""Every kind of planted damage in the annual assessment has its line; what the services leave is clean."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F

from shuping.apps.assessments import api
from shuping.apps.assessments.models import Deduction, Finding, Scheme, Sending, UnitAssessment, Visit
from tests.apps.assessments import scene
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("OPS-09")]


def unlock_scheme() -> None:
    Scheme.objects.update(locked_at=None)


def change_scheme() -> None:
    row = Scheme.objects.get()
    row.body["groups"][0]["title"] = "别的"
    row.save()


def spoil_scheme() -> None:
    row = Scheme.objects.get()
    row.body["groups"].pop()
    row.save()


def change_total() -> None:
    UnitAssessment.objects.filter(state="confirmed").update(total=F("total") + 1)


def change_a_step() -> None:
    row = UnitAssessment.objects.get(state="confirmed")
    row.result["steps"][0]["text"] = "别的"
    row.save()


def change_points_later() -> None:
    Deduction.objects.update(points=1)


def forget_the_ground() -> None:
    Deduction.objects.update(place=" ")


def move_the_day() -> None:
    Deduction.objects.update(happened_on=date(2021, 3, 1))


def drop_the_trail() -> None:
    Deduction.objects.get().steps.all().delete()


def answer_out_of_nothing() -> None:
    Deduction.objects.update(verdict="kept")


def forget_the_deduction() -> None:
    row = Deduction.objects.get()
    row.steps.all().delete()
    row.delete()


def move_the_sentence() -> None:
    Finding.objects.update(start=F("start") + 1)


def forget_why() -> None:
    Finding.objects.update(fact="")


def visit_twice() -> None:
    row = Visit.objects.filter(state="done").earliest("pk")
    Visit.objects.create(unit=row.unit, group=row.group)


def forget_when_visited() -> None:
    Visit.objects.filter(state="done").update(done_at=None)


def import_from_nowhere() -> None:
    UnitAssessment.objects.filter(state="self_score").update(
        state="confirmed", confirmed_how="import", total=Decimal(90)
    )


def total_before_its_time() -> None:
    UnitAssessment.objects.filter(state="self_score").update(total=Decimal(90))


def unknown_state() -> None:
    UnitAssessment.objects.filter(state="self_score").update(state="dreaming")


PLANTED: list[tuple[Callable[[], None], str]] = [
    (unlock_scheme, "in use, but not locked"),
    (change_scheme, "changed after it was locked"),
    (spoil_scheme, "in use with"),
    (change_total, "scoring it again gives 98, not 99"),
    (change_a_step, "the kept steps do not fit their seal"),
    (change_points_later, "its points are not those of its trail"),
    (forget_the_ground, "without a ground"),
    (move_the_day, "entered before it happened"),
    (drop_the_trail, "its trail does not begin with its entry"),
    (answer_out_of_nothing, "answered without an objection"),
    (forget_the_deduction, "entries arrived"),
    (move_the_sentence, "its sentence does not stand at its place in the report"),
    (forget_why, "partly or not true, but nothing says why"),
    (visit_twice, "visited twice without a reason"),
    (forget_when_visited, "done without a moment"),
    (import_from_nowhere, "an imported total without a source"),
    (total_before_its_time, "has a total without being confirmed"),
    (unknown_state, "unknown state dreaming"),
]


@pytest.mark.parametrize(("plant", "line"), PLANTED, ids=[plant.__name__ for plant, _line in PLANTED])
def test_planted_damage_has_its_line(world: World, plant: Callable[[], None], line: str) -> None:
    scene.one_finding(world)
    scene.confirmed(world)
    assert list(api.damage()) == []
    assert Sending.objects.count() == 2
    plant()
    assert any(line in found for found in api.damage()), list(api.damage())
