"""The unit scores itself, by results, with evidence that is stored already (考-2, R-61)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from shuping.apps.assessments import queries
from shuping.apps.assessments.models import SelfScore, UnitAssessment
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.assessments.scores import check_self_score, self_points
from shuping.core.assessments.states import Act, State
from shuping.core.errors import RuleError

from . import common


@transaction.atomic
def save_self_score(
    *,
    unit: UnitAssessment,
    points: Mapping[str, str],
    statements: Mapping[str, str],
    summary: str,
    revision: int | None,
    evidence: Mapping[str, int] | None = None,
    left: Mapping[str, Collection[int]] | None = None,
    hand_in: bool = False,
    by: Actor,
    at: datetime,
) -> UnitAssessment:
    """Save what the unit gives itself, perhaps with gaps; with `hand_in` it must be whole and goes to the group.

    `evidence`: by indicator, a piece of the unit's library to refer to; `left`: pieces no longer referred to. Raises
    RuleError `assessments.handed_in_already` (who, at), `assessments.stale` (who), `assessments.self_score_missing`,
    `assessments.self_score_outside`, `base.text_too_long`, `reports.no_such_evidence`.
    """
    row = common.locked_unit(unit)
    if row.state != State.SELF_SCORE or row.scheme is None:
        who = str(row.handed_in_by or "")
        raise RuleError("assessments.handed_in_already", who=who, at=common.moment(row.handed_in_at))
    if revision != row.revision:
        raise RuleError("assessments.stale", who=row.changed_by)
    scheme = queries.value_of(row.scheme)
    if hand_in:
        check_self_score(scheme, points)
    for one in scheme.indicators():
        typed = points.get(one.key, "").strip()
        value = queries.decimal_of(self_points(one, typed)) if typed else None
        words = statements.get(one.key, "").strip()
        if len(words) > 1000:
            raise RuleError("base.text_too_long", text=f"{words[:20]}…", has=len(words), most=1000)
        own, _new = SelfScore.objects.update_or_create(
            unit=row, key=one.key, defaults={"points": value, "statement": words}
        )
        for gone in (left or {}).get(one.key, ()):
            reports_api.leave_evidence(evidence_id=gone, target=queries.self_target(own), by=by, at=at)
        piece = (evidence or {}).get(one.key)
        if piece is not None:
            _refer(row, own, one.title, piece, by=by, at=at)
    row.summary = summary.strip()[:2000]
    row.revision += 1
    row.changed_by = by.name[:100]
    if hand_in:
        common.take(row, Act.HAND_IN)
        row.handed_in_at, row.handed_in_by_id, row.returned_reason = at, by.user_id, ""
    row.save()
    where = row.participant.organization_id
    action = "self_score.handed_in" if hand_in else "self_score.saved"
    common.record(action, row, by=by, at=at, organization_id=where)
    return row


@transaction.atomic
def attach_evidence(*, unit: UnitAssessment, indicator: str, evidence: int, by: Actor, at: datetime) -> SelfScore:
    """Refer from one indicator to a piece that lies in the unit's library; nothing is uploaded a second time.

    Raises RuleError `assessments.handed_in_already`, `assessments.unknown_key` and as `reports.api.use_evidence`.
    """
    row = common.locked_unit(unit)
    if row.state != State.SELF_SCORE or row.scheme is None:
        who = str(row.handed_in_by or "")
        raise RuleError("assessments.handed_in_already", who=who, at=common.moment(row.handed_in_at))
    one = queries.value_of(row.scheme).indicator(indicator)
    if one is None:
        raise RuleError("assessments.unknown_key", key=indicator[:40])
    own, _new = SelfScore.objects.get_or_create(unit=row, key=one.key)
    _refer(row, own, one.title, evidence, by=by, at=at)
    return own


def _refer(row: UnitAssessment, own: SelfScore, claim: str, evidence: int, *, by: Actor, at: datetime) -> None:
    """A reference records itself in the audit (reports.evidence_used)."""
    reports_api.use_evidence(
        evidence_id=evidence,
        target=queries.self_target(own),
        claim=claim,
        organization_id=row.participant.organization_id,
        by=by,
        at=at,
    )


@transaction.atomic
def return_self_score(*, unit: UnitAssessment, reason: str, by: Actor, at: datetime) -> UnitAssessment:
    """Give a handed-in self score back with the reason. Raises RuleError `assessments.not_possible`."""
    row = common.locked_unit(unit)
    common.refuse_barred(by, row.participant.organization_id, at=at)
    reason = common.need(reason, "assessments.reason_missing", 300)
    common.take(row, Act.RETURN)
    row.returned_reason = reason
    row.save(update_fields=["state", "returned_reason"])
    where = row.participant.organization_id
    common.record("self_score.returned", row, by=by, at=at, organization_id=where, reason=reason)
    return row
