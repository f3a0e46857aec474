"""One place of plain JSON data under its dotted key: checked reading that either raises or collects faults."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from shuping.core.errors import InputError

_DECIMAL = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")
_RATIO = re.compile(r"([0-9]{1,9})/([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the data: a dotted code and the parameters that name the key."""

    code: str
    params: tuple[tuple[str, object], ...]

    def __str__(self) -> str:
        """The code and the key it is about, on one line."""
        params = dict(self.params)
        more = ", ".join(f"{name}={value}" for name, value in self.params if name != "key")
        return f"{self.code}: {params['key']}" + (f" ({more})" if more else "")


def decimal(value: object) -> Fraction | None:
    """`value` (JSON number or string) read as an exact decimal; None if it is not one.

    A float is read as the decimal that it prints as; exponents beyond two digits are refused.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | float | Decimal):
        return None
    text = repr(value) if isinstance(value, float) else str(value)
    return Fraction(text) if _DECIMAL.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its dotted key. With `faults` a failure is collected and a fallback returned, otherwise raised."""

    value: object
    key: str
    faults: list[Fault] | None = None

    def fail(self, code: str, **params: object) -> None:
        """Raise InputError `code` about this key, or collect it."""
        if self.faults is None:
            raise InputError(code, key=self.key or "-", **params)
        self.faults.append(Fault(code, (("key", self.key or "-"), *params.items())))

    def under(self, name: str | int, value: object) -> "Node":
        """The node of a child."""
        if isinstance(name, int):
            return Node(value, f"{self.key}[{name}]", self.faults)
        return Node(value, f"{self.key}.{name}" if self.key else name, self.faults)

    def mapping(self) -> dict[str, "Node"]:
        """The children of an object by name."""
        if not isinstance(self.value, Mapping):
            self.fail("rulesets.not_an_object")
            return {}
        return {str(name): self.under(str(name), value) for name, value in self.value.items()}

    def fields(self, *, required: Sequence[str] = (), optional: Sequence[str] = ()) -> dict[str, "Node"]:
        """The children of an object that has exactly these keys (`optional` ones may lack)."""
        children = self.mapping()
        known = {*required, *optional}
        for name in list(children):
            if name not in known:
                children.pop(name).fail("rulesets.unknown_key")
        if isinstance(self.value, Mapping):
            for name in required:
                if name not in children:
                    self.under(name, None).fail("rulesets.missing_key")
        return children

    def items(self) -> Iterator["Node"]:
        """The children of a list."""
        if isinstance(self.value, str) or not isinstance(self.value, Sequence):
            self.fail("rulesets.not_a_list")
            return
        for place, value in enumerate(self.value):
            yield self.under(place, value)

    def number(self, *, least: int | None = None, most: int | None = None, ratio: bool = False) -> Fraction:
        """An exact decimal (with `ratio` also n/d) within bounds, both included."""
        found = decimal(self.value)
        if found is None and ratio and isinstance(self.value, str) and (parts := _RATIO.fullmatch(self.value)):
            found = Fraction(int(parts[1]), int(parts[2]))
        if found is None:
            self.fail("rulesets.not_a_number", value=str(self.value)[:40])
            return Fraction(least or 0)
        if least is not None and found < least:
            self.fail("rulesets.too_small", value=str(self.value)[:40], least=least)
        if most is not None and found > most:
            self.fail("rulesets.too_large", value=str(self.value)[:40], most=most)
        return found

    def integer(self, *, least: int = 0, most: int | None = None) -> int:
        """A whole number within bounds, both included."""
        found = self.number(least=least, most=most)
        if found.denominator != 1:
            self.fail("rulesets.not_an_integer", value=str(self.value)[:40])
            return least
        return int(found)

    def text(self, *, blank: bool = False) -> str:
        """A string, not empty unless `blank`."""
        if not isinstance(self.value, str) or not (blank or self.value.strip()):
            self.fail("rulesets.not_a_text")
            return ""
        return self.value

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            self.fail("rulesets.not_a_flag")
            return False
        return self.value

    def choice(self, options: Sequence[str]) -> str:
        """One of `options`."""
        if not isinstance(self.value, str) or self.value not in options:
            self.fail("rulesets.not_a_choice", value=str(self.value)[:40], options=", ".join(options))
            return options[0]
        return self.value
