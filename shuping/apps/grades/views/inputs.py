"""Component scores, typed or imported; bonus and deduction."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuping.adapters import sheets
from shuping.apps.assessments import api as assessments_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import access, api
from shuping.apps.grades.forms import AdjustmentForm, ImportForm, ReasonForm, ScoresForm
from shuping.apps.grades.models import Adjustment
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.queries.score_import import check_table, score_stamp, score_state
from shuping.apps.grades.wording import COMPONENTS, KINDS, PROBLEMS
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing, workbook_answer
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from . import parts


def _component(request: HttpRequest, needed: tuple[str, ...]) -> str:
    wanted = request.GET.get("component", "")
    return wanted if wanted in needed else (needed[0] if needed else "")


@door(Permission.SCORE_ENTER)
def scores(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Type one component's scores for all reporters, with their source."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.SCORE_ENTER, cycle_id)
    needed = cases.needed_components(cycles_api.rules_of(cycle))
    component = _component(request, needed)
    context = parts.frame(actor, cycle, "grades:scores", needed=[(one, COMPONENTS[one]) for one in needed])
    if not component:
        return render(request, "grades/scores.html", context)
    people = cases.reporters_of(cycle)
    stored = {pk: row for (pk, name), row in cases.scores_of(cycle).items() if name == component}
    first = {f"score_{pk}": f"{row.value.normalize():f}" for pk, row in stored.items()}
    first["source"] = next(iter(stored.values())).source if stored else ""
    form = ScoresForm(people, component, request.POST or None, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            written = api.enter_scores(
                cycle=cycle,
                component=component,
                scores=form.scores(),
                source=form.cleaned_data["source"],
                by=actor,
                at=clock.now(),
            )
        except RuleError as error:
            parts.refuse(form, error)
            status = 409
        else:
            messages.success(request, _("%(number)s scores entered.") % {"number": written})
            return redirect(f"{request.path}?component={component}")
    context.update(form=form, component=component, label=COMPONENTS[component], stored=stored)
    if component == "annual":
        origins = {pk: parts.origin(row) for pk, row in stored.items()}
        context.update(taking=_to_take_over(cycle, people, stored), origins=origins)
    return render(request, "grades/scores.html", context, status=status)


def _to_take_over(cycle: Any, people: list[Any], stored: dict[int, Any]) -> dict[str, Any] | None:
    """How many totals are confirmed, whose are missing, how many differ from what stands; None without assessment."""
    if assessments_api.assessment_of(cycle) is None:
        return None
    found = assessments_api.annual_scores(cycle)
    fresh = [pk for pk, one in found.items() if pk not in stored or stored[pk].value != one.total]
    missing = [one.organization_name for one in people if one.pk not in found]
    return {"confirmed": len(found), "fresh": len(fresh), "missing": missing}


@require_POST
@door(Permission.SCORE_ENTER)
def take_over(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Take the confirmed totals of the annual assessment into the composite."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.SCORE_ENTER, cycle_id)
    written = api.take_over_annual(cycle=cycle, by=actor, at=clock.now())
    messages.success(request, _("%(number)s scores entered.") % {"number": written})
    return redirect(reverse("grades:scores", args=[cycle.pk]) + "?component=annual")


@door(Permission.SCORE_ENTER)
def score_import(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Check a table row by row; enter it whole or not at all."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.SCORE_ENTER, cycle_id)
    needed = cases.needed_components(cycles_api.rules_of(cycle))
    if request.GET.get("download") == "xlsx" and needed:
        return _score_sheet(cycle, _component(request, needed))
    form = ImportForm(needed, request.POST or None, request.FILES or None)
    sheets_of = [(name, COMPONENTS[name]) for name in needed]
    context = parts.frame(actor, cycle, "grades:scores", form=form, sheets=sheets_of)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answer = _imported(request, actor, cycle, form, context)
        except RuleError as error:
            parts.refuse(form, error)
            status = 409
        else:
            if answer is not None:
                return answer
    return render(request, "grades/score_import.html", context, status=status)


def _score_sheet(cycle: Any, component: str) -> HttpResponse:
    """The sheet to fill in: the roster, what stands now, and what tells an old copy from a new one."""
    stored = {pk: row.value for (pk, name), row in cases.scores_of(cycle).items() if name == component}
    title = f"{cycle.title}{COMPONENTS[component]}得分表"
    rows = [
        (number, one.organization_name, one.person_name, stored[one.pk].normalize() if one.pk in stored else None)
        for number, one in enumerate(cases.reporters_of(cycle), start=1)
    ]
    content = sheets.write_table(
        title, ("序号", "单位", "书记", "得分"), rows, widths=(6, 40, 14, 14), stamp=score_stamp(cycle, component)
    )
    return workbook_answer(content, title)


def _imported(
    request: HttpRequest, actor: Any, cycle: Any, form: ImportForm, context: dict[str, Any]
) -> HttpResponse | None:
    """Check the table; enter it if it was checked before and confirmed now. None: show the findings."""
    data = form.cleaned_data
    file = data["file"]
    table = sheets.read_table(file, strict=True) if file else sheets.read_pasted(data["pasted"])
    rows = check_table(cycle, data["component"], table)
    if "enter" in request.POST:
        written = api.import_scores(
            cycle=cycle,
            component=data["component"],
            rows=rows,
            source=data["source"],
            state=request.POST.get("state", ""),
            by=actor,
            at=clock.now(),
        )
        messages.success(request, _("%(number)s scores entered.") % {"number": written})
        return redirect(reverse("grades:scores", args=[cycle.pk]) + f"?component={data['component']}")
    found = [(row, PROBLEMS.get(row.problem, "")) for row in rows]
    named = {row.participant_id for row in rows}
    context.update(
        rows=found,
        fresh=sum(1 for row in rows if not row.problem and not row.blank and not row.same),
        faulty=sum(1 for row in rows if row.problem),
        absent=[one.organization_name for one in cases.reporters_of(cycle) if one.pk not in named],
        checked={
            "component": data["component"],
            "source": data["source"],
            "state": score_state(cycle, data["component"]),
            "pasted": "\n".join(["单位\t得分", *(f"{row.unit}\t{row.text}" for row in rows)]),
        },
    )
    return None


@door(Permission.SCORE_ENTER)
def adjustments(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Bonus and deduction of a round, with the form to add one."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.SCORE_ENTER, cycle_id)
    people = cases.reporters_of(cycle)
    form = AdjustmentForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.add_adjustment(by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Entered."))
            return redirect(request.path)
    rows = Adjustment.objects.filter(participant__cycle=cycle).select_related("participant")
    listing = Listing(
        _("Bonus and deduction"),
        [
            Column("unit", gettext_lazy("Unit"), lambda row: row.participant.organization_name, filter=True),
            Column(
                "kind", gettext_lazy("Bonus or deduction"), lambda row: str(KINDS[row.kind]), kind="short", filter=True
            ),
            Column("value", gettext_lazy("Points"), lambda row: row.value, kind="number"),
            Column("ground", gettext_lazy("Ground of the points"), lambda row: row.ground),
            Column("document", gettext_lazy("Document number"), lambda row: row.document_number, kind="short"),
            Column("at", gettext_lazy("Entered at"), lambda row: row.at, kind="date"),
            Column(
                "withdrawn",
                gettext_lazy("Withdrawn"),
                lambda row: row.withdrawn_reason or _("Withdraw"),
                link=lambda row: None if row.withdrawn_reason else reverse("grades:withdraw_adjustment", args=[row.pk]),
            ),
        ],
        rows.order_by("participant__order_no", "id"),
    )
    context = parts.frame(actor, cycle, "grades:adjustments", form=form, rules=cycles_api.rules_of(cycle).adjustments)
    answer = listing.answer(request, "grades/adjustments.html", context)
    answer.status_code = 409 if form.errors else 200
    return answer


@door(Permission.SCORE_ENTER)
def withdraw_adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw."""
    actor = actor_of(request)
    row = access.find_adjustment(actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.withdraw_adjustment(adjustment=row, reason=form.cleaned_data["reason"], by=actor, at=clock.now())
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("grades:adjustments", cycle_id=row.participant.cycle_id)
    what = f"{row.participant.organization_name} {KINDS[row.kind]} {row.value}"
    context = parts.frame(actor, row.participant.cycle, "grades:adjustments", what=what)
    return parts.reason_page(request, context, form)
