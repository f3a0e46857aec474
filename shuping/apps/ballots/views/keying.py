"""Keying a whole sheet, comparing two keyings, keying a differing row again."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuping.adapters.sheets import read_table
from shuping.apps.ballots import access, keyed_sheet, queries, services
from shuping.apps.ballots.forms import Grid, ReasonForm, SheetForm, judge, posted_grid, stored_grid
from shuping.apps.ballots.models import Keying
from shuping.apps.ballots.wording import COLUMNS
from shuping.apps.cycles import api as cycles_api
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import workbook_answer
from shuping.base.wording import sentence
from shuping.core.ballots.tally import Forms
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission


@require_POST
@door(Permission.COUNT_KEY)
def start(request: HttpRequest, cycle_id: int, class_code: str) -> HttpResponse:
    """Take one of the two keyings of a class, or go on with the own one."""
    actor = actor_of(request)
    found = access.find_session(actor, cycle_id, Permission.COUNT_KEY)
    keying = services.start_keying(session=found, class_code=class_code, by=actor, at=clock.now())
    return redirect("ballots:keying", pk=keying.pk)


@door(Permission.COUNT_KEY)
def keying(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of one class: rows are the reporters in roster order. Saving keeps, finishing checks."""
    actor = actor_of(request)
    mine = access.find_own_keying(actor, pk)
    rules = queries.rules_of(mine.session.cycle)
    people = _sheet(mine).people
    if request.GET.get("download") == "xlsx":
        return _workbook(mine)
    if request.method != "POST":
        return render(request, "ballots/keying.html", _grid_context(mine, _stored(mine)))
    if request.POST.get("act") == "sheet":
        return _from_sheet(request, mine)
    grid = posted_grid(people, rules, request.POST, _bodies(mine))
    if not grid.readable:
        return render(request, "ballots/keying.html", _grid_context(mine, grid))
    return _keep(request, mine, grid)


def _keep(request: HttpRequest, mine: Keying, grid: Grid) -> HttpResponse:
    """Keep the rows; finish the sheet if that is the act."""
    actor, at = actor_of(request), clock.now()
    services.save_rows(keying=mine, rows=grid.parsed(), by=actor, at=at)
    if request.POST.get("act") != "finish":
        messages.success(request, _("Kept. The sheet is not finished yet."))
        return redirect("ballots:keying", pk=mine.pk)
    try:
        services.finish_keying(keying=mine, by=actor, at=at)
    except RuleError as error:
        messages.error(request, sentence(error))
        return redirect("ballots:keying", pk=mine.pk)
    messages.success(request, _("The sheet of class %(code)s is finished.") % {"code": mine.class_code})
    return redirect("ballots:session", cycle_id=mine.session.cycle_id)


def _workbook(mine: Keying) -> HttpResponse:
    """The sheet to fill in beside the paper, with the own figures so far."""
    rules, sheet = queries.rules_of(mine.session.cycle), _sheet(mine)
    title = f"{mine.session.cycle.title}{mine.class_code}类计票表（第{'一' if mine.number == 1 else '二'}次录入）"
    content = keyed_sheet.workbook(mine, sheet.people, rules, queries.rows_of(mine), title)
    return workbook_answer(content, title)


def _from_sheet(request: HttpRequest, mine: Keying) -> HttpResponse:
    """Fill the page from the uploaded sheet; nothing is kept before the clerk keeps or finishes it."""
    rules, sheet, rows = queries.rules_of(mine.session.cycle), _sheet(mine), queries.rows_of(mine)
    form = SheetForm(request.POST, request.FILES)
    if mine.finished_at is not None or not form.is_valid():
        return render(request, "ballots/keying.html", _grid_context(mine, _stored(mine), form), status=409)
    try:
        table = read_table(form.cleaned_data["file"], strict=True)
        fields = keyed_sheet.fields_of(table, mine, sheet.people, rules, rows)
    except RuleError as error:
        form.add_error("file", sentence(error))
        return render(request, "ballots/keying.html", _grid_context(mine, _stored(mine), form), status=409)
    grid = posted_grid(sheet.people, rules, fields, sheet.bodies)
    if grid.readable:
        judge(grid, sheet.faults(grid.parsed(), rules), mine.class_code)
    context = _grid_context(mine, grid) | {"from_sheet": sum(1 for row in grid.rows if row.keyed)}
    return render(request, "ballots/keying.html", context)


def _stored(mine: Keying) -> Grid:
    rules, sheet, rows = queries.rules_of(mine.session.cycle), _sheet(mine), queries.rows_of(mine)
    return stored_grid(sheet.people, rules, rows, sheet.faults(rows, rules), mine.class_code, sheet.bodies)


def _sheet(mine: Keying) -> queries.ClassSheet:
    found = queries.sheet_of(mine.session, queries.rules_of(mine.session.cycle), mine.class_code)
    if found is None:
        raise Http404
    return found


def _bodies(mine: Keying) -> Mapping[str, Forms]:
    return _sheet(mine).bodies


def _grid_context(mine: Keying, grid: Grid, sheet_form: SheetForm | None = None) -> dict[str, object]:
    rules = queries.rules_of(mine.session.cycle)
    return {
        "keying": mine,
        "session": mine.session,
        "grid": grid,
        "forms": _sheet(mine).forms,
        "class_name": next((one.name for one in rules.classes if one.code == mine.class_code), ""),
        "by_form": rules.ballot.validity == "form",
        "reason_form": ReasonForm(),
        "sheet_form": sheet_form or SheetForm(),
    }


@require_POST
@door(Permission.COUNT_KEY)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own finished sheet up again."""
    actor = actor_of(request)
    mine = access.find_own_keying(actor, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    services.reopen_keying(keying=mine, reason=reason, by=actor, at=clock.now())
    return redirect("ballots:keying", pk=pk)


@door(Permission.COUNT_FIGURES)
def differences(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The differences block: every cell in which the two keyings of a class disagree, and what was keyed again."""
    actor = actor_of(request)
    found = access.find_session(actor, cycle_id, Permission.COUNT_FIGURES)
    rules = queries.rules_of(found.cycle)
    blocks = [
        {"sheet": sheet, "lines": queries.difference_lines(sheet, sheet.people), "mine": sheet.keying_of(actor.user_id)}
        for sheet in queries.sheets_of(found, rules)
        if sheet.finished
    ]
    names = {**COLUMNS, **cycles_api.grade_names(rules.grade_names)}
    context = {"session": found, "blocks": blocks, "names": names, "corrections": queries.corrections_of(found)}
    return render(request, "ballots/differences.html", context)


@door(Permission.COUNT_KEY)
def key_again(request: HttpRequest, pk: int, participant_id: int) -> HttpResponse:
    """One differing row, keyed again after looking at the paper."""
    actor = actor_of(request)
    mine = access.find_own_keying(actor, pk)
    rules = queries.rules_of(mine.session.cycle)
    people = [person for person in _sheet(mine).people if person.pk == participant_id]
    if not people:
        raise Http404
    grid = stored_grid(people, rules, queries.rows_of(mine), (), mine.class_code, _bodies(mine))
    if request.method == "POST":
        grid = posted_grid(people, rules, request.POST, _bodies(mine))
        rows = grid.parsed() if grid.readable else []
        if rows:
            try:
                services.rekey_row(keying=mine, row=rows[0], by=actor, at=clock.now())
            except RuleError as error:
                grid.rows[0].faults = [sentence(error)]
            else:
                messages.success(request, _("Keyed again; the figures before are kept."))
                return redirect("ballots:differences", cycle_id=mine.session.cycle_id)
    return render(request, "ballots/again.html", _grid_context(mine, grid))
