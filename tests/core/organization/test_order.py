"""Stroke order of names and office order of organisations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.organization.order import office_key, stroke_key, strokes_of


@pytest.mark.parametrize(
    ("character", "strokes"),
    [
        ("一", 1),
        ("丁", 2),
        ("马", 3),
        ("王", 4),
        ("邓", 4),
        ("艺", 4),
        ("刘", 6),
        ("李", 7),
        ("陈", 7),
        ("阮", 6),
        ("魏", 17),
    ],
)
def test_strokes_follow_the_forms_of_the_mainland(character: str, strokes: int) -> None:
    assert strokes_of(character) == strokes


@pytest.mark.feature("I18-04")
def test_people_are_listed_by_the_strokes_of_their_surnames() -> None:
    names = [
        "魏新",
        "陈砚秋",
        "王小洪",
        "何志远",
        "李敏",
        "王毅",
        "周怀山",
        "韩振东",
        "丁一",
        "王一一",
        "赵平",
        "刘洋",
        "马力",
    ]
    assert sorted(names, key=stroke_key) == [
        "丁一",
        "马力",
        "王毅",
        "王一一",
        "王小洪",
        "刘洋",
        "李敏",
        "何志远",
        "陈砚秋",
        "周怀山",
        "赵平",
        "韩振东",
        "魏新",
    ]


def test_equal_numbers_of_strokes_follow_the_kind_of_the_first_stroke() -> None:
    # Seven strokes each; the first one is 横 in 李, 竖 in 吴, 撇 in 何, 点 in 沈, 折 in 陈.
    assert sorted(["陈", "沈", "何", "吴", "李"], key=stroke_key) == ["李", "吴", "何", "沈", "陈"]


@given(st.lists(st.text(min_size=1, max_size=9)))
def test_keys_are_digits_and_ignore_spaces(names: list[str]) -> None:
    for name in names:
        key = stroke_key(name)
        assert key == "" or key.isdigit()
        assert key == stroke_key(f" {name} ")
        assert len(key) <= 120


def test_the_office_order_puts_unplaced_organisations_last() -> None:
    rows = [(0, "B"), (2, "C"), (1, "Z"), (0, "A")]
    assert sorted(rows, key=lambda row: office_key([row])) == [(1, "Z"), (2, "C"), (0, "A"), (0, "B")]
