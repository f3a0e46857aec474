"""Forms of feedback, problems, plans, answers, look-backs, talks, speeches and the import."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuping.adapters import documents_in
from shuping.adapters.sheets import SheetTable, read_pasted, read_table
from shuping.base.forms import DayField, TextArea
from shuping.base.lookup import LookupField
from shuping.base.wording import sentence
from shuping.core.errors import RuleError

from . import wording
from .models import CommonProblem, Issue


class RevisionForm(forms.Form):
    """A form that remembers which state of the text it was opened on."""

    revision = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class FeedbackForm(RevisionForm):
    """The texts of the feedback sheet."""

    good = forms.CharField(label=_("Good points"), widget=TextArea(5), required=False)
    requirements = forms.CharField(label=_("Requirements"), widget=TextArea(5), required=False)


class DeliverForm(forms.Form):
    """The day the plan is due, where the published plan names one."""

    plan_due = DayField(
        label=_("Plan due on"),
        required=False,
        help_text=_("Leave empty to take the days of the rule set, counted from today."),
    )


def _categories() -> list[tuple[str, str]]:
    rows = CommonProblem.objects.filter(active=True).values_list("code", "name")
    return [("", "—"), *((code, f"{code} {name}") for code, name in rows)]


class ProblemForm(RevisionForm):
    """One problem: where from, what, of which kind, common or individual, why."""

    text = forms.CharField(label=_("Problem"), widget=TextArea(3))
    source = forms.ChoiceField(label=_("Source of the problem"), choices=list(wording.SOURCES.items()))
    source_detail = forms.CharField(label=_("Source in detail"), max_length=300, required=False)
    category = forms.ChoiceField(label=_("Common problem of the dictionary"), required=False)
    common = forms.BooleanField(label=_("Common to several units"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=list(wording.SEVERITIES.items()), initial="normal")
    root_cause = forms.CharField(label=_("Root cause"), widget=TextArea(2), required=False)
    source_key = forms.CharField(widget=forms.HiddenInput(), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = _categories()  # type: ignore[attr-defined]


class WordingForm(ProblemForm):
    """Rewording of a problem: the source stays what it was."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["source"], self.fields["source_key"]


class UnitProblemForm(ProblemForm):
    """A problem opened for a unit that is chosen here."""

    participant = forms.ChoiceField(label=_("Unit and reporter"))
    field_order = ["participant"]

    def __init__(self, *args: Any, participants: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].choices = [("", "—"), *participants]  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """Which other problem of the sheet says the same."""

    other = forms.ModelChoiceField(label=_("Merge into this one"), queryset=Issue.objects.none())

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Issue.objects.filter(cycle=issue.cycle_id, organization=issue.organization_id, told_at=None)
        self.fields["other"].queryset = rows.exclude(pk=issue.pk)  # type: ignore[attr-defined]


class RowForm(RevisionForm):
    """What the unit plans for one problem."""

    kind = forms.ChoiceField(label=_("Kind of rectification"), choices=list(wording.KINDS.items()))
    objective = forms.CharField(
        label=_("Expected result"),
        widget=TextArea(2),
        required=False,
        help_text=_("Something that can be checked: a figure, a document, a date."),
    )
    lead_leader = forms.CharField(label=_("Leading person"), max_length=60, required=False)
    lead_department = forms.CharField(label=_("Leading department"), max_length=100, required=False)
    assisting = forms.CharField(label=_("Assisting departments"), max_length=200, required=False)
    due_on = DayField(label=_("Time limit"), required=False)
    root_cause = forms.CharField(label=_("Root cause"), widget=TextArea(2), required=False)


class MeasureForm(forms.Form):
    """One measure."""

    text = forms.CharField(label=_("Rectification measure"), widget=TextArea(2))
    owner = forms.CharField(label=_("Person responsible"), max_length=60)
    due_on = DayField(label=_("Time limit"))
    expected_result = forms.CharField(label=_("Expected result"), widget=TextArea(2), required=False)


class DoneForm(forms.Form):
    """That a measure is done."""

    done_on = DayField(label=_("Done on"))
    result = forms.CharField(label=_("Result"), widget=TextArea(2))


class PlanForm(RevisionForm):
    """The texts around the table of the plan."""

    arrangement = forms.CharField(label=_("General arrangement"), widget=TextArea(4), required=False)
    guarantees = forms.CharField(label=_("Safeguards"), widget=TextArea(3), required=False)


class DecisionForm(forms.Form):
    """Approve or return, with a word about it."""

    comment = forms.CharField(label=_("Opinion or reason"), widget=TextArea(2), required=False)


class TextForm(forms.Form):
    """A line of progress or discussion."""

    text = forms.CharField(label=_("Content"), widget=TextArea(2))


class SayForm(TextForm):
    """A line of discussion, with a colleague to be told of it (REC-13)."""

    def __init__(self, *args: Any, people: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mention"] = LookupField(
            rows=people,
            by=("display_name", "username"),
            show=lambda row: f"{row}（{row.username}）",
            label=_("Mention a colleague (name or log-in name)"),
            help_text=_("Gets a line on the own day. Only people who may see this problem."),
            required=False,
        )


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(2))


class TermForm(ReasonForm):
    """A deadline for what was kept up for the long term."""

    due_on = DayField(label=_("Time limit"))


class SignOffForm(forms.Form):
    """A request for sign-off."""

    statement = forms.CharField(label=_("What was done and what came of it"), widget=TextArea(4))


class ExtensionForm(forms.Form):
    """A request for more time."""

    wanted_due_on = DayField(label=_("Deadline asked for"))
    reason = forms.CharField(label=_("Reason"), widget=TextArea(2))


class EvidenceForm(forms.Form):
    """A piece of the unit's library and what it supports."""

    evidence = forms.ChoiceField(label=_("Evidence"))
    claim = forms.CharField(label=_("What it shows"), max_length=300, required=False)

    def __init__(self, *args: Any, pieces: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [("", "—"), *pieces]  # type: ignore[attr-defined]


class DrawForm(forms.Form):
    """The draw of the look-back."""

    planned_on = DayField(label=_("Look back on"))
    seed = forms.CharField(
        label=_("Number for the draw"),
        max_length=60,
        help_text=_("For instance the last digits of that day's lottery or a number drawn at the meeting."),
    )


class PlanLookBackForm(forms.Form):
    """A look-back at one row, outside the draw."""

    planned_on = DayField(label=_("Look back on"))


class LookBackForm(forms.Form):
    """What the look-back found."""

    looked_on = DayField(label=_("Looked at on"))
    held = forms.ChoiceField(
        label=_("Result"),
        choices=[("yes", _("Holds")), ("no", _("Found again: a new problem is opened"))],
        widget=forms.RadioSelect(),
    )
    finding = forms.CharField(label=_("What was found"), widget=TextArea(4))
    voices = forms.CharField(label=_("What those affected say"), widget=TextArea(3), required=False)


class TalkForm(forms.Form):
    """A formal or reminder talk."""

    participant = forms.ChoiceField(label=_("Unit and person"))
    kind = forms.ChoiceField(label=_("Kind of talk"), choices=list(wording.TALKS.items()))
    held_on = DayField(label=_("Held on"))
    led_by = forms.CharField(label=_("Led by"), max_length=60)
    ground = forms.CharField(label=_("Ground of the talk"), widget=TextArea(2))
    record = forms.CharField(label=_("Record of the talk"), widget=TextArea(5))
    follow_up = forms.CharField(label=_("Follow-up"), widget=TextArea(2), required=False)
    follow_up_due = DayField(label=_("Follow-up due on"), required=False)

    def __init__(self, *args: Any, participants: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].choices = [("", "—"), *participants]  # type: ignore[attr-defined]


class FollowUpForm(forms.Form):
    """That the follow-up is done."""

    done_on = DayField(label=_("Done on"))


class CommonProblemForm(forms.Form):
    """An entry of the dictionary."""

    code = forms.CharField(label=_("Code of the entry"), max_length=10)
    name = forms.CharField(label=_("Name of the entry"), max_length=60)
    description = forms.CharField(label=_("Description"), widget=TextArea(2), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class ImportForm(forms.Form):
    """A workbook, or cells pasted from one, with the columns 单位, 问题 and if wanted 类别, 原因, 来源."""

    file = forms.FileField(label=_("Workbook"), required=False)
    pasted = forms.CharField(
        label=_("Or paste the cells here, with their head row"), widget=TextArea(8), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one way in, and a table that can be read."""
        data = super().clean() or {}
        if not data.get("file") and not data.get("pasted"):
            raise forms.ValidationError(_("Choose a workbook or paste cells."))
        try:
            data["table"] = self._table(data)
        except RuleError as error:
            raise forms.ValidationError(sentence(error)) from error
        return data

    @staticmethod
    def _table(data: dict[str, Any]) -> SheetTable:
        if data.get("file"):
            return read_table(data["file"], strict=True)
        return read_pasted(data["pasted"])


class SpeechForm(forms.Form):
    """A speech or notice of a round, as a document or as pasted text."""

    cycle = forms.ModelChoiceField(label=_("Yearly round"), queryset=CommonProblem.objects.none(), empty_label=None)
    given_on = DayField(label=_("Given on"), required=False)
    file = forms.FileField(
        label=_("Document"), required=False, help_text=_("docx, doc, wps, pdf or txt with text; a scan cannot be read.")
    )
    pasted = forms.CharField(label=_("Or paste the text here"), widget=TextArea(10), required=False)

    def __init__(self, *args: Any, cycles: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = cycles  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Exactly one way in, and a document that holds text."""
        data = super().clean() or {}
        file, pasted = data.get("file"), (data.get("pasted") or "").strip()
        if bool(file) == bool(pasted):
            raise forms.ValidationError(_("Choose a document or paste the text, one of the two."))
        data["text"], data["file_name"] = pasted, ""
        if file:
            try:
                data["text"], data["file_name"] = documents_in.read(file.read(), file.name).text, file.name
            except RuleError as error:
                raise forms.ValidationError(sentence(error)) from error
        return data


class SpeechHeadForm(forms.Form):
    """What stands above the lines of a speech."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=TextArea(2))
    given_on = DayField(label=_("Given on"), required=False)
    live = forms.IntegerField(
        label=_("Reported on the spot"), min_value=0, max_value=9999, required=False, help_text=_("As the speech says.")
    )
    written = forms.IntegerField(
        label=_("Reported in writing"),
        min_value=0,
        max_value=9999,
        required=False,
        help_text=_("Leave empty where the speech gives no number."),
    )


class SpeechLineForm(forms.Form):
    """One line of the draft: kept or dropped, its words, the common problem it names."""

    number = forms.IntegerField(widget=forms.HiddenInput(), required=False)  # empty for a line that is added by hand
    kind = forms.ChoiceField(label=_("Kind"), choices=[("finding", _("Finding")), ("requirement", _("Requirement"))])
    keep = forms.BooleanField(label=_("Take over"), required=False)
    text = forms.CharField(label=_("Words of the line"), widget=TextArea(2), required=False)
    category = forms.ChoiceField(label=_("Common problem of the dictionary"), required=False)

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories  # type: ignore[attr-defined]
        self.read = bool(self["number"].value() or self.initial.get("number"))
        if self.read:
            self.fields["kind"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A line that was read and is taken over has words."""
        data = super().clean() or {}
        if data.get("number") and data.get("keep") and not (data.get("text") or "").strip():
            self.add_error("text", _("Write the words, or do not take the line over."))
        return data


SpeechLines = forms.formset_factory(SpeechLineForm, extra=0, max_num=200, absolute_max=200)


def line_categories() -> list[tuple[str, str]]:
    """The choices of the dictionary for the lines of a draft."""
    return _categories()


class LineForm(RevisionForm):
    """The task that follows from a line, and its figures."""

    work = forms.CharField(label=_("Task"), widget=TextArea(3), required=False)
    owner = forms.CharField(label=_("Responsible"), max_length=100, required=False)
    due_on = DayField(label=_("Time limit"), required=False)
    figure_last_year = forms.CharField(label=_("Figure of the earlier year"), max_length=100, required=False)
    figure_this_year = forms.CharField(
        label=_("Figure of the later year"),
        max_length=100,
        required=False,
        help_text=_("Left empty, the units are counted from the problem lists."),
    )
    figure_source = forms.CharField(label=_("Source of the figures"), max_length=200, required=False)


class BringForm(forms.Form):
    """Which units a finding is taken to, and the words of the problem where it is opened anew."""

    text = forms.CharField(label=_("Words of the problem, where it is opened anew"), widget=TextArea(3))
