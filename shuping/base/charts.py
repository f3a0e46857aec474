"""Charts as plain SVG drawn by the server: they print, need no script, and carry their figures as text.

Every chart stands beside its table (the figures themselves), so nothing is only in the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Series:
    """One kind of part: css class (good, fairly_good, average, poor, plain, ok, wait, error), name, a figure a bar."""

    css: str
    name: str
    figures: Sequence[int]


SWATCH = (
    '<li><svg class="chart" viewBox="0 0 12 12" aria-hidden="true">'
    '<rect class="{}" width="12" height="12"></rect></svg>{}</li>'
)


def stacked_bars(title: str, labels: Sequence[str], series: Sequence[Series]) -> SafeString:
    """Upright bars, parts on top of each other; the figure stands in its part. Empty input draws the axis only."""
    width, height, left, bottom, top = 640, 280, 36, 40, 16
    totals = [sum(one.figures[index] for one in series) for index in range(len(labels))]
    highest = max([1, *totals])
    step = (width - left) / max(1, len(labels))
    lines = _lines(labels, step)
    bottom += 14 * (lines - 1)
    height += 14 * (lines - 1)
    scale = (height - bottom - top) / highest
    parts: list[SafeString] = []
    for index, label in enumerate(labels):
        x, y = left + step * index + step * 0.25, float(height - bottom)
        for one in series:
            size = one.figures[index] * scale
            if not size:
                continue
            y -= size
            parts.append(_bar(one.css, x, y, step * 0.5, size))
            if size >= 15:
                parts.append(_text(x + step * 0.25, y + size / 2 + 4, str(one.figures[index]), "on"))
        parts.append(_text(left + step * (index + 0.5), height - bottom + 18 + 14 * (index % lines), label))
    axis = format_html(
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"></line>', left, height - bottom, width, height - bottom
    )
    return _figure(title, width, height, axis, parts, series)


def _lines(labels: Sequence[str], step: float) -> int:
    """On how many lines labels side by side stand, so that none runs into the next: at most three."""
    longest = max((sum(12.0 if ord(sign) > 255 else 7.0 for sign in label) for label in labels), default=0.0)
    return min(3, max(1, ceil((longest + 4) / step)))


def bars(title: str, rows: Sequence[tuple[str, int]], css: str = "plain") -> SafeString:
    """Lying bars, one a row, the figure behind it."""
    height = 28 * max(1, len(rows)) + 8
    highest = max([1, *(figure for _label, figure in rows)])
    parts: list[SafeString] = []
    for index, (label, figure) in enumerate(rows):
        y = 28 * index + 6
        size = figure / highest * 360
        parts.append(_text(190, y + 15, label[:16], anchor="end"))
        parts.append(_bar(css, 200, y, max(size, 1), 20))
        parts.append(_text(200 + size + 8, y + 15, str(figure), anchor="start"))
    return _figure(title, 640, height, SafeString(""), parts, ())


def _number(value: float) -> str:
    return f"{value:.1f}"


def _bar(css: str, x: float, y: float, width: float, height: float) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"></rect>',
        css,
        _number(x),
        _number(y),
        _number(width),
        _number(height),
    )


def _text(x: float, y: float, words: str, css: str = "", anchor: str = "middle") -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>', css, _number(x), _number(y), anchor, words
    )


def _figure(
    title: str, width: int, height: int, axis: SafeString, parts: list[SafeString], series: Sequence[Series]
) -> SafeString:
    legend = format_html_join("", SWATCH, ((one.css, one.name) for one in series))
    drawing = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<figure class="picture" tabindex="0" aria-label="{}">'
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>{}</figure>',
        title,
        width,
        height,
        title,
        axis,
        drawing,
        format_html('<ul class="legend">{}</ul>', legend) if series else "",
    )
