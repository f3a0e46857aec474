"""Indicator schemes: the list, one scheme, its editor with the running total, sheets in and out."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuping.adapters import sheets
from shuping.apps.assessments import access, queries
from shuping.apps.assessments.forms.scheme import (
    UNIT_CLASSES,
    HeadForm,
    SheetForm,
    StartForm,
    body_from,
    editor_of,
    head_of,
)
from shuping.apps.assessments.models import Scheme
from shuping.apps.assessments.scheme_table import HEADS, body_of, rows_of
from shuping.apps.assessments.services import schemes
from shuping.apps.assessments.wording import BONUS_MODES, METHODS
from shuping.apps.organization.api import Organization
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import XLSX, Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.assessments.defaults import NAME
from shuping.core.assessments.scheme import faults, shown, total
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .common import form_page


def _state(row: Scheme) -> str:
    return str(_("in use, locked")) if row.locked_at else str(_("may be edited"))


@require_safe
@door(Permission.SCHEME_KEEP)
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Every scheme with its versions."""
    columns = [
        Column("name", _("Name of the indicator scheme"), lambda row: row.name, link=lambda row: _url("scheme", row)),
        Column("version", _("Version"), lambda row: row.version, kind="number"),
        Column("class", _("For units of the class"), lambda row: str(UNIT_CLASSES[row.unit_class]), filter=True),
        Column("total", _("Full marks"), lambda row: shown(total(row.body)), kind="number"),
        Column("state", _("State"), _state, cell=lambda row: badge(_state(row), "info" if row.locked_at else "wait")),
        Column("source", _("Where the values come from"), lambda row: row.source),
        Column("made", _("Compiled at"), lambda row: row.made_at, kind="date"),
    ]
    rows = access.schemes(actor_of(request)).order_by("unit_class", "name", "-version")
    listing = Listing(_("Indicator schemes"), columns, rows, empty=_("No scheme yet. Start from the suggested values."))
    return listing.answer(request, "assessments/schemes.html")


def _url(name: str, row: Scheme) -> str:
    return reverse(f"assessments:{name}", args=[row.pk])


def _organizer(actor: Actor) -> Organization:
    return Organization.objects.get(pk=actor.organization_id)


@door(Permission.SCHEME_KEEP)
def scheme_new(request: HttpRequest) -> HttpResponse:
    """Start from the suggested values."""
    actor = actor_of(request)
    form = StartForm(request.POST or None, initial={"name": NAME})
    made: list[Scheme] = []
    if request.method == "POST" and attempt(
        form,
        lambda: made.append(
            schemes.make_scheme(organizer=_organizer(actor), **form.cleaned_data, by=actor, at=clock.now())
        ),
    ):
        return redirect("assessments:scheme_edit", pk=made[0].pk)
    back = reverse("assessments:schemes")
    return form_page(request, form, _("New indicator scheme"), _("Start from the suggested values"), back)


@door(Permission.SCHEME_KEEP)
def scheme_import(request: HttpRequest) -> HttpResponse:
    """A new scheme from a sheet; what is wrong in it is told in the editor."""
    actor = actor_of(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    made: list[Scheme] = []

    def act() -> None:
        data = form.cleaned_data
        body = body_of(sheets.read_table(data["file"]))
        made.append(
            schemes.make_scheme(
                organizer=_organizer(actor),
                name=data["name"],
                unit_class=data["unit_class"],
                body=body,
                source=str(data["file"].name)[:200],
                by=actor,
                at=clock.now(),
            )
        )

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The sheet is read. Look through it and save."))
        return redirect("assessments:scheme_edit", pk=made[0].pk)
    back = reverse("assessments:schemes")
    return form_page(request, form, _("Scheme from a sheet"), _("Read the sheet"), back, multipart=True)


@require_safe
@door(Permission.SCHEME_KEEP)
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as it is used."""
    row = access.find_scheme(actor_of(request), pk)
    found = faults(row.body)
    context: dict[str, Any] = {
        "row": row,
        "unit_class": UNIT_CLASSES[row.unit_class],
        "faults": [sentence(RuleError(one.code, **dict(one.params))) for one in found],
        "total": shown(total(row.body)),
        "versions": Scheme.objects.filter(organizer=row.organizer_id, name=row.name),
    }
    if not found:
        value = queries.value_of(row)
        context |= {
            "groups": [(group, shown(group.full), [_leaf(one) for one in group.indicators]) for group in value.groups],
            "bonuses": [(one, _range(one)) for one in value.bonus_items],
            "bonus_mode": BONUS_MODES[value.bonus_mode],
            "bonus_most": shown(value.bonus_most) if value.bonus_most is not None else "",
            "events": [(one, _range(one)) for one in value.events],
            "events_most": shown(value.events_most) if value.events_most is not None else "",
            "aspects": [(one, _methods(one.methods)) for one in value.aspects],
        }
    return render(request, "assessments/scheme.html", context)


def _leaf(one: Any) -> dict[str, Any]:
    return {"one": one, "full": shown(one.full), "most": shown(one.most), "methods": _methods(one.methods)}


def _range(one: Any) -> str:
    return shown(one.least) if one.least == one.most else f"{shown(one.least)}–{shown(one.most)}"


def _methods(codes: tuple[str, ...]) -> str:
    return "、".join(str(METHODS[code]) for code in codes)


@door(Permission.SCHEME_KEEP)
def scheme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor; blank rows stand at the end of each part, the total runs along."""
    actor = actor_of(request)
    row = access.find_scheme(actor_of(request), pk)
    if row.locked_at is not None:
        messages.warning(request, sentence(RuleError("assessments.scheme_locked", at=f"{row.locked_at:%Y-%m-%d}")))
        return redirect("assessments:scheme", pk=pk)
    form, body = HeadForm(request.POST or None, initial=head_of(row)), row.body
    found: list[str] = []
    if request.method == "POST":
        head = form.cleaned_data if form.is_valid() else {name: request.POST.get(name, "") for name in form.fields}
        body = body_from(request.POST, head)
        found = [sentence(RuleError(one.code, **dict(one.params))) for one in faults(body)]
        given = {name: head.get(name) for name in ("name", "unit_class", "source", "revision")}
        if attempt(form, lambda: schemes.edit_scheme(scheme=row, body=body, by=actor, at=clock.now(), **given)):  # type: ignore[arg-type]
            messages.success(request, _("The scheme is saved."))
            return redirect("assessments:scheme", pk=pk)
    context = {
        "row": row,
        "form": form,
        "editor": editor_of(body),
        "faults": found,
        "total": shown(total(body)),
        "methods": METHODS.items(),
    }
    return render(request, "assessments/scheme_edit.html", context, status=409 if form.errors else 200)


@require_POST
@door(Permission.SCHEME_KEEP)
def scheme_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A further version to be edited."""
    made = schemes.next_version(scheme=access.find_scheme(actor_of(request), pk), by=actor_of(request), at=clock.now())
    messages.success(request, _("Version %(number)d may be edited.") % {"number": made.version})
    return redirect("assessments:scheme_edit", pk=made.pk)


@require_safe
@door(Permission.SCHEME_KEEP)
def scheme_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The scheme as a workbook that can be read back."""
    row = access.find_scheme(actor_of(request), pk)
    if faults(row.body):
        raise Http404
    content = sheets.write_table(str(row), HEADS, rows_of(row.body), landscape=True)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{row}.xlsx')}"
    return answer
