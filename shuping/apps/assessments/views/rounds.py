"""The assessment of a round: opened, followed, its groups drawn, its visits planned."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.assessments import access, queries
from shuping.apps.assessments.forms.office import AgainForm, DrawForm, OpenForm, ReasonForm, VisitForm
from shuping.apps.assessments.models import Assessment, Finding, Scheme, UnitAssessment, Visit
from shuping.apps.assessments.services import answering, groups, opening
from shuping.apps.assessments.services.common import STAGES
from shuping.apps.assessments.wording import (
    FINDING_BADGES,
    FINDINGS,
    GAPS,
    HOW,
    METHODS,
    STATE_BADGES,
    STATES,
    VISITS,
)
from shuping.apps.cycles import api as cycles_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.base.roles import role_label
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.assessments.states import CHECKING, COSTS_NOTHING, State
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .common import form_page, holds, points


@require_safe
@door(Permission.ASSESSMENT_READ)
def assessment_list(request: HttpRequest) -> HttpResponse:
    """The rounds with an annual assessment; for the office also those where it may be opened."""
    actor = actor_of(request)
    rows = list(access.assessments(actor))
    keeps = holds(actor, Permission.ASSESSMENT_KEEP)
    known = {row.cycle_id for row in rows}
    within = cycles_api.cycles_within(actor, Permission.ASSESSMENT_KEEP)
    if actor.reach(Permission.ASSESSMENT_KEEP) is Reach.ALL:
        within = within.filter(parent=None)  # a child round is opened by its unit
    fresh = [one for one in within if one.pk not in known and one.stage in STAGES]
    columns = [
        Column("year", _("Year"), lambda row: row.cycle.year, kind="number", filter=True),
        Column(
            "title",
            _("Round"),
            lambda row: row.cycle.title,
            link=lambda row: reverse("assessments:round", args=[row.cycle_id]),
        ),
        Column("due", _("Self score due on"), lambda row: row.self_due, kind="date"),
        Column("stage", _("Stage"), lambda row: str(cycles_api.stage_name(row.cycle.stage)), filter=True),
    ]
    listing = Listing(_("Annual Party-work assessment"), columns, rows, empty=_("No annual assessment yet."))
    return listing.answer(request, "assessments/list.html", {"keeps": keeps, "fresh": fresh})


@door(Permission.ASSESSMENT_KEEP)
def open_(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Open the assessment of a round, or add those who came later."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.ASSESSMENT_KEEP, cycle_id)
    standing = queries.assessment_of(cycle)
    initial: dict[str, Any] = {"answer_days": opening.ANSWER_DAYS, "self_due": clock.today() + timedelta(days=14)}
    initial["first"] = standing is None
    if standing is not None:
        used = Scheme.objects.filter(units__assessment=standing).distinct()
        initial |= {"answer_days": standing.answer_days, "self_due": standing.self_due, "schemes": used}
    form = OpenForm(request.POST or None, schemes=access.schemes_for(cycle), initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: opening.open_assessment(cycle=cycle, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The annual assessment is open."))
        return redirect("assessments:round", cycle_id=cycle_id)
    back = reverse("assessments:list")
    return form_page(request, form, _("Open the annual assessment"), _("Open"), back, cycle.title)


def _state_badge(row: UnitAssessment) -> SafeString:
    return badge(STATES[row.state], STATE_BADGES[row.state])


def _columns(*, shows_all: bool) -> list[Column]:
    columns = [
        Column("order", _("No."), lambda row: row.participant.order_no, kind="number"),
        Column(
            "unit",
            _("Unit"),
            lambda row: row.participant.organization_name,
            link=lambda row: reverse("assessments:unit", args=[row.pk]),
        ),
        Column("scheme", _("Indicator scheme"), lambda row: str(row.scheme or ""), filter=True),
        Column(
            "self",
            _("Self score"),
            lambda row: points(queries.self_total(row.self_scores.all())) if row.handed_in_at else "",
            kind="number",
        ),
        Column("count", _("Deductions"), lambda row: len(_standing(row)), kind="number"),
        Column(
            "points", _("Points deducted"), lambda row: points(sum(one.points for one in _standing(row))), kind="number"
        ),
        Column("total", _("Total"), lambda row: points(row.total) or "—", kind="number"),
        Column(
            "state",
            _("State"),
            lambda row: str(STATES[row.state]),
            cell=_state_badge,
            filter=True,
            kind="short",
        ),
        Column("how", _("How confirmed"), lambda row: str(HOW.get(row.confirmed_how, "")), kind="short"),
    ]
    return columns if shows_all else [one for one in columns if one.key not in ("count", "points")]


def _standing(row: UnitAssessment) -> list[Any]:
    return [one for one in row.deductions.all() if one.verdict not in COSTS_NOTHING]


@require_safe
@door(Permission.ASSESSMENT_READ)
def round_(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Every unit within reach: how far it is, what was deducted, the total; and what is still missing."""
    actor = actor_of(request)
    assessment = access.find_assessment(actor, cycle_id)
    readable = set(access.units(actor, Permission.ASSESSMENT_READ).values_list("pk", flat=True))
    rows = [row for row in queries.units_of(assessment) if row.pk in readable]
    keeps = access.keeps(actor, assessment.cycle)
    shows_all = all(access.sees_deductions(actor, row) for row in rows)
    listing = Listing(
        _("Annual Party-work assessment"), _columns(shows_all=shows_all), rows, empty=_("No unit yet."), landscape=True
    )
    late = queries.late_comers(assessment) if keeps else []
    gaps = queries.gaps(rows, on=clock.today(), late=late) if keeps else []
    context = {
        "assessment": assessment,
        "cycle": assessment.cycle,
        "keeps": keeps,
        "gaps": [(GAPS[one.code], one.units) for one in gaps],
        "deliverable": keeps and any(_deliverable(row) for row in rows),
        "confirmed": sum(1 for row in rows if row.state == State.CONFIRMED),
        "size": len(rows),
        "may_enter": cycles_api.may_in(actor, Permission.SCORE_ENTER, assessment.cycle),
    }
    return listing.answer(request, "assessments/round.html", context)


def _deliverable(row: UnitAssessment) -> bool:
    states = {one.state for one in row.visits.all() if one.state != Visit.State.CANCELLED}
    return row.state in CHECKING and states == {Visit.State.DONE}


@require_POST
@door(Permission.ASSESSMENT_KEEP)
def deliver_all(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Send every unit whose visits are finished its result."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.ASSESSMENT_KEEP, cycle_id)
    assessment = access.find_assessment(actor, cycle.pk)
    sent = 0
    for row in queries.units_of(assessment):
        if not _deliverable(row):
            continue
        try:
            answering.deliver(unit=row, by=actor, at=clock.now())
        except RuleError as error:
            messages.warning(request, f"{row}：{sentence(error)}")
        else:
            sent += 1
    text = ngettext("%(count)d result is sent.", "%(count)d results are sent.", sent)
    messages.success(request, text % {"count": sent})
    return redirect("assessments:round", cycle_id=cycle_id)


# ---- groups and visits ----------------------------------------------------------------------------------------------


@door(Permission.ASSESSMENT_KEEP)
def groups_(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Draw the groups and the units each checks."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.ASSESSMENT_KEEP, cycle_id)
    assessment = access.find_assessment(actor, cycle.pk)
    holders = queries.candidates(cycle, on=clock.today())
    people = {row.user_id: row.user for row in holders}
    labels = [(row.user_id, f"{row.user}（{row.organization} {role_label(row.role)}）") for row in holders]
    form = DrawForm(request.POST or None, people=labels, initial={"groups": 3, "seen": assessment.drawn.get("at", "")})
    made = queries.groups_of(assessment)

    def act() -> None:
        chosen = [people[int(pk)] for pk in form.cleaned_data["people"]]
        given = {name: form.cleaned_data[name] for name in ("groups", "seed", "seen")}
        groups.draw_groups(assessment=assessment, people=chosen, by=actor, at=clock.now(), **given)

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The groups are drawn; the seed stands in the audit log."))
        return redirect("assessments:visits", cycle_id=cycle_id)
    record = queries.draw_record(assessment)
    context = {"form": form, "assessment": assessment, "cycle": cycle, "groups": made, "record": record}
    return render(request, "assessments/groups.html", context, status=409 if form.errors else 200)


def _members(line: queries.PlanLine, names: dict[int, str]) -> str:
    return "；".join(f"{visit.group.number}：{names.get(visit.group_id, '')}" for visit in line.visits)


@require_safe
@door(Permission.ASSESSMENT_KEEP)
def visits(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Who visits whom and when; a unit that would be visited twice is marked."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.ASSESSMENT_KEEP, cycle_id)
    assessment = access.find_assessment(actor, cycle.pk)
    names = {
        group.pk: "、".join(str(member.user) for member in group.members.all())
        for group in queries.groups_of(assessment)
    }
    plan = queries.visit_plan(assessment)
    columns = [
        Column("order", _("No."), lambda line: line.unit.participant.order_no, kind="number"),
        Column(
            "unit",
            _("Unit"),
            lambda line: line.unit.participant.organization_name,
            link=lambda line: reverse("assessments:unit", args=[line.unit.pk]),
        ),
        Column("group", _("Group"), lambda line: _members(line, names)),
        Column(
            "on",
            _("Day of the visit"),
            lambda line: "、".join(one.planned_on.isoformat() if one.planned_on else "—" for one in line.visits),
            kind="date",
        ),
        Column(
            "parts",
            _("Covers"),
            lambda line: "；".join(_parts(one) for one in line.visits),
        ),
        Column("state", _("State"), _visit_words, cell=_visit_badge, filter=True, kind="short"),
        Column(
            "act",
            _("Visit"),
            _visit_act,
            link=_visit_link,
            sortable=False,
            download=False,
        ),
    ]
    listing = Listing(_("Plan of visits"), columns, plan, landscape=True)
    twice = [line.unit.participant.organization_name for line in plan if line.twice]
    return listing.answer(
        request, "assessments/visits.html", {"cycle": cycle, "assessment": assessment, "twice": twice}
    )


def _parts(visit: Visit) -> str:
    named = ((visit.covers_annual, _t("Annual assessment")), (visit.covers_check, _t("Pre-review check")))
    return "＋".join(words for covered, words in named if covered)


def _visit_words(line: queries.PlanLine) -> str:
    if line.twice:
        return str(_("visited twice"))
    return str(VISITS[line.visits[0].state]) if line.visits else str(_("no visit yet"))


def _visit_badge(line: queries.PlanLine) -> SafeString:
    kind = "error" if line.twice else "ok" if line.visits and line.visits[0].state == Visit.State.DONE else "wait"
    return badge(_visit_words(line), kind)


def _visit_act(line: queries.PlanLine) -> str:
    if not line.visits:
        return _t("Plan a visit")
    return _t("Field form") if line.visits[-1].state == Visit.State.DONE else _t("Set day and group")


def _visit_link(line: queries.PlanLine) -> str | None:
    if not line.visits:
        return reverse("assessments:visit_again", args=[line.unit.pk])
    if line.visits[-1].state == Visit.State.DONE:
        return reverse("assessments:form", args=[line.visits[-1].pk])
    return reverse("assessments:visit", args=[line.visits[-1].pk])


@door(Permission.ASSESSMENT_KEEP)
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """The day and the group of a visit; or cancel it with the reason."""
    actor = actor_of(request)
    row = access.find_visit_to_plan(actor, pk)
    assessment: Assessment = row.unit.assessment
    cancelling = "reason" in request.POST
    form = VisitForm(
        None if cancelling else request.POST or None,
        groups=queries.groups_of(assessment),
        initial={"group": row.group_id, "planned_on": row.planned_on, "seen": groups.plan_of(row)},
    )
    cancel = ReasonForm(request.POST if cancelling else None)
    if request.method == "POST":
        at = clock.now()
        done = (
            attempt(cancel, lambda: groups.cancel_visit(visit=row, **cancel.cleaned_data, by=actor, at=at))
            if cancelling
            else attempt(form, lambda: groups.set_visit(visit=row, **form.cleaned_data, by=actor, at=at))
        )
        if done:
            messages.success(request, _("The plan of visits is saved."))
            return redirect("assessments:visits", cycle_id=assessment.cycle_id)
    context = {"row": row, "unit": row.unit, "form": form, "cancel": cancel, "cycle": assessment.cycle}
    wrong = bool(form.errors or cancel.errors)
    return render(request, "assessments/visit.html", context, status=409 if wrong else 200)


@door(Permission.ASSESSMENT_KEEP)
def visit_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a visit by hand."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    form = AgainForm(request.POST or None, groups=queries.groups_of(row.assessment))
    if request.method == "POST" and attempt(
        form, lambda: groups.plan_visit(unit=row, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The plan of visits is saved."))
        return redirect("assessments:visits", cycle_id=row.assessment.cycle_id)
    back = reverse("assessments:visits", args=[row.assessment.cycle_id])
    return form_page(request, form, _("Plan a visit"), _("Plan the visit"), back, str(row))


@require_safe
@door(Permission.CHECK_DO)
def checks(request: HttpRequest) -> HttpResponse:
    """The visits of one's own groups, all of them for the office."""
    actor: Actor = actor_of(request)
    rows = access.visits(actor).filter(unit__assessment__cycle__rehearsal=False)
    columns = [
        Column("year", _("Year"), lambda row: row.unit.assessment.cycle.year, kind="number", filter=True),
        Column("unit", _("Unit"), lambda row: row.unit.participant.organization_name, link=_form_link),
        Column("group", _("Group"), lambda row: row.group.number, kind="number", filter=True),
        Column("on", _("Day of the visit"), lambda row: row.planned_on, kind="date"),
        Column("parts", _("Covers"), _parts),
        Column(
            "state",
            _("State"),
            lambda row: str(VISITS[row.state]),
            cell=lambda row: badge(VISITS[row.state], "ok" if row.state == "done" else "wait"),
            filter=True,
            kind="short",
        ),
    ]
    latest = rows.order_by("-unit__assessment__cycle__year", "unit__participant__order_no", "id")
    listing = Listing(_("Pre-review check"), columns, latest, empty=_("No visit is planned for you."))
    found = list(access.assessments(actor)) if holds(actor, Permission.ASSESSMENT_READ) else []
    context = {"assessments": found, "keeps": bool(found) and access.keeps(actor, found[0].cycle)}
    return listing.answer(request, "assessments/checks.html", context)


def _form_link(row: Visit) -> str:
    return reverse("assessments:form", args=[row.pk])


@require_safe
@door(Permission.ASSESSMENT_READ)
def findings(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """What the pre-review check found: sentence, verdict, ground; a unit reads its own once it was told."""
    actor = actor_of(request)
    assessment = access.find_assessment(actor, cycle_id)
    units = [row for row in access.units(actor, Permission.ASSESSMENT_READ).filter(assessment=assessment)]
    rows = Finding.objects.filter(
        unit__in=[row for row in units if access.sees_deductions(actor, row)], withdrawn_at=None
    ).select_related("unit__participant", "unit__scheme", "version__report")
    columns = [
        Column(
            "unit",
            _("Unit"),
            lambda row: row.unit.participant.organization_name,
            link=lambda row: reverse("assessments:unit", args=[row.unit_id]) + "#findings",
            filter=True,
        ),
        Column("sentence", _("Sentence of the report"), lambda row: row.sentence),
        Column(
            "verdict",
            _("Verdict of the check"),
            lambda row: str(FINDINGS[row.verdict]),
            cell=lambda row: badge(FINDINGS[row.verdict], FINDING_BADGES[row.verdict]),
            filter=True,
            kind="short",
        ),
        Column("fact", _("What was found"), lambda row: row.fact),
        Column("method", _("Method"), lambda row: str(METHODS[row.method]), filter=True, kind="short"),
        Column("on", _("Date"), lambda row: row.happened_on, kind="date"),
        Column("place", _("Place or evidence"), lambda row: row.place),
    ]
    listing = Listing(
        _("Findings of the pre-review check"), columns, rows, landscape=True, empty=_("No sentence was checked yet.")
    )
    return listing.answer(request, "assessments/findings.html", {"cycle": assessment.cycle})
