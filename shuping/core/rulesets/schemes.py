"""A scheme per unit class inside one rule set (CYC-08): its data laid over the common ones, then read whole."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shuping.core.errors import InputError

from . import grading_rules
from .nodes import Node
from .values import GradingRules, ReportRules, Scheme

PARTS = ("grading", "report")


def read(
    node: Node,
    common: Mapping[str, Node],
    *,
    codes: frozenset[str],
    report: Callable[[Node], ReportRules],
    trusted: bool,
) -> tuple[Scheme, ...]:
    """The schemes under `node`; `common` are the rule set's own parts, `codes` its classes with weight.

    `trusted`: whether the common parts are whole; if not, their faults are told once and the schemes are not read on.
    Each scheme is named once, holds for at least one unit class or group, and no two hold for the same.
    """
    found: list[Scheme] = []
    claimed: set[tuple[str, str]] = set()
    for item in node.items():
        parts = item.fields(required=("name",), optional=("unit_classes", "groups", *PARTS))
        if "name" not in parts:
            continue
        name = parts["name"].text()
        if any(name == other.name for other in found):
            parts["name"].fail("rulesets.scheme_twice", value=name)
        classes, groups = _texts(parts.get("unit_classes")), _texts(parts.get("groups"))
        if not classes and not groups:
            item.fail("rulesets.scheme_for_nobody", value=name)
        for claim in (*(("class", one) for one in classes), *(("group", one) for one in groups)):
            if claim in claimed:
                item.fail("rulesets.scheme_claimed_twice", value=name, claim=claim[1])
            claimed.add(claim)
        if not trusted:
            continue
        rules = grading_rules.read(_laid_over(item, parts, common, "grading"))
        _same_classes(item.under("grading", None).under("class_weights", None), rules, codes)
        found.append(
            Scheme(name, classes, groups, rules, report(_laid_over(item, parts, common, "report")), _own(parts))
        )
    return tuple(found)


def body_of(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The `rules` object of `shuping grade` for one scheme of a rule set's data; "" means the common rules.

    Raises InputError `rulesets.unknown_scheme`.
    """
    common: dict[str, Any] = dict(body["grading"])
    if not name:
        return common
    for scheme in body.get("schemes", ()):
        if scheme["name"] == name:
            return {**common, **scheme.get("grading", {})}
    raise InputError("rulesets.unknown_scheme", key="schemes", value=name)


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.text() for item in node.items())) if node is not None else ()


def _laid_over(item: Node, parts: Mapping[str, Node], common: Mapping[str, Node], name: str) -> Node:
    under = common[name].value if name in common else {}
    over = parts[name].mapping() if name in parts else {}
    values = {**(under if isinstance(under, Mapping) else {}), **{key: child.value for key, child in over.items()}}
    return item.under(name, values)


def _own(parts: Mapping[str, Node]) -> tuple[str, ...]:
    return tuple(f"{name}.{key}" for name in PARTS if name in parts for key in parts[name].mapping())


def _same_classes(node: Node, rules: GradingRules, codes: Sequence[str] | frozenset[str]) -> None:
    for code in sorted(set(codes) ^ set(rules.class_weights)):
        node.fail("rulesets.class_without_weight" if code in codes else "rulesets.weight_without_class", value=code)
