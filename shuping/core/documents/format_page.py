"""The checks of sheets, grid and page numbers (GB/T 9704-2012, parts 5 and 7.5)."""

from collections.abc import Iterator

from .font_names import same_font
from .format_parts import Finding, size_name
from .page_layout import ReadFooter, ReadLayout, ReadSheet
from .values import SIZES, Layout, Variant

_POINTS = 72 / 25.4
_TOLERANCE = 1.05  # the standard allows 1 mm at the top and the left
_TEXTS = (Variant.RED_HEAD, Variant.LETTER, Variant.PLAIN, Variant.VOLUME)


def page_findings(read: ReadLayout, layout: Layout) -> Iterator[Finding]:
    """Deviations of the sheets, each said once however many sections share it."""
    said: set[tuple[str, str]] = set()
    for finding in _all(read, layout):
        if (finding.code, finding.found) not in said:
            said.add((finding.code, finding.found))
            yield finding


def _all(read: ReadLayout, layout: Layout) -> Iterator[Finding]:
    for sheet in read.sheets:
        yield from _paper(sheet, layout)
        if layout.variant in _TEXTS:
            yield from _grid(sheet, layout)
    if layout.variant in _TEXTS:
        yield from _characters(read, layout)
    yield from _numbers(read, layout)


def _paper(sheet: ReadSheet, layout: Layout) -> Iterator[Finding]:
    """An annex may lie: the sides are compared short and long. Margins are those of the sheet as it lies."""
    short, long = sorted((sheet.width, sheet.height))
    wanted = sorted((layout.width, layout.height))
    if abs(short - wanted[0]) > _TOLERANCE or abs(long - wanted[1]) > _TOLERANCE:
        yield Finding("paper_size", "page", found=f"{short:.0f}×{long:.0f} mm", expected=f"{wanted[0]}×{wanted[1]} mm")
    for side in ("top", "bottom", "left", "right"):
        found, expected = getattr(sheet, side), getattr(layout, side)
        if abs(found - expected) > _TOLERANCE:
            yield Finding(f"margin_{side}", "page", found=f"{found:.0f} mm", expected=f"{expected} mm")


def _grid(sheet: ReadSheet, layout: Layout) -> Iterator[Finding]:
    wanted = float(layout.pitch)
    if not sheet.grid or sheet.grid == "default":
        yield Finding("grid_missing", "page", expected=f"{layout.lines} × {layout.characters}")
    elif sheet.pitch is None or abs(sheet.pitch - wanted) > 0.3:
        lines = int((sheet.height - sheet.top - sheet.bottom) * _POINTS / (sheet.pitch or 15.6))
        yield Finding("grid_pitch", "page", found=str(lines), expected=str(layout.lines))


def _characters(read: ReadLayout, layout: Layout) -> Iterator[Finding]:
    """Signs to a line of the text, by the size and the room between signs that most of the text has."""
    size = float(SIZES[layout.body_size])
    weights: dict[tuple[int, float], int] = {}
    for paragraph in read.paragraphs:
        if paragraph.size == size and paragraph.align in ("both", "left"):
            for run in paragraph.runs:
                key = (min(paragraph.sheet, len(read.sheets) - 1), run.spacing)
                weights[key] = weights.get(key, 0) + len(run.text)
    if not weights:
        return
    place, spacing = max(weights, key=lambda key: weights[key])
    sheet = read.sheets[place]
    if sheet.grid in ("linesAndChars", "snapToChars") or sheet.width > sheet.height:
        return
    found = int((sheet.width - sheet.left - sheet.right) * _POINTS / (size + spacing) + 0.02)
    if found != layout.characters:
        yield Finding("characters", "page", found=str(found), expected=str(layout.characters))


def _numbers(read: ReadLayout, layout: Layout) -> Iterator[Finding]:
    if layout.page_numbers == "none":
        return
    for at, sheet in enumerate(read.sheets):
        footer = sheet.footers.get("default", ReadFooter())
        if not footer.numbered:
            if not any(later.restart for later in read.sheets[at + 1 :]):  # a cover or contents carries none
                yield Finding("page_number_missing", "footer")
            continue
        if layout.page_numbers == "dashes":
            yield from _dashed(read, sheet, footer, layout)


def _dashed(read: ReadLayout, sheet: ReadSheet, footer: ReadFooter, layout: Layout) -> Iterator[Finding]:
    if footer.text.replace(" ", "") != "—#—":
        yield Finding("page_number_form", "footer", found=footer.text.replace("#", "1"), expected="— 1 —")
    even = sheet.footers.get("even", ReadFooter())
    if footer.align != "right" or not read.odd_and_even or even.align != "left" or not even.numbered:
        found = f"{footer.align}/{even.align if read.odd_and_even else footer.align}"
        yield Finding("page_number_side", "footer", found=found, expected="right/left")
    wanted = float(SIZES[layout.page_number_size])
    if footer.size != wanted:
        yield Finding("page_number_size", "footer", found=size_name(footer.size), expected=size_name(wanted))
    if not same_font(footer.font, layout.fonts.song):
        yield Finding("page_number_font", "footer", found=footer.font, expected=layout.fonts.song)
