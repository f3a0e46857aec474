"""The analysis and the data check."""

from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuping.adapters.sheets import write_table
from shuping.apps.cycles import api as cycles_api
from shuping.base import clock
from shuping.base.doors import actor_of, door, may_open
from shuping.base.gaps import Gap
from shuping.base.listing import Column, Listing, workbook_answer
from shuping.core.roles.permissions import Permission

from . import analysis as questions
from . import data_check as checks
from . import queries


def _round(request: HttpRequest) -> tuple[cycles_api.Cycle | None, list[cycles_api.Cycle]]:
    """The round asked for or the running one, and those to choose from."""
    actor = actor_of(request)
    cycle = queries.cycle_of(actor, request.GET.get("round", ""))
    if cycle is None and request.GET.get("round"):
        raise Http404
    return cycle, [row for row in cycles_api.cycles_of(actor) if not row.rehearsal]


@door(Permission.ANALYSIS_READ)
def analysis(request: HttpRequest) -> HttpResponse:
    """At most six questions about a round, each with chart, table, workbook and the list behind it."""
    cycle, rounds = _round(request)
    found = questions.questions(actor_of(request), cycle, on=clock.today()) if cycle is not None else []
    wanted = request.GET.get("chart", "")
    if request.GET.get("download") == "xlsx":
        one = next((one for one in found if one.key == wanted and one.lines), None)
        if one is None or cycle is None:
            raise Http404
        title = f"{cycle.title} {one.title}"
        rows = [(line.name, *line.figures) for line in one.lines]
        return workbook_answer(write_table(title, one.heads, rows), title)
    context = {"cycle": cycle, "rounds": rounds, "questions": found, "on": clock.today()}
    return render(request, "portal/analysis.html", context)


@door(Permission.DATA_CHECK)
def data_check(request: HttpRequest) -> HttpResponse:
    """What is missing or odd in the data, with the page where it is mended."""
    cycle, rounds = _round(request)
    actor = actor_of(request)
    rows = checks.gaps_of(actor, cycle, on=clock.today())

    def way(row: Gap) -> str | None:
        return row.url if may_open(actor, row.url) else None

    labels = {row.code: row.label for row in rows}
    words = {code: str(label) for code, label in labels.items()}  # thousands of rows, a dozen labels
    listing = Listing(
        gettext_lazy("Data check"),
        [
            Column("kind", gettext_lazy("What is missing or odd"), lambda row: words[row.code], filter=True),
            Column("about", gettext_lazy("Whom it concerns"), lambda row: row.about, link=way),
            Column("detail", gettext_lazy("Details"), lambda row: row.detail),
        ],
        rows,
        page_size=50,
        empty=gettext_lazy("Nothing is missing."),
        file_name=_("Data check"),
    )
    counts = Counter(words[row.code] for row in rows)
    context: dict[str, object] = {
        "cycle": cycle,
        "rounds": rounds,
        "counts": list(counts.items()),
        "total": len(rows),
    }
    return listing.answer(request, "portal/data_check.html", context)
