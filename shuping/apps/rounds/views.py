"""The stage board with the button for the next step, going back, setting aside, the year's file, wiping a rehearsal."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.apps.cycles.wording import refusal_text, stage_name
from shuping.apps.grades import api as grades_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.forms import TextArea
from shuping.base.listing import Column, Listing
from shuping.base.wording import sentence
from shuping.core.cycles.guards import Refusal
from shuping.core.cycles.preflight import preflight
from shuping.core.cycles.stages import ORDER, Stage, at_least, forward
from shuping.core.errors import RuleError
from shuping.core.reports.sections import SECTIONS
from shuping.core.roles.permissions import Permission

from . import facts, filing, services
from . import last_year as rectified
from .api import may_take
from .models import ArchiveFile
from .wording import PARTS, WHERE


class ReasonForm(forms.Form):
    """A reason that must be given."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=TextArea(3))


@require_safe
@door(Permission.CYCLE_READ)
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Every stage with its day, and what is missing for the next one, each with the page where it is done."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle(actor, pk)
    keeps = _may(actor, cycle, Permission.CHILD_CYCLE_KEEP)
    takes = (following := forward(cycle.stage)) is not None and may_take(actor, cycle, following)
    checked = preflight(facts.collect(cycle)) if keeps or takes else None
    context = {
        "cycle": cycle,
        "stage": stage_name(cycle.stage),
        "keeps": keeps,
        "takes": takes,
        "stages": _stages(cycle),
        "to": following or "",
        "to_name": stage_name(following) if following else "",
        "missing": [_linked(refusal, actor, cycle) for refusal in checked.missing] if checked else [],
        "warnings": [refusal_text(warning) for warning in checked.warnings] if checked else [],
        "checked": checked is not None,
        "back": [(to, stage_name(to)) for to in services.back_steps(cycle)] if keeps else [],
        "step_url": _step_url(cycle, following),
        "changes": cycle.stage_changes.select_related("user", "second_user"),
        "names": {stage.value: stage_name(stage) for stage in ORDER},
        "scores": _may(actor, cycle, Permission.SCORE_ENTER) and not at_least(cycle.stage, Stage.DECIDED),
        "archived": _may(actor, cycle, Permission.CYCLE_ARCHIVE) and cycle.stage in (Stage.LOOK_BACK, Stage.ARCHIVED),
    }
    return render(request, "rounds/board.html", context)


def _may(actor: Actor, cycle: Cycle, permission: Permission) -> bool:
    return cycles_api.may_in(actor, permission, cycle)


def _stages(cycle: Cycle) -> list[dict[str, object]]:
    moves = (one for one in cycle.stage_changes.all() if one.from_stage != one.to_stage)  # no setting aside
    reached = {one.to_stage: one.at for one in moves}
    here = ORDER.index(Stage(cycle.stage))
    states = ("done", "now", "")
    return [
        {
            "name": stage_name(stage),
            "state": states[(number >= here) + (number > here)],
            "at": reached.get(stage) if number <= here else None,
        }
        for number, stage in enumerate(ORDER)
    ]


def _linked(refusal: Refusal, actor: Actor, cycle: Cycle) -> dict[str, str]:
    """A missing thing with the address of the page where it is done, for those who may open that page."""
    name, permission = WHERE[refusal.code] if refusal.code in WHERE else ("", None)
    opens = permission is not None and _may(actor, cycle, permission)
    return {"text": refusal_text(refusal), "url": reverse(name, args=[cycle.pk]) if opens else ""}


def _step_url(cycle: Cycle, to: str | None) -> str:
    if to is None:
        return ""
    name = "rounds:advance"
    if to == Stage.PLAN_APPROVED:
        name = "rounds:approve"
    elif to == Stage.ARCHIVED:
        name = "rounds:file"
    return reverse(name, args=[cycle.pk])


def _advance(request: HttpRequest, cycle: Cycle, to: str | None) -> HttpResponse:
    actor, seen = actor_of(request), request.POST.get("seen") or None
    moved = services.advance_round(cycle=cycle, to=to, seen=seen, by=actor, at=clock.now())
    messages.success(request, _("The round stands at “%(stage)s” now.") % {"stage": stage_name(moved.stage)})
    return redirect("rounds:board", pk=cycle.pk)


@require_POST
@door(Permission.CHILD_CYCLE_KEEP)
def advance(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the next step. Approving and archiving have doors of their own."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_to_keep(actor, pk)
    following = forward(cycle.stage)
    if following is not None and not may_take(actor, cycle, following):
        raise Http404
    return _advance(request, cycle, request.POST.get("to") or None)


@require_POST
@door(Permission.CYCLE_APPROVE, power=True)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """方案审定: the rule set is frozen."""
    cycle = cycles_api.find_cycle_for(actor_of(request), Permission.CYCLE_APPROVE, pk)
    return _advance(request, cycle, Stage.PLAN_APPROVED)


@require_POST
@door(Permission.CYCLE_ARCHIVE, power=True)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """归档: the year's file is sealed."""
    cycle = cycles_api.find_cycle_for(actor_of(request), Permission.CYCLE_ARCHIVE, pk)
    return _advance(request, cycle, Stage.ARCHIVED)


@door(Permission.CHILD_CYCLE_KEEP)
def back(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """A step back, with reason."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_to_keep(actor, pk)
    if to not in services.back_steps(cycle):
        raise Http404
    heading = _("Back to “%(stage)s”") % {"stage": stage_name(to)}

    def act(reason: str) -> None:
        services.step_back(cycle=cycle, to=to, reason=reason, by=actor, at=clock.now())

    return _with_reason(request, cycle, heading, act)


@door(Permission.CHILD_CYCLE_KEEP)
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the round aside, with reason."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_to_keep(actor, pk)

    def act(reason: str) -> None:
        services.suspend(cycle=cycle, reason=reason, by=actor, at=clock.now())

    return _with_reason(request, cycle, _("Suspend this round"), act)


def _with_reason(request: HttpRequest, cycle: Cycle, heading: str, act: Any) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Done."))
            return redirect("rounds:board", pk=cycle.pk)
    context = {"cycle": cycle, "stage": stage_name(cycle.stage), "keeps": True, "heading": heading, "form": form}
    return render(request, "rounds/reason.html", context, status=409 if form.errors else 200)


@require_POST
@door(Permission.CHILD_CYCLE_KEEP)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a suspended round go on."""
    actor = actor_of(request)
    services.resume(cycle=cycles_api.find_cycle_to_keep(actor, pk), by=actor, at=clock.now())
    messages.success(request, _("The round goes on."))
    return redirect("rounds:board", pk=pk)


class TakeOverForm(forms.Form):
    """How many points are deducted, and on which ground."""

    value = forms.CharField(label=gettext_lazy("Points"), max_length=8)
    ground = forms.CharField(label=gettext_lazy("Ground of the points"), widget=TextArea(3))


@require_safe
@door(Permission.SCORE_ENTER)
def last_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Per reporter what the rectification of the round before came to, with a suggested ground (REC-20)."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_for(actor, Permission.SCORE_ENTER, pk)
    context = {
        "cycle": cycle,
        "stage": stage_name(cycle.stage),
        "keeps": _may(actor, cycle, Permission.CHILD_CYCLE_KEEP),
    }
    columns = [
        Column("unit", _("Unit"), lambda line: line.participant.organization_name, link=_problems_url),
        Column("person", _("Secretary"), lambda line: line.participant.person_name, kind="person"),
        Column("total", _("Problems"), lambda line: line.figures.total, kind="number"),
        Column("closed", _("Signed off"), lambda line: line.figures.closed, kind="number"),
        Column("on_time", _("Signed off on time"), lambda line: line.figures.on_time, kind="number"),
        Column("overdue", _("Overdue"), lambda line: line.figures.overdue, kind="number"),
        Column("recurred", _("Found again"), lambda line: line.figures.recurred, kind="number"),
        Column("deduction", _("Deduction"), _deduction, cell=_deduction_cell),
    ]
    rows = rectified.lines(cycle, on=clock.today())
    empty = _("No unit of this round had problems in the round before.")
    listing = Listing(_("Last year's rectification"), columns, rows, empty=empty, landscape=True)
    return listing.answer(request, "rounds/last_year.html", context)


def _problems_url(line: rectified.Line) -> str:
    url = reverse("rectification:issues_of", args=[line.previous.pk])
    return f"{url}?{urlencode({'q': line.participant.organization.name})}"


def _deduction(line: rectified.Line) -> str:
    if line.taken:
        return _("taken over: %(points)s points") % {"points": line.taken.value}
    return line.ground or _("no ground")


def _deduction_cell(line: rectified.Line) -> str | SafeString:
    if line.taken or not line.ground:
        return _deduction(line)
    url = reverse("rounds:take_over", args=[line.participant.pk])
    return format_html('{} <a class="button small" href="{}">{}</a>', line.ground, url, _("Take over"))


@door(Permission.SCORE_ENTER)
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one unit's figures over as a deduction, with the points that people decide on."""
    actor = actor_of(request)
    found = cycles_api.find_participant_for(actor, Permission.SCORE_ENTER, pk)
    cycle = found.cycle
    line = next((one for one in rectified.lines(cycle, on=clock.today()) if one.participant.pk == pk), None)
    if line is None:
        raise Http404
    form = TakeOverForm(request.POST or None, initial={"ground": line.ground})
    if request.method == "POST" and form.is_valid():
        try:
            grades_api.add_adjustment(
                participant=line.participant,
                kind="deduction",
                source_key=line.source_key,
                by=actor,
                at=clock.now(),
                **form.cleaned_data,
            )
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Taken over as a deduction."))
            return redirect("rounds:last_year", pk=cycle.pk)
    heading = _("Take over as a deduction: %(unit)s") % {"unit": found.organization_name}
    context = {"cycle": cycle, "stage": stage_name(cycle.stage), "keeps": True, "heading": heading, "form": form}
    return render(request, "rounds/reason.html", context, status=409 if form.errors else 200)


@require_safe
@door(Permission.CYCLE_ARCHIVE)
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """The year's file: sealed, or as it would be sealed today."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_for(actor, Permission.CYCLE_ARCHIVE, pk)
    sealed = ArchiveFile.objects.select_related("sealed_by").filter(cycle=cycle).first()
    kept = sealed.contents if sealed else filing.contents(cycle)
    rows = sealed.inventory if sealed else filing.inventory(kept)
    context = {
        "cycle": cycle,
        "stage": stage_name(cycle.stage),
        "keeps": _may(actor, cycle, Permission.CHILD_CYCLE_KEEP),
        "sealed": sealed,
        "fits": sealed is None or sealed.digest == filing.seal(rows, kept),
        "rows": rows,
        "kept": kept,
        "missing": list(filing.missing(rows)) if sealed is None else [],
        "part_names": PARTS,
        "section_keys": SECTIONS,  # a database may keep the parts of a text in an order of its own
    }
    return render(request, "rounds/archive.html", context)


@require_POST
@door(Permission.CYCLE_ARCHIVE, power=True)
def archive_package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sealed file as a package that verifies without the system; who took it is kept in the audit."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_for(actor, Permission.CYCLE_ARCHIVE, pk)
    file = services.hand_out_file(cycle=cycle, by=actor, at=clock.now())
    return FileResponse(file, as_attachment=True, filename=f"{cycle.title}年度案卷.zip")


@require_POST
@door(Permission.CHILD_CYCLE_KEEP, power=True)
def wipe(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a rehearsal with everything made in it."""
    actor = actor_of(request)
    services.wipe_rehearsal(cycle=cycles_api.find_cycle_to_keep(actor, pk), by=actor, at=clock.now())
    messages.success(request, _("The rehearsal is wiped."))
    return redirect("cycles:list")
