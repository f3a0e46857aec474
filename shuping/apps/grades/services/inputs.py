"""Component scores with their source, entered or imported; bonus and deduction with their ground (EVA-01, EVA-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from shuping.apps.assessments import api as assessments_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Adjustment, ComponentScore
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.queries.score_import import ImportRow, exact_score, score_state
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.grading.numbers import plain
from shuping.core.rulesets.nodes import decimal

from . import acts

ASSESSMENT = "assessment:"


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure to write, where it comes from, and what it is taken over from."""

    value: Decimal | str
    source: str
    source_key: str = ""


@transaction.atomic
def enter_scores(
    *, cycle: Any, component: str, scores: Mapping[int, Decimal | str], source: str, by: Actor, at: datetime
) -> int:
    """Enter or change one component's figures for several reporters; returns how many were written.

    `scores`: participant id to a figure from 0 to 100 with at most 4 decimals; `source` says where they come from.
    Writes all or nothing. Raises RuleError `grades.score_not_usable`, `grades.source_missing`,
    `grades.component_without_weight`, `grades.decided_already`, `accounts.conflict`.
    """
    source = acts.text(source, "grades.source_missing")
    given = {pk: _Given(value, source) for pk, value in scores.items()}
    return _write_scores(cycle, component, given, {"source": source}, by=by, at=at)


@transaction.atomic
def take_over_annual(*, cycle: Any, by: Actor, at: datetime) -> int:
    """Take the confirmed totals of the annual assessment into the composite, each with its link; returns how many were
    written.

    What was taken over before and has changed since is taken over again; a score typed by hand is replaced. Raises
    RuleError `grades.nothing_to_take_over` and as `enter_scores`.
    """
    cycle = acts.lock_inputs(cycle)
    here = {one.pk for one in cases.reporters_of(cycle)}
    found = {pk: one for pk, one in assessments_api.annual_scores(cycle).items() if pk in here}
    if not found:
        raise RuleError("grades.nothing_to_take_over")
    usual = f"{cycle.year}年度党建考核（经单位确认）"
    given = {
        pk: _Given(one.total, one.source or usual, f"{ASSESSMENT}{one.unit_id}") for pk, one in sorted(found.items())
    }
    return _write_scores(cycle, "annual", given, {"source": usual, "taken_over": len(given)}, by=by, at=at)


def _write_scores(
    cycle: Any, component: str, given: Mapping[int, _Given], details: Mapping[str, object], *, by: Actor, at: datetime
) -> int:
    cycle = acts.lock_inputs(cycle)
    if component not in cases.needed_components(cycles_api.rules_of(cycle)):
        raise RuleError("grades.component_without_weight", component=component)
    participants = {one.pk: one for one in cases.reporters_of(cycle)}
    present = cases.scores_of(cycle)
    written: dict[str, str] = {}
    for pk, one in given.items():
        if pk not in participants:
            raise RuleError("grades.not_on_roster")
        participant = participants[pk]
        exact = exact_score(one.value)
        if exact is None:
            raise RuleError("grades.score_not_usable", unit=participant.organization_name, value=str(one.value)[:20])
        row = present.get((pk, component))
        taken = row is not None and (not one.source_key or row.source_key == one.source_key)
        if row is not None and taken and row.value == exact and row.source == one.source:
            continue
        acts.refuse_conflict(by, participant, at)
        values = {"value": exact, "source": one.source, "source_key": one.source_key, "at": at}
        ComponentScore.objects.update_or_create(participant=participant, component=component, defaults=values)
        written[participant.organization_name] = str(exact)
    if written:
        kept = {"component": component, **details, "scores": written}
        acts.record("scores.entered", cycle, by=by, at=at, organization_id=cycle.organizer_id, details=kept)
    return len(written)


@transaction.atomic
def import_scores(
    *,
    cycle: Any,
    component: str,
    rows: Sequence[ImportRow],
    source: str,
    state: str | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Enter what a checked table holds; nothing at all if one row cannot be used. Empty rows change nothing.

    `state`: `score_state` of the check the office has seen (None: not compared). Raises RuleError
    `grades.import_faulty`, `grades.import_changed` (somebody entered scores since the check) and what `enter_scores`
    raises.
    """
    cycle = acts.lock_inputs(cycle)
    faulty = [row for row in rows if row.problem]
    if faulty or all(row.blank for row in rows):
        raise RuleError("grades.import_faulty", rows=len(faulty))
    if state is not None and state != score_state(cycle, component):
        raise RuleError("grades.import_changed", **audit_api.latest_act("grades.scores", cycle))
    scores = {
        row.participant_id: row.value for row in rows if row.participant_id and row.value is not None and not row.same
    }
    return enter_scores(cycle=cycle, component=component, scores=scores, source=source, by=by, at=at)


@transaction.atomic
def add_adjustment(
    *,
    participant: Any,
    kind: str,
    value: Decimal | str,
    ground: str,
    document_number: str = "",
    source_key: str = "",
    by: Actor,
    at: datetime,
) -> Adjustment:
    """Add a bonus or a deduction with its ground. Raises RuleError if the value or ground cannot be used, or the value
    alone exceeds the plan's ceiling (R-57).

    `source_key` names what it is taken over from (last round's rectification, REC-20); while such an entry stands, the
    same source is refused with `grades.taken_over_already`.
    """
    cycle = acts.lock_inputs(participant.cycle)
    taken = Adjustment.objects.filter(participant=participant, source_key=source_key, withdrawn_reason="")
    if source_key and taken.exists():
        raise RuleError("grades.taken_over_already", unit=participant.organization_name)
    acts.refuse_conflict(by, participant, at)
    ground = acts.text(ground, "grades.ground_missing")
    points = decimal(value)
    if points is None or points <= 0 or (points * 100).denominator != 1 or points > 100:
        raise RuleError("grades.points_not_usable", value=str(value)[:20])
    rules = cycles_api.rules_of(cycle).adjustments
    ceiling = {"bonus": rules.bonus_max, "deduction": rules.deduction_max}.get(kind)
    if kind not in ("bonus", "deduction"):
        raise RuleError("grades.points_not_usable", value=kind[:20])
    if ceiling is not None and points > ceiling:
        raise RuleError("grades.above_ceiling", value=str(value), ceiling=plain(ceiling))
    row = Adjustment.objects.create(
        participant=participant,
        kind=kind,
        value=Decimal(str(value)),
        ground=ground,
        document_number=document_number.strip(),
        source_key=source_key,
        at=at,
    )
    details = {"kind": kind, "value": str(value), "document_number": row.document_number}
    where = participant.organization_id
    acts.record("adjustment.added", row, by=by, at=at, organization_id=where, reason=ground, details=details)
    return row


@transaction.atomic
def withdraw_adjustment(*, adjustment: Adjustment, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw an adjustment; it stays on record with the reason. Raises RuleError `grades.withdrawn_already`."""
    acts.lock_inputs(adjustment.participant.cycle)
    row = Adjustment.objects.select_for_update().select_related("participant").get(pk=adjustment.pk)
    acts.refuse_conflict(by, row.participant, at)
    reason = acts.text(reason, "grades.reason_missing")
    if row.withdrawn_reason:
        raise RuleError("grades.withdrawn_already")
    row.withdrawn_reason = reason
    row.save(update_fields=["withdrawn_reason"])
    where = row.participant.organization_id
    acts.record("adjustment.withdrawn", row, by=by, at=at, organization_id=where, reason=reason)
