"""The editor of a scheme: plain fields by place, so that rows are added without a script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from shuping.apps.assessments.scheme_table import lines
from shuping.apps.assessments.wording import BONUS_MODES
from shuping.apps.organization.api import CLASS_NAMES
from shuping.core.assessments.scheme import METHODS

MOST_GROUPS, MOST_ROWS = 20, 40
UNIT_CLASSES = {"": _("all other units"), **CLASS_NAMES}


class HeadForm(forms.Form):
    """What the scheme is called and for whom it is."""

    name = forms.CharField(label=_("Name of the indicator scheme"), max_length=100)
    unit_class = forms.ChoiceField(
        label=_("For units of the class"), choices=list(UNIT_CLASSES.items()), required=False
    )
    source = forms.CharField(label=_("Where the values come from"), max_length=300, required=False)
    bonus_mode = forms.ChoiceField(label=_("Several bonuses"), choices=list(BONUS_MODES.items()))
    bonus_most = forms.CharField(label=_("Ceiling of bonuses"), max_length=10, required=False)
    events_most = forms.CharField(label=_("Ceiling of deductions beside the indicators"), max_length=10, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput(), required=False)


class StartForm(forms.Form):
    """A new scheme from the suggested values."""

    name = forms.CharField(label=_("Name of the indicator scheme"), max_length=100)
    unit_class = forms.ChoiceField(
        label=_("For units of the class"), choices=list(UNIT_CLASSES.items()), required=False
    )


class SheetForm(StartForm):
    """A new scheme from a sheet."""

    file = forms.FileField(label=_("Workbook (xlsx or csv)"))


@dataclass(frozen=True)
class Row:
    """One row of the editor: the prefix of its fields and their values."""

    prefix: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class GroupRows:
    """One group of the editor."""

    prefix: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Editor:
    """Everything the page shows, blank rows included."""

    groups: list[GroupRows]
    bonuses: list[Row]
    events: list[Row]
    checks: list[Row]


def head_of(scheme: Any) -> dict[str, Any]:
    """The first values of the head form."""
    body = scheme.body
    return {
        "name": scheme.name,
        "unit_class": scheme.unit_class,
        "source": scheme.source,
        "bonus_mode": body.get("bonus", {}).get("mode", "highest"),
        "bonus_most": body.get("bonus", {}).get("most") or "",
        "events_most": body.get("events", {}).get("most") or "",
        "revision": scheme.revision,
    }


def editor_of(body: Mapping[str, Any]) -> Editor:
    """The rows of a body, with two blank ones in every group and one blank group."""
    groups: list[GroupRows] = []
    for place, group in enumerate([*body["groups"], {"title": "", "indicators": []}][:MOST_GROUPS]):
        prefix = f"g{place}"
        rows = [*group["indicators"], {}, {}][:MOST_ROWS]
        found = [Row(f"{prefix}r{number}", _shown(one)) for number, one in enumerate(rows)]
        groups.append(GroupRows(prefix, group["title"], found))
    return Editor(
        groups,
        _rows("b", body["bonus"]["items"]),
        _rows("e", body["events"]["items"]),
        _rows("c", body["checks"]),
    )


def _rows(letter: str, items: list[Mapping[str, Any]]) -> list[Row]:
    return [Row(f"{letter}{place}", _shown(one)) for place, one in enumerate([*items, {}, {}][:MOST_ROWS])]


def _shown(one: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(one)
    shown["grounds"] = "\n".join(one.get("grounds", ()))
    shown["methods"] = list(one.get("methods", ()))
    return shown


def body_from(data: QueryDict, head: Mapping[str, Any]) -> dict[str, Any]:
    """The body that was typed; blank rows and groups fall away, a missing number is given by its place."""
    groups: list[dict[str, Any]] = []
    for place in range(MOST_GROUPS):
        prefix = f"g{place}"
        leaves = [
            _leaf(data, f"{prefix}r{number}", f"{len(groups) + 1}.{number + 1}")
            for number in range(MOST_ROWS)
            if _typed(data, f"{prefix}r{number}", "title", "full")
        ]
        title = data.get(f"{prefix}_title", "").strip()
        if title or leaves:
            groups.append({"title": title, "indicators": leaves})
    body: dict[str, Any] = {
        "groups": groups,
        "bonus": {"mode": head.get("bonus_mode") or "highest", "items": list(_items(data, "b"))},
        "events": {"items": list(_items(data, "e"))},
        "checks": [
            {
                "key": data.get(f"c{place}_key", "").strip() or f"H{place + 1}",
                "title": data.get(f"c{place}_title", "").strip(),
                "methods": _methods(data, f"c{place}"),
            }
            for place in range(MOST_ROWS)
            if _typed(data, f"c{place}", "title")
        ],
    }
    for part, name in (("bonus", "bonus_most"), ("events", "events_most")):
        if head.get(name):
            body[part]["most"] = str(head[name]).strip()
    return body


def _typed(data: QueryDict, prefix: str, *names: str) -> bool:
    return any(data.get(f"{prefix}_{name}", "").strip() for name in names)


def _methods(data: QueryDict, prefix: str) -> list[str]:
    chosen = data.getlist(f"{prefix}_methods")
    return [code for code in METHODS if code in chosen]


def _leaf(data: QueryDict, prefix: str, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": data.get(f"{prefix}_key", "").strip() or key,
        "title": data.get(f"{prefix}_title", "").strip(),
        "full": data.get(f"{prefix}_full", "").strip(),
        "grounds": lines(data.get(f"{prefix}_grounds", "")),
        "methods": _methods(data, prefix),
        "evidence": data.get(f"{prefix}_evidence", "").strip(),
    }
    most = data.get(f"{prefix}_most", "").strip()
    return {**found, "most": most} if most else found


def _items(data: QueryDict, letter: str) -> Iterator[dict[str, str]]:
    for place in range(MOST_ROWS):
        prefix = f"{letter}{place}"
        if _typed(data, prefix, "title", "least", "most"):
            least = data.get(f"{prefix}_least", "").strip()
            yield {
                "key": data.get(f"{prefix}_key", "").strip() or f"{letter.upper()}{place + 1}",
                "title": data.get(f"{prefix}_title", "").strip(),
                "least": least,
                "most": data.get(f"{prefix}_most", "").strip() or least,
            }
