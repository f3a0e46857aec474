"""What a round does when an app below announces something."""

from datetime import datetime

from shuping.apps.cycles.api import Cycle, Participant
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage

from . import effects, services


def on_participant_added(sender: object, participant: Participant, by: Actor, at: datetime, **extra: object) -> None:
    """Somebody added while reports are open gets the own texts at once."""
    cycle = Cycle.objects.get(pk=participant.cycle_id)
    if cycle.stage == Stage.PREPARING and not cycle.suspended:
        effects.open_reports(participant, cycle, by=by, at=at)


def on_count_unlocked(
    sender: object, cycle: Cycle, first_id: int | None, reason: str, by: Actor, at: datetime, **extra: object
) -> None:
    """A count that two persons unlocked takes the round back to the closed ballot."""
    if Cycle.objects.get(pk=cycle.pk).stage == Stage.COUNT_LOCKED:
        cycle.stage = Stage.COUNT_LOCKED
        services.reopen_count(cycle=cycle, first_id=first_id, reason=reason, by=by, at=at)
