"""Reads of the rounds: the plan as facts, the roster, deadlines, coverage, who spoke in which year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from shuping.apps.organization import api as organization_api
from shuping.base.clock import local_day
from shuping.core.cycles import calendar
from shuping.core.cycles import coverage as core_coverage
from shuping.core.cycles.facts import PlanFacts
from shuping.core.cycles.preflight import meeting_minutes
from shuping.core.cycles.stages import Stage
from shuping.core.grading.answers import answer
from shuping.core.organization.levels import Level
from shuping.core.rulesets import checks, reading
from shuping.core.rulesets.values import ABSTAIN, GRADES, MEETING, GradingRules, ReportRules, VoterClass
from shuping.core.rulesets.values import RuleSet as Rules

from .grade_words import grade_names
from .models import CalendarDay, Cycle, DeadlineExtension, KeyDate, Participant, StageChange
from .wording import date_name, fault_text

SUGGESTED = "建议值"  # the mark of a value that still stands as suggested (words.md)


def rules_of(cycle: Cycle) -> Rules:
    """The rule set of a round as the frozen value of core. Raises InputError if its data are faulty."""
    return reading.rule_set(cycle.rule_set.body)


def scheme_name(rules: Rules, participant: Participant) -> str:
    """The name of the scheme that holds for one reporter; "" where the common rules hold (CYC-08)."""
    scheme = rules.scheme_of(participant.unit_class, participant.cap_group)
    return scheme.name if scheme else ""


def grading_of(rules: Rules, participant: Participant) -> GradingRules:
    """The grading rules that hold for one reporter."""
    return rules.grading_of(participant.unit_class, participant.cap_group)


def report_rules_of(participant: Participant) -> ReportRules:
    """The rules for the texts of one reporter."""
    return rules_of(participant.cycle).report_of(participant.unit_class, participant.cap_group)


def suggested_keys(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The dotted keys whose value still stands as 建议值."""
    return tuple(key for key, source in body.get("sources", {}).items() if SUGGESTED in source)


def calendar_days() -> dict[date, bool]:
    """The exceptional days of the calendar: worked or not (CYC-14)."""
    return dict(CalendarDay.objects.values_list("day", "working"))


def knows_year(year: int) -> bool:
    """Whether the calendar names any exceptional day of a year: without them only weekends are days off."""
    return CalendarDay.objects.filter(day__year=year).exists()


# Roster


def roster(cycle: Cycle) -> QuerySet[Participant]:
    """Every row of the roster in office order, exempt and replaced ones included."""
    return cycle.participants.select_related("organization", "person", "replaces").order_by("order_no", "id")


def reporters(cycle: Cycle) -> QuerySet[Participant]:
    """Those who owe a report and receive a grade, in office order."""
    return roster(cycle).filter(exempt_reason="", left_reason="")


def speakers(cycle: Cycle) -> QuerySet[Participant]:
    """The on-the-spot reporters in the order of speaking."""
    return reporters(cycle).filter(mode=Participant.Mode.ON_THE_SPOT).order_by("speaking_no", "order_no", "id")


def expected_units(cycle: Cycle) -> list[Any]:
    """The organisations whose secretaries report in this round: directly below the organiser, open on the cut-off date.

    A committee of the department's organs (直属机关党委) organises and does not report; those below it stand in its
    place. `unit_classes` of the round narrows the list (CYC-08). In office order.
    """
    found: list[Any] = []
    for child in organization_api.units_of(cycle.organizer, cycle.cutoff_date):
        if child.level == Level.ORGANS_COMMITTEE:
            found += organization_api.units_of(child, cycle.cutoff_date)
        else:
            found.append(child)
    wanted = set(cycle.unit_classes)
    kept = [
        unit
        for unit in found
        if (not wanted or unit.unit_class in wanted)
        and (unit.founded_on is None or unit.founded_on <= cycle.cutoff_date)
        and (unit.closed_on is None or unit.closed_on > cycle.cutoff_date)
    ]
    return sorted(kept, key=lambda unit: (unit.office_order, unit.path))


def is_new(cycle: Cycle, organization: Any) -> bool:
    """Whether an organisation was founded on or after the cut-off for new ones and may be exempt."""
    cutoff = cycle.new_organization_cutoff
    return bool(cutoff and organization.founded_on and organization.founded_on >= cutoff)


def rounds_before(cycle: Cycle) -> QuerySet[Cycle]:
    """Earlier real rounds of the same organiser, latest first; a rehearsal never counts."""
    rows = Cycle.objects.filter(organizer=cycle.organizer_id, year__lt=cycle.year, rehearsal=False)
    return rows.order_by("-year", "-id")


def spoke_in(cycle: Cycle, years: int = 5) -> dict[int, list[tuple[int, str]]]:
    """Per organisation id: (year, mode) in the rounds of the last years, latest first (rotation of the speakers)."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Participant.objects.filter(
        cycle__in=rounds_before(cycle).filter(year__gte=cycle.year - years), exempt_reason="", left_reason=""
    )
    for organization, year, mode in rows.order_by("-cycle__year").values_list("organization", "cycle__year", "mode"):
        found[organization].append((year, mode))
    return found


def rotation(cycle: Cycle, places: int) -> list[int]:
    """Participant ids suggested to speak: those who spoke longest ago, or never, first; then in office order."""
    spoken = spoke_in(cycle, years=20)

    def last_spoken(row: Participant) -> int:
        years = [year for year, mode in spoken.get(row.organization_id, ()) if mode == Participant.Mode.ON_THE_SPOT]
        return max(years, default=0)

    ordered = sorted(reporters(cycle), key=lambda row: (last_spoken(row), row.order_no, row.pk))
    return [row.pk for row in ordered[:places]]


def previous_participant(participant: Participant) -> Participant | None:
    """The same organisation's row in the round before, whoever was secretary then; None in the first year."""
    cycle = participant.cycle
    rows = Participant.objects.filter(
        organization=participant.organization_id, exempt_reason="", left_reason="", cycle__rehearsal=False
    ).select_related("cycle")
    if cycle.previous_id:
        return rows.filter(cycle=cycle.previous_id).first()
    earlier = rows.filter(cycle__organizer=cycle.organizer_id, cycle__year__lt=cycle.year)
    return earlier.order_by("-cycle__year", "-id").first()


def previous_cycle(cycle: Cycle) -> Cycle | None:
    """The round before: the one named, else the latest earlier real round of the same organiser."""
    return cycle.previous or rounds_before(cycle).first()


def archived_step(cycle: Cycle) -> StageChange | None:
    """The step that sealed the year's file, with who took it; None where none is recorded."""
    return StageChange.objects.filter(cycle=cycle, to_stage=Stage.ARCHIVED).select_related("user").last()


def current_cycle() -> Cycle | None:
    """The department's round that is going on, else its draft, else its latest; never a rehearsal or a child round."""
    return current_among(Cycle.objects.filter(parent=None).select_related("organizer", "rule_set"))


def current_among(rows: QuerySet[Cycle]) -> Cycle | None:
    """Of these rounds the foremost one; rehearsals never count."""
    return foremost(rows.filter(rehearsal=False).order_by("organizer__depth", "-year", "-id"))


def foremost(rows: Iterable[Cycle]) -> Cycle | None:
    """Of rounds sorted latest first the one of the highest organiser that is going on, else its draft, else its latest.

    Next year's draft is made while this year's round still goes on: it is not the current one before its plan is
    approved.
    """
    found = list(rows)
    top = min((row.organizer.depth for row in found), default=0)
    rank = {Stage.DRAFT: 1, Stage.ARCHIVED: 2}
    highest = (row for row in found if row.organizer.depth == top)
    return min(highest, key=lambda row: rank.get(Stage(row.stage), 0), default=None)


# Dates


def key_dates(cycle: Cycle) -> list[KeyDate]:
    """The dates of the plan in the order of the year; equal days keep that order."""
    order = {kind: number for number, kind in enumerate(calendar.KINDS)}
    return sorted(cycle.key_dates.all(), key=lambda row: (order.get(row.kind, len(order)), row.due_at))


def due(participant: Participant, kind: str) -> datetime | None:
    """The deadline `kind` that holds for one reporter, with the latest extension (CYC-04); None if not named."""
    row = KeyDate.objects.filter(cycle=participant.cycle_id, kind=kind).first()
    if row is None:
        return None
    latest = participant.extensions.filter(kind=kind).order_by("-due_at").first()
    return calendar.effective_due(row.due_at, latest.due_at if latest else None)


def dues(cycle: Cycle, kind: str) -> dict[int, datetime]:
    """The deadline `kind` per participant id, extensions considered; empty if the plan does not name it."""
    row = KeyDate.objects.filter(cycle=cycle, kind=kind).first()
    if row is None:
        return {}
    found: dict[int, datetime] = dict.fromkeys(cycle.participants.values_list("pk", flat=True), row.due_at)
    extensions = Cycle.objects.filter(pk=cycle.pk, participants__extensions__kind=kind)
    for pk, moment in extensions.values_list("participants", "participants__extensions__due_at"):
        found[pk] = calendar.effective_due(found[pk], moment)
    return found


def grace(cycle: Cycle, kind: str) -> timedelta:
    """How long after the deadline `kind` a text still counts as on time (CYC-03)."""
    row = KeyDate.objects.filter(cycle=cycle, kind=kind).first()
    return timedelta(minutes=row.grace_minutes if row else 0)


def is_late(participant: Participant, kind: str, at: datetime) -> bool:
    """Whether an act at `at` is late for this reporter; never late where the plan names no date."""
    moment = due(participant, kind)
    return moment is not None and calendar.is_late(at, moment, grace(participant.cycle, kind))


def rest_days_of(cycle: Cycle) -> tuple[str, ...]:
    """The kinds of key dates that fall on a day off (CYC-14)."""
    return _rest_days({row.kind: row.due_at for row in cycle.key_dates.all()})


def extensions(cycle: Cycle) -> QuerySet[DeadlineExtension]:
    """Every extension granted in a round, oldest first."""
    rows = DeadlineExtension.objects.filter(participant__cycle=cycle)
    return rows.select_related("participant", "user").order_by("granted_at", "id")


# Facts


def facts(cycle: Cycle) -> PlanFacts:
    """The plan, notice, roster, dates and meeting of a round as the guards see them."""
    body = cycle.rule_set.body
    faults = checks.found(body)
    rows = list(reporters(cycle))
    speaking = [row for row in rows if row.mode == Participant.Mode.ON_THE_SPOT]
    dates = {row.kind: row.due_at for row in cycle.key_dates.all()}
    classes = list(body.get("classes", []))
    rules = None if faults else rules_of(cycle)
    return PlanFacts(
        stage=cycle.stage,
        suspended=cycle.suspended,
        rule_set_faults=tuple(fault_text(fault) for fault in faults),
        voter_classes=len(classes),
        categories=len([text for text in cycle.categories if str(text).strip()]),
        reporters=len(rows),
        reporters_without_mode=tuple(str(row) for row in rows if row.mode not in Participant.Mode.values),
        on_the_spot=len(speaking),
        approving_meeting=cycle.approving_meeting,
        approved_on=cycle.approved_on,
        missing_dates=_dates_named(calendar.missing_dates(dates)),
        dates_out_of_order=_dates_named(calendar.out_of_order(dates)),
        notice_number=cycle.notice_number,
        notice_on=cycle.notice_on,
        order_fixed=order_fixed(cycle, speaking),
        order_not_drawn=rules is not None
        and rules.meeting.order == "draw"
        and any(row.order_source == "fixed" for row in speaking if row.speaking_no is not None),
        attendance_below_quorum=below_quorum(cycle, rules) if rules else (),
        rosters_frozen=bool(classes) and all(_expected(cycle, code) for code in _codes_at_meeting(classes)),
        circular_range=cycle.circular_range,
        meeting_minutes=meeting_minutes(len(speaking), rules.meeting) if rules else 0,
        dates_on_rest_days=_dates_named(_rest_days(dates)),
        suggested_values=len(suggested_keys(body)),
        empty_schemes=_empty_schemes(rules, rows) if rules else (),
        **_class_warnings(cycle, rules),
        **_roster_warnings(cycle),
    )


def _codes_at_meeting(classes: Iterable[Mapping[str, Any]]) -> list[str]:
    """The letters of the classes that sit in the meeting, also of a rule set that is not whole."""
    return [one["code"] for one in classes if "code" in one and one.get("electorate", MEETING) == MEETING]


def _dates_named(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(date_name(kind) for kind in kinds)


def _rest_days(dates: Mapping[str, datetime]) -> tuple[str, ...]:
    days = [(kind, local_day(dates[kind])) for kind in calendar.KINDS if kind in dates]
    return calendar.rest_days(days, calendar_days())


def _expected(cycle: Cycle, code: str) -> int:
    return int(cycle.quorum_confirmed.get(code, {}).get("expected") or 0)


def order_fixed(cycle: Cycle, speaking: Iterable[Participant]) -> bool:
    """Whether every on-the-spot reporter has an own speaking number, and the draw or the fixed list is recorded."""
    numbers = [row.speaking_no for row in speaking]
    complete = None not in numbers and len(set(numbers)) == len(numbers)
    return complete and (not numbers or cycle.draw_recorded_on is not None)


def meeting_classes(rules: Rules) -> tuple[VoterClass, ...]:
    """The classes that sit in the meeting, with attendance and quorum; own members meet in their own units (R-68)."""
    return tuple(one for one in rules.classes if one.at_meeting)


def below_quorum(cycle: Cycle, rules: Rules) -> tuple[str, ...]:
    """The names of the classes of which too few are present, or whose attendance is not recorded (R-36)."""
    found = []
    for one in meeting_classes(rules):
        row = cycle.quorum_confirmed.get(one.code, {})
        expected, present = int(row.get("expected") or 0), int(row.get("present") or 0)
        enough = expected > 0 and Fraction(present, expected) >= rules.ballot.quorum.get(one.code, Fraction(0))
        if not enough or present == 0:
            found.append(one.name)
    return tuple(found)


def _empty_schemes(rules: Rules, rows: Iterable[Participant]) -> tuple[str, ...]:
    held = {scheme_name(rules, row) for row in rows}
    return tuple(one.name for one in rules.schemes if one.name not in held)


def _class_warnings(cycle: Cycle, rules: Rules | None) -> dict[str, Any]:
    if rules is None:
        return {}
    classes = [one for one in meeting_classes(rules) if not one.reporters_vote]
    sizes = {one: one.eligible or _expected(cycle, one.code) for one in classes}
    return {
        "classes_without_number": tuple(one.name for one, size in sizes.items() if not size),
        "small_classes": tuple(one.name for one, size in sizes.items() if 0 < size < rules.ballot.smallest_shown),
    }


def _roster_warnings(cycle: Cycle) -> dict[str, Any]:
    listed = set(cycle.participants.values_list("organization", flat=True))
    open_units = [unit for unit in expected_units(cycle) if unit.pk not in listed]
    in_office = organization_api.secretaries_on(open_units, cycle.cutoff_date)
    vacant = [unit for unit in open_units if unit.pk not in in_office]
    return {
        "units_without_reporter": tuple(unit.name for unit in vacant),
        "units_not_listed": tuple(unit.name for unit in open_units if unit not in vacant),
    }


# Who rates whom


@dataclass(frozen=True, slots=True)
class Raters:
    """One class and how many of it rate each reporter (own row excluded where reporters rate)."""

    code: str
    name: str
    reporters_vote: bool
    invited: int | None
    rating_each: int | None
    electorate: str = MEETING


def raters(cycle: Cycle) -> list[Raters]:
    """Who rates whom, generated from the roster and the rule set (CYC-09); None where the plan leaves a number open."""
    count = reporters(cycle).count()
    found = []
    for one in rules_of(cycle).classes:
        expected = _expected(cycle, one.code) or one.eligible
        if not one.at_meeting:  # every reporter is rated by a body of its own; its size is counted there
            found.append(Raters(one.code, one.name, False, None, None, one.electorate))
        elif one.reporters_vote:
            found.append(Raters(one.code, one.name, True, expected or count, max((expected or count) - 1, 0)))
        else:
            found.append(Raters(one.code, one.name, False, expected, expected))
    return found


# Coverage of child rounds


def children(cycle: Cycle) -> QuerySet[Cycle]:
    """The child rounds of a round and of its child rounds, in office order; rehearsals never count."""
    rows = Cycle.objects.filter(year=cycle.year, rehearsal=False, organizer__path__startswith=cycle.organizer.path)
    return rows.exclude(pk=cycle.pk).filter(~Q(parent=None)).select_related("organizer").order_by("organizer__path")


def coverage(cycle: Cycle) -> tuple[tuple[core_coverage.Coverage, ...], core_coverage.Coverage]:
    """F7 over everything below the organiser: who stands on which roster of this year, who has reported (CYC-13).

    Expected is what was there on the cut-off date, however it stands today. Reported means: the ballot of the round in
    which the secretary stands is closed. Three queries, whatever the size.
    """
    rounds = [cycle.pk, *children(cycle).values_list("pk", flat=True)]
    listed: dict[int, tuple[str, str, bool]] = {}
    rows = Participant.objects.filter(cycle__in=rounds, left_reason="")
    held = list(Stage)[list(Stage).index(Stage.BALLOT_CLOSED) :]
    for organization, mode, exempt, stage in rows.values_list("organization", "mode", "exempt_reason", "cycle__stage"):
        listed[organization] = (mode, exempt, stage in held)
    cutoff = cycle.new_organization_cutoff
    units = []
    day = cycle.cutoff_date
    there = (Q(founded_on=None) | Q(founded_on__lte=day)) & (Q(closed_on=None) | Q(closed_on__gt=day))
    below = organization_api.Organization.objects.filter(
        there | Q(pk__in=listed), path__startswith=cycle.organizer.path
    )
    for unit in below.exclude(pk=cycle.organizer_id).exclude(level=Level.ORGANS_COMMITTEE).order_by("path"):
        mode, exempt, reported = listed.get(unit.pk, ("", "", False))
        new = unit.pk not in listed and cutoff and unit.founded_on and unit.founded_on >= cutoff
        units.append(
            core_coverage.Unit(
                name=unit.name,
                level=unit.level,
                listed=unit.pk in listed,
                on_the_spot=mode == Participant.Mode.ON_THE_SPOT,
                reported=reported and not exempt,
                exempt=bool(exempt or new),
            )
        )
    return core_coverage.coverage(units)


# Worked example


_EXAMPLE = (
    ("甲", "94", (8, 1, 0, 0)),
    ("乙", "88", (5, 3, 1, 0)),
    ("丙", "72", (2, 4, 2, 1)),
)


def worked_example(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Three invented reporters graded by these rules (F1 to F5), so that weights and bands can be tried before use.

    Each: name, annual score, ballot, composite, band and suggestion by their official names. Empty if faulty.
    """
    if checks.found(body):
        return []
    grading = body["grading"]
    reporters_ = [
        {
            "id": name,
            "annual": annual,
            "leader": annual,
            "bonus": "0",
            "deduction": "0",
            "vetoes": [],
            "ballots": {
                code: {**dict(zip(GRADES, counts, strict=True)), ABSTAIN: 0} for code in grading["class_weights"]
            },
        }
        for name, annual, counts in _EXAMPLE
    ]
    results = answer({"rules": grading, "reporters": reporters_})["results"]
    names = grade_names(body["grade_names"])
    return [
        {
            "name": name,
            "counts": " / ".join(str(count) for count in counts),
            "annual": annual,
            "ballot": result["ballot"],
            "composite": result["composite"],
            "band": names[result["band"]],
            "suggested": names[result["suggested"]],
        }
        for (name, annual, counts), result in zip(_EXAMPLE, results, strict=True)  # type: ignore[call-overload]
    ]
