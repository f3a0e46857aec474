"""Rounds, published grades with their distribution, the computation table, and one reporter's figures opened."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import access, step_words
from shuping.apps.grades.models import Adjustment, ComponentScore, Objection
from shuping.apps.grades.queries import case as cases
from shuping.apps.grades.queries import outliers, results
from shuping.apps.grades.wording import COMPONENTS, EFFECTS, KINDS, LEANINGS
from shuping.base.charts import Series, stacked_bars
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import GRADES

from . import parts


@door(Permission.GRADE_READ_PUBLISHED)
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds whose grades the acting person may read."""
    listing = Listing(
        gettext_lazy("Overall grades"),
        [
            Column("year", gettext_lazy("Year"), lambda row: row.year, kind="number", filter=True),
            Column(
                "title",
                gettext_lazy("Round"),
                lambda row: row.title,
                link=lambda row: reverse("grades:published", kwargs={"cycle_id": row.pk}),
            ),
            Column("organizer", gettext_lazy("Organiser"), lambda row: row.organizer.name, filter=True),
            Column("stage", gettext_lazy("Stage"), lambda row: str(cycles_api.stage_name(row.stage)), filter=True),
        ],
        access.readable_cycles(actor_of(request)),
    )
    return listing.answer(request, "grades/list.html")


def _distribution(cycle: Any, grades: list[str]) -> tuple[SafeString, list[tuple[str, int]]]:
    """The chart of how many received which grade, and its table."""
    names = parts.grade_names(cycle)
    counts = [(names[grade], grades.count(grade)) for grade in GRADES]
    series = [
        Series(grade, names[grade], [grades.count(grade) if place == at else 0 for at in range(len(GRADES))])
        for place, grade in enumerate(GRADES)
    ]
    return stacked_bars(_("Distribution of grades"), [name for name, _count in counts], series), counts


@door(Permission.GRADE_READ_PUBLISHED)
def published(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The published grades: everybody's for those who see the whole round, the own units' for a unit."""
    actor = actor_of(request)
    cycle = access.find_readable_cycle(actor, cycle_id)
    grades = results.published(cycle)
    names = parts.grade_names(cycle)
    order = parts.grade_order(cycle)
    people = list(access.readable_participants(actor, cycle))
    mine = {
        one.pk
        for one in people
        if actor.may(
            Permission.OBJECTION_MAKE,
            organization_id=one.organization_id,
            organization_path=one.organization.path,
        )
    }

    exact = cycles_api.may_in(actor, Permission.GRADE_READ_EXACT, cycle)

    def figures_link(row: Any) -> str | None:
        return reverse("grades:explain", kwargs={"pk": row.pk}) if exact and row.pk in grades else None

    def object_link(row: Any) -> str | None:
        return reverse("grades:make_objection", kwargs={"pk": row.pk}) if row.pk in mine and row.pk in grades else None

    columns = [
        Column("unit", gettext_lazy("Unit"), lambda row: row.organization_name),
        Column("person", gettext_lazy("Secretary"), lambda row: row.person_name, kind="person"),
        Column(
            "grade",
            gettext_lazy("Decided grade"),
            lambda row: names.get(grades.get(row.pk, ""), ""),
            link=figures_link,
            kind="short",
            filter=True,
            sort_key=lambda name: order.get(str(name), 9),
        ),
    ]
    if mine:
        label = gettext_lazy("Object")
        columns.append(
            Column("object", "", lambda row: label if row.pk in grades else "", link=object_link, download=False)
        )
    listing = Listing(_("Published grades"), columns, people, page_size=100)
    whole = actor.reach(Permission.GRADE_READ_PUBLISHED) is Reach.ALL
    whole = whole or exact
    chart, counts = _distribution(cycle, list(grades.values())) if whole and grades else (None, [])
    objections = Objection.objects.filter(participant__in=mine).select_related("participant")
    context = parts.frame(
        actor,
        cycle,
        "grades:published",
        published=bool(grades),
        chart=chart,
        counts=counts,
        meeting=results.meeting_of(cycle) if grades else None,
        objections=objections,
    )
    return listing.answer(request, "grades/published.html", context)


def _number(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None


def _table_columns(cycle: Any, table: results.Table) -> list[Column]:
    names = parts.grade_names(cycle)
    order = parts.grade_order(cycle)

    # One address per row, not one per cell: the table has a thousand of them.
    pages = {row.participant.pk: reverse("grades:explain", kwargs={"pk": row.participant.pk}) for row in table.rows}

    def to(anchor: str) -> Any:
        return lambda row: f"{pages[row.participant.pk]}#{anchor}"

    def grade(key: str, label: Any, value: Any, anchor: str) -> Column:
        return Column(
            key,
            label,
            lambda row: names.get(value(row), ""),
            kind="short",
            filter=True,
            sort_key=lambda name: order.get(str(name), 9),
            link=to(anchor),
        )

    def mean(code: str) -> Column:
        label = _("Class %(code)s mean") % {"code": code}
        return Column(f"class_{code}", label, lambda row: _number(row.means.get(code)), kind="number", link=to("F1"))

    columns = [
        Column(
            "unit", gettext_lazy("Unit"), lambda row: row.participant.organization_name, link=to("top"), kind="wide"
        ),
        Column("person", gettext_lazy("Secretary"), lambda row: row.participant.person_name, kind="person"),
        *_scheme_column(table),
        *(mean(code) for code in table.classes),
        Column("ballot", gettext_lazy("Ballot"), lambda row: _number(row.ballot), kind="number", link=to("F2")),
    ]
    for name in cases.needed_components(cycles_api.rules_of(cycle)):
        columns.append(
            Column(
                name,
                COMPONENTS[name],
                _component(name),
                kind="number",
                link=to("inputs"),
            )
        )
    columns += [
        Column(
            "adjusted",
            gettext_lazy("Bonus − deduction"),
            lambda row: Decimal(row.bonus) - Decimal(row.deduction),
            kind="number",
            link=to("inputs"),
        ),
        Column(
            "composite", gettext_lazy("Composite"), lambda row: _number(row.composite), kind="number", link=to("F3")
        ),
        grade("band", gettext_lazy("By band"), lambda row: row.band, "F5"),
        grade("suggested", gettext_lazy("Suggested grade"), lambda row: row.suggested, "F5"),
        Column("flags", gettext_lazy("Note"), _flags, kind="short"),
        grade(
            "proposed", gettext_lazy("Proposed"), lambda row: row.decision.proposed if row.decision else "", "decision"
        ),
        grade(
            "decided",
            gettext_lazy("Decided grade"),
            lambda row: row.decision.decided if row.decision else "",
            "decision",
        ),
    ]
    return columns


def _scheme_column(table: results.Table) -> list[Column]:
    """Which scheme held for the unit, where the round has several (CYC-08)."""
    if not any(row.scheme for row in table.rows):
        return []
    common = _("Common rules")
    return [
        Column("scheme", gettext_lazy("Scheme"), lambda row: row.scheme or common, kind="short", filter=True),
    ]


def _component(name: str) -> Callable[[Any], Decimal | None]:
    return lambda row: _number(getattr(row, name))


def _flags(row: results.TableRow) -> str:
    found = [str(EFFECTS[effect]) for effect in row.effects]
    if row.near:
        found.append(_("near an edge"))
    if row.near_cap:
        found.append(_("near the border of the proportion"))
    if row.tied_with:
        found.append(_("tied"))
    return "; ".join(found)


@door(Permission.GRADE_READ_EXACT)
def table(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """One wide table of the latest computation; every figure opens to its formula, inputs and steps."""
    actor = actor_of(request)
    cycle = access.find_cycle(actor, Permission.GRADE_READ_EXACT, cycle_id)
    computation = results.latest(cycle)
    context = parts.frame(actor, cycle, "grades:table", computation=computation, may_compute=_may_compute(actor, cycle))
    if computation is None:
        return render(request, "grades/table.html", context)
    shown = results.table(cycle, computation)
    listing = Listing(
        _("Computation no. %(number)s") % {"number": computation.number},
        _table_columns(cycle, shown),
        shown.rows,
        page_size=100,
        landscape=True,
    )
    chart, counts = _distribution(cycle, [row.suggested for row in shown.rows])
    context.update(
        table=shown,
        warnings=step_words.warnings_in_words(shown.warnings, cycle.rule_set.body["grade_names"]),
        stale=results.is_stale(cycle, computation),
        chart=chart,
        counts=counts,
        meeting=results.meeting_of(cycle),
    )
    return listing.answer(request, "grades/table.html", context)


def _may_compute(actor: Any, cycle: Any) -> bool:
    return cycles_api.may_in(actor, Permission.GRADE_PROPOSE, cycle)


@door(Permission.GRADE_READ_EXACT)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """One reporter's figures: inputs with sources, every step with its rule, how firm it stands, what was decided."""
    actor = actor_of(request)
    participant = access.find_participant(actor, Permission.GRADE_READ_EXACT, pk)
    cycle = access.find_cycle(actor, Permission.GRADE_READ_EXACT, participant.cycle_id)
    computation = results.latest(cycle)
    if computation is None:
        raise Http404
    shown = results.table(cycle, computation)
    row = next((one for one in shown.rows if one.participant.pk == pk), None)
    if row is None:
        raise Http404
    scores = ComponentScore.objects.filter(participant=participant)
    entries = Adjustment.objects.filter(participant=participant)
    context = parts.frame(
        actor,
        cycle,
        "grades:table",
        row=row,
        steps=step_words.in_words(row.steps, row.told),
        computation=computation,
        own_rating=ballots_api.own_ratings(cycle).get(pk),
        scores=[(COMPONENTS.get(one.component, one.component), one, parts.origin(one)) for one in scores],
        adjustments=[(KINDS[one.kind], one) for one in entries],
        effects=[EFFECTS[effect] for effect in row.effects],
        outliers=[(line, LEANINGS.get(line.kind, "")) for line in outliers.lines_of(cycle, computation, shown, pk)],
        objections=Objection.objects.filter(participant=participant),
        meeting=results.meeting_of(cycle),
    )
    return render(request, "grades/explain.html", context)
