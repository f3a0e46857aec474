"""Long titles are broken between words; narrow columns leave room for their heads."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.documents.blocks import Cell, row
from shuping.core.documents.measures import characters
from shuping.core.documents.titles import title_lines
from shuping.core.documents.widths import WHOLE, fitted, shares

TITLES = (
    ("关于召开述职评议会的通知", ("关于召开述职评议会的通知",)),
    (
        "2021年度党组织书记抓基层党建\n述职评议考核结果的通报",
        ("2021年度党组织书记抓基层党建", "述职评议考核结果的通报"),
    ),
    (
        "关于提请审定2020年度党组织书记抓基层党建\n述职评议考核等次的请示",
        ("关于提请审定2020年度党组织书记", "抓基层党建述职评议考核等次的请示"),
    ),
    (
        "2021年度党组织书记抓基层党建述职评议考核工作实施方案",
        ("2021年度党组织书记抓基层党建", "述职评议考核工作实施方案"),
    ),
)


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize(("title", "lines"), TITLES)
def test_a_title_is_broken_where_its_words_allow(title: str, lines: tuple[str, ...]) -> None:
    assert title_lines(title, Decimal(20)) == lines


@given(st.text(alphabet="党建工作2021年度的《》，述职评议", max_size=80))
def test_no_title_loses_a_sign_or_runs_over(title: str) -> None:
    lines = title_lines(title, Decimal(20))
    assert "".join(lines) == title
    assert all(characters(line) <= 19 for line in lines) or len(lines) > 4


@given(st.lists(st.integers(1, 60), min_size=1, max_size=14))
def test_shares_make_up_the_whole(wanted: list[int]) -> None:
    assert sum(shares(wanted)) == WHOLE


def test_a_narrow_column_is_widened_to_its_head_at_the_cost_of_the_others() -> None:
    head = (row(Cell("序号", rows=2), Cell("等次", span=2), "单位全称和述职人姓名"), row("好", "不了解"))
    widths = fitted((1, 5, 5, 60), head, Decimal(12), Decimal(440))
    points = [width * Decimal(440) / WHOLE for width in widths]
    assert points[0] >= 32.9 and points[2] >= 44.9
    assert sum(widths) == WHOLE
    assert fitted((1, 1), (row("序号单位", "序号单位"),), Decimal(12), Decimal(50)) == (5000, 5000)
    crowded = (row("序号", "单位", *["综合得分"] * 9),)
    units = fitted((1, 20, *[4] * 9), crowded, Decimal(12), Decimal(440))[1]
    assert units >= WHOLE * 20 * 3 // (57 * 4)
