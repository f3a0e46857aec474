"""The field form: one page for both checks, made for a phone; a draft waits on the device while the net is away."""

import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.assessments import access, queries
from shuping.apps.assessments.forms.field import FieldForm
from shuping.apps.assessments.models import Visit
from shuping.apps.assessments.services import checking
from shuping.apps.assessments.wording import FINDING_BADGES, FINDINGS
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.wording import sentence
from shuping.core.assessments.states import Verdict
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

JSON = "application/json"


@door(Permission.CHECK_DO)
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was found; the answer to a form sent by the script is JSON with a sentence and where to go on."""
    actor = actor_of(request)
    visit = access.find_visit(actor, pk)
    unit = visit.unit
    if unit.scheme is None:
        return redirect("assessments:unit", pk=unit.pk)
    claims = queries.claims_of(unit.participant) if visit.covers_check else []
    given = FieldForm(
        queries.value_of(unit.scheme),
        claims,
        request.POST or None,
        initial={"client_id": uuid.uuid4().hex},
        today=clock.today(),
        annual=visit.covers_annual,
        check=visit.covers_check,
    )
    scripted = JSON in request.headers.get("Accept", "")
    if request.method != "POST":
        return _page(request, visit, given)
    if not given.is_valid():
        return _refused(request, visit, given, _first_error(given), 422) if scripted else _page(request, visit, given)
    try:
        receipt = checking.receive_form(
            visit=visit,
            client_id=given.cleaned_data["client_id"],
            deductions=given.deductions(),
            findings=given.findings(),
            by=actor,
            at=clock.now(),
        )
    except RuleError as error:
        given.add_error(None, sentence(error))
        return _refused(request, visit, given, sentence(error), 409) if scripted else _page(request, visit, given)
    count = receipt.new + receipt.corrected
    said = (
        ngettext("%(count)d entry is kept.", "%(count)d entries are kept.", count) % {"count": count}
        if count
        else _("Everything of this form is kept already.")
    )
    url = reverse("assessments:form", args=[pk])
    messages.success(request, said)  # for the page that is opened next, by the script or by the answer
    return JsonResponse({"ok": True, "sentence": said, "url": url}) if scripted else redirect(url)


def _first_error(given: FieldForm) -> str:
    for name, errors in given.errors.items():
        label = given.fields[name].label if name in given.fields else ""
        about = name.rsplit("-", 1)[0].partition("-")[2] if "-" in name else ""
        return " ".join(part for part in (about, str(label or ""), str(errors[0])) if part)
    return ""


def _refused(request: HttpRequest, visit: Visit, given: FieldForm, words: str, status: int) -> HttpResponse:
    return JsonResponse({"ok": False, "sentence": words}, status=status)


def _page(request: HttpRequest, visit: Visit, given: FieldForm) -> HttpResponse:
    unit = visit.unit
    rows = list(visit.deductions.select_related("entered_by").exclude(verdict=Verdict.WITHDRAWN))
    taken: dict[str, list[Any]] = {}
    for row in rows:
        taken.setdefault(row.key, []).append(row)
    context = {
        "visit": visit,
        "unit": unit,
        "form": given,
        "slots": list(given.slots()),
        "finding_slots": list(given.finding_slots()),
        "taken": taken,
        "findings": visit.findings.filter(withdrawn_at=None),
        "findings_words": FINDINGS,
        "findings_badges": FINDING_BADGES,
        "own": {row.key: row for row in unit.self_scores.all()},
        "open": visit.state == Visit.State.PLANNED,
        "user_id": actor_of(request).user_id,
    }
    return render(request, "assessments/field.html", context, status=409 if given.errors else 200)


@require_safe
@door(Permission.CHECK_DO)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows a stored field form without net; it stands here because it may serve what lies below."""
    found = finders.find("base/offline.js")
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript; charset=utf-8")


@require_POST
@door(Permission.CHECK_DO)
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """The check at this unit is complete."""
    actor = actor_of(request)
    visit = access.find_visit(actor, pk)
    checking.finish_visit(visit=visit, by=actor, at=clock.now())
    messages.success(request, _("The check at this unit is complete."))
    return redirect("assessments:checks")
