"""What waits for an answer: requests for sign-off and for more time."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.rectification import access, forms, queries
from shuping.apps.rectification.services import extensions as extension_services
from shuping.apps.rectification.services import sign_off as sign_off_services
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.core.roles.permissions import Permission

from . import issues as issue_views
from .pages import below

_UNIT = Column("unit", _("Unit"), lambda row: str(row.issue.organization), filter=True)
_PROBLEM = Column(
    "problem",
    _("Problem"),
    lambda row: row.issue.text,
    link=lambda row: reverse("rectification:issue", args=[row.issue_id]),
    kind="wide",
)
_ASKED = Column("asked", _("Requested at"), lambda row: row.asked_at, kind="date")
_ASKER = Column("asker", _("Requested by"), lambda row: str(row.asked_by or ""), kind="short")


@door(Permission.SIGN_OFF_ACCEPT)
def sign_offs(request: HttpRequest) -> HttpResponse:
    """销号申请: what waits for the actor's answer; never the own request, never the own unit's row."""
    listing = Listing(
        _("Sign-off requests"),
        (
            _UNIT,
            _PROBLEM,
            Column("due", _("Time limit"), lambda row: row.issue.due_on, kind="date"),
            Column("statement", _("What was done and what came of it"), lambda row: row.statement),
            _ASKED,
            _ASKER,
        ),
        queries.sign_offs_to_answer(actor_of(request), on=clock.today()),
        empty=_("No request waits for your answer."),
    )
    context = {"title": _("Sign-off requests"), "trail": below("ledger")}
    return listing.answer(request, "rectification/list.html", context)


@door(Permission.PLAN_APPROVE)
def extensions(request: HttpRequest) -> HttpResponse:
    """申请延期: what waits for an answer, the nearest deadline first."""
    listing = Listing(
        _("Requests for more time"),
        (
            _UNIT,
            _PROBLEM,
            Column("due", _("Time limit"), lambda row: row.due_before, kind="date"),
            Column("wanted", _("Deadline asked for"), lambda row: row.wanted_due_on, kind="date"),
            Column("reason", _("Reason"), lambda row: row.reason),
            _ASKED,
            _ASKER,
        ),
        queries.extensions_to_answer(actor_of(request)),
        empty=_("No request waits for your answer."),
    )
    context = {"title": _("Requests for more time"), "trail": below("ledger")}
    return listing.answer(request, "rectification/list.html", context)


@door(Permission.SIGN_OFF_ACCEPT)
def answer_sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the sign-off, or return it with the reason."""
    actor = actor_of(request)
    row = access.find_sign_off(actor, pk)
    form = forms.DecisionForm(request.POST or None, prefix="answer")
    accept = request.POST.get("verdict") == "accept"

    def act() -> object:
        answer = form.cleaned_data["comment"]
        decide = sign_off_services.accept_sign_off if accept else sign_off_services.return_sign_off
        return decide(request=row, answer=answer, by=actor, at=clock.now())

    if request.method == "POST":
        if not attempt(form, act):
            return issue_views.page(request, row.issue, {"answer": form})
        messages.success(request, _("The problem is signed off.") if accept else _("The request is returned."))
    return redirect("rectification:issue", pk=row.issue_id)


@door(Permission.PLAN_APPROVE)
def answer_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant more time, or refuse it with the reason."""
    actor = actor_of(request)
    row = access.find_extension(actor, pk)
    form = forms.DecisionForm(request.POST or None, prefix="time")
    grant = request.POST.get("verdict") == "grant"

    def act() -> object:
        return extension_services.answer_extension(
            request=row, approved=grant, answer=form.cleaned_data["comment"], by=actor, at=clock.now()
        )

    if request.method == "POST":
        if not attempt(form, act):
            return issue_views.page(request, row.issue, {"time": form})
        messages.success(request, _("More time is granted.") if grant else _("More time is refused."))
    return redirect("rectification:issue", pk=row.issue_id)
