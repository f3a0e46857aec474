"""A house may depart from the standard, as far as a page can hold it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.documents.house_layout import FORMAL, HouseLayout, in_house
from shuping.core.documents.values import CARDS, FORM, LEDGER, LETTER, PLAIN, RED_HEAD, VOLUME, Fonts, Layout
from shuping.core.errors import RuleError

STANDARD = HouseLayout()
LOCAL = HouseLayout(top=35, bottom=33, left=27, right=27, pitch=Decimal(29))  # domain.md section 7


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize("layout", [STANDARD, LOCAL, replace(STANDARD, lines=20), replace(LOCAL, characters=27)])
def test_the_standard_and_local_rules_may_be_set(layout: HouseLayout) -> None:
    layout.refuse()
    assert (in_house(PLAIN, layout).lines, in_house(PLAIN, layout).left) == (layout.lines, layout.left)


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ({"top": 5}, "layout_margin", {"least": 15, "most": 60}),
        ({"left": 61}, "layout_margin", {"least": 15, "most": 60}),
        ({"lines": 23}, "layout_lines", {"lines": 23, "pitch": "28.99", "most": 22}),
        ({"pitch": Decimal(30)}, "layout_lines", {"lines": 22, "pitch": "30", "most": 21}),
        ({"pitch": Decimal(12)}, "layout_lines", {"lines": 22, "pitch": "12", "most": 39}),
        ({"characters": 32}, "layout_characters", {"characters": 32, "least": 26, "most": 30}),
        ({"fonts": Fonts(kai=" ")}, "layout_font", {}),
    ],
)
def test_what_no_page_can_hold_is_refused_with_what_fits(
    change: dict[str, object], code: str, told: dict[str, object]
) -> None:
    with pytest.raises(RuleError) as refused:
        replace(STANDARD, **change).refuse()  # type: ignore[arg-type]
    assert refused.value.code == f"documents.{code}"
    assert refused.value.params == told


@given(st.integers(15, 60), st.integers(15, 60), st.integers(10, 40))
def test_a_line_that_is_let_in_holds_what_it_says(left: int, right: int, characters: int) -> None:
    layout = replace(STANDARD, left=left, right=right, characters=characters)
    room = Decimal(210 - left - right) * 72 / Decimal("25.4") / characters
    try:
        layout.refuse()
    except RuleError:
        assert abs(room - 16) >= Decimal("1.6")
    else:
        assert abs(room - 16) < Decimal("1.6")  # as both renderers ask


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize("layout", [RED_HEAD, LETTER, PLAIN, VOLUME, FORM, LEDGER, CARDS])
def test_margins_are_those_of_formal_papers_and_fonts_those_of_all(layout: Layout) -> None:
    found = in_house(layout, replace(LOCAL, fonts=Fonts(body="方正仿宋_GBK")))
    assert found.fonts.body == "方正仿宋_GBK"
    assert (found.top == 35) == (layout.variant in FORMAL)
    assert in_house(layout, STANDARD) == layout
