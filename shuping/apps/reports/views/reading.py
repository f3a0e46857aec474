"""Reading: the list of a round, a report before the meeting, versions and their difference."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.apps.reports import access, queries
from shuping.apps.reports.models import Report, ReportVersion
from shuping.apps.reports.services import handing_in
from shuping.apps.reports.services.review import set_read_mark
from shuping.apps.reports.showing import shown, shown_sections
from shuping.apps.reports.wording import KIND_NAMES, SECTION_NAMES, STATE_COLOURS, STATE_NAMES
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.core.cycles.calendar import is_past
from shuping.core.reports.difference import compare
from shuping.core.reports.states import STATES, WITHDRAW, acts
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .moments import download, due_of

DONE = queries.DONE


def _chosen_cycle(actor: Actor, pk: int | None) -> tuple[Cycle | None, list[Cycle]]:
    """The round shown, and those with reports in the actor's reach, newest first; None if `pk` is not among them."""
    reports = access.reports_within(actor, Permission.REPORT_READ)
    rows = Cycle.objects.filter(pk__in=reports.order_by().values("participant__cycle"))
    cycles = list(rows.order_by("-year", "organizer__path"))
    if pk is not None:
        return next((cycle for cycle in cycles if cycle.pk == pk), None), cycles
    current = cycles_api.current_cycle()
    return (current if current in cycles else next(iter(cycles), None)), cycles


@require_safe
@door(Permission.REPORT_READ)
def round_list(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """The reports of a round, in roster order: state, lateness, round, and whether I have read it."""
    actor = actor_of(request)
    chosen, cycles = _chosen_cycle(actor, cycle)
    if chosen is None and cycle is not None:
        return redirect("reports:list")
    rows: list[Report] = []
    if chosen is not None:
        found = access.reports_within(actor, Permission.REPORT_READ).filter(participant__cycle=chosen)
        rows = list(queries.with_versions(found.order_by("participant__order_no", "participant", "id")))
    shown_versions = [row.handed_in[0].pk for row in rows if row.handed_in]  # type: ignore[attr-defined]
    marks = queries.marks_of(actor.user_id, shown_versions)
    reviewing = chosen is not None and cycles_api.may_in(actor, Permission.REPORT_REVIEW, chosen)
    order = {str(STATE_NAMES[state]): number for number, state in enumerate(STATES)}
    columns = [
        Column("order", _("No."), lambda row: row.participant.order_no, kind="number"),
        Column(
            "unit",
            _("Unit"),
            lambda row: row.participant.organization_name,
            link=lambda row: _address(row, reviewing=reviewing),
        ),
        Column("reporter", _("Reporter"), lambda row: row.participant.person_name, kind="person"),
        Column("kind", _("Kind of text"), lambda row: str(KIND_NAMES[row.kind]), filter=True, kind="short"),
        Column(
            "state",
            _("State"),
            lambda row: str(STATE_NAMES[row.state]),
            cell=lambda row: badge(STATE_NAMES[row.state], STATE_COLOURS[row.state]),
            kind="short",
            filter=True,
            sort_key=lambda value: order[str(value)],
        ),
        Column("at", _("Handed in at"), lambda row: row.submitted_at, kind="date"),
        Column(
            "late", _("Handed in late"), lambda row: _("handed in late") if row.late else "", kind="short", filter=True
        ),
        Column("round", _("Times handed in"), lambda row: row.round_number or None, kind="number"),
        Column(
            "length", _("Characters"), lambda row: row.handed_in[0].length if row.handed_in else None, kind="number"
        ),
        Column(
            "mine",
            _("Read by me"),
            lambda row: _("already read") if row.handed_in and row.handed_in[0].pk in marks else "",
            kind="short",
            filter=True,
            download=False,
        ),
    ]
    listing = Listing(
        _("Accountability reports"),
        columns,
        rows,
        empty=_("No report has been opened in this round yet."),
        landscape=True,
    )
    context: dict[str, object] = {
        "cycle": chosen,
        "cycles": cycles,
        "reviewing": reviewing and chosen is not None and chosen.stage == cycles_api.Stage.PREPARING,
        "outlining": chosen is not None and cycles_api.may_in(actor, Permission.COMMENT_WRITE, chosen),
        "writing": actor.reach(Permission.REPORT_WRITE) is not Reach.NONE,
        "first": next((row for row in rows if row.state in DONE), None),
    }
    return listing.answer(request, "reports/list.html", context)


def _address(report: Report, *, reviewing: bool) -> str:
    name = "reports:review" if reviewing and report.state == "submitted" else "reports:read"
    return reverse(name, args=[report.pk])


def _neighbours(actor: Actor, report: Report) -> tuple[Report | None, Report | None]:
    """The report before and the one after in roster order, of the same kind, that this reader may see."""
    states = ["submitted", *DONE] if access.may_review(actor, report) else list(DONE)
    rows = access.reports_within(actor, Permission.REPORT_READ).filter(
        participant__cycle=report.participant.cycle_id, kind=report.kind, state__in=states
    )
    ordered = list(rows.order_by("participant__order_no", "participant"))
    place = next((number for number, row in enumerate(ordered) if row.pk == report.pk), None)
    if place is None:
        return None, None
    before = ordered[place - 1] if place > 0 else None
    return before, next(iter(ordered[place + 1 : place + 2]), None)


@require_safe
@door(Permission.REPORT_READ)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """One report in large type: contents, the unit's card, last year's lines, evidence; a mark only I see (REP-22)."""
    actor = actor_of(request)
    report = access.find_report(actor, pk, Permission.REPORT_READ)
    unit = report.participant.organization
    writer = access.may_write(actor, report)
    versions = access.visible_versions(actor, report)
    version = versions.filter(submitted=True, withdrawn_at=None).order_by("-number").first()
    before, after = _neighbours(actor, report)
    due, until = due_of(report), handing_in.until(report)
    others = access.reports_within(actor, Permission.REPORT_READ).filter(participant=report.participant_id)
    context = {
        "report": report,
        "participant": report.participant,
        "version": version,
        "sections": shown_sections(version) if version is not None else [],
        "kind_name": KIND_NAMES[report.kind],
        "kinds": [(other, KIND_NAMES[other.kind]) for other in others.order_by("id") if other.pk != report.pk],
        "state_name": STATE_NAMES[report.state],
        "state_colour": STATE_COLOURS[report.state],
        "writer": writer,
        "reviewer": access.may_review(actor, report),
        "may_withdraw": actor.reach(Permission.REPORT_SUBMIT) is not Reach.NONE
        and writer
        and WITHDRAW in acts(report.state)
        and (until is None or not is_past(clock.now(), until)),
        "due": due,
        "card": actor.may(Permission.HISTORY_READ, organization_id=unit.pk, organization_path=unit.path),
        "uses": queries.uses_of(report) if version is not None else [],
        "before": before,
        "after": after,
        "marked": version is not None and version.pk in queries.marks_of(actor.user_id, [version.pk]),
    }
    return render(request, "reports/read.html", context)


@require_POST
@door(Permission.REPORT_READ)
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read, or not, for myself."""
    actor = actor_of(request)
    report = access.find_report(actor, pk, Permission.REPORT_READ)
    rows = access.visible_versions(actor, report).filter(submitted=True, withdrawn_at=None)
    version = rows.order_by("-number").first()
    if version is not None:
        set_read_mark(version=version, read=request.POST.get("read") == "1", by=actor)
    return redirect("reports:read", pk=pk)


@require_safe
@door(Permission.REPORT_READ)
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions this reader may see, with who, when, figures and what reviewers said."""
    actor = actor_of(request)
    report = access.find_report(actor, pk, Permission.REPORT_READ)
    inside = access.may_write(actor, report) or access.may_review(actor, report)
    rows = list(access.visible_versions(actor, report).prefetch_related("reviews__user"))
    context = {
        "report": report,
        "participant": report.participant,
        "kind_name": KIND_NAMES[report.kind],
        "rows": [(row, list(row.reviews.all()) if inside else [], shown(row.findings)) for row in reversed(rows)],
        "numbers": [row.number for row in rows],
        "left": rows[-2].number if len(rows) > 1 else None,
        "right": rows[-1].number if rows else None,
        "writer": access.may_write(actor, report),
    }
    return render(request, "reports/versions.html", context)


def _number(request: HttpRequest, name: str) -> int:
    number = whole_number(request.GET.get(name, ""))
    if number is None:
        raise Http404
    return number


@require_safe
@door(Permission.REPORT_READ)
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side (REP-03)."""
    actor = actor_of(request)
    report = access.find_report(actor, pk, Permission.REPORT_READ)
    if "left" not in request.GET or "right" not in request.GET:
        return redirect("reports:versions", pk=pk)
    left, right = (access.find_version(actor, pk, _number(request, side)) for side in ("left", "right"))
    context = {
        "report": report,
        "participant": report.participant,
        "kind_name": KIND_NAMES[report.kind],
        "left": left,
        "right": right,
        "sections": [(SECTION_NAMES[part.key], part) for part in compare(left.sections, right.sections)],
    }
    return render(request, "reports/difference.html", context)


@require_safe
@door(Permission.REPORT_READ)
def version_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The original document of a version."""
    version: ReportVersion = access.find_version(actor_of(request), pk, number)
    return download(version.source_file, "")
