"""Comment outlines: the list of a round and one reporter's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Participant
from shuping.apps.reports import access, queries
from shuping.apps.reports.forms import OutlineForm
from shuping.apps.reports.models import CommentOutline
from shuping.apps.reports.services.outlines import OPEN_STAGES, write_outline
from shuping.apps.reports.wording import SECTION_NAMES
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission


@require_safe
@door(Permission.COMMENT_WRITE)
def outline_list(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """Who has a comment outline with at least one problem, in roster order; the present round's where none is named."""
    actor = actor_of(request)
    if cycle is None:
        shown = cycles_api.current_among(cycles_api.cycles_within(actor, Permission.COMMENT_WRITE))
    else:
        shown = cycles_api.find_cycle_for(actor, Permission.COMMENT_WRITE, cycle)
    rows: list[Participant] = []
    if shown is not None:
        here = access.participants_within(actor, Permission.COMMENT_WRITE)
        rows = list(here.filter(cycle=shown, exempt_reason="", left_reason="").order_by("order_no", "id"))
    outlines = {
        outline.participant_id: outline
        for outline in CommentOutline.objects.filter(participant__in=rows).select_related("user")
    }

    def size(row: Participant, name: str) -> int:
        outline = outlines.get(row.pk)
        return len(getattr(outline, name)) if outline is not None else 0

    def state(row: Participant) -> str:
        return _("outline ready") if size(row, "problems") else _("no problem named yet")

    columns = [
        Column("order", _("No."), lambda row: row.order_no, kind="number"),
        Column(
            "unit",
            _("Unit"),
            lambda row: row.organization_name,
            link=lambda row: reverse("reports:outline", args=[row.pk]),
        ),
        Column("reporter", _("Reporter"), lambda row: row.person_name, kind="person"),
        Column(
            "state",
            _("State"),
            state,
            cell=lambda row: badge(state(row), "ok" if size(row, "problems") else "wait"),
            kind="short",
            filter=True,
        ),
        Column("good", _("Good points"), lambda row: size(row, "good"), kind="number"),
        Column("problems", _("Problems"), lambda row: size(row, "problems"), kind="number"),
        Column("requirements", _("Requirements of the outline"), lambda row: size(row, "requirements"), kind="number"),
        Column("by", _("Last saved by"), lambda row: outlines[row.pk].user if row.pk in outlines else "", kind="short"),
    ]
    listing = Listing(_("Comment outlines"), columns, rows, empty=_("No reporter in this round yet."))
    return listing.answer(request, "reports/outlines.html", {"cycle": shown})


@door(Permission.COMMENT_WRITE)
def outline(request: HttpRequest, participant: int) -> HttpResponse:
    """Write one outline with the report beside it."""
    actor = actor_of(request)
    found = access.find_participant(actor, participant, Permission.COMMENT_WRITE)
    standing = queries.outline_of(found)
    form = OutlineForm.of(standing)
    collided = False
    if request.method == "POST":
        form = OutlineForm(request.POST)
        if form.is_valid():
            try:
                _save(form, found, request)
            except RuleError as error:
                collided = error.code == "reports.outline_stale"
                form = _again(request, standing) if collided else form
                form.add_error(None, sentence(error))
            else:
                messages.success(request, _("The outline is saved."))
                return redirect("reports:outline", participant=participant)
    context = {
        "participant": found,
        "outline": standing,
        "form": form,
        "collided": collided,
        "editable": found.cycle.stage in OPEN_STAGES,
        "text": queries.approved_text(found),
        "report": found.texts.filter(kind="written").first(),
        "lines": found.last_year_lines.all(),
        "section_names": SECTION_NAMES,
    }
    return render(request, "reports/outline.html", context, status=409 if collided else 200)


def _save(form: OutlineForm, participant: Participant, request: HttpRequest) -> None:
    write_outline(
        participant=participant,
        good=form.lines("good"),
        problems=form.lines("problems"),
        requirements=form.lines("requirements"),
        revision=form.cleaned_data["revision"],
        by=actor_of(request),
        at=clock.now(),
    )


def _again(request: HttpRequest, standing: CommentOutline | None) -> OutlineForm:
    """What was typed, ready to be saved over what stands now."""
    data = request.POST.copy()
    data["revision"] = str(standing.revision if standing is not None else 0)
    form = OutlineForm(data)
    form.is_valid()
    return form
