"""The library of evidence: list, one piece with its uses and revisions, add, replace, download."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuping.apps.organization.api import Organization
from shuping.apps.reports import access, queries
from shuping.apps.reports.forms import EvidenceForm
from shuping.apps.reports.models import Evidence, EvidenceUse
from shuping.apps.reports.services.evidence import add_evidence
from shuping.apps.reports.wording import EVIDENCE_KINDS, USED_BY
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .moments import download

USED_AT = {  # the page of what refers to a piece, by its kind
    "report": "reports:read",
    "issue": "rectification:issue",
    "self_score": "assessments:self_score_line",
}


@require_safe
@door(Permission.REPORT_READ)
def evidence_list(request: HttpRequest) -> HttpResponse:
    """Every piece within reach that no newer one replaces."""
    actor = actor_of(request)
    found = access.evidence_within(actor, Permission.REPORT_READ).filter(replaced_by=None)
    rows = list(found.prefetch_related("uses").order_by("organization__path", "-happened_on", "-id"))
    uses = queries.use_counts(rows)
    columns = [
        Column(
            "title",
            _("Name of the evidence"),
            lambda row: row.title,
            link=lambda row: reverse("reports:evidence_piece", args=[row.pk]),
        ),
        Column("unit", _("Unit"), lambda row: row.organization, filter=True, kind="short"),
        Column("kind", _("Kind of evidence"), lambda row: str(EVIDENCE_KINDS[row.kind]), filter=True, kind="short"),
        Column("happened_on", _("Date of what it shows"), lambda row: row.happened_on, kind="date"),
        Column("change", _("Before and after"), change_of),
        Column("uses", _("Referred to"), lambda row: uses.get(row.pk, 0), kind="number"),
        Column("recorded_at", _("Stored on"), lambda row: row.recorded_at, kind="date"),
    ]
    listing = Listing(_("Evidence"), columns, rows, empty=_("No evidence stored yet."), landscape=True)
    keeper = actor.reach(Permission.EVIDENCE_KEEP) is not Reach.NONE
    return listing.answer(request, "reports/evidence_list.html", {"keeper": keeper})


def change_of(piece: Evidence) -> str:
    """Before → after, as one short text."""
    if not piece.measure:
        return ""
    return f"{piece.measure} {piece.before or '—'} → {piece.after or '—'}"


def _use(use: EvidenceUse) -> dict[str, object]:
    """One place that refers to a piece, in words and as a link."""
    kind, pk = queries.target_parts(use.target) or ("", 0)
    url = reverse(USED_AT[kind], args=[pk]) if kind in USED_AT else ""
    return {"words": USED_BY.get(kind, use.target), "url": url, "use": use}


@require_safe
@door(Permission.REPORT_READ)
def piece(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece: what it shows, where it is used, its older and newer revisions."""
    actor = actor_of(request)
    found = access.find_evidence(actor, pk, Permission.REPORT_READ)
    unit = found.organization
    context = {
        "piece": found,
        "kind_name": EVIDENCE_KINDS.get(found.kind, found.kind),
        "uses": [_use(use) for use in found.uses.order_by("id")],
        "older": queries.revisions_of(found),
        "newer": found.replaced_by.first(),
        "keeper": actor.may(Permission.EVIDENCE_KEEP, organization_id=unit.pk, organization_path=unit.path),
    }
    return render(request, "reports/evidence_piece.html", context)


@require_safe
@door(Permission.REPORT_READ)
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored file."""
    found = access.find_evidence(actor_of(request), pk, Permission.REPORT_READ)
    return download(found.file, found.file_name)


@door(Permission.EVIDENCE_KEEP)
def add(request: HttpRequest) -> HttpResponse:
    """Store a piece of one's own unit, or of one below."""
    actor = actor_of(request)
    units = _units(actor)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if len(units) > 1:
        field = forms.ModelChoiceField(
            Organization.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path"),
            label=_("Unit"),
            initial=actor.organization_id,
        )
        form.fields["organization"] = field
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data.get("organization") or units[0]
        made = _store(form, request, organization=unit)
        if made is not None:
            return redirect("reports:evidence_piece", pk=made.pk)
    return render(request, "reports/evidence_form.html", {"form": form, "replaces": None})


def _units(actor: Actor) -> list[Organization]:
    rows = Organization.objects.order_by("path")
    if actor.reach(Permission.EVIDENCE_KEEP) is Reach.BELOW:
        return list(rows.filter(path__startswith=actor.organization_path))
    return list(rows.filter(pk=actor.organization_id))


@door(Permission.EVIDENCE_KEEP)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Store a newer revision; the old one stays where it is referred to."""
    old = access.find_evidence(actor_of(request), pk, Permission.EVIDENCE_KEEP)
    names = ("title", "kind", "happened_on", "link", "measure", "before", "after", "data_source")
    initial = {name: getattr(old, name) for name in names}
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = _store(form, request, organization=old.organization, replaces=old)
        if made is not None:
            return redirect("reports:evidence_piece", pk=made.pk)
    return render(request, "reports/evidence_form.html", {"form": form, "replaces": old})


def _store(form: EvidenceForm, request: HttpRequest, **given: Any) -> Evidence | None:
    """Store what the form says; None with the sentence in the form where it is refused."""
    try:
        made = add_evidence(new=form.new(), **given, by=actor_of(request), at=clock.now())
    except RuleError as error:
        form.add_error(None, sentence(error))
        return None
    messages.success(request, _("The evidence is stored."))
    return made
