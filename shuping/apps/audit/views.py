"""The audit log: list, one event, check of the chain, download."""

from itertools import islice
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from shuping.adapters.sheets import write_table
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import XLSX, plain
from shuping.base.roles import role_label
from shuping.core.roles.permissions import Permission as P

from . import access, queries, services
from .details import detail_label
from .models import AuditEvent
from .wording import action_label

COLUMNS = (  # key of queries.ORDERS, head, how it stands
    ("number", gettext_lazy("Number"), "number"),
    ("at", gettext_lazy("When"), "date"),
    ("actor", gettext_lazy("Who"), ""),
    ("role", gettext_lazy("Role"), ""),
    ("action", gettext_lazy("What"), ""),
    ("subject", gettext_lazy("About"), ""),
)
PAGE = 50
MOST_ROWS = 10_000  # of one download
_SHOWN_BREAKS = 20


@door(P.AUDIT_READ)
def event_list(request: HttpRequest) -> HttpResponse:
    """Who did what when, newest first; filters and pages are the database's work."""
    wanted = queries.read_filter(request.GET)
    rows = queries.events(wanted)
    if request.GET.get("download") == "xlsx":
        return _workbook(list(rows[:MOST_ROWS]))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    actions = [(code, action_label(code)) for code in queries.known_actions()]
    context = {
        "wanted": wanted,
        "page": page,
        "rows": found,
        "places": queries.organization_names(found),
        "actions": actions,
        "head": queries.head(),
        "columns": COLUMNS,
        "most_rows": MOST_ROWS,
    }
    return render(request, "audit/list.html", context)


def _workbook(rows: list[AuditEvent]) -> HttpResponse:
    places = queries.organization_names(rows)
    columns = [
        _("Number"),
        _("When"),
        _("Who"),
        _("Role"),
        _("What"),
        _("About"),
        _("Organisation"),
        _("Reason"),
        _("Hash"),
    ]
    body = [
        [
            row.number,
            plain(row.at),
            row.actor,
            str(role_label(row.role)),
            action_label(row.action),
            row.subject,
            places.get(row.organization_id_at or 0, ""),
            row.reason,
            row.digest[:16],
        ]
        for row in rows
    ]
    widths = [8, 18, 18, 18, 30, 30, 30, 30, 20]
    content = write_table(_("Audit log"), columns, body, widths=widths, landscape=True)
    answer = HttpResponse(content, content_type=XLSX)
    name = quote(f"{_('Audit log')}_{clock.today():%Y%m%d}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@door(P.AUDIT_READ)
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event with all it holds."""
    row = access.find_event(actor_of(request), number)
    context = {
        "row": row,
        "action": action_label(row.action),
        "place": queries.organization_names([row]).get(row.organization_id_at or 0, ""),
        "details": [(detail_label(name), value) for name, value in sorted(row.details.items())],
        "whole": services.is_whole(row),
    }
    return render(request, "audit/event.html", context)


@door(P.AUDIT_READ)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say what is broken."""
    breaks = list(islice(services.damage(), _SHOWN_BREAKS))
    head = queries.head()
    if not breaks:
        length = head.length if head else 0
        text = ngettext(
            "The chain is whole: %(count)s event, head %(hash)s.",
            "The chain is whole: %(count)s events, head %(hash)s.",
            length,
        )
        messages.success(request, text % {"count": length, "hash": head.head[:16] if head else "–"})
    for line in breaks:
        messages.error(request, line)
    return redirect("audit:list")
