"""Scope, dates, notice, approval, child rounds, calendar."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles.models import Cycle
from shuping.apps.cycles.wording import DATES, UNIT_CLASSES, date_name
from shuping.base.forms import DayField, MomentField, TextArea
from shuping.base.listing import plain
from shuping.base.wording import sentence
from shuping.core.cycles import calendar, content, holidays
from shuping.core.cycles.values import Scope
from shuping.core.errors import RuleError
from shuping.core.rulesets.defaults import SUGGESTED

COMMENT_MODES = [("after_each", _("Comment after each report")), ("collected", _("Comments at the end"))]
MOST_DAYS = 60  # in one go; more is a slip of the pen
GRACED = ("report_due", "plan_due")


_RULES = {"cutoff_date": "", "comment_mode": "R-33：", "categories": "R-11："}


def _is_suggested(name: str, value: Any) -> bool:
    """Whether a value of the scope still stands as it is suggested."""
    if name == "cutoff_date":
        return isinstance(value, date) and (value.month, value.day) == (12, 31)
    if name == "categories":
        return bool(value == "\n".join(content.CATEGORIES))
    return bool(value == COMMENT_MODES[0][0])


class ScopeForm(forms.Form):
    """Step 1: what, whom, when."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    cutoff_date = DayField(label=_("Who is in office on"))
    new_organization_cutoff = DayField(label=_("Units founded from this day on are exempt"), required=False)
    comment_mode = forms.ChoiceField(label=_("Comment mode"), choices=COMMENT_MODES)
    unit_classes = forms.MultipleChoiceField(
        label=_("Only these unit classes"),
        choices=list(UNIT_CLASSES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave all open for one scheme for everybody; one round per class gives each its own scheme."),
    )
    categories = forms.CharField(
        label=_("Categories of content, one a line"), widget=TextArea(6), help_text=_("At least five.")
    )
    emphasis = forms.CharField(label=_("Emphasis of the year"), widget=TextArea(3), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rule in _RULES.items():
            if _is_suggested(name, self.initial.get(name)):
                given = self.fields[name].help_text
                words = format_html('<span class="suggested">{}{}</span>', rule, SUGGESTED)
                self.fields[name].help_text = format_html("{} {}", given, words) if given else words

    def categories_list(self) -> list[str]:
        """The categories as a list."""
        return [line.strip() for line in self.cleaned_data["categories"].splitlines() if line.strip()]

    def scope(self) -> Scope:
        """What the services take."""
        kept = {key: self.cleaned_data[key] for key in ScopeForm.base_fields if key != "categories"}
        return Scope(**kept, categories=self.categories_list())


class NewCycleForm(ScopeForm):
    """Step 1 of a new round: also the year and what it starts from."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    start = forms.ChoiceField(label=_("Start from"), choices=())
    rehearsal = forms.BooleanField(label=_("Rehearsal: counts nowhere and can be wiped"), required=False)
    field_order = ["year", "start"]

    def __init__(self, *args: Any, starts: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"].choices = starts  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What `create_cycle` takes."""
        return {"scope": self.scope(), **{key: self.cleaned_data[key] for key in ("year", "start", "rehearsal")}}


def scope_initial(cycle: Cycle) -> dict[str, Any]:
    """The present values of step 1."""
    names = ("title", "cutoff_date", "new_organization_cutoff", "comment_mode", "unit_classes", "emphasis")
    return {**{name: getattr(cycle, name) for name in names}, "categories": "\n".join(cycle.categories)}


class DatesForm(forms.Form):
    """Step 2: the key dates, with grace where texts are handed in."""

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)
        for kind in calendar.KINDS:
            required = kind in calendar.REQUIRED
            self.fields[kind] = MomentField(
                label=str(DATES[kind]),
                required=False,
                help_text=_("The plan must name this date before it is approved.") if required else "",
            )
            if kind in GRACED:
                self.fields[f"grace_{kind}"] = forms.IntegerField(
                    label=_("Grace in minutes"), min_value=0, max_value=10_000, required=False
                )
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("Reason of the change"),
                widget=TextArea(2),
                required=False,
                help_text=_("The plan is approved: every moved date keeps its reason."),
            )

    def clean(self) -> dict[str, Any]:
        """Each date lies after those that come first in the year; the later one is named with the one it passes."""
        typed = super().clean() or self.cleaned_data
        before = ""
        for kind in calendar.KINDS:
            moment = typed.get(kind)
            if moment is None:
                continue
            if before and moment < typed[before]:
                words = {"before": date_name(before), "moment": plain(typed[before])}
                self.add_error(kind, sentence(RuleError("cycles.date_too_early", **words)))
            else:
                before = kind
        return typed

    def dates(self) -> dict[str, Any]:
        """The moments by kind."""
        return {kind: self.cleaned_data[kind] for kind in calendar.KINDS}

    def grace(self) -> dict[str, int]:
        """The minutes of grace by kind."""
        return {kind: self.cleaned_data[f"grace_{kind}"] or 0 for kind in GRACED}


class MeetingDayForm(forms.Form):
    """The day from which the other dates are proposed."""

    meeting = DayField(label=_("Day of the meeting"))


class NoticeForm(forms.Form):
    """Step 6: the text; number and day once the plan is approved."""

    text = forms.CharField(label=_("Text of the notice"), widget=TextArea(14), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class IssueNoticeForm(forms.Form):
    """Number and day of the notice."""

    number = forms.CharField(label=_("Document number"), max_length=60)
    on = DayField(label=_("Day of issue"))


class ApprovalForm(forms.Form):
    """Which meeting approved the plan."""

    meeting = forms.CharField(label=_("Meeting that approved the plan"), max_length=200)
    on = DayField(label=_("Day of the meeting"))


class CircularForm(forms.Form):
    """Within which range the result is circulated."""

    text = forms.CharField(label=_("The result is circulated to"), max_length=200)


class ChildForm(forms.Form):
    """A unit's own round."""

    organizer: Any = forms.ModelChoiceField(queryset=None, label=_("Organised by"))
    start = forms.ChoiceField(label=_("Start from"), choices=())
    own_members = forms.BooleanField(
        label=_("Each secretary also reports to the own members, who rate this secretary only"),
        help_text=_(
            "Only with the default values; the weight of the class can be changed in the plan. Forms are counted for "
            "each secretary apart."
        ),
        required=False,
    )

    def __init__(self, *args: Any, units: Any, starts: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizer"].queryset = units  # type: ignore[attr-defined]
        self.fields["start"].choices = starts  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """An exceptional day of the calendar, or several in a row."""

    first = DayField(label=_("Day"))
    last = DayField(label=_("Up to and with (empty: one day)"), required=False)
    working = forms.TypedChoiceField(
        label=_("Is it worked?"),
        choices=[("False", _("Day off")), ("True", _("Working day"))],
        coerce=lambda value: value == "True",
    )
    note = forms.CharField(label=_("Note"), max_length=60, required=False)

    def days(self) -> list[tuple[date, bool, str]]:
        """The days typed: day, worked or not, note; empty where the last one does not fit the first."""
        data = self.cleaned_data
        first, last = data["first"], data["last"] or data["first"]
        count = (last - first).days + 1
        if not 1 <= count <= MOST_DAYS:
            return []
        return [(first + timedelta(days=number), data["working"], data["note"]) for number in range(count)]


class NoticeOfHolidaysForm(forms.Form):
    """The yearly notice on holidays, pasted as it was published."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    text = forms.CharField(
        label=_("Text of the notice"),
        widget=TextArea(6),
        max_length=20_000,
        help_text=_("As published: days off and moved working days of every holiday."),
    )

    def days(self) -> list[tuple[date, bool, str]]:
        """The days it names: day, worked or not, holiday."""
        found = holidays.read(self.cleaned_data["text"], self.cleaned_data["year"])
        return [(one.day, one.working, one.note) for one in found]
