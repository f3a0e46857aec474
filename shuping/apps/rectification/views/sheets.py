"""Ledger, problem list and plan as sheets: down, filled in, a report per row, then all rows or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shuping.adapters.sheets import SheetTable
from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import access
from shuping.apps.rectification.forms import ImportForm
from shuping.apps.rectification.services import ledger_sheet, plan_sheet, problem_sheet
from shuping.apps.rectification.services.sheets import NUMBER, UNIT, Layout, SheetLine, SheetRow
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import workbook_answer
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .pages import may, round_shown


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What tells one sheet from the others."""

    layout: Layout
    about: str  # the round, or the round and the unit, that the hidden sheet names
    title: str | Promise
    file_title: str  # of the workbook, official and Chinese
    note: str | Promise
    above: str  # the address of the page the sheet belongs to
    above_words: str | Promise
    write: Callable[[str], bytes]
    read: Callable[[Sequence[SheetRow]], Sequence[Any]]
    bring: Callable[[Sequence[Any]], int]


def _salt(request: HttpRequest, sheet: Sheet) -> str:
    return f"{sheet.layout.kind}:{sheet.about}:{actor_of(request).user_id}"


def _checked(request: HttpRequest, sheet: Sheet, letters: Mapping[str, str], lines: Sequence[SheetLine]) -> str:
    """The rows that say something, signed, for the confirmation: with the seal that each must still have then."""
    rows = [[line.row.number, line.row.cells, line.row.told or line.state] for line in lines if not line.blank]
    heads = {head: letter for head, letter in letters.items() if head in sheet.layout.heads}
    return signing.dumps({"letters": heads, "rows": rows}, salt=_salt(request, sheet), compress=True)


def _confirmed(request: HttpRequest, sheet: Sheet) -> tuple[Mapping[str, str], list[SheetRow]]:
    """The rows of the check that is confirmed. Raises RuleError `rectification.check_lost`."""
    try:
        kept = signing.loads(request.POST.get("checked", ""), salt=_salt(request, sheet))
    except signing.BadSignature as error:
        raise RuleError("rectification.check_lost") from error
    return kept["letters"], [SheetRow(number, cells, told) for number, cells, told in kept["rows"]]


def _answer(request: HttpRequest, cycle: cycles_api.Cycle, sheet: Sheet) -> HttpResponse:
    if request.GET.get("download") == "xlsx":
        title = f"{cycle.title}{sheet.file_title}"
        return workbook_answer(sheet.write(title), title)
    context: dict[str, object] = {"form": ImportForm(), "round": cycle, "sheet": sheet}
    if request.method != "POST":
        return render(request, "rectification/sheet.html", context)
    return _taken(request, sheet, context) if "confirm" in request.POST else _judged(request, sheet, context)


def _judged(request: HttpRequest, sheet: Sheet, context: dict[str, object]) -> HttpResponse:
    """The report of a table that was sent."""
    form = context["form"] = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        table: SheetTable = form.cleaned_data["table"]
        try:
            rows = sheet.layout.read(table, sheet.about)
        except RuleError as error:
            form.add_error("file" if request.FILES else "pasted", sentence(error))
        else:
            context |= _report(request, sheet, table.letters(), sheet.read(rows))
    return render(request, "rectification/sheet.html", context, status=409 if form.errors else 200)


def _taken(request: HttpRequest, sheet: Sheet, context: dict[str, object]) -> HttpResponse:
    """What was checked is written; where that is refused, the report says what stands now."""
    try:
        letters, rows = _confirmed(request, sheet)
        lines = sheet.read(rows)
        context |= _report(request, sheet, letters, lines)
        count = sheet.bring(lines)
    except RuleError as error:
        return render(request, "rectification/sheet.html", context | {"refused": sentence(error)}, status=409)
    text = ngettext("%(count)d row was taken over.", "%(count)d rows were taken over.", count)
    messages.success(request, text % {"count": count})
    return redirect(sheet.above)


def _report(
    request: HttpRequest, sheet: Sheet, letters: Mapping[str, str], lines: Sequence[SheetLine]
) -> dict[str, object]:
    wanted = [line for line in lines if not line.blank]
    return {
        "lines": [_shown(line, letters, sheet.layout.heads) for line in wanted],
        "faulty": sum(bool(line.faults) for line in wanted),
        "blank": len(lines) - len(wanted),
        "checked": _checked(request, sheet, letters, lines),
    }


def _shown(line: SheetLine, letters: Mapping[str, str], heads: Sequence[str]) -> dict[str, object]:
    """A row of the report: where it stands, what it changes, in which cells it is refused and why."""
    faults = [(f"{letters.get(fault.head, '')}{line.row.number}", sentence(fault.error)) for fault in line.faults]
    where = " ".join(filter(None, (line.row.text(UNIT), line.row.text(NUMBER))))
    return {
        "line": line,
        "where": where,
        "changes": sorted(line.changes, key=lambda one: heads.index(one.head)),
        "faults": faults,
    }


def _found(request: HttpRequest, pk: int) -> cycles_api.Cycle:
    shown = round_shown(request, pk)
    if shown is None:
        raise Http404
    return shown


@door(Permission.ISSUE_PROGRESS)
def ledger(request: HttpRequest, cycle: int) -> HttpResponse:
    """整改台账 with progress and finished measures, filled in by the unit or, for progress, the office."""
    actor, shown = actor_of(request), _found(request, cycle)
    rows = access.issues(actor, Permission.ISSUE_PROGRESS).filter(cycle=shown)
    sheet = Sheet(
        layout=ledger_sheet.LAYOUT,
        about=str(shown.pk),
        title=_("Rectification ledger to fill in"),
        file_title="整改台账填报表",
        note=_(
            "Fill in 完成日期 and 完成结果 of the measures that are done, and 本次进展. Everything else is only shown."
        ),
        above=reverse("rectification:ledger_of", args=[shown.pk]),
        above_words=_("Rectification ledger"),
        write=lambda title: ledger_sheet.ledger_workbook(title, shown, rows),
        read=lambda sent: ledger_sheet.read_ledger(rows, sent, lambda unit: may(actor, Permission.PLAN_WRITE, unit)),
        bring=lambda lines: ledger_sheet.bring_ledger(cycle=shown, lines=lines, by=actor, at=clock.now()),
    )
    return _answer(request, shown, sheet)


@door(Permission.ISSUE_KEEP)
def problems(request: HttpRequest, cycle: int) -> HttpResponse:
    """问题清单: problems typed in, those that stand there classified."""
    actor, shown = actor_of(request), _found(request, cycle)
    if not cycles_api.may_in(actor, Permission.ISSUE_KEEP, shown):
        raise Http404
    rows = access.issues(actor, Permission.ISSUE_KEEP).filter(cycle=shown)
    sheet = Sheet(
        layout=problem_sheet.LAYOUT,
        about=str(shown.pk),
        title=_("Problem list to fill in"),
        file_title="问题清单填报表",
        note=_(
            "A row without 序号 is a new problem; one with it is classified anew. The text of a problem the unit was "
            "told of is fixed."
        ),
        above=reverse("rectification:issues_of", args=[shown.pk]),
        above_words=_("Problem list"),
        write=lambda title: problem_sheet.problem_workbook(title, shown, rows),
        read=lambda sent: problem_sheet.read_problem_list(shown, rows, sent),
        bring=lambda lines: problem_sheet.bring_problems(cycle=shown, lines=lines, by=actor, at=clock.now()),
    )
    return _answer(request, shown, sheet)


@door(Permission.PLAN_WRITE)
def plan(request: HttpRequest, cycle: int, organization: int) -> HttpResponse:
    """整改方案 of a unit: its problems with the measures that the unit fills in."""
    actor = actor_of(request)
    unit, shown = access.find_unit(actor, organization, Permission.PLAN_WRITE), _found(request, cycle)
    rows = access.issues(actor, Permission.PLAN_WRITE).filter(cycle=shown, organization=unit)
    sheet = Sheet(
        layout=plan_sheet.LAYOUT,
        about=plan_sheet.about(shown, unit),
        title=_("Rectification plan to fill in"),
        file_title=f"{unit}整改方案填报表",
        note=_(
            "One row is one measure: a further measure is a further row with the same 序号 and without 举措序号. "
            "A measure is taken off on its page."
        ),
        above=reverse("rectification:plan", args=[shown.pk, unit.pk]),
        above_words=_("Rectification plan"),
        write=lambda title: plan_sheet.plan_workbook(title, shown, unit, rows),
        read=lambda sent: plan_sheet.read_plan(rows, sent),
        bring=lambda lines: plan_sheet.bring_plan(
            cycle=shown, organization=unit, lines=lines, by=actor, at=clock.now()
        ),
    )
    return _answer(request, shown, sheet)
