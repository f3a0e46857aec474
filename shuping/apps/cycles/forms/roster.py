"""Single rows of the roster, deadlines, attendance."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles.models import Participant
from shuping.apps.cycles.wording import DATES, MODES
from shuping.base.forms import MomentField, TextArea

from .plan import GRACED


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(3))


class AddUnitForm(forms.Form):
    """One more unit on the roster."""

    organization: Any = forms.ModelChoiceField(queryset=None, label=_("Unit"))
    mode = forms.ChoiceField(label=_("Mode"), choices=[(code, MODES[code]) for code in Participant.Mode.values])
    reason = forms.CharField(label=_("Reason"), widget=TextArea(2), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = units  # type: ignore[attr-defined]


class ReplaceForm(forms.Form):
    """Another person reports for the same unit."""

    person: Any = forms.ModelChoiceField(queryset=None, label=_("New reporter"))
    duty = forms.CharField(label=_("Post as printed"), max_length=100, required=False)
    acting = forms.BooleanField(label=_("In charge without holding the office"), required=False)
    reason = forms.CharField(label=_("Reason"), widget=TextArea(2))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """A later deadline for one reporter."""

    kind = forms.ChoiceField(label=_("Deadline"), choices=[(kind, DATES[kind]) for kind in GRACED])
    due_at = MomentField(label=_("New deadline"))
    reason = forms.CharField(label=_("Reason"), widget=TextArea(2))


class AttendanceForm(forms.Form):
    """Expected and present per class."""

    def __init__(self, *args: Any, classes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, _name in classes]
        for code, name in classes:
            self.fields[f"expected_{code}"] = forms.IntegerField(
                label=format_html("{} {}：{}", code, name, _("number expected")), min_value=0
            )
            self.fields[f"present_{code}"] = forms.IntegerField(
                label=format_html("{} {}：{}", code, name, _("number present")), min_value=0
            )

    def rows(self) -> dict[str, tuple[int, int]]:
        """(expected, present) per class."""
        data = self.cleaned_data
        return {code: (data[f"expected_{code}"], data[f"present_{code}"]) for code in self.codes}
