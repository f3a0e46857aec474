"""Widths of table columns: shares of the text width that leave room for the words of the head."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from .blocks import Row
from .measures import characters

WHOLE = 10000
"""Hundredths of per cent in the whole width."""

LONGEST_HEAD = 4
"""Signs of a head that stay on one line; a longer head may be broken."""

_INSET = Decimal(9)  # points at both sides of a cell together
_KEPT = Decimal("0.75")  # of the wanted width
_GIVEN = Decimal("0.6")  # of the wanted width, where a day or a figure needs the rest
_UNTORN = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}\.\d{1,2}\.\d{1,2}|\d{1,4}(?:\.\d{1,4})?%?")
"""What stands on one line of a cell: a day, a figure."""


def shares(wanted: Sequence[int]) -> tuple[int, ...]:
    """Shares in hundredths of per cent, summing to 10 000 exactly."""
    total = sum(wanted)
    edges = [sum(wanted[:at]) * WHOLE // total for at in range(len(wanted) + 1)]
    return tuple(right - left for left, right in zip(edges, edges[1:], strict=False))


def fitted(
    wanted: Sequence[int], head: Sequence[Row], size: Decimal, room: Decimal, rows: Sequence[Row] = ()
) -> tuple[int, ...]:
    """The wanted shares of `room` points, but no column narrower than a short word of its head, a date or a figure.

    What narrow columns get is taken from the others in proportion. Days and figures of `rows` are heeded with words of
    four signs of the head, then of three, then of two, then words of the head alone: no column may lose more than a
    quarter of what was wanted for it, nor two fifths where a day or a figure would be torn otherwise.
    """
    wish = [Decimal(share) * room / sum(wanted) for share in wanted]
    whole = [_whole(rows, column, size) for column in range(len(wanted))]
    for kept, least in ((_KEPT, whole), (_GIVEN, whole), (_KEPT, [Decimal(0)] * len(wanted))):
        for longest in range(LONGEST_HEAD, 1, -1):
            heads = _least(len(wanted), head, size, longest)
            given = _raised(wish, [max(pair) for pair in zip(heads, least, strict=True)], room)
            if all(width >= own * kept for width, own in zip(given, wish, strict=True)):
                return shares([int(width * 100) for width in given])
    return shares(wanted)


def _whole(rows: Sequence[Row], column: int, size: Decimal) -> Decimal:
    """The room of a column's widest day or figure; rows with spanning cells are passed over."""
    found = Decimal(0)
    for row in rows:
        if len(row.cells) <= column or any(cell.span > 1 or cell.rows > 1 for cell in row.cells):
            continue
        for line in row.cells[column].text.split("\n"):
            if _UNTORN.fullmatch(line):
                # LibreOffice puts room between Chinese and digits
                seams = sum(a.isascii() != b.isascii() for a, b in pairwise(line))
                letters = sum(sign.isascii() for sign in line)
                wide = characters(line) + letters * Decimal("0.06") + seams * Decimal("0.15")
                found = max(found, wide * size + _INSET)
    return found


def _raised(wish: Sequence[Decimal], least: Sequence[Decimal], room: Decimal) -> list[Decimal]:
    """Widths with every column at its least or wider; the rest shared in proportion. Nothing where there is no rest."""
    given = list(wish)
    fixed: set[int] = set()
    while short := {at for at, width in enumerate(given) if at not in fixed and width < least[at]}:
        fixed |= short
        rest = room - sum(least[at] for at in fixed)
        loose = sum(width for at, width in enumerate(wish) if at not in fixed)
        if rest <= 0 or not loose:
            return [Decimal(0)] * len(wish)
        given = [least[at] if at in fixed else width * rest / loose for at, width in enumerate(wish)]
    return given


def _least(count: int, head: Sequence[Row], size: Decimal, longest: int) -> list[Decimal]:
    """The room of every column's short head words; cells that span columns ask for nothing."""
    least = [Decimal(0)] * count
    taken: set[tuple[int, int]] = set()
    for line, row in enumerate(head):
        column = 0
        for cell in row.cells:
            while (line, column) in taken:
                column += 1
            taken |= {(line + down, column + over) for down in range(cell.rows) for over in range(cell.span)}
            if cell.span == 1 and column < count:
                least[column] = max(least[column], _room_of(cell.text, size, longest))
            column += cell.span
    return least


def _room_of(text: str, size: Decimal, longest: int) -> Decimal:
    """The room of a head's longest line, 0 if that is not short. Letters of 黑体 are wider than half a sign."""
    line = max(text.split("\n"), key=characters)
    if not 0 < characters(line) <= longest:
        return Decimal(0)
    letters = sum(sign.isascii() for sign in line)
    return (characters(line) + letters * Decimal("0.25")) * size + _INSET
