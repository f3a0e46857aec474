"""The register of documents from above, one document with its chain, the tasks of units."""

from collections.abc import Callable
from typing import TypeVar

from django import forms as django_forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shuping.apps.organization import api as organization_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.registers.superior import Task, TaskState, is_overdue
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access, forms, queries, services
from .models import SuperiorDocument, SuperiorTask
from .wording import KINDS, STEPS, TASK_BADGES, TASK_STATES

F = TypeVar("F", forms.StepForm, forms.TaskForm)


def _holds(actor: Actor, permission: Permission) -> bool:
    return actor.reach(permission) is not Reach.NONE


def _missing(row: queries.Row) -> str:
    return "、".join(str(STEPS[step]) for step in row.standing.missing)


def _missing_badge(row: queries.Row) -> SafeString | str:
    words = _missing(row)
    if not words:
        return ""
    return badge(words, "error" if row.standing.late or row.standing.skipped else "wait")


@door(Permission.SUPERIOR_READ)
def document_list(request: HttpRequest) -> HttpResponse:
    """Every document within reach, the latest first, with how far it has come."""
    actor = actor_of(request)
    columns = [
        Column("received", _("Day of receipt"), lambda row: row.document.received_on, kind="date"),
        Column(
            "title",
            _("Title"),
            lambda row: row.document.title,
            link=lambda row: reverse("registers:document", args=[row.document.pk]),
        ),
        Column("issuer", _("Issued by"), lambda row: row.document.issuer, filter=True),
        Column("number", _("Document number"), lambda row: row.document.number, kind="short"),
        Column("kind", _("Kind of document"), lambda row: str(KINDS[row.document.kind]), filter=True, kind="short"),
        Column("days", _("Days until studied"), lambda row: row.standing.days_to_study, kind="number"),
        Column("missing", _("Still missing"), _missing, cell=_missing_badge, filter=True),
        Column("tasks", _("Tasks"), lambda row: row.standing.tasks, kind="number"),
        Column("done", _("Done"), lambda row: row.standing.done, kind="number"),
        Column("overdue", _("Overdue"), lambda row: row.standing.overdue, kind="number"),
    ]
    listing = Listing(
        _("Documents from above"),
        columns,
        queries.rows(access.documents(actor), clock.today()),
        landscape=True,
        empty=_("No document from above is registered yet."),
    )
    return listing.answer(request, "registers/list.html", {"may_keep": _holds(actor, Permission.SUPERIOR_KEEP)})


def _form_page(
    request: HttpRequest, form: django_forms.Form, title: str | Promise, verb: str | Promise, back: str, about: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "verb": verb, "back": back, "about": about}
    return render(request, "registers/form.html", context, status=409 if form.errors else 200)


@door(Permission.SUPERIOR_KEEP)
def document_new(request: HttpRequest) -> HttpResponse:
    """收文登记."""
    actor = actor_of(request)
    form = forms.DocumentForm(request.POST or None, initial={"received_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.register_document(
                organization_id=actor.organization_id, entry=form.entry(), by=actor, at=clock.now()
            )
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The document is registered."))
            return redirect("registers:document", pk=made.pk)
    title = _("Register a document from above")
    return _form_page(request, form, title, _("Register the document"), reverse("registers:list"))


@door(Permission.SUPERIOR_KEEP)
def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry."""
    actor = actor_of(request)
    row = access.find_document(actor, pk, Permission.SUPERIOR_KEEP)
    names = ("title", "issuer", "number", "kind", "issued_on", "received_on", "requirements", "revision")
    form = forms.DocumentForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and attempt(
        form,
        lambda: services.correct_document(
            document=row, entry=form.entry(), revision=form.cleaned_data["revision"], by=actor, at=clock.now()
        ),
    ):
        messages.success(request, _("The entry is corrected."))
        return redirect("registers:document", pk=pk)
    back = reverse("registers:document", args=[pk])
    return _form_page(request, form, _("Correct the entry"), _("Save"), back, row.title)


@door(Permission.SUPERIOR_READ)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: what it asks, its chain, its tasks. A unit sees its own tasks only."""
    actor = actor_of(request)
    row = access.find_document(actor, pk)
    found = queries.rows([row], clock.today())[0]
    steps = row.handlings.select_related("entered_by").prefetch_related("units")
    tasks = access.tasks(actor).filter(document=row)
    may_keep = _holds(actor, Permission.SUPERIOR_KEEP)
    context = {
        "row": row,
        "kind": KINDS[row.kind],
        "standing": found.standing,
        "missing": [STEPS[step] for step in found.standing.missing],
        "skipped": [STEPS[step] for step in found.standing.skipped],
        "steps": [(one, STEPS[one.step]) for one in steps if may_keep or one.withdrawn_at is None],
        "tasks": [_task_line(actor, one, own=may_keep) for one in tasks],
        "may_keep": may_keep,
    }
    return render(request, "registers/document.html", context)


def _task_line(actor: Actor, task: SuperiorTask, *, own: bool) -> dict[str, object]:
    reports = actor.may(
        Permission.SUPERIOR_REPORT,
        organization_id=task.organization_id,
        organization_path=task.organization.path,
    )
    return {
        "task": task,
        "state": _task_badge(task),
        "may_report": reports and task.state == TaskState.OPEN,
        "may_judge": own and task.state == TaskState.REPORTED,
        "may_drop": own and task.state in (TaskState.OPEN, TaskState.REPORTED),
    }


def _task_badge(task: SuperiorTask) -> SafeString:
    if is_overdue(Task(task.due_on, TaskState(task.state)), clock.today()):
        return badge(_("Overdue"), "error")
    return badge(TASK_STATES[task.state], TASK_BADGES[task.state])


def _units(row: SuperiorDocument) -> QuerySet[organization_api.Organization]:
    """The units that a document of this organisation can be handed down to, in office order."""
    keys = [unit.pk for unit in organization_api.units_of(row.organization, clock.today())]
    return organization_api.Organization.objects.filter(pk__in=keys).order_by("path")


def _with_units(
    request: HttpRequest, kind: type[F], units: QuerySet[organization_api.Organization], initial: dict[str, object]
) -> tuple[F, bool]:
    """A form that chooses units, and whether it was sent; a button that only ticks boxes brings it back as typed."""
    if "choose" in request.POST:
        return kind(initial=kind.ticked(request.POST, units), units=units), False
    return kind(request.POST or None, initial=initial, units=units), request.method == "POST"


@door(Permission.SUPERIOR_KEEP)
def step_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter one step; `?step=` chooses which."""
    actor = actor_of(request)
    row = access.find_document(actor, pk, Permission.SUPERIOR_KEEP)
    asked = request.GET.get("step", "")
    initial: dict[str, object] = {"held_on": clock.today(), "step": asked if asked in STEPS else "studied"}
    form, ready = _with_units(request, forms.StepForm, _units(row), initial)
    if ready and attempt(
        form, lambda: services.record_step(document=row, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The step is kept."))
        return redirect("registers:document", pk=pk)
    back = reverse("registers:document", args=[pk])
    return _form_page(request, form, _("Enter a step"), _("Keep the step"), back, row.title)


@door(Permission.SUPERIOR_KEEP)
def step_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a step entered by mistake."""
    actor = actor_of(request)
    row = access.find_handling(actor, pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: services.withdraw_step(handling=row, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The step is withdrawn."))
        return redirect("registers:document", pk=row.document_id)
    back = reverse("registers:document", args=[row.document_id])
    return _form_page(request, form, _("Withdraw the step"), _("Withdraw"), back, f"{STEPS[row.step]} {row}")


@door(Permission.SUPERIOR_KEEP)
def task_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one task to several units."""
    actor = actor_of(request)
    row = access.find_document(actor, pk, Permission.SUPERIOR_KEEP)
    form, ready = _with_units(request, forms.TaskForm, _units(row), {})
    if ready and attempt(form, lambda: services.set_task(document=row, **form.cleaned_data, by=actor, at=clock.now())):
        count = len(form.cleaned_data["units"])
        text = ngettext("The task is given to %(count)d unit.", "The task is given to %(count)d units.", count)
        messages.success(request, text % {"count": count})
        return redirect("registers:document", pk=pk)
    back = reverse("registers:document", args=[pk])
    return _form_page(request, form, _("Give a task"), _("Give the task"), back, row.title)


@door(Permission.SUPERIOR_READ)
def task_list(request: HttpRequest) -> HttpResponse:
    """Tasks from documents from above, what is due first."""
    columns = [
        Column("due", _("Time limit"), lambda row: row.due_on, kind="date"),
        Column("unit", _("Unit"), lambda row: str(row.organization), filter=True),
        Column("text", _("Task"), lambda row: row.text),
        Column(
            "document",
            _("Document from above"),
            lambda row: row.document.title,
            link=lambda row: reverse("registers:document", args=[row.document_id]),
            filter=True,
        ),
        Column(
            "state", _("State"), lambda row: str(TASK_STATES[row.state]), cell=_task_badge, filter=True, kind="short"
        ),
        Column("result", _("Result"), lambda row: row.result),
    ]
    listing = Listing(
        _("Tasks from documents from above"),
        columns,
        access.tasks(actor_of(request)),
        landscape=True,
        empty=_("No task from above is open."),
    )
    return listing.answer(request, "registers/tasks.html", {})


@door(Permission.SUPERIOR_REPORT)
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit reports its result."""
    actor = actor_of(request)
    row = access.find_task(actor, pk, Permission.SUPERIOR_REPORT)
    form = forms.ResultForm(request.POST or None, initial={"result": row.result})
    if request.method == "POST" and attempt(
        form, lambda: services.report_task(task=row, **form.cleaned_data, by=actor, at=clock.now())
    ):
        messages.success(request, _("The result is reported."))
        return redirect("registers:document", pk=row.document_id)
    back = reverse("registers:document", args=[row.document_id])
    about = f"{row.text}（{row.remark}）" if row.remark else row.text
    return _form_page(request, form, _("Report the result"), _("Report the result"), back, about)


@require_POST
@door(Permission.SUPERIOR_KEEP)
def task_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The office confirms a result."""
    actor = actor_of(request)
    row = access.find_task(actor, pk, Permission.SUPERIOR_KEEP)
    services.confirm_task(task=row, by=actor, at=clock.now())
    messages.success(request, _("The result is confirmed."))
    return redirect("registers:document", pk=row.document_id)


@door(Permission.SUPERIOR_KEEP)
def task_return(request: HttpRequest, pk: int) -> HttpResponse:
    """The office returns a result with its reason."""
    return _with_reason(request, pk, services.return_task, _("Return the result"), _("Return with the reason"))


@door(Permission.SUPERIOR_KEEP)
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """The office lifts a task."""
    return _with_reason(request, pk, services.drop_task, _("Drop the task"), _("Drop the task"))


def _with_reason(
    request: HttpRequest, pk: int, act: Callable[..., SuperiorTask], title: str | Promise, verb: str | Promise
) -> HttpResponse:
    actor = actor_of(request)
    row = access.find_task(actor, pk, Permission.SUPERIOR_KEEP)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: act(task=row, **form.cleaned_data, by=actor, at=clock.now())):
        messages.success(request, _("It is kept."))
        return redirect("registers:document", pk=row.document_id)
    back = reverse("registers:document", args=[row.document_id])
    return _form_page(request, form, title, verb, back, row.text)
