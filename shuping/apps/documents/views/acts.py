"""Moving a paper, numbering it, bringing files back. Signing, issuing and voiding ask for a fresh confirmation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shuping.apps.documents import access
from shuping.apps.documents.forms import FinalForm, InstructionForm, NumberForm, ReasonForm, ScanForm, SignForm
from shuping.apps.documents.models import Document
from shuping.apps.documents.services import files, moving, numbers
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.core.roles.permissions import Permission

from .register import paper_page

Service = Callable[..., Any]
# act → service, its form (what it takes), the words afterwards
CHANGES: Mapping[str, tuple[Service, type[Form] | None, Promise]] = {
    "hand_over": (moving.hand_over, None, _("The paper is handed over for review.")),
    "use": (moving.use_document, None, _("The paper is put to use.")),
    "number": (numbers.take_number, NumberForm, _("The number is given.")),
    "number_back": (numbers.give_number_back, ReasonForm, _("The number is given back.")),
}
DECISIONS: Mapping[str, tuple[Service, type[Form] | None, Promise]] = {
    "return": (moving.return_document, ReasonForm, _("The paper is returned for changes.")),
    "sign": (moving.sign_document, SignForm, _("The paper is signed.")),
    "issue": (moving.issue_document, None, _("The paper is issued.")),
    "void": (moving.void_document, ReasonForm, _("The paper is void.")),
}
_FORMS = {NumberForm: "number_form", ReasonForm: "reason_form", SignForm: "sign_form"}


def _do(request: HttpRequest, row: Document, act: tuple[Service, type[Form] | None, Promise]) -> HttpResponse:
    service, form_class, words = act
    actor = actor_of(request)
    form = form_class(request.POST) if form_class is not None else Form(request.POST)
    if attempt(form, lambda: service(document=row, **form.cleaned_data, by=actor, at=clock.now())):
        messages.success(request, str(words))
        return redirect("documents:document", pk=row.pk)
    if form_class is None:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        return redirect("documents:document", pk=row.pk)
    return paper_page(request, access.find_document(actor, row.pk), status=409, **{_FORMS[form_class]: form})


@require_POST
@door(Permission.DOCUMENT_MAKE)
def change(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """What whoever makes the paper does with it."""
    return _do(request, access.find_to_change(actor_of(request), pk), CHANGES[act])


@require_POST
@door(Permission.DOCUMENT_SIGN, power=True)
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """What whoever signs does with it."""
    return _do(request, access.find_to_sign(actor_of(request), pk), DECISIONS[act])


@require_POST
@door(Permission.DOCUMENT_MAKE)
def final(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the edited final version back."""
    actor = actor_of(request)
    row = access.find_to_change(actor, pk)
    form = FinalForm(request.POST, request.FILES)

    def bring() -> None:
        given = form.cleaned_data["final"]
        files.bring_final(document=row, data=given.read(), name=given.name, by=actor, at=clock.now())

    if attempt(form, bring):
        messages.success(request, _("The final version hangs on the paper."))
        return redirect("documents:document", pk=row.pk)
    return paper_page(request, row, status=409, final_form=form)


@require_POST
@door(Permission.DOCUMENT_MAKE)
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the sealed scan back."""
    actor = actor_of(request)
    row = access.find_to_change(actor, pk)
    form = ScanForm(request.POST, request.FILES)

    def bring() -> None:
        given = form.cleaned_data["scan"]
        files.bring_scan(document=row, data=given.read(), name=given.name, by=actor, at=clock.now())

    if attempt(form, bring):
        messages.success(request, _("The scan hangs on the paper."))
        return redirect("documents:document", pk=row.pk)
    return paper_page(request, row, status=409, scan_form=form)


@require_POST
@door(Permission.DOCUMENT_MAKE)
def instruction(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a leader's instruction."""
    actor = actor_of(request)
    row = access.find_to_change(actor, pk)
    form = InstructionForm(request.POST, request.FILES)

    def record() -> None:
        given = dict(form.cleaned_data)
        sheet = given.pop("sheet")
        if sheet:
            given |= {"data": sheet.read(), "name": sheet.name}
        files.add_instruction(document=row, **given, by=actor, at=clock.now())

    if attempt(form, record):
        messages.success(request, _("The instruction is recorded."))
        return redirect("documents:document", pk=row.pk)
    return paper_page(request, row, status=409, instruction_form=form)
