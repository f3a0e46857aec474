"""接近分界: whose band hangs on little (F11, FAI-02)."""

from collections.abc import Iterable
from fractions import Fraction


def near_edges(composite: Fraction, edges: Iterable[Fraction], width: Fraction) -> tuple[Fraction, ...]:
    """The edges (those above 0) within `width` points of a composite, both ends included."""
    return tuple(edge for edge in edges if edge > 0 and abs(composite - edge) <= width)
