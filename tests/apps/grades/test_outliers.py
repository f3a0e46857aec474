"""EVA-09: how the classes differ, for those who read exact figures; held back where a class is too small."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.grades.queries import outliers, results
from shuping.core.grading.numbers import four
from tests.factories.world import World

from . import scene

Clients = Callable[..., Client]
pytestmark = pytest.mark.feature("EVA-09")


def test_the_page_shows_each_class_beside_the_others_and_says_that_nothing_changes(
    world: World, client_of: Clients
) -> None:
    cycle = scene.worked_round(world)
    computation = scene.computed(world, cycle)
    before = computation.answer_digest
    person = scene.by_name(cycle)["S1"]
    table = results.table(cycle, computation)
    lines = {line.code: line for line in outliers.lines_of(cycle, computation, table, person.pk)}
    means = {code: Fraction(mean) for code, mean in table.rows[0].means.items() if mean}
    assert sorted(lines) == sorted(means) and len(means) == 3
    given = computation.case["groups"][0]["case"]["rules"]["class_weights"]
    weights = {code: Fraction(str(weight)) for code, weight in given.items()}
    others = (weights["B"] * means["B"] + weights["C"] * means["C"]) / (weights["B"] + weights["C"])
    assert lines["A"].deviation.lstrip("+") == four(means["A"] - others, 2)
    assert {line.trimmed for line in lines.values()} == {""}  # grades, no scores
    page = client_of("member").get(reverse("grades:explain", args=[person.pk])).content.decode()
    assert 'id="outliers"' in page and "不改变任何得分和等次" in page
    computation.refresh_from_db()
    assert computation.answer_digest == before


def test_a_small_class_holds_everything_back(world: World, client_of: Clients) -> None:
    cycle = scene.make_round(world, scene.cases.worked(), smallest=500)
    computation = scene.computed(world, cycle)
    person = scene.by_name(cycle)["S1"]
    assert outliers.lines_of(cycle, computation, results.table(cycle, computation), person.pk) == []
    page = client_of("member").get(reverse("grades:explain", args=[person.pk])).content.decode()
    assert 'id="outliers"' not in page
