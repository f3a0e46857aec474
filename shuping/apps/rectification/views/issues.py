"""One problem from end to end, and everything that can be done to it on its page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import access, forms, queries, wording
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.queries import agreed
from shuping.apps.rectification.services import extensions, issues, look_backs, sign_off
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.core.rectification.states import CLOSED, State
from shuping.core.rectification.values import Problem, Wording
from shuping.core.roles.permissions import Permission

from .pages import archived, form_page, light_badge, listed, may, reporters, round_kept, state_badge, typed

Forms = dict[str, django_forms.Form]


def _evidence_form(issue: Issue, data: Any = None) -> forms.EvidenceForm:
    pieces = [(piece.pk, f"{piece.happened_on} {piece.title}") for piece in reports_api.evidence_of(issue.organization)]
    return forms.EvidenceForm(data, pieces=pieces)


def _powers(actor: Actor, issue: Issue) -> dict[str, bool]:
    """What the acting person may do here and now; the services look again."""
    state, organization, cycle = issue.state, issue.organization, issue.cycle
    asks = may(actor, Permission.SIGN_OFF_REQUEST, organization)
    keeps = may(actor, Permission.ISSUE_KEEP, organization, cycle)
    running = state == State.IN_PROGRESS
    return {
        "plan": state == State.PLANNING and may(actor, Permission.PLAN_WRITE, organization),
        "word": keeps and state not in CLOSED and not archived(cycle),
        "drop": keeps and issue.told_at is None and not archived(cycle),
        "evidence": asks and state not in CLOSED,
        "progress": may(actor, Permission.ISSUE_PROGRESS, organization)
        and state in (State.IN_PROGRESS, State.LONG_TERM),
        "finish": may(actor, Permission.PLAN_WRITE, organization) and state in (State.IN_PROGRESS, State.LONG_TERM),
        "request": asks and running,
        "extend": asks and running and issue.due_on is not None,
        "escalate": keeps and state in queries.OPEN_STATES and issue.escalated_at is None,
        "long_term": keeps and running,
        "term": keeps and state == State.LONG_TERM,
        "look_back": may(actor, Permission.LOOK_BACK, organization, cycle) and state in (State.SIGNED_OFF, State.HELD),
        "say": True,
        "paper": (asks or keeps) and issue.told_at is not None,
        "talk": may(actor, Permission.TALK_KEEP, organization),
    }


def _chain(row: queries.LedgerRow, looked: bool) -> list[dict[str, object]]:
    """问题 → 举措 → 责任人 → 时限 → 佐证 → 核查 → 销号, each with whether it is there."""
    issue = row.issue
    measures = list(issue.measures.all())
    return [
        {"label": _("Problem"), "done": True},
        {"label": _("Rectification measure"), "done": bool(measures)},
        {"label": _("Person responsible"), "done": bool(measures) and all(measure.owner for measure in measures)},
        {"label": _("Time limit"), "done": issue.due_on is not None or issue.kind == "long_term"},
        {"label": _("Evidence"), "done": row.evidence > 0},
        {"label": _("Check by another role"), "done": issue.state in CLOSED},
        {"label": _("Sign-off"), "done": issue.state in CLOSED},
        {"label": _("Look-back"), "done": looked},
    ]


def page(request: HttpRequest, issue: Issue, bound: Forms | None = None) -> HttpResponse:
    """The page of one problem; `bound` holds the form that was refused, so that nothing typed is lost."""
    actor = actor_of(request)
    row = queries.ledger(Issue.objects.filter(pk=issue.pk), on=clock.today())[0]
    issue = row.issue
    looks = list(issue.look_backs.select_related("looked_by"))
    blank: Forms = {
        "progress": forms.TextForm(prefix="progress"),
        "say": _say_form(issue),
        "evidence": _evidence_form(issue),
        "request": forms.SignOffForm(),
        "extend": forms.ExtensionForm(),
        "escalate": forms.ReasonForm(prefix="escalate"),
        "long_term": forms.ReasonForm(prefix="long"),
        "term": forms.TermForm(prefix="term"),
        "look_back": forms.PlanLookBackForm(),
        "answer": forms.DecisionForm(prefix="answer"),
        "time": forms.DecisionForm(prefix="time"),
    }
    called = organization_api.name_on(issue.organization, issue.cycle.cutoff_date)
    context = {
        "issue": issue,
        "called": "" if called == issue.organization.name else called,
        "mentioned": queries.is_mentioned(issue, actor),
        "row": row,
        "state": state_badge(issue.state),
        "light": light_badge(row.light),
        "source": wording.SOURCES.get(issue.source, issue.source),
        "kind": wording.KINDS.get(issue.kind, issue.kind),
        "severity": wording.SEVERITIES.get(issue.severity, issue.severity),
        "lacks": listed(wording.LACKS[code] for code in row.lacks),
        "doubts": [wording.DOUBTS[code] for code in row.doubts],
        "chain": _chain(row, any(look.looked_on for look in looks)),
        "measures": issue.measures.all(),
        "evidence": reports_api.evidence_for(f"issue:{issue.pk}"),
        "opens_evidence": may(actor, Permission.REPORT_READ, issue.organization),
        "requests": issue.sign_off_requests.select_related("asked_by", "answered_by"),
        "extensions": issue.extension_requests.select_related("asked_by", "answered_by"),
        "looks": looks,
        "talks": issue.talks.select_related("person") if may(actor, Permission.TALK_KEEP, issue.organization) else [],
        "again": access.issues(actor).filter(parent=issue.pk).select_related("cycle"),
        "repeated": [one for one in queries.repeated(issue) if one.pk != issue.parent_id and _readable(actor, one)],
        "timeline": [(entry, wording.LOG.get(entry.kind, entry.kind)) for entry in queries.timeline(issue)],
        "powers": _powers(actor, issue),
        "paper_subject": f"issue:{issue.pk}",
        "answerable": {item.pk for item in queries.sign_offs_to_answer(actor, on=clock.today())}
        if issue.state == State.SIGN_OFF_REQUESTED
        else set(),
        "grantable": {item.pk for item in queries.extensions_to_answer(actor)}
        if may(actor, Permission.PLAN_APPROVE, issue.organization, issue.cycle)
        else set(),
        "forms": {**blank, **(bound or {})},
    }
    return render(request, "rectification/issue.html", context, status=409 if bound else 200)


def _readable(actor: Actor, other: Issue) -> bool:
    return other.told_at is not None or may(actor, Permission.ISSUE_KEEP, other.organization, other.cycle)


@door(Permission.ISSUE_READ)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One problem: 问题 → 举措 → 责任人 → 时限 → 佐证 → 核查 → 销号, with everything that happened."""
    return page(request, access.find_issue(actor_of(request), pk))


def do(
    request: HttpRequest,
    row: Issue,
    name: str,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], object],
    done: str | Promise,
) -> HttpResponse:
    """One act from the problem's page: do it and come back, or show the page with the refused form."""
    if request.method == "POST":
        if not attempt(form, lambda: act(form.cleaned_data)):
            return page(request, row, {name: form})
        messages.success(request, str(done))
    return redirect("rectification:issue", pk=row.pk)


@door(Permission.ISSUE_PROGRESS)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """A line of progress by the unit or the office."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_PROGRESS)
    form = forms.TextForm(request.POST or None, prefix="progress")
    return do(
        request,
        row,
        "progress",
        form,
        lambda data: issues.write_progress(issue=row, **data, by=actor, at=clock.now()),
        _("The progress is recorded."),
    )


def _say_form(row: Issue, data: Any = None) -> forms.SayForm:
    return forms.SayForm(data, prefix="say", people=issues.mentionable(row, on=clock.today()))


@require_POST
@door(Permission.ISSUE_READ)
def mention_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take note of what was said to oneself."""
    actor = actor_of(request)
    issues.see_mentions(issue=access.find_issue(actor, pk), by=actor, at=clock.now())
    messages.success(request, _("Taken note of."))
    return redirect("rectification:issue", pk=pk)


@door(Permission.ISSUE_READ)
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """A line of discussion; whoever may read the problem may speak."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk)
    form = _say_form(row, request.POST or None)
    return do(
        request,
        row,
        "say",
        form,
        lambda data: issues.say(issue=row, **data, by=actor, at=clock.now()),
        _("Your line is added."),
    )


@door(Permission.SIGN_OFF_REQUEST)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a piece of the unit's library."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.SIGN_OFF_REQUEST)
    return do(
        request,
        row,
        "evidence",
        _evidence_form(row, request.POST or None),
        lambda data: sign_off.attach_evidence(
            issue=row, evidence=int(data["evidence"]), claim=data["claim"], by=actor, at=clock.now()
        ),
        _("The evidence is attached."),
    )


@door(Permission.SIGN_OFF_REQUEST)
def request_sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """申请销号."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.SIGN_OFF_REQUEST)
    return do(
        request,
        row,
        "request",
        forms.SignOffForm(request.POST or None),
        lambda data: sign_off.request_sign_off(issue=row, **data, by=actor, at=clock.now()),
        _("Sign-off is requested."),
    )


@door(Permission.SIGN_OFF_REQUEST)
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """申请延期."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.SIGN_OFF_REQUEST)
    return do(
        request,
        row,
        "extend",
        forms.ExtensionForm(request.POST or None),
        lambda data: extensions.ask_extension(issue=row, **data, by=actor, at=clock.now()),
        _("More time is requested."),
    )


@door(Permission.ISSUE_KEEP)
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """督办."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_KEEP)
    return do(
        request,
        row,
        "escalate",
        forms.ReasonForm(request.POST or None, prefix="escalate"),
        lambda data: issues.escalate_issue(issue=row, **data, by=actor, at=clock.now()),
        _("The problem is under supervision."),
    )


@door(Permission.ISSUE_KEEP)
def long_term(request: HttpRequest, pk: int) -> HttpResponse:
    """长期坚持."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_KEEP)
    return do(
        request,
        row,
        "long_term",
        forms.ReasonForm(request.POST or None, prefix="long"),
        lambda data: issues.keep_long_term(issue=row, **data, by=actor, at=clock.now()),
        _("The problem is kept up for the long term."),
    )


@door(Permission.ISSUE_KEEP)
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a long-term problem a deadline again."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_KEEP)
    return do(
        request,
        row,
        "term",
        forms.TermForm(request.POST or None, prefix="term"),
        lambda data: sign_off.set_term(issue=row, **data, by=actor, at=clock.now()),
        _("The deadline is set."),
    )


@door(Permission.LOOK_BACK)
def plan_look_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a look-back at this one problem."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.LOOK_BACK)
    return do(
        request,
        row,
        "look_back",
        forms.PlanLookBackForm(request.POST or None),
        lambda data: look_backs.plan_look_back(issue=row, **data, by=actor, at=clock.now()),
        _("The look-back is planned."),
    )


@door(Permission.ISSUE_KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Reword, classify, merge or take off."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_KEEP)
    if archived(row.cycle) and request.method != "POST":
        return redirect("rectification:issue", pk=pk)
    initial = {
        "text": row.text,
        "source_detail": row.source_detail,
        "category": row.category.code if row.category else "",
        "common": row.common,
        "severity": row.severity,
        "root_cause": row.root_cause,
        "revision": row.revision,
    }
    form = forms.WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and attempt(
        form,
        lambda: issues.word_issue(
            issue=row, wording=typed(form, Wording), revision=form.cleaned_data["revision"], by=actor, at=clock.now()
        ),
    ):
        messages.success(request, _("The problem is saved."))
        return redirect("rectification:issue", pk=pk)
    return _edit_page(request, row, form)


def _edit_page(
    request: HttpRequest,
    row: Issue,
    form: django_forms.Form,
    merge: django_forms.Form | None = None,
    drop: django_forms.Form | None = None,
) -> HttpResponse:
    context = {
        "issue": row,
        "form": form,
        "merge": merge or forms.MergeForm(issue=row),
        "drop": drop or forms.ReasonForm(prefix="drop"),
    }
    wrong = form.errors or (merge and merge.errors) or (drop and drop.errors)
    return render(request, "rectification/issue_edit.html", context, status=409 if wrong else 200)


def _wording_form(row: Issue) -> forms.WordingForm:
    return forms.WordingForm(initial={"text": row.text, "revision": row.revision, "root_cause": row.root_cause})


@door(Permission.ISSUE_KEEP)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge another problem of the sheet into this one."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_KEEP)
    form = forms.MergeForm(request.POST or None, issue=row)
    if request.method == "POST":
        if attempt(
            form, lambda: issues.merge_issues(keep=row, other=form.cleaned_data["other"], by=actor, at=clock.now())
        ):
            messages.success(request, _("The two problems are one now."))
        else:
            return _edit_page(request, row, _wording_form(row), merge=form)
    return redirect("rectification:issue", pk=pk)


@door(Permission.ISSUE_KEEP)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a problem off a sheet that is not delivered."""
    actor = actor_of(request)
    row = access.find_issue(actor, pk, Permission.ISSUE_KEEP)
    form = forms.ReasonForm(request.POST or None, prefix="drop")
    if request.method != "POST":
        return redirect("rectification:issue", pk=pk)
    if not attempt(form, lambda: issues.drop_issue(issue=row, **form.cleaned_data, by=actor, at=clock.now())):
        return _edit_page(request, row, _wording_form(row), drop=form)
    messages.success(request, _("The problem is taken off the list."))
    if row.feedback_id is not None:
        return redirect("rectification:feedback_edit", pk=row.feedback_id)
    return redirect("rectification:issues")


@door(Permission.ISSUE_KEEP)
def open_problem(request: HttpRequest) -> HttpResponse:
    """Open a problem for a unit, also straight from the review screen (`?participant=&text=&source_key=`; REC-18)."""
    actor = actor_of(request)
    given = ("participant", "text", "source_key", "source_detail", "category", "common")
    start = {key: request.GET.get(key, "") for key in given}
    asked = whole_number(start["participant"])
    chosen = access.find_participant(actor, asked, Permission.ISSUE_KEEP) if asked is not None else None
    shown = chosen.cycle if chosen is not None else round_kept(request)
    start["source"] = request.GET.get("source", "check")
    among = reporters(shown)
    form = forms.UnitProblemForm(request.POST or None, initial=start, participants=among)

    def act() -> None:
        participant = access.find_participant(actor, int(form.cleaned_data["participant"]), Permission.ISSUE_KEEP)
        issues.open_issue(
            cycle=participant.cycle,
            organization=participant.organization,
            participant=participant,
            problem=typed(form, Problem),
            by=actor,
            at=clock.now(),
        )

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The problem is added."))
        return redirect("rectification:issues")
    whose = [chosen.pk] if chosen is not None else [pk for pk, _name in among]
    offered = agreed.agreed_hints(actor, shown, whose) if shown is not None else []
    more = {
        "offered": [(one, f"?{urlencode(agreed.problem_of(one))}") for one in offered],
        "name_units": chosen is None,
        "begun": form["source_key"].value(),
    }
    back, verb = reverse("rectification:issues"), _("Add the problem")
    note = shown.title if shown is not None else ""
    return form_page(request, form, _("Add a problem"), back, verb, note=note, more=more)
