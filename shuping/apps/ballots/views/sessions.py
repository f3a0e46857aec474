"""The count of one round: forms, state of the keyings, confirmation, lock, unlocking."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shuping.apps.ballots import access, api, queries, services
from shuping.apps.ballots.forms import BodiesForm, IssueForm, ReasonForm
from shuping.apps.ballots.models import CountSession
from shuping.apps.ballots.wording import STATES
from shuping.apps.cycles import api as cycles_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission


@dataclass(frozen=True)
class RoundLine:
    """One round in the list of counts."""

    cycle: object
    state: str


@door(Permission.COUNT_READ)
def count_list(request: HttpRequest) -> HttpResponse:
    """Every round with the state of its count."""
    actor = actor_of(request)
    cycles = list(cycles_api.cycles_within(actor, Permission.COUNT_READ))
    states = dict(access.sessions(actor, Permission.COUNT_READ).values_list("cycle_id", "state"))
    rows = [RoundLine(cycle, states.get(cycle.pk, "")) for cycle in cycles]
    columns = [
        Column("year", gettext_lazy("Year"), lambda row: row.cycle.year, kind="number", filter=True),
        Column("title", gettext_lazy("Round"), lambda row: row.cycle.title, link=_session_link),
        Column("organizer", gettext_lazy("Organiser"), lambda row: str(row.cycle.organizer)),
        Column("state", gettext_lazy("State of the count"), lambda row: str(STATES[row.state][0]), filter=True),
    ]
    return Listing(gettext_lazy("Ballots and count"), columns, rows).answer(request, "ballots/list.html")


def _session_link(row: RoundLine) -> str:
    return reverse("ballots:session", args=[row.cycle.pk])  # type: ignore[attr-defined]


@door(Permission.COUNT_READ)
def session(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """One count: what is done, what is next, and who may do it."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_for(actor, Permission.COUNT_READ, cycle_id)
    found = queries.session_of(cycle)
    rules = queries.rules_of(cycle)
    context: dict[str, object] = {"cycle": cycle, "session": found, "reason_form": ReasonForm()}
    taken = api.own_ratings(cycle)
    if any(not one.counted_here for one in rules.classes):
        context["taken_over"] = [(one, taken.get(one.pk)) for one in queries.reporters(cycle)]
    if found is not None:
        found = access.find_session(actor, cycle_id, Permission.COUNT_READ)
        sheets = queries.sheets_of(found, rules)
        context |= {
            "session": found,
            "state": STATES[found.state],
            "sheets": [(sheet, sheet.keying_of(actor.user_id)) for sheet in sheets],
            "turnout": {one.class_code: one for one in queries.turnout_of(found, rules)},
            "agreed": all(sheet.finished and not sheet.differences for sheet in sheets),
            "all_recorded": all(sheet.issue.recorded_at for sheet in sheets),
            "differences": sum(len(sheet.differences) for sheet in sheets),
        }
    else:
        context["state"] = STATES[""]
    return render(request, "ballots/session.html", {**context, **_doors(actor, cycle)})


def _doors(actor: Actor, cycle: cycles_api.Cycle) -> dict[str, bool]:
    wanted = {
        "may_key": Permission.COUNT_KEY,
        "may_lock": Permission.COUNT_LOCK,
        "may_unlock": Permission.COUNT_UNLOCK,
        "may_see_figures": Permission.COUNT_FIGURES,
    }
    return {name: cycles_api.may_in(actor, permission, cycle) for name, permission in wanted.items()}


def _back(cycle_id: int) -> HttpResponse:
    return redirect("ballots:session", cycle_id=cycle_id)


@require_POST
@door(Permission.COUNT_KEY)
def open_count(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Begin the count of a round."""
    actor = actor_of(request)
    cycle = cycles_api.find_cycle_for(actor, Permission.COUNT_KEY, cycle_id)
    services.open_count(cycle=cycle, by=actor, at=clock.now())
    messages.success(request, _("The count is open. Record the forms of each class."))
    return _back(cycle_id)


@door(Permission.COUNT_KEY)
def record_forms(request: HttpRequest, cycle_id: int, class_code: str) -> HttpResponse:
    """Enter issued, collected and void forms of one class."""
    actor = actor_of(request)
    found = access.find_session(actor, cycle_id, Permission.COUNT_KEY)
    rules = queries.rules_of(found.cycle)
    sheet = next((one for one in queries.sheets_of(found, rules) if one.voter_class.code == class_code), None)
    if sheet is None:
        raise RuleError("ballots.unknown_class", class_code=class_code)
    if sheet.voter_class.per_reporter:
        return _record_bodies(request, actor, found, sheet)
    initial = None
    if sheet.issue.recorded_at:
        names = ("issued", "collected", "void_forms", "void_reason", "own_rows")
        initial = {name: getattr(sheet.issue, name) for name in names}
    form = IssueForm(request.POST or None, initial=initial, reporters_vote=sheet.voter_class.reporters_vote)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_issue(session=found, class_code=class_code, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The forms of class %(code)s are recorded.") % {"code": class_code})
            return _back(cycle_id)
    return render(request, "ballots/forms.html", {"session": found, "sheet": sheet, "form": form})


def _record_bodies(request: HttpRequest, actor: Actor, found: CountSession, sheet: queries.ClassSheet) -> HttpResponse:
    """The forms of each reporter's own members, one line each."""
    code = sheet.voter_class.code
    recorded = any(one.recorded_at for one in sheet.issues.values())
    form = BodiesForm(sheet.people, sheet.bodies, recorded, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_bodies(session=found, class_code=code, bodies=form.bodies(), by=actor, at=clock.now())
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The forms of class %(code)s are recorded.") % {"code": code})
            return _back(found.cycle_id)
    context = {"session": found, "sheet": sheet, "form": form}
    return render(request, "ballots/bodies.html", context, status=409 if form.errors else 200)


@require_POST
@door(Permission.COUNT_KEY)
def close_count(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """No more forms come in."""
    actor = actor_of(request)
    found = access.find_session(actor, cycle_id, Permission.COUNT_KEY)
    services.close_count(session=found, by=actor, at=clock.now())
    messages.success(request, _("All forms are in. Each class is now keyed by two clerks."))
    return _back(cycle_id)


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def _locking(request: HttpRequest, cycle_id: int, permission: Permission) -> tuple[Actor, CountSession]:
    actor = actor_of(request)
    return actor, access.find_session(actor, cycle_id, permission)


@require_POST
@door(Permission.COUNT_LOCK, power=True)
def confirm(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The first of two persons confirms."""
    actor, found = _locking(request, cycle_id, Permission.COUNT_LOCK)
    services.confirm_count(session=found, by=actor, at=clock.now())
    messages.success(request, _("Confirmed. Another person must lock the count."))
    return _back(cycle_id)


@require_POST
@door(Permission.COUNT_LOCK)
def withdraw(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Take the confirmation back."""
    actor, found = _locking(request, cycle_id, Permission.COUNT_LOCK)
    services.withdraw_confirmation(session=found, reason=_reason(request), by=actor, at=clock.now())
    messages.success(request, _("The confirmation is taken back."))
    return _back(cycle_id)


@require_POST
@door(Permission.COUNT_LOCK, power=True)
def lock(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The second person locks."""
    actor, found = _locking(request, cycle_id, Permission.COUNT_LOCK)
    services.lock_count(session=found, by=actor, at=clock.now())
    messages.success(request, _("The count is locked."))
    return _back(cycle_id)


@require_POST
@door(Permission.COUNT_UNLOCK, power=True)
def ask_unlock(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Ask for the count to be unlocked."""
    actor, found = _locking(request, cycle_id, Permission.COUNT_UNLOCK)
    services.ask_unlock(session=found, reason=_reason(request), by=actor, at=clock.now())
    messages.success(request, _("Asked. The other of office head and supervisor must confirm."))
    return _back(cycle_id)


@require_POST
@door(Permission.COUNT_UNLOCK)
def refuse_unlock(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Turn the request to unlock down."""
    actor, found = _locking(request, cycle_id, Permission.COUNT_UNLOCK)
    services.refuse_unlock(session=found, reason=_reason(request), by=actor, at=clock.now())
    messages.success(request, _("The count stays locked."))
    return _back(cycle_id)


@require_POST
@door(Permission.COUNT_UNLOCK, power=True)
def unlock(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Confirm the request to unlock."""
    actor, found = _locking(request, cycle_id, Permission.COUNT_UNLOCK)
    services.unlock_count(session=found, by=actor, at=clock.now())
    messages.success(request, _("The count is unlocked. Clerks may open their sheets again."))
    return _back(cycle_id)
