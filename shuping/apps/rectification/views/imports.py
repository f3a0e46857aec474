"""Problems of the 民主生活会 from a workbook or pasted cells: a dry run with a report per row, then all or none."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shuping.adapters.sheets import SheetTable, text_of
from shuping.apps.rectification.forms import ImportForm
from shuping.apps.rectification.services.imports import ProblemLine, import_life_meeting, read_problems
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .pages import attempt, round_kept


def _again(table: SheetTable) -> str:
    """The table as pasted cells, for the confirmation."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([[text_of(value) for value in row] for row in table.rows])
    return out.getvalue()


def _why(line: ProblemLine) -> str:
    return sentence(RuleError(line.fault, category=line.category)) if line.fault else ""


@door(Permission.ISSUE_KEEP)
def import_problems(request: HttpRequest) -> HttpResponse:
    """Read the table, show what each row would become, write on confirmation."""
    actor = actor_of(request)
    shown = round_kept(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "round": shown}
    if request.method == "POST" and shown is not None and form.is_valid():
        table: SheetTable = form.cleaned_data["table"]
        records = [
            (number, {key: text_of(value) for key, value in record.items()}) for number, record in table.records()
        ]
        lines = read_problems(shown, records)
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
