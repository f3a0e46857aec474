"""Numbering rules with their numbers, and own templates with their fields."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shuping.adapters.documents_in import MEDIA_TYPES
from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents import access, fields, queries, rendering
from shuping.apps.documents.forms import IssuerForm, LayoutForm, ReserveForm, TemplateForm
from shuping.apps.documents.kinds.common import CLASS, ISSUE, UNIT
from shuping.apps.documents.kinds.registry import BY_CODE, KINDS
from shuping.apps.documents.models import Issuer, NumberUse
from shuping.apps.documents.services import layouts, numbers, templating
from shuping.apps.organization import api as organization_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.core.documents.house_layout import HouseLayout
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .parts import attachment, kind_name


def _own(actor: Actor) -> organization_api.Organization:
    return organization_api.Organization.objects.get(pk=actor.organization_id)


NUMBER_COLUMNS = (
    Column("number", pgettext_lazy("paper", "Number"), str, sort_key=lambda words: words, kind="short"),
    Column("year", gettext_lazy("Year"), lambda row: row.year, filter=True, kind="number"),
    Column(
        "code", gettext_lazy("Code word of the number"), lambda row: row.issuer.code_word, filter=True, kind="short"
    ),
    Column("paper", gettext_lazy("Paper"), lambda row: row.document.title if row.document else "", kind="wide"),
    Column("reason", gettext_lazy("Why no paper of this register holds it"), lambda row: row.reason),
    Column("at", gettext_lazy("When"), lambda row: row.at, kind="date"),
    Column("by", gettext_lazy("By"), lambda row: str(row.user) if row.user else ""),
)


@require_safe
@door(Permission.DOCUMENT_KEEP)
def number_book(request: HttpRequest) -> HttpResponse:
    """The numbering rules and every number that is given or held elsewhere."""
    issuers = list(access.issuers(actor_of(request)))
    rows = NumberUse.objects.filter(issuer__in=issuers).select_related("issuer", "document", "user")
    listing = Listing(
        gettext_lazy("Numbers of the papers"),
        NUMBER_COLUMNS,
        rows.order_by("issuer", "-year", "-serial"),
        empty=gettext_lazy("No number has been given yet."),
    )
    return listing.answer(request, "documents/numbers.html", {"issuers": issuers})


@door(Permission.DOCUMENT_KEEP)
def issuer_add(request: HttpRequest) -> HttpResponse:
    """A new issuer with its code word."""
    return _issuer(request, None)


@door(Permission.DOCUMENT_KEEP)
def issuer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names and code word of an issuer."""
    return _issuer(request, access.find_issuer(actor_of(request), pk))


def _issuer(request: HttpRequest, row: Issuer | None) -> HttpResponse:
    actor = actor_of(request)
    own = row.organization if row is not None else _own(actor)
    initial = {} if row is not None else {"name": own.name, "active": True}
    form = IssuerForm(request.POST or None, instance=row, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: numbers.save_issuer(organization=own, issuer=row, **form.cleaned_data, by=actor, at=clock.now()),
    ):
        messages.success(request, _("The numbering rule is saved."))
        return redirect("documents:numbers")
    context = {"form": form, "title": _("Numbering rule"), "back": "documents:numbers", "verb": _("Save")}
    return render(request, "documents/form.html", context, status=409 if form.errors else 200)


@door(Permission.DOCUMENT_KEEP)
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter numbers that papers of another register hold."""
    actor = actor_of(request)
    row = access.find_issuer(actor, pk)
    form = ReserveForm(request.POST or None, initial={"year": clock.today().year})
    if request.method == "POST" and attempt(
        form, lambda: numbers.reserve_numbers(issuer=row, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The numbers are entered."))
        return redirect("documents:numbers")
    context = {
        "form": form,
        "title": _("Numbers held by another register: %(code)s") % {"code": row.code_word},
        "back": "documents:numbers",
        "verb": _("Enter"),
    }
    return render(request, "documents/form.html", context, status=409 if form.errors else 200)


@door(Permission.DOCUMENT_KEEP)
def page_layout(request: HttpRequest) -> HttpResponse:
    """Margins, grid and fonts of the own organization's papers; “standard” fills in those of GB/T 9704-2012."""
    actor = actor_of(request)
    own = _own(actor)
    row = queries.own_layout(own)
    standard = "standard" in request.GET
    shown = HouseLayout() if standard else queries.house_layout(own)
    initial = LayoutForm.of(shown, row.revision if row is not None else 0)
    form = LayoutForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: layouts.save_layout(organization=own, **form.values(), by=actor, at=clock.now())
    ):
        messages.success(request, _("The page layout is saved. Papers that are made from now on follow it."))
        return redirect("documents:page_layout")
    context = {"form": form, "row": row, "standard": standard, "own": own}
    return render(request, "documents/page_layout.html", context, status=409 if form.errors else 200)


@door(Permission.DOCUMENT_KEEP)
def templates(request: HttpRequest) -> HttpResponse:
    """Own templates: upload, versions, and which fields exist for which kind."""
    actor = actor_of(request)
    kinds = [(kind.code, kind_name(kind.code)) for kind in KINDS]
    form = TemplateForm(request.POST or None, request.FILES or None, kinds=kinds)

    def upload() -> None:
        given = form.cleaned_data["file"]
        templating.upload_template(
            owner=_own(actor),
            kind=form.cleaned_data["kind"],
            data=given.read(),
            name=given.name,
            by=actor,
            at=clock.now(),
        )

    if request.method == "POST" and attempt(form, upload):
        messages.success(request, _("The template is kept. Look at it with real data before it is used."))
        return redirect("documents:templates")
    rows = [{"row": one, "kind": kind_name(one.kind)} for one in access.templates(actor)]
    lists = [{"kind": kind_name(code), "fields": fields.listed(code)} for code in ("", *fields.OWN)]
    lists[0]["kind"] = _("Every kind of paper")
    context: dict[str, Any] = {"form": form, "rows": rows, "lists": lists}
    return render(request, "documents/templates.html", context, status=409 if form.errors else 200)


@require_safe
@door(Permission.DOCUMENT_KEEP)
def template_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The template as it was uploaded."""
    row = access.find_template(actor_of(request), pk)
    return attachment(rendering.store().read(row.digest), row.name, MEDIA_TYPES["docx"])


@require_safe
@door(Permission.DOCUMENT_KEEP)
def template_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The template filled with the data of the present round: its first unit, class A."""
    actor = actor_of(request)
    row = access.find_template(actor, pk)
    kind = BY_CODE[row.kind]
    last: RuleError | None = None
    for cycle in cycles_api.cycles_of(actor):
        if kind.per == ISSUE:
            break
        units = queries.units_of(cycle)
        unit = next((one for one in units if access.may_make(actor, kind, cycle, one)), None)
        if not access.may_make(actor, kind, cycle, unit if kind.per == UNIT else None):
            continue
        try:
            subject = f"class:{cycles_api.rules_of(cycle).classes[0].code}" if kind.per == CLASS else ""
            scope = queries.scope_of(kind, cycle, unit, subject, on=clock.today())
            return attachment(templating.preview(row, kind, scope), f"{_('Preview')} {row.name}", MEDIA_TYPES["docx"])
        except RuleError as error:
            last = error
    raise last or RuleError("documents.nothing_yet", what=kind.title)


@require_POST
@door(Permission.DOCUMENT_KEEP)
def template_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template out of use."""
    actor = actor_of(request)
    templating.retire_template(template=access.find_template(actor, pk), by=actor, at=clock.now())
    messages.success(request, _("The template is out of use."))
    return redirect("documents:templates")
