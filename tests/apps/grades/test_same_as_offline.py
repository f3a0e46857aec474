"""What the pages show is what `shuping grade` prints, for any case: nothing is lost on the way through the database."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings

from shuping.apps.grades.models import Adjustment
from shuping.apps.grades.queries import results
from shuping.core.grading.answers import answer
from tests.apps.grades import scene
from tests.core.grading.test_properties import some_case
from tests.factories.world import World

pytestmark = [pytest.mark.feature("EVA-01", "EVA-10"), pytest.mark.django_db]
FIGURES = ("ballot", "composite", "band", "suggested", "rank", "good_rate")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(case=some_case())
def test_the_table_of_a_round_shows_what_the_command_prints(world: World, case: dict[str, Any]) -> None:
    for one in case["reporters"]:
        one["vetoes"] = []  # a round keeps facts, not their effects alone
        if case["rules"]["component_weights"]["annual"] == "0.0":
            one["annual"] = None  # nor a score that has no weight
    printed = {one["id"]: one for one in answer(case)["results"]}  # type: ignore[attr-defined]
    with transaction.atomic():
        cycle = scene.make_round(world, case, smallest=1)
        shown = {
            row.participant.organization_name: row for row in results.table(cycle, scene.computed(world, cycle)).rows
        }
        assert {name: [getattr(row, key) for key in FIGURES] for name, row in shown.items()} == {
            name: [one[key] for key in FIGURES] for name, one in printed.items()
        }
        assert {name: dict(row.means) for name, row in shown.items()} == {
            name: one["class_means"] for name, one in printed.items()
        }
        transaction.set_rollback(True)


def test_points_of_two_decimals_reach_the_composite_exactly(world: World, client_of: Any) -> None:
    cycle = scene.worked_round(world)
    before = {row.participant.pk: row.composite for row in results.table(cycle, scene.computed(world, cycle)).rows}
    s1 = scene.by_name(cycle)["S1"]
    for kind, value in (("bonus", "0.10"), ("bonus", "0.07"), ("deduction", "0.03")):
        Adjustment.objects.create(participant=s1, kind=kind, value=value, ground="表彰", at=scene.AT)
    scene.computed(world, cycle)
    page = client_of("office_head").get(reverse("grades:table", args=[cycle.pk])).content.decode()
    assert before[s1.pk] == "93.9649"
    assert "94.0349" in page  # the highest bonus counts: + 0.10 − 0.03
