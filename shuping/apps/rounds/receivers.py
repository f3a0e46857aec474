"""What a round does when an app below announces something."""

from datetime import datetime

from shuping.apps.assessments import api as assessments_api
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.grades import api as grades_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage

from . import effects, services


def on_participant_added(sender: object, participant: Participant, by: Actor, at: datetime, **extra: object) -> None:
    """Somebody added while reports are open gets the own texts at once; a successor also what is the unit's.

    The drafts, the annual assessment and its figures belong to the unit and go on; what is about the person stays.
    """
    cycle = Cycle.objects.get(pk=participant.cycle_id)
    if cycle.stage == Stage.PREPARING and not cycle.suspended:
        effects.open_reports(participant, cycle, by=by, at=at)
    if participant.replaces_id is not None:
        reports_api.follow_replacement(participant=participant, by=by, at=at)
        assessments_api.follow_replacement(participant=participant, by=by, at=at)
        grades_api.follow_replacement(participant=participant, by=by, at=at)


def on_count_unlocked(
    sender: object, cycle: Cycle, first_id: int | None, reason: str, by: Actor, at: datetime, **extra: object
) -> None:
    """A count that two persons unlocked takes the round back to the closed ballot."""
    if Cycle.objects.get(pk=cycle.pk).stage == Stage.COUNT_LOCKED:
        cycle.stage = Stage.COUNT_LOCKED
        services.reopen_count(cycle=cycle, first_id=first_id, reason=reason, by=by, at=at)
