"""The counts of official text: figures that an installation can replace by those of its own archive."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuping.adapters import lexicons
from shuping.core.errors import InputError
from shuping.core.text import collocations, near_words, odd_words, reference

ARCHIVE = [f"第{number}号。各支部要切实夯实基层基础，形成工作合力。" for number in range(40)]


def test_the_order_of_the_texts_does_not_matter() -> None:
    one = reference.build(ARCHIVE, name="archive")
    other = reference.build(reversed(ARCHIVE), name="archive")
    assert np.array_equal(one.keys, other.keys)
    assert np.array_equal(one.levels, other.levels)
    assert (one.texts, one.signs) == (other.texts, other.signs)


def test_counts_come_back_as_they_were_packed() -> None:
    one = reference.build(ARCHIVE, name="archive")
    other = reference.unpack(reference.pack(one), name="archive")
    assert np.array_equal(one.keys, other.keys)
    assert np.array_equal(one.levels, other.levels)
    assert np.array_equal(one.counts[0], other.counts[0])


def test_a_known_sequence_has_the_level_of_its_count_and_an_unknown_one_none() -> None:
    counts = reference.build(ARCHIVE, name="archive").counts
    known, _ = reference.encode("工作合力")
    unknown, _ = reference.encode("工作压力")
    assert reference.known_level(known, 0, 4, counts) == round(4 * np.log2(40))
    assert reference.known_level(unknown, 0, 4, counts) == -1


def test_the_installation_s_own_archive_can_take_over() -> None:
    groups = [("基础", "根底")]
    near = near_words.build(groups, (), ["基础"])
    own = reference.build(ARCHIVE, name="archive")
    resources = odd_words.prepare(own, near, collocations.build((), near.pairs), frozenset({"基础"}))
    words = odd_words.find("各支部要切实夯实基层根底，形成工作合力。", resources)
    assert [(word.found, word.likely) for word in words] == [("根底", ("基础",))]
    assert odd_words.find(ARCHIVE[0], resources) == ()


@pytest.mark.parametrize("texts", [[], [""], ["123。abc"]])
def test_nothing_cannot_be_counted(texts: list[str]) -> None:
    with pytest.raises(InputError, match=r"documents\.no_text"):
        reference.build(texts, name="archive")


@pytest.mark.parametrize("spoiled", ["version", "low", "levels"])
def test_other_arrays_are_refused(spoiled: str) -> None:
    arrays = reference.pack(reference.build(ARCHIVE, name="archive"))
    with pytest.raises(InputError, match=r"documents\.unreadable"):
        reference.unpack({**arrays, spoiled: arrays[spoiled][:-1]}, name="archive")
    with pytest.raises(InputError, match=r"documents\.unreadable"):
        reference.unpack({**arrays, "version": np.array([99])}, name="archive")


def test_counts_can_be_kept_in_a_file_and_nothing_else_is_read_as_counts() -> None:
    one = reference.build(ARCHIVE, name="archive")
    data = lexicons.reference_file(one)
    assert data == lexicons.reference_file(one)
    assert np.array_equal(lexicons.read_reference(data, name="archive").keys, one.keys)
    for other in (b"", b"PK", data[:-40], b"\x93NUMPY"):
        with pytest.raises(InputError, match=r"documents\.unreadable"):
            lexicons.read_reference(other, name="archive")


def test_the_counts_that_ship_are_those_of_the_manifest() -> None:
    told = lexicons.manifest()["reference.npz"]
    shipped = lexicons.load_reference()
    assert (told["texts"], told["signs"], told["sequences"]) == (shipped.texts, shipped.signs, len(shipped.keys))
    assert lexicons.changed_files() == []


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_every_text_can_be_read_as_signs_with_their_places(text: str) -> None:
    codes, places = reference.encode(text)
    assert len(codes) == len(places)
    assert list(places) == sorted(set(places))
    assert all(text[place] == chr(code) for code, place in zip(codes, places, strict=True) if code > 4)


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4))
def test_a_packed_word_comes_back(word: str) -> None:
    assert near_words.unpacked(near_words.packed(word)) == word
