"""Veto facts: the supervisor alone enters, withdraws and confirms them (R-54 to R-56).

No fact, kind or document number goes into the audit: others read it. What everybody else may know is the effect.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shuping.apps.accounts import api as accounts_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import VetoConfirmation, VetoFact
from shuping.apps.grades.queries import case as cases
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.errors import RuleError
from shuping.core.rulesets.reading import EFFECTS

from . import acts


@transaction.atomic
def add_veto_fact(
    *,
    participant: Any,
    kind: str,
    fact: str,
    happened_on: date,
    document_number: str = "",
    effect: str = "",
    by: Actor,
    at: datetime,
) -> VetoFact:
    """Record one fact. `kind` is a code of the rule set's vetoes, whose effect holds unless `effect` names a stronger
    or weaker one. The confirmation of the round falls: it must be given anew.

    Raises RuleError `grades.unknown_veto_kind`, `grades.fact_missing`, `grades.fact_in_future`.
    """
    cycle = acts.lock_inputs(participant.cycle)
    acts.refuse_conflict(by, participant, at)
    usual = {one.code: one.effect for one in cycles_api.rules_of(cycle).vetoes}
    chosen = effect or usual.get(kind, "")
    if kind not in usual or chosen not in EFFECTS:
        raise RuleError("grades.unknown_veto_kind")
    if happened_on > local_day(at):
        raise RuleError("grades.fact_in_future", on=happened_on.isoformat())
    row = VetoFact.objects.create(
        participant=participant,
        kind=kind,
        fact=acts.text(fact, "grades.fact_missing"),
        happened_on=happened_on,
        document_number=document_number.strip(),
        effect=chosen,
        at=at,
    )
    _reopen(cycle)
    acts.record("veto.added", row, by=by, at=at, organization_id=participant.organization_id)
    return row


@transaction.atomic
def withdraw_veto_fact(*, fact: VetoFact, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a fact; it stays on record with the reason (which only the supervisor reads).

    Raises RuleError `grades.withdrawn_already`.
    """
    cycle = acts.lock_inputs(fact.participant.cycle)
    row = VetoFact.objects.select_for_update().select_related("participant").get(pk=fact.pk)
    acts.refuse_conflict(by, row.participant, at)
    if row.withdrawn_reason:
        raise RuleError("grades.withdrawn_already")
    row.withdrawn_reason = acts.text(reason, "grades.reason_missing")
    row.save(update_fields=["withdrawn_reason"])
    _reopen(cycle)
    acts.record("veto.withdrawn", row, by=by, at=at, organization_id=row.participant.organization_id)


@transaction.atomic
def confirm_vetoes(*, cycle: Any, by: Actor, at: datetime) -> VetoConfirmation:
    """Confirm that every reporter of the round has been looked at, also where there is nothing.

    Raises RuleError `grades.vetoes_confirmed_already`, `accounts.conflict`.
    """
    cycle = acts.lock_inputs(cycle)
    places = [participant.organization_id for participant in cases.reporters_of(cycle)]
    accounts_api.refuse_conflict_with_any(by, places, at=at)
    present = VetoConfirmation.objects.filter(cycle=cycle).select_related("user").first()
    if present is not None:
        raise RuleError("grades.vetoes_confirmed_already", who=str(present.user or by.name))
    row = VetoConfirmation.objects.create(cycle=cycle, at=at, user_id=by.user_id)
    acts.record("veto.confirmed", cycle, by=by, at=at, organization_id=cycle.organizer_id)
    return row


def _reopen(cycle: Any) -> None:
    VetoConfirmation.objects.filter(cycle=cycle).delete()
