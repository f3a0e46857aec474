"""How a sheet is printed: widths of columns, heights of rows, paper. Nothing is cut off and all of it can be read."""

from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.worksheet.properties import PageSetupProperties

LINE = 16.5
"""Points of one line of 11 points; Chinese signs stand higher than the 15 that a program takes by itself."""

# What a page holds at a size that is still read, in characters of 11 points; a wider table is shrunk to the page.
_UPRIGHT, _ACROSS = 110.0, 180.0
_MOST = 260.0  # on A3 this is printed in 8 points; nothing gets smaller
_LONG = 14.0  # a column as narrow as this is not narrowed further
_A4, _A3 = 9, 8
_HIGHEST = 409.0  # of a row, by the format
_CHINESE = 2.1  # characters that a Chinese sign takes


def set_up(sheet: Any, title: str, width: float, *, landscape: bool) -> None:
    """Paper, repeated head, margins and page numbers for a table `width` characters wide."""
    sheet.page_setup.paperSize = _A3 if width > _ACROSS else _A4
    sheet.page_setup.orientation = "landscape" if landscape or width > _UPRIGHT else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = LINE, True
    sheet.print_title_rows = "1:2"
    sheet.print_options.horizontalCentered = True
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.5)
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.75, 0.35
    # An ampersand in a footer starts a code.
    sheet.oddFooter.left.text = title.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"


def widths_of(
    columns: Sequence[str], rows: Sequence[Sequence[object]], text_of: Callable[[object], str]
) -> list[float]:
    """Widths the content asks for, in characters; a Chinese sign counts two, a long head may stand in two lines."""
    found = [_head_breadth(name) for name in columns]
    for row in rows[:500]:
        for place, value in enumerate(row[: len(found)]):
            longest = max(text_of(value).splitlines(), key=len, default="")
            found[place] = max(found[place], _breadth(longest, _CHINESE))
    return [float(min(max(width + 2, 6), 50)) for width in found]


def fitted(widths: Sequence[float], rows: Sequence[Sequence[object]], text_of: Callable[[object], str]) -> list[float]:
    """The widths, the widest made narrower where the table would be printed too small to read.

    No column gets narrower than its longest text needs in the highest row there can be; where that is wider than the
    column was to be, it is made so wide (a row is never higher than 409 points, what stands lower is not printed).
    """
    least = [_LONG] * len(widths)
    for row in rows:
        for place, value in enumerate(row[: len(widths)]):
            if isinstance(value, str) and len(value) > 100:
                least[place] = _least(text_of(value), least[place])
    found = [max(width, floor) if floor > _LONG else width for width, floor in zip(widths, least, strict=True)]
    if sum(found) <= _MOST:
        return found
    low, high = _LONG, max(found)
    for _ in range(20):  # the widest columns give way first, as far as they must
        middle = (low + high) / 2
        low, high = (low, middle) if sum(_capped(found, least, middle)) > _MOST else (middle, high)
    return _capped(found, least, low)


def _capped(widths: Sequence[float], least: Sequence[float], cap: float) -> list[float]:
    """No column wider than `cap`, unless its text needs it."""
    return [min(width, max(cap, floor)) for width, floor in zip(widths, least, strict=True)]


def _least(text: str, width: float) -> float:
    """The narrowest column from `width` on in which a row is high enough for a text; at most what a page holds."""
    while width < _MOST and _lines(text, width) * LINE > _HIGHEST:
        width += 4
    return width


def height_of(row: Sequence[object], widths: Sequence[float]) -> float | None:
    """Points for a row whose text needs more than one line in these widths; None where one line is enough."""
    lines = max((_lines(value, width) for value, width in zip(row, widths, strict=False)), default=1)
    return min(lines * LINE, _HIGHEST) if lines > 1 else None


def _lines(value: object, width: float) -> int:
    if not isinstance(value, str) or (len(value) * _CHINESE < width - 0.7 and "\n" not in value):
        return 1
    room = max(width - 0.7, 1)
    return sum(max(1, -(-int(_breadth(line, _CHINESE) * 100) // int(room * 100))) for line in value.splitlines())


def _breadth(text: str, chinese: float = 2) -> float:
    return sum(chinese if ord(sign) > 0x2E7F else 1 for sign in text)


def _head_breadth(name: str) -> float:
    breadth = _breadth(max(name.splitlines(), key=len, default=""))
    return breadth if breadth <= 12 else max(12, (breadth + 1) // 2 + 1)
