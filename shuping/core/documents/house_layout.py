"""Margins, grid and font names of a house that departs from the standard (本地另有规定的按本地规定): what may be set.

GB/T 9704-2012 gives the defaults; local rules know margins of 35, 33 and 27 mm or a pitch of 29 points (domain.md 7).
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from shuping.core.errors import RuleError

from .measures import POINTS_PER_MILLIMETRE
from .values import RED_HEAD, SIZES, Fonts, Layout, Variant

FORMAL = (Variant.RED_HEAD, Variant.LETTER, Variant.PLAIN, Variant.VOLUME)
"""Papers whose margins and grid follow the house; forms, ledgers and cards keep those of their sheet."""

MARGINS = (15, 60)  # millimetres
_TALLEST = Decimal("0.5")  # points by which the lines may pass the text's field, as those of the standard do


@dataclass(frozen=True, slots=True)
class HouseLayout:
    """Millimetres, points, official font names; the defaults are the standard's."""

    top: int = RED_HEAD.top
    bottom: int = RED_HEAD.bottom
    left: int = RED_HEAD.left
    right: int = RED_HEAD.right
    lines: int = RED_HEAD.lines
    characters: int = RED_HEAD.characters
    pitch: Decimal = RED_HEAD.pitch
    fonts: Fonts = RED_HEAD.fonts

    def __str__(self) -> str:
        sides = "/".join(str(side) for side in (self.top, self.bottom, self.left, self.right))
        return f"{sides} mm, {self.lines}×{self.characters}, {self.pitch} pt, {'、'.join(self.names())}"

    def refuse(self) -> None:
        """Judge the settings together.

        Raises RuleError `documents.layout_margin` (least, most), `documents.layout_lines` (lines, pitch, room in
        points, most), `documents.layout_characters` (characters, least, most), `documents.layout_font`.
        """
        least, most = MARGINS
        if not all(least <= side <= most for side in (self.top, self.bottom, self.left, self.right)):
            raise RuleError("documents.layout_margin", least=least, most=most)
        if any(not name.strip() for name in self.names()):
            raise RuleError("documents.layout_font")
        size = SIZES[RED_HEAD.body_size]
        high = (RED_HEAD.height - self.top - self.bottom) * POINTS_PER_MILLIMETRE + _TALLEST
        if self.pitch < size or self.lines < 1 or self.lines * self.pitch > high:
            fits = int(high / max(self.pitch, size))
            raise RuleError("documents.layout_lines", lines=self.lines, pitch=str(self.pitch), most=fits)
        wide = (RED_HEAD.width - self.left - self.right) * POINTS_PER_MILLIMETRE
        # signs are moved together or apart by less than a tenth of their size
        fewest = int(wide / (size * Decimal("1.1"))) + 1
        fullest = int((wide / (size * Decimal("0.9"))).to_integral_value(rounding="ROUND_CEILING")) - 1
        if not fewest <= self.characters <= fullest:
            given = {"characters": self.characters, "least": fewest, "most": fullest}
            raise RuleError("documents.layout_characters", **given)

    def names(self) -> tuple[str, ...]:
        """The font names in the order of their offices."""
        fonts = self.fonts
        return (fonts.body, fonts.kai, fonts.hei, fonts.song, fonts.title, fonts.latin)


def in_house(layout: Layout, house: HouseLayout) -> Layout:
    """A layout under the settings of the house: fonts for every paper, margins and grid for formal ones."""
    found = replace(layout, fonts=house.fonts)
    if layout.variant not in FORMAL:
        return found
    return replace(
        found,
        top=house.top,
        bottom=house.bottom,
        left=house.left,
        right=house.right,
        lines=house.lines,
        characters=house.characters,
        pitch=house.pitch,
    )
