"""Names by the first letters of their pinyin."""

import pytest

from shuping.adapters.pinyin import initials


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
    assert (letters in initials(name)) is fits


def test_a_name_of_many_readings_is_spelled_a_bounded_number_of_times() -> None:
    assert len(initials("重单" * 30).split("\n")) == 64
