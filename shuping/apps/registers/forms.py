"""Forms of the register of documents from above."""

from collections import Counter
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.apps.organization.api import CLASS_NAMES, Organization
from shuping.base.forms import PARTY_FOUNDED, DayField, ManyRows, TextArea
from shuping.core.registers.superior import Entry

from .wording import KINDS, STEPS

ALL, NONE = "all", "none"


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

    def entry(self) -> Entry:
        """What the services take."""
        return Entry(**{name: value for name, value in self.cleaned_data.items() if name != "revision"})


class _UnitsForm(forms.Form):
    """A form that chooses among the units of the receiving organisation.

    Buttons above the boxes tick all, none or those of one class; the server answers with the form as typed.
    """

    units = ManyRows(
        label=_("Which units"),
        queryset=Organization.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        required=False,
        template_name="registers/units.html",
    )

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        classes = Counter(units.values_list("unit_class", flat=True))
        self.groups: list[tuple[str, str | Promise, int | None]] = []
        if classes.total() > 1:
            of_class = [(code, words, classes[code]) for code, words in CLASS_NAMES.items() if classes[code]]
            self.groups = [(ALL, _("All"), classes.total()), (NONE, _("None"), None), *of_class]

    @classmethod
    def ticked(cls, data: QueryDict, units: QuerySet[Organization]) -> dict[str, object]:
        """What the form shows once a button has ticked boxes: the words as typed, the boxes as wanted.

        `choose` of `data`: all, none, or a class of units, which is added to the boxes that are ticked.
        """
        wanted, before = data.get("choose", ""), set(data.getlist("units"))
        keys = [
            key
            for key, of_class in units.values_list("pk", "unit_class")
            if wanted != NONE and (wanted in (ALL, of_class) or str(key) in before)
        ]
        return {name: data.get(name, "") for name in cls.base_fields} | {"units": keys}


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
