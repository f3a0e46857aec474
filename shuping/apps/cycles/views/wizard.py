"""The wizard: scope → dates → report rules → classes and weights → grade rules → notice. Each can be opened again."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shuping.apps.cycles import access, queries
from shuping.apps.cycles.forms.plan import (
    GRACED,
    ApprovalForm,
    CircularForm,
    DatesForm,
    IssueNoticeForm,
    MeetingDayForm,
    NewCycleForm,
    NoticeForm,
    ScopeForm,
    scope_initial,
)
from shuping.apps.cycles.forms.rules import (
    BallotForm,
    ClassRows,
    GradeRulesForm,
    ReportRulesForm,
    RuleForm,
    class_changes,
    class_rows_initial,
    source_label,
    summed,
)
from shuping.apps.cycles.models import Cycle
from shuping.apps.cycles.services import plan
from shuping.apps.cycles.wording import DATES
from shuping.apps.organization.api import Organization
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door
from shuping.core.cycles import content
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets import plans
from shuping.core.rulesets.defaults import SUGGESTED
from shuping.core.rulesets.values import OWN_SECRETARY

from .common import about, refused, show_form

OPEN_LATER = ("dates", "notice")  # the other steps are fixed with the approval of the plan
STEPS = ("scope", "dates", "report_rules", "classes", "grade_rules", "vetoes", "schemes", "notice")


def starts() -> list[tuple[str, Any]]:
    """What a new round may start from: the defaults or a published plan, each by its name."""
    return [("default", _("Suggested values")), *((code, one.body["name"]) for code, one in plans.published().items())]


def step_context(actor: Actor, cycle: Cycle, step: str, **more: object) -> dict[str, Any]:
    """The context of one step of the plan, with the step that follows."""
    following = STEPS[STEPS.index(step) + 1] if step != STEPS[-1] else ""
    fixed = step not in OPEN_LATER and cycle.stage != Stage.DRAFT
    more = {"fixed": fixed, **more}
    return about(actor, cycle, step=step, following=f"cycles:{following}" if following else "", **more)


def on(cycle: Cycle, step: str, request: HttpRequest) -> HttpResponse:
    """After a saved step: the next one, or the pre-flight check after the last."""
    messages.success(request, _("Saved."))
    following = STEPS[STEPS.index(step) + 1] if step != STEPS[-1] else "preflight"
    return redirect(f"cycles:{following}", pk=cycle.pk)


@door(Permission.CYCLE_KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Step 1 of a new round of the department."""
    actor = actor_of(request)
    year = clock.today().year
    initial = {
        "year": year,
        "cutoff_date": date(year, 12, 31),
        "comment_mode": "after_each",
        "categories": "\n".join(content.CATEGORIES),
        "start": "default",
    }
    form = NewCycleForm(request.POST or None, initial=initial, starts=starts())
    if request.method == "POST" and form.is_valid():
        root = Organization.objects.get(pk=actor.organization_id)
        try:
            cycle = plan.create_cycle(organizer=root, by=actor, at=clock.now(), **form.values())
        except RuleError as error:
            refused(form, error)
        else:
            return on(cycle, "scope", request)
    context = {"heading": _("New round"), "step": "scope", "note": _("The title is made from year and organiser.")}
    return show_form(request, form, context, button=_("Make the draft and go on"))


@door(Permission.CHILD_CYCLE_KEEP)
def scope(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 1 again."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    form = ScopeForm(request.POST or None, initial=scope_initial(cycle))
    form.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, initial=cycle.revision)
    form.fields["title"].required = True  # only a new round makes its title by itself
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            plan.change_scope(cycle=cycle, scope=form.scope(), revision=revision, by=actor, at=clock.now())
        except RuleError as error:
            refused(form, error)
        else:
            return on(cycle, "scope", request)
    return show_form(request, form, step_context(actor, cycle, "scope", heading=_("Scope")))


@door(Permission.CHILD_CYCLE_KEEP)
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: the dates; after approval with reason."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    initial = {
        "revision": cycle.revision,
        **plan.dates_to_start_with(cycle),
        **{row.kind: row.due_at for row in cycle.key_dates.all()},
        **{f"grace_{row.kind}": row.grace_minutes for row in cycle.key_dates.all() if row.kind in GRACED},
    }
    draft = cycle.stage == Stage.DRAFT
    ask = MeetingDayForm(request.GET if "meeting" in request.GET else None, initial={"meeting": initial.get("meeting")})
    proposed = draft and ask.is_valid()
    if proposed:
        initial |= plan.proposed_dates(cycle, ask.cleaned_data["meeting"])
    form = DatesForm(request.POST or None, initial=initial, needs_reason=not draft)
    if request.method == "POST" and form.is_valid():
        try:
            plan.set_dates(
                cycle=cycle,
                dates=form.dates(),
                grace_minutes=form.grace(),
                revision=form.cleaned_data["revision"],
                reason=form.cleaned_data.get("reason", ""),
                by=actor,
                at=clock.now(),
            )
        except RuleError as error:
            refused(form, error)
        else:
            if draft:
                return on(cycle, "dates", request)
            messages.success(request, _("Saved."))
            return redirect("cycles:changes", pk=cycle.pk)
    rest = [DATES[kind] for kind in queries.rest_days_of(cycle)]
    proposals: dict[str, object] = {"ask": ask if draft else None, "proposed": SUGGESTED if proposed else ""}
    if proposed and not queries.knows_year(ask.cleaned_data["meeting"].year):
        proposals["unknown_year"] = str(ask.cleaned_data["meeting"].year)
    context = step_context(actor, cycle, "dates", heading=_("Dates"), rest_days=rest, **proposals)
    return show_form(request, form, context)


@door(Permission.CHILD_CYCLE_KEEP)
def report_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: lengths and minutes."""
    return _rules_step(request, pk, "report_rules", ReportRulesForm, _("Report and meeting rules"))


@door(Permission.CHILD_CYCLE_KEEP)
def grade_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 5: values, weights, bands, cap; with three invented reporters graded by the saved rules."""
    return _rules_step(request, pk, "grade_rules", GradeRulesForm, _("Grade rules"))


def _rules_step(request: HttpRequest, pk: int, step: str, kind: type[RuleForm], heading: str) -> HttpResponse:
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    body = cycle.rule_set.body
    form = kind(request.POST or None, body=body, revision=cycle.revision)
    if request.method == "POST" and form.is_valid():
        try:
            save_rules(cycle, form, form.changes(), by=actor)
        except RuleError as error:
            refused(form, error)
        else:
            return on(cycle, step, request)
    example = queries.worked_example(body) if step == "grade_rules" else []
    sums = {_("Components"): _sum(form)} if step == "grade_rules" else {}
    return show_form(request, form, step_context(actor, cycle, step, heading=heading, example=example, sums=sums))


def _sum(form: RuleForm) -> str:
    return f"{summed(form[name].value() for name in ('ballot', 'annual', 'leader'))} %"


def save_rules(cycle: Cycle, form: RuleForm, changes: dict[str, object], *, by: Actor) -> None:
    """Save what a page of rules says, on the revision it was opened at."""
    plan.change_rules(
        cycle=cycle,
        changes=changes,
        revision=form.cleaned_data["revision"],
        source=form.cleaned_data["source"],
        confirm=form.cleaned_data.get("confirm", False),
        by=by,
        at=clock.now(),
    )


@door(Permission.CHILD_CYCLE_KEEP)
def classes(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: the classes of raters with weights, invited numbers and quorum; how forms are judged."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    body = cycle.rule_set.body
    rows = ClassRows(request.POST or None, initial=class_rows_initial(body), prefix="classes")
    form = BallotForm(request.POST or None, body=body, revision=cycle.revision)
    if request.method == "POST" and rows.is_valid() and form.is_valid():
        changes = {**class_changes([row.cleaned_data for row in rows]), **form.changes()}
        try:
            save_rules(cycle, form, changes, by=actor)
        except RuleError as error:
            refused(form, error)
        else:
            return on(cycle, "classes", request)
    weighing = [row for row in rows if row["code"].value() and row["electorate"].value() != OWN_SECRETARY]
    sums = {_("Classes"): f"{summed(row['weight'].value() for row in weighing)} %"}
    kept = body.get("sources", {})
    sources = {
        _("Classes"): source_label(kept, "classes"),
        _("Weights"): source_label(kept, "grading.class_weights"),
        _("Quorum"): source_label(kept, "ballot.quorum"),
    }
    heading = _("Classes and weights")
    context = step_context(actor, cycle, "classes", heading=heading, rows=rows, sums=sums, sources=sources)
    return show_form(request, form, context)


@door(Permission.CHILD_CYCLE_KEEP)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 6: the notice; its number and day once the plan is approved."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    issue = cycle.stage == Stage.PLAN_APPROVED
    form: forms.Form
    if issue:
        form = IssueNoticeForm(request.POST or None, initial={"number": cycle.notice_number, "on": cycle.notice_on})
    else:
        form = NoticeForm(request.POST or None, initial={"text": cycle.notice_text, "revision": cycle.revision})
    if request.method == "POST" and form.is_valid():
        try:
            if issue:
                plan.record_notice(cycle=cycle, by=actor, at=clock.now(), **form.cleaned_data)
            else:
                plan.write_notice(cycle=cycle, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            return on(cycle, "notice", request)
    return show_form(
        request,
        form,
        step_context(actor, cycle, "notice", heading=_("Notice"), text=cycle.notice_text if issue else ""),
    )


@door(Permission.CHILD_CYCLE_KEEP)
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Which meeting approved the plan, and when."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    form = ApprovalForm(request.POST or None, initial={"meeting": cycle.approving_meeting, "on": cycle.approved_on})
    if request.method == "POST" and form.is_valid():
        try:
            plan.record_approval(cycle=cycle, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:board", pk=cycle.pk)
    return show_form(request, form, about(actor, cycle, heading=_("Approval of the plan")))


@door(Permission.CHILD_CYCLE_KEEP)
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """Within which range the result is circulated."""
    actor = actor_of(request)
    cycle = access.find_cycle_to_keep(actor, pk)
    form = CircularForm(request.POST or None, initial={"text": cycle.circular_range})
    if request.method == "POST" and form.is_valid():
        try:
            plan.record_circular_range(cycle=cycle, by=actor, at=clock.now(), **form.cleaned_data)
        except RuleError as error:
            refused(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:board", pk=cycle.pk)
    return show_form(request, form, about(actor, cycle, heading=_("Range of the circular")))
