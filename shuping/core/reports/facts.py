"""FACTS.json of `desk check` (contracts.md): what is known beside a report, checked key by key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from shuping.core.rulesets.nodes import Node
from shuping.core.rulesets.values import ReportRules

from .checks.values import Facts, Promise
from .counting import MODES

_LISTS = ("aliases", "people", "places", "other_units")
_LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """The facts and the rules they bring; rules not given are the defaults (建议值)."""

    facts: Facts = Facts()
    rules: ReportRules = ReportRules()


def read(mapping: object) -> Known:
    """The facts of a decoded FACTS.json. Raises InputError rulesets.* naming the key."""
    parts = Node(mapping, "").fields(optional=("unit", *_LISTS, "last_year", "rules"))
    lists = {name: tuple(item.text() for item in parts[name].items()) for name in _LISTS if name in parts}
    rules, year = _rules(parts["rules"]) if "rules" in parts else (ReportRules(), None)
    facts = Facts(
        unit=parts["unit"].text(blank=True) if "unit" in parts else "",
        last_year=tuple(_promise(item) for item in parts["last_year"].items()) if "last_year" in parts else (),
        year=year,
        **lists,
    )
    return Known(facts, rules)


def _promise(node: Node) -> Promise:
    parts = node.fields(required=("problem",), optional=("promise",))
    return Promise(parts["problem"].text(), parts["promise"].text(blank=True) if "promise" in parts else "")


def _rules(node: Node) -> tuple[ReportRules, int | None]:
    parts: Mapping[str, Node] = node.fields(optional=("count_mode", "max_length", "min_problem_share", "year"))
    rules = ReportRules()
    if "count_mode" in parts:
        rules = replace(rules, count_mode=parts["count_mode"].choice(tuple(MODES)))
    if "max_length" in parts:
        rules = replace(rules, written_max=parts["max_length"].integer(least=1, most=_LONGEST))
    if "min_problem_share" in parts:
        rules = replace(rules, min_problem_share=_share(parts["min_problem_share"]))
    return rules, parts["year"].integer(least=1900, most=2200) if "year" in parts else None


def _share(node: Node) -> tuple[int, int]:
    items = list(node.items())
    if len(items) != 2:
        node.fail("rulesets.not_a_share")
    numerator, denominator = items
    most = denominator.integer(least=1, most=_LONGEST)
    return numerator.integer(most=most), most
