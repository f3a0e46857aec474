"""The index that grows gives, for one report, what a comparison of all would give."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuping.core.errors import InputError
from shuping.core.text.comparison import Basis, Document, OfficialText, Pair, compare
from shuping.core.text.index import Index
from tests.core.text.made_texts import prose, report, spun
from tests.core.text.test_comparison import mixed_reports

REPORTS = mixed_reports()
BASIS = Basis([OfficialText("law", prose("everybody", 40))])


def pairs_with(name: str, documents: list[Document], basis: Basis | None = None) -> set[Pair]:
    return {pair for pair in compare(documents, basis=basis).pairs if name in (pair.a, pair.b)}


@pytest.mark.feature("REP-08", "REP-09")
@pytest.mark.parametrize("basis", [None, BASIS])
def test_one_report_against_the_index_is_what_a_comparison_of_all_gives(basis: Basis | None) -> None:
    order = list(REPORTS)
    random.Random(3).shuffle(order)
    found = compare(REPORTS, basis=basis).pairs
    for left_out in (0, 7, 12, 21, 33):
        index = Index(basis=basis)
        index.add(one for one in order if one is not REPORTS[left_out])
        name = REPORTS[left_out].name
        expected = tuple(pair for pair in found if name in (pair.a, pair.b))
        assert index.query(REPORTS[left_out]) == expected
        assert index.query(REPORTS[left_out]) == expected  # and the question leaves no trace
        assert len(index) == len(REPORTS) - 1


@pytest.mark.feature("REP-09")
def test_reports_added_one_by_one_meet_each_pair_once() -> None:
    seen: list[tuple[str, str]] = []
    index = Index()
    for one in REPORTS[:20]:
        seen += [(pair.a, pair.b) for pair in index.query(one)]
        index.add(one)
    assert len(seen) == len(set(seen))
    assert set(seen) >= {(pair.a, pair.b) for pair in compare(REPORTS[:20]).pairs}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(0, 4), max_size=3), st.sampled_from([0.0, 0.3]), st.sampled_from(["", "u", "v"])
        ),
        min_size=2,
        max_size=9,
    ),
    st.randoms(use_true_random=False),
)
def test_index_and_comparison_agree_whatever_is_copied(
    made: list[tuple[list[int], float, str]], chance: random.Random
) -> None:
    passages = [prose(f"passage {number}", 30 + 40 * number) for number in range(5)]
    reports = [
        report(f"r{number}", *(spun(passages[one], share, number) for one in chosen), unit=unit, parent=unit, year=2019)
        for number, (chosen, share, unit) in enumerate(made)
    ]
    asked = chance.choice(reports)
    others = [one for one in reports if one is not asked]
    chance.shuffle(others)
    index = Index()
    index.add(others)
    assert set(index.query(asked)) == pairs_with(asked.name, reports)


def test_an_index_is_opened_again_from_its_arrays(tmp_path: Path) -> None:
    index = Index(basis=BASIS)
    index.add(REPORTS[:-1])
    for name, array in index.arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
    mapped = {path.stem: np.load(path, mmap_mode="c") for path in tmp_path.iterdir()}
    opened = Index.of(mapped, index.facts(), basis=BASIS)
    assert opened.query(REPORTS[-1]) == index.query(REPORTS[-1])
    opened.add(REPORTS[-1])
    assert len(opened) == len(REPORTS)
    assert len(index) == len(REPORTS) - 1


def test_a_name_already_in_the_index_is_refused_and_nothing_changes() -> None:
    index = Index()
    index.add(REPORTS[0])
    assert REPORTS[0].name in index
    for act in (index.add, index.query):
        with pytest.raises(InputError, match=r"desk\.name_twice"):
            act(REPORTS[0])
    assert len(index) == 1


def test_an_empty_index_and_empty_reports_answer() -> None:
    index = Index()
    assert index.query(Document("甲", "")) == ()
    index.add([Document("甲", ""), Document("乙", "一"), Document("丙", "")])
    assert index.query(report("丁")) == ()
