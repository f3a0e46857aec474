"""整改方案 of one unit: written by the unit, approved or returned by the office."""

from collections.abc import Callable

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import access, forms, queries, wording
from shuping.apps.rectification.models import Feedback, Issue, Plan
from shuping.apps.rectification.services import plan as services
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.core.rectification.states import State
from shuping.core.rectification.values import PlannedRow
from shuping.core.roles.permissions import Permission

from .pages import (
    below,
    form_page,
    light_badge,
    listed,
    may,
    round_links,
    round_shown,
    state_badge,
    typed,
    word,
)

_BADGES = {"draft": "info", "submitted": "wait", "returned": "error", "approved": "ok"}


def _plan_link(row: Plan) -> str:
    return reverse("rectification:plan", args=[row.cycle_id, row.organization_id])


COLUMNS = (
    Column("unit", _("Unit"), lambda row: str(row.organization), link=_plan_link),
    Column("submitted", _("Handed in on"), lambda row: row.submitted_at, kind="date"),
    Column("decided", _("Decided on"), lambda row: row.decided_at, kind="date"),
    Column(
        "state",
        _("State"),
        lambda row: word(wording.PLAN_STATES, row.state),
        cell=lambda row: badge(wording.PLAN_STATES[row.state], _BADGES[row.state]),
        filter=True,
        kind="short",
    ),
    Column("comment", _("Opinion or reason"), lambda row: row.comment),
)


@door(Permission.ISSUE_READ)
def plans(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """The plans of the round, those that wait first."""
    actor = actor_of(request)
    shown = round_shown(request, cycle)
    rows = access.plans(actor).filter(cycle=shown).select_related("organization").order_by("organization__path")
    listing = Listing(_("Rectification plans"), COLUMNS, rows, empty=_("No unit has begun its plan yet."))
    own = {
        "url": reverse("rectification:plan", args=[shown.pk, actor.organization_id]) if shown else "",
        "label": _("My unit's plan"),
        "primary": True,
    }
    writes = actor.may(
        Permission.PLAN_WRITE, organization_id=actor.organization_id, organization_path=actor.organization_path
    )
    return listing.answer(
        request,
        "rectification/list.html",
        {
            "title": _("Rectification plans"),
            "round": shown,
            "rounds": round_links(request, "plans", shown),
            "trail": below("ledger", cycle),
            "buttons": [own] if writes and shown is not None else [],
        },
    )


def _find(
    request: HttpRequest, cycle: int, organization: int, permission: Permission
) -> tuple[cycles_api.Cycle, organization_api.Organization]:
    unit = access.find_unit(actor_of(request), organization, permission)
    found = round_shown(request, cycle)
    if found is None:
        raise Http404
    return found, unit


@door(Permission.ISSUE_READ)
def plan(request: HttpRequest, cycle: int, organization: int) -> HttpResponse:
    """The plan of one unit: general arrangement, the table, safeguards; and what can be done with it now."""
    found, unit = _find(request, cycle, organization, Permission.ISSUE_READ)
    return _page(request, found, unit)


def _page(
    request: HttpRequest,
    cycle: cycles_api.Cycle,
    unit: organization_api.Organization,
    bound: dict[str, django_forms.Form] | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    seen = access.plans(actor).filter(cycle=cycle, organization=unit)
    row = seen.select_related("decided_by", "submitted_by").first()
    plan = row or Plan(cycle=cycle, organization=unit)
    rows = queries.ledger(access.issues(actor).filter(cycle=cycle, organization=unit), on=clock.today())
    writes = may(actor, Permission.PLAN_WRITE, unit)
    planning = [line for line in rows if line.issue.state == State.PLANNING]
    sheet = Feedback.objects.filter(participant__cycle=cycle, participant__organization=unit).first()
    initial = {"arrangement": plan.arrangement, "guarantees": plan.guarantees, "revision": plan.revision}
    decides = (
        row is not None
        and plan.state == "submitted"
        and may(actor, Permission.PLAN_APPROVE, unit, cycle)
        and actor.organization_id != unit.pk
    )
    context = {
        "plan": plan,
        "cycle": cycle,
        "unit": unit,
        "state": badge(wording.PLAN_STATES[plan.state], _BADGES[plan.state]),
        "plan_due": sheet.plan_due if sheet is not None and sheet.delivered_at is not None else None,
        "rows": [
            {
                "line": line,
                "issue": line.issue,
                "state": state_badge(line.issue.state),
                "light": light_badge(line.light),
                "lacks": listed(wording.LACKS[code] for code in line.lacks),
                "doubts": [wording.DOUBTS[code] for code in line.doubts],
                "kind": wording.KINDS.get(line.issue.kind, ""),
                "editable": writes and line.issue.state == State.PLANNING,
            }
            for line in rows
        ],
        "may_write": writes and (plan.state in ("draft", "returned") or (plan.state == "approved" and bool(planning))),
        "may_submit": writes and bool(planning) and plan.state != "submitted",
        "may_fill": writes and bool(planning),
        "ready": bool(planning) and not any(line.lacks for line in planning),
        "may_decide": decides,
        "form": (bound or {}).get("write") or forms.PlanForm(initial=initial),
        "decision": (bound or {}).get("decide") or forms.DecisionForm(),
    }
    return render(request, "rectification/plan.html", context, status=409 if bound else 200)


@door(Permission.PLAN_WRITE)
def plan_write(request: HttpRequest, cycle: int, organization: int) -> HttpResponse:
    """Save 总体安排 and 保障措施."""
    found, unit = _find(request, cycle, organization, Permission.PLAN_WRITE)
    form = forms.PlanForm(request.POST or None)
    if request.method == "POST":
        if not attempt(
            form,
            lambda: services.write_plan(
                cycle=found, organization=unit, **form.cleaned_data, by=actor_of(request), at=clock.now()
            ),
        ):
            return _page(request, found, unit, {"write": form})
        messages.success(request, _("The plan is saved."))
    return redirect("rectification:plan", cycle=cycle, organization=organization)


@door(Permission.PLAN_WRITE)
def plan_submit(request: HttpRequest, cycle: int, organization: int) -> HttpResponse:
    """Hand the plan in."""
    found, unit = _find(request, cycle, organization, Permission.PLAN_WRITE)
    if request.method == "POST":
        services.submit_plan(cycle=found, organization=unit, by=actor_of(request), at=clock.now())
        messages.success(request, _("The plan is handed in."))
    return redirect("rectification:plan", cycle=cycle, organization=organization)


@door(Permission.PLAN_APPROVE)
def plan_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the plan, or return it with the reason."""
    actor = actor_of(request)
    row = access.find_plan(actor, pk, Permission.PLAN_APPROVE)
    form = forms.DecisionForm(request.POST or None)
    approve = request.POST.get("verdict") == "approve"

    def act() -> Plan:
        comment = form.cleaned_data["comment"]
        decide = services.approve_plan if approve else services.return_plan
        return decide(plan=row, comment=comment, by=actor, at=clock.now())

    if request.method == "POST":
        if not attempt(form, act):
            return _page(request, row.cycle, row.organization, {"decide": form})
        messages.success(request, _("The plan is approved.") if approve else _("The plan is returned."))
    return redirect("rectification:plan", cycle=row.cycle_id, organization=row.organization_id)


@door(Permission.PLAN_WRITE)
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """What the unit plans for one problem, with its measures."""
    actor = actor_of(request)
    issue = access.find_issue(actor, pk, Permission.PLAN_WRITE)
    initial = {name: getattr(issue, name) for name in forms.RowForm.base_fields}
    form = forms.RowForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: services.write_row(
            issue=issue, row=typed(form, PlannedRow), revision=form.cleaned_data["revision"], by=actor, at=clock.now()
        ),
    ):
        messages.success(request, _("The row is saved."))
        return redirect("rectification:row", pk=pk)
    return _row_page(request, issue, form, forms.MeasureForm(prefix="measure"))


def _row_page(request: HttpRequest, issue: Issue, form: django_forms.Form, measure: django_forms.Form) -> HttpResponse:
    line = queries.ledger(Issue.objects.filter(pk=issue.pk), on=clock.today())[0]
    context = {
        "issue": line.issue,
        "form": form,
        "measure": measure,
        "measures": line.issue.measures.all(),
        "lacks": listed(wording.LACKS[code] for code in line.lacks),
        "doubts": [wording.DOUBTS[code] for code in line.doubts],
        "editable": line.issue.state == State.PLANNING,
    }
    wrong = form.errors or measure.errors
    return render(request, "rectification/row.html", context, status=409 if wrong else 200)


@door(Permission.PLAN_WRITE)
def measure_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a measure to a row."""
    actor = actor_of(request)
    issue = access.find_issue(actor, pk, Permission.PLAN_WRITE)
    form = forms.MeasureForm(request.POST or None, prefix="measure")
    if request.method == "POST":
        if not attempt(form, lambda: services.add_measure(issue=issue, **form.cleaned_data, by=actor, at=clock.now())):
            initial = {name: getattr(issue, name) for name in forms.RowForm.base_fields}
            return _row_page(request, issue, forms.RowForm(initial=initial), form)
        messages.success(request, _("The measure is added."))
    return redirect("rectification:row", pk=pk)


def _measure_page(
    request: HttpRequest, pk: int, form_of: Callable[..., django_forms.Form], title: object, verb: object, finish: bool
) -> HttpResponse:
    actor = actor_of(request)
    measure = access.find_measure(actor, pk, Permission.PLAN_WRITE)
    initial = {name: getattr(measure, name) for name in ("text", "owner", "due_on", "expected_result", "result")}
    initial["done_on"] = measure.done_on or clock.today()
    form = form_of(request.POST or None, initial=initial)
    act = services.finish_measure if finish else services.change_measure
    back = "rectification:issue" if finish else "rectification:row"
    if request.method == "POST" and attempt(
        form, lambda: act(measure=measure, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The measure is saved."))
        return redirect(back, pk=measure.issue_id)
    return form_page(request, form, str(title), reverse(back, args=[measure.issue_id]), str(verb), note=measure.text)


@door(Permission.PLAN_WRITE)
def measure_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Reword a measure."""
    return _measure_page(request, pk, forms.MeasureForm, _("Change the measure"), _("Save"), finish=False)


@door(Permission.PLAN_WRITE)
def measure_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a measure is done."""
    return _measure_page(request, pk, forms.DoneForm, _("Measure done"), _("Record the result"), finish=True)


@door(Permission.PLAN_WRITE)
def measure_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a measure off."""
    actor = actor_of(request)
    measure = access.find_measure(actor, pk, Permission.PLAN_WRITE)
    issue = measure.issue_id
    if request.method == "POST" and "sure" in request.POST:
        services.remove_measure(measure=measure, by=actor, at=clock.now())
        messages.success(request, _("The measure is taken off."))
    return redirect("rectification:row", pk=issue)
