"""Forms of the grades."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shuping.base.asked import narrow, plain_decimal
from shuping.base.forms import DayField, TextArea
from shuping.core.grading.decisions import Decided
from shuping.core.rulesets.values import GRADES

from .models import Decision
from .wording import COMPONENTS, EFFECTS, KINDS, USES

Choices = Iterable[tuple[str, Any]]


def _people(participants: Iterable[Any]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.organization_name} {one.person_name}") for one in participants]


def _pick(label: Any, choices: Choices) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *choices])


class ScoresForm(forms.Form):
    """One component's scores for every reporter, with their source."""

    source = forms.CharField(label=_("Source of the scores"), max_length=300)

    def __init__(self, participants: Sequence[Any], component: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participants = participants
        for one in participants:
            label = f"{one.organization_name} {COMPONENTS[component]}"
            widget = forms.TextInput(attrs={"inputmode": "decimal", "aria-label": label})
            self.fields[f"score_{one.pk}"] = forms.CharField(label=label, required=False, widget=widget, max_length=12)

    def rows(self) -> Iterator[tuple[Any, forms.BoundField]]:
        """Each reporter with the field of the score."""
        for one in self.participants:
            yield one, self[f"score_{one.pk}"]

    def scores(self) -> dict[int, str]:
        """What was typed, by participant; blanks left out."""
        typed = {one.pk: narrow(self.cleaned_data[f"score_{one.pk}"]) for one in self.participants}
        return {pk: value for pk, value in typed.items() if value}


class ImportForm(forms.Form):
    """A table of units and scores, as a file or pasted."""

    component = forms.ChoiceField(label=_("Component"))
    source = forms.CharField(label=_("Source of the scores"), max_length=300)
    file = forms.FileField(label=_("Workbook (xlsx or csv)"), required=False)
    pasted = forms.CharField(
        label=_("Or paste the table here"),
        required=False,
        widget=TextArea(8),
        help_text=_("First row: heads. One column with the unit, one with the score."),
    )

    def __init__(self, components: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["component"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, COMPONENTS[name]) for name in components]

    def clean(self) -> dict[str, Any]:
        """One of file and pasted text is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("pasted") or "").strip():
            self.add_error("pasted", _("Choose a file or paste a table."))
        return cleaned


class _AboutReporter(forms.Form):
    """A form about one reporter of the round; cleaned data hold the participant itself."""

    participant = forms.ChoiceField(label=_("Reporter"))

    def __init__(self, participants: Iterable[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in participants}
        self.fields["participant"] = _pick(_("Reporter"), _people(self.people.values()))

    def clean_participant(self) -> Any:
        """The participant chosen."""
        return self.people[self.cleaned_data["participant"]]


class AdjustmentForm(_AboutReporter):
    """A bonus or deduction with its ground."""

    kind = forms.ChoiceField(label=_("Bonus or deduction"), choices=list(KINDS.items()))
    value = forms.CharField(label=_("Points"), max_length=8, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    ground = forms.CharField(label=_("Ground of the points"), widget=TextArea(3))
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=60)

    def clean_value(self) -> str:
        """The points, full-width digits as narrow ones."""
        return narrow(self.cleaned_data["value"])


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = forms.CharField(label=_("Reason"), widget=TextArea(3))


class VetoForm(_AboutReporter):
    """A circumstance that excludes a grade; for the supervisor only."""

    kind = forms.ChoiceField(label=_("Kind of circumstance"))
    fact = forms.CharField(label=_("Fact"), widget=TextArea(4))
    happened_on = DayField(label=_("Date"))
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=60)
    effect = forms.ChoiceField(
        label=_("Effect"),
        required=False,
        choices=[("", _("as the rule set says")), *EFFECTS.items()],
    )

    def __init__(self, participants: Iterable[Any], kinds: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(participants, *args, **kwargs)
        self.fields["kind"] = _pick(_("Kind of circumstance"), kinds)


def percent(share: object) -> str:
    """A share ("0.4") as the per cent that pages show; what is no number stays as it is."""
    number = plain_decimal(share)
    return str(share) if number is None else format((number * 100).normalize(), "f")


def share(typed: str) -> str:
    """Typed per cent as a share; what is no number stays as it is and is refused by the rules."""
    number = plain_decimal(typed)
    return typed if number is None else format((number / 100).normalize(), "f")


class WhatIfForm(forms.Form):
    """Other rules to try out on a copy; weights and the proportion are typed as per cent, as in the plan."""

    cap_kind = forms.ChoiceField(
        label=_("Proportion rule"),
        choices=[
            ("none", _("no limit")),
            ("not_good_min", _("at least so many below Good")),
            ("good_max", _("at most so many Good")),
        ],
    )
    cap_share = forms.CharField(label=_("Share %"), required=False, max_length=8)
    refill = forms.BooleanField(label=_("Places freed by a circumstance are filled by others"), required=False)

    def __init__(self, rules: Mapping[str, Any], names: Mapping[str, str], whole: bool, *args: Any, **kw: Any) -> None:
        self.rules = dict(rules)
        cap = self.rules.get("cap", {"kind": "none"})
        shown = percent(cap.get("share", ""))
        kw["initial"] = {"cap_kind": cap["kind"], "cap_share": shown, "refill": self.rules.get("refill", True)}
        super().__init__(*args, **kw)
        own = list(self.fields.items())
        self.fields.clear()
        for name in ("ballot", "annual", "leader"):
            label: Any = format_html("{} %", {"ballot": _("Weight of the ballot"), **COMPONENTS}[name])
            self._number(f"component_{name}", label, percent(self.rules["component_weights"].get(name, "0")))
        for code, weight in self.rules["class_weights"].items() if whole else ():
            self._number(f"class_{code}", _("Weight of class %(code)s %%") % {"code": code}, percent(weight))
        for band in self.rules["bands"][:-1]:
            label = _("%(grade)s from") % {"grade": names[band["grade"]]}
            self._number(f"band_{band['grade']}", label, band["from"])
        self.fields.update(own)

    def _number(self, name: str, label: Any, value: object) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        self.fields[name] = forms.CharField(label=label, initial=str(value), max_length=12, widget=widget)

    def clean(self) -> dict[str, Any]:
        """Weights add up to 100."""
        typed = super().clean() or self.cleaned_data
        for group in ("component_", "class_"):
            names = [name for name in self.fields if name.startswith(group)]
            numbers = [number for name in names if (number := plain_decimal(typed.get(name, ""))) is not None]
            if len(numbers) < len(names):
                continue  # told at the field or by the rules
            total = sum(numbers, Decimal(0))
            if names and total != 100:
                text = _("The weights add up to %(total)s %%, not 100 %%.") % {"total": format(total.normalize(), "f")}
                self.add_error(names[0], text)
        return typed

    def changed_rules(self) -> dict[str, Any]:
        """The rules as typed."""
        data = self.cleaned_data
        rules = dict(self.rules)
        rules["component_weights"] = {name: share(data[f"component_{name}"]) for name in ("ballot", "annual", "leader")}
        if any(name.startswith("class_") for name in data):
            rules["class_weights"] = {code: share(data[f"class_{code}"]) for code in rules["class_weights"]}
        rules["bands"] = [{**band, "from": data.get(f"band_{band['grade']}", band["from"])} for band in rules["bands"]]
        rules["cap"] = {"kind": data["cap_kind"]}
        if data["cap_kind"] != "none":
            rules["cap"]["share"] = share(data["cap_share"])
        rules["refill"] = data["refill"]
        return rules


class GradeGrid(forms.Form):
    """A grade per reporter with reason (and waiver), as the proposal and the decision need it."""

    revision = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, rows: Sequence[Any], names: Mapping[str, str], *args: Any, waivers: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows_shown = [row for row in rows if not (row.decision and row.decision.decided)]
        self.waivers = waivers
        choices = [(grade, names[grade]) for grade in GRADES]
        for row in self.rows_shown:
            pk, name, decision = row.participant.pk, row.participant.organization_name, row.decision or Decision()
            reason = "" if waivers and row.proposed == row.suggested else decision.proposed_reason
            picker = forms.Select(attrs={"aria-label": f"{name} {_('Grade')}"})
            self.fields[f"grade_{pk}"] = forms.ChoiceField(choices=choices, initial=row.proposed, widget=picker)
            self._text(f"reason_{pk}", f"{name} {_('Reason')}", reason)
            if waivers and row.effects:
                self._text(f"waiver_{pk}", f"{name} {_('Waiver')}", "")

    def _text(self, name: str, label: str, first: str) -> None:
        widget = forms.TextInput(attrs={"aria-label": label})
        self.fields[name] = forms.CharField(required=False, initial=first, widget=widget, max_length=500)

    def rows(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField, forms.BoundField | None]]:
        """Each row with its fields: grade, reason, waiver (None where no circumstance stands)."""
        for row in self.rows_shown:
            pk = row.participant.pk
            waiver = self[f"waiver_{pk}"] if f"waiver_{pk}" in self.fields else None
            yield row, self[f"grade_{pk}"], self[f"reason_{pk}"], waiver

    def proposals(self) -> dict[int, tuple[str, str]]:
        """Grade and reason by participant."""
        pks = [row.participant.pk for row in self.rows_shown]
        return {pk: (self.cleaned_data[f"grade_{pk}"], self.cleaned_data[f"reason_{pk}"]) for pk in pks}

    def decisions(self) -> dict[int, Decided]:
        """Grade, reason and waiver by participant."""
        return {
            pk: Decided(grade, reason, self.cleaned_data.get(f"waiver_{pk}", ""))
            for pk, (grade, reason) in self.proposals().items()
        }


class MeetingForm(forms.Form):
    """The meeting that decides."""

    held_on = DayField(label=_("Day of the meeting"))
    members_expected = forms.IntegerField(label=_("Members expected"), min_value=1, max_value=99)
    members_present = forms.IntegerField(label=_("Members present"), min_value=1, max_value=99)
    document_number = forms.CharField(label=_("Number of the record"), required=False, max_length=60)
    cap_waiver_reason = forms.CharField(
        label=_("Reason for setting the proportion rule aside (only if it is not kept)"),
        required=False,
        widget=TextArea(2),
    )


class ObjectionForm(forms.Form):
    """An objection of a reporter."""

    text = forms.CharField(label=_("What you object to, and why"), widget=TextArea(6))


class AnswerForm(forms.Form):
    """The answer to an objection."""

    upheld = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", "—"), ("yes", _("upheld: inputs are corrected and computed again")), ("no", _("not upheld"))],
    )
    answer = forms.CharField(label=_("Answer with its grounds"), widget=TextArea(6))


class UseForm(_AboutReporter):
    """One use of a result."""

    kind = forms.ChoiceField(label=_("How it was used"), choices=[("", "—"), *USES.items()])
    text = forms.CharField(label=_("Details"), widget=TextArea(3))
    document_number = forms.CharField(label=_("Document number"), required=False, max_length=60)
    used_on = DayField(label=_("Date"))
