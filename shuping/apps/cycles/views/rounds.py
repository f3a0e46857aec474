"""The list of rounds, one round's overview, its readable rules, its pre-flight check, its changes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.cycles import access, queries
from shuping.apps.cycles.forms.rules import percent_of, source_of
from shuping.apps.cycles.grade_words import grade_names
from shuping.apps.cycles.models import Cycle
from shuping.apps.cycles.services import plan
from shuping.apps.cycles.wording import CHANGES, DATES, ELECTORATE_NAMES, WHERE, refusal_text, stage_name, tie_name
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.guards import Refusal
from shuping.core.cycles.preflight import preflight as check
from shuping.core.cycles.stages import ORDER, Stage
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import GRADES

from . import schemes
from .common import about, year_bar


@require_safe
@door(Permission.CYCLE_READ)
def list_(request: HttpRequest) -> HttpResponse:
    """Every round the acting person may read, the department's first."""
    actor = actor_of(request)
    rows = sorted(access.readable(actor), key=lambda row: (row.rehearsal, -row.year, row.organizer.path, row.pk))
    order = {stage_name(stage): number for number, stage in enumerate(ORDER)}
    columns = [
        Column("year", _("Year"), lambda row: row.year, kind="number", filter=True),
        Column("title", _("Round"), lambda row: row.title, link=lambda row: reverse("cycles:overview", args=[row.pk])),
        Column("organizer", _("Organiser"), lambda row: row.organizer.name, filter=True),
        Column(
            "stage", _("Stage"), lambda row: stage_name(row.stage), filter=True, sort_key=lambda name: order[str(name)]
        ),
        Column("kind", _("Kind"), _kind, filter=True, kind="short"),
        Column("rules", _("Rule set"), lambda row: str(row.rule_set)),
    ]
    listing = Listing(_("Yearly rounds"), columns, rows, empty=_("No round yet."))
    return listing.answer(request, "cycles/list.html", {"makes": actor.reach(Permission.CYCLE_KEEP) is not Reach.NONE})


def _kind(row: Cycle) -> str:
    if row.rehearsal:
        return _("Rehearsal")
    return _("Child round") if row.parent_id else _("Department")


@require_safe
@door(Permission.CYCLE_READ)
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """One round at a glance: where it stands, its dates, its figures, where to go on."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, pk)
    rows = list(queries.roster(cycle))
    rest = queries.rest_days_of(cycle)
    reporting = [row for row in rows if row.reports]
    context = about(
        actor,
        cycle,
        bar=year_bar(cycle),
        dates=[(DATES.get(row.kind, row.kind), row.due_at, row.kind in rest) for row in queries.key_dates(cycle)],
        reporters=len(reporting),
        speaking=sum(row.mode == "on_the_spot" for row in reporting),
        exempt=sum(bool(row.exempt_reason) for row in rows),
        children=queries.children(cycle).count(),
        changes=cycle.plan_changes.count() + queries.extensions(cycle).count(),
        raters=queries.raters(cycle),
        electorates=ELECTORATE_NAMES,
        next_year=cycle.year + 1,
    )
    return render(request, "cycles/overview.html", context)


@require_safe
@door(Permission.CYCLE_READ)
def rules(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule set as those who are graded by it read it (CYC-12): every value with its source."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, pk)
    body = cycle.rule_set.body
    names = grade_names(body["grade_names"])
    context = about(
        actor,
        cycle,
        value=queries.rules_of(cycle),
        body=body,
        sources={name: source_of(body.get("sources", {}), key) for name, key in _SHOWN.items()},
        suggested=queries.SUGGESTED,
        weights=_percents(body["grading"]["class_weights"]),
        components=_percents(body["grading"]["component_weights"]),
        cap_share=percent_of(body["grading"]["cap"].get("share", 0)),
        ties=[str(tie_name(key)) for key in body["grading"]["tie_order"]],
        values=[(names[one], body["grading"]["grade_values"][one]) for one in GRADES],
        bands=[(names[band["grade"]], band["from"]) for band in body["grading"]["bands"]],
        example=queries.worked_example(body),
        schemes=schemes.shown(cycle),
        electorates=ELECTORATE_NAMES,
    )
    return render(request, "cycles/rules.html", context)


_SHOWN = {
    "values": "grading.grade_values",
    "classes": "classes",
    "weights": "grading.class_weights",
    "components": "grading.component_weights",
    "bands": "grading.bands",
    "cap": "grading.cap",
    "ties": "grading.tie_order",
    "quorum": "ballot.quorum",
    "validity": "ballot.validity",
    "all_same": "ballot.all_same",
    "smallest": "ballot.smallest_shown",
    "written": "report.written_max",
    "spoken": "report.spoken_max",
    "problems": "report.min_problem_share",
    "counting": "report.count_mode",
    "speech": "meeting.speech_minutes",
    "order": "meeting.order",
    "vetoes": "vetoes",
    "numeric": "ballot.numeric",
    "self_evaluation": "report.self_evaluation_max",
    "rounds": "report.rounds_warned",
    "questions": "meeting.question_minutes",
    "near_edge": "near_edge",
    "refill": "grading.refill",
    "adjustments": "adjustments",
    "plan_days": "rectification.plan_days",
    "look_back": "rectification.look_back_share",
    "due_soon": "rectification.due_soon_days",
}


def _percents(shares: dict[str, Any]) -> dict[str, str]:
    return {name: f"{percent_of(value)} %" for name, value in shares.items()}


def _linked(refusal: Refusal, cycle: Cycle) -> dict[str, str]:
    """What the check says, with the address of the page where it is mended."""
    name = WHERE.get(refusal.code, "")
    return {"text": refusal_text(refusal), "url": reverse(name, args=[cycle.pk]) if name else ""}


@require_safe
@door(Permission.CHILD_CYCLE_KEEP)
def preflight(request: HttpRequest, pk: int) -> HttpResponse:
    """What the plan still lacks for its next step, and what deserves a second look (CYC-10)."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    found = check(Facts(plan=queries.facts(cycle)))
    early = found.to in (Stage.PLAN_APPROVED, Stage.NOTIFIED, Stage.PREPARING)
    context = about(
        actor,
        cycle,
        to=stage_name(found.to) if found.to else "",
        early=early,
        missing=[_linked(refusal, cycle) for refusal in found.missing] if early else [],
        warnings=[_linked(warning, cycle) for warning in found.warnings],
    )
    return render(request, "cycles/preflight.html", context)


@require_safe
@door(Permission.CYCLE_READ)
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that changed after approval, extensions included, with reason."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, pk)
    rows: list[dict[str, Any]] = [
        {"at": row.at, "kind": str(CHANGES[row.kind]), "text": row.text, "reason": row.reason, "who": row.user}
        for row in cycle.plan_changes.select_related("user")
    ]
    for one in queries.extensions(cycle):
        text = f"{one.participant}：{DATES.get(one.kind, one.kind)} → {plan.shown(one.due_at)}"
        kind = str(CHANGES["deadline_extended"])
        rows.append({"at": one.granted_at, "kind": kind, "text": text, "reason": one.reason, "who": one.user})
    rows.sort(key=lambda row: row["at"])
    columns = [
        Column("at", _("When"), lambda row: row["at"], kind="date"),
        Column("kind", _("Kind"), lambda row: row["kind"], filter=True, kind="short"),
        Column("text", _("What changed"), lambda row: row["text"]),
        Column("reason", _("Reason"), lambda row: row["reason"]),
        Column("who", _("Made by"), lambda row: str(row["who"] or ""), kind="short"),
    ]
    listing = Listing(_("Changes after approval"), columns, rows, empty=_("Nothing changed after approval."))
    return listing.answer(request, "cycles/changes.html", about(actor, cycle))


@require_POST
@door(Permission.CYCLE_KEEP)
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Next year's draft, or a rehearsal of this very round."""
    actor = actor_of(request)
    source = access.find_cycle_for(actor, Permission.CYCLE_KEEP, pk)
    if source.parent_id is not None:  # a unit takes its own last year along when it makes its round
        raise Http404
    rehearsal = bool(request.POST.get("rehearsal"))
    year = source.year if rehearsal else source.year + 1
    made = plan.clone_cycle(source=source, year=year, rehearsal=rehearsal, by=actor, at=clock.now())
    messages.success(request, _("Made from %(title)s. Look at scope and dates first.") % {"title": source.title})
    return redirect("cycles:overview", pk=made.pk)
