"""The light collection of facts holds everything that the guards of the next step read."""

from dataclasses import replace
from typing import Any

import pytest

from shuping.apps.cycles.models import Cycle
from shuping.apps.grades import api as grades_api
from shuping.apps.rounds.facts import NEEDED, is_ready
from shuping.core.cycles.facts import (
    ArchiveFacts,
    CountFacts,
    GradeFacts,
    PlanFacts,
    RectificationFacts,
    ReportFacts,
)
from shuping.core.cycles.stages import STEPS, Kind, Stage, Step
from tests.factories.world import World

WHOLE = GradeFacts(veto_facts_confirmed=True, computed=True)

PIECES = {
    "plan": PlanFacts(stage="draft"),
    "reports": ReportFacts(),
    "count": CountFacts(),
    "grades": GradeFacts(),
    "rectification": RectificationFacts(),
    "archive": ArchiveFacts(),
}


class Watched:
    """Facts that note which pieces are read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return PIECES[name]


@pytest.mark.feature("CYC-02")
@pytest.mark.parametrize("step", [step for step in STEPS if step.kind is Kind.FORWARD], ids=lambda step: step.to.value)
def test_the_light_collection_holds_what_the_guards_read(step: Step) -> None:
    watched = Watched()
    for guard in step.guards:
        guard(watched)  # type: ignore[arg-type]
    assert watched.read - {"plan"} == set(NEEDED.get(step.origin, ()))


@pytest.mark.django_db
@pytest.mark.feature("DSH-01")
@pytest.mark.parametrize(
    ("light", "whole", "ready", "compared"),
    [
        (WHOLE, WHOLE, True, [False, True]),
        (WHOLE, replace(WHOLE, computed=False), False, [False, True]),  # an input changed after the computation
        (replace(WHOLE, proposals_missing=("甲",)), WHOLE, False, [False]),  # nothing is compared for what is not due
    ],
    ids=["ready", "out of date", "not proposed"],
)
def test_a_round_is_ready_only_when_its_computation_was_compared(
    light: GradeFacts,
    whole: GradeFacts,
    ready: bool,
    compared: list[bool],
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bool] = []

    def facts(_cycle: Cycle, *, compared: bool = True) -> GradeFacts:
        asked.append(compared)
        return whole if compared else light

    monkeypatch.setattr(grades_api, "facts", facts)
    world.cycle.stage = Stage.COUNT_LOCKED
    assert is_ready(world.cycle, Stage.PROPOSED) is ready
    assert asked == compared
