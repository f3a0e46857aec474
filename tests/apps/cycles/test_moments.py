"""Days that no calendar can reckon with are refused at the field."""

import pytest

from shuping.apps.cycles.forms.plan import DatesForm


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "1899-12-31T09:00", "9999-12-31T23:59"])
def test_a_moment_outside_the_years_of_a_plan_is_refused_at_its_field(typed: str) -> None:
    form = DatesForm({"revision": "0", "notice": typed}, needs_reason=False)
    assert list(form.errors) == ["notice"]


def test_a_moment_of_a_plan_is_taken() -> None:
    assert DatesForm({"revision": "0", "notice": "2021-11-25T09:00"}, needs_reason=False).is_valid()
