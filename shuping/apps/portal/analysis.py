"""The analysis: at most six questions about a round, each with a chart, its table and the lists behind it (DSH-03).

Nothing ranks a unit or a person. Ballots appear by class, only after the lock, only where the suppression lets every
reporter's figures of the class through (settled.md 4), and only for those who read exact figures.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import api as rectification_api
from shuping.base.actor import Actor
from shuping.base.charts import Series, bars, stacked_bars
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import GRADES

from . import queries


@dataclass(frozen=True)
class Line:
    """One line of a table: its name, the list behind it ("" for none), its figures."""

    name: str
    url: str
    figures: Sequence[int]


@dataclass(frozen=True)
class Question:
    """One question with its chart and the same figures as a table. `note` says what is left out; then it may be all."""

    key: str
    title: str
    drawing: SafeString
    heads: Sequence[str]
    lines: Sequence[Line]
    note: str = ""


def questions(actor: Actor, cycle: cycles_api.Cycle, *, on: date) -> list[Question]:
    """What the actor may ask of a round, at most six; questions without any figure are left out."""
    found = [
        *_grades(actor, cycle),
        *_classes(actor, cycle),
        *_reports(actor, cycle, on),
        *_categories(actor, cycle),
        *_sources(actor, cycle),
        *_states(actor, cycle, on),
    ]
    return found[:6]


def _reads(actor: Actor, permission: Permission) -> bool:
    return actor.reach(permission) is Reach.ALL


def _grades(actor: Actor, cycle: cycles_api.Cycle) -> Iterator[Question]:
    """Published grades of three years: numbers only."""
    years = queries.grade_years(actor, cycle)
    if years is None:
        return
    title = _("How many received which grade in the last years?")
    series = [Series(css, name, row) for css, name, row in zip(GRADES, years.names, years.figures, strict=True)]
    url = reverse("grades:list")
    lines = [
        Line(year, f"{url}?f_year={year}", [row[place] for row in years.figures])
        for place, year in enumerate(years.years)
    ]
    yield Question("grades", title, stacked_bars(title, years.years, series), [_("Year"), *years.names], lines)


def _classes(actor: Actor, cycle: cycles_api.Cycle) -> Iterator[Question]:
    """All rows of a class over the four grades; a class that is too small closes the whole question."""
    if not _reads(actor, Permission.GRADE_READ_EXACT):
        return
    counts = ballots_api.counts(cycle)
    shown = ballots_api.shown_by_reporter(cycle)
    if not counts or not shown:
        return
    rules = cycles_api.rules_of(cycle)
    if rules.ballot.numeric:
        return
    title = _("How did each class of voters rate?")
    every = {code for given in counts.values() for code in given}
    if any(not every <= shown.get(pk, frozenset()) for pk in counts):
        note = _("Too few forms stand behind one class; the classes are not shown apart.")
        yield Question("classes", title, SafeString(""), [], [], note)
        return
    words = cycles_api.grade_names(rules.grade_names)
    names = [words.get(grade, grade) for grade in GRADES]
    url = reverse("grades:table", args=[cycle.pk])
    lines = [
        Line(f"{one.code} {one.name}", url, [_sum(counts, one.code, grade) for grade in GRADES])
        for one in rules.classes
        if one.code in every
    ]
    series = [Series(grade, names[at], [line.figures[at] for line in lines]) for at, grade in enumerate(GRADES)]
    drawing = stacked_bars(title, [line.name.split(" ", 1)[0] for line in lines], series)
    yield Question("classes", title, drawing, [_("Class of voters"), *names], lines)


def _sum(counts: Mapping[int, Mapping[str, Mapping[str, Any]]], code: str, grade: str) -> int:
    return sum(int(given[code]["counts"].get(grade, 0)) for given in counts.values() if code in given)


def _reports(actor: Actor, cycle: cycles_api.Cycle, on: date) -> Iterator[Question]:
    if not _reads(actor, Permission.BOARD_READ):
        return
    rows = queries.board_lines(actor, cycle, on=on)
    if not rows:
        return
    kinds = Counter(_timing(row) for row in rows)
    names = [
        ("in_time", _("handed in in time")),
        ("late", _("handed in late")),
        ("owed", _("not handed in yet")),
        ("overdue", _("Late, not handed in")),
    ]
    url = f"{reverse('portal:board')}?round={cycle.pk}"
    title = _("Did the reports come in time?")
    lines = [Line(name, url, [kinds[key]]) for key, name in names if kinds[key]]
    yield _lying("reports", title, _("Reports"), [_("Number of reporters")], lines)


def _timing(row: queries.BoardLine) -> str:
    if row.handed_in:
        return "late" if row.late else "in_time"
    return "overdue" if row.overdue else "owed"


def _categories(actor: Actor, cycle: cycles_api.Cycle) -> Iterator[Question]:
    if not _reads(actor, Permission.ISSUE_READ):
        return
    url = reverse("rectification:issues_of", args=[cycle.pk])
    rows = sorted(rectification_api.common_of(cycle), key=lambda one: (len(one.code), one.code))
    lines = [
        Line(name, f"{url}?f_category={quote(name)}", [one.problems, one.units, one.closed])
        for one in rows
        for name in [f"{one.code} {one.name}"]
    ]
    title = _("Which common problems were found?")
    heads = [_("Problems"), _("Units"), _("Closed")]
    if lines:
        yield _lying("categories", title, _("Common problem"), heads, lines)


def _sources(actor: Actor, cycle: cycles_api.Cycle) -> Iterator[Question]:
    if not _reads(actor, Permission.ISSUE_READ):
        return
    url = reverse("rectification:issues_of", args=[cycle.pk])
    told = rectification_api.Issue.objects.filter(cycle=cycle).exclude(told_at=None)
    kinds = Counter(told.values_list("source", flat=True))
    lines = [
        Line(str(name), f"{url}?f_source={quote(str(name))}", [kinds[key]])
        for key, name in rectification_api.SOURCES.items()
        if kinds[key]
    ]
    title = _("Where do the problems come from?")
    if lines:
        yield _lying("sources", title, _("Source of the problem"), [_("Problems")], lines)


def _states(actor: Actor, cycle: cycles_api.Cycle, on: date) -> Iterator[Question]:
    if not _reads(actor, Permission.ISSUE_READ):
        return
    figures = rectification_api.figures(cycle, on=on)
    if not figures.total:
        return
    rows = [
        (_("Closed"), figures.closed),
        (_("Open, in time"), figures.open - figures.overdue - figures.due_soon),
        (_("Due soon"), figures.due_soon),
        (_("Overdue"), figures.overdue),
        (_("For the long term"), figures.long_term),
    ]
    url = reverse("rectification:ledger_of", args=[cycle.pk])
    lines = [Line(name, url, [figure]) for name, figure in rows if figure > 0]
    title = _("How far is the rectification?")
    yield _lying("states", title, _("State"), [_("Problems")], lines)


def _lying(key: str, title: str, first: str, heads: Sequence[str], lines: Sequence[Line]) -> Question:
    """A question with one lying bar a line, for its first figure."""
    drawing = bars(title, [(line.name, line.figures[0]) for line in lines])
    return Question(key, title, drawing, [first, *heads], lines)
