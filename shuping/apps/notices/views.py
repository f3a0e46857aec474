"""The list of reminders, writing one, acknowledging, the daily tick by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access, queries, services
from .forms import ReminderForm
from .models import Reminder
from .wording import KINDS, STEPS, WAYS


@door(Permission.NOTICE_READ)
def reminder_list(request: HttpRequest) -> HttpResponse:
    """Every reminder within reach, latest first; those to the own unit can be acknowledged above the list."""
    actor = actor_of(request)
    columns = [
        Column("at", gettext_lazy("When"), lambda row: row.at, kind="date"),
        Column("unit", gettext_lazy("Unit"), lambda row: str(row.organization), filter=True),
        Column("kind", gettext_lazy("Kind of reminder"), lambda row: str(KINDS[row.kind]), filter=True),
        Column("step", gettext_lazy("State"), lambda row: str(STEPS.get(row.step, "")), filter=True),
        Column("due", gettext_lazy("Due"), lambda row: row.due_on, kind="date"),
        Column("text", gettext_lazy("Words of the reminder"), lambda row: row.text),
        Column("way", gettext_lazy("Way"), lambda row: str(WAYS[row.way]), filter=True),
        Column("who", gettext_lazy("By"), lambda row: str(row.user) if row.user else ""),
        Column("seen", gettext_lazy("Taken note of"), lambda row: row.seen_at, kind="date"),
    ]
    listing = Listing(gettext_lazy("Reminders"), columns, access.readable(actor), landscape=True)
    context: dict[str, object] = {
        "mine": list(access.addressed(actor).filter(seen_at=None).order_by("-id")[:20]),
        "may_tick": actor.reach(Permission.CYCLE_KEEP) is not Reach.NONE,
    }
    return listing.answer(request, "notices/list.html", context)


@door(Permission.REMIND)
def write(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Write and keep a reminder; the text can be copied, the contact to call stands beside it."""
    actor = actor_of(request)
    organization = access.find_organization(actor, organization_id)
    on = clock.today()
    words = request.GET.get("words", "") or _("the work due")
    initial = {
        "text": queries.reminder_text(str(organization), words, None, on),
        "subject": request.GET.get("subject", f"organization:{organization.pk}"),
        "back": request.GET.get("back", ""),
    }
    form = ReminderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        back, kind = data.pop("back"), data.pop("kind")
        keep = services.supervise if kind == Reminder.Kind.SUPERVISION else services.record_reminder
        try:
            keep(organization=organization, by=actor, at=clock.now(), **data)
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The reminder is kept."))
            safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
            # `redirect` would take words for the name of a page.
            return HttpResponseRedirect(back if back and safe else reverse("notices:list"))
    context = {
        "organization": organization,
        "form": form,
        "contact": queries.contact_line(organization, on),
        "earlier": access.readable(actor).filter(organization=organization)[:10],
    }
    return render(request, "notices/write.html", context)


@require_POST
@door(Permission.NOTICE_ANSWER)
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation spoken to takes note."""
    actor = actor_of(request)
    services.mark_seen(reminder=access.find_addressed(actor, pk), by=actor, at=clock.now())
    return redirect("notices:list")


@require_POST
@door(Permission.CYCLE_KEEP)
def raise_due(request: HttpRequest) -> HttpResponse:
    """The daily tick by hand; normally the timer of the server does it."""
    raised = len(services.raise_due(on=clock.today(), by=actor_of(request), at=clock.now()))
    text = ngettext("%(count)d reminder was raised.", "%(count)d reminders were raised.", raised) % {"count": raised}
    messages.success(request, text)
    return redirect("notices:list")
