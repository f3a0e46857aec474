"""Forms of the register: frame, files, instructions, acts, numbering rules, templates."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuping.adapters.documents_in import LARGEST
from shuping.base.forms import DayField, TextArea
from shuping.core.documents.house_layout import HouseLayout
from shuping.core.documents.values import Fonts, Frame

from .models import Document, Issuer
from .wording import INSTRUCTION_KINDS, LAYOUTS, RETENTIONS, SECRECIES


class PaperFile(forms.FileField):
    """A file that is judged by its size before a byte of it is read into memory."""

    def __init__(self, accept: str, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The upload, or the sentence of a file that is too large."""
        file = super().clean(data, initial)
        if file and file.size > LARGEST:
            raise forms.ValidationError(
                _("“%(name)s” is larger than %(limit)s MB. Shrink its pictures or split it."),
                params={"name": file.name, "limit": LARGEST // (1024 * 1024)},
            )
        return file


class FrameForm(forms.Form):
    """What the register adds to a paper; `secrecy` is free, so that a class that may not stand here is answered."""

    recipients = forms.CharField(label=_("Addressees, one a line"), widget=TextArea(4), required=False)
    copies_to = forms.CharField(label=_("Copies to, one a line"), widget=TextArea(2), required=False)
    issuer = forms.ModelChoiceField(Issuer.objects.none(), label=_("Who issues it"), required=False)
    secrecy = forms.CharField(
        label=_("Class of the paper"),
        max_length=20,
        widget=forms.Select(choices=list(SECRECIES.items())),
        help_text=_("This system is not for state secrets or work secrets."),
    )
    retention = forms.ChoiceField(label=_("Retention"), choices=list(RETENTIONS.items()))
    copies = forms.IntegerField(label=_("Printed copies"), min_value=1, max_value=9999, required=False)
    seal = forms.BooleanField(label=_("Leave a place for the seal"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {name: getattr(document, name) for name in self.base_fields},
        )
        super().__init__(*args, **kwargs)
        field = self.fields["issuer"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Issuer.objects.filter(organization=document.owner, active=True)

    def values(self) -> dict[str, Any]:
        """What `set_frame` takes."""
        typed = dict(self.cleaned_data)
        issuer, revision = typed.pop("issuer"), typed.pop("revision")
        return {"frame": Frame(**typed), "issuer": issuer, "revision": revision}


class FinalForm(forms.Form):
    """The edited final version."""

    final = PaperFile(
        ".docx",
        label=_("Edited final version (docx)"),
        help_text=_("At most 20 MB, without macros and without parts from outside."),
    )


class CheckForm(forms.Form):
    """A docx to be measured against the standard."""

    layout = forms.ChoiceField(label=_("Measured as"), choices=list(LAYOUTS.items()))
    file = PaperFile(
        ".docx", label=_("Word document (docx)"), help_text=_("It is measured and not kept. At most 20 MB, no macros.")
    )


class ScanForm(forms.Form):
    """The sealed paper, scanned."""

    scan = PaperFile(
        ".pdf,.jpg,.jpeg,.png", label=_("Scan of the sealed paper"), help_text=_("pdf, jpg or png; at most 20 MB.")
    )


class InstructionForm(forms.Form):
    """批示 or 圈阅 with its sheet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(INSTRUCTION_KINDS.items()))
    leader = forms.CharField(label=_("Leader"), max_length=60)
    given_on = DayField(label=_("Date"))
    text = forms.CharField(label=_("Words of the instruction"), widget=TextArea(3), required=False, max_length=2000)
    sheet = PaperFile(".pdf,.jpg,.jpeg,.png", label=_("Scan of the sheet"), required=False)


class NumberForm(forms.Form):
    """A number typed by hand; empty takes the next one."""

    number = forms.CharField(
        label=pgettext_lazy("paper", "Number"),
        max_length=40,
        required=False,
        help_text=_("Leave it empty to take the next number of the year."),
    )


class ReasonForm(forms.Form):
    """Why a paper is returned or voided, or a number given back."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(2), max_length=300)


class SignForm(forms.Form):
    """The day of the paper."""

    dated = DayField(label=_("Day of the paper"), required=False)


class IssuerForm(forms.ModelForm):
    """A numbering rule."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Issuer
        fields = ("name", "head", "office", "code_word", "active", "revision")
        labels = {
            "name": _("Name under the paper"),
            "head": _("Words of the red head"),
            "office": _("Printing office"),
            "code_word": _("Code word of the number"),
            "active": _("In use"),
        }
        help_texts = {
            "head": _("Empty: the name, followed by 文件."),
            "code_word": _("For example 青交党; the year of issue and the number follow by themselves."),
        }

    def _post_clean(self) -> None:
        """The service judges the values; the form only reads them."""


class LayoutForm(forms.Form):
    """Margins, grid and font names of the house; the service judges them together."""

    top = forms.IntegerField(label=_("Top margin (mm)"), min_value=1, max_value=150)
    bottom = forms.IntegerField(label=_("Bottom margin (mm)"), min_value=1, max_value=150)
    left = forms.IntegerField(label=_("Left margin (mm)"), min_value=1, max_value=150)
    right = forms.IntegerField(label=_("Right margin (mm)"), min_value=1, max_value=150)
    lines = forms.IntegerField(label=_("Lines to a page"), min_value=1, max_value=60)
    pitch = forms.DecimalField(
        label=_("From line to line (points)"), min_value=1, max_value=99, max_digits=4, decimal_places=2
    )
    characters = forms.IntegerField(label=_("Characters to a line"), min_value=1, max_value=60)
    title = forms.CharField(label=_("Font of titles and red heads"), max_length=40)
    body = forms.CharField(label=_("Font of the text"), max_length=40)
    kai = forms.CharField(label=_("Font of headings of the second level"), max_length=40)
    hei = forms.CharField(label=_("Font of headings of the first level"), max_length=40)
    song = forms.CharField(label=_("Font of page numbers"), max_length=40)
    latin = forms.CharField(label=_("Font of digits and letters"), max_length=40)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def of(layout: HouseLayout, revision: int) -> dict[str, Any]:
        """The values of a layout as the form begins with them."""
        given = asdict(layout)
        return {**given.pop("fonts"), **given, "revision": revision}

    def values(self) -> dict[str, Any]:
        """What `save_layout` takes."""
        typed = dict(self.cleaned_data)
        revision = typed.pop("revision")
        fonts = Fonts(**{name: typed.pop(name).strip() for name in ("body", "kai", "hei", "song", "title", "latin")})
        return {"layout": HouseLayout(fonts=fonts, **typed), "revision": revision}


class ReserveForm(forms.Form):
    """Numbers that papers of another register hold."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)
    last = forms.IntegerField(label=_("Up to number"), min_value=1, max_value=99_999)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class TemplateForm(forms.Form):
    """An own template."""

    kind = forms.ChoiceField(label=_("Kind of paper"))
    file = PaperFile(
        ".docx", label=_("Template (docx)"), help_text=_("Only the fields below, loops over rows, and conditions.")
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = kinds
