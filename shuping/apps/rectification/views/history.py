"""Several years of one unit and of one secretary on one page, printable (SPC-08, REC-15)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuping.apps.grades import api as grades_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import access, wording
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.queries import history as queries
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.charts import Series, stacked_bars
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.core.rectification.states import State
from shuping.core.roles.permissions import Permission

from .figures import percent
from .pages import holds, may, state_badge


def _person_link(row: queries.UnitLine) -> str | None:
    return reverse("rectification:history_person", args=[row.person_id]) if row.person_id else None


@door(Permission.HISTORY_READ)
def history(request: HttpRequest) -> HttpResponse:
    """Which unit or secretary to look at over the years."""
    listing = Listing(
        title=_("Several years"),
        columns=(
            Column(
                "unit",
                _("Unit"),
                lambda row: str(row.organization),
                link=lambda row: reverse("rectification:history_unit", args=[row.organization.pk]),
            ),
            Column("secretary", _("Secretary today"), lambda row: row.person, link=_person_link, kind="person"),
            Column("rounds", _("Rounds"), lambda row: row.rounds, kind="number"),
            Column("problems", _("Problems"), lambda row: row.problems, kind="number"),
            Column("open", _("Not signed off"), lambda row: row.open, kind="number"),
            Column("long_term", _("Kept up for the long term"), lambda row: row.long_term, kind="number"),
            Column("again", _("Found again"), lambda row: row.opened_again, kind="number"),
            Column("chains", _("Appeared in several years"), lambda row: row.chains, kind="number"),
        ),
        rows=queries.unit_list(actor_of(request), on=clock.today()),
        empty=_("No unit has taken part in a round yet."),
    )
    return listing.answer(request, "rectification/list.html", {"title": _("Several years")})


def _year(actor: Actor, line: queries.YearLine) -> dict[str, object]:
    figures = line.figures
    return {
        "line": line,
        "cycle": line.cycle,
        "organization": line.organization,
        "called": _called(line),
        "participants": [(row, wording.MODES.get(row.mode, row.mode)) for row in line.participants],
        "grade": line.result.grade_name if line.result else "",
        "grade_page": grades_api.page_of(actor, line.result, line.cycle) if line.result else "",
        "figures": figures,
        "on_time": percent(figures.on_time_share),
        "issues": [(one, state_badge(one.state)) for one in line.issues],
        "talks": [(row, wording.TALKS[row.kind]) for row in line.talks],
    }


def _called(line: queries.YearLine) -> str:
    """What the unit was called in that round, where it is called otherwise today (ORG-04)."""
    name = line.participants[0].organization_name if line.participants else ""
    return "" if name == line.organization.name else name


def _chain(line: queries.ChainLine) -> dict[str, object]:
    words, colour = wording.VERDICTS[line.verdict]
    latest = line.issues[-1]
    return {
        "verdict": badge(words, colour),
        "years": "、".join(str(year) for year in line.years),
        "category": latest.category or "",
        "issues": [(one, state_badge(one.state)) for one in line.issues],
    }


def _term(line: queries.TermLine) -> dict[str, object]:
    return {"term": line.term, "balance": line.balance}


def _chart(lines: Sequence[queries.YearLine]) -> SafeString | str:
    """What became of each year's problems, the earliest year first; every problem in one part."""
    ordered = [line for line in reversed(lines) if line.issues]
    if not ordered:
        return ""

    def count(line: queries.YearLine, *states: State) -> int:
        return sum(one.state in states for one in line.issues)

    closed = [count(line, State.SIGNED_OFF, State.HELD) for line in ordered]
    again = [count(line, State.RELAPSED) for line in ordered]
    long_term = [count(line, State.LONG_TERM) for line in ordered]
    rest = [len(line.issues) - closed[place] - again[place] - long_term[place] for place, line in enumerate(ordered)]
    return stacked_bars(
        gettext("Problems by year"),
        [str(line.cycle.year) for line in ordered],
        [
            Series("ok", gettext("Signed off"), closed),
            Series("wait", gettext("Kept up for the long term"), long_term),
            Series("plain", gettext("Not signed off"), rest),
            Series("error", gettext("Found again: opened anew"), again),
        ],
    )


@door(Permission.HISTORY_READ)
def history_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: years, grades, problems, what came again, who was secretary when."""
    actor = actor_of(request)
    unit = access.find_unit(actor, pk, Permission.HISTORY_READ)
    issues = queries.told([unit])
    lines = queries.year_lines(actor, unit, issues, on=clock.today())
    from_units, into_units = organization_api.successions_of(unit)
    context: dict[str, object] = {
        "unit": unit,
        "from_units": [one for one in from_units if may(actor, Permission.HISTORY_READ, one.predecessor)],
        "into_units": [one for one in into_units if may(actor, Permission.HISTORY_READ, one.successor)],
        "years": [_year(actor, line) for line in lines],
        "chains": [_chain(line) for line in queries.chain_lines(issues)],
        "terms": [_term(line) for line in queries.term_lines(queries.terms_of([unit]), issues)],
        "chart": _chart(lines),
        "with_talks": holds(actor, Permission.TALK_KEEP),
        "opens": _opens(actor, issues),
    }
    return render(request, "rectification/history_unit.html", context)


def _opens(actor: Actor, issues: Sequence[Issue]) -> bool:
    """Whether the problems' own pages open for the actor; all of one unit, so the first one tells."""
    return bool(issues) and may(actor, Permission.ISSUE_READ, issues[0].organization)


@door(Permission.HISTORY_READ)
def history_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One secretary: the units, the years, and the work that began in the own terms."""
    actor = actor_of(request)
    person = access.find_secretary(actor, pk)
    units = [_person_unit(actor, one) for one in queries.person_units(actor, person, on=clock.today())]
    context: dict[str, object] = {
        "person": person,
        "units": units,
        "with_talks": holds(actor, Permission.TALK_KEEP),
    }
    return render(request, "rectification/history_person.html", context)


def _person_unit(actor: Actor, one: queries.PersonUnit) -> dict[str, Any]:
    return {
        "organization": one.organization,
        "terms": [_term(line) for line in one.terms],
        "years": [_year(actor, line) for line in one.years],
        "chains": [_chain(line) for line in queries.chain_lines(one.issues)],
        "issues": [(row, state_badge(row.state), queries.begun(row)) for row in one.issues],
        "before": one.before,
        "opens": _opens(actor, one.issues),
        "reads": may(actor, Permission.HISTORY_READ, one.organization),
    }
