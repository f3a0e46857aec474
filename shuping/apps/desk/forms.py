"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuping.adapters import documents_in
from shuping.base.forms import PARTY_FOUNDED, DayField, TextArea
from shuping.base.wording import sentence
from shuping.core.errors import RuleError

from .wording import STOCK_CHOICES, WORDING_KINDS

LONGEST_TEXT = 400_000


class VerdictForm(forms.Form):
    """The reason of a verdict; which verdict it is stands on the button pressed."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=TextArea(3),
        max_length=500,
        required=False,
        help_text=_("Needed to dismiss a hint. The author reads it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput())


class AnswerForm(forms.Form):
    """What the author says."""

    text = forms.CharField(label=_("Your answer"), widget=TextArea(4), max_length=2000)


class SendBackForm(forms.Form):
    """Why a report is returned; the state in which the reviewer saw it."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(10))
    seen = forms.CharField(widget=forms.HiddenInput(), max_length=20)


class ReasonForm(forms.Form):
    """Why an entry is withdrawn."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(2), max_length=300)


class OfficialTextForm(forms.Form):
    """A text to be quoted: pasted, or a document."""

    title = forms.CharField(label=_("Title"), max_length=200)
    issued_on = DayField(
        label=_("Issued on"),
        help_text=_("Reports of earlier years are not measured by it."),
        earliest=PARTY_FOUNDED,
    )
    compared = forms.ChoiceField(
        label=_("What it is for"),
        choices=[
            ("", _("everybody must quote it: left out before comparing")),
            ("1", _("to be carried out, not copied")),
        ],
        required=False,
    )
    text = forms.CharField(label=_("Text"), widget=TextArea(12), required=False, max_length=LONGEST_TEXT)
    file = forms.FileField(label=_("or a document (docx, doc, wps, pdf, txt)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Read the document where there is one."""
        data = super().clean() or {}
        file = data.get("file")
        if file:
            try:
                data["text"] = documents_in.read(file.read(), file.name).text
            except RuleError as error:
                self.add_error("file", sentence(error))
        return data

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        kept = {name: self.cleaned_data[name] for name in ("title", "issued_on", "text")}
        return {**kept, "compared": bool(self.cleaned_data["compared"])}


class WordingForm(forms.Form):
    """A line of the wording library."""

    kind = forms.ChoiceField(label=_("Kind of wording"), choices=list(WORDING_KINDS.items()))
    correct = forms.CharField(label=_("Correct wording"), max_length=200)
    wrong = forms.CharField(
        label=_("Forms known to be wrong"),
        widget=TextArea(3),
        required=False,
        max_length=1000,
        help_text=_("One a line."),
    )
    basis = forms.CharField(label=_("Basis"), max_length=300, help_text=_("The document and its date."))
    valid_from = forms.IntegerField(label=_("From year"), required=False, min_value=1949, max_value=2199)
    valid_to = forms.IntegerField(label=_("To year"), required=False, min_value=1949, max_value=2199)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.cleaned_data, "wrong": self.cleaned_data["wrong"].splitlines()}


class StockForm(forms.Form):
    """Words that join the list of stock words."""

    kind = forms.ChoiceField(label=_("Counts as"), choices=list(STOCK_CHOICES.items()))
    words = forms.CharField(
        label=pgettext_lazy("stock words", "Words"),
        widget=TextArea(6),
        max_length=4000,
        help_text=_("One a line, 2 to 20 Chinese characters each."),
    )
    basis = forms.CharField(label=_("Reason"), max_length=300)
    valid_from = forms.IntegerField(label=_("From year"), required=False, min_value=1949, max_value=2199)
    valid_to = forms.IntegerField(label=_("To year"), required=False, min_value=1949, max_value=2199)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.cleaned_data, "words": self.cleaned_data["words"].splitlines()}
