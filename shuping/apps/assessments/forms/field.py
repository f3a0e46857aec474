"""The field form: one slot for every indicator and event, three for sentences of the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.apps.assessments.queries import Claim
from shuping.apps.assessments.services.checking import DeductionEntry, FindingEntry
from shuping.apps.assessments.wording import FINDINGS, METHODS
from shuping.base.asked import whole_number
from shuping.base.forms import DayField, TextArea
from shuping.core.assessments.scheme import Indicator, Item, Scheme, points_of
from shuping.core.errors import InputError

FINDING_SLOTS = 3
_METHODS = [("", "—"), *METHODS.items()]


@dataclass(frozen=True)
class Slot:
    """One place of the form."""

    about: Any  # indicator, event, or the number of a finding
    points: Any
    fact: Any
    on: Any
    place: Any
    method: Any
    sentence: Any = None
    verdict: Any = None
    aspect: Any = None


class FieldForm(forms.Form):
    """What a group found; everything may stay blank, a slot that is begun must be whole."""

    client_id = forms.CharField(max_length=40, widget=forms.HiddenInput())

    def __init__(
        self, scheme: Scheme, claims: Sequence[Claim], *args: Any, today: date, annual: bool, check: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.scheme, self.today = scheme, today
        self.items: list[Indicator | Item] = [*scheme.indicators(), *scheme.events] if annual else []
        self.numbers = range(FINDING_SLOTS) if check and claims and scheme.aspects else range(0)
        for one in self.items:
            self._common(f"d-{one.key}")
            decimal = forms.TextInput(attrs={"inputmode": "decimal"})
            self.fields[f"d-{one.key}-points"] = forms.CharField(
                label=_("Points deducted"), required=False, max_length=10, widget=decimal
            )
        sentences = [("", "—"), *((one.place, one.text) for one in claims)]
        aspects = [("", "—"), *((one.key, one.title) for one in scheme.aspects)]
        for number in self.numbers:
            self._common(f"f-{number}")
            self.fields[f"f-{number}-sentence"] = forms.ChoiceField(
                label=_("Sentence of the report"), required=False, choices=sentences
            )
            self.fields[f"f-{number}-verdict"] = forms.ChoiceField(
                label=_("Verdict of the check"), required=False, choices=[("", "—"), *FINDINGS.items()]
            )
            self.fields[f"f-{number}-aspect"] = forms.ChoiceField(
                label=_("Aspect of the check"), required=False, choices=aspects
            )

    def _common(self, prefix: str) -> None:
        self.fields[f"{prefix}-fact"] = forms.CharField(
            label=_("What was found"), required=False, max_length=2000, widget=TextArea(2)
        )
        self.fields[f"{prefix}-on"] = DayField(label=_("Date"), required=False, initial=self.today)
        self.fields[f"{prefix}-place"] = forms.CharField(label=_("Place or evidence"), required=False, max_length=200)
        self.fields[f"{prefix}-method"] = forms.ChoiceField(label=_("Method"), required=False, choices=_METHODS)

    def slots(self) -> Iterator[Slot]:
        """The slots of the annual assessment."""
        for one in self.items:
            prefix = f"d-{one.key}"
            yield Slot(one, self[f"{prefix}-points"], **self._bound(prefix))

    def finding_slots(self) -> Iterator[Slot]:
        """The slots of the pre-review check."""
        for number in self.numbers:
            prefix = f"f-{number}"
            yield Slot(
                number + 1,
                None,
                **self._bound(prefix),
                sentence=self[f"{prefix}-sentence"],
                verdict=self[f"{prefix}-verdict"],
                aspect=self[f"{prefix}-aspect"],
            )

    def _bound(self, prefix: str) -> dict[str, Any]:
        return {name: self[f"{prefix}-{name}"] for name in ("fact", "on", "place", "method")}

    def _value(self, prefix: str, name: str) -> Any:
        return self.cleaned_data.get(f"{prefix}-{name}")

    def clean(self) -> dict[str, Any]:
        """A slot that is begun has points (or a sentence with its verdict) that can be used."""
        cleaned: dict[str, Any] = super().clean() or {}
        for one in self.items:
            prefix = f"d-{one.key}"
            if not self._begun(prefix, "points", "fact", "place"):
                continue
            try:
                points_of(self._value(prefix, "points") or "")
            except InputError:
                self.add_error(f"{prefix}-points", _("Points above 0 with at most two decimals."))
            for name in ("fact", "place"):
                self._require(prefix, name)
        for number in self.numbers:
            prefix = f"f-{number}"
            if self._begun(prefix, "sentence", "verdict", "fact", "place"):
                for name in ("sentence", "verdict", "aspect", "method"):
                    self._require(prefix, name)
        return cleaned

    def _begun(self, prefix: str, *names: str) -> bool:
        return any(self._value(prefix, name) or f"{prefix}-{name}" in self.errors for name in names)

    def _require(self, prefix: str, name: str) -> None:
        field = f"{prefix}-{name}"
        if not self._value(prefix, name) and field not in self.errors:
            self.add_error(field, _("This is still missing."))

    def deductions(self) -> list[DeductionEntry]:
        """The deductions that were typed; the form is valid."""
        found = []
        for one in self.items:
            prefix = f"d-{one.key}"
            if self._begun(prefix, "points", "fact", "place"):
                found.append(
                    DeductionEntry(
                        line=prefix,
                        key=one.key,
                        points=points_of(self._value(prefix, "points")),
                        fact=self._value(prefix, "fact"),
                        happened_on=self._value(prefix, "on") or self.today,
                        place=self._value(prefix, "place"),
                        method=self._value(prefix, "method"),
                    )
                )
        return found

    def findings(self) -> list[FindingEntry]:
        """The findings that were typed; the form is valid."""
        found = []
        for number in self.numbers:
            prefix = f"f-{number}"
            if not self._begun(prefix, "sentence", "verdict", "fact", "place"):
                continue
            version, section, start, end = str(self._value(prefix, "sentence")).split(":")
            found.append(
                FindingEntry(
                    line=prefix,
                    aspect=self._value(prefix, "aspect"),
                    version_id=whole_number(version) or 0,
                    section=section,
                    start=whole_number(start) or 0,
                    end=whole_number(end) or 0,
                    verdict=self._value(prefix, "verdict"),
                    method=self._value(prefix, "method"),
                    fact=self._value(prefix, "fact"),
                    happened_on=self._value(prefix, "on") or self.today,
                    place=self._value(prefix, "place"),
                )
            )
        return found
