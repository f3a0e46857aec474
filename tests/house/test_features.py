"""The table of features says what the tests say."""

import csv
from collections import Counter

import pytest

from shuping.dev import features

from .sources import ROOT

SHARED = ROOT.parent / "shared" / "features.csv"


def test_no_test_names_an_unknown_feature() -> None:
    known = features.known()
    assert [f"{proof.test}: {proof.feature}" for proof in features.proofs() if proof.feature not in known] == []


def test_the_page_of_features_is_up_to_date() -> None:
    assert features.TARGET.read_text(encoding="utf-8") == features.table()


def test_the_page_lists_every_feature_once() -> None:
    listed = Counter(line.split("|")[1].strip() for line in features.table().splitlines() if line.startswith("| "))
    del listed["id"], listed["---"]
    assert listed == Counter(list(features.known()))


def test_what_is_called_partly_exists_and_has_a_test() -> None:
    proven = {proof.feature for proof in features.proofs()}
    assert [identifier for identifier in features.missing() if identifier not in features.known()] == []
    assert [identifier for identifier in features.missing() if identifier not in proven] == []


def test_the_features_are_those_of_the_shared_table() -> None:
    if not SHARED.exists():
        pytest.skip("the shared folder is not beside this checkout")
    with SHARED.open(encoding="utf-8", newline="") as file:
        shared = {row["id"]: row["feature"] for row in csv.DictReader(file)}
    assert features.known() == shared
