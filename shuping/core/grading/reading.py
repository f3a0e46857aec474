"""Reading a case of `shuping grade` (contracts.md) with its strictness: every refusal names the key."""

from fractions import Fraction

from shuping.core.rulesets import grading_rules
from shuping.core.rulesets.nodes import Node
from shuping.core.rulesets.reading import EFFECTS
from shuping.core.rulesets.values import ABSTAIN, GRADES, GradingRules

from .values import Case, ClassBallot, Reporter, Veto


def case(data: object) -> Case:
    """The case in `data` (plain JSON). Raises InputError naming the key."""
    root = Node(data, "")
    parts = root.fields(required=("rules", "reporters"))
    rules = grading_rules.read(parts["rules"])
    reporters: list[Reporter] = []
    seen: set[str] = set()
    for item in parts["reporters"].items():
        one = _reporter(item, rules)
        if one.id in seen:
            item.under("id", one.id).fail("grading.duplicate_id", value=one.id)
        seen.add(one.id)
        reporters.append(one)
    return Case(rules, tuple(reporters))


def _reporter(node: Node, rules: GradingRules) -> Reporter:
    optional = ("annual", "leader", "bonus", "deduction", "vetoes", "ballots")
    parts = node.fields(required=("id",), optional=optional)

    def score(name: str) -> Fraction | None:
        child = parts.get(name)
        return None if child is None or child.value is None else child.number(least=0, most=100)

    def points(name: str) -> Fraction:
        return parts[name].number(least=0) if name in parts else Fraction(0)

    ballots: dict[str, ClassBallot] = {}
    for code, child in (parts["ballots"].mapping() if "ballots" in parts else {}).items():
        if code not in rules.class_weights:
            child.fail("grading.unknown_class", value=code)
        ballots[code] = _class_ballot(child)
        if ballots[code].counts and not rules.grade_values:
            node.under("ballots", None).fail("grading.no_grade_values")
    return Reporter(
        id=parts["id"].text(),
        ballots=ballots,
        annual=score("annual"),
        leader=score("leader"),
        bonus=points("bonus"),
        deduction=points("deduction"),
        vetoes=tuple(_veto(item) for item in parts["vetoes"].items()) if "vetoes" in parts else (),
    )


def _class_ballot(node: Node) -> ClassBallot:
    parts = node.fields(optional=(*GRADES, ABSTAIN, "scores"))
    if "scores" in parts:
        if len(parts) > 1:
            node.fail("grading.counts_and_scores")
        return ClassBallot(scores=tuple(item.number(least=0, most=100) for item in parts["scores"].items()))
    return ClassBallot(
        counts={grade: parts[grade].integer() for grade in GRADES if grade in parts},
        abstained=parts[ABSTAIN].integer() if ABSTAIN in parts else 0,
    )


def _veto(node: Node) -> Veto:
    parts = node.fields(required=("kind", "effect"), optional=("reason",))
    reason = parts["reason"].text(blank=True) if "reason" in parts else ""
    return Veto(parts["kind"].text(), parts["effect"].choice(EFFECTS), reason)
