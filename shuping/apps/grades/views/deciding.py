"""Compute, try other rules on a copy, propose, decide."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.grades import access, api
from shuping.apps.grades.forms import GradeGrid, MeetingForm, WhatIfForm
from shuping.apps.grades.queries import results
from shuping.apps.grades.queries import what_if as what_ifs
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from . import parts


@door(Permission.GRADE_PROPOSE)
@require_POST
def compute(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Compute now; nothing changed means no new number."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.GRADE_PROPOSE, cycle_id)
    row = api.compute_grades(cycle=cycle, reason=request.POST.get("reason", ""), by=actor, at=clock.now())
    messages.success(request, _("Computation no. %(number)s stands.") % {"number": row.number})
    return redirect("grades:table", cycle_id=cycle.pk)


@require_safe
@door(Permission.GRADE_PROPOSE)
def what_if(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Other weights, bands or caps on a copy; nothing is stored, so what is tried stands in the address."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.GRADE_PROPOSE, cycle_id)
    basis = what_ifs.basis(cycle)
    context = parts.frame(actor, cycle, "grades:what_if", basis=basis)
    if basis is None or not basis.case["groups"]:
        return render(request, "grades/what_if.html", context)
    schemes = what_ifs.schemes_of(basis)
    scheme = request.GET.get("scheme", "")
    scheme = scheme if scheme in schemes else schemes[0]
    rules, whole = what_ifs.starting_rules(cycle, basis, scheme), what_ifs.all_shown(basis, scheme)
    form = WhatIfForm(rules, context["names"], whole, request.GET if "cap_kind" in request.GET else None)
    context.update(form=form, whole=whole, schemes=schemes, scheme=scheme)
    if form.is_valid():
        try:
            context["rows"] = rows = what_ifs.vary(basis, form.changed_rules(), context["names"], scheme)
            context["moved"] = sum(1 for row in rows if row.moved)
        except RuleError as error:
            parts.refuse(form, error)
    return render(request, "grades/what_if.html", context, status=409 if form.errors else 200)


def _rows(cycle: Any) -> list[results.TableRow]:
    computation = results.latest(cycle)
    return list(results.table(cycle, computation).rows) if computation else []


@door(Permission.GRADE_PROPOSE)
def propose(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """A grade for everybody, the suggestion filled in; another one needs a reason."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.GRADE_PROPOSE, cycle_id)
    context = parts.frame(actor, cycle, "grades:propose")
    form = GradeGrid(
        _rows(cycle), context["names"], request.POST or None, initial={"revision": results.revision_of(cycle)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = api.propose_grades(
                cycle=cycle,
                proposals=form.proposals(),
                revision=form.cleaned_data["revision"],
                by=actor,
                at=clock.now(),
            )
        except RuleError as error:
            parts.refuse(form, error)
            _renew(form, cycle, error)
        else:
            messages.success(request, _("Proposals for %(number)s reporters stand.") % {"number": len(made)})
            return redirect("grades:propose", cycle_id=cycle.pk)
    context["form"] = form
    return render(request, "grades/propose.html", context, status=409 if form.errors else 200)


def _renew(form: GradeGrid, cycle: Any, error: RuleError) -> None:
    """After a change by somebody else the next attempt counts on the present state; what was typed stays."""
    if error.code == "grades.changed_meanwhile":
        data = cast(QueryDict, form.data).copy()
        data["revision"] = results.revision_of(cycle)
        form.data = data


@door(Permission.GRADE_DECIDE, power=True)
def decide(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Record what the 党组会议 decided."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.GRADE_DECIDE, cycle_id)
    context = parts.frame(actor, cycle, "grades:decide", meeting=results.meeting_of(cycle))
    grid = GradeGrid(
        _rows(cycle),
        context["names"],
        request.POST or None,
        initial={"revision": results.revision_of(cycle)},
        waivers=True,
    )
    form = MeetingForm(request.POST or None, initial={"held_on": clock.today()})
    if request.method == "POST" and form.is_valid() and grid.is_valid():
        try:
            api.decide_grades(
                cycle=cycle,
                meeting=api.Meeting(**form.cleaned_data),
                decisions=grid.decisions(),
                revision=grid.cleaned_data["revision"],
                by=actor,
                at=clock.now(),
            )
        except RuleError as error:
            parts.refuse(form, error)
            _renew(grid, cycle, error)
        else:
            messages.success(request, _("The decision is recorded."))
            return redirect("grades:table", cycle_id=cycle.pk)
    context.update(form=form, grid=grid)
    return render(request, "grades/decide.html", context, status=409 if form.errors or grid.errors else 200)
