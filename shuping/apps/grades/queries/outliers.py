"""What stands out in the ballots of one reporter and of the round, for those who read exact figures (EVA-09).

Only class means that the suppression already lets through (settled.md 4); nothing is stored and nothing changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Computation
from shuping.core.grading import outliers
from shuping.core.grading.numbers import four
from shuping.core.rulesets.reading import grading_rules

from .results import Table, reporters_in


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class beside the others: figures as printed, "" where there is none."""

    code: str
    name: str
    mean: str
    trimmed: str
    deviation: str
    leaning: str  # points over all reporters of the round
    kind: str  # strict, lenient, alike, ""


def lines_of(cycle: Any, computation: Computation, table: Table, participant_id: int) -> list[ClassLine]:
    """The classes of one reporter; empty where a class is held back or nothing is rated by ballot."""
    row = next((one for one in table.rows if one.participant.pk == participant_id), None)
    if row is None or not row.whole or not row.means:
        return []
    rules = cycles_api.rules_of(cycle)
    weights = _weights(computation)
    by_reporter = [outliers.deviations(_means(one.means), weights[one.group]) for one in table.rows if one.whole]
    leanings = outliers.leanings(by_reporter)
    means = _means(row.means)
    own = outliers.deviations(means, weights[row.group])
    scores = _scores(computation, participant_id)
    names = {one.code: one.name for one in rules.classes}
    found = []
    for code, mean in means.items():
        trimmed = outliers.trimmed_mean(scores.get(code, ()), smallest=rules.ballot.smallest_shown)
        leaning = leanings.get(code)
        found.append(
            ClassLine(
                code,
                names.get(code, code),
                four(mean, 2),
                "" if trimmed is None else four(trimmed, 2),
                _signed(own.get(code)),
                _signed(leaning.points if leaning else None),
                leaning.kind if leaning else "",
            )
        )
    return found


def _means(means: Mapping[str, str | None]) -> dict[str, Fraction]:
    return {code: Fraction(mean) for code, mean in means.items() if mean is not None}


def _weights(computation: Computation) -> dict[str, Mapping[str, Fraction]]:
    groups = computation.case["groups"]
    return {str(one["name"]): grading_rules(one["case"]["rules"]).class_weights for one in groups}


def _scores(computation: Computation, participant_id: int) -> dict[str, tuple[Fraction, ...]]:
    """The scores of each class for one reporter, in a round that is rated in scores."""
    for _group, reporter, _result in reporters_in(computation):
        if computation.reporters[reporter["id"]] == participant_id:
            ballots = reporter["ballots"].items()
            return {code: tuple(Fraction(one) for one in ballot.get("scores", ())) for code, ballot in ballots}
    return {}


def _signed(points: Fraction | None) -> str:
    if points is None:
        return ""
    text = four(points, 2)
    return text if points < 0 else f"+{text}"
