"""After the decision: objections and their answers, the register of how results were used."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuping.apps.grades import access, api
from shuping.apps.grades.forms import AnswerForm, ObjectionForm, ReasonForm, UseForm
from shuping.apps.grades.models import Objection, ResultUse
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.queries import results
from shuping.apps.grades.wording import USES
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from . import parts


def _state(row: Objection) -> str:
    if row.answered_at is None:
        return _("waiting for an answer")
    if not row.upheld:
        return _("not upheld")
    return _("upheld and settled") if row.settled_by_id else _("upheld, to be computed again")


@door(Permission.OBJECTION_ANSWER)
def objections(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The objections of a round."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.OBJECTION_ANSWER, cycle_id)
    listing = Listing(
        _("Objections"),
        [
            Column("unit", gettext_lazy("Unit"), lambda row: row.participant.organization_name, filter=True),
            Column("text", gettext_lazy("Objection"), lambda row: row.text),
            Column("made", gettext_lazy("Made at"), lambda row: row.made_at, kind="date"),
            Column("state", gettext_lazy("State"), _state, kind="short", filter=True),
            Column(
                "answer",
                gettext_lazy("Answer"),
                lambda row: row.answer or _("Answer"),
                link=lambda row: None if row.answered_at else reverse("grades:answer_objection", args=[row.pk]),
            ),
        ],
        Objection.objects.filter(participant__cycle=cycle).select_related("participant"),
        empty=_("Nobody has objected."),
    )
    return listing.answer(request, "grades/objections.html", parts.frame(actor, cycle, "grades:objections"))


@door(Permission.OBJECTION_ANSWER)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one objection."""
    actor = actor_of(request)
    row = access.find_objection(actor, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        upheld = form.cleaned_data["upheld"] == "yes"
        try:
            api.answer_objection(
                objection=row, upheld=upheld, answer=form.cleaned_data["answer"], by=actor, at=clock.now()
            )
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Answered."))
            return redirect("grades:objections", cycle_id=row.participant.cycle_id)
    cycle = row.participant.cycle
    back = reverse("grades:objections", args=[cycle.pk])
    context = parts.frame(actor, cycle, "grades:objections", objection=row, form=form, back=back)
    return render(request, "grades/answer.html", context, status=409 if form.errors else 200)


@door(Permission.OBJECTION_MAKE)
def make_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """A reporter objects to the own result."""
    actor = actor_of(request)
    participant = access.find_own_participant(actor, Permission.OBJECTION_MAKE, pk)
    cycle = participant.cycle
    grade = results.published(cycle).get(participant.pk, "")
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.make_objection(participant=participant, text=form.cleaned_data["text"], by=actor, at=clock.now())
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Your objection has been handed in."))
            return redirect("grades:published", cycle_id=cycle.pk)
    names = parts.grade_names(cycle)
    back = reverse("grades:published", args=[cycle.pk])
    about = {"participant": participant, "grade": names.get(grade, ""), "published": bool(grade)}
    context = parts.frame(actor, cycle, "", form=form, back=back, **about)
    return render(request, "grades/object.html", context, status=409 if form.errors else 200)


@door(Permission.RESULT_USE)
def uses(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The register of how results were used, with the form to add an entry."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.RESULT_USE, cycle_id)
    people = cases.reporters_of(cycle)
    form = UseForm(people, request.POST or None, initial={"used_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            api.add_result_use(by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Entered."))
            return redirect(request.path)
    grades, names = results.published(cycle), parts.grade_names(cycle)
    listing = Listing(
        _("Use of results"),
        [
            Column("unit", gettext_lazy("Unit"), lambda row: row.participant.organization_name, filter=True),
            Column("person", gettext_lazy("Secretary"), lambda row: row.participant.person_name, kind="person"),
            Column(
                "grade",
                gettext_lazy("Decided grade"),
                lambda row: names.get(grades.get(row.participant_id, ""), ""),
                kind="short",
                filter=True,
            ),
            Column("kind", gettext_lazy("How it was used"), lambda row: str(USES[row.kind]), kind="short", filter=True),
            Column("text", gettext_lazy("Details"), lambda row: row.text),
            Column("document", gettext_lazy("Document number"), lambda row: row.document_number, kind="short"),
            Column("on", gettext_lazy("Date"), lambda row: row.used_on, kind="date"),
            Column(
                "withdrawn",
                gettext_lazy("Withdrawn"),
                lambda row: row.withdrawn_reason or _("Withdraw"),
                link=lambda row: None if row.withdrawn_reason else reverse("grades:withdraw_use", args=[row.pk]),
            ),
        ],
        ResultUse.objects.filter(participant__cycle=cycle).select_related("participant"),
    )
    page = listing.answer(request, "grades/uses.html", parts.frame(actor, cycle, "grades:uses", form=form))
    page.status_code = 409 if form.errors else 200
    return page


@door(Permission.RESULT_USE)
def hand_over(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """What goes to the annual cadre assessment (EVA-15): the decided grade and the annual score, as a list and xlsx.

    Nothing before the results are published; no figure of the ballot.
    """
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.RESULT_USE, cycle_id)
    grades, names = results.published(cycle), parts.grade_names(cycle)
    meeting = results.meeting_of(cycle)
    annual = {pk: row for (pk, name), row in cases.scores_of(cycle).items() if name == "annual"}
    columns = [
        Column("order", gettext_lazy("No."), lambda row: row.order_no, kind="number"),
        Column("unit", gettext_lazy("Unit"), lambda row: row.organization_name, filter=True),
        Column("person", gettext_lazy("Secretary"), lambda row: row.person_name, kind="person"),
        Column("duty", gettext_lazy("Duty"), lambda row: row.duty),
        Column(
            "annual",
            gettext_lazy("Annual Party-work assessment"),
            lambda row: annual[row.pk].value.normalize() if row.pk in annual else None,
            cell=lambda row: f"{annual[row.pk].value.normalize():f}" if row.pk in annual else "—",
            kind="number",
        ),
        Column(
            "grade",
            gettext_lazy("Decided grade"),
            lambda row: names.get(grades.get(row.pk, ""), ""),
            kind="short",
            filter=True,
        ),
        Column(
            "on", gettext_lazy("Date of the decision"), lambda row: meeting.held_on if meeting else None, kind="date"
        ),
        Column(
            "document",
            gettext_lazy("Document number"),
            lambda row: meeting.document_number if meeting else "",
            kind="short",
        ),
    ]
    rows = [row for row in cases.reporters_of(cycle) if row.pk in grades]
    listing = Listing(
        gettext_lazy("Hand-over to the annual cadre assessment"),
        columns,
        rows,
        landscape=True,
        file_name=f"{cycle.year}年度党建述职评议考核结果（提供干部年度考核）",
        empty=gettext_lazy("The grades of this round have not been decided yet."),
    )
    return listing.answer(request, "grades/hand_over.html", parts.frame(actor, cycle, "grades:hand_over"))


@door(Permission.RESULT_USE)
def withdraw_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then strike the entry."""
    actor = actor_of(request)
    row = access.find_result_use(actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api.withdraw_result_use(use=row, reason=form.cleaned_data["reason"], by=actor, at=clock.now())
        except RuleError as error:
            parts.refuse(form, error)
        else:
            messages.success(request, _("Withdrawn."))
            return redirect("grades:uses", cycle_id=row.participant.cycle_id)
    what = f"{row.participant.organization_name} {USES[row.kind]}"
    context = parts.frame(actor, row.participant.cycle, "grades:uses", what=what)
    return parts.reason_page(request, context, form)
