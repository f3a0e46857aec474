"""My day, the round board, a unit's card, the search."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.base import clock
from shuping.base.charts import Series, stacked_bars
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import GRADES
from shuping.core.text.searching import words_of

from . import finding, queries
from .wording import AREAS, GROUPS, REPORT_STATES


def my_day(request: HttpRequest) -> HttpResponse:
    """The page after the log-in: the year, four numbers, what waits, grades of the last years."""
    actor = actor_of(request)
    on = clock.today()
    cycle = queries.cycle_of(actor)
    context: dict[str, object] = {"cycle": cycle, "groups": queries.day_groups(actor, on=on), "on": on}
    if cycle is not None:
        grades = queries.grade_years(actor, cycle)
        context |= {
            "steps": queries.year_bar(cycle),
            "stage": cycles_api.stage_name(cycle.stage),
            "numbers": queries.numbers(actor, cycle, on=on),
            "grades": grades,
            "chart": _chart(grades) if grades else "",
            "rows": list(zip(grades.names, grades.figures, strict=True)) if grades else [],
        }
    return render(request, "portal/my_day.html", context)


def _chart(grades: queries.GradeYears) -> SafeString:
    series = [Series(css, name, row) for css, name, row in zip(GRADES, grades.names, grades.figures, strict=True)]
    return stacked_bars(_("Grades of the last years"), grades.years, series)


def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, as one list across all modules: put in order, narrowed, downloaded, printed (DSH-01)."""
    groups = queries.day_groups(actor_of(request), on=clock.today())
    rows = [(group.name, line) for group in groups for line in group.lines]
    urgency = {str(name): place for place, (_key, name) in enumerate(GROUPS)}
    listing = Listing(
        gettext_lazy("Waiting for me"),
        [
            Column("text", gettext_lazy("Work to do"), lambda row: str(row[1].text), link=lambda row: row[1].url),
            Column("about", gettext_lazy("Whom it concerns"), lambda row: row[1].about),
            Column(
                "area",
                gettext_lazy("Part"),
                lambda row: str(AREAS[row[1].kind.partition(".")[0]]),
                kind="short",
                filter=True,
            ),
            Column("count", gettext_lazy("How many"), lambda row: row[1].count, kind="number"),
            Column("due", gettext_lazy("Due"), lambda row: row[1].due, kind="date"),
            Column(
                "urgency",
                gettext_lazy("Urgency"),
                lambda row: str(row[0]),
                kind="short",
                filter=True,
                sort_key=lambda name: urgency.get(str(name), len(urgency)),
            ),
        ],
        rows,
        empty=gettext_lazy("Nothing waits for you today."),
    )
    return listing.answer(request, "portal/waiting.html")


@door(Permission.BOARD_READ)
def board(request: HttpRequest) -> HttpResponse:
    """Each reporter: handed in, waiting or late, with the contact to call and a reminder to copy (DSH-02)."""
    actor = actor_of(request)
    on = clock.today()
    cycle = queries.cycle_of(actor, request.GET.get("round", ""))
    if cycle is None and request.GET.get("round"):
        raise Http404
    rows = queries.board(actor, cycle, on=on) if cycle is not None else []
    may_remind = actor.reach(Permission.REMIND) is not Reach.NONE
    listing = Listing(
        gettext_lazy("Round board"), _board_columns(request, may_remind), rows, page_size=60, landscape=True
    )
    rounds = [row for row in cycles_api.cycles_of(actor) if not row.rehearsal]
    to_all = queries.reminder_to_all(rows, on) if may_remind else ""
    return listing.answer(request, "portal/board.html", {"cycle": cycle, "rounds": rounds, "to_all": to_all})


def _board_columns(request: HttpRequest, may_remind: bool) -> list[Column]:
    columns = [
        Column("number", gettext_lazy("No."), lambda line: line.participant.order_no, kind="number"),
        Column("unit", gettext_lazy("Unit"), lambda line: line.participant.organization_name, link=_card_link),
        Column(
            "reporter", gettext_lazy("Person who reports"), lambda line: line.participant.person_name, kind="person"
        ),
        Column("mode", gettext_lazy("Way of reporting"), _mode, kind="short", filter=True),
        Column("state", gettext_lazy("State"), _state, cell=_state_badge, filter=True),
        Column("round", gettext_lazy("Times handed in"), lambda line: line.round_number, kind="number"),
        Column("due", gettext_lazy("Due"), lambda line: line.due, kind="date"),
        Column("submitted", gettext_lazy("Handed in"), lambda line: line.submitted_at, kind="date"),
        Column("contact", gettext_lazy("Contact"), _contact, sortable=False),
        Column("reminded", gettext_lazy("Reminders so far"), lambda line: len(line.reminders), kind="number"),
    ]
    if may_remind:
        cell = partial(_remind, token=get_token(request), back=request.get_full_path())
        columns.append(
            Column(
                "remind",
                gettext_lazy("Remind"),
                lambda line: "",
                cell=cell,
                sortable=False,
                download=False,
                kind="no-print",
            )
        )
    return columns


def _card_link(line: queries.BoardLine) -> str:
    return reverse("portal:card", args=[line.participant.organization_id])


def _mode(line: queries.BoardLine) -> str:
    return _("on the spot") if line.participant.mode == "on_the_spot" else _("in writing")


def _state(line: queries.BoardLine) -> str:
    if line.overdue:
        return _("Late, not handed in")
    words = str(REPORT_STATES[line.state][0])
    return _("%(state)s (late)") % {"state": words} if line.late else words


def _state_badge(line: queries.BoardLine) -> SafeString:
    return badge(_state(line), "error" if line.overdue else REPORT_STATES[line.state][1])


def _contact(line: queries.BoardLine) -> str:
    one = line.contact
    return " ".join(part for part in (one.name, one.office_phone, one.mobile) if part) if one else ""


def _remind(line: queries.BoardLine, *, token: str, back: str) -> SafeString:
    if line.handed_in:
        return SafeString("")
    return SafeString(render_to_string("portal/remind.html", {"line": line, "csrf_token": token, "back": back}))


@door(Permission.HISTORY_READ)
def card(request: HttpRequest, organization_id: int) -> HttpResponse:
    """One page about one unit, for the table of the meeting."""
    actor = actor_of(request)
    organization = organization_api.find_organization(actor, organization_id, Permission.HISTORY_READ)
    found = queries.card_of(actor, organization, on=clock.today())
    years = [
        {
            "year": row,
            "closed": queries.percent(row.figures.closed_share),
            "on_time": queries.percent(row.figures.on_time_share),
        }
        for row in found.years
    ]
    reviews = actor.reach(Permission.REPORT_REVIEW) is Reach.ALL
    return render(request, "portal/card.html", {"card": found, "years": years, "reviews": reviews})


@door(Permission.ORGANIZATION_READ)
def search(request: HttpRequest) -> HttpResponse:
    """Units, people, problems and reports by a word of two characters or more."""
    text = request.GET.get("q", "").strip()
    groups = finding.search(actor_of(request), text)
    short = bool(text) and not words_of(text)
    return render(request, "portal/search.html", {"text": text, "groups": groups, "short": short})
