"""Violated invariants of the stored grades, one plain line each. Nothing here tells a veto fact or a class figure."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from shuping.apps.assessments import api as assessments_api
from shuping.apps.cycles import api as cycles_api
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.errors import RuleError
from shuping.core.grading.decisions import Suggested, above
from shuping.core.rulesets.digest import digest
from shuping.core.rulesets.reading import EFFECTS
from shuping.core.rulesets.schemes import body_of
from shuping.core.rulesets.values import GRADES

from .models import Adjustment, ComponentScore, Computation, Decision, DecisionMeeting, Objection, VetoFact
from .queries import case as cases
from .queries import results


def damage() -> Iterator[str]:
    """Every violated invariant: seals, recomputation, numbers, inputs, decisions, meetings, objections."""
    yield from _computations()
    yield from _inputs()
    yield from _decisions()
    yield from _meetings()
    yield from _objections()


def _computations() -> Iterator[str]:
    rows = Computation.objects.select_related("cycle__rule_set").order_by("cycle", "number")
    for _, group in groupby(rows.iterator(), key=lambda row: row.cycle_id):
        for expected, row in enumerate(group, start=1):
            name = f"grades: {row.cycle} computation {row.number}"
            if row.number != expected:
                yield f"{name}: number {expected} is missing before it"
            yield from (f"{name}: {fault}" for fault in _computation_faults(row))


def _computation_faults(row: Computation) -> Iterator[str]:
    if digest(row.case) != row.case_digest:
        yield "the input does not fit its seal"
    if digest(row.answer) != row.answer_digest:
        yield "the answer does not fit its seal"
    try:
        again = cases.answers(row.case, row.cycle.rule_set.body["grade_names"])
        if again != row.answer:
            yield "computing it again gives another answer"
        body = row.cycle.rule_set.body
        if any(group["case"]["rules"] != body_of(body, group.get("scheme", "")) for group in row.case["groups"]):
            yield "it was made with other rules than the round's"
        yield from _scheme_faults(row)
        listed = {reporter["id"] for _, reporter, _ in results.reporters_in(row)}
    except (RuleError, KeyError, TypeError, ValueError) as error:
        yield f"it cannot be computed again ({error})"
        return
    of_cycle = set(cycles_api.Participant.objects.filter(cycle=row.cycle_id).values_list("pk", flat=True))
    if listed != set(row.reporters) or not set(row.reporters.values()) <= of_cycle:
        yield "its reporters are not those of the round"


def _scheme_faults(row: Computation) -> Iterator[str]:
    """Whoever was graded by another scheme than the one that the frozen rules name for the unit (CYC-08)."""
    rules = cycles_api.rules_of(row.cycle)
    if not rules.schemes and not any("scheme" in group for group in row.case["groups"]):
        return
    people = cycles_api.Participant.objects.in_bulk(list(row.reporters.values()))
    for group in row.case["groups"]:
        for reporter in group["case"]["reporters"]:
            one = people.get(row.reporters[reporter["id"]])
            if one is not None and cycles_api.scheme_name(rules, one) != group.get("scheme", ""):
                yield f"{reporter['id']} was graded by the scheme “{group.get('scheme', '')}”, which is another unit's"


def _inputs() -> Iterator[str]:
    for score in ComponentScore.objects.select_related("participant").iterator():
        if score.component not in cases.COMPONENTS or not 0 <= score.value <= 100 or not score.source.strip():
            yield f"grades: {score.participant}: score {score.component} has an impossible value or no source"
    yield from _taken_over()
    for row in Adjustment.objects.select_related("participant").iterator():
        if row.kind not in ("bonus", "deduction") or row.value <= 0 or not row.ground.strip():
            yield f"grades: {row.participant}: adjustment {row.pk} has an impossible value or no ground"
    for fact in VetoFact.objects.exclude(effect__in=EFFECTS).select_related("participant").iterator():
        yield f"grades: {fact.participant}: a recorded circumstance has no known effect"


def _taken_over() -> Iterator[str]:
    """Scores that say they come from the annual assessment and are not what was confirmed there."""
    rows = ComponentScore.objects.exclude(source_key="").select_related("participant")
    for row in rows.iterator():
        unit = assessments_api.unit_of(row.participant_id)
        if unit is None or row.source_key != f"assessment:{unit.pk}":
            yield f"grades: {row.participant}: the source of score {row.component} is not there"
        elif unit.total is not None and unit.total != row.value:
            yield f"grades: {row.participant}: score {row.component} is {row.value}, confirmed was {unit.total}"


def _decisions() -> Iterator[str]:
    known: dict[int, dict[int, Suggested]] = {}
    rows = Decision.objects.select_related("participant", "computation").order_by("participant")
    for row in rows.iterator():
        if row.computation_id not in known:
            known[row.computation_id] = _suggestions(row.computation)
        for fault in _decision_faults(row, known[row.computation_id].get(row.participant_id)):
            yield f"grades: {row.participant}: {fault}"


def _suggestions(computation: Computation) -> dict[int, Suggested]:
    try:
        return {one.id: one for one in results.suggestions(computation)}
    except (KeyError, TypeError, ValueError):
        return {}  # a broken computation is reported as such


def _decision_faults(row: Decision, one: Suggested | None) -> Iterator[str]:
    if row.computation.cycle_id != row.participant.cycle_id:
        yield "the decision rests on a computation of another round"
        return
    grades = [row.suggested, *(grade for grade in (row.proposed, row.decided) if grade)]
    if any(grade not in GRADES for grade in grades):
        yield "the decision holds an unknown grade"
        return
    if one is None or row.suggested != one.suggested:
        yield "the suggestion is not the one of its computation"
    if row.proposed and row.proposed != row.suggested and not row.proposed_reason.strip():
        yield "the proposal differs from the suggestion without a reason"
    if row.decided and row.decided != row.suggested and not row.decided_reason.strip():
        yield "the decision differs from the suggestion without a reason"
    if row.decided and one is not None and above(row.decided, one.ceiling) and not row.waiver_reason.strip():
        yield "the decision stands above a recorded circumstance without a waiver"


def _meetings() -> Iterator[str]:
    for row in DecisionMeeting.objects.select_related("cycle__rule_set", "cycle__organizer").iterator():
        for fault in _meeting_faults(row):
            yield f"grades: {row.cycle}: {fault}"
    met = DecisionMeeting.objects.values("cycle")
    for decision in Decision.objects.exclude(decided="").exclude(participant__cycle__in=met).iterator():
        yield f"grades: decision {decision.pk} stands without a decision meeting"


def _meeting_faults(row: DecisionMeeting) -> Iterator[str]:
    if not 0 < row.members_present <= row.members_expected:
        yield "the decision meeting has impossible numbers of members"
    if row.decided_at is None:
        return
    try:
        short = results.stored_shortfall(row.cycle)
        computation = results.latest(row.cycle)
        stale = computation is None or results.is_stale(row.cycle, computation)
    except (RuleError, KeyError, TypeError, ValueError):
        return  # a broken computation or rule set is reported as such
    if short.undecided:
        yield f"decided, but without a grade for {'、'.join(short.undecided)}"
    if short.cap_broken and not row.cap_waiver_reason.strip():
        yield "the proportion rule is broken without a waiver"
    if stale and not _reopened(row.cycle):
        yield "an input has changed after the decision"


def _reopened(cycle: Any) -> bool:
    return Objection.objects.filter(participant__cycle=cycle, upheld=True, settled_by=None).exists()


def _objections() -> Iterator[str]:
    for row in Objection.objects.select_related("participant__cycle", "settled_by").iterator():
        answered = row.answered_at is not None
        if answered != (row.upheld is not None) or answered != bool(row.answer.strip()):
            yield f"grades: {row.participant}: objection {row.pk} is half answered"
        if row.settled_by is not None and (not row.upheld or row.settled_by.cycle_id != row.participant.cycle_id):
            yield f"grades: {row.participant}: objection {row.pk} was settled by a computation that cannot settle it"
        if row.upheld and row.settled_by is None and at_least(row.participant.cycle.stage, Stage.FED_BACK):
            # Between decision and feedback a correction is on its way; after it the round has passed over it.
            yield f"grades: {row.participant}: objection {row.pk} was upheld and never settled"
