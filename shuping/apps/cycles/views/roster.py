"""The roster: list, taking over from the register, modes, order, single rows, deadlines."""

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.cycles import access, queries
from shuping.apps.cycles.forms.roster import AddUnitForm, AttendanceForm, ExtensionForm, ReasonForm, ReplaceForm
from shuping.apps.cycles.models import Cycle, Participant
from shuping.apps.cycles.services import meeting
from shuping.apps.cycles.services import roster as services
from shuping.apps.cycles.wording import MODES, names
from shuping.apps.organization import api as organization_api
from shuping.apps.organization.api import Organization, Person
from shuping.base import clock
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .common import about, changed_by_hand, refused, show_form


@require_safe
@door(Permission.CYCLE_READ)
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """述职对象名册 in office order, with who is exempt, replaced, added late."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, pk)
    context = about(actor, cycle)
    keeps = bool(context["keeps"])

    def link(row: Participant) -> str | None:
        return reverse("cycles:row", args=[row.pk]) if keeps else None

    columns = [
        Column("order", _("No."), lambda row: row.order_no, kind="number"),
        Column("unit", _("Unit"), lambda row: row.organization_name, link=link),
        Column("person", _("Reporter"), lambda row: row.person_name, kind="person"),
        Column("duty", _("Duty"), lambda row: row.duty + (_(" (in charge)") if row.acting else "")),
        Column("mode", _("Mode"), lambda row: str(MODES[row.mode]), filter=True, kind="short"),
        Column("speaking", _("Speaks as no."), lambda row: row.speaking_no, kind="number"),
        Column("group", _("Group"), lambda row: row.cap_group, filter=True, kind="short"),
        Column("note", _("Note"), _note),
    ]
    rows = queries.roster(cycle)
    listing = Listing(_("Roster of reporters"), columns, rows, empty=_("The roster is empty."), landscape=True)
    return listing.answer(request, "cycles/roster.html", context)


def _note(row: Participant) -> str:
    parts = (
        (_("Exempt"), row.exempt_reason),
        (_("No longer reports"), row.left_reason),
        (_("Added"), row.added_reason),
    )
    return "；".join(f"{label}：{reason}" for label, reason in parts if reason)


@require_POST
@door(Permission.CHILD_CYCLE_KEEP)
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the secretaries in office over from the register."""
    actor = actor_of(request)
    taken = services.fill_roster(cycle=access.find_cycle_to_keep(actor, pk), by=actor, at=clock.now())
    messages.success(request, _("%(count)s reporters taken over.") % {"count": len(taken.added)})
    if taken.exempt:
        messages.info(request, _("New units, exempt: %(names)s") % {"names": names(taken.exempt)})
    if taken.vacant:
        messages.warning(request, _("Nobody in office, not taken over: %(names)s") % {"names": names(taken.vacant)})
    return redirect("cycles:roster", pk=pk)


@door(Permission.CHILD_CYCLE_KEEP)
def modes(request: HttpRequest, pk: int) -> HttpResponse:
    """现场 or 书面 per reporter, beside the years in which each unit spoke."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    if request.method == "POST":
        chosen = changed_by_hand(request.POST, "mode_")
        reason = request.POST.get("reason", "")
        changed = services.set_modes(cycle=cycle, modes=chosen, reason=reason, by=actor, at=clock.now())
        messages.success(request, _("%(count)s modes changed.") % {"count": changed})
        return redirect("cycles:roster", pk=pk)
    asked = request.GET.get("places", "")
    places = whole_number(asked)
    suggested = set(queries.rotation(cycle, places)) if places is not None else set()
    spoken = queries.spoke_in(cycle)
    rows = [
        {
            "row": row,
            "spoke": [year for year, mode in spoken.get(row.organization_id, ()) if mode == "on_the_spot"],
            "mode": _suggested_mode(row, suggested) if places is not None else row.mode,
            "suggested": row.pk in suggested,
        }
        for row in queries.reporters(cycle)
    ]
    return render(
        request,
        "cycles/modes.html",
        about(actor, cycle, rows=rows, modes=MODES, places=asked),
    )


def _suggested_mode(row: Participant, suggested: set[int]) -> str:
    return "on_the_spot" if row.pk in suggested else "written"


@door(Permission.CHILD_CYCLE_KEEP)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of speaking: a fixed list, or the result of a draw held on paper."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    rows = list(queries.speakers(cycle))
    if request.method == "POST":
        read = {row.pk: whole_number(request.POST.get(f"number_{row.pk}", "").strip()) for row in rows}
        numbers = {key: number for key, number in read.items() if number is not None}
        if sorted(numbers.values()) != list(range(1, len(rows) + 1)):
            raise RuleError("cycles.order_incomplete", count=len(rows))
        placed = sorted(numbers, key=lambda key: numbers[key])
        drawn = bool(request.POST.get("drawn"))
        reason = request.POST.get("reason", "")
        services.fix_order(cycle=cycle, ids=placed, drawn=drawn, reason=reason, by=actor, at=clock.now())
        messages.success(request, _("The order of speaking is recorded."))
        return redirect("cycles:order", pk=pk)
    context = about(actor, cycle, rows=rows, fixed=queries.order_fixed(cycle, rows))
    return render(request, "cycles/order.html", context)


@require_POST
@door(Permission.CHILD_CYCLE_KEEP)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw the order; chance comes from the operating system."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    chance = secrets.SystemRandom()
    reason = request.POST.get("reason", "")
    services.draw_order(cycle=cycle, shuffle=chance.shuffle, reason=reason, by=actor, at=clock.now())
    messages.success(request, _("The order is drawn and recorded."))
    return redirect("cycles:order", pk=pk)


@door(Permission.CHILD_CYCLE_KEEP)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more unit; after approval with reason."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    form = AddUnitForm(request.POST or None, units=_units_open(cycle))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_unit(cycle=cycle, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Added to the roster."))
            return redirect("cycles:roster", pk=pk)
    return show_form(request, form, about(actor, cycle, heading=_("Add a unit"), button=_("Add a unit")))


def _units_open(cycle: Cycle) -> Any:
    listed = queries.reporters(cycle).values("organization")
    below = Organization.objects.filter(path__startswith=cycle.organizer.path, closed_on=None)
    return below.exclude(pk=cycle.organizer_id).exclude(pk__in=listed).order_by("depth", "office_order", "path")


@require_safe
@door(Permission.CHILD_CYCLE_KEEP)
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row of the roster and what can be done with it."""
    actor = actor_of(request)
    found = access.find_participant_for(actor, Permission.CHILD_CYCLE_KEEP, pk)
    context = about(
        actor,
        found.cycle,
        row=found,
        mode=MODES[found.mode],
        spoke=queries.spoke_in(found.cycle, years=20).get(found.organization_id, []),
        extensions=found.extensions.select_related("user"),
        dues=[(label, queries.due(found, kind)) for kind, label in ExtensionForm.base_fields["kind"].choices],  # type: ignore[attr-defined]
    )
    return render(request, "cycles/row.html", context)


ACTS: dict[str, Any] = {
    "leave": services.let_leave,
    "exempt": services.exempt,
    "readmit": services.readmit,
}


@door(Permission.CHILD_CYCLE_KEEP)
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Leave, exempt, readmit: one form with a reason. Removing from a draft needs none."""
    actor = actor_of(request)
    found = access.find_participant_for(actor, Permission.CHILD_CYCLE_KEEP, pk)
    headings = {
        "leave": _("No longer reports"),
        "exempt": _("Exempt this unit"),
        "readmit": _("Withdraw the exemption"),
        "remove": _("Take off the roster"),
    }
    if name not in headings:
        raise Http404
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = name in ("leave", "exempt") or found.cycle.stage != Stage.DRAFT
    if request.method == "POST" and form.is_valid():
        try:
            if name == "remove":
                services.remove(participant=found, by=actor, at=clock.now())
            else:
                ACTS[name](participant=found, reason=form.cleaned_data["reason"], by=actor, at=clock.now())
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("cycles:roster", pk=found.cycle_id)
    context = about(actor, found.cycle, heading=headings[name], note=str(found), button=headings[name])
    return show_form(request, form, context)


@door(Permission.CHILD_CYCLE_KEEP)
def replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person of the unit reports."""
    actor = actor_of(request)
    found = access.find_participant_for(actor, Permission.CHILD_CYCLE_KEEP, pk)
    of_unit = Q(organization__path__startswith=found.organization.path)
    # Whoever came from elsewhere holds a post here though the register still has the person at the old place.
    in_post = Q(pk__in=organization_api.in_post_at(found.organization, clock.today()))
    people = Person.objects.filter(of_unit | in_post, active=True).exclude(pk=found.person_id)
    successor = organization_api.secretary_on(found.organization, clock.today())
    start = None
    if successor is not None and successor.person_id != found.person_id:
        start = {"person": successor.person_id, "duty": successor.title, "acting": successor.acting}
    people = people.order_by("organization__path", "office_order", "id")
    form = ReplaceForm(request.POST or None, people=people, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.replace_reporter(participant=found, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(
                request,
                _(
                    "The new reporter stands in the same place; what the unit wrote and its annual assessment go on "
                    "there. Texts have to be handed in anew; extend the deadline where it has passed."
                ),
            )
            return redirect("cycles:roster", pk=found.cycle_id)
    return show_form(
        request,
        form,
        about(actor, found.cycle, heading=_("Replace the reporter"), note=str(found), button=_("Replace the reporter")),
    )


@door(Permission.DEADLINE_EXTEND)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later deadline for one reporter."""
    actor = actor_of(request)
    found = access.find_participant_for(actor, Permission.DEADLINE_EXTEND, pk)
    initial = {"kind": "report_due", "due_at": queries.due(found, "report_due")}
    form = ExtensionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            meeting.extend_deadline(participant=found, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("The deadline is extended."))
            return redirect("cycles:changes", pk=found.cycle_id)
    return show_form(
        request,
        form,
        about(actor, found.cycle, heading=_("Extend a deadline"), note=str(found), button=_("Extend a deadline")),
    )


@door(Permission.CHILD_CYCLE_KEEP)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Expected and present per class, as numbers only."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    classes = [(one.code, one.name) for one in queries.meeting_classes(queries.rules_of(cycle))]
    form = AttendanceForm(request.POST or None, classes=classes, initial=_attendance_initial(cycle))
    if request.method == "POST" and form.is_valid():
        try:
            meeting.record_attendance(cycle=cycle, rows=form.rows(), by=actor, at=clock.now())
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Attendance is recorded."))
            return redirect("rounds:board", pk=pk)
    note = _("Numbers only; nobody's name. Recording the expected numbers fixes who may rate.")
    return show_form(request, form, about(actor, cycle, heading=_("Attendance and quorum"), note=note))


def _attendance_initial(cycle: Cycle) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in queries.raters(cycle):
        row = cycle.quorum_confirmed.get(one.code, {})
        found[f"expected_{one.code}"] = row.get("expected", one.invited)
        found[f"present_{one.code}"] = row.get("present")
    return found
