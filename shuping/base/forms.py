"""One look for every form, and the widgets that the house shares."""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from shuping.core.errors import RuleError

from .asked import plain_decimal, whole_number
from .clock import LOCAL
from .wording import sentence

EARLIEST = datetime(1949, 10, 1, tzinfo=LOCAL)
PARTY_FOUNDED = date(1921, 7, 1)  # an organisation or a text may be older than the republic
LATEST = datetime(2199, 12, 31, tzinfo=LOCAL)
FIRST_DAY, LAST_DAY = EARLIEST.date(), LATEST.date()


class Renderer(TemplatesSetting):
    """Fields and forms are rendered by templates of the house."""

    form_template_name = "base/forms/form.html"
    field_template_name = "base/forms/field.html"


class DateInput(forms.DateInput):
    """A day, with the browser's own calendar where it has one."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time of day, local."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A moment as the house keeps it: within the years that a plan can speak of, so that no calendar runs out."""

    widget = MomentInput
    default_error_messages = {"invalid": _("There is no such day and time. Write it as 2022-12-31 09:00.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators += [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class DayField(forms.DateField):
    """A day as the house keeps it: within the years that a register can speak of, with the browser's own calendar."""

    widget = DateInput
    default_error_messages = {"invalid": _("There is no such day. Write it as 2022-12-31.")}

    def __init__(self, *, earliest: date = FIRST_DAY, **options: Any) -> None:
        super().__init__(**options)
        self.validators += [MinValueValidator(earliest), MaxValueValidator(LAST_DAY)]

    def to_python(self, value: Any) -> date | None:
        """The day typed; full-width digits and signs are what the keyboard of the day gave."""
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).split())
        return super().to_python(value)


class NumberField(forms.DecimalField):
    """A number typed in plain digits (`asked.plain_decimal`)."""

    def to_python(self, value: Any) -> Any:
        """The number, None for nothing. Raises ValidationError `invalid` for what is not written in plain digits."""
        if value in self.empty_values or isinstance(value, int | Decimal):
            return super().to_python(value)
        number = plain_decimal(value)
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(number)


class ManyRows(forms.ModelMultipleChoiceField):
    """Several rows to be ticked; what cannot be the key of a row at all is refused like any other wrong choice."""

    def clean(self, value: Any) -> Any:
        """Judge the keys before the database is asked."""
        for one in value if isinstance(value, list | tuple) else ():
            if whole_number(str(one)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": str(one)[:20]}
                )
        return super().clean(value)


class TextArea(forms.Textarea):
    """A text area that is tall enough for what is usually written there."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__(attrs={"rows": rows})


def attempt(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Do `act` if the form is valid; a refusal becomes an error of the form, so that nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act()
    except RuleError as error:
        form.add_error(None, sentence(error))
        return False
    return True
