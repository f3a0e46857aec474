"""The office reviews: approve or return with reason, with findings and all earlier rounds in sight."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import access, queries
from shuping.apps.reports.forms import ReviewForm
from shuping.apps.reports.models import Report, ReportVersion
from shuping.apps.reports.services import opening, review
from shuping.apps.reports.showing import shown, shown_sections
from shuping.apps.reports.wording import KIND_NAMES, STATE_COLOURS, STATE_NAMES
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.reports.states import APPROVE, RETURN, acts, too_many_rounds
from shuping.core.roles.permissions import Permission


@door(Permission.REPORT_REVIEW)
def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One report to review."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_REVIEW)
    version = queries.latest_hand_in(report)
    form = ReviewForm(initial={"version": version.number if version else 0, "seen": report.state})
    if request.method == "POST":
        form = ReviewForm(request.POST)
        if form.is_valid():
            try:
                words = _judge(report, form, request)
            except RuleError as error:
                form.add_error("comment" if error.code == "reports.reason_missing" else None, sentence(error))
            else:
                messages.success(request, words)
                return redirect("reports:review", pk=pk)
    return render(request, "reports/review.html", {**_context(report, version), "form": form})


def _judge(report: Report, form: ReviewForm, request: HttpRequest) -> str:
    by, at = actor_of(request), clock.now()
    comment, version, seen = (form.cleaned_data[name] for name in ("comment", "version", "seen"))
    if request.POST.get("verdict") == RETURN:
        review.return_report(report=report, reason=comment, version=version, seen=seen, by=by, at=at)
        return _("The report is returned with your reason.")
    review.approve(report=report, comment=comment, version=version, seen=seen, by=by, at=at)
    return _("The report is approved.")


def _context(report: Report, version: ReportVersion | None) -> dict[str, object]:
    rules = queries.report_rules(report.participant)
    hand_ins = list(report.versions.filter(submitted=True, withdrawn_at=None).order_by("-number"))
    return {
        "report": report,
        "participant": report.participant,
        "version": version,
        "previous": hand_ins[1] if len(hand_ins) > 1 else None,
        "sections": shown_sections(version) if version is not None else [],
        "findings": shown(version.findings) if version is not None else [],
        "reviews": queries.reviews_of(report),
        "kind_name": KIND_NAMES[report.kind],
        "state_name": STATE_NAMES[report.state],
        "state_colour": STATE_COLOURS[report.state],
        "may_approve": APPROVE in acts(report.state),
        "may_return": RETURN in acts(report.state),
        "many_rounds": too_many_rounds(report.round_number, rules.rounds_warned),
        "rounds_warned": rules.rounds_warned,
        "share": rules.min_problem_share,
        "uses": queries.uses_of(report),
    }


@require_POST
@door(Permission.REPORT_REVIEW)
def open_missing(request: HttpRequest, cycle: int) -> HttpResponse:
    """Open the texts of reporters who were added later."""
    found = cycles_api.find_cycle_for(actor_of(request), Permission.REPORT_REVIEW, cycle)
    number = opening.open_missing_reports(cycle=found, by=actor_of(request), at=clock.now())
    messages.success(request, _("Texts opened: %(number)s.") % {"number": number})
    return redirect("reports:round", cycle=cycle)
