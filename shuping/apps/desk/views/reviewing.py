"""A report with its hints; one hint with both sides, the author's answer and the verdict; the trail."""

from collections import Counter
from collections.abc import Container
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.desk import access, api, forms, queries, services, wording
from shuping.apps.desk.examining import swaps_of, whole
from shuping.apps.desk.models import Hint
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.reports import difference
from shuping.core.reports.states import RETURN, acts
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .showing import HintCard, card, other_words

_AROUND = 60
_QUOTED = 60  # characters of a passage where it is quoted


@door(Permission.REPORT_REVIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The text with its marks, the hints beside it. `?kind=` and `?state=` filter, `?all=1` adds the less certain."""
    actor = actor_of(request)
    whose = reports_api.find_report(actor, pk, Permission.REPORT_REVIEW)
    try:
        examination = access.find_examination(actor, pk, whole_number(request.GET.get("version", "")))
    except Http404:
        messages.info(request, _("This report has not been looked through yet."))
        return redirect("desk:round", cycle=whose.participant.cycle_id)
    version = examination.version
    shown = queries.hints_of(examination)
    everything = request.GET.get("all") == "1"
    at_hand = [one for one in shown if everything or not one.hint.on_request]
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    kept = [one for one in at_hand if kind in ("", one.hint.kind) and state in ("", one.state)]
    counts = Counter(one.hint.kind for one in at_hand)
    newest = reports_api.latest_hand_in(version.report)
    readable = access.readable(actor, [one.hint for one in kept])
    context = {
        "report": version.report,
        "participant": version.report.participant,
        "version": version,
        "examination": examination,
        "stale": newest is not None and newest.pk != version.pk,
        "versions": list(access.examinations(actor).filter(version__report=pk).order_by("version_id")),
        # What could not be looked through may not be readable at all; the review page shows what there is.
        "sections": [] if examination.trouble else queries.marked(version.sections, [one.hint for one in kept]),
        "names": reports_api.SECTION_NAMES,
        "cards": [card(one, readable) for one in kept],
        "trouble": wording.trouble_text(examination),
        "agreed": any(one.state == queries.AGREED for one in shown),
        "returnable": RETURN in acts(version.report.state) and newest is not None and newest.pk == version.pk,
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
    participant = version.report.participant
    newest = reports_api.latest_hand_in(version.report)
    readable = access.readable(actor, [row])
    shown_card = card(shown, readable)
    context = {
        "card": shown_card,
        "hint": row,
        "report": version.report,
        "participant": participant,
        "version": version,
        "stale": newest is not None and newest.pk != version.pk,
        "form": form,
        "open": participant.cycle.stage != cycles_api.Stage.ARCHIVED and not participant.cycle.suspended,
        "problem": _problem(actor, row, shown),
        "trail": shown_card.acts,
        "places": _places(actor, row),
        "before": shown.before,
        "before_words": wording.STATES[shown.before.kind] if shown.before else "",
        **_sides(row, readable),
    }
    return render(request, "desk/hint.html", context, status=409 if form.errors else 200)


def _places(actor: Actor, row: Hint) -> list[dict[str, object]]:
    """Where the passage stands, by date, where that is in more places than the two shown; other units by name only to
    whoever reviews them.
    """
    if row.kind not in (Hint.Kind.OVERLAP, Hint.Kind.REWORDED):
        return []
    found = queries.places_of(row)
    readable = access.readable(actor, [one.hint for one in found if one.hint is not None])
    listed = [
        {
            "day": one.day,
            "words": other_words(one.hint, readable) if one.hint else "",
            "net": one.net,
            "address": reverse("desk:hint", args=[one.hint.pk]) if one.hint and one.hint.pk != row.pk else "",
            "here": one.hint is None,
        }
        for one in found
    ]
    return listed if len(listed) > 2 else []


def _problem(actor: Actor, row: Hint, shown: queries.ShownHint) -> str:
    """What the form for a new problem is begun with, where the hint holds and the actor may open problems."""
    sealed = row.examination.version.report.participant.cycle.stage == cycles_api.Stage.ARCHIVED
    if sealed or shown.state != queries.AGREED or actor.reach(Permission.ISSUE_KEEP) is Reach.NONE:
        return ""
    one = api.as_problem(row)
    return urlencode(
        {
            "participant": one.participant,
            "text": one.text,
            "source": "check",
            "source_key": one.key,
            "source_detail": one.detail,
        }
    )


def _sides(row: Hint, readable: Container[int]) -> dict[str, object]:
    """The stretch itself, what stands around it, and the other side with the differing words marked."""
    text = whole(row.examination.version.sections)
    found: dict[str, object] = {
        "before_text": text[max(0, row.start - _AROUND) : row.start],
        "after_text": text[row.end : row.end + _AROUND],
        "here": [(text[row.start : row.end], False)],
    }
    if row.other_text is not None:
        there = row.other_text.text
    elif row.other is None:
        return found
    elif row.other_id not in readable:
        return found | {"hidden": True, "taken_back": row.other.withdrawn_at is not None}
    else:
        there = whole(row.other.sections)
    here, beside = (row.start, row.end), (row.other_start, row.other_end)
    here_runs, there_runs = difference.characters(text[row.start : row.end], there[row.other_start : row.other_end])
    return found | {
        "other_words": other_words(row, readable),
        "here": [(run.text, run.marked) for run in here_runs],
        "there": [(run.text, run.marked) for run in there_runs],
        "there_before": there[max(0, row.other_start - _AROUND) : row.other_start],
        "there_after": there[row.other_end : row.other_end + _AROUND],
        "earlier": row.params.get("earlier", ""),
        "swaps": swaps_of(text, there, here, beside) if row.kind == Hint.Kind.REWORDED else (),
    }


@door(Permission.REPORT_REVIEW)
def place(request: HttpRequest, pk: int, start: int, end: int) -> HttpResponse:
    """One place of a version in its text: where a list of sentences leads, one click away.

    The offsets are those of this very version; in a later one other words stand there.
    """
    version = access.find_version(actor_of(request), pk)
    if not start < end <= len(whole(version.sections)):
        raise Http404
    newest = reports_api.latest_hand_in(version.report)
    context = {
        "report": version.report,
        "participant": version.report.participant,
        "version": version,
        "stale": newest is not None and newest.pk != version.pk,
        "sections": queries.marked(version.sections, [Hint(number=1, kind="duty", start=start, end=end)]),
        "names": reports_api.SECTION_NAMES,
    }
    return render(request, "desk/place.html", context)


@door(Permission.REPORT_REVIEW)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the report with the hints that hold quoted as the reason; the reviewer words it as needed."""
    actor = actor_of(request)
    examination = access.find_examination(actor, pk)
    version = examination.version
    report = version.report
    agreed = [one for one in queries.hints_of(examination) if one.state == queries.AGREED]
    readable = access.readable(actor, ())  # the author is told of no other unit
    reason = "\n".join(_quoted(number, card(one, readable)) for number, one in enumerate(agreed, start=1))
    form = forms.SendBackForm(request.POST or None, initial={"reason": reason, "seen": report.state})
    if request.method == "POST" and form.is_valid():
        what = {"report": report, "version": version.number, **form.cleaned_data}
        try:
            reports_api.return_report(**what, by=actor, at=clock.now())
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The report is returned with your reason."))
            return redirect("desk:report", pk=pk)
    context = {
        "form": form,
        "title": _("Return with the reason"),
        "about": report.participant.organization_name,
        "verb": _("Return with the reason"),
        "back": reverse("desk:report", args=[pk]),
        "back_words": report.participant.organization_name,
    }
    return render(request, "desk/form.html", context, status=409 if form.errors else 200)


def _quoted(number: int, one: HintCard) -> str:
    words = f"“{one.hint.text[:_QUOTED]}”" if one.hint.text else ""
    return f"{number}. {one.kind}：{words}{one.text}"


@door(Permission.REPORT_REVIEW)
def report_trail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything answered and judged about a report, across its versions."""
    actor = actor_of(request)
    found = reports_api.find_report(actor, pk, Permission.REPORT_REVIEW)
    rows = [(one, wording.ACTS[one.act], wording.KINDS[one.hint.kind]) for one in queries.trail(found)]
    return render(request, "desk/trail.html", {"report": found, "participant": found.participant, "rows": rows})
