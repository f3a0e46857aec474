"""Reading the `rules` object of `shuping grade` (contracts.md) with its strictness."""

import re
from collections.abc import Mapping
from fractions import Fraction

from .nodes import Node
from .values import GRADES, Band, Cap, GradingRules

COMPONENTS = ("ballot", "annual", "leader")
CAPS = ("none", "not_good_min", "good_max")
TIE_KEYS = ("composite", "ballot", "annual", "leader", "good_rate")  # and class:X
LETTERS = re.compile(r"[A-Za-z]{1,4}")


def read(node: Node) -> GradingRules:
    """The grading rules under `node`. Unknown keys, weights that do not sum to 1 and bands with holes are refused."""
    parts = node.fields(
        required=("class_weights", "component_weights", "bands"),
        optional=("grade_values", "cap", "refill", "tie_order"),
    )
    class_weights = _class_weights(parts["class_weights"]) if "class_weights" in parts else {}
    return GradingRules(
        grade_values=_grade_values(parts["grade_values"]) if "grade_values" in parts else {},
        class_weights=class_weights,
        component_weights=_component_weights(parts["component_weights"]) if "component_weights" in parts else {},
        bands=_bands(parts["bands"]) if "bands" in parts else (),
        cap=_cap(parts["cap"]) if "cap" in parts else Cap(),
        refill=parts["refill"].flag() if "refill" in parts else True,
        tie_order=_tie_order(parts["tie_order"], class_weights) if "tie_order" in parts else ("composite",),
    )


def _grade_values(node: Node) -> dict[str, Fraction]:
    values = {name: child.number(least=0, most=100) for name, child in node.fields(required=GRADES).items()}
    ordered = [values[name] for name in GRADES if name in values]
    if len(ordered) == len(GRADES) and any(low > high for high, low in zip(ordered, ordered[1:], strict=False)):
        node.fail("rulesets.grade_values_rise")
    return {name: values[name] for name in GRADES if name in values}


def _sum_to_one(node: Node, weights: Mapping[str, Fraction]) -> None:
    if node.faults is not None and not isinstance(node.value, Mapping):
        return
    total = sum(weights.values(), Fraction(0))
    if total != 1:
        node.fail("rulesets.weights_sum", total=str(total))


def _class_weights(node: Node) -> dict[str, Fraction]:
    children = node.mapping()
    for name, child in children.items():
        if not LETTERS.fullmatch(name):
            child.fail("rulesets.class_not_letters")
    weights = {name: child.number(least=0) for name, child in children.items()}
    _sum_to_one(node, weights)
    return weights


def _component_weights(node: Node) -> dict[str, Fraction]:
    weights = {name: child.number(least=0) for name, child in node.fields(optional=COMPONENTS).items()}
    _sum_to_one(node, weights)
    # Always in this order, so that a step reads the same whichever database kept the rules.
    return {name: weights[name] for name in COMPONENTS if name in weights}


def _bands(node: Node) -> tuple[Band, ...]:
    bands: list[Band] = []
    for item in node.items():
        parts = item.fields(required=("grade", "from"))
        if "grade" in parts and "from" in parts:
            bands.append(Band(parts["grade"].choice(GRADES), parts["from"].number(least=0, most=100)))
    names = [band.grade for band in bands]
    if sorted(names) != sorted(GRADES):
        node.fail("rulesets.bands_each_grade_once")
    elif names != list(GRADES):
        node.fail("rulesets.bands_not_best_first")
    if any(lower.from_ >= upper.from_ for upper, lower in zip(bands, bands[1:], strict=False)):
        node.fail("rulesets.bands_not_falling")
    if bands and bands[-1].from_ != 0:
        node.fail("rulesets.bands_lowest_not_zero")
    return tuple(bands)


def _cap(node: Node) -> Cap:
    parts = node.fields(required=("kind",), optional=("share",))
    kind = parts["kind"].choice(CAPS) if "kind" in parts else "none"
    if "share" in parts:
        return Cap(kind, parts["share"].number(least=0, most=1))
    if kind != "none":
        node.under("share", None).fail("rulesets.missing_key")
    return Cap(kind)


def _tie_order(node: Node, class_weights: Mapping[str, Fraction]) -> tuple[str, ...]:
    keys: list[str] = []
    known = {*TIE_KEYS, *(f"class:{code}" for code in class_weights)}
    for item in node.items():
        key = item.text()
        if key not in known:
            item.fail("rulesets.unknown_tie_key", value=key[:40])
        elif key in keys:
            item.fail("rulesets.tie_key_twice", value=key)
        else:
            keys.append(key)
    if not keys:
        node.fail("rulesets.tie_order_empty")
    return tuple(keys)
