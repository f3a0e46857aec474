"""Every invariant of the annual assessment and the pre-review check (`shuping verify`)."""

from collections.abc import Iterator
from decimal import Decimal

from shuping.base.clock import local_day
from shuping.core.assessments import sentences
from shuping.core.assessments.scheme import faults
from shuping.core.assessments.states import Finding as FindingVerdict
from shuping.core.assessments.states import State, Verdict
from shuping.core.errors import RuleError
from shuping.core.rulesets.digest import digest

from . import queries
from .models import Assessment, Deduction, Finding, Scheme, Sending, UnitAssessment, Visit
from .services.answering import frozen


def damage() -> Iterator[str]:
    """One plain line per violated invariant."""
    for assessment in Assessment.objects.order_by("id"):
        yield from (f"assessments: assessment {assessment.pk}: {fault}" for fault in _of_draw(assessment))
    for scheme in Scheme.objects.order_by("id"):
        yield from (f"assessments: scheme {scheme}: {fault}" for fault in _of_scheme(scheme))
    rows = UnitAssessment.objects.select_related("assessment", "participant", "scheme", "confirmed_by")
    for unit in rows.prefetch_related("visits").order_by("id"):
        yield from (f"assessments: {unit}: {fault}" for fault in _of_unit(unit))
    for row in Deduction.objects.select_related("unit").prefetch_related("steps").order_by("id"):
        yield from (f"assessments: deduction {row.pk}: {fault}" for fault in _of_deduction(row))
    for one in Finding.objects.select_related("version__report", "unit").order_by("id"):
        yield from (f"assessments: finding {one.pk}: {fault}" for fault in _of_finding(one))
    for visit in Visit.objects.select_related("group", "unit").order_by("id"):
        yield from (f"assessments: visit {visit.pk}: {fault}" for fault in _of_visit(visit))
    for sending in Sending.objects.order_by("id"):
        start = f"{sending.visit_id}:{sending.client_id}:"
        kept = sum(kind.objects.filter(entry_key__startswith=start).count() for kind in (Deduction, Finding))
        if kept < sending.entries:
            yield f"assessments: sending {sending.pk}: {sending.entries} entries arrived, {kept} are kept"


def _of_draw(row: Assessment) -> Iterator[str]:
    if row.drawn and not queries.drawn_again(row):
        yield "drawing the groups again from the record gives other groups"


def _of_scheme(row: Scheme) -> Iterator[str]:
    used = row.units.exists()
    if used and row.locked_at is None:
        yield "in use, but not locked"
    if (row.locked_at is not None or used) and faults(row.body):
        yield f"in use with {len(faults(row.body))} faults"
    if row.locked_at is not None and digest(row.body) != row.digest:
        yield "changed after it was locked"


def _of_unit(row: UnitAssessment) -> Iterator[str]:
    if row.state not in tuple(State):
        yield f"unknown state {row.state}"
    if row.participant.cycle_id != row.assessment.cycle_id:
        yield "its reporter belongs to another round"
    standing = [one for one in row.visits.all() if one.state != Visit.State.CANCELLED]
    if len([one for one in standing if not one.again_reason]) > 1:
        yield "visited twice without a reason"
    if row.state == State.CONFIRMED:
        yield from _of_confirmed(row)
    elif row.total is not None or row.confirmed_at is not None:
        yield "has a total without being confirmed"
    if row.state in (State.WITH_UNIT, State.OBJECTED, State.ANSWERED) and row.answer_due is None:
        yield "with the unit, but without a time limit"


def _of_confirmed(row: UnitAssessment) -> Iterator[str]:
    if row.total is None or not 0 <= row.total <= 100:
        yield "confirmed without a possible total"
        return
    if row.confirmed_how == UnitAssessment.How.IMPORT:
        if not row.source.strip():
            yield "an imported total without a source"
        return
    if row.scheme is None:
        yield "confirmed without a scheme"
        return
    if digest(row.result) != row.digest:
        yield "the kept steps do not fit their seal"
    try:
        again = frozen(row)
    except RuleError as error:
        yield f"cannot be scored again ({error})"
        return
    if Decimal(str(again["total"])) != row.total:
        yield f"scoring it again gives {again['total']}, not {row.total.normalize():f}"
    elif again != row.result:
        yield "its grounds are not those that were confirmed"
    if row.deductions.filter(verdict__in=(Verdict.OPEN, Verdict.OBJECTED)).exists():
        yield "confirmed with an unanswered deduction"


def _of_deduction(row: Deduction) -> Iterator[str]:
    if row.verdict not in tuple(Verdict):
        yield f"unknown verdict {row.verdict}"
    if not row.fact.strip() or not row.place.strip():
        yield "without a ground"
    if row.happened_on > local_day(row.entered_at):
        yield "entered before it happened"
    if not 0 < row.points <= row.first_points:
        yield "impossible points"
    steps = list(row.steps.all())
    if not steps or steps[0].kind != "entered":
        yield "its trail does not begin with its entry"
    elif steps[-1].points != row.points:
        yield "its points are not those of its trail"
    if row.verdict in (Verdict.KEPT, Verdict.CHANGED, Verdict.DROPPED) and not _objected(row):
        yield "answered without an objection"
    if row.visit_id is not None and row.visit is not None and row.visit.unit_id != row.unit_id:
        yield "entered on a visit of another unit"


def _objected(row: Deduction) -> bool:
    return any(step.kind == "objected" for step in row.steps.all())


def _of_finding(row: Finding) -> Iterator[str]:
    if row.verdict not in tuple(FindingVerdict):
        yield f"unknown verdict {row.verdict}"
    if row.version.report.participant_id != row.unit.participant_id:
        yield "about a report of another unit"
    found = sentences.at(str(row.version.sections.get(row.section, "")), row.start, row.end)
    if found is None or found.text != row.sentence:
        yield "its sentence does not stand at its place in the report"
    if row.verdict != FindingVerdict.TRUE and not row.fact.strip():
        yield "partly or not true, but nothing says why"


def _of_visit(row: Visit) -> Iterator[str]:
    if row.group.assessment_id != row.unit.assessment_id:
        yield "its group belongs to another assessment"
    if (row.state == Visit.State.DONE) != (row.done_at is not None):
        yield "done without a moment, or a moment without being done"
    if not (row.covers_annual or row.covers_check):
        yield "covers nothing"
