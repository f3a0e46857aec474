"""A round on the desk: its reports, groups of reports that share text, problems that several units name."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shuping.apps.cycles import api as cycles_api
from shuping.apps.desk import examining, queries, services, themes, wording
from shuping.apps.desk.models import ProblemOverview
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge, plain
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .showing import text_words, version_words

# Which kinds have a column of their own; what is shown on request only is not counted.
_COUNTED = ("overlap", "reworded", "odd_word", "wording", "quotation", "thin", "last_year", "duty")


def chosen(actor: Actor, pk: int | None) -> cycles_api.Cycle:
    """The round of the address, else the present one. Raises Http404 where the actor reviews none."""
    rows = cycles_api.cycles_within(actor, Permission.REPORT_REVIEW)
    found = rows.filter(pk=pk).first() if pk is not None else None
    if pk is None:
        present = cycles_api.current_cycle()
        among = rows.filter(pk=present.pk).first() if present is not None else None
        found = among or cycles_api.current_among(rows) or rows.order_by("-year", "pk").first()
    if found is None:
        raise Http404
    return found


@door(Permission.REPORT_REVIEW)
def round_list(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """The reports of a round in roster order with their hints by kind; no sum and no score (settled.md 13)."""
    actor = actor_of(request)
    if cycle is None and not cycles_api.cycles_within(actor, Permission.REPORT_REVIEW).exists():
        return render(request, "desk/none.html")
    row = chosen(actor, cycle)
    lines = queries.report_lines(actor, row)
    columns = [
        Column("order", _("No."), lambda line: line.report.participant.order_no, kind="number"),
        Column(
            "unit",
            _("Unit"),
            lambda line: line.report.participant.organization_name,
            link=lambda line: reverse("desk:report", args=[line.report.pk]) if line.examination else None,
        ),
        Column("reporter", _("Reporter"), lambda line: line.report.participant.person_name, kind="person"),
        *_kind_columns(lines),
        Column("open", _("To be checked"), lambda line: line.open or None, kind="number"),
        Column(
            "looked",
            _("Looked through"),
            lambda line: line.examination.at if line.examination else None,
            cell=_looked,
            kind="date",
        ),
    ]
    listing = Listing(
        _("Reading desk"), columns, lines, landscape=True, empty=_("No written report has been handed in yet.")
    )
    context: dict[str, object] = {
        "cycle": row,
        "prepared": examining.is_prepared(),
        "unlisted": wording.trouble_text(queries.unlisted(row)),
        "news": sum(line.examination is None or bool(line.examination.trouble) for line in lines),
        "lines": len(lines),
        "open": row.stage != cycles_api.Stage.ARCHIVED and not row.suspended,
        "libraries": actor.reach(Permission.LIBRARY_KEEP) is not Reach.NONE,
        "cycles": list(cycles_api.cycles_within(actor, Permission.REPORT_REVIEW).order_by("-year", "pk")[:12]),
    }
    return listing.answer(request, "desk/round.html", context)


def _kind_columns(lines: list[queries.ReportLine]) -> Iterator[Column]:
    """A column for each kind that stands in the round at all; the longest passage leads to its two sides."""
    if any(line.longest for line in lines):
        yield Column(
            "longest",
            _("Longest passage elsewhere"),
            lambda line: line.longest or None,
            link=lambda line: reverse("desk:hint", args=[line.worst]) if line.worst else None,
            kind="number",
        )
    yield from (_kind_column(kind) for kind in _COUNTED if any(line.counts.get(kind) for line in lines))


def _kind_column(kind: str) -> Column:
    return Column(kind, wording.KINDS[kind], lambda line: line.counts.get(kind) or None, kind="number")


def _looked(line: queries.ReportLine) -> object:
    if line.examination is None:
        return badge(_("not yet"), "wait")
    return badge(_("could not be looked through"), "error") if line.examination.trouble else plain(line.examination.at)


@require_POST
@door(Permission.REPORT_REVIEW)
def examine(request: HttpRequest, cycle: int) -> HttpResponse:
    """Look through what was handed in since; with `again`, everything nobody has spoken of."""
    actor = actor_of(request)
    row = chosen(actor, cycle)
    if not examining.is_prepared():
        return redirect("desk:round", cycle=row.pk)
    count = services.examine_round(cycle=row, by=actor, at=clock.now(), again="again" in request.POST)
    text = ngettext("%(count)d report was looked through.", "%(count)d reports were looked through.", count)
    if count:
        messages.success(request, text % {"count": count})
    elif queries.unlisted(row) is None:
        messages.success(request, _("The problems named are worked out."))
    for one in queries.troubled(row):
        words = {"unit": one.version.report.participant.organization_name, "why": wording.trouble_text(one)}
        messages.error(request, _("%(unit)s could not be looked through: %(why)s") % words)
    return redirect("desk:round", cycle=row.pk)


@door(Permission.REPORT_REVIEW)
def groups(request: HttpRequest, cycle: int) -> HttpResponse:
    """Groups of reports that share text: copies of one another, a form filled in by several, own earlier years."""
    actor = actor_of(request)
    row = chosen(actor, cycle)
    lines = [
        {
            "label": wording.KINDS["overlap"] if line.label == "copy" else wording.LABELS[line.label],
            "copy": line.label == "copy",
            "above": text_words(line.above) if line.above is not None else "",
            "net": line.net,
            "hidden": line.hidden,
            "reports": [(one, version_words(one)) for one in line.reports],
        }
        for line in queries.clusters(actor, row)
    ]
    return render(request, "desk/groups.html", {"cycle": row, "groups": lines})


@door(Permission.REPORT_REVIEW)
def problems(request: HttpRequest, cycle: int) -> HttpResponse:
    """Problems that several units name, with their sentences; problems of one unit that come again over the years."""
    actor = actor_of(request)
    row = chosen(actor, cycle)
    kept = ProblemOverview.objects.filter(cycle=row).first()
    common, again = themes.shown(kept)
    context = {
        "cycle": row,
        "looked": kept.at if kept is not None else None,
        "unlisted": wording.trouble_text(kept),
        "open": row.stage != cycles_api.Stage.ARCHIVED and not row.suspended,
        "common": common,
        "again": again,
        "may_open": row.stage != cycles_api.Stage.ARCHIVED and actor.reach(Permission.ISSUE_KEEP) is not Reach.NONE,
        "may_name": actor.reach(Permission.COMMON_PROBLEM_KEEP) is not Reach.NONE,
    }
    return render(request, "desk/problems.html", context)
