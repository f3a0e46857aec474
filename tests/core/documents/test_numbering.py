"""发文字号: year of issue, no gaps, no second use; and classes this system refuses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.documents.numbering import (
    NumberRule,
    gaps,
    next_number,
    reading,
    refuse_number,
    refuse_secret_class,
    written,
)
from shuping.core.documents.values import Number
from shuping.core.errors import RuleError

ISSUED = date(2022, 1, 5)


@pytest.mark.feature("DOC-11")
@given(st.integers(1, 99999), st.integers(1900, 2099))
def test_a_number_is_read_as_it_was_written(serial: int, year: int) -> None:
    number = Number("青交党", year, serial)
    assert reading(written(number)) == number


@pytest.mark.feature("DOC-11")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "青交党[2022]5号",
        "青交党〔2022〕05号",
        "青交党〔2022〕第5号",
        "青交党〔22〕5号",
        "〔2022〕5号",
        "青交党〔2022〕5",
    ],
)
def test_a_number_not_written_by_the_rule_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as told:
        reading(text)
    assert told.value.code == "documents.number_form"


@pytest.mark.feature("DOC-11")
def test_the_next_number_is_the_first_that_is_free() -> None:
    taken = [
        Number("青交党", 2022, 1),
        Number("青交党", 2022, 3),
        Number("青交党", 2021, 2),
        Number("青交直党", 2022, 2),
    ]
    assert next_number("青交党", ISSUED, taken) == Number("青交党", 2022, 2)
    assert next_number("青交党", date(2023, 1, 1), taken) == Number("青交党", 2023, 1)
    assert next_number("青交直党", ISSUED, taken) == Number("青交直党", 2022, 1)
    assert gaps(taken) == (Number("青交党", 2021, 1), Number("青交党", 2022, 2), Number("青交直党", 2022, 1))


@given(st.sets(st.integers(1, 40)))
def test_numbers_taken_one_after_the_other_leave_no_gap(given_back: set[int]) -> None:
    """Whatever was given back, papers issued afterwards fill it before they go on."""
    taken = [Number("青交党", 2022, serial) for serial in range(1, 41) if serial not in given_back]
    for _ in given_back:
        taken.append(next_number("青交党", ISSUED, taken))
    assert gaps(taken) == ()
    assert len({number.serial for number in taken}) == len(taken)


@pytest.mark.feature("DOC-11")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (Number("青交党", 2021, 2), "documents.number_year"),
        (Number("青交党", 2022, 1), "documents.number_taken"),
        (Number("青交党", 2022, 3), "documents.number_gap"),
        (Number("青交党", 2022, 2), ""),
        (Number("青交直党", 2022, 1), ""),
    ],
)
def test_a_number_typed_by_hand_is_checked(number: Number, code: str) -> None:
    taken = [Number("青交党", 2022, 1)]
    if not code:
        refuse_number(number, ISSUED, taken)
        return
    with pytest.raises(RuleError) as told:
        refuse_number(number, ISSUED, taken)
    assert told.value.code == code


def test_a_kind_may_have_a_code_of_its_own() -> None:
    rule = NumberRule("厅党组", "青交党", {"feedback": "青交党反馈"})
    assert (rule.code_for("feedback"), rule.code_for("plan")) == ("青交党反馈", "青交党")


@pytest.mark.feature("DOC-11")
@pytest.mark.parametrize("mark", ["秘密", "机密★10年", "绝密"])
def test_a_paper_with_a_state_secret_class_is_refused(mark: str) -> None:
    with pytest.raises(RuleError) as told:
        refuse_secret_class(mark)
    assert told.value.code == "documents.secret_class"
    refuse_secret_class("内部材料")
