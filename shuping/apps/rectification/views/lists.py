"""The three lists (problems, tasks, responsibilities), the ledger (document 18)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import access, queries, wording
from shuping.apps.rectification.models import Measure
from shuping.apps.rectification.queries.listing import ledger_rows, listed, stored
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column
from shuping.base.stored_listing import StoredListing
from shuping.core.roles.permissions import Permission

from .pages import address, archived, below, category, holds, light_badge, round_links, round_shown, state_badge, word

Row = queries.LedgerRow


def _issue_link(row: Row) -> str:
    return reverse("rectification:issue", args=[row.issue.pk])


def _state(row: Row) -> str:
    return word(wording.STATES, row.issue.state)


def _light(row: Row) -> str:
    return str(wording.LIGHTS[row.light])


def _scope(common: bool) -> str:
    return str(_("Common problem") if common else _("Individual problem"))


STORED = stored(
    {
        "source": lambda code: word(wording.SOURCES, code),
        "scope": _scope,
        "severity": lambda code: word(wording.SEVERITIES, code),
        "state": lambda code: word(wording.STATES, code),
        "light": lambda code: str(wording.LIGHTS[code]),
    }
)


def _measures(key: str, label: Any, show: Callable[[Measure], str], **more: Any) -> Column:
    def text(row: Row) -> str:
        measures = list(row.issue.measures.all())
        if len(measures) == 1:
            return show(measures[0])
        return "\n".join(f"{measure.number}. {show(measure)}" for measure in measures)

    return Column(key, label, text, cell=lambda row: linebreaksbr(text(row)), **more)


def _progress(row: Row) -> str:
    return "\n".join(f"{day:%Y-%m-%d} {text}" for day, text in row.progress)


_UNIT = Column("unit", _("Unit"), lambda row: str(row.issue.organization), filter=True)
_NUMBER = Column("number", _("No."), lambda row: row.issue.number, kind="number")
_PROBLEM = Column("problem", _("Problem"), lambda row: row.issue.text, link=_issue_link, kind="wide", width=48)
_SOURCE = Column(
    "source", _("Source of the problem"), lambda row: word(wording.SOURCES, row.issue.source), filter=True, kind="short"
)
_CATEGORY = Column("category", _("Category"), lambda row: category(row.issue), filter=True)
_SCOPE = Column(
    "scope",
    _("Scope"),
    lambda row: _scope(row.issue.common),
    filter=True,
    kind="short",
)
_DUE = Column("due", _("Time limit"), lambda row: row.issue.due_on, kind="date")
_STATE = Column("state", _("State"), _state, cell=lambda row: state_badge(row.issue.state), filter=True, kind="short")
_LIGHT = Column(
    "light", _("Deadline watch"), _light, cell=lambda row: light_badge(row.light), filter=True, kind="short"
)

PROBLEMS: Sequence[Column] = (
    _UNIT,
    _NUMBER,
    _PROBLEM,
    _SOURCE,
    _CATEGORY,
    _SCOPE,
    Column("cause", _("Root cause"), lambda row: row.issue.root_cause),
    Column(
        "severity", _("Severity"), lambda row: word(wording.SEVERITIES, row.issue.severity), filter=True, kind="short"
    ),
    _STATE,
    _LIGHT,
)
TASKS: Sequence[Column] = (
    _UNIT,
    _NUMBER,
    _PROBLEM,
    Column("objective", _("Expected result"), lambda row: row.issue.objective),
    _measures("measures", _("Rectification measures"), lambda measure: measure.text, kind="wide", width=48),
    _measures("results", _("Result"), lambda measure: measure.result or measure.expected_result),
    _measures("days", _("Deadline of the measure"), lambda measure: measure.due_on.isoformat(), kind="short"),
    _DUE,
    _STATE,
    _LIGHT,
)
DUTIES: Sequence[Column] = (
    _UNIT,
    _NUMBER,
    _PROBLEM,
    Column("leader", _("Leading person"), lambda row: row.issue.lead_leader, filter=True, kind="person"),
    Column("department", _("Leading department"), lambda row: row.issue.lead_department),
    Column("assisting", _("Assisting departments"), lambda row: row.issue.assisting),
    _measures("owners", _("Responsible for the measures"), lambda measure: measure.owner),
    _DUE,
    _STATE,
)
LEDGER: Sequence[Column] = (
    _UNIT,
    _NUMBER,
    _PROBLEM,
    _SOURCE,
    _CATEGORY,
    Column("objective", _("Expected result"), lambda row: row.issue.objective),
    _measures("measures", _("Rectification measures"), lambda measure: measure.text, kind="wide", width=48),
    Column("leader", _("Leading person"), lambda row: row.issue.lead_leader, filter=True, kind="person"),
    Column("department", _("Leading department"), lambda row: row.issue.lead_department),
    _DUE,
    Column("progress", _("Progress"), _progress, cell=lambda row: linebreaksbr(_progress(row)), kind="wide", width=36),
    Column("evidence", _("Evidence"), lambda row: row.evidence, kind="number"),
    _STATE,
    _LIGHT,
    Column(
        "signed_off",
        _("Signed off on"),
        lambda row: clock.local_day(row.issue.signed_off_at) if row.issue.signed_off_at else None,
        kind="date",
    ),
    Column("acceptor", _("Accepted by"), lambda row: str(row.issue.signed_off_by or ""), kind="short"),
)

TABS: Sequence[tuple[str, Any]] = (
    ("issues", _("Problem list")),
    ("tasks", _("Task list")),
    ("duties", _("Responsibility list")),
    ("ledger", _("Rectification ledger")),
)


def _list(
    request: HttpRequest,
    name: str,
    columns: Sequence[Column],
    pk: int | None,
    *,
    entering: Sequence[dict[str, object]] = (),
    buttons: Sequence[dict[str, object]] = (),
) -> HttpResponse:
    """One list of a round; `entering`: the buttons that bring in problems, not shown once the round is archived."""
    actor = actor_of(request)
    shown = round_shown(request, pk)
    rows = access.issues(actor).filter(cycle=shown) if shown is not None else access.issues(actor).none()
    soon_days = cycles_api.rules_of(shown).rectification.due_soon_days if shown is not None else 0
    title, today = dict(TABS)[name], clock.today()
    listing = StoredListing(
        title=title,
        columns=columns,
        source=listed(rows, on=today, soon_days=soon_days),
        stored=STORED,
        build=lambda keys: ledger_rows(keys, on=today),
        landscape=True,
        empty=_("No problem is on this list yet."),
    )
    tabs = [{"url": address(key, pk), "label": label, "current": key == name} for key, label in TABS]
    return listing.answer(
        request,
        "rectification/list.html",
        {
            "title": title,
            "round": shown,
            "tabs": tabs,
            "trail": below("issues", pk) if name in ("tasks", "duties") else [],
            "rounds": round_links(request, name, shown),
            "large": name == "ledger",  # A3 across; the three lists fit A4
            "buttons": [*([] if shown is not None and archived(shown) else entering), *buttons],
        },
    )


@door(Permission.ISSUE_READ)
def issues(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """问题清单: every problem of the round that the actor may see."""
    if not holds(actor_of(request), Permission.ISSUE_KEEP):
        return _list(request, "issues", PROBLEMS, cycle)
    entering: list[dict[str, object]] = [
        {"url": reverse("rectification:open"), "label": _("Add a problem"), "primary": True},
        {"url": reverse("rectification:import"), "label": _("Import from the democratic life meeting")},
    ]
    shown = round_shown(request, cycle)
    if shown is not None and cycles_api.may_in(actor_of(request), Permission.ISSUE_KEEP, shown):
        sheet = reverse("rectification:problem_sheet", args=[shown.pk])
        entering.append({"url": sheet, "label": _("Problem list to fill in")})
    buttons: list[dict[str, object]] = [{"url": address("common", cycle), "label": _("Common problems")}]
    return _list(request, "issues", PROBLEMS, cycle, entering=entering, buttons=buttons)


@door(Permission.ISSUE_READ)
def tasks(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """任务清单: what is done about each problem, until when, with which result."""
    return _list(request, "tasks", TASKS, cycle)


@door(Permission.ISSUE_READ)
def duties(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """责任清单: who leads, who assists, who is responsible."""
    return _list(request, "duties", DUTIES, cycle)


@door(Permission.ISSUE_READ)
def ledger(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """整改台账: the columns of document 18."""
    buttons: list[dict[str, object]] = [
        {"url": address("figures", cycle), "label": _("Figures")},
        {"url": address("look_backs", cycle), "label": _("Look-back")},
    ]
    if holds(actor_of(request), Permission.SIGN_OFF_ACCEPT):
        buttons.insert(0, {"url": reverse("rectification:sign_offs"), "label": _("Sign-off requests")})
    if holds(actor_of(request), Permission.PLAN_APPROVE):
        buttons.insert(1, {"url": reverse("rectification:extensions"), "label": _("Requests for more time")})
    buttons.append({"url": address("plans", cycle), "label": _("Rectification plans")})
    shown = round_shown(request, cycle)
    if shown is not None and holds(actor_of(request), Permission.ISSUE_PROGRESS):
        sheet = reverse("rectification:ledger_sheet", args=[shown.pk])
        buttons.append({"url": sheet, "label": _("Rectification ledger to fill in")})
    return _list(request, "ledger", LEDGER, cycle, buttons=buttons)
