"""What would come out under other weights, bands or caps: computed on a copy, stored nowhere (EVA-14)."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Computation
from shuping.core.errors import InputError, RuleError
from shuping.core.rulesets import schemes
from shuping.core.rulesets.reading import grading_rules

from . import case as cases
from . import results

# What would let a class that is held back be read off by varying the rules (settled.md 4).
REVEALING = ("class_weights", "grade_values", "tie_order")


@dataclass(frozen=True, slots=True)
class Row:
    """One reporter before and after."""

    name: str
    composite: str
    suggested: str
    new_composite: str
    new_suggested: str

    @property
    def moved(self) -> bool:
        """Whether the suggestion would be another one."""
        return self.suggested != self.new_suggested


def basis(cycle: Any) -> Computation | None:
    """The computation to vary: the round's latest, or last year's while this round has none (before approval)."""
    found = results.latest(cycle)
    if found is not None:
        return found
    previous = cycles_api.previous_cycle(cycle)
    return results.latest(previous) if previous is not None else None


def schemes_of(computation: Computation) -> tuple[str, ...]:
    """The schemes that the basis was computed with, "" for the common rules; one can be varied at a time (CYC-08)."""
    return tuple(dict.fromkeys(str(group.get("scheme", "")) for group in computation.case["groups"]))


def _groups(computation: Computation, scheme: str) -> list[dict[str, Any]]:
    return [group for group in computation.case["groups"] if group.get("scheme", "") == scheme]


def all_shown(computation: Computation, scheme: str = "") -> bool:
    """Whether every class of everybody under the scheme may be shown apart, so that everything may be varied."""
    shown = ballots_api.shown_by_reporter(computation.cycle)
    return all(
        shown.get(computation.reporters[reporter["id"]], frozenset())
        >= set(grading_rules(group["case"]["rules"]).class_weights)
        for group in _groups(computation, scheme)
        for reporter in group["case"]["reporters"]
    )


def starting_rules(cycle: Any, computation: Computation, scheme: str = "") -> dict[str, Any]:
    """The rules to start from: this round's plan where its classes are those of the basis, else the basis' own."""
    basis_rules: dict[str, Any] = _groups(computation, scheme)[0]["case"]["rules"]
    try:
        own = schemes.body_of(cycle.rule_set.body, scheme)
    except InputError:  # last year's scheme is gone this year
        return deepcopy(basis_rules)
    same = set(own["class_weights"]) == set(basis_rules["class_weights"])
    return deepcopy(own if same else basis_rules)


def vary(computation: Computation, rules: Mapping[str, Any], names: Mapping[str, str], scheme: str = "") -> list[Row]:
    """Everybody before and after, in the order of the roster. Nothing is stored; other schemes stay as they are.

    Raises RuleError `grades.classes_held_back` if the change would reveal a class that is held back, and InputError
    for rules that cannot be used.
    """
    case = deepcopy(computation.case)
    mine = [group for group in case["groups"] if group.get("scheme", "") == scheme]
    if not all_shown(computation, scheme):
        kept = grading_rules(mine[0]["case"]["rules"])
        wanted = grading_rules(rules)
        if any(getattr(kept, name) != getattr(wanted, name) for name in REVEALING):
            raise RuleError("grades.classes_held_back")
    for group in mine:
        group["case"]["rules"] = dict(rules)
    answers = cases.answers(case, names)
    found = []
    for before, after in zip(computation.answer["groups"], answers["groups"], strict=True):
        for old, new in zip(before["answer"]["results"], after["answer"]["results"], strict=True):
            row = Row(old["id"], old["composite"], old["suggested"], new["composite"], new["suggested"])
            found.append((computation.reporters[old["id"]], row))
    order = dict(cycles_api.Participant.objects.filter(cycle=computation.cycle_id).values_list("pk", "order_no"))
    return [row for pk, row in sorted(found, key=lambda pair: (order.get(pair[0], 0), pair[0]))]
