"""What bars a grade, and schemes of their own for some units of the round (CYC-08)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles.grade_words import grade_names
from shuping.apps.cycles.wording import EFFECTS, UNIT_CLASSES
from shuping.base.forms import NumberField
from shuping.core.rulesets.values import GRADES, OWN_SECRETARY

from .rules import AS_FRACTION, GradingForm, RuleForm, percent_of, share_of, value_at

MOST_VETOES = 20


class VetoRow(forms.Form):
    """One circumstance that bars a grade; an emptied row is left out."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    name = forms.CharField(
        label=_("Circumstance"), max_length=120, required=False, widget=forms.TextInput(attrs={"class": "wide"})
    )
    effect = forms.ChoiceField(label=_("Effect"), choices=list(EFFECTS.items()), required=False)


VetoRows = forms.formset_factory(VetoRow, extra=2, max_num=MOST_VETOES, absolute_max=MOST_VETOES)


def veto_changes(rows: list[dict[str, Any]]) -> dict[str, object]:
    """The rows as one change of the rule set; a new circumstance gets the next free code."""
    kept = [row for row in rows if (row.get("name") or "").strip()]
    used = {row["code"] for row in kept if row.get("code")}
    found = []
    for row in kept:
        code, number = row.get("code") or "", 1
        while not code:
            code, number = (f"own_{number}" if f"own_{number}" not in used else ""), number + 1
        used.add(code)
        found.append({"code": code, "name": row["name"].strip(), "effect": row["effect"] or "not_good"})
    return {"vetoes": found}


class VetoForm(RuleForm):
    """The page of what bars a grade, beside its rows."""

    def changes(self) -> dict[str, object]:
        """Nothing beside the rows."""
        return {}


def split_names(text: str) -> list[str]:
    """Names typed one after another, with any usual separator."""
    for mark in "，,、；;\n":
        text = text.replace(mark, "|")
    return list(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))


# Where a fault of a scheme is shown; "" is the scheme as a whole.
_FIELDS = {
    "grading.component_weights": "ballot",
    "grading.bands": "from_good",
    "grading.cap": "cap_share",
    "report.min_problem_share": "problem_part",
    "name": "name",
    "groups": "groups",
    "": "unit_classes",
}


class SchemeForm(GradingForm):
    """A scheme: for whom it holds, and every value in which it may differ. Equal to the common one means common."""

    field_order = ["revision", "name", "unit_classes", "groups"]
    name = forms.CharField(label=_("Name of the scheme"), max_length=40)
    unit_classes = forms.MultipleChoiceField(
        label=_("For units of these classes"),
        choices=list(UNIT_CLASSES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    groups = forms.CharField(
        label=_("For these assessment groups"),
        max_length=300,
        required=False,
        help_text=_("Several separated by commas; a group goes before a unit class."),
    )
    written_max = forms.IntegerField(label=_("Written report, at most characters"), min_value=1)
    spoken_max = forms.IntegerField(label=_("Spoken report, at most characters"), min_value=1)
    problem_part = forms.RegexField(
        r"^\s*\d{1,3}\s*/\s*\d{1,3}\s*$", label=_("Problems at least (as 1/3)"), error_messages={"invalid": AS_FRACTION}
    )

    def __init__(self, *args: Any, body: Mapping[str, Any], number: int | None = None, **kwargs: Any) -> None:
        self.body, self.number = body, number
        super().__init__(*args, body=body, **kwargs)
        del self.fields["confirm"]
        own = list(self.fields.items())
        self.fields.clear()
        for name, field in own:
            if name == "ballot":
                self._class_weights()
            self.fields[name] = field
        self.name_bands(grade_names(body.get("grade_names", {})))

    def _class_weights(self) -> None:
        for code, name in self._weighted():
            self.fields[f"class_{code}"] = NumberField(
                label=_("Weight of class %(code)s (%(name)s) %%") % {"code": code, "name": name},
                min_value=0,
                max_value=100,
            )

    def _weighted(self) -> list[tuple[str, str]]:
        classes = self.body.get("classes", [])
        return [(one["code"], one["name"]) for one in classes if one.get("electorate") != OWN_SECRETARY]

    def initial_of(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The values that hold now: the scheme's own where it has them, else the common ones."""
        scheme = body["schemes"][self.number] if self.number is not None else {}
        grading = {**body["grading"], **scheme.get("grading", {})}
        report = {**body.get("report", {}), **scheme.get("report", {})}
        bands = {band["grade"]: band["from"] for band in grading["bands"]}
        cap = grading.get("cap") or {"kind": "none"}
        return {
            "name": scheme.get("name", ""),
            "unit_classes": scheme.get("unit_classes", []),
            "groups": "，".join(scheme.get("groups", [])),
            **{f"class_{code}": percent_of(grading["class_weights"].get(code, 0)) for code, _name in self._weighted()},
            **{one: percent_of(grading["component_weights"].get(one, 0)) for one in ("ballot", "annual", "leader")},
            **{f"from_{grade}": bands.get(grade) for grade in GRADES[:3]},
            "cap_kind": cap["kind"],
            "cap_share": percent_of(cap.get("share", 0)),
            "written_max": report.get("written_max"),
            "spoken_max": report.get("spoken_max"),
            "problem_part": "/".join(str(part) for part in report.get("min_problem_share") or (1, 3)),
        }

    def field_of(self, key: str) -> str | None:
        """The field of this page that a key of this very scheme is typed into."""
        mine = self.number if self.number is not None else len(self.body.get("schemes", []))
        rest = key.removeprefix(f"schemes[{mine}]").removeprefix(".")
        if rest == key:
            return None
        if rest.startswith("grading.class_weights"):
            return next((f"class_{code}" for code, _name in self._weighted()), None)
        return next((name for own, name in _FIELDS.items() if rest == own or rest.startswith(f"{own}.")), None)

    def changes(self) -> dict[str, object]:
        """All schemes with this one in its place, as one change of the rule set."""
        every = [dict(one) for one in self.body.get("schemes", [])]
        made = self._scheme(every[self.number] if self.number is not None else {})
        if self.number is None:
            every.append(made)
        else:
            every[self.number] = made
        return {"schemes": every}

    def _scheme(self, before: Mapping[str, Any]) -> dict[str, object]:
        data = self.cleaned_data
        weights = {code: share_of(data[f"class_{code}"]) for code, _name in self._weighted()}
        grading = {"class_weights": weights, **self.grading_changes()}
        report = {
            "written_max": data["written_max"],
            "spoken_max": data["spoken_max"],
            "min_problem_share": [int(part) for part in data["problem_part"].split("/")],
        }
        parts = {
            name: {
                **{key: value for key, value in before.get(name, {}).items() if key not in values},
                **{
                    key: value for key, value in values.items() if not same(value, value_at(self.body, f"{name}.{key}"))
                },
            }
            for name, values in (("grading", grading), ("report", report))
        }
        return {
            "name": data["name"].strip(),
            "unit_classes": list(data["unit_classes"]),
            "groups": split_names(data["groups"]),
            **{name: values for name, values in parts.items() if values},
        }


def same(mine: object, common: object) -> bool:
    """Whether two values of a rule set say the same, whatever the spelling of their numbers ("0.50" is "0.5")."""
    if isinstance(mine, Mapping) and isinstance(common, Mapping):
        keys = {*mine, *common}
        return all(same(mine.get(key, "0"), common.get(key, "0")) for key in keys)
    if isinstance(mine, list | tuple) and isinstance(common, list | tuple):
        return len(mine) == len(common) and all(same(*pair) for pair in zip(mine, common, strict=True))
    left, right = percent_of(mine), percent_of(common)
    return left == right if left is not None and right is not None else mine == common
