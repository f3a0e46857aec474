"""`shuping verify` on a whole round: clean as the services left it, and every kind of planted damage has its line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from shuping.apps.cycles.models import Cycle
from shuping.commands import verify
from tests.factories import small_round

from .planting import PLANTED, Plant, change_a_count, change_a_text, change_an_act, take_the_round_back


@pytest.fixture(scope="module")
def whole_round(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One archived round of three units, stored once for this file and taken away at its end."""
    with django_db_blocker.unblock():
        small_round.play(small_round.fill())
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(autouse=True)
def stored(whole_round: None, db: None) -> None:
    """Every test sees the round; what it plants is rolled back."""


@pytest.mark.feature("OPS-09")
def test_a_whole_round_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert Cycle.objects.get().stage == "archived"
    assert (verify.run([]), capsys.readouterr().out) == (0, "")


@pytest.mark.feature("OPS-09")
@pytest.mark.parametrize(("plant", "app", "line"), PLANTED, ids=[plant.__name__ for plant, _, _ in PLANTED])
def test_planted_damage_has_its_line(plant: Plant, app: str, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    restore = plant()
    try:
        code = verify.run(["--json"])
    finally:
        if restore is not None:
            restore()
    answer = json.loads(capsys.readouterr().out)
    assert code == 1
    assert not answer["ok"]
    assert any(one["app"] == app and line in one["text"] for one in answer["violations"]), answer["violations"]


@pytest.mark.feature("OPS-09")
def test_the_command_prints_one_line_per_violation(capsys: pytest.CaptureFixture[str]) -> None:
    for plant in (change_an_act, change_a_text, change_a_count, take_the_round_back):
        plant()
    assert verify.run([]) == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == len(list(verify.violations()))
    for start in ("audit: row 9", "reports: version", "ballots: count of round", "rounds: round"):
        assert any(line.startswith(start) for line in said.out.splitlines())
    assert said.err.strip() == f"{len(said.out.splitlines())} violations"
