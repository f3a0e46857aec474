"""Forms of the unit: the self score and the answer to the deductions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.apps.assessments.models import Deduction
from shuping.base.forms import TextArea
from shuping.core.assessments.scheme import Indicator

MOST_PIECES = 100


class SelfScoreForm(forms.Form):
    """Points, result in words and a stored piece of evidence for every indicator."""

    summary = forms.CharField(
        label=_("The year in a few sentences, by results"), widget=TextArea(4), max_length=2000, required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self,
        indicators: Sequence[Indicator],
        pieces: Iterable[Any],
        *args: Any,
        attached: Mapping[str, Sequence[Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        choices = [("", "—"), *((str(one.pk), str(one)) for one in list(pieces)[:MOST_PIECES])]
        for one in indicators:
            points = forms.TextInput(attrs={"inputmode": "decimal", "aria-label": f"{one.title} {_('Self score')}"})
            words = forms.Textarea(attrs={"rows": 2, "aria-label": f"{one.title} {_('Result')}"})
            choose = forms.Select(attrs={"aria-label": f"{one.title} {_('Evidence')}"})
            self.fields[f"p_{one.key}"] = forms.CharField(required=False, max_length=10, widget=points)
            self.fields[f"s_{one.key}"] = forms.CharField(required=False, max_length=1000, widget=words)
            self.fields[f"e_{one.key}"] = forms.ChoiceField(required=False, choices=choices, widget=choose)
            there = [(str(piece.pk), str(piece)) for piece in attached.get(one.key, ())]
            self.fields[f"x_{one.key}"] = forms.MultipleChoiceField(required=False, choices=there)

    def rows(self) -> Iterator[tuple[Indicator, Any, Any, Any]]:
        """Each indicator with its three fields."""
        for one in self.indicators:
            yield one, self[f"p_{one.key}"], self[f"s_{one.key}"], self[f"e_{one.key}"]

    def typed(self, letter: str) -> dict[str, str]:
        """What was typed in one column, by indicator."""
        return {one.key: str(self.cleaned_data.get(f"{letter}_{one.key}") or "") for one in self.indicators}

    def left(self) -> dict[str, list[int]]:
        """The pieces that are no longer to be referred to, by indicator."""
        return {one.key: [int(pk) for pk in self.cleaned_data[f"x_{one.key}"]] for one in self.indicators}


class AnswerForm(forms.Form):
    """Accept or object, per deduction."""

    def __init__(self, deductions: Sequence[Deduction], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deductions = deductions
        for row in deductions:
            self.fields[f"v_{row.pk}"] = forms.ChoiceField(
                label=_("The answer of the unit"),
                choices=[("accept", _("Accept")), ("object", _("Object"))],
                widget=forms.RadioSelect(),
            )
            self.fields[f"w_{row.pk}"] = forms.CharField(
                label=_("What is objected to, and why"), required=False, max_length=1000, widget=TextArea(2)
            )

    def rows(self) -> Iterator[tuple[Deduction, Any, Any]]:
        """Each deduction with its two fields."""
        for row in self.deductions:
            yield row, self[f"v_{row.pk}"], self[f"w_{row.pk}"]
