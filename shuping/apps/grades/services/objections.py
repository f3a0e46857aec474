"""Objection, review, answer (EVA-11); an upheld one opens the inputs until a new computation settles it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Objection
from shuping.apps.grades.queries import results
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError

from . import acts


@transaction.atomic
def make_objection(*, participant: Any, text: str, by: Actor, at: datetime) -> Objection:
    """A reporter objects to the own result once it is decided. One open objection at a time.

    Raises RuleError `grades.not_published`, `grades.objection_open`, `grades.text_missing`.
    """
    cycle = cycles_api.locked(participant.cycle)
    acts.require_from(cycle, Stage.PLAN_APPROVED)
    if participant.pk not in results.published(cycle):
        raise RuleError("grades.not_published")
    if any(row.participant_id == participant.pk for row in results.open_objections(cycle)):
        raise RuleError("grades.objection_open")
    row = Objection.objects.create(participant=participant, text=acts.text(text, "grades.text_missing"), made_at=at)
    acts.record("objection.made", row, by=by, at=at, organization_id=participant.organization_id)
    return row


@transaction.atomic
def answer_objection(*, objection: Objection, upheld: bool, answer: str, by: Actor, at: datetime) -> Objection:
    """Answer an objection with its grounds. If upheld, correct the inputs and compute again.

    Raises RuleError `grades.answered_already`, `grades.text_missing`, `accounts.conflict`.
    """
    cycles_api.locked(objection.participant.cycle)
    row = Objection.objects.select_for_update().select_related("participant__cycle").get(pk=objection.pk)
    acts.require_from(row.participant.cycle, Stage.DECIDED)
    acts.refuse_conflict(by, row.participant, at)
    if row.answered_at is not None:
        raise RuleError("grades.answered_already", **audit_api.latest_act("grades.objection.answered", row))
    row.answer, row.upheld, row.answered_at = acts.text(answer, "grades.text_missing"), upheld, at
    row.save(update_fields=["answer", "upheld", "answered_at"])
    where = row.participant.organization_id
    acts.record("objection.answered", row, by=by, at=at, organization_id=where, details={"upheld": upheld})
    return row
