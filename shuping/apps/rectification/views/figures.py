"""F8 as figures, a chart and its table."""

from collections.abc import Sequence
from fractions import Fraction
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import access, queries
from shuping.base import clock
from shuping.base.charts import Series, stacked_bars
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.rectification.figures import Figures
from shuping.core.roles.permissions import Permission

from .pages import address, below, round_links, round_shown


def percent(share: Fraction | None) -> str:
    """A share as a percentage with one decimal, rounded half up; a dash where nothing stands below the line."""
    if share is None:
        return "—"
    tenths = (share * 2000 + 1) // 2
    return f"{tenths // 10}.{tenths % 10}%"


def _count(key: str, label: object, name: str) -> Column:
    return Column(key, label, lambda row: getattr(row[1], name), kind="number")  # type: ignore[arg-type]


COLUMNS = (
    _count("total", _("Problems"), "total"),
    _count("closed", _("Signed off"), "closed"),
    _count("open", _("Not signed off"), "open"),
    _count("long_term", _("Kept up for the long term"), "long_term"),
    _count("overdue", _("Overdue"), "overdue"),
    _count("due_soon", _("Due soon"), "due_soon"),
    Column("closed_share", _("Closed of all"), lambda row: percent(row[1].closed_share), kind="number"),
    Column("on_time", _("On time of closed"), lambda row: percent(row[1].on_time_share), kind="number"),
    Column("recurrence", _("Found again of closed"), lambda row: percent(row[1].recurrence), kind="number"),
)


@door(Permission.ISSUE_READ)
def figures(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """Closed of all, on time of closed, found again of closed: the round, and unit by unit in office order."""
    actor = actor_of(request)
    shown = round_shown(request, cycle)
    rows = access.issues(actor).filter(cycle=shown) if shown is not None else access.issues(actor).none()
    soon = cycles_api.rules_of(shown).rectification.due_soon_days if shown is not None else 7
    units = queries.figures_by_unit(rows, on=clock.today(), soon_days=soon)
    whole = queries.figures(rows, on=clock.today(), soon_days=soon)
    ledger = address("ledger", shown.pk if shown is not None else None)

    def rows_of(row: tuple[object, Figures]) -> str:
        return f"{ledger}?{urlencode({'f_unit': str(row[0])})}"

    columns = (Column("unit", _("Unit"), lambda row: str(row[0]), link=rows_of), *COLUMNS)
    listing = Listing(_("Rectification figures"), columns, units, empty=_("No problem is on this list yet."))
    context: dict[str, object] = {
        "title": _("Rectification figures"),
        "round": shown,
        "rounds": round_links(request, "figures", shown),
        "trail": below("ledger", cycle),
        "whole": whole,
        "closed_share": percent(whole.closed_share),
        "on_time_share": percent(whole.on_time_share),
        "recurrence": percent(whole.recurrence),
        "chart": _chart(units) if units else "",
    }
    return listing.answer(request, "rectification/figures.html", context)


def _chart(units: Sequence[tuple[object, Figures]]) -> str:
    lines = [line for _unit, line in units]
    return stacked_bars(
        str(_("Problems by unit")),
        [str(unit)[:6] for unit, _line in units],
        [
            Series("ok", str(_("Signed off")), [line.closed for line in lines]),
            Series("plain", str(_("Not signed off, in time")), [line.open - line.overdue for line in lines]),
            Series("error", str(_("Overdue")), [line.overdue for line in lines]),
            Series("wait", str(_("Kept up for the long term")), [line.long_term for line in lines]),
        ],
    )
