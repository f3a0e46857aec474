"""What the groups find on site: deductions and findings, sent from a phone without losing or doubling anything.

Every entry has a key of its own (visit, sending, line), made on the phone. The same entry twice is one; the same entry
with other words is a correction; a whole form sent again after a lost answer only brings what is new (核-5).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from shuping.apps.assessments import queries
from shuping.apps.assessments.models import Deduction, Finding, Scheme, Sending, UnitAssessment, Visit
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.assessments import sentences
from shuping.core.assessments.scheme import METHODS
from shuping.core.assessments.scheme import Scheme as SchemeValue
from shuping.core.assessments.scores import check_ground
from shuping.core.assessments.states import CHECKING, Verdict
from shuping.core.assessments.states import Finding as FindingVerdict
from shuping.core.errors import RuleError

from . import common
from .groups import locked_visit, refuse_done

_CLIENT_ID = re.compile(r"[0-9A-Za-z-]{8,40}")
_LINE = re.compile(r"[0-9A-Za-z._-]{1,30}")


@dataclass(frozen=True, slots=True)
class DeductionEntry:
    """One deduction as typed; `line` names its place in the form."""

    line: str
    key: str
    points: Fraction
    fact: str
    happened_on: date
    place: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class FindingEntry:
    """One finding as typed: a sentence of a version by its place, the verdict, how it was found."""

    line: str
    aspect: str
    version_id: int
    section: str
    start: int
    end: int
    verdict: str
    method: str
    fact: str
    happened_on: date
    place: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sending brought."""

    new: int
    corrected: int
    same: int


@transaction.atomic
def receive_form(
    *,
    visit: Visit,
    client_id: str,
    deductions: Sequence[DeductionEntry] = (),
    findings: Sequence[FindingEntry] = (),
    by: Actor,
    at: datetime,
) -> Receipt:
    """Take what a field form carries; all of it or nothing.

    Raises RuleError `assessments.bad_sending`, `assessments.visit_done` (who, at; never for a form that brings nothing
    new), `assessments.unknown_key`, `assessments.points_outside`, `assessments.fact_missing`,
    `assessments.place_missing`, `assessments.in_the_future`, `assessments.no_such_sentence`, `accounts.conflict`,
    `assessments.related_unit`, `assessments.delivered_already`, `assessments.checked_already` (who, at) where another
    form says otherwise of the same sentence. What another form of the group has brought word for word is not doubled.
    """
    if not _CLIENT_ID.fullmatch(client_id):
        raise RuleError("assessments.bad_sending")
    row = locked_visit(visit)
    unit = row.unit
    common.refuse_barred(by, unit.participant.organization_id, at=at)
    work = _Work(row, unit, client_id, by, at)
    for one in deductions:
        work.deduct(one)
    for other in findings:
        work.find(other)
    work.finish(len(deductions) + len(findings))
    return Receipt(work.new, work.corrected, work.same)


class _Work:
    """One sending being taken in."""

    def __init__(self, visit: Visit, unit: UnitAssessment, client_id: str, by: Actor, at: datetime) -> None:
        self.visit, self.unit, self.client_id, self.by, self.at = visit, unit, client_id, by, at
        self.scheme = queries.value_of(_scheme_of(unit))
        self.new = self.corrected = self.same = 0
        self.brought_before = 0  # by another form of the group, word for word

    def _key(self, line: str) -> str:
        if not _LINE.fullmatch(line):
            raise RuleError("assessments.bad_sending")
        return f"{self.visit.pk}:{self.client_id}:{line}"

    def _refuse_late(self) -> None:
        refuse_done(self.visit)
        if self.unit.state not in CHECKING:
            raise RuleError("assessments.delivered_already", at=common.moment(self.unit.delivered_at))

    def deduct(self, entry: DeductionEntry) -> None:
        """A deduction: new, the same, or corrected."""
        values = _deduction_values(self.scheme, entry, self.at)
        standing = Deduction.objects.filter(entry_key=self._key(entry.line)).first()
        if standing is not None and _equal(standing, values):
            self.same += 1
            return
        if standing is None and self._has_deduction(values):
            self.same += 1
            self.brought_before += 1
            return
        self._refuse_late()
        if standing is None:
            _create_deduction(self.unit, self.visit, self._key(entry.line), values, by=self.by, at=self.at)
            self.new += 1
        elif standing.verdict == Verdict.OPEN:
            for name, value in values.items():
                setattr(standing, name, value)
            standing.first_points = standing.points
            standing.save()
            common.trail(standing, "corrected", standing.fact, by=self.by, at=self.at)
            self.corrected += 1

    def _has_deduction(self, values: dict[str, Any]) -> bool:
        """Whether somebody else of the group has entered the very same fact: two phones, one deduction."""
        one = {name: values[name] for name in ("key", "points", "fact", "happened_on", "place")}
        others = Deduction.objects.filter(unit=self.unit, **one).exclude(verdict=Verdict.WITHDRAWN)
        return others.exclude(entry_key__startswith=f"{self.visit.pk}:{self.client_id}:").exists()

    def _has_finding(self, values: dict[str, Any]) -> bool:
        """Whether another form has judged the sentence under this aspect. Raises RuleError if it judged otherwise."""
        place = {name: values[name] for name in ("aspect", "version_id", "section", "start", "end")}
        others = Finding.objects.filter(unit=self.unit, withdrawn_at=None, **place).select_related("entered_by")
        other = others.exclude(entry_key__startswith=f"{self.visit.pk}:{self.client_id}:").first()
        if other is None:
            return False
        if (other.verdict, other.fact) != (values["verdict"], values["fact"]):
            who, at = str(other.entered_by or "—"), common.moment(other.entered_at)
            raise RuleError("assessments.checked_already", who=who, at=at, sentence=other.sentence[:30])
        return True

    def find(self, entry: FindingEntry) -> None:
        """A finding: new, the same, or corrected."""
        values = _finding_values(self.unit, self.scheme, entry, self.at)
        standing = Finding.objects.filter(entry_key=self._key(entry.line)).first()
        if standing is not None and _equal(standing, values):
            self.same += 1
            return
        if standing is None and self._has_finding(values):
            self.same += 1
            self.brought_before += 1
            return
        self._refuse_late()
        if standing is None:
            Finding.objects.create(
                unit=self.unit,
                visit=self.visit,
                entry_key=self._key(entry.line),
                entered_at=self.at,
                entered_by_id=self.by.user_id,
                **values,
            )
            self.new += 1
        elif standing.withdrawn_at is None:
            for name, value in values.items():
                setattr(standing, name, value)
            standing.save()
            self.corrected += 1

    def finish(self, entries: int) -> None:
        """Keep that the form arrived, with what it brought of its own."""
        entries -= self.brought_before
        made, new = Sending.objects.get_or_create(
            visit=self.visit,
            client_id=self.client_id,
            defaults={"entries": entries, "at": self.at, "user_id": self.by.user_id},
        )
        if not new:
            made.times += 1
            made.entries = max(made.entries, entries)
            made.save(update_fields=["times", "entries"])
        details = {"new": self.new, "corrected": self.corrected, "same": self.same, "sending": self.client_id}
        where = self.unit.participant.organization_id
        common.record("form.received", self.visit, by=self.by, at=self.at, organization_id=where, details=details)


def _scheme_of(unit: UnitAssessment) -> Scheme:
    if unit.scheme is None:
        raise RuleError("assessments.no_scheme", unit=str(unit))
    return unit.scheme


def _equal(row: Deduction | Finding, values: dict[str, object]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _day(value: date, at: datetime) -> date:
    if value > clock.local_day(at):
        raise RuleError("assessments.in_the_future", on=value)
    return value


def _method(value: str) -> str:
    if value and value not in METHODS:
        raise RuleError("assessments.unknown_method", value=value[:20])
    return value


def _deduction_values(scheme: SchemeValue, entry: DeductionEntry, at: datetime) -> dict[str, Any]:
    check_ground(scheme, entry.key, entry.points)
    return {
        "key": entry.key,
        "points": queries.decimal_of(entry.points),
        "fact": common.need(entry.fact, "assessments.fact_missing"),
        "happened_on": _day(entry.happened_on, at),
        "place": common.need(entry.place, "assessments.place_missing", 200),
        "method": _method(entry.method),
    }


def _finding_values(unit: UnitAssessment, scheme: SchemeValue, entry: FindingEntry, at: datetime) -> dict[str, Any]:
    if entry.aspect not in [one.key for one in scheme.aspects]:
        raise RuleError("assessments.unknown_key", key=entry.aspect[:40])
    version = reports_api.ReportVersion.objects.filter(
        pk=entry.version_id, report__participant=unit.participant_id, submitted=True
    ).first()
    text = str(version.sections.get(entry.section, "")) if version is not None else ""
    sentence = sentences.at(text, entry.start, entry.end)
    if version is None or sentence is None:
        raise RuleError("assessments.no_such_sentence")
    verdict = FindingVerdict(entry.verdict) if entry.verdict in tuple(FindingVerdict) else None
    if verdict is None:
        raise RuleError("assessments.unknown_verdict", value=entry.verdict[:20])
    fact = entry.fact.strip()
    if verdict is not FindingVerdict.TRUE:
        fact = common.need(fact, "assessments.fact_missing")
    return {
        "aspect": entry.aspect,
        "version_id": version.pk,
        "section": entry.section,
        "start": entry.start,
        "end": entry.end,
        "sentence": sentence.text,
        "verdict": verdict.value,
        "method": _method(common.need(entry.method, "assessments.method_missing", 20)),
        "fact": fact[:2000],
        "happened_on": _day(entry.happened_on, at),
        "place": entry.place.strip()[:200],
    }


def _create_deduction(
    unit: UnitAssessment, visit: Visit | None, key: str, values: dict[str, Any], *, by: Actor, at: datetime
) -> Deduction:
    row = Deduction.objects.create(
        unit=unit,
        visit=visit,
        entry_key=key,
        first_points=values["points"],
        entered_at=at,
        entered_by_id=by.user_id,
        **values,
    )
    common.trail(row, "entered", row.fact, by=by, at=at)
    return row


@transaction.atomic
def add_deduction(*, unit: UnitAssessment, entry: DeductionEntry, by: Actor, at: datetime) -> Deduction:
    """A deduction from the office's desk, without a visit (查阅资料、日常掌握). Raises as `receive_form`."""
    row = common.locked_unit(unit)
    common.refuse_barred(by, row.participant.organization_id, at=at)
    if row.state not in CHECKING:
        raise RuleError("assessments.delivered_already", at=common.moment(row.delivered_at))
    values = _deduction_values(queries.value_of(_scheme_of(row)), entry, at)
    key = f"desk:{row.pk}:{Deduction.objects.filter(unit=row).count() + 1}"
    made = _create_deduction(row, None, key, values, by=by, at=at)
    details = {"indicator": made.key, "points": str(made.points)}
    where = row.participant.organization_id
    common.record("deduction.added", made, by=by, at=at, organization_id=where, details=details)
    return made


@transaction.atomic
def withdraw_deduction(*, deduction: Deduction, reason: str, by: Actor, at: datetime) -> Deduction:
    """Take back a deduction before it is delivered; it stays on record.

    Raises RuleError `assessments.delivered_already`, `assessments.withdrawn_already`, `accounts.conflict`.
    """
    unit = common.locked_unit(deduction.unit)
    common.refuse_barred(by, unit.participant.organization_id, at=at)
    row = Deduction.objects.select_for_update().get(pk=deduction.pk)
    if unit.state not in CHECKING:
        raise RuleError("assessments.delivered_already", at=common.moment(unit.delivered_at))
    common.refuse_withdrawn("deduction", row, gone=row.verdict == Verdict.WITHDRAWN)
    reason = common.need(reason, "assessments.reason_missing", 300)
    row.verdict = Verdict.WITHDRAWN
    row.save(update_fields=["verdict"])
    common.trail(row, "withdrawn", reason, by=by, at=at)
    where = unit.participant.organization_id
    common.record("deduction.withdrawn", row, by=by, at=at, organization_id=where, reason=reason)
    return row


@transaction.atomic
def withdraw_finding(*, finding: Finding, reason: str, by: Actor, at: datetime) -> Finding:
    """Take back a finding that was entered wrongly; it stays on record. Raises RuleError."""
    unit = common.locked_unit(finding.unit)
    common.refuse_barred(by, unit.participant.organization_id, at=at)
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    common.refuse_withdrawn("finding", row, gone=row.withdrawn_at is not None)
    row.withdrawn_reason = common.need(reason, "assessments.reason_missing", 300)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    where = unit.participant.organization_id
    common.record("finding.withdrawn", row, by=by, at=at, organization_id=where, reason=row.withdrawn_reason)
    return row


@transaction.atomic
def finish_visit(*, visit: Visit, by: Actor, at: datetime) -> Visit:
    """The group says that its check at this unit is complete. Raises RuleError `assessments.visit_done`."""
    row = locked_visit(visit)
    refuse_done(row)
    unit = row.unit
    common.refuse_barred(by, unit.participant.organization_id, at=at)
    row.state, row.done_at, row.done_by_id = Visit.State.DONE, at, by.user_id
    row.save(update_fields=["state", "done_at", "done_by"])
    details = {
        "deductions": row.deductions.exclude(verdict=Verdict.WITHDRAWN).count(),
        "findings": row.findings.filter(withdrawn_at=None).count(),
    }
    where = unit.participant.organization_id
    common.record("visit.finished", row, by=by, at=at, organization_id=where, details=details)
    return row
