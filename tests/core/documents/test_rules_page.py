"""docs/rules/documents.md lists exactly the codes of the format checker and the figures of the layout."""

import re
from pathlib import Path

from shuping.core.documents.format_check import CODES
from shuping.core.documents.values import PLAIN

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "rules" / "documents.md").read_text(encoding="utf-8")


def test_the_page_lists_every_code_once_in_the_order_of_a_paper() -> None:
    assert tuple(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)) == CODES


def test_the_page_gives_the_figures_of_the_layout() -> None:
    margins = f"上 {PLAIN.top} mm、下 {PLAIN.bottom} mm、左 {PLAIN.left} mm、右 {PLAIN.right} mm"
    assert margins in PAGE
    assert f"{PLAIN.lines} 行、{PLAIN.characters} 字；行距 {PLAIN.pitch} 磅" in PAGE
    for name in (PLAIN.fonts.body, PLAIN.fonts.kai, PLAIN.fonts.hei, PLAIN.fonts.song, PLAIN.fonts.title):
        assert name in PAGE
