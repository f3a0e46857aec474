"""The unit writes: my reports, editor, upload, hand-in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.adapters import documents_in
from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import access, queries
from shuping.apps.reports.forms import DraftForm, HandInForm, UploadForm, UseForm
from shuping.apps.reports.models import Report
from shuping.apps.reports.services import drafts, evidence, handing_in
from shuping.apps.reports.showing import shown
from shuping.apps.reports.wording import KIND_NAMES, MODE_NAMES, SECTION_NAMES, STATE_COLOURS, STATE_NAMES
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.reports.difference import compare
from shuping.core.reports.states import SAVE, acts
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .moments import due_of, words_of


@require_safe
@door(Permission.REPORT_WRITE)
def mine(request: HttpRequest) -> HttpResponse:
    """The texts of the acting person's own unit, newest round first."""
    rows = list(
        access.reports_within(actor_of(request), Permission.REPORT_WRITE).order_by(
            "-participant__cycle__year", "participant__order_no", "id"
        )
    )
    dues = {cycle: cycles_api.dues(cycle, "report_due") for cycle in {row.participant.cycle for row in rows}}
    columns = [
        Column("round", _("Yearly round"), lambda row: row.participant.cycle.title),
        Column("kind", _("Kind of text"), lambda row: str(KIND_NAMES[row.kind]), link=_open),
        Column("reporter", _("Reporter"), lambda row: row.participant.person_name, kind="person"),
        Column(
            "state",
            _("State"),
            lambda row: str(STATE_NAMES[row.state]),
            cell=lambda row: badge(STATE_NAMES[row.state], STATE_COLOURS[row.state]),
            kind="short",
            filter=True,
        ),
        Column("due", _("Due"), lambda row: dues[row.participant.cycle].get(row.participant_id), kind="date"),
        Column("round_number", _("Times handed in"), lambda row: row.round_number, kind="number"),
        Column("late", _("Handed in late"), lambda row: _("handed in late") if row.late else "", kind="short"),
    ]
    listing = Listing(_("My reports"), columns, rows, empty=_("No report is owed at present."))
    return listing.answer(request, "reports/mine.html")


def _open(report: Report) -> str:
    name = "reports:edit" if SAVE in acts(report.state) else "reports:read"
    return reverse(name, args=[report.pk])


def _editor(report: Report) -> dict[str, object]:
    """What the editor shows around the form."""
    findings = queries.findings(report)
    figures = queries.draft_figures(report)
    return {
        "report": report,
        "participant": report.participant,
        "kind_name": KIND_NAMES[report.kind],
        "state_name": STATE_NAMES[report.state],
        "state_colour": STATE_COLOURS[report.state],
        "due": due_of(report),
        "overdue": handing_in.is_overdue(report, clock.now()),
        "findings": shown(findings),
        "figures": figures,
        "mode_name": MODE_NAMES[figures.mode],
        "share_reached": figures.problem_length >= figures.problem_needed,
        "saved": words_of(report),
    }


@door(Permission.REPORT_WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. A save that collides shows both texts and loses nothing."""
    actor = actor_of(request)
    report = access.find_report(actor, pk, Permission.REPORT_WRITE)
    if SAVE not in acts(report.state):
        return redirect("reports:read", pk=pk)
    form = DraftForm.of(report)
    other: list[object] = []
    if request.method == "POST":
        form = DraftForm(request.POST, report=report)
        if form.is_valid():
            try:
                _save(form, report, request)
            except RuleError as error:
                form, other = _collided(form, pk, request, error)
                report = form.report
            else:
                messages.success(request, _("The draft is saved."))
                after = {"hand_in": "reports:hand_in", "check": "reports:edit"}
                return redirect(after.get(request.POST.get("then", ""), "reports:edit"), pk=pk)
    library = queries.evidence_of(report.participant.organization_id)
    context = {
        **_editor(report),
        "form": form,
        "other": other,
        "reviews": queries.reviews_of(report),
        "upload_form": UploadForm(),
        "use_form": UseForm(library=library),
        "library": library,
        "uses": queries.uses_of(report),
        "hands_in": actor.reach(Permission.REPORT_SUBMIT) is not Reach.NONE,
    }
    return render(request, "reports/edit.html", context, status=409 if other else 200)


def _save(form: DraftForm, report: Report, request: HttpRequest) -> Report:
    return drafts.save_draft(
        report=report,
        title=form.cleaned_data["title"],
        sections=form.sections(),
        answers=form.answers(),
        revision=form.cleaned_data["revision"],
        by=actor_of(request),
        at=clock.now(),
    )


def _collided(form: DraftForm, pk: int, request: HttpRequest, error: RuleError) -> tuple[DraftForm, list[Any]]:
    """The form with what was typed, ready to be saved over the present revision, and the differences to it."""
    present = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    data = request.POST.copy()
    data["revision"] = str(present.revision)
    again = DraftForm(data, report=present)
    again.is_valid()
    again.add_error(None, sentence(error))
    typed = {key: text.replace("\r\n", "\n").strip() for key, text in again.sections().items()}
    return again, list(compare(present.draft_sections, typed))


@require_POST
@door(Permission.REPORT_WRITE)
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """Save in the background: 200 with the new revision and the check panel, 409 with the sentence."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    form = DraftForm(request.POST, report=report)
    if not form.is_valid():
        return JsonResponse({"sentence": _("The text could not be saved. Use the button to see why.")}, status=400)
    try:
        _save(form, report, request)
    except RuleError as error:
        return JsonResponse({"sentence": sentence(error)}, status=409)
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    panel = render_to_string("reports/parts/panel.html", _editor(report), request=request)
    return JsonResponse({"revision": report.revision, "saved": words_of(report), "panel": panel})


@require_POST
@door(Permission.REPORT_WRITE)
def keep_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft as a version."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    version = drafts.keep_version(report=report, by=actor_of(request), at=clock.now())
    messages.success(request, _("Kept as version %(number)s.") % {"number": version.number})
    return redirect("reports:versions", pk=pk)


@require_POST
@door(Permission.REPORT_WRITE)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the spoken text with the written one."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    drafts.start_from_written(report=report, revision=report.revision, by=actor_of(request), at=clock.now())
    messages.success(request, _("The written report stands here now. Shorten it for speaking."))
    return redirect("reports:edit", pk=pk)


@require_POST
@door(Permission.REPORT_WRITE)
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the draft is ready for the reporter."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    drafts.prepare(report=report, by=actor_of(request), at=clock.now())
    messages.success(request, _("The reporter now finds it among the things to do."))
    return redirect("reports:edit", pk=pk)


@require_POST
@door(Permission.REPORT_WRITE)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in a document; its text is shown next."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]) if request.FILES else _("Choose a file first."))
        return redirect("reports:edit", pk=pk)
    file = form.cleaned_data["file"]
    made = drafts.upload(report=report, data=file.read(), name=file.name, by=actor_of(request), at=clock.now())
    return redirect("reports:upload_preview", pk=pk, upload=made.pk)


@door(Permission.REPORT_WRITE)
def upload_preview(request: HttpRequest, pk: int, upload: int) -> HttpResponse:
    """The text of an uploaded document cut into sections, to be put right and taken over."""
    found = access.find_upload(actor_of(request), pk, upload)
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    document = documents_in.read(queries.store().read(found.file.digest), found.name)
    if request.method == "POST":
        form = DraftForm(request.POST, report=report, with_answers=False)
        if form.is_valid():
            try:
                drafts.take_over(
                    upload=found,
                    title=form.cleaned_data["title"],
                    sections=form.sections(),
                    revision=form.cleaned_data["revision"],
                    by=actor_of(request),
                    at=clock.now(),
                )
            except RuleError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, _("The text is taken over. The draft before it is kept as a version."))
                return redirect("reports:edit", pk=pk)
    else:
        initial: dict[str, object] = {"title": document.title[:200], "revision": report.revision}
        initial.update({f"section_{key}": text for key, text in document.sections.items()})
        form = DraftForm(report=report, with_answers=False, initial=initial)
    context = {
        "report": report,
        "upload": found,
        "document": document,
        "form": form,
        "kind_name": KIND_NAMES[report.kind],
    }
    return render(request, "reports/upload.html", context)


@door(Permission.REPORT_SUBMIT)
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The reporter reads the whole text with its findings, confirms and hands in."""
    actor = actor_of(request)
    report = access.find_report(actor, pk, Permission.REPORT_SUBMIT)
    if SAVE not in acts(report.state):
        return redirect("reports:read", pk=pk)
    form = HandInForm(initial={"revision": report.revision})
    if request.method == "POST":
        form = HandInForm(request.POST)
        if form.is_valid():
            try:
                handing_in.submit(
                    report=report,
                    confirmed=form.cleaned_data["confirmed"],
                    revision=form.cleaned_data["revision"],
                    by=actor,
                    at=clock.now(),
                )
            except RuleError as error:
                form.add_error(None, sentence(error))
            else:
                messages.success(request, _("The report is handed in."))
                return redirect("reports:read", pk=pk)
    context = {
        **_editor(report),
        "form": form,
        "sections": queries.full_sections(report),
        "section_names": SECTION_NAMES,
    }
    return render(request, "reports/hand_in.html", context)


@require_POST
@door(Permission.REPORT_SUBMIT)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the hand-in back."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_SUBMIT)
    handing_in.withdraw(report=report, by=actor_of(request), at=clock.now())
    messages.success(request, _("The report is withdrawn and can be changed."))
    return redirect("reports:edit", pk=pk)


@require_POST
@door(Permission.REPORT_WRITE)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Refer to a piece of the unit's evidence from the report."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    form = UseForm(request.POST, library=queries.evidence_of(report.participant.organization_id))
    if not form.is_valid():
        messages.error(request, _("Choose a piece of evidence from the unit's own list."))
        return redirect("reports:edit", pk=pk)
    evidence.attach(
        report=report,
        evidence_id=int(form.cleaned_data["evidence"]),
        claim=form.cleaned_data["claim"],
        by=actor_of(request),
        at=clock.now(),
    )
    messages.success(request, _("The evidence is attached to the report."))
    return redirect("reports:edit", pk=pk)


@require_POST
@door(Permission.REPORT_WRITE)
def detach(request: HttpRequest, pk: int, use: int) -> HttpResponse:
    """Take a reference to evidence away again."""
    report = access.find_report(actor_of(request), pk, Permission.REPORT_WRITE)
    evidence.detach(report=report, use_id=use, by=actor_of(request), at=clock.now())
    messages.success(request, _("The reference is taken away; the evidence stays."))
    return redirect("reports:edit", pk=pk)
