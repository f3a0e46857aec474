"""One spelling for what is searched and what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.text.searching import PairIndex, excerpt, grams_of, mark_of, searchable, words_of

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


@given(st.lists(st.text("党建走访隐患整治a1", min_size=1, max_size=40), min_size=1, max_size=30), st.data())
def test_the_table_of_pairs_never_misses_a_text_that_holds_the_word(texts: list[str], data: st.DataObject) -> None:
    index = PairIndex()
    for key, text in enumerate(texts):
        index.add(key, mark_of(text), grams_of(text))
    word = data.draw(st.sampled_from(texts))[:4]
    if len(word) >= 2:
        assert {key for key, text in enumerate(texts) if word in text} <= set(index.candidates((word,)))


def test_the_table_of_pairs_names_few_texts_that_do_not_hold_the_word() -> None:
    index = PairIndex()
    for key in range(300):
        text = "".join(chr(0x4E00 + (key * 7919 + place * 104729) % 8000) for place in range(1000))
        index.add(key, mark_of(text), grams_of(text + ("隐患" if key == 17 else "")))
    found = index.candidates(("隐患",))
    assert 17 in found
    assert len(found) < 30


def test_a_text_that_changed_under_its_key_is_entered_anew() -> None:
    index = PairIndex()
    index.add(1, mark_of("党建品牌"), grams_of("党建品牌"))
    assert index.missing([(1, mark_of("党建品牌")), (2, 5)]) == [2]
    assert index.missing([(1, mark_of("隐患整治"))]) == [1]
    index.add(1, mark_of("隐患整治"), grams_of("隐患整治"))
    assert index.candidates(("隐患",)) == [1]
    assert index.candidates(("党建",)) == []
