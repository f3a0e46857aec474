"""What bars a grade, schemes of their own, assessment groups: the plan's steps 6 and 7 and a page of the roster."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuping.apps.cycles import access, queries
from shuping.apps.cycles.forms.rules import percent_of, source_label
from shuping.apps.cycles.forms.schemes import SchemeForm, VetoForm, VetoRows, veto_changes
from shuping.apps.cycles.grade_words import grade_names
from shuping.apps.cycles.models import Cycle
from shuping.apps.cycles.services import plan, roster
from shuping.apps.cycles.wording import UNIT_CLASSES
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.schemes import body_of

from .common import about, changed_by_hand, refused, show_form
from .wizard import on, save_rules, step_context


@door(Permission.CHILD_CYCLE_KEEP)
def vetoes(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 6: what bars a grade, and how far."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    body = cycle.rule_set.body
    rows = VetoRows(request.POST or None, initial=list(body.get("vetoes", [])), prefix="vetoes")
    form = VetoForm(request.POST or None, body=body, revision=cycle.revision)
    if request.method == "POST" and rows.is_valid() and form.is_valid():
        try:
            save_rules(cycle, form, veto_changes([row.cleaned_data for row in rows]), by=actor)
        except RuleError as error:
            refused(form, error)
        else:
            return on(cycle, "vetoes", request)
    source = source_label(body.get("sources", {}), "vetoes")
    note = _("An emptied row is removed. Only the supervisor records such a fact.")
    context = step_context(
        actor, cycle, "vetoes", heading=_("What bars a grade"), rows=rows, source=source, note=note, sums={}
    )
    return show_form(request, form, context)


@door(Permission.CHILD_CYCLE_KEEP)
def schemes(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 7: the schemes that differ from the common rules, and how many reporters each holds for."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    context = step_context(actor, cycle, "schemes", heading=_("Schemes of their own"), schemes=shown(cycle))
    return render(request, "cycles/schemes.html", context)


def shown(cycle: Cycle) -> list[dict[str, Any]]:
    """Each scheme as a page shows it: for whom, in what it differs, how many reporters."""
    body, rules = cycle.rule_set.body, queries.rules_of(cycle)
    held = [queries.scheme_name(rules, row) for row in queries.reporters(cycle)]
    return [
        {
            "number": number,
            "name": one.name,
            "unit_classes": [str(UNIT_CLASSES.get(code, code)) for code in one.unit_classes],
            "groups": one.groups,
            "reporters": held.count(one.name),
            "own": set(one.own_keys),
            "grading": _percents(body_of(body, one.name)),
            "grade_names": grade_names(body["grade_names"]),
            "report": one.report,
        }
        for number, one in enumerate(rules.schemes)
    ]


def _percents(grading: Mapping[str, Any]) -> dict[str, Any]:
    cap = grading.get("cap", {"kind": "none"})
    return {
        "class_weights": {code: f"{percent_of(value)} %" for code, value in grading["class_weights"].items()},
        "component_weights": {name: f"{percent_of(value)} %" for name, value in grading["component_weights"].items()},
        "bands": grading["bands"],
        "cap_kind": cap["kind"],
        "cap_share": percent_of(cap.get("share", 0)),
    }


@door(Permission.CHILD_CYCLE_KEEP)
def scheme(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """One scheme, new or opened again."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    body = cycle.rule_set.body
    if number is not None and number >= len(body.get("schemes", [])):
        raise Http404
    form = SchemeForm(request.POST or None, body=body, number=number, revision=cycle.revision)
    if request.method == "POST" and form.is_valid():
        try:
            save_rules(cycle, form, form.changes(), by=actor)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("cycles:schemes", pk=cycle.pk)
    note = _("What is left as it is stays common; each scheme is a group of its own for the proportion.")
    context = step_context(actor, cycle, "schemes", heading=_("A scheme of its own"), note=note)
    return show_form(request, form, {**context, "following": "", "button": _("Save")})


@require_POST
@door(Permission.CHILD_CYCLE_KEEP)
def remove_scheme(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a scheme out of the plan; its units then fall under the common rules."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    _remove(cycle, number, by=actor)
    messages.success(request, _("Removed."))
    return redirect("cycles:schemes", pk=pk)


def _remove(cycle: Cycle, number: int, *, by: Actor) -> None:
    every = list(cycle.rule_set.body.get("schemes", []))
    if number >= len(every):
        raise RuleError("cycles.scheme_gone", who=cycle.changed_by or "—")
    del every[number]
    plan.change_rules(cycle=cycle, changes={"schemes": every}, revision=cycle.revision, by=by, at=clock.now())


@door(Permission.CHILD_CYCLE_KEEP)
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """The assessment group of every reporter in this round."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    rows = list(queries.reporters(cycle))
    if request.method == "POST":
        typed = changed_by_hand(request.POST, "group_")
        reason = request.POST.get("reason", "")
        count = roster.set_groups(cycle=cycle, groups=typed, reason=reason, by=actor, at=clock.now())
        messages.success(request, _("%(count)s groups changed.") % {"count": count})
        return redirect("cycles:roster", pk=pk)
    rules = queries.rules_of(cycle)
    lines = [
        {
            "row": row,
            "unit_class": str(UNIT_CLASSES.get(row.unit_class, row.unit_class)),
            "scheme": queries.scheme_name(rules, row),
        }
        for row in rows
    ]
    known = sorted({row.cap_group for row in rows if row.cap_group} | {one for s in rules.schemes for one in s.groups})
    context = about(actor, cycle, lines=lines, known=known, needs_reason=cycle.stage != Stage.DRAFT)
    return render(request, "cycles/groups.html", context)
