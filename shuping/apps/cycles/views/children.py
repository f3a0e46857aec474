"""Child rounds of units with coverage per level (CYC-13), and the calendar (CYC-14)."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.cycles import access, queries
from shuping.apps.cycles.forms.plan import ChildForm, DayForm, NoticeOfHolidaysForm
from shuping.apps.cycles.models import CalendarDay, Cycle
from shuping.apps.cycles.services import children as services
from shuping.apps.cycles.services import days
from shuping.apps.cycles.wording import LEVELS, stage_name
from shuping.apps.organization.api import Organization
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.cycles.coverage import Coverage
from shuping.core.errors import RuleError
from shuping.core.grading.numbers import four
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .common import about, may, refused, show_form
from .wizard import starts


@require_safe
@door(Permission.CYCLE_READ)
def list_(request: HttpRequest, pk: int) -> HttpResponse:
    """The child rounds of a round, and how far they reach per level."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, pk)
    rows = [row for row in queries.children(cycle) if _readable(actor, row)]
    columns = [
        Column("unit", _("Organiser"), lambda row: row.organizer.name),
        Column("title", _("Round"), lambda row: row.title, link=lambda row: reverse("cycles:overview", args=[row.pk])),
        Column("stage", _("Stage"), lambda row: stage_name(row.stage), filter=True),
    ]
    levels, total = queries.coverage(cycle) if _readable(actor, cycle) else ((), None)
    context = about(
        actor,
        cycle,
        levels=[_level(one) for one in (*levels, *([total] if total else []))],
        makes=actor.reach(Permission.CHILD_CYCLE_KEEP) is not Reach.NONE and _units(actor, cycle).exists(),
    )
    listing = Listing(_("Child rounds"), columns, rows, empty=_("No unit has made a child round yet."))
    return listing.answer(request, "cycles/children.html", context)


def _readable(actor: Actor, cycle: Cycle) -> bool:
    return may(actor, cycle, Permission.CYCLE_READ)


def _level(one: Coverage) -> dict[str, Any]:
    def percent(share: Fraction | None) -> str:
        return f"{four(share * 100, 2)} %" if share is not None else "—"

    return {
        "name": LEVELS.get(one.level, one.level),
        "coverage": one,
        "listed": percent(one.listed_share),
        "on_the_spot": percent(one.on_the_spot_share),
        "reported": percent(one.reported_share),
    }


def _units(actor: Actor, cycle: Cycle) -> Any:
    """Where the acting person may make a child round: below the organiser, with somebody below."""
    below = Organization.objects.filter(path__startswith=cycle.organizer.path, numchild__gt=0, closed_on=None)
    if not may(actor, cycle, Permission.CHILD_CYCLE_KEEP):
        below = below.filter(path__startswith=actor.organization_path)
    return below.exclude(pk=cycle.organizer_id).order_by("path")


@door(Permission.CHILD_CYCLE_KEEP)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's own round below this one."""
    actor = actor_of(request)
    parent = access.find_cycle(actor, pk)
    units = _units(actor, parent)
    if not units.exists():
        raise Http404
    begins = starts()
    if services.any_last_year(units, parent.year):
        begins = [(services.LAST_YEAR, _("The unit's own round of last year")), *begins]
    initial = {"organizer": units.first(), "start": begins[0][0]}
    form = ChildForm(request.POST or None, units=units, starts=begins, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_child_cycle(parent=parent, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Made. Look at scope and dates first."))
            return redirect("cycles:overview", pk=made.pk)
    note = _("The secretaries directly below the unit report to it and to its members.")
    return show_form(
        request, form, about(actor, parent, heading=_("New child round"), note=note, button=_("Make the round"))
    )


@door(Permission.CYCLE_KEEP)
def calendar(request: HttpRequest) -> HttpResponse:
    """Holidays and moved working days, typed one by one or taken out of the yearly notice."""
    actor = actor_of(request)
    pasted = request.method == "POST" and "text" in request.POST
    form = DayForm(request.POST if request.method == "POST" and not pasted else None)
    notice = NoticeOfHolidaysForm(request.POST if pasted else None, initial={"year": clock.today().year})
    rows: list[tuple[date, bool, str]] = []
    if pasted and notice.is_valid():
        rows = notice.days()
        if not rows:
            notice.add_error("text", _("No day off and no moved working day is found in this text."))
    elif not pasted and request.method == "POST" and form.is_valid():
        rows = form.days()
        if not rows:
            form.add_error("last", _("The last day comes after the first, within 60 days."))
    if rows:
        days.set_days(rows=rows, by=actor, at=clock.now())
        messages.success(request, _("%(count)s days entered.") % {"count": len(rows)})
        return redirect("cycles:calendar")
    token = get_token(request)

    def remove(row: CalendarDay) -> SafeString:
        url = reverse("cycles:calendar_remove", args=[row.pk])
        return render_to_string("base/parts/act.html", {"url": url, "label": _("Remove"), "csrf_token": token})

    columns = [
        Column("day", _("Day"), lambda row: row.day, kind="date"),
        Column("working", _("Is it worked?"), _worked, filter=True),
        Column("note", _("Note"), lambda row: row.note),
        Column("remove", "", lambda row: "", cell=remove, sortable=False, download=False),
    ]
    listing = Listing(
        _("Days that differ from their weekday"),
        columns,
        CalendarDay.objects.order_by("-day"),
        empty=_("No exceptions: Monday to Friday are worked."),
    )
    answer = listing.answer(request, "cycles/calendar.html", {"form": form, "notice": notice})
    answer.status_code = 409 if form.errors or notice.errors else answer.status_code
    return answer


def _worked(row: CalendarDay) -> str:
    return _("Working day") if row.working else _("Day off")


@require_POST
@door(Permission.CYCLE_KEEP)
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a day follow its weekday again; a day that somebody else removed first stays removed."""
    row = CalendarDay.objects.filter(pk=pk).first()
    if row is not None:
        days.remove_day(row=row, by=actor_of(request), at=clock.now())
    messages.success(request, _("Removed."))
    return redirect("cycles:calendar")
