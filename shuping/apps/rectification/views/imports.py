"""Problems of the 民主生活会 from a workbook or pasted cells: a dry run with a report per row, then all or none."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shuping.adapters.sheet_stamp import Stamp
from shuping.adapters.sheets import SheetTable, text_of, write_table
from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification.forms import ImportForm
from shuping.apps.rectification.services.imports import COLUMNS, ProblemLine, import_life_meeting, read_problems
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import workbook_answer
from shuping.base.wording import sentence
from shuping.core.errors import InputError, RuleError
from shuping.core.roles.permissions import Permission

from .pages import round_kept


def _again(table: SheetTable) -> str:
    """The table as pasted cells, for the confirmation."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[text_of(value) for value in row] for row in table.rows])
    return out.getvalue()


SHEET = "rectification.life_meeting"


def _sheet(cycle: cycles_api.Cycle) -> HttpResponse:
    """The sheet to fill in: one line per reporting unit; more lines may be added, empty ones are skipped."""
    title = f"{cycle.title}民主生活会查摆问题登记表"
    rows = [(one.organization_name, None, None, None, None) for one in cycles_api.reporters(cycle)]
    heads = [names[0] for names in COLUMNS.values()]
    stamp = Stamp(SHEET, str(cycle.pk))
    return workbook_answer(write_table(title, heads, rows, widths=(30, 50, 10, 40, 20), stamp=stamp), title)


def _records(table: SheetTable, cycle: cycles_api.Cycle) -> list[tuple[int, dict[str, str]]]:
    """The rows with something beside the unit. Raises InputError for the sheet of another round, or without heads."""
    if table.stamp is not None:
        table.stamp.refuse_other(SHEET, str(cycle.pk))
    missing = [COLUMNS[key][0] for key in ("unit", "text") if not set(COLUMNS[key]) & set(table.columns)]
    if missing:
        raise InputError("rectification.import_heads", heads="、".join(missing))
    rows = [(number, {key: text_of(value) for key, value in record.items()}) for number, record in table.records()]
    known = {name for key, names in COLUMNS.items() if key != "unit" for name in names}
    return [(number, row) for number, row in rows if any(row.get(name) for name in known)]


def _why(line: ProblemLine) -> str:
    return sentence(RuleError(line.fault, category=line.category)) if line.fault else ""


@door(Permission.ISSUE_KEEP)
def import_problems(request: HttpRequest) -> HttpResponse:
    """Read the table, show what each row would become, write on confirmation."""
    actor = actor_of(request)
    shown = round_kept(request)
    if request.GET.get("download") == "xlsx" and shown is not None:
        return _sheet(shown)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "round": shown}
    if request.method == "POST" and shown is not None and form.is_valid():
        table: SheetTable = form.cleaned_data["table"]
        try:
            lines = read_problems(shown, _records(table, shown))
        except RuleError as error:
            form.add_error("file" if request.FILES else "pasted", sentence(error))
            return render(request, "rectification/import.html", context, status=409)
        if "confirm" in request.POST and attempt(
            form, lambda: import_life_meeting(cycle=shown, lines=lines, by=actor, at=clock.now())
        ):
            messages.success(request, _("%(count)d problems were imported.") % {"count": len(lines)})
            return redirect("rectification:issues")
        context |= {
            "lines": [(line, _why(line)) for line in lines],
            "faulty": sum(bool(line.fault) for line in lines),
            "again": _again(table),
        }
    return render(request, "rectification/import.html", context, status=409 if form.errors else 200)
