"""One look for every form, and the widgets that the house shares."""

from django import forms
from django.forms.renderers import TemplatesSetting


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


class TextArea(forms.Textarea):
    """A text area that is tall enough for what is usually written there."""

    def __init__(self, rows: int = 4) -> None:
        super().__init__(attrs={"rows": rows})
