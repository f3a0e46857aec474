"""回头看: the draw, the list, the record of one look-back."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import access, forms, queries
from shuping.apps.rectification.models import Issue, LookBack
from shuping.apps.rectification.services.look_backs import draw_look_backs, record_look_back
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.core.rectification.look_back import sample_size
from shuping.core.rectification.states import State
from shuping.core.roles.permissions import Permission

from .pages import below, round_links, round_shown


def _result(row: LookBack) -> tuple[str, str]:
    if row.held is None:
        return str(_("Planned")), "wait"
    return (str(_("Holds")), "ok") if row.held else (str(_("Found again")), "error")


def _problem_link(row: LookBack) -> str:
    return reverse("rectification:issue", args=[row.issue_id])


COLUMNS = (
    Column("unit", _("Unit"), lambda row: str(row.issue.organization), filter=True),
    Column("problem", _("Problem"), lambda row: row.issue.text, link=_problem_link, kind="wide"),
    Column("planned", _("Look back on"), lambda row: row.planned_on, kind="date"),
    Column("looked", _("Looked at on"), lambda row: row.looked_on, kind="date"),
    Column(
        "result",
        _("Result"),
        lambda row: _result(row)[0],
        cell=lambda row: badge(*_result(row)),
        filter=True,
        kind="short",
    ),
    Column("finding", _("What was found"), lambda row: row.finding),
    Column("voices", _("What those affected say"), lambda row: row.voices),
    Column("seed", _("Number for the draw"), lambda row: row.seed, kind="short"),
)


def _list(request: HttpRequest, pk: int | None, form: django_forms.Form) -> HttpResponse:
    actor = actor_of(request)
    shown = round_shown(request, pk)
    rows = queries.look_backs(actor, shown) if shown is not None else LookBack.objects.none()
    listing = Listing(_("Look-back"), COLUMNS, rows, empty=_("No look-back is planned yet."))
    closed = (
        Issue.objects.filter(cycle=shown, state__in=[State.SIGNED_OFF, State.HELD]).exclude(
            look_backs__in=LookBack.objects.filter(looked_on=None)
        )
        if shown is not None
        else Issue.objects.none()
    ).count()
    share = cycles_api.rules_of(shown).rectification.look_back_share if shown is not None else None
    draws = shown is not None and cycles_api.may_in(actor, Permission.LOOK_BACK, shown)
    context: dict[str, object] = {
        "title": _("Look-back"),
        "round": shown,
        "rounds": round_links(request, "look_backs", shown),
        "trail": below("ledger", pk),
        "draw": form if draws and closed else None,
        "closed": closed,
        "sample": sample_size(closed, share) if share is not None else 0,
    }
    answer = listing.answer(request, "rectification/look_backs.html", context)
    if form.errors:
        answer.status_code = 409
    return answer


@door(Permission.ISSUE_READ)
def look_backs(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """The look-backs of the round, the planned ones first."""
    return _list(request, cycle, forms.DrawForm())


@door(Permission.LOOK_BACK)
def draw(request: HttpRequest, cycle: int) -> HttpResponse:
    """Draw the sample."""
    shown = cycles_api.find_cycle_for(actor_of(request), Permission.LOOK_BACK, cycle)
    form = forms.DrawForm(request.POST or None)
    if request.method == "POST":
        if not attempt(
            form, lambda: draw_look_backs(cycle=shown, **form.cleaned_data, by=actor_of(request), at=clock.now())
        ):
            return _list(request, cycle, form)
        messages.success(request, _("The look-back is drawn."))
    return redirect("rectification:look_backs_of", cycle=cycle)


@door(Permission.LOOK_BACK)
def look_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what one look-back found."""
    actor = actor_of(request)
    row = access.find_look_back(actor, pk)
    form = forms.LookBackForm(request.POST or None, initial={"looked_on": clock.today()})

    def act() -> object:
        data = {**form.cleaned_data, "held": form.cleaned_data["held"] == "yes"}
        return record_look_back(look_back=row, **data, by=actor, at=clock.now())

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The look-back is recorded."))
        return redirect("rectification:issue", pk=row.issue_id)
    context = {"row": row, "issue": row.issue, "form": form, "result": badge(*_result(row))}
    return render(request, "rectification/look_back.html", context, status=409 if form.errors else 200)
