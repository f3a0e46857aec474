"""The labelled sets of the benchmark are sound, and what is counted on them is counted right."""

from collections import Counter

import pytest

from bench import labelled
from bench.labelled import FRESH, KEPT, LOOK
from shuping.core.text.concrete import ELEMENTS
from shuping.core.text.thin import WANTED


def test_precision_and_recall_count_what_was_said_and_what_is_true() -> None:
    found = labelled.score([(True, True), (True, True), (True, False), (False, True), (False, False)])
    assert (found.right, found.wrong, found.missed) == (2, 1, 1)
    assert (found.precision, found.recall) == pytest.approx((2 / 3, 2 / 3))
    assert found.f1 == pytest.approx(2 / 3)


def test_who_says_nothing_is_never_wrong_and_finds_nothing() -> None:
    found = labelled.score([(False, True), (False, False)])
    assert (found.precision, found.recall, found.f1) == (1, 0, 0)


def test_the_clauses_are_labelled_in_full_and_lie_in_one_half_each() -> None:
    rows = labelled.rows("thin_clauses.tsv")
    assert max(Counter(row["text"] for row in rows).values()) == 1
    counted = Counter(row["half"] for row in rows)
    assert counted[LOOK] >= 60
    assert counted[KEPT] >= 100
    assert counted[FRESH] >= 40
    for row in rows:
        assert row["section"] in WANTED
        assert {row["thin"], row["fits_any_unit"]} <= {"yes", "no"}
        assert set(row["shown"].split(",")) <= {*ELEMENTS, "-"}


def test_the_pairs_are_labelled_in_full_with_both_kinds_in_both_halves() -> None:
    rows = labelled.rows("recurring_problems.tsv")
    assert len({(row["earlier"], row["later"]) for row in rows}) == len(rows) >= 40
    counted = Counter((row["half"], row["same"]) for row in rows)
    assert set(counted) == {(LOOK, "yes"), (LOOK, "no"), (KEPT, "yes"), (KEPT, "no")}
    assert min(counted.values()) >= 10
