"""One unit: its page with every ground and step, the self score, the answer, what the office does with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuping.apps.assessments import access, queries
from shuping.apps.assessments.forms.office import BonusForm, DeductionForm, ObjectionForm, OutlineForm, ReasonForm
from shuping.apps.assessments.forms.unit import AnswerForm, SelfScoreForm
from shuping.apps.assessments.models import UnitAssessment
from shuping.apps.assessments.services import answering, checking, outlines, self_scores
from shuping.apps.assessments.wording import (
    FINDING_BADGES,
    FINDINGS,
    HOW,
    METHODS,
    STATE_BADGES,
    STATES,
    STEPS,
    VERDICT_BADGES,
    VERDICTS,
)
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.wording import sentence
from shuping.core.assessments.scheme import points_of, shown
from shuping.core.assessments.states import CHECKING, Act, State, Verdict, may
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .common import form_page, points


@require_safe
@door(Permission.ASSESSMENT_READ)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Self score, deductions with grounds and trail, bonuses, findings, the score with its steps."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_READ)
    sees = access.sees_deductions(actor, row)
    score = queries.score_of(row) if sees else None
    titles = queries.titles_of(queries.value_of(row.scheme)) if row.scheme is not None else {}
    keeps = access.may(actor, Permission.ASSESSMENT_KEEP, row)
    rows = queries.deductions_of(row) if sees else []
    lines = queries.lines_of(row, with_deductions=sees)
    leaves = {one.indicator.key for one in lines}
    context: dict[str, Any] = {
        "row": row,
        "cycle": row.assessment.cycle,
        "sees": sees,
        "state": STATES[row.state],
        "state_badge": STATE_BADGES[row.state],
        "how": HOW.get(row.confirmed_how, ""),
        "score": score,
        "total": points(row.total) or (points(score.total) if score is not None else ""),
        "steps": row.result.get("steps") or (score.steps if score is not None else ()),
        "self_total": points(queries.self_total(row.self_scores.all())) if row.handed_in_at else "",
        "lines": [_line(one) for one in lines],
        "events": [one for one in rows if one.key not in leaves],
        "titles": titles,
        "bonuses": row.bonuses.all() if sees else (),
        "findings": row.findings.select_related("version__report", "visit__group") if sees else (),
        "findings_words": FINDINGS,
        "findings_badges": FINDING_BADGES,
        "verdicts": VERDICTS,
        "verdict_badges": VERDICT_BADGES,
        "step_words": STEPS,
        "methods": METHODS,
        "visits": row.visits.select_related("group").prefetch_related("group__members__user") if keeps else (),
        "may": _rights(actor, row, keeps=keeps),
    }
    return render(request, "assessments/unit.html", context)


@require_safe
@door(Permission.ASSESSMENT_READ)
def self_score_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a line of a self score stands: on the page of its unit. A piece of evidence leads here."""
    row = access.find_self_score(actor_of(request), pk)
    return redirect(f"{reverse('assessments:unit', args=[row.unit_id])}#indicator-{row.key}")


def _line(line: queries.Line) -> dict[str, Any]:
    return {
        "group": line.group,
        "one": line.indicator,
        "full": shown(line.indicator.full),
        "own": line.self_score,
        "points": points(line.self_score.points) if line.self_score is not None else "",
        "evidence": line.evidence,
        "deductions": line.deductions,
        "got": points(line.got),
    }


def _rights(actor: Any, row: UnitAssessment, *, keeps: bool) -> dict[str, bool]:
    scores = access.may(actor, Permission.SELF_SCORE_WRITE, row)
    confirms = access.may(actor, Permission.ASSESSMENT_CONFIRM, row)
    late = row.answer_due is not None and clock.today() > row.answer_due
    return {
        "keep": keeps,
        "score": scores and row.state == State.SELF_SCORE,
        "answer": confirms and row.state in (State.WITH_UNIT, State.ANSWERED),
        "return": keeps and row.state == State.HANDED_IN,
        "deduct": keeps and row.state in CHECKING,
        "bonus": keeps and row.state != State.CONFIRMED and row.scheme is not None,
        "deliver": keeps and may(row.state, Act.DELIVER),
        "judge": keeps and row.state == State.OBJECTED,
        "close": keeps and late and may(row.state, Act.CLOSE),
        "reopen": keeps and row.state == State.CONFIRMED and row.confirmed_how != UnitAssessment.How.IMPORT,
        "outline": access.may(actor, Permission.COMMENT_WRITE, row),
    }


# ---- the unit -------------------------------------------------------------------------------------------------------


@door(Permission.SELF_SCORE_WRITE)
def self_score(request: HttpRequest, pk: int) -> HttpResponse:
    """Score every indicator with the result in words and a stored piece of evidence."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.SELF_SCORE_WRITE)
    if row.state != State.SELF_SCORE or row.scheme is None:
        return redirect("assessments:unit", pk=pk)
    scheme = queries.value_of(row.scheme)
    own = {one.key: one for one in row.self_scores.all()}
    pieces = reports_api.evidence_of(row.participant.organization)
    initial: dict[str, Any] = {"summary": row.summary, "revision": row.revision}
    for key, one in own.items():
        initial |= {f"p_{key}": points(one.points), f"s_{key}": one.statement}
    proofs = queries.evidence_of_self(own.values())
    attached = {key: proofs.get(one.pk, []) for key, one in own.items()}
    form = SelfScoreForm(list(scheme.indicators()), pieces, request.POST or None, initial=initial, attached=attached)
    handing_in = request.POST.get("then") == "hand_in"

    def act() -> None:
        chosen = {key: int(value) for key, value in form.typed("e").items() if value}
        self_scores.save_self_score(
            unit=row,
            points=form.typed("p"),
            statements=form.typed("s"),
            summary=form.cleaned_data["summary"],
            revision=form.cleaned_data["revision"],
            evidence=chosen,
            left=form.left(),
            hand_in=handing_in,
            by=actor,
            at=clock.now(),
        )

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The self score is handed in.") if handing_in else _("The self score is saved."))
        return redirect("assessments:unit" if handing_in else "assessments:self_score", pk=pk)
    context = {
        "row": row,
        "form": form,
        "rows": [
            {
                "one": one,
                "full": shown(one.full),
                "points": given,
                "words": words,
                "choose": choose,
                "evidence": attached.get(one.key, []),
            }
            for one, given, words, choose in form.rows()
        ],
        "total": points(queries.self_total(own.values())),
    }
    return render(request, "assessments/self_score.html", context, status=409 if form.errors else 200)


@door(Permission.ASSESSMENT_CONFIRM)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or object to each deduction; after the office's answers, confirm the total."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_CONFIRM)
    if row.state not in (State.WITH_UNIT, State.ANSWERED):
        return redirect("assessments:unit", pk=pk)
    open_rows = [one for one in queries.deductions_of(row) if one.verdict == Verdict.OPEN]
    form = AnswerForm(open_rows, request.POST if request.method == "POST" else None)

    def act() -> None:
        if row.state == State.ANSWERED:
            answering.confirm_total(unit=row, by=actor, at=clock.now())
            return
        given = {
            one.pk: answering.UnitAnswer(form.cleaned_data[f"v_{one.pk}"] == "accept", form.cleaned_data[f"w_{one.pk}"])
            for one in open_rows
        }
        answering.answer_deductions(unit=row, answers=given, by=actor, at=clock.now())

    if request.method == "POST" and attempt(form, act):
        row.refresh_from_db()
        done = row.state == State.CONFIRMED
        messages.success(request, _("The total is confirmed.") if done else _("Your objections are sent."))
        return redirect("assessments:unit", pk=pk)
    score = queries.score_of(row)
    context = {
        "row": row,
        "form": form,
        "rows": list(form.rows()),
        "others": [one for one in queries.deductions_of(row) if one.verdict not in (Verdict.OPEN, Verdict.WITHDRAWN)],
        "verdicts": VERDICTS,
        "titles": queries.titles_of(queries.value_of(row.scheme)) if row.scheme is not None else {},
        "total": points(score.total) if score is not None else "",
        "answered": row.state == State.ANSWERED,
    }
    return render(request, "assessments/answer.html", context, status=409 if form.errors else 200)


# ---- the office -----------------------------------------------------------------------------------------------------


def _with_reason(
    request: HttpRequest,
    about: str,
    back: str,
    act: Callable[[str], object],
    title: str | Promise,
    verb: str | Promise,
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(form, lambda: act(form.cleaned_data["reason"])):
        messages.success(request, _("It is kept."))
        return redirect(back)
    return form_page(request, form, title, verb, back, about)


def _back(pk: int) -> str:
    return reverse("assessments:unit", args=[pk])


@door(Permission.ASSESSMENT_KEEP)
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a self score back with the reason."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    return _with_reason(
        request,
        str(row),
        _back(pk),
        lambda reason: self_scores.return_self_score(unit=row, reason=reason, by=actor, at=clock.now()),
        _("Return the self score"),
        _("Return with the reason"),
    )


@door(Permission.ASSESSMENT_KEEP)
def deduct(request: HttpRequest, pk: int) -> HttpResponse:
    """A deduction from the desk, with its ground."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    if row.scheme is None:
        return redirect("assessments:unit", pk=pk)
    scheme = queries.value_of(row.scheme)
    items = [(one.key, f"{one.key} {one.title}") for one in scheme.indicators()]
    items += [(one.key, f"{one.key} {one.title}") for one in scheme.events]
    form = DeductionForm(request.POST or None, items=items, initial={"happened_on": clock.today()})

    def act() -> None:
        data = form.cleaned_data
        entry = checking.DeductionEntry(
            "desk",
            data["item"],
            points_of(data["points"]),
            data["fact"],
            data["happened_on"],
            data["place"],
            data["method"],
        )
        checking.add_deduction(unit=row, entry=entry, by=actor, at=clock.now())

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The deduction is entered."))
        return redirect("assessments:unit", pk=pk)
    return form_page(request, form, _("Enter a deduction"), _("Enter"), _back(pk), str(row))


@door(Permission.ASSESSMENT_KEEP)
def bonus(request: HttpRequest, pk: int) -> HttpResponse:
    """A bonus with ground and document."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    if row.scheme is None:
        return redirect("assessments:unit", pk=pk)
    items = [(one.key, f"{one.key} {one.title}") for one in queries.value_of(row.scheme).bonus_items]
    form = BonusForm(request.POST or None, items=items)

    def act() -> None:
        data = dict(form.cleaned_data)
        answering.add_bonus(unit=row, **{**data, "points": points_of(data["points"])}, by=actor, at=clock.now())

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The bonus is entered."))
        return redirect("assessments:unit", pk=pk)
    return form_page(request, form, _("Enter a bonus"), _("Enter"), _back(pk), str(row))


@require_POST
@door(Permission.ASSESSMENT_KEEP)
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the unit what was found."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    answering.deliver(unit=row, by=actor, at=clock.now())
    messages.success(request, _("The result is sent to the unit."))
    return redirect("assessments:unit", pk=pk)


@require_POST
@door(Permission.ASSESSMENT_KEEP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The time limit has passed: the total stands."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    answering.close_unanswered(unit=row, by=actor, at=clock.now())
    messages.success(request, _("The total stands."))
    return redirect("assessments:unit", pk=pk)


@door(Permission.ASSESSMENT_KEEP)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a confirmed total back into the check, with the reason."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.ASSESSMENT_KEEP)
    return _with_reason(
        request,
        str(row),
        _back(pk),
        lambda reason: answering.reopen(unit=row, reason=reason, by=actor, at=clock.now()),
        _("Reopen the assessment of the unit"),
        _("Reopen"),
    )


@door(Permission.CHECK_DO)
def withdraw_deduction(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a deduction before the unit is told."""
    actor = actor_of(request)
    row = access.find_deduction_of_visit(actor, pk)
    back = reverse("assessments:form", args=[row.visit_id]) if row.visit_id else _back(row.unit_id)
    return _with_reason(
        request,
        f"{row.unit} {row.key} {row.fact[:60]}",
        back,
        lambda reason: checking.withdraw_deduction(deduction=row, reason=reason, by=actor, at=clock.now()),
        _("Withdraw the deduction"),
        _("Withdraw"),
    )


@door(Permission.CHECK_DO)
def withdraw_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a finding that was entered wrongly."""
    actor = actor_of(request)
    row = access.find_finding(actor, pk)
    back = reverse("assessments:form", args=[row.visit_id]) if row.visit_id else _back(row.unit_id)
    return _with_reason(
        request,
        f"{row.unit} {row.sentence[:60]}",
        back,
        lambda reason: checking.withdraw_finding(finding=row, reason=reason, by=actor, at=clock.now()),
        _("Withdraw the finding"),
        _("Withdraw"),
    )


@door(Permission.ASSESSMENT_KEEP)
def withdraw_bonus(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a bonus back."""
    actor = actor_of(request)
    row = access.find_bonus(actor, pk)
    return _with_reason(
        request,
        f"{row.unit} {row.ground[:60]}",
        _back(row.unit_id),
        lambda reason: answering.withdraw_bonus(bonus=row, reason=reason, by=actor, at=clock.now()),
        _("Withdraw the bonus"),
        _("Withdraw"),
    )


@door(Permission.ASSESSMENT_KEEP)
def answer_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep, lower or drop a deduction that the unit objected to."""
    actor = actor_of(request)
    row = access.find_deduction(actor, pk, Permission.ASSESSMENT_KEEP)
    form = ObjectionForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        lowered = points_of(data["points"]) if data["verdict"] == Verdict.CHANGED and data["points"] else None
        answering.answer_objection(
            deduction=row, verdict=data["verdict"], points=lowered, words=data["words"], by=actor, at=clock.now()
        )

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The answer is kept."))
        return redirect("assessments:unit", pk=row.unit_id)
    context = {
        "form": form,
        "row": row,
        "unit": row.unit,
        "steps": row.steps.select_related("user"),
        "step_words": STEPS,
        "points": points(row.points),
    }
    return render(request, "assessments/objection.html", context, status=409 if form.errors else 200)


@door(Permission.COMMENT_WRITE)
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """Put facts of the checks into the comment outline; the system adds no opinion (EVA-13)."""
    actor = actor_of(request)
    row = access.find_unit(actor, pk, Permission.COMMENT_WRITE)
    facts = queries.facts_for_outline(row.assessment.cycle, row.participant.organization_id)
    choices = [(one.origin, one.text) for one in facts.items]
    form = OutlineForm(request.POST or None, facts=choices)
    if request.method == "POST" and form.is_valid():
        try:
            outlines.put_into_outline(unit=row, origins=form.cleaned_data["facts"], by=actor, at=clock.now())
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The facts stand in the comment outline; word the comment there."))
            return redirect("reports:outline", participant=row.participant_id)
    return form_page(
        request,
        form,
        _("Facts for the comment outline"),
        _("Put into the outline"),
        _back(pk),
        str(row),
        empty=None if choices else _("The checks have found nothing yet that could stand in the outline."),
    )
