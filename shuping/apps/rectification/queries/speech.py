"""What the pages of a speech read: its lines with their units, and the figures of two years beside each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from shuping.apps.cycles import api as cycles_api
from shuping.apps.desk import api as desk_api
from shuping.apps.rectification import access
from shuping.apps.rectification.models import CommonProblem, Issue, Speech, SpeechLine
from shuping.base.actor import Actor
from shuping.core.rectification.states import CLOSED

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant

_CLOSED = [state.value for state in CLOSED]


@dataclass(frozen=True, slots=True)
class Counted:
    """In how many units a common problem stands in one round, and in how many of them it is not signed off."""

    units: int
    open_units: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the table: what became of a sentence. `last` and `this` are None where the round says nothing yet."""

    line: SpeechLine
    category: CommonProblem | None
    issues: tuple[Issue, ...]
    units: tuple[str, ...]
    open: int
    last: Counted | None
    this: Counted | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One reporter beside a finding: problems that refer to it already, and those that could."""

    participant: "Participant"
    linked: tuple[Issue, ...]
    alike: tuple[Issue, ...]


def rounds_compared(speech: Speech) -> tuple["Cycle | None", "Cycle | None"]:
    """The two rounds whose figures stand beside each other: the speech's and the one after it; while there is none
    after it, the one before and the speech's."""
    cycle = speech.cycle
    later = cycles_api.Cycle.objects.filter(
        organizer=cycle.organizer_id, year__gt=cycle.year, rehearsal=False, parent=None
    )
    following = later.order_by("year", "pk").first()
    return (cycle, following) if following is not None else (cycles_api.previous_cycle(cycle), cycle)


def counted(rows: QuerySet[Issue]) -> Mapping[tuple[int, str], Counted]:
    """(round id, code) → units, over `rows`. A round that has any problem at all also stands under the code ""."""
    found = {
        (cycle, code): Counted(units, still)
        for cycle, code, units, still in rows.exclude(category=None)
        .order_by()
        .values_list("cycle_id", "category__code")
        .annotate(
            units=Count("organization", distinct=True),
            open_units=Count("organization", distinct=True, filter=~Q(state__in=_CLOSED)),
        )
    }
    begun = rows.order_by().values_list("cycle_id", flat=True).distinct()
    return found | {(cycle, ""): Counted(0, 0) for cycle in begun}


def line_rows(actor: Actor, speech: Speech, compared: tuple["Cycle | None", "Cycle | None"]) -> list[LineRow]:
    """Every line of a confirmed speech, findings first, as far as the actor may see its problems. Four queries."""
    visible = access.issues(actor)
    issues: dict[int, list[Issue]] = {}
    for issue in (
        visible.filter(speech_line__speech=speech)
        .select_related("organization")
        .order_by("organization__office_order", "organization__path", "number")
    ):
        issues.setdefault(issue.speech_line_id or 0, []).append(issue)
    known = {row.code: row for row in CommonProblem.objects.all()}
    figures = counted(visible.filter(cycle__in=[one for one in compared if one is not None]))
    return [
        _line_row(line, issues.get(line.pk, []), known.get(line.category), figures, compared)
        for line in speech.lines.order_by("kind", "number")
    ]


def _line_row(
    line: SpeechLine,
    issues: Sequence[Issue],
    category: CommonProblem | None,
    figures: Mapping[tuple[int, str], Counted],
    compared: tuple["Cycle | None", "Cycle | None"],
) -> LineRow:
    last, this = (_figure(figures, cycle, line.category) for cycle in compared)
    return LineRow(
        line=line,
        category=category,
        issues=tuple(issues),
        units=tuple(dict.fromkeys(str(issue.organization) for issue in issues)),
        open=sum(issue.state not in _CLOSED for issue in issues),
        last=last,
        this=this,
    )


def _figure(figures: Mapping[tuple[int, str], Counted], cycle: "Cycle | None", code: str) -> Counted | None:
    if cycle is None or not code or (cycle.pk, "") not in figures:
        return None
    return figures.get((cycle.pk, code), Counted(0, 0))


def same_problem(line: SpeechLine) -> QuerySet[Issue]:
    """Problems of the round with the category of `line` that no line refers to yet; none without a category."""
    rows = Issue.objects.filter(cycle=line.speech.cycle_id, speech_line=None)
    return rows.filter(category__code=line.category).order_by("number") if line.category else rows.none()


def unit_rows(line: SpeechLine) -> list[UnitRow]:
    """Every reporter of the round in office order, with what refers to the finding and what could. Three queries."""
    linked = _by_unit(line.issues.order_by("number"))
    alike = _by_unit(same_problem(line))
    return [
        UnitRow(row, linked.get(row.organization_id, ()), alike.get(row.organization_id, ()))
        for row in cycles_api.reporters(line.speech.cycle).select_related("organization", "cycle")
    ]


def _by_unit(rows: Iterable[Issue]) -> dict[int, tuple[Issue, ...]]:
    found: dict[int, tuple[Issue, ...]] = {}
    for issue in rows:
        found[issue.organization_id] = (*found.get(issue.organization_id, ()), issue)
    return found


def words_to_check(speech: Speech) -> dict[str, object]:
    """Where the text departs from the wording library, and words that cannot be right: those that are certain at once,
    the others when asked for (SPC-01, SPC-11). A copy may have changed them; the text stays as it is."""
    day = speech.given_on or speech.imported_at
    found = desk_api.words_to_check(speech.text, year=day.year if day else speech.cycle.year)
    odd = found.odd or ()
    return {
        "to_check": found.wording,
        "odd_awaited": found.odd is None,
        "odd_certain": [one for one in odd if one.certain],
        "odd_possible": [one for one in odd if not one.certain],
    }


def roster_of(speech: Speech) -> tuple[int, int]:
    """How many report on the spot and how many in writing, by the roster of the round."""
    modes = list(cycles_api.reporters(speech.cycle).values_list("mode", flat=True))
    return modes.count("on_the_spot"), modes.count("written")
