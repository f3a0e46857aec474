"""The case of a round as `shuping grade` takes it, built from what is stored now; one case per cap group."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Adjustment, ComponentScore, VetoFact
from shuping.core.grading import adjustments
from shuping.core.grading.answers import answer
from shuping.core.grading.numbers import four
from shuping.core.grading.values import WITHHELD
from shuping.core.rulesets import schemes as rule_schemes
from shuping.core.rulesets.digest import digest
from shuping.core.rulesets.values import AdjustmentRules, RuleSet

COMPONENTS = ("annual", "leader")


@dataclass(frozen=True, slots=True)
class Case:
    """The whole input of one computation: {"groups": [{"name", "case"}]}, and ids to participant keys."""

    body: Mapping[str, Any]
    reporters: Mapping[str, int]

    @property
    def digest(self) -> str:
        """The seal of the input."""
        return digest(self.body)


def printed_ids(participants: Sequence[Any]) -> dict[int, str]:
    """A printed id for each participant: the unit's name, with the person's where two rows share it."""
    units = Counter(one.organization_name for one in participants)
    pairs = Counter((one.organization_name, one.person_name) for one in participants)
    found: dict[int, str] = {}
    for one in participants:
        name = one.organization_name
        if units[name] > 1:
            name += f"（{one.person_name}）"
        if pairs[one.organization_name, one.person_name] > 1:
            name += f" {one.order_no}-{one.pk}"
        found[one.pk] = name
    return found


def needed_components(rules: RuleSet) -> tuple[str, ...]:
    """The components besides the ballot that carry weight in this round, for all reporters or for some (CYC-08)."""
    every = [rules.grading, *(scheme.grading for scheme in rules.schemes)]
    return tuple(name for name in COMPONENTS if any(one.component_weights.get(name) for one in every))


def needed_by(rules: RuleSet, participant: Any) -> tuple[str, ...]:
    """The components besides the ballot that carry weight for one reporter, by the scheme that holds there."""
    weights = cycles_api.grading_of(rules, participant).component_weights
    return tuple(name for name in COMPONENTS if weights.get(name))


def group_names(rules: RuleSet, participants: Sequence[Any]) -> dict[int, str]:
    """The cap group of each reporter by participant key.

    Without schemes it is the assessment group of the roster. Whoever has a scheme is capped apart from the others,
    under the scheme's name, with the assessment group where there is one.
    """
    pairs = {one.pk: (cycles_api.scheme_name(rules, one), one.cap_group) for one in participants}
    names = {pair: pair[1] for pair in pairs.values() if not pair[0]}
    for scheme, group in sorted({pair for pair in pairs.values() if pair[0]}):
        name = scheme if group in ("", scheme) else f"{scheme}（{group}）"
        while name in names.values():
            name += "＊"  # a group of the roster that happens to be called like a scheme
        names[scheme, group] = name
    return {pk: names[pair] for pk, pair in pairs.items()}


def reporters_of(cycle: Any) -> list[Any]:
    """Those who receive a grade, in the order of the roster."""
    return list(cycles_api.reporters(cycle))


def scores_of(cycle: Any) -> dict[tuple[int, str], ComponentScore]:
    """The component scores of a round by participant and component."""
    rows = ComponentScore.objects.filter(participant__cycle=cycle)
    return {(row.participant_id, row.component): row for row in rows}


def scored(cycle: Any) -> set[tuple[int, str]]:
    """Which component of which participant has a score."""
    return set(ComponentScore.objects.filter(participant__cycle=cycle).values_list("participant_id", "component"))


def adjustments_of(cycle: Any) -> dict[int, list[Adjustment]]:
    """The adjustments that stand, by participant."""
    found: dict[int, list[Adjustment]] = defaultdict(list)
    for row in Adjustment.objects.filter(participant__cycle=cycle, withdrawn_reason=""):
        found[row.participant_id].append(row)
    return found


def effective(rows: Sequence[Adjustment], rules: AdjustmentRules) -> tuple[Fraction, Fraction]:
    """Bonus and deduction points that count (R-57)."""
    plus = [Fraction(row.value) for row in rows if row.kind == "bonus"]
    minus = [Fraction(row.value) for row in rows if row.kind == "deduction"]
    return adjustments.bonus(plus, rules), adjustments.deduction(minus, rules)


def effects_of(cycle: Any) -> dict[int, list[str]]:
    """The effects of the veto facts that stand, by participant; never the facts."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = VetoFact.objects.filter(participant__cycle=cycle, withdrawn_reason="").order_by("participant", "effect")
    for participant, effect in rows.values_list("participant", "effect"):
        if effect not in found[participant]:
            found[participant].append(effect)
    return found


def decimal_text(value: Decimal) -> str:
    """A stored figure as the case carries it, with 4 decimals on every database."""
    return four(Fraction(value))


def build(cycle: Any, participants: list[Any] | None = None) -> Case:
    """The case of a round from what is stored now. Missing scores stay null: the computation refuses them.

    `participants`: the reporters of the round, where the caller has them already.
    """
    rules = cycles_api.rules_of(cycle)
    participants = reporters_of(cycle) if participants is None else participants
    ids = printed_ids(participants)
    counts = ballots_api.counts(cycle)
    scores, entries, effects = scores_of(cycle), adjustments_of(cycle), effects_of(cycle)
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    names = group_names(rules, participants)
    held: dict[str, str] = {}  # the scheme of each cap group
    for one in participants:
        plus, minus = effective(entries.get(one.pk, []), rules.adjustments)
        reporter: dict[str, Any] = {"id": ids[one.pk], "bonus": four(plus), "deduction": four(minus)}
        for component in COMPONENTS:
            row = scores.get((one.pk, component))
            reporter[component] = decimal_text(row.value) if row else None
        reporter["vetoes"] = [{"kind": WITHHELD, "effect": effect, "reason": ""} for effect in effects.get(one.pk, [])]
        reporter["ballots"] = {code: _ballot(figures) for code, figures in counts.get(one.pk, {}).items()}
        name = names[one.pk]
        groups[name].append(reporter)
        held[name] = cycles_api.scheme_name(rules, one)
    body = {"groups": [_group(cycle, name, held[name], rows) for name, rows in groups.items()]}
    return Case(body, {name: pk for pk, name in ids.items()})


def _group(cycle: Any, name: str, scheme: str, reporters: list[dict[str, Any]]) -> dict[str, Any]:
    """One cap group as one case of `shuping grade`; its scheme stands beside it only where it has one."""
    rules = rule_schemes.body_of(cycle.rule_set.body, scheme)
    found: dict[str, Any] = {"name": name, "case": {"rules": rules, "reporters": reporters}}
    return {**found, "scheme": scheme} if scheme else found


def _ballot(figures: Mapping[str, Any]) -> dict[str, Any]:
    if "scores" in figures:
        return {"scores": [str(score) for score in figures["scores"]]}
    return {name: int(number) for name, number in figures["counts"].items()}


def answers(case: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The answers to all groups of a case, in the shape that Computation stores. Raises InputError."""
    return {"groups": [{"name": group["name"], "answer": answer(group["case"], names)} for group in case["groups"]]}
