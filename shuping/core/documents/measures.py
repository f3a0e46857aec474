"""How wide words are, and what follows: the red head's size, where signature and date stand, a name card's size."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

HALF = Decimal("0.5")
POINTS_PER_MILLIMETRE = Decimal(72) / Decimal("25.4")


def characters(text: str) -> Decimal:
    """The width of a text in characters: Chinese signs count 1, digits and letters one half."""
    wide = sum(1 for sign in text if unicodedata.east_asian_width(sign) in "WFA")
    return Decimal(wide) + HALF * (len(text) - wide)


@dataclass(frozen=True, slots=True)
class Fit:
    """Point size and horizontal scale in per cent."""

    size: Decimal
    scale: int


def head_fit(text: str, width: int) -> Fit:
    """The largest red head that stands on one line of `width` millimetres: 48 pt or less, pressed to 66 % or less.

    GB/T 9704-2012 leaves the size to 醒目、美观、庄重; what is too long even so becomes smaller.
    """
    room = width * POINTS_PER_MILLIMETRE * Decimal("0.98") / max(characters(text), Decimal(1))
    size = min(Decimal(48), (room / Decimal("0.66")).quantize(Decimal("0.5"), rounding="ROUND_FLOOR"))
    return Fit(size, min(100, int(room * 100 / size)))


def signature_offsets(name: str, dated: str, sealed: bool) -> tuple[Decimal, Decimal]:
    """Characters left free at the right of the signature and of the date.

    Sealed (7.3.5.1): the date leaves 4, the name stands centred over it. A name that would then run beyond the margin
    leaves 2 and the date stands centred under it. Without seal (7.3.5.2): the name leaves 2 and the date begins two
    characters right of the name's first; a date that would run out leaves 2 and the name moves left.
    """
    wide, day = characters(name), characters(dated)
    two, four = Decimal(2), Decimal(4)
    if sealed:
        over = four + (day - wide) / 2
        return (over, four) if over >= two else (two, two + (wide - day) / 2)
    under = wide - day  # where the date ends if it begins two characters right of the name: 2 + wide - 2 - day
    return (two, under) if under >= two else (two + two - under, two)


def card_size(name: str, width: int) -> Decimal:
    """Point size of a name on a card of `width` millimetres, 150 at most."""
    room = width * POINTS_PER_MILLIMETRE * Decimal("0.86") / max(characters(name), Decimal(3))
    return min(Decimal(150), room.quantize(Decimal(1), rounding="ROUND_FLOOR"))
