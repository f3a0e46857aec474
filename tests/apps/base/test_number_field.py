"""Numbers in forms: plain digits, whatever else Decimal would read."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from shuping.apps.cycles.forms.rules import summed
from shuping.base.asked import plain_decimal
from shuping.base.forms import NumberField


@pytest.mark.parametrize(("typed", "number"), [("40", "40"), (" ４０．５ ", "40.5"), ("33.3333", "33.3333"), (0, "0")])
def test_plain_digits_are_read_full_width_ones_too(typed: object, number: str) -> None:
    assert NumberField(min_value=0, max_value=100).clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["1e-999999999", "1e999999999", "NaN", "Infinity", "四十", "1,5", "0." + "0" * 99, "-1"]
)
def test_what_would_fill_the_memory_or_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        NumberField(min_value=0, max_value=100).clean(typed)


def test_a_sum_of_what_is_typed_leaves_out_what_cannot_be_read() -> None:
    assert summed(["40", "1e999999999", None, "", "60"]) == "100"
    assert plain_decimal("1e5") is None
