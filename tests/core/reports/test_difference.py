"""Two versions side by side: nothing lost, changes marked, quick."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.reports.difference import Row, Run, characters, compare, texts, units


def left(rows: tuple[Row, ...]) -> str:
    return "".join(run.text for row in rows for run in row.left)


def right(rows: tuple[Row, ...]) -> str:
    return "".join(run.text for row in rows for run in row.right)


@pytest.mark.feature("REP-03")
def test_a_reworded_sentence_stands_opposite_its_old_form_with_the_change_marked() -> None:
    rows = texts("我讲党课三次。我走访支部。", "新加一句。我讲党课四次。我走访支部。")
    assert [row.kind for row in rows] == ["added", "changed", "same"]
    assert [run.text for run in rows[1].left if run.marked] == ["三"]
    assert [run.text for run in rows[1].right if run.marked] == ["四"]


def test_sections_are_compared_apart_and_empty_ones_left_out() -> None:
    found = compare({"problems": "不细。", "plans": "改。"}, {"problems": "不细。", "causes": "少。"})
    assert [(section.key, section.changed) for section in found] == [
        ("problems", False),
        ("causes", True),
        ("plans", True),
    ]


def test_unlike_sentences_are_not_forced_beside_each_other() -> None:
    rows = texts("甲乙丙丁。", "子丑寅卯。")
    assert sorted(row.kind for row in rows) == ["added", "removed"]


def test_characters_mark_what_differs() -> None:
    assert characters("ab", "ac") == ((Run("a"), Run("b", True)), (Run("a"), Run("c", True)))


_TEXTS = st.text(st.sampled_from("我党建支部问题。；，\n不细少"), max_size=120)


@given(_TEXTS, _TEXTS)
def test_both_sides_hold_the_whole_text(old: str, new: str) -> None:
    rows = texts(old, new)
    assert (left(rows), right(rows)) == (old, new)


@given(_TEXTS)
def test_units_joined_are_the_text_and_a_text_equals_itself(text: str) -> None:
    assert "".join(units(text)) == text
    assert all(row.kind == "same" for row in texts(text, text))


@pytest.mark.feature("REP-03")
@pytest.mark.parametrize("stop", ["。", "，", ""])
def test_four_thousand_characters_are_compared_in_a_tenth_of_a_second(stop: str) -> None:
    words = "抓基层党建述职评议考核中心支部整改问题原因措施落实到位"
    sentence = lambda number: words[number % 20 :] + words[: number % 17] + str(number) + stop  # noqa: E731
    old = "".join(sentence(number) for number in range(300))[:4000]
    new = "".join(sentence(number * 7 % 300) if number % 3 else "另写一句" + stop for number in range(300))[:4000]
    taken = []
    for _ in range(3):
        start = process_time()
        rows = texts(old, new)
        taken.append(process_time() - start)
    assert (left(rows), right(rows)) == (old, new)
    assert min(taken) < 0.1
