"""Exact figures in print: 4 decimals rounded half up, and enough digits where 4 would lie about an edge."""

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt

DIGITS = 4
_FINE = 10**40


def rounded(value: Fraction, digits: int = DIGITS) -> Fraction:
    """`value` rounded half up (away from zero) to `digits` decimals."""
    scaled = abs(value) * 10**digits + Fraction(1, 2)
    whole = scaled.numerator // scaled.denominator
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def four(value: Fraction, digits: int = DIGITS) -> str:
    """`value` as a string with `digits` decimals (4 unless told), rounded half up."""
    near = rounded(value, digits)
    whole = abs(near.numerator) * 10**digits // near.denominator
    sign = "-" if near < 0 else ""
    return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}"


def four_or_none(value: Fraction | None) -> str | None:
    """`four`, or None for None."""
    return None if value is None else four(value)


def plain(value: Fraction) -> str:
    """The shortest exact decimal (0.4, 92.4, 100); a value without one is rounded to 4 decimals."""
    digits = 0
    while digits < 40 and rounded(value, digits) != value:
        digits += 1
    return four(value) if digits == 40 else four(value, digits) if digits else str(value.numerator)


def shown(value: Fraction, edges: Iterable[Fraction]) -> str:
    """At least 4 decimals, and so many that the printed figure stands on the same side of every edge as the value."""
    sides = [(edge, _side(value, edge)) for edge in edges]
    digits = DIGITS
    while any(_side(rounded(value, digits), edge) != side for edge, side in sides):
        digits += 1
    return four(value, digits)


def _side(value: Fraction, edge: Fraction) -> int:
    return (value > edge) - (value < edge)


def ceil(value: Fraction) -> int:
    """The least integer not below `value`."""
    return -(-value.numerator // value.denominator)


def floor(value: Fraction) -> int:
    """The greatest integer not above `value`."""
    return value.numerator // value.denominator


def root(value: Fraction) -> Fraction:
    """The square root of `value` (>= 0), exact for squares of fractions, otherwise below by less than 10^-40."""
    return Fraction(isqrt(value.numerator * value.denominator * _FINE**2), value.denominator * _FINE)
