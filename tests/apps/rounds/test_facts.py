"""The light collection of facts holds everything that the guards of the next step read."""

from typing import Any

import pytest

from shuping.apps.rounds.facts import NEEDED
from shuping.core.cycles.facts import (
    ArchiveFacts,
    CountFacts,
    GradeFacts,
    PlanFacts,
    RectificationFacts,
    ReportFacts,
)
from shuping.core.cycles.stages import STEPS, Kind, Step

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
