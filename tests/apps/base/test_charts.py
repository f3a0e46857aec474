"""Charts: words beside each other never run into one another, and every figure stands in the picture as text."""

import re

import pytest

from shuping.base.charts import Series, stacked_bars


@pytest.mark.parametrize("count", [1, 5, 13, 20])
def test_names_below_the_bars_stand_apart(count: int) -> None:
    labels = [f"规划勘察院{number}"[-6:] for number in range(count)]
    drawn = str(stacked_bars("题", labels, [Series("ok", "已销号", [2] * count)]))
    lines: dict[str, list[float]] = {}
    for x, y, word in re.findall(r'<text class="" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)</text>', drawn):
        assert word in labels
        lines.setdefault(y, []).append(float(x))
    assert sum(len(places) for places in lines.values()) == count
    for places in lines.values():
        assert all(right - left >= 6 * 12 for left, right in zip(places, places[1:], strict=False))


def test_short_names_stay_on_one_line() -> None:
    drawn = str(stacked_bars("题", ["2019", "2020"], [Series("ok", "已销号", [1, 2])]))
    assert 'viewBox="0 0 640 280"' in drawn
    assert len(set(re.findall(r'<text class="" x="[\d.]+" y="([\d.]+)"', drawn))) == 1
