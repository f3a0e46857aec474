"""Forms of the register of documents from above."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuping.apps.organization.api import Organization
from shuping.base.forms import PARTY_FOUNDED, DayField, ManyRows, TextArea

from .wording import KINDS, STEPS


class DocumentForm(forms.Form):
    """收文登记."""

    title = forms.CharField(label=_("Title"), max_length=200)
    issuer = forms.CharField(label=_("Issued by"), max_length=100)
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind of document"), choices=list(KINDS.items()))
    issued_on = DayField(label=_("Issued on"), earliest=PARTY_FOUNDED)
    received_on = DayField(label=_("Day of receipt"))
    requirements = forms.CharField(
        label=_("What it asks"),
        widget=TextArea(6),
        max_length=4000,
        help_text=_("One requirement a line. No classified text may be entered here."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class _UnitsForm(forms.Form):
    """A form that chooses among the units of the receiving organisation."""

    units = ManyRows(
        label=_("Which units"),
        queryset=Organization.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class StepForm(_UnitsForm):
    """One step; the units count for a deployment only."""

    step = forms.ChoiceField(label=_("Step"), choices=list(STEPS.items()))
    held_on = DayField(label=_("Date of the step"))
    meeting = forms.CharField(label=_("Meeting or paper"), max_length=100)
    outcome = forms.CharField(label=_("What was agreed"), widget=TextArea(4), max_length=2000)
    field_order = ["step", "held_on", "meeting", "outcome", "units"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].label = _("Deployed to")
        self.fields["units"].help_text = _("Needed for a deployment only.")


class TaskForm(_UnitsForm):
    """One task for each of the units ticked."""

    text = forms.CharField(label=_("Task"), widget=TextArea(2), max_length=500)
    due_on = DayField(label=_("Time limit"))
    field_order = ["text", "due_on", "units"]


class ResultForm(forms.Form):
    """What came of a task."""

    result = forms.CharField(
        label=_("Result"),
        widget=TextArea(5),
        max_length=2000,
        help_text=_("What changed, with a figure or a date; not what was held or filed."),
    )


class ReasonForm(forms.Form):
    """Why something is returned, dropped or withdrawn."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(2), max_length=300)
