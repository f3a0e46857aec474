"""Which component scores are missing before the grades are computed (DSH-09)."""

from collections.abc import Iterator
from typing import Any

from shuping.apps.cycles import api as cycles_api
from shuping.base.gaps import Gap

from .queries import case as cases
from .wording import COMPONENTS, GAPS


def gaps(cycle: Any) -> Iterator[Gap]:
    """Reporters without a score that carries weight for them."""
    rules, there = cycles_api.rules_of(cycle), cases.scored(cycle)
    for one in cases.reporters_of(cycle):
        for component in cases.needed_by(rules, one):
            if (one.pk, component) not in there:
                named = str(COMPONENTS[component])
                where = ("grades:scores", cycle.pk, named, f"?component={component}")
                yield Gap("grades.no_score", GAPS["grades.no_score"], str(one), *where)
