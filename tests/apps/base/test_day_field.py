"""A day typed by hand: what the office writes is read, what no calendar has is refused with a sentence."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

import shuping.apps
from shuping.apps.registers.models import SuperiorDocument
from shuping.base.forms import PARTY_FOUNDED, DayField
from tests.factories.world import World


@pytest.mark.parametrize(
    "typed",
    [
        "2022-03-05",
        "2022-3-5",
        "2022/3/5",
        "2022.3.5",
        "2022年3月5日",
        "２０２２年３月５日",
        "２０２２－０３－０５",
        " 2022 - 3 - 5 ",
    ],
)
def test_a_day_is_read_as_the_office_writes_it(typed: str) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert DayField().clean(typed) == date(2022, 3, 5)


@pytest.mark.parametrize(
    "typed", ["2022-2-30", "2022年2月30日", "2022-13-01", "3月5日", "明天", "2022-03-05 09:00", "²"]
)
def test_a_day_that_is_none_is_refused_with_how_to_write_it(typed: str) -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        DayField().clean(typed)
    assert "2022-12-31" in refused.value.messages[0]


def test_a_day_that_no_register_speaks_of_is_refused_but_the_party_is_older_than_the_republic() -> None:
    for typed in ("0001-01-01", "1949-09-30", "9999-12-31"):
        with pytest.raises(ValidationError):
            DayField().clean(typed)
    assert DayField(earliest=PARTY_FOUNDED).clean("1936-10-22") == date(1936, 10, 22)


def _forms() -> Iterator[type[forms.BaseForm]]:
    for found in pkgutil.walk_packages(shuping.apps.__path__, "shuping.apps."):
        if ".forms" in found.name:
            importlib.import_module(found.name)
    left = list(forms.BaseForm.__subclasses__())
    while left:
        one = left.pop()
        left += one.__subclasses__()
        if one.__module__.startswith("shuping."):
            yield one


def test_every_day_of_every_form_is_the_day_of_the_house() -> None:
    days = {
        f"{form.__module__}.{form.__qualname__}.{name}": field
        for form in _forms()
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if isinstance(field, forms.DateField)
    }
    assert len(days) > 30
    assert [name for name, field in days.items() if not isinstance(field, DayField)] == []


@pytest.mark.django_db
def test_a_page_keeps_what_was_typed_beside_a_day_that_is_none(world: World, client_of: Callable[..., Client]) -> None:
    typed = {"title": "关于加强机关党建的意见", "issuer": "省委办公厅", "requirements": "逐级传达学习"}
    typed["kind"] = str(SuperiorDocument.Kind.values[0])
    days = {"issued_on": "2021-2-30", "received_on": "２０２１年３月５日"}
    answer = client_of("office").post(reverse("registers:new"), {**typed, **days})
    page = answer.content.decode()
    assert "日期有误" in page
    assert "关于加强机关党建的意见" in page
    assert set(answer.context["form"].errors) == {"issued_on"}
    assert not SuperiorDocument.objects.exists()
