"""From the delivered deductions to the confirmed total: the unit answers, the office answers back (考-8 to 考-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Q

from shuping.apps.assessments import queries
from shuping.apps.assessments.models import Bonus, Deduction, DeductionStep, UnitAssessment, Visit
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.assessments.scheme import shown
from shuping.core.assessments.scores import check_award
from shuping.core.assessments.states import ANSWERS, CHECKING, Act, State, Verdict, answer_due, may
from shuping.core.errors import RuleError
from shuping.core.rulesets.digest import digest

from . import common


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """What the unit says to one deduction: accepted, or objected to with words."""

    accepted: bool
    words: str = ""


@transaction.atomic
def add_bonus(
    *, unit: UnitAssessment, item: str, points: Fraction, ground: str, document_number: str, by: Actor, at: datetime
) -> Bonus:
    """A bonus with ground and document. Raises RuleError `assessments.unknown_key`, `assessments.points_outside`,
    `assessments.ground_missing`, `assessments.bonus_twice` (who, at), `assessments.confirmed_already`,
    `accounts.conflict`."""
    row = common.locked_unit(unit)
    common.refuse_barred(by, row.participant.organization_id, at=at)
    _refuse_confirmed(row)
    if row.scheme is None:
        raise RuleError("assessments.no_scheme", unit=str(row))
    check_award(queries.value_of(row.scheme), item, points)
    ground, number = common.need(ground, "assessments.ground_missing"), document_number.strip()[:60]
    _refuse_same_bonus(row, item, ground, number)
    made = Bonus.objects.create(
        unit=row,
        key=item,
        points=queries.decimal_of(points),
        ground=ground,
        document_number=number,
        at=at,
        user_id=by.user_id,
    )
    details = {"item": item, "points": str(made.points), "document_number": made.document_number}
    where = row.participant.organization_id
    common.record("bonus.added", made, by=by, at=at, organization_id=where, details=details)
    return made


def _refuse_same_bonus(row: UnitAssessment, item: str, ground: str, number: str) -> None:
    """The same document, or the same words, earn one bonus, also where the scheme adds bonuses up (R-57)."""
    same = Q(ground=ground) | Q(document_number=number) if number else Q(ground=ground)
    standing = row.bonuses.filter(same, key=item, withdrawn_at=None).select_related("user").first()
    if standing is not None:
        raise RuleError("assessments.bonus_twice", who=str(standing.user or "—"), at=common.moment(standing.at))


@transaction.atomic
def withdraw_bonus(*, bonus: Bonus, reason: str, by: Actor, at: datetime) -> Bonus:
    """Take a bonus back; it stays on record. Raises RuleError."""
    unit = common.locked_unit(bonus.unit)
    common.refuse_barred(by, unit.participant.organization_id, at=at)
    _refuse_confirmed(unit)
    row = Bonus.objects.select_for_update().get(pk=bonus.pk)
    common.refuse_withdrawn("bonus", row, gone=row.withdrawn_at is not None)
    row.withdrawn_reason = common.need(reason, "assessments.reason_missing", 300)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    where = unit.participant.organization_id
    common.record("bonus.withdrawn", row, by=by, at=at, organization_id=where, reason=row.withdrawn_reason)
    return row


def _refuse_confirmed(row: UnitAssessment) -> None:
    if row.state == State.CONFIRMED:
        who = str(row.confirmed_by or "—")
        raise RuleError("assessments.confirmed_already", who=who, at=common.moment(row.confirmed_at))


@transaction.atomic
def deliver(*, unit: UnitAssessment, by: Actor, at: datetime) -> UnitAssessment:
    """Send the unit what was found; it answers within the days of the assessment (考-9).

    Raises RuleError `assessments.not_possible`, `assessments.visit_open` (unit), `accounts.conflict`.
    """
    row = common.locked_unit(unit)
    common.refuse_barred(by, row.participant.organization_id, at=at)
    if row.visits.filter(state=Visit.State.PLANNED).exists():
        raise RuleError("assessments.visit_open", unit=str(row))
    common.take(row, Act.DELIVER)
    queries.score_of(row)  # what cannot be scored is not sent
    row.delivered_at, row.answer_due = at, answer_due(clock.local_day(at), row.assessment.answer_days)
    row.answered_at = None
    row.save(update_fields=["state", "delivered_at", "answer_due", "answered_at"])
    details = {"deductions": row.deductions.exclude(verdict=Verdict.WITHDRAWN).count(), "answer_due": row.answer_due}
    where = row.participant.organization_id
    common.record("unit.delivered", row, by=by, at=at, organization_id=where, details=details)
    return row


@transaction.atomic
def answer_deductions(
    *, unit: UnitAssessment, answers: Mapping[int, UnitAnswer], by: Actor, at: datetime
) -> UnitAssessment:
    """The unit's secretary accepts each open deduction or objects with words; without an objection the total stands.

    Raises RuleError `assessments.not_possible`, `assessments.answer_missing` (fact), `assessments.objection_empty`,
    `assessments.objection_late` (due), `assessments.confirmed_already` and `assessments.answer_sent_already` (who, at).
    """
    row = common.locked_unit(unit)
    if row.state != State.WITH_UNIT:
        _refuse_confirmed(row)
        _refuse_answered(row)
        raise RuleError("assessments.not_possible", state=row.state, act=Act.OBJECT.value)
    rows = list(row.deductions.select_for_update().filter(verdict=Verdict.OPEN))
    objections = 0
    for one in rows:
        given = answers.get(one.pk)
        if given is None:
            raise RuleError("assessments.answer_missing", fact=one.fact[:40])
        if not given.accepted:
            _refuse_late(row, at)
            common.need(given.words, "assessments.objection_empty", 1000)
            objections += 1
        one.verdict = Verdict.ACCEPTED if given.accepted else Verdict.OBJECTED
        one.save(update_fields=["verdict"])
        common.trail(one, one.verdict, given.words, by=by, at=at)
    where = row.participant.organization_id
    if objections:
        common.take(row, Act.OBJECT)
        row.save(update_fields=["state"])
        common.record(
            "deduction.objected", row, by=by, at=at, organization_id=where, details={"objections": objections}
        )
    else:
        _confirm(row, Act.CONFIRM, UnitAssessment.How.UNIT, by=by, at=at)
        common.record("unit.confirmed", row, by=by, at=at, organization_id=where, details={"total": str(row.total)})
    return row


def _refuse_answered(row: UnitAssessment) -> None:
    """Tell who sent the unit's answer first."""
    if row.state in (State.OBJECTED, State.ANSWERED):
        last = DeductionStep.objects.filter(deduction__unit=row, kind__in=(Verdict.ACCEPTED, Verdict.OBJECTED))
        step = last.select_related("user").order_by("-at", "-id").first()
        if step is not None:
            who = str(step.user or "—")
            raise RuleError("assessments.answer_sent_already", who=who, at=common.moment(step.at))


def _refuse_late(row: UnitAssessment, at: datetime) -> None:
    if row.answer_due is not None and clock.local_day(at) > row.answer_due:
        raise RuleError("assessments.objection_late", due=row.answer_due)


@transaction.atomic
def answer_objection(
    *, deduction: Deduction, verdict: str, points: Fraction | None, words: str, by: Actor, at: datetime
) -> Deduction:
    """The office keeps, lowers or drops a deduction that the unit objected to; words are needed, points never rise.

    After the last one the unit sees the answers. Raises RuleError `assessments.answered_already` (who, at),
    `assessments.unknown_verdict`, `assessments.points_must_fall` (points), `assessments.words_missing`,
    `accounts.conflict`.
    """
    unit = common.locked_unit(deduction.unit)
    common.refuse_barred(by, unit.participant.organization_id, at=at)
    row = Deduction.objects.select_for_update().get(pk=deduction.pk)
    if row.verdict != Verdict.OBJECTED:
        last = row.steps.select_related("user").last()
        who = str(last.user or "—") if last is not None else "—"
        raise RuleError("assessments.answered_already", who=who, at=common.moment(last.at if last else None))
    if verdict not in ANSWERS:
        raise RuleError("assessments.unknown_verdict", value=verdict[:20])
    words = common.need(words, "assessments.words_missing", 1000)
    if verdict == Verdict.CHANGED:
        if points is None or not 0 < points < Fraction(row.points):
            raise RuleError("assessments.points_must_fall", points=shown(Fraction(row.points)))
        row.points = queries.decimal_of(points)
    row.verdict = Verdict(verdict)
    row.save(update_fields=["verdict", "points"])
    common.trail(row, verdict, words, by=by, at=at)
    if not unit.deductions.filter(verdict=Verdict.OBJECTED).exists():
        common.take(unit, Act.ANSWER)
        unit.answered_at = at
        unit.answer_due = answer_due(clock.local_day(at), unit.assessment.answer_days)
        unit.save(update_fields=["state", "answered_at", "answer_due"])
    details = {"indicator": row.key, "verdict": verdict, "points": str(row.points)}
    where = unit.participant.organization_id
    common.record("objection.answered", row, by=by, at=at, organization_id=where, reason=words, details=details)
    return row


@transaction.atomic
def confirm_total(*, unit: UnitAssessment, by: Actor, at: datetime) -> UnitAssessment:
    """The unit's secretary confirms the total after the answers. Raises RuleError `assessments.not_possible`."""
    row = common.locked_unit(unit)
    _refuse_confirmed(row)
    if row.state != State.ANSWERED:
        raise RuleError("assessments.not_possible", state=row.state, act=Act.CONFIRM.value)
    _confirm(row, Act.CONFIRM, UnitAssessment.How.UNIT, by=by, at=at)
    where = row.participant.organization_id
    common.record("unit.confirmed", row, by=by, at=at, organization_id=where, details={"total": str(row.total)})
    return row


@transaction.atomic
def close_unanswered(*, unit: UnitAssessment, by: Actor, at: datetime) -> UnitAssessment:
    """The time limit has passed without an answer: the total stands as delivered (考-9).

    Raises RuleError `assessments.not_possible`, `assessments.not_due_yet` (due), `accounts.conflict`.
    """
    row = common.locked_unit(unit)
    common.refuse_barred(by, row.participant.organization_id, at=at)
    _refuse_confirmed(row)
    if not may(row.state, Act.CLOSE):
        raise RuleError("assessments.not_possible", state=row.state, act=Act.CLOSE.value)
    if row.answer_due is None or clock.local_day(at) <= row.answer_due:
        raise RuleError("assessments.not_due_yet", due=row.answer_due or "—")
    for one in row.deductions.filter(verdict=Verdict.OPEN):
        one.verdict = Verdict.ACCEPTED
        one.save(update_fields=["verdict"])
        common.trail(one, "lapsed", "", by=by, at=at)
    _confirm(row, Act.CLOSE, UnitAssessment.How.DEADLINE, by=by, at=at)
    where = row.participant.organization_id
    common.record("unit.closed", row, by=by, at=at, organization_id=where, details={"total": str(row.total)})
    return row


def frozen(unit: UnitAssessment) -> dict[str, object]:
    """What is kept of a confirmed total: the seal of the scheme, every ground and bonus that counts, every step."""
    score = queries.score_of(unit)
    if score is None or unit.scheme is None:
        return {}
    return {
        "scheme": digest(unit.scheme.body),
        "grounds": [
            [one.pk, one.key, shown(Fraction(one.points))]
            for one in unit.deductions.order_by("id")
            if one.verdict not in (Verdict.DROPPED, Verdict.WITHDRAWN)
        ],
        "awards": [
            [one.pk, one.key, shown(Fraction(one.points))]
            for one in unit.bonuses.filter(withdrawn_at=None).order_by("id")
        ],
        "steps": list(score.steps),
        "total": shown(score.total),
    }


def _confirm(row: UnitAssessment, act: Act, how: str, *, by: Actor, at: datetime) -> None:
    common.take(row, act)
    row.result = frozen(row)
    row.digest = digest(row.result)
    row.total = Decimal(str(row.result["total"]))
    row.confirmed_how, row.confirmed_at, row.confirmed_by_id = how, at, by.user_id
    row.save()


@transaction.atomic
def reopen(*, unit: UnitAssessment, reason: str, by: Actor, at: datetime) -> UnitAssessment:
    """A confirmed total turns out wrong: back to the check with the reason; the unit answers what is new.

    Raises RuleError `assessments.not_possible`, `assessments.imported` (unit), `accounts.conflict`.
    """
    row = common.locked_unit(unit)
    common.refuse_barred(by, row.participant.organization_id, at=at)
    reason = common.need(reason, "assessments.reason_missing", 300)
    if row.confirmed_how == UnitAssessment.How.IMPORT:
        raise RuleError("assessments.imported", unit=str(row))
    before = str(row.total)
    common.take(row, Act.REOPEN)
    row.total, row.result, row.digest, row.confirmed_how = None, {}, "", ""
    row.confirmed_at = row.confirmed_by_id = None
    row.save()
    where = row.participant.organization_id
    common.record(
        "unit.reopened", row, by=by, at=at, organization_id=where, reason=reason, details={"total_before": before}
    )
    return row


def can_deduct(unit: UnitAssessment) -> bool:
    """Whether deductions may still be entered."""
    return unit.state in CHECKING
