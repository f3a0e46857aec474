"""Computing: the case of the round goes through core.grading and is kept whole, input and answer, with their seals."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Computation, Decision, DecisionMeeting
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.queries import facts, results
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError
from shuping.core.rulesets.digest import digest

from . import acts


@transaction.atomic
def compute_grades(*, cycle: Any, reason: str = "", by: Actor, at: datetime) -> Computation:
    """Compute the suggestions of a round and keep them as the next number; earlier ones stay.

    Where nothing has changed since the latest computation it is returned as it is. After an upheld objection a new
    number is made in any case: it settles the objection, and the decisions it concerns must be made again.
    Raises RuleError `grades.count_not_locked`, `grades.scores_missing`, `grades.veto_not_confirmed`,
    `grades.decided_already`, or InputError of core.grading.
    """
    cycle = acts.lock_inputs(cycle)
    acts.require_from(cycle, Stage.COUNT_LOCKED)
    rules = cycles_api.rules_of(cycle)
    if rules.grading.component_weights.get("ballot") and not ballots_api.facts(cycle).locked:
        raise RuleError("grades.count_not_locked")
    missing = facts.without_component_score(cycle)
    if missing:
        raise RuleError("grades.scores_missing", names="、".join(missing))
    if not facts.vetoes_confirmed(cycle):
        raise RuleError("grades.veto_not_confirmed")
    case, seal = cases.build(cycle), ballots_api.result_digest(cycle)
    last = results.latest(cycle)
    waiting = list(acts.unsettled(cycle))
    if last is not None and not waiting and last.case_digest == case.digest and last.count_digest == seal:
        return last
    answer = cases.answers(case.body, rules.grade_names)
    row = Computation.objects.create(
        cycle=cycle,
        number=last.number + 1 if last else 1,
        case=case.body,
        answer=answer,
        reporters=case.reporters,
        count_digest=seal,
        case_digest=case.digest,
        answer_digest=digest(answer),
        at=at,
        reason=reason.strip(),
    )
    _settle(cycle, row, waiting)
    details = {"number": row.number, "case": row.case_digest, "answer": row.answer_digest}
    acts.record("computed", row, by=by, at=at, organization_id=cycle.organizer_id, reason=row.reason, details=details)
    return row


def _settle(cycle: Any, computation: Computation, objections: list[Any]) -> None:
    """Close upheld objections; open again the decisions of the objectors and of everybody whose suggestion moved."""
    objectors = {row.participant_id for row in objections}
    for objection in objections:
        objection.settled_by = computation
        objection.save(update_fields=["settled_by"])
    suggested = {one.id: one.suggested for one in results.suggestions(computation)}
    decided = Decision.objects.select_for_update().filter(participant__cycle=cycle).exclude(decided="")
    moved = [
        row
        for row in decided.select_related("computation")
        if row.participant_id in objectors or row.suggested != suggested.get(row.participant_id)
    ]
    for decision in moved:
        _open_again(decision)
    if moved:
        DecisionMeeting.objects.filter(cycle=cycle).update(decided_at=None)


def _open_again(decision: Decision) -> None:
    decision.earlier = [
        *decision.earlier,
        {
            "computation": decision.computation.number,
            "suggested": decision.suggested,
            "proposed": decision.proposed,
            "proposed_reason": decision.proposed_reason,
            "decided": decision.decided,
            "decided_reason": decision.decided_reason,
            "waiver_reason": decision.waiver_reason,
        },
    ]
    decision.proposed = decision.proposed_reason = ""
    decision.decided = decision.decided_reason = decision.waiver_reason = ""
    decision.revision += 1
    decision.save()
