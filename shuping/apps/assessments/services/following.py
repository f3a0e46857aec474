"""A reporter was replaced: the annual assessment is the unit's and goes on (CYC-04)."""

from datetime import datetime

from django.db import transaction

from shuping.apps.assessments.models import UnitAssessment
from shuping.apps.cycles.api import Participant
from shuping.base.actor import Actor

from .common import record


@transaction.atomic
def follow_replacement(*, participant: Participant, by: Actor, at: datetime) -> bool:
    """Put the unit's assessment, self score, visits and findings, under its new reporter; whether there was one."""
    old = participant.replaces
    row = UnitAssessment.objects.select_for_update(of=("self",)).filter(participant=old).first() if old else None
    if row is None or UnitAssessment.objects.filter(participant=participant).exists():
        return False
    row.participant = participant
    row.save(update_fields=["participant"])
    where = participant.organization_id
    record(
        "unit.followed", row, by=by, at=at, organization_id=where, details={"from": str(old), "to": str(participant)}
    )
    return True
