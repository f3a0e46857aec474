"""What other apps may ask of the grades."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from shuping.apps.cycles import api as cycles_api
from shuping.base.actor import Actor
from shuping.core.cycles.facts import GradeFacts
from shuping.core.grading.decisions import Decided
from shuping.core.roles.permissions import Permission

from .damage import damage
from .day import waiting
from .gaps import gaps
from .models import (
    Adjustment,
    ComponentScore,
    Computation,
    Decision,
    DecisionMeeting,
    Objection,
    ResultUse,
    VetoConfirmation,
    VetoFact,
)
from .queries import facts as fact_queries
from .queries.results import Table, TableRow, decided, latest, meeting_of, published, table
from .services.computing import compute_grades
from .services.deciding import Meeting, decide_grades, propose_grades
from .services.following import follow_replacement
from .services.inputs import add_adjustment, enter_scores, import_scores, take_over_annual, withdraw_adjustment
from .services.objections import answer_objection, make_objection
from .services.uses import add_result_use, withdraw_result_use
from .services.vetoes import add_veto_fact, confirm_vetoes, withdraw_veto_fact

__all__ = [
    "gaps",
    "Adjustment",
    "Decided",
    "Meeting",
    "Result",
    "Table",
    "TableRow",
    "add_adjustment",
    "add_result_use",
    "add_veto_fact",
    "answer_objection",
    "archive",
    "compute_grades",
    "confirm_vetoes",
    "damage",
    "decide_grades",
    "decided",
    "decided_grade",
    "decided_grades",
    "decision_table",
    "enter_scores",
    "facts",
    "follow_replacement",
    "history",
    "import_scores",
    "make_objection",
    "meeting_of",
    "propose_grades",
    "page_of",
    "published",
    "result_of",
    "take_over_annual",
    "waiting",
    "wipe",
    "withdraw_adjustment",
    "withdraw_result_use",
    "withdraw_veto_fact",
]


@dataclass(frozen=True, slots=True)
class Result:
    """A published result: the grade's code and official name, and where it was decided. No figure of any ballot."""

    participant_id: int
    cycle_id: int
    year: int
    person_id: int
    person_name: str
    grade: str
    grade_name: str  # as this reader reads it
    decided_on: date | None
    document_number: str


def facts(cycle: Any, *, compared: bool = True) -> GradeFacts:
    """What the guards of the round may know of its grades (domain.md section 4).

    `compared=False` takes a computation for up to date without looking: light enough for a page that only hints.
    """
    return fact_queries.grade_facts(cycle, compared=compared)


def decided_grade(participant: Any) -> str:
    """The decided grade's code, "" until the decision is made."""
    row = Decision.objects.filter(participant=participant).first()
    return row.decided if row else ""


decided_grades = decided


def result_of(participant: Any) -> Result | None:
    """The published result of one reporter; None before the decision."""
    return next(iter(_results([participant.pk])), None)


def page_of(actor: Actor, result: Result, cycle: Any) -> str:
    """The address where a published grade opens for its reader (settled.md 4).

    For those who may read exact figures of the round its computation, for everybody else the published grades.
    """
    if cycles_api.may_in(actor, Permission.GRADE_READ_EXACT, cycle):
        return reverse("grades:explain", args=[result.participant_id])
    return reverse("grades:published", args=[result.cycle_id])


def decision_table(cycle: Any) -> Table | None:
    """The latest computation as the decision meeting may see it; None while nothing was computed.

    Whoever calls must hold Permission.GRADE_READ_EXACT for the round (settled.md 4).
    """
    computation = latest(cycle)
    return table(cycle, computation) if computation is not None else None


def history(organization: Any) -> list[Result]:
    """The published results of a unit in all real rounds, latest first."""
    rows = cycles_api.Participant.objects.filter(organization=organization, cycle__rehearsal=False)
    return _results(list(rows.values_list("pk", flat=True)))


def _results(pks: list[int]) -> list[Result]:
    rows = Decision.objects.filter(participant__in=pks).exclude(decided="")
    rows = rows.select_related("participant__cycle__rule_set", "participant__cycle__decision_meeting")
    found = []
    for row in rows.order_by("-participant__cycle__year", "-participant__cycle"):
        participant = row.participant
        if participant.pk not in published(participant.cycle):
            continue
        meeting = getattr(participant.cycle, "decision_meeting", None)
        found.append(
            Result(
                participant_id=participant.pk,
                cycle_id=participant.cycle_id,
                year=participant.cycle.year,
                person_id=participant.person_id,
                person_name=participant.person_name,
                grade=row.decided,
                grade_name=cycles_api.grade_names(participant.cycle.rule_set.body["grade_names"])[row.decided],
                decided_on=meeting.held_on if meeting else None,
                document_number=meeting.document_number if meeting else "",
            )
        )
    return found


def archive(cycle: Any) -> dict[str, object]:
    """What belongs into the year's file: seals, decisions, meeting, objections, uses. No fact behind a veto."""
    meeting = DecisionMeeting.objects.filter(cycle=cycle).first()
    decisions = Decision.objects.filter(participant__cycle=cycle).select_related("participant", "computation")
    return {
        "computations": [
            {"number": row.number, "case": row.case_digest, "answer": row.answer_digest, "count": row.count_digest}
            for row in Computation.objects.filter(cycle=cycle)
        ],
        "meeting": {
            "held_on": meeting.held_on.isoformat(),
            "members_expected": meeting.members_expected,
            "members_present": meeting.members_present,
            "document_number": meeting.document_number,
            "cap_waiver_reason": meeting.cap_waiver_reason,
        }
        if meeting
        else None,
        "decisions": [
            {
                "unit": row.participant.organization_name,
                "person": row.participant.person_name,
                "computation": row.computation.number,
                "suggested": row.suggested,
                "proposed": row.proposed,
                "proposed_reason": row.proposed_reason,
                "decided": row.decided,
                "decided_reason": row.decided_reason,
                "waiver_reason": row.waiver_reason,
                "earlier": row.earlier,
            }
            for row in decisions.order_by("participant__order_no", "participant")
        ],
        "objections": [
            {"unit": row.participant.organization_name, "text": row.text, "answer": row.answer, "upheld": row.upheld}
            for row in Objection.objects.filter(participant__cycle=cycle).select_related("participant")
        ],
        "uses": [
            {
                "unit": row.participant.organization_name,
                "kind": row.kind,
                "text": row.text,
                "on": row.used_on.isoformat(),
            }
            for row in ResultUse.objects.filter(participant__cycle=cycle).select_related("participant")
        ],
    }


def wipe(cycle: Any) -> None:
    """Delete everything of a rehearsal. The caller records the act."""
    ResultUse.objects.filter(participant__cycle=cycle).delete()
    Objection.objects.filter(participant__cycle=cycle).delete()
    Decision.objects.filter(participant__cycle=cycle).delete()
    DecisionMeeting.objects.filter(cycle=cycle).delete()
    Computation.objects.filter(cycle=cycle).delete()
    VetoConfirmation.objects.filter(cycle=cycle).delete()
    VetoFact.objects.filter(participant__cycle=cycle).delete()
    Adjustment.objects.filter(participant__cycle=cycle).delete()
    ComponentScore.objects.filter(participant__cycle=cycle).delete()
