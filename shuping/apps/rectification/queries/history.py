"""Several years of one unit, and of one secretary, on one page (SPC-08, REC-15, ORG-03)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import api as grades_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import access
from shuping.apps.rectification.models import Issue, Talk
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.rectification import figures as core_figures
from shuping.core.rectification import recurrence, terms
from shuping.core.rectification.states import CLOSED, State
from shuping.core.roles.permissions import Permission

from . import asked_on

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant
    from shuping.apps.organization.models import Organization, Person, Term

_HEADS = Q(acting=True) | Q(post__in=("secretary", "leader"))


@dataclass(frozen=True, slots=True)
class YearLine:
    """One round of one unit: who reported and how, the published grade, the problems and what became of them."""

    cycle: "Cycle"
    organization: "Organization"
    participants: tuple["Participant", ...]
    result: grades_api.Result | None
    figures: core_figures.Figures
    issues: tuple[Issue, ...]
    talks: tuple[Talk, ...]

    @property
    def again(self) -> int:
        """How many problems of this year take up an earlier one, or were found again."""
        return sum(one.parent_id is not None or one.state == State.RELAPSED for one in self.issues)


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A problem that came again: its rows in the order of the years, and what it comes to."""

    verdict: recurrence.Verdict
    issues: tuple[Issue, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TermLine:
    """One secretary's time at one unit and the balance of the work that began in it."""

    term: "Term"
    balance: terms.Balance


def told(organizations: Iterable["Organization"]) -> list[Issue]:
    """The problems of real rounds that the units were told of, by year and number."""
    rows = Issue.objects.filter(organization__in=list(organizations), cycle__rehearsal=False).exclude(told_at=None)
    rows = rows.select_related("cycle", "category", "organization", "parent__cycle")
    return list(rows.prefetch_related("sign_off_requests").order_by("cycle__year", "cycle_id", "number"))


def begun(issue: Issue) -> date:
    """The day the work on a problem began; where none is kept, the day the unit was told."""
    if issue.begun_on is not None:
        return issue.begun_on
    return clock.local_day(issue.told_at) if issue.told_at is not None else issue.cycle.cutoff_date


def year_lines(actor: Actor, organization: "Organization", issues: Sequence[Issue], *, on: date) -> list[YearLine]:
    """Every real round of the unit, the latest first; drafts of a plan are left out."""
    participants = list(
        cycles_api.Participant.objects.filter(organization=organization, cycle__rehearsal=False)
        .exclude(cycle__stage=cycles_api.Stage.DRAFT)
        .select_related("cycle__rule_set", "cycle__organizer", "person", "organization")
    )
    cycles = {row.cycle_id: row.cycle for row in participants} | {one.cycle_id: one.cycle for one in issues}
    results = {row.cycle_id: row for row in reversed(grades_api.history(organization))}
    talks = _talks(actor, organization)
    return [
        YearLine(
            cycle=cycle,
            organization=organization,
            participants=tuple(row for row in participants if row.cycle_id == pk),
            result=results.get(pk),
            figures=_figures([one for one in issues if one.cycle_id == pk], on=on),
            issues=tuple(one for one in issues if one.cycle_id == pk),
            talks=tuple(row for row in talks if row.cycle_id == pk),
        )
        for pk, cycle in sorted(cycles.items(), key=lambda item: (-item[1].year, -item[0]))
    ]


def _talks(actor: Actor, organization: "Organization") -> list[Talk]:
    return list(access.talks(actor).filter(organization=organization).select_related("person").order_by("held_on"))


def _figures(issues: Sequence[Issue], *, on: date) -> core_figures.Figures:
    rows = [core_figures.Row(one.state, one.due_on, asked_on(one)) for one in issues]
    return core_figures.figures(rows, on=on, soon_days=0)


def chain_lines(issues: Sequence[Issue]) -> list[ChainLine]:
    """What came again in one unit, by link or by category, with its verdict (REC-15)."""
    by_key = {one.pk: one for one in issues}
    seen = [recurrence.Seen(one.pk, one.cycle.year, one.state, one.category_id, one.parent_id) for one in issues]
    return [
        ChainLine(chain.verdict, tuple(by_key[one.key] for one in chain.members), chain.years)
        for chain in recurrence.chains(seen)
    ]


def terms_of(organizations: Iterable["Organization"]) -> list["Term"]:
    """Who answered for these units, secretaries and acting deputies, the earliest first."""
    rows = organization_api.Term.objects.filter(_HEADS, organization__in=list(organizations))
    return list(rows.select_related("person", "organization").order_by("organization__path", "started_on", "pk"))


def term_lines(of_unit: Sequence["Term"], issues: Sequence[Issue]) -> list[TermLine]:
    """Per term of one unit the credit and debt of the work that began in it (credit and debt follow the term)."""
    found = []
    for term in of_unit:
        mine = [one for one in issues if _answers(of_unit, term, begun(one))]
        works = [terms.Work(begun(one), one.state) for one in mine]
        span = [terms.Term(term.person_id, term.started_on, term.ended_on)]
        found.append(TermLine(term, terms.balances(works, span).get(term.person_id, terms.Balance())))
    return found


def _answers(of_unit: Sequence["Term"], term: "Term", day: date) -> bool:
    """Whether `day` falls to this very term: of overlapping ones the later holds, as the core decides."""
    spans = [terms.Term(one.pk, one.started_on, one.ended_on) for one in of_unit]
    return terms.answerable(day, spans) == term.pk


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit in the list to choose from."""

    organization: "Organization"
    person_id: int | None
    person: str
    rounds: int
    problems: int
    open: int
    long_term: int
    opened_again: int
    chains: int


def unit_list(actor: Actor, *, on: date) -> list[UnitLine]:
    """Every unit in reach that reported in a real round, in office order. The queries do not grow with the units."""
    rows = within(cycles_api.Participant.objects.filter(cycle__rehearsal=False), actor, Permission.HISTORY_READ)
    rows = rows.exclude(cycle__stage=cycles_api.Stage.DRAFT).select_related("organization")
    units: dict[int, tuple[Organization, set[int]]] = {}
    for row in rows.order_by("organization__depth", "order_no", "organization__path"):
        units.setdefault(row.organization_id, (row.organization, set()))[1].add(row.cycle_id)
    by_unit = _grouped(told([unit for unit, _rounds in units.values()]))
    holders = organization_api.holders_on([unit for unit, _rounds in units.values()], on)
    return [_unit_line(unit, rounds, by_unit.get(pk, []), holders.get(pk)) for pk, (unit, rounds) in units.items()]


def _grouped(issues: Iterable[Issue]) -> Mapping[int, list[Issue]]:
    found: dict[int, list[Issue]] = {}
    for one in issues:
        found.setdefault(one.organization_id, []).append(one)
    return found


def _unit_line(
    unit: "Organization", rounds: set[int], issues: Sequence[Issue], holder: organization_api.Holder | None
) -> UnitLine:
    return UnitLine(
        organization=unit,
        person_id=holder.person_id if holder else None,
        person=holder.name if holder else "",
        rounds=len(rounds),
        problems=len(issues),
        open=sum(one.state not in CLOSED and one.state != State.LONG_TERM for one in issues),
        long_term=sum(one.state == State.LONG_TERM for one in issues),
        opened_again=sum(one.state == State.RELAPSED for one in issues),
        chains=len(chain_lines(issues)),
    )


@dataclass(frozen=True, slots=True)
class PersonUnit:
    """One unit in the years of a secretary: the terms there, the work that began in them, the rounds reported in."""

    organization: "Organization"
    terms: tuple[TermLine, ...]
    years: tuple[YearLine, ...]
    issues: tuple[Issue, ...]
    before: int  # open work of the unit that began before the first term


def person_units(actor: Actor, person: "Person", *, on: date) -> list[PersonUnit]:
    """The units a secretary answered for, as far as the actor may read their history; the own years always."""
    mine = [one for one in terms_of_person(person) if _may_read(actor, person, one.organization)]
    units = {one.organization_id: one.organization for one in mine}
    return [_person_unit(actor, person, unit, on=on) for unit in units.values()]


def _person_unit(actor: Actor, person: "Person", unit: "Organization", *, on: date) -> PersonUnit:
    issues, of_unit = told([unit]), terms_of([unit])
    held = [one for one in of_unit if one.person_id == person.pk]
    begun_here = [one for one in issues if any(_answers(of_unit, term, begun(one)) for term in held)]
    before = [one for one in issues if begun(one) < held[0].started_on and one.state not in CLOSED]
    years = year_lines(actor, unit, issues, on=on)
    return PersonUnit(
        organization=unit,
        terms=tuple(one for one in term_lines(of_unit, issues) if one.term.person_id == person.pk),
        years=tuple(line for line in years if any(row.person_id == person.pk for row in line.participants)),
        issues=tuple(begun_here),
        before=len(before),
    )


def terms_of_person(person: "Person") -> list["Term"]:
    """The person's terms as secretary or acting deputy, the latest first."""
    return list(organization_api.posts_of(person).filter(_HEADS))


def _may_read(actor: Actor, person: "Person", organization: "Organization") -> bool:
    own = actor.person_id is not None and actor.person_id == person.pk
    return own or actor.may(
        Permission.HISTORY_READ, organization_id=organization.pk, organization_path=organization.path
    )
