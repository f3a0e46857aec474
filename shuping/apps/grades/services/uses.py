"""The register of how results were used (结果运用, EVA-19)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import ResultUse
from shuping.apps.grades.queries import results
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.errors import RuleError

from . import acts

KINDS = ("annual_appraisal", "formal_talk", "circular", "selection", "other")


@transaction.atomic
def add_result_use(
    *, participant: Any, kind: str, text: str, used_on: date, document_number: str = "", by: Actor, at: datetime
) -> ResultUse:
    """Enter one use of a decided grade. Raises RuleError `grades.not_published`, `grades.unknown_use`,
    `grades.text_missing`. An archived round keeps its register open: results are used after the year."""
    cycle = cycles_api.locked(participant.cycle)
    if not at_least(cycle.stage, Stage.DECIDED) or participant.pk not in results.published(cycle):
        raise RuleError("grades.not_published")
    if kind not in KINDS:
        raise RuleError("grades.unknown_use")
    row = ResultUse.objects.create(
        participant=participant,
        kind=kind,
        text=acts.text(text, "grades.text_missing"),
        used_on=used_on,
        document_number=document_number.strip(),
    )
    details = {"kind": kind, "document_number": row.document_number}
    acts.record("use.added", row, by=by, at=at, organization_id=participant.organization_id, details=details)
    return row


@transaction.atomic
def withdraw_result_use(*, use: ResultUse, reason: str, by: Actor, at: datetime) -> None:
    """Strike an entry; it stays on record with the reason. Raises RuleError `grades.withdrawn_already`."""
    row = ResultUse.objects.select_for_update().select_related("participant").get(pk=use.pk)
    if row.withdrawn_reason:
        raise RuleError("grades.withdrawn_already")
    row.withdrawn_reason = acts.text(reason, "grades.reason_missing")
    row.save(update_fields=["withdrawn_reason"])
    where = row.participant.organization_id
    acts.record("use.withdrawn", row, by=by, at=at, organization_id=where, reason=row.withdrawn_reason)
