"""One spelling for what is searched and what is asked for; names by their initials."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.adapters.pinyin import initials_of
from shuping.core.text.searching import excerpt, fits_initials, searchable, words_of

# query · what it asks for
QUERIES = [
    ("党建", ("党建",)),
    ("党", ()),
    ("  ", ()),
    ("党 建", ("党", "建")),
    ("青交党[2022]3号", ("青交党〔2022〕3号",)),
    ("青交党【2022】３号", ("青交党〔2022〕3号",)),
    ("ＡＢＣ 党建 党建", ("abc", "党建")),
]


@pytest.mark.feature("I18-07")
@pytest.mark.parametrize(("query", "words"), QUERIES)
def test_a_query_asks_for_its_words_in_one_spelling(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


@given(st.text(), st.integers(0, 30), st.integers(2, 8))
def test_every_stretch_of_a_text_is_found_by_searching_for_it(text: str, start: int, length: int) -> None:
    stretch = text[start : start + length]
    if len(stretch.split()) == 1 and stretch.strip() == stretch and (words := words_of(stretch)):
        assert all(word in searchable(text) for word in words)


def test_the_excerpt_shows_the_word_within_its_sentence() -> None:
    text = searchable("标题", "前" * 40 + "联系点走访" + "后" * 40)
    assert excerpt(text, ("走访",), around=5) == "…前前联系点走访后后后后后…"
    assert excerpt(text, ("不在",)) == ""
    assert excerpt("走访", ("走访",)) == "走访"


@pytest.mark.parametrize(
    ("name", "letters", "fits"),
    [
        ("青岚省交通运输厅", "jtys", True),
        ("青岚省交通运输厅", "qls", True),
        ("青岚省交通运输厅", "jtyx", False),
        ("单雄", "sx", True),  # a surname with a reading of its own
        ("单雄", "dx", True),
        ("李敏", "lmm", False),
        ("第3党支部", "d3", True),
    ],
)
def test_names_are_found_by_the_initials_of_any_reading(name: str, letters: str, fits: bool) -> None:
    assert fits_initials(name, letters, initials_of) is fits
