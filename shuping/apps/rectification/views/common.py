"""共性问题: the dictionary, and for each year who named what: the units themselves, or their superiors (SPC-02)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import access, queries
from shuping.apps.rectification.forms import CommonProblemForm
from shuping.apps.rectification.models import CommonProblem
from shuping.apps.rectification.queries import common as by_source
from shuping.apps.rectification.services.dictionary import keep_common_problem, seed_common_problems
from shuping.base import clock
from shuping.base.charts import Series, stacked_bars
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.core.rectification.sources import Found
from shuping.core.roles.permissions import Permission

from .pages import address, form_page, holds, round_links, round_shown

NOTHING = Found()


def _tabs(pk: int | None, name: str) -> list[dict[str, object]]:
    return [
        {"url": address(key, pk), "label": label, "current": key == name}
        for key, label in (("common", _("By problem")), ("common_units", _("By unit")))
    ]


def _code_order(value: object) -> tuple[str, int]:
    text = str(value)
    digits = "".join(sign for sign in text if sign.isdigit())
    return (text[:1], int(digits or 0))


@door(Permission.ISSUE_READ)
def common(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """The dictionary, and in how many units each entry stands this year, by who named it (REC-14, SPC-02)."""
    actor = actor_of(request)
    shown = round_shown(request, cycle)
    rows = access.issues(actor).filter(cycle=shown) if shown is not None else access.issues(actor).none()
    counts = {row["category_id"]: row for row in queries.common_problems(rows)}
    found = by_source.by_entry(by_source.cells(rows))
    entries = [(entry, counts.get(entry.pk, {}), found.get(entry.pk, NOTHING)) for entry in CommonProblem.objects.all()]
    problems = address("issues", shown.pk if shown is not None else None)

    def rows_of(row: tuple[CommonProblem, dict[str, int], Found]) -> str | None:
        """The problems behind the number."""
        name = f"{row[0].code} {row[0].name}"
        return f"{problems}?{urlencode({'f_category': name})}" if row[1].get("problems") else None

    listing = Listing(
        title=_("Common problems"),
        columns=(
            Column("code", _("Code of the entry"), lambda row: row[0].code, kind="short", sort_key=_code_order),
            Column("name", _("Name of the entry"), lambda row: row[0].name),
            Column("description", _("Description"), lambda row: row[0].description),
            Column("units", _("Units"), lambda row: row[2].units, kind="number"),
            Column("by_self", _("Found by the units"), lambda row: row[2].by_self, kind="number"),
            Column("by_superiors", _("Found by superiors"), lambda row: row[2].by_superiors, kind="number"),
            Column("by_both", _("Found by both"), lambda row: row[2].by_both, kind="number"),
            Column("only_superiors", _("Found by superiors only"), lambda row: row[2].only_superiors, kind="number"),
            Column("problems", _("Problems"), lambda row: row[1].get("problems", 0), kind="number", link=rows_of),
            Column("closed", _("Signed off"), lambda row: row[1].get("closed", 0), kind="number"),
            Column("active", _("In use"), lambda row: row[0].active, kind="short"),
        ),
        rows=entries,
        landscape=True,
        empty=_("The dictionary is empty. Enter the common problems P1 to P10 with the button."),
    )
    keeps = holds(actor, Permission.COMMON_PROBLEM_KEEP)
    buttons = [{"url": reverse("rectification:common_edit"), "label": _("Add or reword an entry")}] if keeps else []
    context: dict[str, object] = {
        "title": _("Common problems"),
        "round": shown,
        "rounds": round_links(request, "common", shown),
        "tabs": _tabs(cycle, "common"),
        "buttons": buttons,
        "seed": keeps,
        "chart": _chart([(entry.code, one) for entry, _counts, one in entries if one.units]),
    }
    return listing.answer(request, "rectification/common.html", context)


def _chart(rows: list[tuple[str, Found]]) -> SafeString | str:
    if not rows:
        return ""
    figures = [one for _code, one in rows]
    return stacked_bars(
        gettext("Units by common problem and by who found it"),
        [code for code, _one in rows],
        [
            Series("ok", gettext("Found by the units only"), [one.only_self for one in figures]),
            Series("plain", gettext("Found by both"), [one.by_both for one in figures]),
            Series("wait", gettext("Found by superiors only"), [one.only_superiors for one in figures]),
            Series("average", gettext("From other sources"), [one.neither for one in figures]),
        ],
    )


def _mark(kinds: frozenset[str] | None) -> str:
    if not kinds:
        return ""
    if {"self", "superiors"} <= kinds:
        return gettext("both")
    return gettext("unit") if "self" in kinds else gettext("superior") if "superiors" in kinds else gettext("other")


@door(Permission.ISSUE_READ)
def common_units(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """Units by common problems: who named it in which unit."""
    actor = actor_of(request)
    shown = round_shown(request, cycle)
    rows = access.issues(actor).filter(cycle=shown) if shown is not None else access.issues(actor).none()
    cells = by_source.cells(rows)
    entries = [one for one in CommonProblem.objects.all() if any(entry == one.pk for _unit, entry in cells)]
    listing = Listing(
        title=_("Common problems by unit"),
        columns=[
            Column("unit", _("Unit"), lambda unit: str(unit)),
            *(_entry_column(entry, cells) for entry in entries),
        ],
        rows=_units(shown, {unit for unit, _entry in cells}),
        landscape=True,
        empty=_("No problem of this year names a common problem yet."),
    )
    context: dict[str, object] = {
        "title": _("Common problems by unit"),
        "round": shown,
        "rounds": round_links(request, "common_units", shown),
        "tabs": _tabs(cycle, "common_units"),
        "note": _("Who named the problem in the unit: the unit itself, a superior, or both."),
    }
    return listing.answer(request, "rectification/common.html", context)


def _entry_column(entry: CommonProblem, cells: by_source.Cells) -> Column:
    return Column(
        f"entry{entry.pk}",
        f"{entry.code} {entry.name}",
        lambda unit: _mark(cells.get((unit.pk, entry.pk))),
        kind="mark",
    )


def _units(shown: cycles_api.Cycle | None, named: set[int]) -> list[organization_api.Organization]:
    """The units of the table in the order of the roster; others behind them."""
    if shown is None:
        return []
    order = list(cycles_api.roster(shown).values_list("organization_id", flat=True))
    rows = organization_api.Organization.objects.filter(pk__in=named)
    return sorted(rows, key=lambda one: (order.index(one.pk) if one.pk in order else len(order), one.path))


@door(Permission.COMMON_PROBLEM_KEEP)
def common_seed(request: HttpRequest) -> HttpResponse:
    """Enter those of P1 to P10 that are missing."""
    if request.method == "POST":
        added = seed_common_problems(by=actor_of(request), at=clock.now())
        messages.success(request, _("%(count)d common problems were entered.") % {"count": added})
    return redirect("rectification:common")


@door(Permission.COMMON_PROBLEM_KEEP)
def common_edit(request: HttpRequest) -> HttpResponse:
    """Add an entry, or reword the one with the same code."""
    start = {"name": request.GET["name"]} if "name" in request.GET else None
    form = CommonProblemForm(request.POST or None, initial=start)
    if request.method == "POST" and attempt(
        form, lambda: keep_common_problem(**form.cleaned_data, by=actor_of(request), at=clock.now())
    ):
        messages.success(request, _("The entry is saved."))
        return redirect("rectification:common")
    return form_page(request, form, _("Add or reword an entry"), reverse("rectification:common"), _("Save"))
