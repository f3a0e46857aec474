"""An indicator scheme as values and its reading from plain data: a tree whose full marks total exactly 100 (考-1).

Body: {"groups": [{"title", "indicators": [{"key", "title", "full", "most", "grounds", "methods", "evidence"}]}],
"bonus": {"mode", "most", "items": [{"key", "title", "least", "most"}]}, "events": the same without mode,
"checks": [{"key", "title", "methods"}]}. `events` are what is deducted beside the indicators (R-57), `checks` what the
pre-review check looks at (R-21).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from shuping.core.errors import InputError
from shuping.core.grading.numbers import plain
from shuping.core.rulesets.nodes import Fault, Node

HUNDRED = Fraction(100)
METHODS = ("spot_check", "covert", "documents", "interview", "phone", "questionnaire")
BONUS_MODES = ("highest", "sum")
_KEY = re.compile(r"[0-9A-Za-z]{1,6}(\.[0-9A-Za-z]{1,6}){0,3}")
MOST_INDICATORS = 200
MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf: `full` marks; at most `most` of them may be deducted; `evidence` is what shows the result (R-61)."""

    key: str
    title: str
    full: Fraction
    most: Fraction
    grounds: tuple[str, ...]
    methods: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Group:
    """A branch of the tree; its weight is what its indicators sum to."""

    title: str
    indicators: tuple[Indicator, ...]

    @property
    def full(self) -> Fraction:
        """The full marks of the group."""
        return sum((one.full for one in self.indicators), Fraction(0))


@dataclass(frozen=True, slots=True)
class Item:
    """A ground of bonus or of deduction beside the indicators, with the points one case may bring (R-57)."""

    key: str
    title: str
    least: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class Aspect:
    """What the pre-review check looks at, and how."""

    key: str
    title: str
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme. A ceiling of None is none."""

    groups: tuple[Group, ...]
    bonus_items: tuple[Item, ...]
    bonus_mode: str
    bonus_most: Fraction | None
    events: tuple[Item, ...]
    events_most: Fraction | None
    aspects: tuple[Aspect, ...]

    def indicators(self) -> Iterator[Indicator]:
        """Every leaf in order."""
        for group in self.groups:
            yield from group.indicators

    @property
    def full(self) -> Fraction:
        """What all indicators sum to."""
        return sum((group.full for group in self.groups), Fraction(0))

    def indicator(self, key: str) -> Indicator | None:
        """The leaf with this key."""
        return next((one for one in self.indicators() if one.key == key), None)

    def event(self, key: str) -> Item | None:
        """The ground of deduction beside the indicators with this key."""
        return next((one for one in self.events if one.key == key), None)

    def bonus(self, key: str) -> Item | None:
        """The ground of bonus with this key."""
        return next((one for one in self.bonus_items if one.key == key), None)


def read(body: object) -> Scheme:
    """The scheme in plain data, checked whole. Raises InputError for the first fault."""
    return _scheme(Node(body, ""))


def faults(body: object) -> tuple[Fault, ...]:
    """Every fault of a body, in order; empty where it may be used."""
    found: list[Fault] = []
    _scheme(Node(body, "", found))
    return tuple(found)


def total(body: object) -> Fraction:
    """What the full marks sum to at the moment, whatever else may be wrong."""
    found: list[Fault] = []
    return _scheme(Node(body, "", found)).full


def _scheme(root: Node) -> Scheme:
    fields = root.fields(required=("groups", "bonus", "events", "checks"))
    groups = tuple(_group(one) for one in fields["groups"].items()) if "groups" in fields else ()
    mode, bonus_most, bonus = _items(fields.get("bonus"), mode=True)
    _, events_most, events = _items(fields.get("events"), mode=False)
    aspects = tuple(_aspect(one) for one in fields["checks"].items()) if "checks" in fields else ()
    scheme = Scheme(groups, bonus, mode, bonus_most, events, events_most, aspects)
    _check_whole(root, scheme)
    return scheme


def _check_whole(root: Node, scheme: Scheme) -> None:
    leaves = list(scheme.indicators())
    if not leaves:
        root.under("groups", None).fail("assessments.no_indicator")
    if len(leaves) > MOST_INDICATORS:
        root.under("groups", None).fail("assessments.too_many_indicators", most=MOST_INDICATORS)
    keys = [*(one.key for one in leaves), *(one.key for one in scheme.events)]
    for part, names in (
        ("groups", keys),
        ("bonus", [one.key for one in scheme.bonus_items]),
        ("checks", [one.key for one in scheme.aspects]),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            root.under(part, None).fail("assessments.key_twice", value=twice[0])
    if leaves and scheme.full != HUNDRED:
        root.under("groups", None).fail("assessments.not_hundred", total=shown(scheme.full))


def shown(value: Fraction) -> str:
    """Points in print: the shortest exact decimal."""
    return plain(value)


def _group(node: Node) -> Group:
    fields = node.fields(required=("title", "indicators"))
    leaves = tuple(_indicator(one) for one in fields["indicators"].items()) if "indicators" in fields else ()
    if not leaves:
        node.fail("assessments.group_empty")
    return Group(_words(fields.get("title")), leaves)


def _indicator(node: Node) -> Indicator:
    fields = node.fields(required=("key", "title", "full"), optional=("most", "grounds", "methods", "evidence"))
    full = _points(fields.get("full"))
    most = _points(fields["most"]) if _given(fields, "most") else full
    if most > full:
        fields["most"].fail("assessments.ceiling_above_full", most=shown(most), full=shown(full))
    grounds = tuple(_words(one) for one in fields["grounds"].items()) if "grounds" in fields else ()
    return Indicator(
        _key(fields.get("key")),
        _words(fields.get("title")),
        full,
        most,
        grounds,
        _methods(fields.get("methods")),
        _words(fields["evidence"], blank=True) if "evidence" in fields else "",
    )


def _items(node: Node | None, *, mode: bool) -> tuple[str, Fraction | None, tuple[Item, ...]]:
    if node is None:
        return BONUS_MODES[0], None, ()
    fields = node.fields(required=("items", "mode") if mode else ("items",), optional=("most",))
    chosen = fields["mode"].choice(BONUS_MODES) if "mode" in fields else BONUS_MODES[0]
    most = _points(fields["most"]) if _given(fields, "most") else None
    rows = tuple(_item(one) for one in fields["items"].items()) if "items" in fields else ()
    return chosen, most, rows


def _item(node: Node) -> Item:
    fields = node.fields(required=("key", "title", "least", "most"))
    least, most = _points(fields.get("least")), _points(fields.get("most"))
    if least > most:
        node.fail("assessments.range_turned", least=shown(least), most=shown(most))
    return Item(_key(fields.get("key")), _words(fields.get("title")), least, most)


def _aspect(node: Node) -> Aspect:
    fields = node.fields(required=("key", "title"), optional=("methods",))
    return Aspect(_key(fields.get("key")), _words(fields.get("title")), _methods(fields.get("methods")))


def _given(fields: Mapping[str, Node], name: str) -> bool:
    return name in fields and fields[name].value not in (None, "")


def _points(node: Node | None) -> Fraction:
    """Marks above 0 up to 100 with at most two decimals."""
    if node is None:
        return Fraction(0)
    value = node.number(least=0, most=100)
    if value == 0:
        node.fail("assessments.no_points")
    if (value * HUNDRED).denominator != 1:
        node.fail("assessments.too_fine", value=str(node.value)[:20])
        return Fraction(int(value * HUNDRED), HUNDRED)
    return value


def _words(node: Node | None, *, blank: bool = False) -> str:
    if node is None:
        return ""
    text = node.text(blank=blank)
    if len(text) > MOST_WORDS:
        node.fail("assessments.words_too_long", most=MOST_WORDS)
    return text.strip()


def _key(node: Node | None) -> str:
    if node is None:
        return ""
    if not isinstance(node.value, str) or not _KEY.fullmatch(node.value):
        node.fail("assessments.bad_key", value=str(node.value)[:20])
        return ""
    return node.value


def _methods(node: Node | None) -> tuple[str, ...]:
    chosen = {one.choice(METHODS) for one in node.items()} if node is not None else set()
    return tuple(code for code in METHODS if code in chosen)


def points_of(value: object) -> Fraction:
    """Points somebody gives: above 0, at most 100, at most two decimals.

    Raises InputError `assessments.points_not_usable`.
    """
    try:
        return _points(Node(str(value).strip(), "points"))
    except InputError as error:
        raise InputError("assessments.points_not_usable", value=str(value)[:20]) from error
