"""A reporter was replaced: figures of the unit go on under the new name, facts about the person stay (CYC-04)."""

from datetime import datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles.api import Participant
from shuping.apps.grades.models import Adjustment, ComponentScore, VetoConfirmation
from shuping.base.actor import Actor


@transaction.atomic
def follow_replacement(*, participant: Participant, by: Actor, at: datetime) -> None:
    """Carry the unit's annual score and its bonuses and deductions to the reporter who replaces another.

    The leaders' score and the facts that exclude a grade are about the person and stay; whoever confirmed those facts
    has not looked at the new reporter, so the confirmation has to be given again.
    """
    old = participant.replaces
    if old is None:
        return
    scores = ComponentScore.objects.filter(participant=old, component="annual").update(participant=participant)
    adjustments = Adjustment.objects.filter(participant=old, withdrawn_reason="").update(participant=participant)
    VetoConfirmation.objects.filter(cycle=participant.cycle_id).delete()
    audit_api.record(
        "grades.followed",
        by=by,
        at=at,
        about=participant,
        organization_id=participant.organization_id,
        details={"from": old.person_name, "scores": scores, "adjustments": adjustments},
    )
