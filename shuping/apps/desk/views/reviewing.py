"""A report with its hints; one hint with both sides, the author's answer and the verdict; the trail."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from shuping.apps.desk import access, forms, queries, services, wording
from shuping.apps.desk.examining import whole
from shuping.apps.desk.models import Hint
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.reports import difference
from shuping.core.roles.permissions import Permission

from .showing import card, other_words

_AROUND = 60


@door(Permission.REPORT_REVIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with its marks, the hints beside it. `?kind=` and `?state=` filter, `?all=1` adds the less certain."""
    actor = actor_of(request)
    examination = access.find_examination(actor, pk)
    version = examination.version
    shown = queries.hints_of(examination)
    everything = request.GET.get("all") == "1"
    at_hand = [one for one in shown if everything or not one.hint.on_request]
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    kept = [one for one in at_hand if kind in ("", one.hint.kind) and state in ("", one.state)]
    counts = Counter(one.hint.kind for one in at_hand)
    newest = reports_api.latest_hand_in(version.report)
    context = {
        "report": version.report,
        "participant": version.report.participant,
        "version": version,
        "examination": examination,
        "stale": newest is not None and newest.pk != version.pk,
        "sections": queries.marked(version.sections, [one.hint for one in kept]),
        "names": reports_api.SECTION_NAMES,
        "cards": [card(one) for one in kept],
        "kinds": [(key, name, counts[key]) for key, name in wording.KINDS.items() if counts[key]],
        "kind": kind,
        "state": state,
        "states": wording.STATES.items(),
        "everything": everything,
        "more": len(shown) - len(at_hand),
    }
    return render(request, "desk/report.html", context)


@door(Permission.REPORT_REVIEW)
def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint: both sides where there are two, the answer of the author, the verdict."""
    actor = actor_of(request)
    row = access.find_hint(actor, pk)
    shown = next(one for one in queries.hints_of(row.examination) if one.hint.pk == row.pk)
    form = forms.VerdictForm(request.POST or None, initial={"seen": shown.verdicts})
    if request.method == "POST" and form.is_valid():
        try:
            services.judge_hint(
                hint=row, kind=request.POST.get("verdict", ""), **form.cleaned_data, by=actor, at=clock.now()
            )
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The verdict is kept."))
            return redirect("desk:hint", pk=pk)
    version = row.examination.version
    context = {
        "card": card(shown),
        "hint": row,
        "report": version.report,
        "participant": version.report.participant,
        "version": version,
        "form": form,
        "trail": [(one, wording.ACTS[getattr(one, "kind", "answered")]) for one in shown.trail],
        "before": shown.before,
        "before_words": wording.STATES[shown.before.kind] if shown.before else "",
        **_sides(row),
    }
    return render(request, "desk/hint.html", context, status=409 if form.errors else 200)


def _sides(row: Hint) -> dict[str, object]:
    """The stretch itself, what stands around it, and the other side with the differing words marked."""
    text = whole(row.examination.version.sections)
    found: dict[str, object] = {
        "before_text": text[max(0, row.start - _AROUND) : row.start],
        "after_text": text[row.end : row.end + _AROUND],
        "here": [(text[row.start : row.end], False)],
    }
    if row.other is None:
        return found
    there = whole(row.other.sections)
    here_runs, there_runs = difference.characters(text[row.start : row.end], there[row.other_start : row.other_end])
    return found | {
        "other": row.other,
        "other_words": other_words(row),
        "here": [(run.text, run.marked) for run in here_runs],
        "there": [(run.text, run.marked) for run in there_runs],
        "there_before": there[max(0, row.other_start - _AROUND) : row.other_start],
        "there_after": there[row.other_end : row.other_end + _AROUND],
        "earlier": row.params.get("earlier", ""),
    }


@door(Permission.REPORT_REVIEW)
def report_trail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything answered and judged about a report, across its versions."""
    actor = actor_of(request)
    found = reports_api.find_report(actor, pk, Permission.REPORT_REVIEW)
    rows = [(one, wording.ACTS[one.act], wording.KINDS[one.hint.kind]) for one in queries.trail(found)]
    return render(request, "desk/trail.html", {"report": found, "participant": found.participant, "rows": rows})
