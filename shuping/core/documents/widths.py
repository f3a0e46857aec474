"""Widths of table columns: shares of the text width that leave room for the words of the head."""

from collections.abc import Sequence
from decimal import Decimal

from .blocks import Row
from .measures import characters

WHOLE = 10000
"""Hundredths of per cent in the whole width."""

LONGEST_HEAD = 4
"""Signs of a head that stay on one line; a longer head may be broken."""

_INSET = Decimal(9)  # points at both sides of a cell together


def shares(wanted: Sequence[int]) -> tuple[int, ...]:
    """Shares in hundredths of per cent, summing to 10 000 exactly."""
    total = sum(wanted)
    edges = [sum(wanted[:at]) * WHOLE // total for at in range(len(wanted) + 1)]
    return tuple(right - left for left, right in zip(edges, edges[1:], strict=False))


def fitted(wanted: Sequence[int], head: Sequence[Row], size: Decimal, room: Decimal) -> tuple[int, ...]:
    """The wanted shares of `room` points, but no column narrower than a short word of its head in this size.

    What narrow columns get is taken from the others in proportion; where all would be too narrow the wish stands.
    """
    least = _least(len(wanted), head, size)
    total = sum(wanted)
    given = [Decimal(share) * room / total for share in wanted]
    fixed: set[int] = set()
    while short := {at for at, width in enumerate(given) if at not in fixed and width < least[at]}:
        fixed |= short
        rest = room - sum(least[at] for at in fixed)
        loose = sum(Decimal(share) for at, share in enumerate(wanted) if at not in fixed)
        if rest <= 0 or not loose:
            return shares(wanted)
        given = [least[at] if at in fixed else wanted[at] * rest / loose for at in range(len(wanted))]
    return shares([int(width * 100) for width in given])


def _least(count: int, head: Sequence[Row], size: Decimal) -> list[Decimal]:
    """The room of every column's short head words; cells that span columns ask for nothing."""
    least = [Decimal(0)] * count
    taken: set[tuple[int, int]] = set()
    for line, row in enumerate(head):
        column = 0
        for cell in row.cells:
            while (line, column) in taken:
                column += 1
            taken |= {(line + down, column + over) for down in range(cell.rows) for over in range(cell.span)}
            words = max((characters(part) for part in cell.text.split("\n")), default=Decimal(0))
            if cell.span == 1 and column < count and words <= LONGEST_HEAD:
                least[column] = max(least[column], words * size + _INSET)
            column += cell.span
    return least
