"""The speech whose shape the product must read: ours, and the source speech where it lies beside this checkout.

Ours (speech.txt) has the shape of the other and none of its sentences: three units and four bureaus on the spot, the
rest in writing, six findings that are common problems, six requirements announced and two headings given, days
without a year, and words that a rewriting machine has put in the place of the right ones.
"""

from pathlib import Path

import pytest

OWN = Path(__file__).parent / "speech.txt"
SOURCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "speech" / "speech.txt"
SOURCE_ALONE = pytest.mark.skipif(
    not SOURCE.exists(), reason="the source speech is not here: ../shared/data/speech/speech.txt"
)
BOTH = pytest.mark.parametrize(
    "speech", [pytest.param(OWN, id="own"), pytest.param(SOURCE, id="source", marks=SOURCE_ALONE)]
)
TITLES = {
    OWN: "在厅属单位2020年度党组织书记抓基层党建述职评议会议结束时的讲话",
    SOURCE: "在2020年度厅属单位党组织书记抓基层党建述职评议会上的讲话",
}
# Words of ours that stand in the place of others, in the order of the text.
SPUN = (
    ("实行", "落实"),
    ("状况", "情况"),
    ("缘由", "原因"),
    ("阅历", "经验"),
    ("赐予", "给予"),
    ("确定", "肯定"),
    ("最终", "最后"),
    ("照旧", "仍然"),
    ("探究", "研究"),
    ("坚固", "牢固"),
    ("擅长", "善于"),
    ("探究", "研究"),
    ("训练", "教育"),
    ("延长", "延伸"),
)


def spun_places(text: str) -> list[tuple[int, int, str]]:
    """Where the words of SPUN stand in our speech, and what stood there first."""
    found, after = [], 0
    for word, right in SPUN:
        after = text.index(word, after) + len(word)
        found.append((after - len(word), after, right))
    return found
