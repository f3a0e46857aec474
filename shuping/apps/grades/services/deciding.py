"""Proposal by the head of the office, decision by the 党组会议 (EVA-08): before and after, with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Computation, Decision, DecisionMeeting
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.queries import results
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.grading.decisions import Decided, Suggested, shortfall
from shuping.core.rulesets.values import GRADES

from . import acts


@dataclass(frozen=True, slots=True)
class Meeting:
    """The 党组会议 that decides."""

    held_on: date
    members_expected: int
    members_present: int
    document_number: str = ""
    cap_waiver_reason: str = ""


@transaction.atomic
def propose_grades(
    *, cycle: Any, proposals: Mapping[int, tuple[str, str]], revision: str | None = None, by: Actor, at: datetime
) -> list[Decision]:
    """Propose grades on the latest computation: participant id to (grade, reason); others get the suggestion.

    Grades already decided stay. Whoever may not act on a unit (ORG-11) passes its suggestion on and cannot propose
    another grade. `revision` (queries.results.revision_of) refuses a page opened before a change.
    Raises RuleError `grades.changed_meanwhile`, `grades.not_computed`, `grades.inputs_changed`,
    `grades.proposal_without_reason`, `grades.unknown_grade`, `grades.decided_already`, `accounts.conflict`.
    """
    cycle = acts.lock_inputs(cycle)
    acts.require_from(cycle, Stage.COUNT_LOCKED)
    _refuse_stale_page(cycle, revision)
    computation = _fresh(cycle)
    rows, people = results.decisions_of(cycle), _people(cycle)
    made: list[Decision] = []
    told: dict[str, str] = {}
    for one in results.suggestions(computation):
        present = rows.get(one.id)
        if present is not None and present.decided:
            continue
        grade, reason = proposals.get(one.id, (one.suggested, ""))
        _refuse_proposal(one, grade, reason)
        if grade != one.suggested:
            acts.refuse_conflict(by, people[one.id], at)
        row = present or Decision(participant_id=one.id)
        row.computation, row.suggested = computation, one.suggested
        row.proposed, row.proposed_reason = grade, reason.strip()
        row.revision += 1
        row.save()
        made.append(row)
        if grade != one.suggested:
            told[one.name] = f"{one.suggested} → {grade}"
    details = {"computation": computation.number, "differing": told}
    acts.record("proposed", cycle, by=by, at=at, organization_id=cycle.organizer_id, details=details)
    return made


def _people(cycle: Any) -> dict[int, Any]:
    return {one.pk: one for one in cases.reporters_of(cycle)}


def _refuse_stale_page(cycle: Any, revision: str | None) -> None:
    if revision is not None and revision != results.revision_of(cycle):
        raise RuleError("grades.changed_meanwhile")


def _fresh(cycle: Any) -> Computation:
    computation = results.latest(cycle)
    if computation is None:
        raise RuleError("grades.not_computed")
    if results.is_stale(cycle, computation):
        raise RuleError("grades.inputs_changed", number=computation.number)
    return computation


def _refuse_proposal(one: Suggested, grade: str, reason: str) -> None:
    if grade not in GRADES:
        raise RuleError("grades.unknown_grade", name=one.name)
    if grade != one.suggested and not reason.strip():
        raise RuleError("grades.proposal_without_reason", name=one.name)


@transaction.atomic
def decide_grades(
    *,
    cycle: Any,
    meeting: Meeting,
    decisions: Mapping[int, Decided],
    revision: str | None = None,
    by: Actor,
    at: datetime,
) -> DecisionMeeting:
    """Record what the 党组会议 decided: one grade for every reporter who is still undecided.

    Raises RuleError `grades.decided_first` (somebody else was first), `grades.wrong_stage`, `grades.proposals_missing`,
    `grades.changed_meanwhile`, `grades.meeting_not_usable`, `grades.undecided`,
    `grades.deviation_without_reason` (case A6), `grades.waiver_missing`, `grades.cap_waiver_missing`,
    `accounts.conflict` where the one who records would set another grade than the suggested one for a unit on which
    he or she may not act.
    """
    cycle = cycles_api.locked(cycle)
    acts.require_from(cycle, Stage.PROPOSED)
    _refuse_second(cycle)
    _refuse_stale_page(cycle, revision)
    _refuse_meeting(meeting, at)
    computation = _fresh(cycle)
    rows = results.decisions_of(cycle)
    every = results.suggestions(computation)
    lacking = [one.name for one in every if one.id not in rows or not (rows[one.id].decided or rows[one.id].proposed)]
    if lacking:
        raise RuleError("grades.proposals_missing", names="、".join(lacking))
    whole = {pk: Decided(row.decided, row.decided_reason, row.waiver_reason) for pk, row in rows.items() if row.decided}
    fresh = {one.id: decisions[one.id] for one in every if one.id in decisions and one.id not in whole}
    _refuse_shortfall(computation, every, {**whole, **fresh}, meeting)
    told: dict[str, str] = {}
    people = _people(cycle)
    for one in every:
        if one.id not in fresh:
            continue
        row, made = rows[one.id], fresh[one.id]
        if made.grade != one.suggested:
            acts.refuse_conflict(by, people[one.id], at)
        row.computation, row.suggested = computation, one.suggested
        row.decided, row.decided_reason, row.waiver_reason = made.grade, made.reason.strip(), made.waiver.strip()
        row.revision += 1
        row.save()
        told[one.name] = made.grade
    stored = DecisionMeeting.objects.update_or_create(
        cycle=cycle,
        defaults={
            "held_on": meeting.held_on,
            "members_expected": meeting.members_expected,
            "members_present": meeting.members_present,
            "document_number": meeting.document_number.strip(),
            "cap_waiver_reason": meeting.cap_waiver_reason.strip(),
            "decided_at": at,
            "decided_by": by.name,
        },
    )[0]
    details = {"computation": computation.number, "held_on": meeting.held_on.isoformat(), "grades": told}
    acts.record("decided", cycle, by=by, at=at, organization_id=cycle.organizer_id, details=details)
    return stored


def _refuse_second(cycle: Any) -> None:
    present = results.meeting_of(cycle)
    if present is not None and present.decided_at is not None:
        raise RuleError("grades.decided_first", who=present.decided_by, on=present.held_on.isoformat())


def _refuse_meeting(meeting: Meeting, at: datetime) -> None:
    usable = 0 < meeting.members_present <= meeting.members_expected
    if not usable or meeting.held_on > local_day(at):
        raise RuleError("grades.meeting_not_usable")


def _refuse_shortfall(
    computation: Computation, every: list[Suggested], decided: Mapping[int, Decided], meeting: Meeting
) -> None:
    common = cycles_api.rules_of(computation.cycle).grading.cap
    short = shortfall(every, decided, common, results.caps_of(computation))
    for code, names in (
        ("grades.undecided", short.undecided),
        ("grades.deviation_without_reason", short.without_reason),
        ("grades.waiver_missing", short.without_waiver),
    ):
        if names:
            raise RuleError(code, names="、".join(names))
    if short.cap_broken and not meeting.cap_waiver_reason.strip():
        raise RuleError("grades.cap_waiver_missing")
