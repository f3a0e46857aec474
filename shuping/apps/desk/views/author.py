"""The author's view: hints on what was handed in, with answers; a look at the draft before it is handed in."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shuping.apps.desk import access, examining, forms, queries, services, wording
from shuping.apps.desk.models import Examination, OfficialText
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .showing import card


@door(Permission.REPORT_WRITE)
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """What the desk found in the version handed in last, or in `?version=`; nobody else's unit is named."""
    report = reports_api.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    version = reports_api.latest_hand_in(report)
    looks = list(Examination.objects.filter(version__report=report).select_related("version").order_by("version_id"))
    asked = whole_number(request.GET.get("version", ""))
    if asked is not None:
        version = next((one.version for one in looks if one.version.number == asked), version)
    found = next((one for one in looks if version is not None and one.version_id == version.pk), None)
    shown = [one for one in queries.hints_of(found) if not one.hint.on_request] if found is not None else []
    context = {
        "report": report,
        "prepared": examining.is_prepared(),
        "participant": report.participant,
        "version": version,
        "examination": found,
        "sections": queries.marked(version.sections, [one.hint for one in shown]) if shown and version else [],
        "names": reports_api.SECTION_NAMES,
        "cards": [card(one) for one in shown],
        "trouble": bool(found and found.trouble),
        "versions": looks,
    }
    return render(request, "desk/own.html", context)


@require_POST
@door(Permission.REPORT_WRITE)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the draft as it is saved. Nothing is kept, and nobody learns of it."""
    report = reports_api.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    if not examining.is_prepared():
        return redirect("desk:own", pk=pk)
    sections = reports_api.full_sections(report)
    today: date = clock.today()
    participant = report.participant
    source = examining.Source(
        key=0,
        text=examining.whole(sections),
        organization_id=participant.organization_id,
        parent_id=participant.cycle.organizer_id,
        year=participant.cycle.year,
        on=today,
    )
    rehearsal = participant.cycle if participant.cycle.rehearsal else None
    others_written = [one for one in reports_api.latest_written(rehearsal) if one.report_id != report.pk]
    try:
        result = examining.Desk.among(others_written, source).examine(source, report, sections)
    except RuleError as error:  # whatever cannot be read in the own draft is said in its own words
        messages.error(request, sentence(error))
        return redirect("reports:edit", report.pk)
    others = reports_api.ReportVersion.objects.select_related("report__participant__cycle").in_bulk(
        [one.other for one in result.found if one.other is not None]
    )
    texts = OfficialText.objects.in_bulk([one.other_text for one in result.found if one.other_text is not None])
    hints = [
        examining.as_hint(number, one)
        for number, one in enumerate((one for one in result.found if not one.on_request), start=1)
    ]
    for hint in hints:  # a preview is never kept: what it points at is looked up at once
        hint.other, hint.other_text = others.get(hint.other_id or 0), texts.get(hint.other_text_id or 0)
    context = {
        "report": report,
        "participant": participant,
        "sections": queries.marked(sections, hints),
        "names": reports_api.SECTION_NAMES,
        "cards": [card(queries.ShownHint(one, [], None, 0)) for one in hints],
        "result": result,
        "prepared": True,
        "draft": True,
    }
    return render(request, "desk/own.html", context)


@door(Permission.REPORT_WRITE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The author answers one hint; earlier answers and verdicts stand above."""
    actor = actor_of(request)
    row = access.find_own_hint(actor, pk)
    shown = next(one for one in queries.hints_of(row.examination) if one.hint.pk == row.pk)
    form = forms.AnswerForm(request.POST or None)
    report = row.examination.version.report
    # Back to the version that the hint is about, which need not be the one handed in last.
    back = f"{reverse('desk:own', args=[report.pk])}?version={row.examination.version.number}#hint-{row.number}"
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_hint(hint=row, **form.cleaned_data, by=actor, at=clock.now())
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The answer is kept; the reviewers see it beside the hint."))
            return redirect(back)
    text = examining.whole(row.examination.version.sections)
    context = {
        "card": card(shown),
        "hint": row,
        "report": report,
        "participant": report.participant,
        "back": back,
        "here": text[row.start : row.end],
        "trail": [(one, wording.ACTS[getattr(one, "kind", "answered")]) for one in shown.trail],
        "form": form,
    }
    return render(request, "desk/answer.html", context, status=409 if form.errors else 200)
