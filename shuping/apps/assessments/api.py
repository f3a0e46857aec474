"""What other apps, the portal and the commands may call about the annual assessment and the pre-review check."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from shuping.apps.cycles.api import Cycle
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.assessments.states import COSTS_NOTHING
from shuping.core.documents.figures import official_date
from shuping.core.grading.numbers import plain
from shuping.core.roles.permissions import Permission

from . import access, queries
from .damage import damage
from .day import waiting
from .models import (
    Assessment,
    Bonus,
    CheckGroup,
    Deduction,
    Finding,
    Scheme,
    SelfScore,
    UnitAssessment,
    Visit,
)
from .queries import AnnualScore, Facts, annual_scores, assessment_of, facts_for_outline
from .services.answering import (
    UnitAnswer,
    add_bonus,
    answer_deductions,
    answer_objection,
    close_unanswered,
    confirm_total,
    deliver,
    reopen,
    withdraw_bonus,
)
from .services.checking import (
    DeductionEntry,
    FindingEntry,
    add_deduction,
    finish_visit,
    receive_form,
    withdraw_deduction,
    withdraw_finding,
)
from .services.following import follow_replacement
from .services.groups import cancel_visit, draw_groups, plan_visit, set_visit
from .services.opening import import_totals, open_assessment
from .services.outlines import put_into_outline
from .services.schemes import edit_scheme, make_scheme, next_version
from .services.self_scores import attach_evidence, return_self_score, save_self_score

__all__ = [
    "AnnualScore",
    "Assessment",
    "Bonus",
    "Card",
    "CheckSheet",
    "CheckGroup",
    "Deduction",
    "DeductionEntry",
    "Facts",
    "Finding",
    "FindingEntry",
    "Scheme",
    "SelfScore",
    "UnitAnswer",
    "UnitAssessment",
    "Visit",
    "add_bonus",
    "add_deduction",
    "annual_scores",
    "answer_deductions",
    "answer_objection",
    "archive",
    "assessment_of",
    "attach_evidence",
    "cancel_visit",
    "card_of",
    "check_sheet",
    "close_unanswered",
    "confirm_total",
    "damage",
    "follow_replacement",
    "deliver",
    "draw_groups",
    "edit_scheme",
    "facts_for_outline",
    "finish_visit",
    "import_totals",
    "make_scheme",
    "next_version",
    "open_assessment",
    "plan_visit",
    "put_into_outline",
    "receive_form",
    "reopen",
    "return_self_score",
    "save_self_score",
    "set_visit",
    "unit_of",
    "waiting",
    "wipe",
    "withdraw_bonus",
    "withdraw_deduction",
    "withdraw_finding",
]


@dataclass(frozen=True, slots=True)
class Card:
    """What a unit's card shows of one round: the total and the facts behind it, and where they open."""

    unit_id: int
    year: int
    state: str
    total: str
    facts: Facts


def card_of(actor: Actor, organization_id: int) -> Card | None:
    """The latest assessment of a unit that the actor may read, for the unit's card; None where there is none."""
    rows = access.units(actor, Permission.ASSESSMENT_READ).filter(
        participant__organization=organization_id, assessment__cycle__rehearsal=False
    )
    unit = rows.order_by("-assessment__cycle__year", "-id").first()
    if unit is None:
        return None
    shown = access.sees_deductions(actor, unit)
    facts = facts_for_outline(unit.assessment.cycle, organization_id) if shown else Facts()
    total = f"{unit.total.normalize():f}" if unit.total is not None else ""
    return Card(unit.pk, unit.assessment.cycle.year, unit.state, total, facts)


def unit_of(participant_id: int) -> UnitAssessment | None:
    """The assessment of one reporter, or None."""
    return UnitAssessment.objects.filter(participant=participant_id).select_related("assessment").first()


@dataclass(frozen=True, slots=True)
class CheckSheet:
    """The check of one unit as its record prints it; figures as printed, grounds and findings with day and place.

    `lines`: group, indicator, full marks, self score, result, grounds of what was deducted, evidence of the unit.
    `findings`: sentence of the report, verdict code, fact, day, place.
    """

    state: str
    total: str
    group: str
    visited_on: date | None
    lines: tuple[tuple[str, str, str, str, str, tuple[str, ...], tuple[str, ...]], ...]
    findings: tuple[tuple[str, str, str, date, str], ...]


def check_sheet(participant_id: int) -> CheckSheet | None:
    """The record of one reporter's annual assessment and pre-review check, or None where there is none.

    Whoever calls must hold Permission.ASSESSMENT_READ for every unit: deductions stand here before they are delivered.
    """
    unit = unit_of(participant_id)
    if unit is None:
        return None
    visit = unit.visits.filter(state=Visit.State.DONE).select_related("group").order_by("-done_at").first()
    findings = Finding.objects.filter(unit=unit, withdrawn_at=None).order_by("id")
    return CheckSheet(
        state=unit.state,
        total=_points(unit.total),
        group=str(visit.group) if visit else "",
        visited_on=visit.planned_on if visit else None,
        lines=tuple(
            (
                line.group,
                line.indicator.title,
                _points(line.indicator.full),
                line.self_score.shown if line.self_score else "",
                _points(line.got),
                tuple(_ground(one) for one in line.deductions if one.verdict not in COSTS_NOTHING),
                tuple(str(piece) for piece in line.evidence),
            )
            for line in queries.lines_of(unit, with_deductions=True)
        ),
        findings=tuple((one.sentence, one.verdict, one.fact, one.happened_on, one.place) for one in findings),
    )


def _ground(row: Deduction) -> str:
    words = " ".join(row.fact.split()).rstrip("。")
    return f"扣{row.shown}分：{words}（{official_date(row.happened_on)}，{' '.join(row.place.split())}）"


def _points(value: Any) -> str:
    return "" if value is None else plain(Fraction(value))


def archive(cycle: Cycle) -> dict[str, Any]:
    """What belongs into the year's file: schemes, every unit with grounds, trail and steps; visits and findings."""
    assessment = assessment_of(cycle)
    if assessment is None:
        return {"units": [], "findings": [], "schemes": [], "draw": {}}
    units = queries.units_of(assessment)
    schemes = {one.scheme_id: one.scheme for one in units if one.scheme is not None}
    findings = Finding.objects.filter(unit__assessment=assessment, withdrawn_at=None).select_related(
        "unit__participant"
    )
    return {
        "schemes": [{"name": str(one), "digest": one.digest, "body": one.body} for one in schemes.values() if one],
        "units": [_unit(one) for one in units],
        "draw": assessment.drawn,
        "findings": [
            {
                "unit": str(one.unit),
                "sentence": one.sentence,
                "verdict": one.verdict,
                "method": one.method,
                "fact": one.fact,
                "on": one.happened_on,
                "place": one.place,
            }
            for one in findings
        ],
    }


def _unit(row: UnitAssessment) -> dict[str, Any]:
    return {
        "unit": str(row),
        "scheme": str(row.scheme or ""),
        "state": row.state,
        "how": row.confirmed_how,
        "source": row.source,
        "total": None if row.total is None else str(row.total),
        "digest": row.digest,
        "steps": [str(step["text"]) for step in row.result.get("steps", [])],
        "self_scores": [
            {"indicator": one.key, "points": one.points, "statement": one.statement} for one in row.self_scores.all()
        ],
        "deductions": [
            {
                "indicator": one.key,
                "points": str(one.points),
                "first_points": str(one.first_points),
                "fact": one.fact,
                "on": one.happened_on,
                "place": one.place,
                "verdict": one.verdict,
                "trail": [
                    {"kind": step.kind, "points": str(step.points), "text": step.text, "at": step.at.isoformat()}
                    for step in one.steps.all()
                ],
            }
            for one in queries.deductions_of(row)
        ],
        "bonuses": [
            {"item": one.key, "points": str(one.points), "ground": one.ground, "document": one.document_number}
            for one in row.bonuses.all()
            if one.withdrawn_at is None
        ],
        "visits": [
            {"group": one.group.number, "on": one.planned_on, "state": one.state, "again": one.again_reason}
            for one in row.visits.all()
        ],
    }


def wipe(cycle: Cycle) -> None:
    """Delete every row of a rehearsal; schemes stay. The caller records the act."""
    units = UnitAssessment.objects.filter(assessment__cycle=cycle)
    targets = [f"self_score:{pk}" for pk in SelfScore.objects.filter(unit__in=units).values_list("pk", flat=True)]
    reports_api.EvidenceUse.objects.filter(target__in=targets).delete()
    Finding.objects.filter(unit__in=units).delete()
    Deduction.objects.filter(unit__in=units).delete()
    Visit.objects.filter(unit__in=units).delete()
    CheckGroup.objects.filter(assessment__cycle=cycle).delete()
    Assessment.objects.filter(cycle=cycle).delete()
