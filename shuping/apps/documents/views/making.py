"""What is due now, making one paper or one for every unit, and the frame of a paper."""

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents import access, queries, rendering
from shuping.apps.documents.forms import FrameForm
from shuping.apps.documents.kinds.common import CLASS, ISSUE, ROUND, UNIT, Kind
from shuping.apps.documents.kinds.registry import BY_CODE, KINDS
from shuping.apps.documents.models import Document, Template
from shuping.apps.documents.services.making import make_document, set_frame
from shuping.apps.documents.wording import DUE
from shuping.apps.rectification import api as rectification_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .parts import attachment, kind_name, present_round, rounds

MOST_SAID = 5  # refusals of a batch that are said one by one


@require_safe
@door(Permission.DOCUMENT_MAKE)
def due(request: HttpRequest, cycle: int | None = None) -> HttpResponse:
    """Every kind that can be made at the stage of a round, those that are due first."""
    actor = actor_of(request)
    shown = present_round(actor) if cycle is None else cycles_api.find_cycle(actor, cycle)
    context: dict[str, Any] = {"round": shown, "rounds": rounds(actor, shown, "documents:due_of")}
    if shown is not None:
        context["lines"] = _lines(actor, shown)
        context["stage"] = cycles_api.stage_name(shown.stage)
    return render(request, "documents/due.html", context)


def _lines(actor: Actor, cycle: cycles_api.Cycle) -> list[dict[str, Any]]:
    units = queries.units_of(cycle)
    own = [unit for unit in units if unit.pk == actor.organization_id]
    templates: dict[str, list[Template]] = {}
    for row in Template.objects.filter(owner__in=(cycle.organizer_id, actor.organization_id), active=True):
        templates.setdefault(row.kind, []).append(row)
    found = []
    for line in queries.due_kinds(cycle, [kind for kind in KINDS if kind.per != ISSUE]):
        kind = line.kind
        for_round = access.may_make(actor, kind, cycle, None)
        within = units if for_round else [unit for unit in own if access.may_make(actor, kind, cycle, unit)]
        if not (for_round if kind.per in (ROUND, CLASS) else within):
            continue
        words, colour = DUE[line.state]
        found.append(
            {
                "kind": kind,
                "name": kind_name(kind.code),
                "state": badge(words, colour),
                "count": line.open + line.issued,
                "stage": cycles_api.stage_name(kind.due),
                "units": within if kind.per == UNIT else [],
                "classes": [one for one in cycles_api.rules_of(cycle).classes if one.counted_here]
                if kind.per == CLASS
                else [],
                "templates": templates.get(kind.code, []),
                "batch": kind.per == UNIT and len(within) > 1,
            }
        )
    return found


def _wanted(actor: Actor, cycle: int, kind: str, unit: str, subject: str) -> tuple[Kind, cycles_api.Cycle, Any]:
    """Kind, round and unit that are asked for, if the actor may make that. Raises Http404."""
    found = BY_CODE.get(kind)
    if found is None:
        raise Http404
    row = cycles_api.find_cycle(actor, cycle)
    where = None
    if found.per == UNIT:
        key = whole_number(unit)
        where = next((one for one in queries.units_of(row) if one.pk == key), None)
        if where is None and actor.organization_id in [one.pk for one in queries.units_of(row)]:
            where = next(one for one in queries.units_of(row) if one.pk == actor.organization_id)
    if found.per == ISSUE:
        key = whole_number(subject.removeprefix("issue:"))
        issue = rectification_api.find_told_issue(row, key) if key is not None else None
        where = issue.organization if issue is not None else None
    if not access.may_make(actor, found, row, where):
        raise Http404
    return found, row, where


@require_POST
@door(Permission.DOCUMENT_MAKE)
def make(request: HttpRequest, cycle: int, kind: str) -> HttpResponse:
    """Make one paper, or bring its open draft up to date."""
    actor = actor_of(request)
    subject = request.POST.get("subject", "")[:60]
    found, row, unit = _wanted(actor, cycle, kind, request.POST.get("unit", ""), subject)
    template = _template(actor, row, found, request.POST.get("template", ""))
    made = make_document(
        kind=found.code, cycle=row, unit=unit, subject=subject, template=template, by=actor, at=clock.now()
    )
    messages.success(request, _("“%(title)s” stands ready.") % {"title": made.title})
    return redirect("documents:document", pk=made.pk)


def _template(actor: Actor, cycle: cycles_api.Cycle, kind: Kind, key: str) -> Template | None:
    number = whole_number(key)
    if number is None:
        return None
    rows = Template.objects.filter(owner__in=(cycle.organizer_id, actor.organization_id), kind=kind.code, active=True)
    return rows.filter(pk=number).first()


@require_POST
@door(Permission.DOCUMENT_MAKE)
def batch(request: HttpRequest, cycle: int, kind: str) -> HttpResponse:
    """Make a kind for every unit of the round; each paper is an act of its own, refusals are said together."""
    actor = actor_of(request)
    found = BY_CODE.get(kind)
    if found is None or found.per != UNIT:
        raise Http404
    row = cycles_api.find_cycle(actor, cycle)
    if not access.may_make(actor, found, row, None):
        raise Http404
    made, refused = 0, []
    for unit in queries.units_of(row):
        try:
            make_document(kind=found.code, cycle=row, unit=unit, by=actor, at=clock.now())
            made += 1
        except RuleError as error:
            refused.append(f"{unit}：{sentence(error)}")
    messages.success(request, _("%(count)d papers stand ready.") % {"count": made})
    for words in refused[:MOST_SAID]:
        messages.warning(request, words)
    if len(refused) > MOST_SAID:
        messages.warning(
            request, _("%(count)d further units could not be served.") % {"count": len(refused) - MOST_SAID}
        )
    return redirect(f"{reverse('documents:list')}?f_kind={kind_name(found.code)}&f_year={row.year}")


@require_safe
@door(Permission.DOCUMENT_READ)
def bundle(request: HttpRequest, cycle: int, kind: str) -> HttpResponse:
    """The papers of one kind in one round that the actor may read, docx and PDF, as one zip in office order."""
    actor = actor_of(request)
    row = cycles_api.find_cycle(actor, cycle)
    rows = access.documents(actor).filter(cycle=row, kind=kind).exclude(state="void")
    rows = rows.select_related("organization").prefetch_related("files").order_by("organization__path", "pk")
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for number, paper in enumerate(rows, start=1):
            for file in _newest(paper):
                archive.writestr(
                    f"{number:02d} {_safe(str(paper.organization))} {file.name}", rendering.store().read(file.digest)
                )
    name = f"{row.year}{kind_name(kind)}.zip"
    return attachment(kept.getvalue(), name, "application/zip")


def _newest(paper: Document) -> list[Any]:
    newest = {one.role: one for one in paper.files.all()}
    wanted = ("final", "scan") if "final" in newest else ("word", "pdf", "scan")
    return [newest[role] for role in wanted if role in newest]


def _safe(words: str) -> str:
    return "".join(sign for sign in words if sign not in '\\/:*?"<>|')


@door(Permission.DOCUMENT_MAKE)
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """Addressees, class, retention, copies, seal and issuer."""
    actor = actor_of(request)
    row = access.find_to_change(actor, pk)
    form = FrameForm(request.POST or None, document=row)
    if request.method == "POST" and attempt(
        form, lambda: set_frame(document=row, **form.values(), by=actor, at=clock.now())
    ):
        messages.success(request, _("The frame is saved."))
        return redirect("documents:document", pk=row.pk)
    return render(request, "documents/frame.html", {"row": row, "form": form}, status=409 if form.errors else 200)
