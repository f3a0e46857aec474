"""The guides speak the words of the screen, and their pictures are small enough to keep."""

import re
from collections.abc import Iterator

import polib
import pytest

from .sources import ROOT, below, text

GUIDES = sorted(path.name for path in (ROOT / "docs" / "guide").glob("*.md") if path.name != "administrators.md")
NOT_BUTTONS = {"English", "建议值，以本单位方案为准"}


def _on_screen() -> Iterator[str]:
    for path in below("shuping/", ".po"):
        for entry in polib.pofile(str(path)):
            yield entry.msgstr or "".join(entry.msgstr_plural.values())


@pytest.mark.parametrize("guide", GUIDES)
def test_every_word_in_quotes_stands_on_a_screen(guide: str) -> None:
    screen = "\n".join(_on_screen()).replace("‘", "“").replace("’", "”")
    quoted = re.findall(r"“([^”]+)”", text(ROOT / "docs" / "guide" / guide))
    wanted = {word for word in quoted if word not in NOT_BUTTONS and "…" not in word and "‘" not in word}
    assert sorted(word for word in wanted if word not in screen) == []


def test_every_role_has_a_page_and_every_picture_exists_and_is_small() -> None:
    pages = text(ROOT / "docs" / "guide" / "README.md")
    assert [name for name in [*GUIDES, "administrators.md"] if name != "README.md" and name not in pages] == []
    for guide in (ROOT / "docs" / "guide").glob("*.md"):
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text(guide)):
            assert (guide.parent / picture).stat().st_size <= 200_000
