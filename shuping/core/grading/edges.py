"""接近分界 and near ties: whose band hangs on little (F11, FAI-02)."""

from fractions import Fraction

from .means import figures
from .reading import case as read_case


def near_edges(data: object, width: Fraction) -> dict[str, tuple[Fraction, ...]]:
    """Per reporter id the edges (above 0) of the bands within `width` points of the unrounded composite, both ends
    included."""
    case = read_case(data)
    edges = [band.from_ for band in case.rules.bands if band.from_ > 0]
    found = {}
    for reporter in case.reporters:
        composite = figures(reporter, case.rules).composite
        found[reporter.id] = tuple(edge for edge in edges if abs(composite - edge) <= width)
    return found
