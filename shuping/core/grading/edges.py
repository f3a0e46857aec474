"""接近分界: whose band hangs on little (F11, FAI-02)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction


def near_edges(composite: Fraction, edges: Iterable[Fraction], width: Fraction) -> tuple[Fraction, ...]:
    """The edges (those above 0) within `width` points of a composite, both ends included."""
    return tuple(edge for edge in edges if edge > 0 and abs(composite - edge) <= width)


def near_cap_border(kept: Mapping[str, Fraction], lowered: Mapping[str, Fraction], width: Fraction) -> frozenset[str]:
    """Who stands close to the border that the cap drew among the 好 of one group, on either side (FAI-02).

    `kept` and `lowered` are composites by reporter id. Order matters for the grade only here, so a difference of up to
    `width` points across this border is flagged for the meeting instead of being settled by a hundredth. Nobody is
    flagged where the cap lowered nobody or kept nobody.
    """
    if not kept or not lowered:
        return frozenset()
    last, first = min(kept.values()), max(lowered.values())
    above = {one for one, composite in kept.items() if composite - first <= width}
    below = {one for one, composite in lowered.items() if last - composite <= width}
    return frozenset(above | below)
