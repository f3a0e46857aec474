"""What a step does beyond moving the round (domain.md section 4, column "effects"), inside its transaction."""

from datetime import datetime

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage

from . import filing
from .models import ArchiveFile


def of_step(cycle: Cycle, origin: str, to: str, *, by: Actor, at: datetime) -> None:
    """Do what belongs to the step; the round stands at `to` already. Freezing the rules is the plan's own affair."""
    match (origin, to):
        case (Stage.NOTIFIED, Stage.PREPARING):
            for participant in cycles_api.reporters(cycle):
                open_reports(participant, cycle, by=by, at=at)
        case (Stage.PREPARING, Stage.MATERIALS_LOCKED):
            reports_api.finalise(cycle, by=by, at=at)
        case (Stage.MATERIALS_LOCKED, Stage.PREPARING):
            reports_api.unfinalise(cycle, by=by, at=at)
        case (_, Stage.ARCHIVED):
            _file(cycle, by=by, at=at)


def open_reports(participant: Participant, cycle: Cycle, *, by: Actor, at: datetime) -> None:
    """Open a reporter's texts with last year's problems to answer (R-12, REP-18), whoever was secretary then."""
    before = cycles_api.previous_cycle(cycle)
    lines = rectification_api.lines_for_next_year(participant.organization, before) if before is not None else []
    participant.cycle = cycle
    reports_api.open_reports(participant, lines, by=by, at=at)


def _file(cycle: Cycle, *, by: Actor, at: datetime) -> None:
    kept = filing.contents(cycle)
    rows = filing.inventory(kept)
    sealed = filing.seal(rows, kept)
    ArchiveFile.objects.create(
        cycle=cycle, inventory=rows, contents=kept, digest=sealed, sealed_at=at, sealed_by_id=by.user_id
    )
    cycles_api.seal(cycle, sealed, at=at)
