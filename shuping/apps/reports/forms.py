"""What people fill in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.base.forms import DayField, TextArea
from shuping.core.reports.checks import sections_for
from shuping.core.reports.values import NewEvidence

from . import queries
from .models import CommentOutline, Evidence, LastYearLine, Report
from .wording import EVIDENCE_KINDS, SECTION_HELP, SECTION_NAMES

ACCEPTED = ".docx,.doc,.wps,.pdf,.txt"


class DraftForm(forms.Form):
    """Title, the sections of this kind of text, one answer per line of last year, and the revision that was read."""

    title = forms.CharField(label=_("Title of the text"), max_length=200, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, report: Report, with_answers: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.keys = sections_for(queries.report_rules(report.participant), report.kind)
        self.lines: list[LastYearLine] = queries.lines_of(report) if with_answers else []
        for key in self.keys:
            self.fields[f"section_{key}"] = forms.CharField(
                label=SECTION_NAMES[key],
                help_text=SECTION_HELP[key],
                required=False,
                strip=False,
                widget=TextArea(rows=5 if key == "last_year" else 9),
            )
        for line in self.lines:
            self.fields[f"answer_{line.number}"] = forms.CharField(
                label=_("What was done about it"), required=False, strip=False, widget=TextArea(rows=3)
            )

    @classmethod
    def of(cls, report: Report) -> "DraftForm":
        """The form with what the draft holds."""
        initial: dict[str, object] = {"title": report.draft_title, "revision": report.revision}
        initial.update({f"section_{key}": text for key, text in report.draft_sections.items()})
        initial.update({f"answer_{line.number}": line.answer for line in queries.lines_of(report)})
        return cls(report=report, initial=initial)

    def sections(self) -> dict[str, str]:
        """The texts by section; what the form has no field for stays as the draft holds it."""
        typed = {key: str(self.cleaned_data.get(f"section_{key}", "")) for key in self.keys}
        return {**self.report.draft_sections, **typed}

    def answers(self) -> dict[int, str]:
        """The answers by the number of their line."""
        return {line.number: str(self.cleaned_data.get(f"answer_{line.number}", "")) for line in self.lines}

    def section_fields(self) -> list[dict[str, object]]:
        """The bound section fields with their keys, for the page."""
        return [{"key": key, "field": self[f"section_{key}"]} for key in self.keys]

    def answer_fields(self) -> list[dict[str, object]]:
        """Last year's lines with the bound field of their answer."""
        return [{"line": line, "field": self[f"answer_{line.number}"]} for line in self.lines]


class UploadForm(forms.Form):
    """A document whose text is to be taken over."""

    file = forms.FileField(
        label=_("Word document, PDF or text file"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("At most 20 MB, without macros. The text is shown first; the original is kept."),
    )


class HandInForm(forms.Form):
    """The reporter's confirmation."""

    revision = forms.IntegerField(widget=forms.HiddenInput())
    confirmed = forms.BooleanField(
        label=_("I drafted this text after my own research and confirm it as my own."), required=False
    )


class ReviewForm(forms.Form):
    """Approve, or return with a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput())
    seen = forms.CharField(required=False, widget=forms.HiddenInput())  # the state that the reviewer looked at
    comment = forms.CharField(
        label=_("Reason or remark"),
        required=False,
        widget=TextArea(rows=4),
        help_text=_("Needed for a return: what is to be mended and where. The unit reads it."),
    )


class OutlineForm(forms.Form):
    """A comment outline: one sentence per line."""

    good = forms.CharField(label=_("Good points"), required=False, widget=TextArea(rows=5))
    problems = forms.CharField(
        label=_("Problems (at least one before the meeting)"),
        required=False,
        widget=TextArea(rows=6),
        help_text=_("One per line. Each becomes a problem of the feedback without being typed again."),
    )
    requirements = forms.CharField(label=_("Requirements of the outline"), required=False, widget=TextArea(rows=5))
    revision = forms.IntegerField(widget=forms.HiddenInput())

    @classmethod
    def of(cls, outline: CommentOutline | None) -> "OutlineForm":
        """The form with what the outline holds."""
        if outline is None:
            return cls(initial={"revision": 0})
        problems = [str(problem["text"]) for problem in outline.problems]
        return cls(
            initial={
                "good": "\n".join(outline.good),
                "problems": "\n".join(problems),
                "requirements": "\n".join(outline.requirements),
                "revision": outline.revision,
            }
        )

    def lines(self, name: str) -> list[str]:
        """The sentences of one field."""
        return str(self.cleaned_data[name]).splitlines()


class EvidenceForm(forms.Form):
    """A piece of evidence: a file, a link or a figure before and after."""

    title = forms.CharField(label=_("Name of the evidence"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of evidence"), choices=[(code, name) for code, name in EVIDENCE_KINDS.items()]
    )
    happened_on = DayField(label=_("Date of what it shows"))
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("docx, doc, wps, xlsx, pdf, txt, png or jpg; at most 20 MB, without macros."),
    )
    link = forms.CharField(label=_("Link address"), max_length=300, required=False)
    measure = forms.CharField(
        label=_("What was measured"),
        max_length=100,
        required=False,
        help_text=_("Evidence counts for the change it shows: name the figure before and after, with its source."),
    )
    before = forms.CharField(label=_("Figure before"), max_length=40, required=False)
    after = forms.CharField(label=_("Figure after"), max_length=40, required=False)
    data_source = forms.CharField(label=_("Source of the figures"), max_length=200, required=False)

    def new(self) -> NewEvidence:
        """What the service takes, the file read."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in ("file", "organization")}
        given = self.cleaned_data["file"]
        if given is not None:
            found.update(data=given.read(), name=given.name)
        return NewEvidence(**found)


class UseForm(forms.Form):
    """Refer to a piece of the unit's own evidence from a sentence of the report."""

    evidence = forms.ChoiceField(label=_("Evidence"))
    claim = forms.CharField(label=_("Sentence of the report that it supports"), max_length=300, required=False)

    def __init__(self, *args: Any, library: Iterable[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(piece.pk), f"{piece.happened_on} {piece.title}") for piece in library]
