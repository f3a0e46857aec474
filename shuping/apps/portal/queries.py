"""What the portal shows: the day, the year bar, the numbers, the chart, the board, a unit's card. Reads only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shuping.apps.accounts import api as accounts_api
from shuping.apps.assessments import api as assessments_api
from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.desk import api as desk_api
from shuping.apps.documents import api as documents_api
from shuping.apps.grades import api as grades_api
from shuping.apps.notices import api as notices_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.registers import api as registers_api
from shuping.apps.reports import api as reports_api
from shuping.apps.rounds import api as rounds_api
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.clock import local_day
from shuping.base.waiting import Waiting
from shuping.base.wording import day_in_words
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.grading.numbers import four
from shuping.core.reports.states import DRAFT, RETURNED
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import GRADES

from .wording import GROUPS, YEAR_STEPS

# Every app that may have something waiting, top floor first. The audit app has no work of its own.
SOURCES: tuple[Callable[..., Iterator[Waiting]], ...] = (
    rounds_api.waiting,
    notices_api.waiting,
    documents_api.waiting,
    rectification_api.waiting,
    grades_api.waiting,
    ballots_api.waiting,
    assessments_api.waiting,
    desk_api.waiting,
    reports_api.waiting,
    registers_api.waiting,
    cycles_api.waiting,
    organization_api.waiting,
    accounts_api.waiting,
)
WEEK = timedelta(days=7)
CHART_YEARS = 3


@dataclass(frozen=True)
class DayGroup:
    """Lines of equal urgency."""

    key: str
    name: str | Promise
    lines: list[Waiting]


def day_groups(actor: Actor, *, on: date) -> list[DayGroup]:
    """Everything that waits for the actor in any app, the most pressing group first, by due date within it (DSH-01)."""
    found: dict[str, list[Waiting]] = {key: [] for key, _name in GROUPS}
    for source in SOURCES:
        for line in source(actor, on=on):
            found[_urgency(line.due, on)].append(line)
    return [
        DayGroup(key, name, sorted(found[key], key=lambda line: (line.due or date.max, line.kind, line.about)))
        for key, name in GROUPS
        if found[key]
    ]


def _urgency(due: date | None, on: date) -> str:
    if due is None:
        return "open"
    if due < on:
        return "late"
    return "week" if due <= on + WEEK else "later"


def cycle_of(actor: Actor, wanted: str = "") -> cycles_api.Cycle | None:
    """The round a page speaks of: the one asked for (`wanted`, a primary key), else the running one nearest the top."""
    rows = cycles_api.cycles_of(actor)
    if wanted.isdigit():
        return next((row for row in rows if row.pk == whole_number(wanted)), None)
    return cycles_api.foremost(row for row in rows if not row.rehearsal)


@dataclass(frozen=True)
class YearStep:
    """One of the six steps of the year bar. `state`: done, now or blank."""

    name: str | Promise
    state: str
    day: date | None


def year_bar(cycle: cycles_api.Cycle) -> list[YearStep]:
    """The six steps with their dates (stack.md 5.2)."""
    days = {row.kind: local_day(row.due_at) for row in cycle.key_dates.all()}
    steps = []
    for name, stages, kind in YEAR_STEPS:
        state = "now" if cycle.stage in stages else "done" if at_least(cycle.stage, stages[-1]) else ""
        if cycle.stage == Stage.ARCHIVED:
            state = "done"
        steps.append(YearStep(name, state, days.get(kind)))
    return steps


@dataclass(frozen=True)
class Number:
    """A figure with its note and the list behind it."""

    label: str
    value: str
    note: str
    url: str


def numbers(actor: Actor, cycle: cycles_api.Cycle, *, on: date) -> list[Number]:
    """Up to four linked numbers, only those whose list the actor may open, counted within the actor's reach."""
    found: list[Number] = []
    if actor.reach(Permission.BOARD_READ) is not Reach.NONE:
        found.extend(_board_numbers(board_lines(actor, cycle, on=on)))
    if actor.reach(Permission.ISSUE_READ) is not Reach.NONE:
        found.extend(_problem_numbers(actor, cycle, on=on))
    return found


def _board_numbers(lines: list["BoardLine"]) -> Iterator[Number]:
    url = reverse("portal:board")
    spoken = sum(1 for line in lines if line.participant.mode == "on_the_spot")
    note = _("%(spoken)d on the spot · %(written)d in writing") % {
        "spoken": spoken,
        "written": len(lines) - spoken,
    }
    yield Number(_("Reporters"), str(len(lines)), note, url)
    handed = sum(1 for line in lines if line.handed_in)
    late = sum(1 for line in lines if line.overdue)
    share = percent(Fraction(handed, len(lines))) if lines else ""
    note = _("%(late)d overdue") % {"late": late} if late else share
    yield Number(_("Reports handed in"), f"{handed}/{len(lines)}", note, url)


def _problem_numbers(actor: Actor, cycle: cycles_api.Cycle, *, on: date) -> Iterator[Number]:
    before = cycles_api.previous_cycle(cycle)
    for row, label in ((cycle, _("Problems open this round")), (before, _("Last year's problems closed"))):
        if row is None:
            continue
        organization = _own_unit(actor)
        figures = rectification_api.figures(row, organization, on=on)
        overdue = _("%(late)d overdue") % {"late": figures.overdue} if figures.overdue else ""
        url = reverse("rectification:ledger_of", args=[row.pk])
        if row is cycle:
            note = overdue or _("%(total)d in all") % {"total": figures.total}
            yield Number(label, str(figures.open), note, url)
        elif figures.total:
            yield Number(label, percent(figures.closed_share), overdue, url)


def _own_unit(actor: Actor) -> organization_api.Organization | None:
    """The unit whose figures a unit role sees; None for roles that see the whole round."""
    if actor.reach(Permission.ISSUE_READ) is Reach.ALL:
        return None
    return organization_api.Organization.objects.get(pk=actor.organization_id)


def percent(share: Fraction | None) -> str:
    """A share as a percentage with one decimal, rounded half up; "" where nothing stands below the line."""
    if share is None:
        return ""
    return f"{four(share * 100, 1)} %"


@dataclass(frozen=True)
class GradeYears:
    """How many of each grade in the last published years: names of grades, years, figures[grade][year]."""

    names: list[str]
    years: list[str]
    figures: list[list[int]]


def grade_years(actor: Actor, cycle: cycles_api.Cycle) -> GradeYears | None:
    """The published grades of the same organiser's rounds, oldest year first; None if nothing is published or allowed.

    Numbers of units only, and only for those who may read every published grade.
    """
    if actor.reach(Permission.GRADE_READ_PUBLISHED) is not Reach.ALL:
        return None
    rows = cycles_api.readable(actor).filter(organizer=cycle.organizer_id, rehearsal=False)
    years: list[tuple[str, dict[int, str]]] = []
    for row in rows.order_by("-year"):
        grades = grades_api.published(row)
        if grades:
            years.append((str(row.year), grades))
        if len(years) == CHART_YEARS:
            break
    if not years:
        return None
    years.reverse()
    names = cycles_api.grade_names(cycles_api.rules_of(cycle).grade_names)
    figures = [[list(grades.values()).count(grade) for _year, grades in years] for grade in GRADES]
    return GradeYears([names.get(grade, grade) for grade in GRADES], [year for year, _grades in years], figures)


@dataclass
class BoardLine:
    """One reporter on the round board (DSH-02)."""

    participant: Any
    state: str  # a code of core.reports.states, "" before the reports are opened
    late: bool  # handed in after the deadline
    round_number: int
    submitted_at: datetime | None
    due: date | None
    overdue: bool  # still owed after the deadline
    contact: organization_api.Contact | None = None
    reminders: list[Any] = field(default_factory=list)
    subject: str = ""
    text: str = ""

    @property
    def handed_in(self) -> bool:
        """Whether every text has left the unit."""
        return self.state not in ("", DRAFT, RETURNED)


def board(actor: Actor, cycle: cycles_api.Cycle, *, on: date) -> list[BoardLine]:
    """Every reporter of the round within reach, in office order: state, round counter, deadline, contact, reminders.

    A constant number of queries, whatever the size of the roster.
    """
    lines = board_lines(actor, cycle, on=on)
    contacts = organization_api.contacts_on([line.participant.organization_id for line in lines], on)
    reminders = notices_api.reminders_of(line.subject for line in lines)
    for line in lines:
        line.contact = contacts.get(line.participant.organization_id)
        line.reminders = reminders.get(line.subject, [])
        unit = line.participant.organization_name
        line.text = notices_api.reminder_text(unit, _("the accountability report"), line.due, on)
    return lines


def reminder_to_all(lines: list[BoardLine], on: date) -> str:
    """One reminder to every unit that still owes its report, the earliest deadline first; "" if none does."""
    by_due: dict[date | None, list[str]] = {}
    for line in lines:
        if line.state and not line.handed_in:
            by_due.setdefault(line.due, []).append(line.participant.organization_name)
    parts = [_owing(due, units, on) for due, units in sorted(by_due.items(), key=lambda item: item[0] or date.max)]
    if not parts:
        return ""
    text = _("Accountability reports not yet handed in on %(on)s: %(units)s. Please deal with it now.")
    return text % {"on": day_in_words(on), "units": _("; ").join(parts)}


def _owing(due: date | None, units: list[str], on: date) -> str:
    named = {"units": _(", ").join(units)}
    if due is None:
        return named["units"]
    named["due"] = day_in_words(due)
    if on <= due:
        return _("%(units)s (due on %(due)s)") % named
    return _("%(units)s (due on %(due)s, %(days)s days late)") % {**named, "days": (on - due).days}


def board_lines(actor: Actor, cycle: cycles_api.Cycle, *, on: date) -> list[BoardLine]:
    """The lines as far as counting asks: without contact and reminders."""
    people = [row for row in cycles_api.reporters(cycle) if _within(actor, row)]
    progress = reports_api.progress(cycle)
    dues = cycles_api.dues(cycle, "report_due")
    return [_board_line(row, progress.get(row.pk), dues.get(row.pk), on) for row in people]


def _within(actor: Actor, row: Any) -> bool:
    return actor.may(
        Permission.BOARD_READ, organization_id=row.organization_id, organization_path=row.organization.path
    )


def _board_line(row: Any, progress: reports_api.Progress | None, moment: datetime | None, on: date) -> BoardLine:
    due = local_day(moment) if moment is not None else None
    if progress is None:
        return BoardLine(row, "", False, 0, None, due, False, subject=f"participant:{row.pk}")
    owed = progress.state in (DRAFT, RETURNED)
    behind = next((kind for kind in progress.kinds if kind.state == progress.state), progress.kinds[0])
    return BoardLine(
        participant=row,
        state=progress.state,
        late=progress.late,
        round_number=progress.round_number,
        submitted_at=None if owed else progress.submitted_at,
        due=due,
        overdue=owed and due is not None and on > due,
        subject=f"report:{behind.report_id}",
    )


@dataclass(frozen=True)
class CardYear:
    """One year of a unit on its card."""

    year: int
    title: str
    secretary: str
    grade: str
    grade_page: str  # where the grade opens for this reader
    figures: Any
    reports: list[Any]


@dataclass(frozen=True)
class Card:
    """What a reader of the meeting wants to know of one unit, on one page."""

    organization: organization_api.Organization
    secretary: organization_api.Term | None
    contact: str
    leaders: list[organization_api.Leadership]
    counts: Any
    years: list[CardYear]
    open_issues: list[Any]
    recurred: list[Any]
    annual: assessments_api.Card | None = None

    @property
    def open_shown(self) -> list[Any]:
        """As many of the open problems as one page holds."""
        return self.open_issues[:MOST_PROBLEMS]

    @property
    def recurred_shown(self) -> list[Any]:
        """As many of the problems found again as one page holds."""
        return self.recurred[:MOST_PROBLEMS]

    @property
    def facts_shown(self) -> list[Any]:
        """As many of the facts behind the annual assessment as one page holds."""
        return list(self.annual.facts.items[:MOST_FACTS]) if self.annual else []

    @property
    def open_more(self) -> int:
        """How many open problems only the ledger shows."""
        return len(self.open_issues) - len(self.open_shown)

    @property
    def recurred_more(self) -> int:
        """How many problems found again only the history of the unit shows."""
        return len(self.recurred) - len(self.recurred_shown)

    @property
    def facts_more(self) -> int:
        """How many facts only the page of the assessment shows."""
        return len(self.annual.facts.items) - len(self.facts_shown) if self.annual else 0


MOST_YEARS, MOST_PROBLEMS, MOST_FACTS = 3, 5, 5  # so many fit on one A4 page, whatever their length


def card_of(actor: Actor, organization: organization_api.Organization, *, on: date) -> Card:
    """The one-page card of a unit: who is secretary, last grades, open and recurred problems, on-time share, reports.

    Only what the actor may read: published grades, reports within reach.
    """
    results = {row.cycle_id: row for row in grades_api.history(organization)}
    if actor.reach(Permission.GRADE_READ_PUBLISHED) is Reach.NONE:
        results = {}
    people = cycles_api.Participant.objects.filter(organization=organization, cycle__rehearsal=False)
    people = (
        people.exclude(cycle__stage=Stage.DRAFT)
        .select_related("cycle__rule_set", "cycle__organizer")
        .order_by("-cycle__year", "-id")
    )
    reports = _reports_by_participant(actor, organization)
    years = []
    for row in people[:MOST_YEARS]:
        result = results.get(row.cycle_id)
        figures = rectification_api.figures(row.cycle, organization, on=on)
        grade = result.grade_name if result else ""
        page = grades_api.page_of(actor, result, row.cycle) if result else ""
        years.append(
            CardYear(row.cycle.year, row.cycle.title, row.person_name, grade, page, figures, reports.get(row.pk, []))
        )
    issues = list(rectification_api.issues_of(organization))
    return Card(
        organization=organization,
        secretary=organization_api.secretary_on(organization, on),
        contact=notices_api.contact_line(organization, on),
        leaders=list(organization_api.leaders_of(organization, on)),
        counts=organization_api.counts_below([organization]).get(organization.pk),
        years=years,
        open_issues=[row for row in issues if row.signed_off_at is None and row.state != "relapsed"],
        recurred=[row for row in issues if row.parent_id is not None],
        annual=assessments_api.card_of(actor, organization.pk),
    )


def _reports_by_participant(actor: Actor, organization: organization_api.Organization) -> dict[int, list[Any]]:
    rows = reports_api.reports_within(actor, Permission.REPORT_READ).filter(participant__organization=organization)
    found: dict[int, list[Any]] = {}
    for row in rows.exclude(submitted_at=None).order_by("id"):
        found.setdefault(row.participant_id, []).append(row)
    return found
