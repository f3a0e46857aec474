"""Reads of the annual assessment: scores, who may check whom, the plan of visits, facts for the comment outline."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch

from shuping.apps.accounts import api as accounts_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.organization import api as organization_api
from shuping.apps.reports import api as reports_api
from shuping.core.assessments import sentences
from shuping.core.assessments.draw import draw
from shuping.core.assessments.scheme import Scheme as SchemeValue
from shuping.core.assessments.scheme import read
from shuping.core.assessments.scores import Award, Ground, Score, compute
from shuping.core.assessments.states import COSTS_NOTHING
from shuping.core.errors import RuleError
from shuping.core.reports.sections import SECTIONS
from shuping.core.reports.states import APPROVED, FINAL, SUBMITTED
from shuping.core.roles.catalog import Reach, Role
from shuping.core.roles.permissions import Permission, reach

from .models import Assessment, Bonus, CheckGroup, Deduction, Finding, Scheme, SelfScore, UnitAssessment, Visit

RELATIONS = ("leading", "supervising", "contact")
FORMER_YEARS = 3  # whoever led the unit within these years stands aside (建议值)
_LED = ("secretary", "deputy_secretary")


def value_of(scheme: Scheme) -> SchemeValue:
    """The scheme as the core reads it."""
    return read(scheme.body)


def decimal_of(points: Fraction) -> Decimal:
    """Points as a column holds them; exact, since they have at most two decimals."""
    return Decimal(points.numerator) / Decimal(points.denominator)


# One unit


def ground_words(row: Deduction) -> str:
    """What stands behind a deduction, on one line: fact, day, place or evidence."""
    return f"{_line(row.fact)}（{row.happened_on:%Y-%m-%d}，{_line(row.place)}）"


def _line(text: str) -> str:
    return " ".join(text.split())


def grounds_of(rows: Iterable[Deduction]) -> list[Ground]:
    """The deductions that cost something."""
    return [
        Ground(row.key, Fraction(row.points), ground_words(row)) for row in rows if row.verdict not in COSTS_NOTHING
    ]


def awards_of(rows: Iterable[Bonus]) -> list[Award]:
    """The bonuses that stand."""
    return [Award(row.key, Fraction(row.points), _line(row.ground)) for row in rows if row.withdrawn_at is None]


def score_of(unit: UnitAssessment) -> Score | None:
    """The score from what is stored now; None for an imported total. Raises RuleError for what cannot be scored."""
    if unit.scheme is None:
        return None
    return compute(value_of(unit.scheme), grounds_of(unit.deductions.all()), awards_of(unit.bonuses.all()))


def self_total(rows: Iterable[SelfScore]) -> Fraction:
    """What the unit gives itself in all."""
    return sum((Fraction(row.points) for row in rows if row.points is not None), Fraction(0))


def self_target(row: SelfScore) -> str:
    """The reference under which evidence stands behind a self score."""
    return f"self_score:{row.pk}"


@dataclass(frozen=True)
class Line:
    """One indicator of a unit's page."""

    indicator: Any
    self_score: SelfScore | None
    evidence: list[Any]
    deductions: list[Deduction]
    got: Fraction | None
    group: str = ""


def lines_of(unit: UnitAssessment, *, with_deductions: bool) -> list[Line]:
    """Every indicator with self score, evidence, deductions and what it brings; a constant number of queries."""
    if unit.scheme is None:
        return []
    scheme = value_of(unit.scheme)
    own = {row.key: row for row in unit.self_scores.all()}
    proofs = evidence_of_self(own.values())
    rows = deductions_of(unit) if with_deductions else []
    score = score_of(unit) if with_deductions else None
    got = {row.key: row.got for row in score.indicators} if score is not None else {}
    found = []
    for group in scheme.groups:
        for place, one in enumerate(group.indicators):
            mine = own.get(one.key)
            found.append(
                Line(
                    one,
                    mine,
                    proofs.get(mine.pk, []) if mine is not None else [],
                    [row for row in rows if row.key == one.key],
                    got.get(one.key),
                    group.title if place == 0 else "",
                )
            )
    return found


def deductions_of(unit: UnitAssessment) -> list[Deduction]:
    """The deductions of a unit in order of entry, each with its trail."""
    return list(unit.deductions.select_related("entered_by", "visit__group").prefetch_related("steps__user"))


def evidence_of_self(rows: Iterable[SelfScore]) -> dict[int, list[Any]]:
    """The pieces behind self scores by row; one query."""
    targets = {self_target(row): row.pk for row in rows}
    found: dict[int, list[Any]] = defaultdict(list)
    uses = reports_api.EvidenceUse.objects.filter(target__in=targets).select_related("evidence__file").order_by("id")
    for use in uses:
        found[targets[use.target]].append(use.evidence)
    return dict(found)


# One assessment


def units_of(assessment: Assessment) -> list[UnitAssessment]:
    """Every unit of an assessment with what its score needs, in roster order; a constant number of queries."""
    rows = assessment.units.select_related("participant__organization", "participant__person", "scheme", "confirmed_by")
    return list(
        rows.prefetch_related(
            "self_scores", "deductions", "bonuses", Prefetch("visits", Visit.objects.select_related("group"))
        )
    )


def assessment_of(cycle: Cycle) -> Assessment | None:
    """The assessment of a round, or None while it is not opened."""
    return Assessment.objects.filter(cycle=cycle).select_related("cycle").first()


def scheme_for(participant: Participant, schemes: Sequence[Scheme]) -> Scheme | None:
    """Which scheme holds for a reporter: the one of the unit's class, else the one for all others."""
    unit_class = participant.unit_class or participant.organization.unit_class
    fitting = [one for one in schemes if one.unit_class == unit_class] or [one for one in schemes if not one.unit_class]
    return fitting[0] if fitting else None


@dataclass(frozen=True)
class Gap:
    """Something that is not yet there, with the units it concerns (DSH-09)."""

    code: str
    units: list[str]


def late_comers(assessment: Assessment) -> list[Participant]:
    """Reporters of the round who have come onto the roster since the assessment was opened, in roster order."""
    known = assessment.units.values("participant")
    return list(cycles_api.reporters(assessment.cycle).exclude(pk__in=known))


def gaps(rows: Sequence[UnitAssessment], *, on: date, late: Iterable[Participant] = ()) -> list[Gap]:
    """What is missing in the data of an assessment: units, self scores, visits, findings, answers, totals."""
    kept: dict[str, list[str]] = defaultdict(list)
    kept["not_in"] = [one.organization_name for one in late]
    found_by = set(Finding.objects.filter(unit__in=rows, withdrawn_at=None).values_list("unit_id", flat=True))
    for row in rows:
        name = row.participant.organization_name
        if row.confirmed_how == UnitAssessment.How.IMPORT:
            continue
        planned = [visit for visit in row.visits.all() if visit.state != Visit.State.CANCELLED]
        if row.state == "self_score" and on > row.assessment.self_due:
            kept["self_score_late"].append(name)
        if not planned:
            kept["no_visit"].append(name)
        if any(visit.state == Visit.State.PLANNED and visit.planned_on and visit.planned_on < on for visit in planned):
            kept["visit_late"].append(name)
        if any(visit.state == Visit.State.DONE and visit.covers_check for visit in planned) and row.pk not in found_by:
            kept["no_finding"].append(name)
        if row.answer_due is not None and row.state in ("with_unit", "answered") and on > row.answer_due:
            kept["answer_late"].append(name)
        if row.total is None:
            kept["no_total"].append(name)
    return [Gap(code, names) for code, names in kept.items() if names]


# Groups and visits


def barred_units(person_id: int | None, organizations: Iterable[int], *, on: date) -> frozenset[int]:
    """Which of the units a person may not check on a day (核-2).

    Own or declared; led, supervised or contact unit; one whose secretary or deputy he or she was not long ago.
    """
    if person_id is None:
        return frozenset()
    wanted = set(organizations)
    person = organization_api.Person.objects.filter(pk=person_id).first()
    led = (
        {row.organization_id for row in organization_api.led_by(person, on) if row.kind in RELATIONS}
        if person
        else set()
    )
    closed = accounts_api.conflicted(person_id, on=on) | led | led_before(person_id, wanted, on=on)
    return frozenset(closed & wanted)


def led_before(person_id: int | None, organizations: Iterable[int], *, on: date) -> frozenset[int]:
    """Which of the units had this person as secretary or deputy secretary within the last FORMER_YEARS (核-2)."""
    if person_id is None:
        return frozenset()
    rows = organization_api.Term.objects.filter(
        person=person_id,
        organization__in=list(organizations),
        post__in=_LED,
        started_on__lte=on,
        ended_on__gte=on - timedelta(days=366 * FORMER_YEARS),
    )
    return frozenset(rows.values_list("organization_id", flat=True))


@dataclass(frozen=True)
class PlanLine:
    """One unit of the plan of visits."""

    unit: UnitAssessment
    visits: list[Visit]
    twice: bool  # two visits that are not cancelled


def visit_plan(assessment: Assessment) -> list[PlanLine]:
    """Who visits whom and when, in roster order; a unit that would be visited twice is marked (R-23)."""
    found = []
    for unit in units_of(assessment):
        standing = [row for row in unit.visits.all() if row.state != Visit.State.CANCELLED]
        found.append(PlanLine(unit, standing, len(standing) > 1))
    return found


def groups_of(assessment: Assessment) -> list[CheckGroup]:
    """The groups with their members."""
    return list(assessment.groups.prefetch_related("members__user__person", "visits__unit__participant"))


def drawn_again(assessment: Assessment) -> bool:
    """Whether the record of the draw gives the same groups when it is drawn once more (核-1)."""
    kept = assessment.drawn
    try:
        barred = {int(person): frozenset(units) for person, units in kept["barred"].items()}
        again = draw(kept["people"], kept["units"], barred, groups=kept["number"], seed=kept["seed"])
    except (KeyError, TypeError, ValueError, RuleError):
        return False
    found = [{"people": list(a), "units": list(b)} for a, b in zip(again.people, again.units, strict=True)]
    return bool(found == kept["groups"])


@dataclass(frozen=True)
class DrawRecord:
    """What the page shows of a draw: when, by whom, from which seed, among whom, who had to stand aside where."""

    at: datetime
    by: str
    seed: str
    people: list[str]
    barred: list[tuple[str, list[str]]]
    same: bool  # drawing once more gives the same groups


def draw_record(assessment: Assessment) -> DrawRecord | None:
    """The last draw in names, or None where none is on record."""
    kept = assessment.drawn
    if not kept:
        return None
    people = {one.pk: str(one) for one in accounts_api.User.objects.filter(pk__in=kept["people"])}
    units = {one.participant.organization_id: str(one) for one in units_of(assessment)}
    return DrawRecord(
        at=datetime.fromisoformat(kept["at"]),
        by=kept["by"],
        seed=kept["seed"],
        people=[people.get(pk, str(pk)) for pk in kept["people"]],
        barred=[
            (people.get(int(pk), pk), [units.get(one, str(one)) for one in closed])
            for pk, closed in kept["barred"].items()
        ],
        same=drawn_again(assessment),
    )


_BRANCHES = (Role.SUB_SECRETARY, Role.UNIT_DISCIPLINE)  # who checks in the rounds of units only


def candidates(cycle: Cycle, *, on: date) -> list[Any]:
    """Whoever may be a member of a group, by account: the holders of a role that checks.

    In a child round those of the organiser and of what lies below it, branch secretaries among them (交叉核查).
    """
    below = cycle.organizer.path if cycle.parent_id is not None else ""
    found: dict[int, Any] = {}
    for role in Role:
        if reach(role, Permission.CHECK_DO) is Reach.NONE or (not below and role in _BRANCHES):
            continue
        for row in accounts_api.holders_of(role, on=on):
            if row.organization.path.startswith(below):
                found.setdefault(row.user_id, row)
    return list(found.values())


# The report's own sentences


@dataclass(frozen=True)
class Claim:
    """A sentence of the report that may be checked; `place` is version:section:start:end."""

    place: str
    text: str
    section: str


def version_to_check(participant: Participant) -> Any:
    """The version of the written report that stands as handed in, or None."""
    rows = reports_api.ReportVersion.objects.filter(
        report__participant=participant,
        report__kind="written",
        report__state__in=(SUBMITTED, APPROVED, FINAL),
        submitted=True,
        withdrawn_at=None,
    )
    return rows.order_by("-number").first()


def claims_of(participant: Participant) -> list[Claim]:
    """Every sentence of the report as handed in."""
    version = version_to_check(participant)
    if version is None:
        return []
    return [
        Claim(f"{version.pk}:{section}:{one.start}:{one.end}", one.text, section)
        for section in SECTIONS
        for one in sentences.split(str(version.sections.get(section, "")))
    ]


# What other apps ask


@dataclass(frozen=True, slots=True)
class AnnualScore:
    """A confirmed total and where every point of it opens."""

    unit_id: int
    participant_id: int
    total: Decimal
    how: str
    source: str
    confirmed_at: datetime | None


def annual_scores(cycle: Cycle) -> dict[int, AnnualScore]:
    """The confirmed totals of a round by participant."""
    rows = UnitAssessment.objects.filter(assessment__cycle=cycle, state="confirmed").exclude(total=None)
    return {
        row.participant_id: AnnualScore(
            row.pk, row.participant_id, row.total or Decimal(0), row.confirmed_how, row.source, row.confirmed_at
        )
        for row in rows
    }


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact for the comment outline: what kind, the sentence, and where it comes from."""

    kind: str  # good, problem
    text: str
    origin: str  # "deduction:7", "finding:3", "self_score:5"


@dataclass
class Facts:
    """What the checks found of one unit (EVA-13): facts with their sources, never an opinion."""

    total: Decimal | None = None
    items: list[Fact] = field(default_factory=list)

    def of(self, kind: str) -> list[Fact]:
        """Those of one kind."""
        return [one for one in self.items if one.kind == kind]


def facts_for_outline(cycle: Cycle, organization_id: int) -> Facts:
    """Facts of the annual assessment and the pre-review check about one unit, each with its source."""
    unit = (
        UnitAssessment.objects.filter(assessment__cycle=cycle, participant__organization=organization_id)
        .select_related("scheme")
        .order_by("-id")
        .first()
    )
    if unit is None:
        return Facts()
    names = _titles(unit)
    found = Facts(unit.total)
    lost = {row.key for row in unit.deductions.all() if row.verdict not in COSTS_NOTHING}
    proofs = evidence_of_self(unit.self_scores.all())
    for own in unit.self_scores.all():
        for piece in proofs.get(own.pk, []):
            if own.key not in lost and piece.measure and piece.after:
                change = f"{piece.measure}由{piece.before or '—'}到{piece.after}"
                text = (
                    f"{names.get(own.key, own.key)}：{change}（佐证：{piece.title}，来源：{piece.data_source or '—'}）"
                )
                found.items.append(Fact("good", text, self_target(own)))
    for row in unit.findings.filter(withdrawn_at=None):
        if row.verdict == "true" and row.fact:
            found.items.append(Fact("good", f"核查属实：{row.sentence}{_where(row)}", f"finding:{row.pk}"))
        elif row.verdict != "true":
            word = "部分属实" if row.verdict == "partly" else "不实"
            text = f"报告称“{row.sentence}”，核查{word}：{_line(row.fact)}{_where(row)}"
            found.items.append(Fact("problem", text, f"finding:{row.pk}"))
    for one in unit.deductions.all():
        if one.verdict not in COSTS_NOTHING:
            text = f"{names.get(one.key, one.key)}：{ground_words(one)}"
            found.items.append(Fact("problem", text, f"deduction:{one.pk}"))
    return found


def _where(row: Finding) -> str:
    return f"（{row.happened_on:%Y-%m-%d}{'，' + _line(row.place) if row.place else ''}）"


def _titles(unit: UnitAssessment) -> Mapping[str, str]:
    return titles_of(value_of(unit.scheme)) if unit.scheme is not None else {}


def titles_of(scheme: SchemeValue) -> dict[str, str]:
    """The words of every key of a scheme, bonuses and aspects included."""
    found = {one.key: one.title for one in scheme.indicators()}
    found.update({one.key: one.title for one in (*scheme.events, *scheme.bonus_items)})
    found.update({one.key: one.title for one in scheme.aspects})
    return found
