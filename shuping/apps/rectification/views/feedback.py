"""反馈意见: who has a sheet, the editor of the office, the printable sheet with its receipt."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import access, queries, wording
from shuping.apps.rectification.forms import DeliverForm, FeedbackForm, ProblemForm
from shuping.apps.rectification.models import Feedback
from shuping.apps.rectification.queries import agreed
from shuping.apps.rectification.services.feedback import (
    deliver_feedback,
    may_sign,
    prepare_feedback,
    sign_receipt,
    write_feedback,
)
from shuping.apps.rectification.services.issues import open_issue
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.core.rectification.values import Problem
from shuping.core.roles.permissions import Permission

from .pages import archived, may, round_links, round_shown, typed


def _stage(row: queries.FeedbackRow) -> tuple[str, str]:
    sheet = row.sheet
    if sheet is None:
        return str(_("Not prepared")), ""
    if sheet.received_at is not None:
        return str(_("Received and signed")), "ok"
    if sheet.delivered_at is not None:
        return str(_("Delivered, receipt open")), "wait"
    return str(_("Being written")), "info"


def _link(row: queries.FeedbackRow) -> str | None:
    return reverse("rectification:feedback", args=[row.sheet.pk]) if row.sheet is not None else None


COLUMNS = (
    Column("number", _("No."), lambda row: row.participant.order_no, kind="number"),
    Column("unit", _("Unit"), lambda row: row.participant.organization_name, link=_link),
    Column("person", _("Reporter"), lambda row: row.participant.person_name, kind="person"),
    Column("problems", _("Problems"), lambda row: row.problems, kind="number"),
    Column("delivered", _("Delivered on"), lambda row: row.sheet and row.sheet.delivered_at, kind="date"),
    Column("received", _("Received on"), lambda row: row.sheet and row.sheet.received_at, kind="date"),
    Column("plan_due", _("Plan due on"), lambda row: row.sheet and row.sheet.plan_due, kind="date"),
    Column(
        "stage",
        _("State"),
        lambda row: _stage(row)[0],
        cell=lambda row: badge(*_stage(row)),
        filter=True,
        kind="short",
    ),
)


@door(Permission.ISSUE_READ)
def feedback_list(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """Every reporter of the round with the sheet, if there is one that the actor may see."""
    actor = actor_of(request)
    shown = round_shown(request, cycle)
    rows = queries.feedback_rows(actor, shown) if shown is not None else []
    listing = Listing(_("Feedback"), COLUMNS, rows, empty=_("No reporter stands in this round yet."))
    buttons = []
    if shown is not None and not archived(shown) and cycles_api.may_in(actor, Permission.FEEDBACK_WRITE, shown):
        buttons = [
            {"post": reverse("rectification:prepare_all", args=[shown.pk]), "label": _("Prepare the feedback sheets")}
        ]
    return listing.answer(
        request,
        "rectification/list.html",
        {
            "title": _("Feedback"),
            "round": shown,
            "rounds": round_links(request, "feedback_list", shown),
            "buttons": buttons,
        },
    )


@door(Permission.FEEDBACK_WRITE)
def prepare_all(request: HttpRequest, cycle: int) -> HttpResponse:
    """Prepare, or bring up to date, the sheet of every reporter that is not delivered yet."""
    actor = actor_of(request)
    shown = cycles_api.find_cycle_for(actor, Permission.FEEDBACK_WRITE, cycle)
    if request.method == "POST":
        delivered = set(
            Feedback.objects.filter(participant__cycle=shown)
            .exclude(delivered_at=None)
            .values_list("participant_id", flat=True)
        )
        todo = [row for row in cycles_api.reporters(shown) if row.pk not in delivered]
        for participant in todo:
            prepare_feedback(participant=participant, by=actor, at=clock.now())
        messages.success(request, _("%(count)d feedback sheets are prepared.") % {"count": len(todo)})
    return redirect("rectification:feedback_list_of", cycle=cycle)


@door(Permission.FEEDBACK_WRITE)
def prepare(request: HttpRequest, participant: int) -> HttpResponse:
    """Prepare the sheet of one reporter and open its editor."""
    actor = actor_of(request)
    row = access.find_participant(actor, participant, Permission.FEEDBACK_WRITE)
    if request.method == "POST":
        sheet = prepare_feedback(participant=row, by=actor, at=clock.now())
        return redirect("rectification:feedback_edit", pk=sheet.pk)
    return redirect("rectification:feedback_list_of", cycle=row.cycle_id)


@door(Permission.ISSUE_READ)
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as it is handed over, with its receipt; prints on A4. Never names or counts of voters."""
    actor = actor_of(request)
    sheet = access.find_feedback(actor, pk)
    participant = sheet.participant
    rules = cycles_api.rules_of(participant.cycle)
    grade = sheet.grade
    writes = cycles_api.may_in(actor, Permission.FEEDBACK_WRITE, participant.cycle)
    if not grade and writes:
        grade = grades_api.decided_grade(participant)
    context = {
        "sheet": sheet,
        "participant": participant,
        "grade": cycles_api.grade_names(rules.grade_names).get(grade, ""),
        "problems": sheet.issues.order_by("number"),
        "good": [line for line in sheet.good.splitlines() if line.strip()],
        "requirements": [line for line in sheet.requirements.splitlines() if line.strip()],
        "may_edit": writes and sheet.delivered_at is None and not archived(participant.cycle),
        "may_sign": may(actor, Permission.FEEDBACK_SIGN, participant.organization)
        and may_sign(actor, participant, on=clock.today())
        and sheet.received_at is None
        and not archived(participant.cycle),
        "may_plan": sheet.delivered_at is not None and may(actor, Permission.PLAN_WRITE, participant.organization),
    }
    return render(request, "rectification/feedback.html", context)


@door(Permission.FEEDBACK_WRITE)
def feedback_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor: good points, problems, requirements."""
    sheet = access.find_feedback(actor_of(request), pk, Permission.FEEDBACK_WRITE)
    initial = {"good": sheet.good, "requirements": sheet.requirements, "revision": sheet.revision}
    form = FeedbackForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: write_feedback(feedback=sheet, **form.cleaned_data, by=actor_of(request), at=clock.now())
    ):
        messages.success(request, _("The feedback is saved."))
        return redirect("rectification:feedback_edit", pk=pk)
    return _editor(request, sheet, form, ProblemForm(), DeliverForm())


def _editor(
    request: HttpRequest, sheet: Feedback, form: FeedbackForm, problem: ProblemForm, deliver: DeliverForm
) -> HttpResponse:
    fixed = sheet.delivered_at is not None or archived(sheet.participant.cycle)
    if fixed and request.method != "POST":
        return redirect("rectification:feedback", pk=sheet.pk)
    participant = sheet.participant
    rules = cycles_api.rules_of(participant.cycle)
    grade = grades_api.decided_grade(participant)
    offered = agreed.agreed_hints(actor_of(request), participant.cycle, [participant.pk])
    if (begun := next((one for one in offered if one.key == request.GET.get("hint")), None)) is not None:
        problem.initial = agreed.problem_of(begun)
    editor = reverse("rectification:feedback_edit", args=[sheet.pk])
    context = {
        "sheet": sheet,
        "offered": [(one, f"{editor}?{urlencode({'hint': one.key})}#add-problem") for one in offered],
        "begun": begun.key if begun is not None else "",
        "participant": participant,
        "form": form,
        "problem": problem,
        "deliver": deliver,
        "grade": cycles_api.grade_names(rules.grade_names).get(grade, ""),
        "plan_days": rules.rectification.plan_days,
        "sources": wording.SOURCES,
        "problems": sheet.issues.select_related("category", "parent__cycle").order_by("number"),
    }
    wrong = form.errors or problem.errors or deliver.errors
    return render(request, "rectification/feedback_edit.html", context, status=409 if wrong else 200)


@door(Permission.FEEDBACK_WRITE)
def add_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a problem to the sheet: self-found, a remark on a ballot, a check, an inspection, a question."""
    actor = actor_of(request)
    sheet = access.find_feedback(actor, pk, Permission.FEEDBACK_WRITE)
    form = ProblemForm(request.POST or None)
    participant = sheet.participant

    def add() -> None:
        open_issue(
            cycle=participant.cycle,
            organization=participant.organization,
            participant=participant,
            problem=typed(form, Problem),
            by=actor,
            at=clock.now(),
        )

    if request.method == "POST" and attempt(form, add):
        messages.success(request, _("The problem is added."))
        return redirect("rectification:feedback_edit", pk=pk)
    if request.method != "POST":
        return redirect("rectification:feedback_edit", pk=pk)
    initial = {"good": sheet.good, "requirements": sheet.requirements, "revision": sheet.revision}
    return _editor(request, sheet, FeedbackForm(initial=initial), form, DeliverForm())


@door(Permission.FEEDBACK_WRITE)
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the sheet to the reporter."""
    sheet = access.find_feedback(actor_of(request), pk, Permission.FEEDBACK_WRITE)
    form = DeliverForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: deliver_feedback(feedback=sheet, **form.cleaned_data, by=actor_of(request), at=clock.now())
    ):
        messages.success(request, _("The feedback is delivered. The reporter now signs for it."))
        return redirect("rectification:feedback", pk=pk)
    if request.method != "POST" or not form.errors:
        return redirect("rectification:feedback_edit", pk=pk)
    initial = {"good": sheet.good, "requirements": sheet.requirements, "revision": sheet.revision}
    return _editor(request, sheet, FeedbackForm(initial=initial), ProblemForm(), form)


@door(Permission.FEEDBACK_SIGN)
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The reporter signs for the sheet."""
    actor = actor_of(request)
    sheet = access.find_feedback(actor, pk, Permission.FEEDBACK_SIGN)
    if sheet.delivered_at is None:
        raise Http404
    if request.method == "POST":
        sign_receipt(feedback=sheet, by=actor, at=clock.now())
        messages.success(request, _("You have signed for the feedback."))
    return redirect("rectification:feedback", pk=pk)
