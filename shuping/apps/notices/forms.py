"""Writing a reminder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Reminder
from .wording import KINDS, WAYS


class ReminderForm(forms.Form):
    """Which kind, by which way, with which words; `subject` and `back` travel along."""

    kind = forms.ChoiceField(label=_("Kind of reminder"), choices=list(KINDS.items()))
    way = forms.ChoiceField(
        label=_("Way"), choices=[(key, name) for key, name in WAYS.items() if key != Reminder.Way.SYSTEM]
    )
    text = forms.CharField(label=_("Words of the reminder"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000)
    subject = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    url = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    back = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
