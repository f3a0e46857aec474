"""Rule pages of the wizard: fields to dotted keys of the rule set and back.

Shares are typed as per cent and stored as decimals; every field shows where its present value comes from, so that
建议值 stays visible until the office has set or confirmed it.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles.grade_words import grade_names
from shuping.apps.cycles.queries import SUGGESTED
from shuping.apps.cycles.services.plan import OWN_PLAN
from shuping.apps.cycles.wording import ELECTORATE_NAMES, TIES, tie_name
from shuping.base.asked import plain_decimal
from shuping.base.forms import NumberField
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.rulesets.defaults import UNLISTED_SOURCES
from shuping.core.rulesets.values import GRADES, MEETING, OWN_SECRETARY

MOST_CLASSES = 6
AS_FRACTION = _("Write it as a fraction, such as 1/3.")
_PLACE = re.compile(r"\[\d+\]")
TIE_FIELDS = ("tie_1", "tie_2", "tie_3", "tie_4")


def percent_of(share: object) -> Decimal | None:
    """A stored share ("0.4") as per cent; None if it is not a number."""
    try:
        found = Decimal(str(share)) * 100
    except InvalidOperation:
        return None
    return found.normalize() if found % 1 else found.quantize(Decimal(1))


def share_of(percent: Decimal | None) -> str:
    """Per cent as the stored share, without trailing noughts."""
    return format(((percent or Decimal(0)) / 100).normalize(), "f")


def summed(values: Iterable[object]) -> str:
    """The sum of what is typed so far, unreadable fields left out."""
    total = Decimal(0)
    for value in values:
        total += plain_decimal(value or 0) or 0
    return format(total.normalize(), "f") if total else "0"


def plain_number(value: Decimal) -> str:
    """A decimal as stored text."""
    return format(value.normalize(), "f")


class RuleForm(forms.Form):
    """A page of rules: `KEYS` maps fields to dotted keys; the source stands under each field."""

    KEYS: Mapping[str, str] = {}
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, body: Mapping[str, Any], revision: int, **kwargs: Any) -> None:
        kwargs["initial"] = {**self.initial_of(body), "revision": revision, "source": OWN_PLAN}
        super().__init__(*args, **kwargs)
        sources = body.get("sources", {})
        for name, key in self.KEYS.items():
            if name in self.fields:
                self.fields[name].help_text = source_label(sources, key)
        self.fields["source"] = forms.CharField(
            label=_("Source of changed values"),
            max_length=200,
            required=False,
            help_text=_("For example number and paragraph of your own plan."),
        )
        self.fields["confirm"] = forms.BooleanField(
            label=_("All values on this page are those of our own plan"),
            required=False,
            help_text=_("Then none of them is labelled as suggested any more."),
        )

    def initial_of(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The present values as the fields show them."""
        return {name: value_at(body, key) for name, key in self.KEYS.items()}

    def field_of(self, key: str) -> str | None:
        """The field of this page that a key of the rule set is typed into; None where it has none of its own."""
        plain = _PLACE.sub("", key)
        if plain == "grading.tie_order" and (place := _PLACE.search(key)):
            named = TIE_FIELDS[min(int(place[0][1:-1]), len(TIE_FIELDS) - 1)]
            return named if named in self.fields else None
        for name, own in self.KEYS.items():
            if name in self.fields and (plain == own or plain.startswith(f"{own}.")):
                return name
        return None

    def changes(self) -> dict[str, object]:
        """What the fields say, by dotted key."""
        return {key: self.cleaned_data[name] for name, key in self.KEYS.items()}


def value_at(body: Mapping[str, Any], key: str) -> Any:
    """The value under a dotted key; None where it is missing."""
    place: Any = body
    for part in key.split("."):
        place = place.get(part) if isinstance(place, Mapping) else None
    return place


def source_of(sources: Mapping[str, str], key: str) -> str:
    """The source beside a key or beside the nearest group above it."""
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        found = sources.get(".".join(parts[:length]))
        if found:
            return found
    return UNLISTED_SOURCES.get(key, "")


def source_label(sources: Mapping[str, str], key: str) -> str:
    """The source as shown under a field; a suggested value in its own colour."""
    source = source_of(sources, key)
    return format_html('<span class="suggested">{}</span>', source) if SUGGESTED in source else source


class ReportRulesForm(RuleForm):
    """Step 3: lengths, problem share, minutes."""

    KEYS = {
        "count_mode": "report.count_mode",
        "written_max": "report.written_max",
        "spoken_max": "report.spoken_max",
        "self_evaluation_max": "report.self_evaluation_max",
        "problem_part": "report.min_problem_share",
        "rounds_warned": "report.rounds_warned",
        "speech_minutes": "meeting.speech_minutes",
        "question_minutes": "meeting.question_minutes",
        "comment_minutes": "meeting.comment_minutes",
        "order": "meeting.order",
    }
    count_mode = forms.ChoiceField(
        label=_("How characters are counted"),
        choices=[("characters", _("Han, letters, digits")), ("wps", _("As the word processor shows"))],
    )
    written_max = forms.IntegerField(label=_("Written report, at most characters"), min_value=1)
    spoken_max = forms.IntegerField(label=_("Spoken report, at most characters"), min_value=1)
    self_evaluation_max = forms.IntegerField(
        label=_("Self-evaluation, at most characters (empty: not asked for)"), min_value=1, required=False
    )
    problem_part = forms.RegexField(
        r"^\s*\d{1,3}\s*/\s*\d{1,3}\s*$", label=_("Problems at least (as 1/3)"), error_messages={"invalid": AS_FRACTION}
    )
    rounds_warned = forms.IntegerField(label=_("Warn after so many review rounds"), min_value=1)
    speech_minutes = forms.IntegerField(label=_("Minutes to speak"), min_value=1, max_value=60)
    question_minutes = forms.IntegerField(label=_("Minutes for questions"), min_value=0, max_value=60)
    comment_minutes = forms.IntegerField(label=_("Minutes for the comment"), min_value=0, max_value=60)
    order = forms.ChoiceField(label=_("Order of speaking"), choices=[("draw", _("Drawn")), ("fixed", _("Fixed list"))])

    def initial_of(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The share as n/d."""
        found = super().initial_of(body)
        found["problem_part"] = "/".join(str(number) for number in found["problem_part"] or (1, 3))
        return found

    def changes(self) -> dict[str, object]:
        """The share as two whole numbers."""
        found = super().changes()
        found["report.min_problem_share"] = [int(part) for part in self.cleaned_data["problem_part"].split("/")]
        return found


class ClassRow(forms.Form):
    """One class of 参评人员; an empty row is left out."""

    code = forms.RegexField(
        r"^[A-Za-z]{1,4}$",
        label=_("Class letter"),
        max_length=4,
        required=False,
        error_messages={"invalid": _("One to four Latin letters, such as A.")},
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    name = forms.CharField(
        label=_("Name of the class"), max_length=60, required=False, widget=forms.TextInput(attrs={"class": "wide"})
    )
    weight = NumberField(label=_("Weight %"), min_value=0, max_value=100, required=False)
    eligible = forms.IntegerField(label=_("Invited"), min_value=1, required=False)
    quorum = forms.RegexField(
        r"^\d{1,3}/\d{1,3}$|^(0|1)(\.\d+)?$",
        label=_("Quorum (as 2/3)"),
        required=False,
        error_messages={"invalid": _("Write it as a fraction, such as 2/3.")},
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    reporters_vote = forms.BooleanField(label=_("The reporters themselves"), required=False)
    electorate = forms.ChoiceField(label=_("Who rates"), choices=list(ELECTORATE_NAMES.items()), required=False)

    def clean(self) -> dict[str, Any]:
        """A row with a name or a weight is a class and has its letter; an emptied row is left out."""
        typed = super().clean() or self.cleaned_data
        if not typed.get("code") and "code" not in self.errors and (typed.get("name") or typed.get("weight")):
            self.add_error("code", sentence(RuleError("cycles.class_without_letter")))
        return typed


ClassRows = forms.formset_factory(ClassRow, extra=1, max_num=MOST_CLASSES, absolute_max=MOST_CLASSES)


def class_rows_initial(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The present classes as rows."""
    weights, quorum = value_at(body, "grading.class_weights") or {}, value_at(body, "ballot.quorum") or {}
    return [
        {
            **one,
            "weight": percent_of(weights.get(one["code"])),
            "quorum": quorum.get(one["code"], ""),
            "electorate": one.get("electorate", MEETING),
        }
        for one in body.get("classes", [])
    ]


def class_changes(rows: list[dict[str, Any]]) -> dict[str, object]:
    """The rows as changes of the rule set."""
    kept = [row for row in rows if row.get("code")]
    return {
        "classes": [
            {
                "code": row["code"],
                "name": row["name"] or row["code"],
                "eligible": row["eligible"],
                "reporters_vote": row["reporters_vote"],
                # left out where it is the usual one, so that plans made before keep their digest
                **({"electorate": row["electorate"]} if (row["electorate"] or MEETING) != MEETING else {}),
            }
            for row in kept
        ],
        "grading.class_weights": {
            row["code"]: share_of(row["weight"]) for row in kept if row["electorate"] != OWN_SECRETARY
        },
        "ballot.quorum": {
            row["code"]: row["quorum"] for row in kept if row["quorum"] and (row["electorate"] or MEETING) == MEETING
        },
    }


class BallotForm(RuleForm):
    """Step 4, beside the classes: how forms are judged."""

    KEYS = {
        "numeric": "ballot.numeric",
        "validity": "ballot.validity",
        "all_same": "ballot.all_same",
        "smallest_shown": "ballot.smallest_shown",
    }
    numeric = forms.TypedChoiceField(
        label=_("Raters give"),
        choices=[("False", _("one of four grades")), ("True", _("points from 0 to 100"))],
        coerce=lambda value: value in ("True", True),
    )
    validity = forms.ChoiceField(
        label=_("A faulty row"),
        choices=[("row", _("makes only this row void")), ("form", _("makes the whole form void"))],
    )
    all_same = forms.ChoiceField(
        label=_("A form with the same grade everywhere"),
        choices=[("warn", _("counts, with a warning")), ("void", _("is void"))],
    )
    smallest_shown = forms.IntegerField(label=_("Classes with fewer valid forms are never shown apart"), min_value=1)

    def initial_of(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Yes and no as the choices spell them."""
        found = super().initial_of(body)
        return {**found, "numeric": str(bool(found["numeric"]))}


class GradingForm(RuleForm):
    """What the common rules and a scheme of their own both set: weights of the components, bands, proportion."""

    ballot = NumberField(label=_("Weight of the ballot %"), min_value=0, max_value=100)
    annual = NumberField(label=_("Weight of the annual assessment %"), min_value=0, max_value=100)
    leader = NumberField(label=_("Weight of the leaders' score %"), min_value=0, max_value=100, required=False)
    from_good = NumberField(label=_("First grade from"), min_value=0, max_value=100)
    from_fairly_good = NumberField(label=_("Second grade from"), min_value=0, max_value=100)
    from_average = NumberField(label=_("Third grade from"), min_value=0, max_value=100)
    cap_kind = forms.ChoiceField(
        label=_("Proportion"),
        choices=[
            ("not_good_min", _("Second grade or below at least")),
            ("good_max", _("First grade at most")),
            ("none", _("No proportion")),
        ],
    )
    cap_share = NumberField(label=_("Share %"), min_value=0, max_value=100, required=False)

    def name_bands(self, names: Mapping[str, str]) -> None:
        """Call the bands by the official words, which are data of the rule set."""
        for grade in GRADES[:3]:
            label = format_html("“{}” {}", names.get(grade, grade), _("begins at (points)"))
            self.fields[f"from_{grade}"].label = label

    def grading_changes(self) -> dict[str, object]:
        """Weights, bands and proportion as the rule set keeps them, decimals as text."""
        data = self.cleaned_data
        cap: dict[str, str] = {"kind": data["cap_kind"]}
        if data["cap_kind"] != "none":
            cap["share"] = share_of(data["cap_share"])
        return {
            "component_weights": {name: share_of(data[name]) for name in ("ballot", "annual", "leader")},
            "bands": [
                *({"grade": grade, "from": plain_number(data[f"from_{grade}"])} for grade in GRADES[:3]),
                {"grade": "poor", "from": "0"},
            ],
            "cap": cap,
        }


class GradeRulesForm(GradingForm):
    """Step 5: values, components, bands, cap, ties, adjustments."""

    field_order = ["revision", *(f"value_{grade}" for grade in GRADES)]

    KEYS = {
        **{f"value_{grade}": f"grading.grade_values.{grade}" for grade in GRADES},
        "ballot": "grading.component_weights",
        "annual": "grading.component_weights",
        "leader": "grading.component_weights",
        **{f"from_{grade}": "grading.bands" for grade in GRADES[:3]},
        "cap_kind": "grading.cap",
        "cap_share": "grading.cap",
        "refill": "grading.refill",
        "tie_1": "grading.tie_order",
        "near_edge": "near_edge",
        "bonus_max": "adjustments.bonus_max",
        "bonus_cumulative": "adjustments.bonus_cumulative",
        "deduction_max": "adjustments.deduction_max",
        "plan_days": "rectification.plan_days",
        "due_soon_days": "rectification.due_soon_days",
        "look_back_share": "rectification.look_back_share",
    }
    value_good = NumberField(label=_("Value of the first grade"), min_value=0, max_value=100)
    value_fairly_good = NumberField(label=_("Value of the second grade"), min_value=0, max_value=100)
    value_average = NumberField(label=_("Value of the third grade"), min_value=0, max_value=100)
    value_poor = NumberField(label=_("Value of the fourth grade"), min_value=0, max_value=100)
    refill = forms.BooleanField(label=_("A place freed by a bar may stay filled by others"), required=False)
    tie_1 = forms.ChoiceField(label=_("Ties: decided first by"), choices=())
    tie_2 = forms.ChoiceField(label=_("then by"), choices=(), required=False)
    tie_3 = forms.ChoiceField(label=_("then by"), choices=(), required=False)
    tie_4 = forms.ChoiceField(label=_("then by"), choices=(), required=False)
    near_edge = NumberField(label=_("Close to an edge: within points"), min_value=0, max_value=100)
    bonus_max = NumberField(label=_("Bonus at most (empty: no ceiling)"), min_value=0, max_value=100, required=False)
    bonus_cumulative = forms.BooleanField(label=_("Bonus points add up (else only the highest counts)"), required=False)
    deduction_max = NumberField(
        label=_("Deduction at most (empty: no ceiling)"), min_value=0, max_value=100, required=False
    )
    plan_days = forms.IntegerField(label=_("Rectification plan due, days after feedback"), min_value=1, max_value=366)
    due_soon_days = forms.IntegerField(label=_("Due soon: so many days before"), min_value=0, max_value=366)
    look_back_share = forms.RegexField(
        r"^\s*(\d{1,3}\s*/\s*\d{1,3}|0|1|0\.\d{1,4})\s*$",
        label=_("Closed problems looked at again (as 1/4)"),
        error_messages={"invalid": AS_FRACTION},
    )

    def __init__(self, *args: Any, body: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, body=body, **kwargs)
        classes = [f"class:{one['code']}" for one in body.get("classes", [])]
        keys = [(key, tie_name(key)) for key in (*TIES, *classes)]
        for name in TIE_FIELDS:
            self.fields[name].choices = keys if name == TIE_FIELDS[0] else [("", "—"), *keys]  # type: ignore[attr-defined]
        names = grade_names(body.get("grade_names", {}))
        for grade in GRADES:
            self.fields[f"value_{grade}"].label = format_html("{} “{}”", _("Points for"), names.get(grade, grade))
        self.name_bands(names)

    def initial_of(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Shares as per cent, bands by grade."""
        weights = value_at(body, "grading.component_weights") or {}
        bands = {band["grade"]: band["from"] for band in value_at(body, "grading.bands") or ()}
        cap = value_at(body, "grading.cap") or {"kind": "none"}
        return {
            **super().initial_of(body),
            **{name: percent_of(weights.get(name, 0)) for name in ("ballot", "annual", "leader")},
            **{f"from_{grade}": bands.get(grade) for grade in GRADES[:3]},
            "cap_kind": cap["kind"],
            "cap_share": percent_of(cap.get("share", 0)),
            **dict(zip(TIE_FIELDS, value_at(body, "grading.tie_order") or (), strict=False)),
        }

    def changes(self) -> dict[str, object]:
        """Everything by dotted key, decimals as text."""
        data = self.cleaned_data

        def ceiling(name: str) -> str | None:
            return plain_number(data[name]) if data[name] is not None else None

        return {
            "grading.grade_values": {grade: plain_number(data[f"value_{grade}"]) for grade in GRADES},
            **{f"grading.{key}": value for key, value in self.grading_changes().items()},
            "grading.refill": data["refill"],
            "grading.tie_order": [data[name] for name in TIE_FIELDS if data[name]],
            "near_edge": plain_number(data["near_edge"]),
            "adjustments.bonus_max": ceiling("bonus_max"),
            "adjustments.deduction_max": ceiling("deduction_max"),
            "adjustments.bonus_cumulative": data["bonus_cumulative"],
            "rectification.plan_days": data["plan_days"],
            "rectification.due_soon_days": data["due_soon_days"],
            "rectification.look_back_share": "".join(data["look_back_share"].split()),
        }
