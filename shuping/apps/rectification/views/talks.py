"""约谈 and 提醒谈话: the list, a new one, one with its follow-up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.rectification import access, forms, queries, wording
from shuping.apps.rectification.services.talks import finish_follow_up, record_talk
from shuping.base import clock
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.core.rectification.values import TalkRecord
from shuping.core.roles.permissions import Permission

from .pages import form_page, reporters, round_present, typed, word

COLUMNS = (
    Column("held", _("Held on"), lambda row: row.held_on, kind="date"),
    Column("kind", _("Kind of talk"), lambda row: word(wording.TALKS, row.kind), filter=True, kind="short"),
    Column("unit", _("Unit"), lambda row: str(row.organization), filter=True),
    Column(
        "person",
        _("Person"),
        lambda row: row.person.name,
        link=lambda row: reverse("rectification:talk", args=[row.pk]),
        kind="short",
    ),
    Column("led_by", _("Led by"), lambda row: row.led_by, kind="short"),
    Column("ground", _("Ground of the talk"), lambda row: row.ground),
    Column("follow_up", _("Follow-up"), lambda row: row.follow_up),
    Column("due", _("Follow-up due on"), lambda row: row.follow_up_due, kind="date"),
    Column("done", _("Done on"), lambda row: row.follow_up_done_on, kind="date"),
)


@door(Permission.TALK_KEEP)
def talks(request: HttpRequest) -> HttpResponse:
    """Every talk, the latest first."""
    listing = Listing(
        _("Formal and reminder talks"),
        COLUMNS,
        queries.talk_rows(actor_of(request)),
        landscape=True,
        empty=_("No talk is recorded yet."),
    )
    buttons = [{"url": reverse("rectification:talk_new"), "label": _("Record a talk"), "primary": True}]
    return listing.answer(
        request, "rectification/list.html", {"title": _("Formal and reminder talks"), "buttons": buttons}
    )


@door(Permission.TALK_KEEP)
def talk_new(request: HttpRequest) -> HttpResponse:
    """Record a talk; `?issue=` ties it to a problem."""
    actor = actor_of(request)
    asked = whole_number(request.GET.get("issue", ""))
    issue = access.find_issue(actor, asked) if asked is not None else None
    shown = issue.cycle if issue is not None else round_present(request)
    choices = reporters(shown)
    initial: dict[str, object] = {"held_on": clock.today(), "led_by": actor.name}
    if issue is not None and shown is not None:
        own = shown.participants.filter(organization=issue.organization_id, left_reason="").first()
        initial |= {"participant": own.pk if own else "", "ground": issue.text}
    form = forms.TalkForm(request.POST or None, initial=initial, participants=choices)

    def act() -> object:
        participant = access.find_participant(actor, int(form.cleaned_data["participant"]), Permission.TALK_KEEP)
        return record_talk(
            organization=participant.organization,
            person=participant.person,
            cycle=participant.cycle,
            issue=issue,
            talk=typed(form, TalkRecord),
            by=actor,
            at=clock.now(),
        )

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The talk is recorded."))
        return redirect("rectification:talks")
    return form_page(request, form, _("Record a talk"), reverse("rectification:talks"), _("Record the talk"))


@door(Permission.TALK_KEEP)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """One talk with its record and follow-up."""
    actor = actor_of(request)
    row = access.find_talk(actor, pk)
    form = forms.FollowUpForm(request.POST or None, initial={"done_on": clock.today()})
    if request.method == "POST" and attempt(
        form, lambda: finish_follow_up(talk=row, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The follow-up is recorded."))
        return redirect("rectification:talk", pk=pk)
    context = {"talk": row, "kind": wording.TALKS.get(row.kind, row.kind), "form": form}
    return render(request, "rectification/talk.html", context, status=409 if form.errors else 200)
