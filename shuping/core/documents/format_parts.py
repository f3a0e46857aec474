"""What a finding of the format checker is."""

from dataclasses import dataclass

from .page_layout import ReadParagraph
from .values import SIZES

START = 20
"""Signs of a paragraph that name it to the reader."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A deviation. `part` is page, paragraph, table or footer; `number` counts paragraphs with words from 1.

    A table's number is that of the paragraph before it. `found` and `expected` are names, sizes and signs as data;
    alignments are left, center, right; an indent counts characters.
    """

    code: str
    part: str
    number: int = 0
    text: str = ""
    found: str = ""
    expected: str = ""


def at_paragraph(code: str, paragraph: ReadParagraph, found: str = "", expected: str = "") -> Finding:
    """A finding that points to a paragraph by its number and its first words."""
    return Finding(code, "paragraph", paragraph.number, paragraph.text.strip()[:START], found, expected)


def size_name(points: float) -> str:
    """三号 for 16; points where no Chinese size fits."""
    return next((name for name, size in SIZES.items() if float(size) == points), f"{points:g} pt")
