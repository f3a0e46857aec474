"""What the guards of a round may know of its grades."""

from typing import Any

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import VetoConfirmation
from shuping.core.cycles.facts import GradeFacts

from . import case as cases
from . import results


def without_component_score(cycle: Any, participants: list[Any] | None = None) -> tuple[str, ...]:
    """Names of reporters who lack a figure of a component that carries weight, in the order of the roster.

    `participants`: the reporters of the round, where the caller has them already.
    """
    rules = cycles_api.rules_of(cycle)
    scores = cases.scored(cycle)
    participants = cases.reporters_of(cycle) if participants is None else participants
    ids = cases.printed_ids(participants)
    return tuple(
        ids[one.pk] for one in participants if any((one.pk, name) not in scores for name in cases.needed_by(rules, one))
    )


def vetoes_confirmed(cycle: Any) -> bool:
    """Whether the supervisor has confirmed the veto facts of this round, also where there are none."""
    return VetoConfirmation.objects.filter(cycle=cycle).exists()


def proposals_missing(cycle: Any, participants: list[Any] | None = None) -> tuple[str, ...]:
    """Names of reporters without a proposal made on the latest computation (or a decision that still stands).

    `participants`: the reporters of the round, where the caller has them already.
    """
    computation = results.latest(cycle)
    decisions = results.decisions_of(cycle)
    participants = cases.reporters_of(cycle) if participants is None else participants
    ids = cases.printed_ids(participants)

    def proposed(pk: int) -> bool:
        row = decisions.get(pk)
        if row is None or computation is None or not row.proposed:
            return False
        return bool(row.decided) or row.computation_id == computation.pk

    return tuple(ids[one.pk] for one in participants if not proposed(one.pk))


def grade_facts(cycle: Any, *, compared: bool = True) -> GradeFacts:
    """All facts of a round's grades; `compared`: whether a computation is held against what it was made from."""
    computation = results.latest(cycle)
    meeting = results.meeting_of(cycle)
    short = results.stored_shortfall(cycle)
    participants = cases.reporters_of(cycle)
    return GradeFacts(
        without_component_score=without_component_score(cycle, participants),
        veto_facts_confirmed=vetoes_confirmed(cycle),
        computed=computation is not None and not (compared and results.is_stale(cycle, computation, participants)),
        proposals_missing=proposals_missing(cycle, participants),
        decision_meeting_on=meeting.held_on if meeting else None,
        members_present=meeting.members_present if meeting else 0,
        undecided=short.undecided,
        deviations_without_reason=short.without_reason,
        waivers_missing=short.without_waiver,
        cap_broken=short.cap_broken and not (meeting and meeting.cap_waiver_reason.strip()),
        open_objections=_objections(cycle),
    )


def _objections(cycle: Any) -> tuple[str, ...]:
    names = [row.participant.organization_name for row in results.open_objections(cycle)]
    # An upheld objection whose grade has not been decided again is not finished either.
    reopened = [row.participant_id for row in results.decisions_of(cycle).values() if row.earlier and not row.decided]
    if reopened:
        rows = cycles_api.Participant.objects.filter(pk__in=reopened).order_by("order_no")
        names += [row.organization_name for row in rows]
    return tuple(dict.fromkeys(names))
