"""Circumstances that exclude a grade: pages of the supervisor alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import access, api
from shuping.apps.grades.forms import ReasonForm, VetoForm
from shuping.apps.grades.models import VetoConfirmation, VetoFact
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.wording import EFFECTS
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from . import parts


@door(Permission.VETO_READ)
def facts(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The facts of a round, with the form to add one and the confirmation."""
    cycle = access.find_cycle(actor_of(request), Permission.VETO_READ, cycle_id)
    return _page(request, cycle, _form(cycle))


@door(Permission.VETO_ENTER)
def add(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Add one fact; a refused one comes back with everything typed."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.VETO_ENTER, cycle_id)
    form = _form(cycle, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.add_veto_fact(by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Entered. The confirmation of the round has to be given again."))
            return redirect("grades:vetoes", cycle_id=cycle.pk)
    return _page(request, cycle, form)


def _form(cycle: Any, data: Any = None) -> VetoForm:
    kinds = [(one.code, f"{one.name} → {EFFECTS[one.effect]}") for one in cycles_api.rules_of(cycle).vetoes]
    return VetoForm(cases.reporters_of(cycle), kinds, data)


def _page(request: HttpRequest, cycle: Any, form: VetoForm) -> HttpResponse:
    names = {one.code: one.name for one in cycles_api.rules_of(cycle).vetoes}
    rows = VetoFact.objects.filter(participant__cycle=cycle).select_related("participant")
    listing = Listing(
        _("Circumstances that exclude a grade"),
        [
            Column("unit", gettext_lazy("Unit"), lambda row: row.participant.organization_name, filter=True),
            Column("person", gettext_lazy("Secretary"), lambda row: row.participant.person_name, kind="person"),
            Column("kind", gettext_lazy("Kind of circumstance"), lambda row: names.get(row.kind, row.kind)),
            Column("fact", gettext_lazy("Fact"), lambda row: row.fact),
            Column("on", gettext_lazy("Date"), lambda row: row.happened_on, kind="date"),
            Column("document", gettext_lazy("Document number"), lambda row: row.document_number, kind="short"),
            Column("effect", gettext_lazy("Effect"), lambda row: str(EFFECTS.get(row.effect, row.effect)), filter=True),
            Column(
                "withdrawn",
                gettext_lazy("Withdrawn"),
                lambda row: row.withdrawn_reason or _("Withdraw"),
                link=lambda row: None if row.withdrawn_reason else reverse("grades:withdraw_veto", args=[row.pk]),
            ),
        ],
        rows.order_by("participant__order_no", "id"),
        empty=_("No circumstance is recorded."),
    )
    confirmation = VetoConfirmation.objects.filter(cycle=cycle).select_related("user").first()
    context = parts.frame(actor_of(request), cycle, "grades:vetoes", form=form, confirmation=confirmation)
    answer = listing.answer(request, "grades/vetoes.html", context)
    answer.status_code = 409 if form.errors else 200
    return answer


@door(Permission.VETO_ENTER)
@require_POST
def confirm(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Confirm the round, also where there is nothing."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.VETO_ENTER, cycle_id)
    api.confirm_vetoes(cycle=cycle, by=actor, at=clock.now())
    messages.success(request, _("Confirmed."))
    return redirect("grades:vetoes", cycle_id=cycle.pk)


@door(Permission.VETO_ENTER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw."""
    actor = actor_of(request)
    row = access.find_veto_fact(actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.withdraw_veto_fact(fact=row, reason=form.cleaned_data["reason"], by=actor, at=clock.now())
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("grades:vetoes", cycle_id=row.participant.cycle_id)
    context = parts.frame(actor, row.participant.cycle, "grades:vetoes", what=row.participant.organization_name)
    return parts.reason_page(request, context, form)
