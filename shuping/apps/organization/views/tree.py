"""The tree, the flat list, one organisation over time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.apps.organization import access, queries
from shuping.apps.organization.models import Organization
from shuping.apps.organization.views.parts import day_of
from shuping.apps.organization.wording import CLASS_NAMES, LEVEL_NAMES, POST_NAMES
from shuping.base import clock
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.organization.order import stroke_key
from shuping.core.organization.terms import election_due
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission


@dataclass
class Node:
    """One shown line of the tree, with the lines below it if it is open."""

    row: Organization
    level: object
    holder: str
    acting: bool
    counts: queries.Counts
    is_open: bool = False
    has_children: bool = False
    children: list["Node"] = field(default_factory=list)


@door(Permission.ORGANIZATION_READ)
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of today: what stands at the top of the actor's reach, and the way down to `?open=`."""
    actor, on = actor_of(request), clock.today()
    reach = access.organizations(actor, Permission.ORGANIZATION_READ).filter(closed_on=None)
    top = list(reach.filter(depth=1)) or list(reach.filter(pk=actor.organization_id))
    wanted = whole_number(request.GET.get("open", ""))
    chosen = reach.filter(pk=wanted).first() if wanted is not None else None
    if chosen is None and top:
        chosen = next((row for row in top if row.numchild), top[0])
    shown = _shown(reach, top, chosen)
    context = {
        "nodes": _nodes(shown, top, chosen, on),
        "may_keep": actor.reach(Permission.ORGANIZATION_KEEP) is not Reach.NONE,
        "may_call": actor.reach(Permission.CONTACTS_READ) is not Reach.NONE,
        "vacancies": queries.vacant_count(reach, on) if actor.reach(Permission.ORGANIZATION_KEEP) is Reach.ALL else 0,
        "chosen": chosen,
    }
    return render(request, "organization/tree.html", context)


def _shown(reach: Any, top: list[Organization], chosen: Organization | None) -> list[Organization]:
    """The rows to show: the top, and the children of every organisation on the way to the chosen one."""
    rows = {row.path: row for row in top}
    if chosen is not None:
        step = Organization.steplen
        trail = [chosen.path[:end] for end in range(step, len(chosen.path) + 1, step)]
        start = min((len(row.path) for row in top if chosen.path.startswith(row.path)), default=step)
        depths = [len(path) // step + 1 for path in trail if len(path) >= start]
        for row in reach.filter(path__startswith=chosen.path[:start], depth__in=depths):
            if row.path[:-step] in trail:
                rows[row.path] = row
    return [rows[path] for path in sorted(rows)]


def _nodes(shown: list[Organization], top: list[Organization], chosen: Organization | None, on: date) -> list[Node]:
    holders, counts = queries.holders_on(shown, on), queries.counts_below(shown)
    made: dict[str, Node] = {}
    for row in shown:
        holder = holders.get(row.pk)
        made[row.path] = Node(
            row,
            LEVEL_NAMES[row.level],
            holder.name if holder else "",
            bool(holder and holder.acting),
            counts[row.pk],
            is_open=chosen is not None and chosen.path.startswith(row.path),
            has_children=row.numchild > 0,
        )
    heads = {row.path for row in top}
    for path, node in made.items():
        parent = made.get(path[: -Organization.steplen])
        if parent is not None and path not in heads:
            parent.children.append(node)
    return [made[row.path] for row in top]


@dataclass(frozen=True)
class Entry:
    """One line of the flat list, as of a day."""

    row: Organization
    name: str
    superior: str
    level: str
    unit_class: str
    holder: str
    acting: bool
    members: int


@door(Permission.ORGANIZATION_READ)
def flat(request: HttpRequest) -> HttpResponse:
    """Every organisation in reach as of a day: sortable, filterable, as a workbook that can be imported again."""
    actor, on = actor_of(request), day_of(request)
    reach = access.organizations(actor, Permission.ORGANIZATION_READ)
    rows = [row for row in reach if _existed(row, on)]
    superiors = queries.parents_on(on)
    names = queries.names_on(Organization.objects.all(), on)
    holders = queries.holders_on(reach, on)
    levels, classes = _words(LEVEL_NAMES), _words(CLASS_NAMES)
    entries = [
        Entry(
            row,
            names.get(row.pk, row.name),
            names.get(superiors.get(row.pk) or 0, ""),
            levels[row.level],
            classes[row.unit_class],
            holders[row.pk].name if row.pk in holders else "",
            row.pk in holders and holders[row.pk].acting,
            row.members_count,
        )
        for row in rows
        if row.pk in superiors
    ]
    listing = Listing(
        _("Register of Party organisations"),
        [
            Column("code", _("Organisation code"), lambda one: one.row.code, kind="short"),
            Column("name", _("Name of the organisation"), lambda one: one.name, link=lambda one: _address(one.row)),
            Column("superior", _("Superior Party organisation"), lambda one: one.superior),
            Column("level", _("Organisation level"), lambda one: one.level, filter=True, kind="short"),
            Column("unit_class", _("Class of unit"), lambda one: one.unit_class, filter=True),
            Column("group", _("Assessment group"), lambda one: one.row.group_tag, filter=True),
            Column("secretary", _("Secretary"), lambda one: one.holder, sort_key=lambda name: stroke_key(str(name))),
            Column("acting", _("In charge (acting)"), lambda one: one.acting or None, kind="short"),
            Column("members", _("Party members"), lambda one: one.members, kind="number"),
        ],
        entries,
        landscape=True,
    )
    return listing.answer(request, "organization/flat.html", {"on": on, "today": clock.today()})


def _words(names: Mapping[str, object]) -> dict[str, str]:
    """The words of this request's language, looked up once instead of once a row."""
    return {key: str(words) for key, words in names.items()}


def _existed(row: Organization, on: date) -> bool:
    return (row.founded_on is None or row.founded_on <= on) and (row.closed_on is None or on < row.closed_on)


def _address(row: Organization) -> str:
    return reverse("organization:organization", args=[row.pk])


@door(Permission.ORGANIZATION_READ)
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: today's facts, and its names, superiors, terms, leaders, elections and heirs over time."""
    actor, on = actor_of(request), day_of(request)
    row = access.find_organization(actor, pk, Permission.ORGANIZATION_READ)
    keep = access.organizations(actor, Permission.ORGANIZATION_KEEP)
    call = access.organizations(actor, Permission.CONTACTS_READ)
    terms = list(row.terms.select_related("person").order_by("-started_on", "post"))
    elections = list(row.elections.all())
    children = list(queries.children_of(row))
    holder = queries.secretary_on(row, on)
    context = {
        "row": row,
        "on": on,
        "today": clock.today(),
        "name": queries.name_on(row, on),
        "level": LEVEL_NAMES[row.level],
        "unit_class": CLASS_NAMES[row.unit_class],
        "holder": holder,
        "contact": queries.contact_of(row, on) if call.filter(pk=row.pk).exists() else None,
        "leaders": queries.leaders_of(row, on),
        "names": row.names.order_by("-valid_from"),
        "affiliations": row.affiliations.select_related("parent").order_by("-valid_from"),
        "terms": [(term, POST_NAMES[term.post]) for term in terms],
        "leaderships": row.leaderships.select_related("leader").order_by("-valid_from"),
        "elections": [(one, election_due(one.held_on, one.term_years)) for one in elections],
        "successors": row.successors.select_related("successor"),
        "predecessors": row.predecessors.select_related("predecessor"),
        "counts": queries.counts_below([row])[row.pk],
        "children": [(child, LEVEL_NAMES[child.level]) for child in children],
        "child_holders": queries.secretaries_on(children, on),
        "people": row.people.filter(active=True).order_by("stroke_key", "id"),
        "superiors": _superiors(row),
        "may_keep": keep.filter(pk=row.pk).exists(),
        "may_grant": actor.reach(Permission.ROLE_GRANT) is not Reach.NONE,
    }
    return render(request, "organization/organization.html", context)


def _superiors(row: Organization) -> list[Organization]:
    paths = [row.path[:end] for end in range(Organization.steplen, len(row.path), Organization.steplen)]
    return list(Organization.objects.filter(path__in=paths).order_by("path"))


@door(Permission.ORGANIZATION_KEEP)
def vacancies(request: HttpRequest) -> HttpResponse:
    """Organisations that nobody answers for today: neither secretary nor acting deputy."""
    rows = queries.vacant(access.organizations(actor_of(request), Permission.ORGANIZATION_KEEP), clock.today())
    levels, verb = _words(LEVEL_NAMES), str(_("Enter a post"))
    listing = Listing(
        _("Neither secretary nor acting deputy"),
        [
            Column("code", _("Organisation code"), lambda one: one.code, kind="short"),
            Column("name", _("Name of the organisation"), lambda one: one.name, link=_address),
            Column("level", _("Organisation level"), lambda one: levels[one.level], filter=True, kind="short"),
            Column(
                "act",
                _("What to do"),
                lambda one: verb,
                link=lambda one: reverse("organization:term_set", args=[one.pk]),
                sortable=False,
                download=False,
            ),
        ],
        rows,
        empty=_("Every organisation has somebody who answers for it."),
    )
    return listing.answer(request, "organization/list.html", {"heading": listing.title})


@door(Permission.ORGANIZATION_READ)
def elections(request: HttpRequest) -> HttpResponse:
    """Elections by the day on which the term runs out (ORG-02)."""
    reach = access.organizations(actor_of(request), Permission.ORGANIZATION_READ)
    rows = queries.elections_due(reach, date.max)
    listing = Listing(
        _("Elections and terms"),
        [
            Column("name", _("Name of the organisation"), lambda one: one[0].name, link=lambda one: _address(one[0])),
            Column(
                "level", _("Organisation level"), lambda one: str(LEVEL_NAMES[one[0].level]), filter=True, kind="short"
            ),
            Column("due", _("Term runs out"), lambda one: one[1], kind="date"),
            Column(
                "state",
                _("State"),
                lambda one: str(_("overdue")) if one[1] < clock.today() else str(_("within the term")),
                filter=True,
                kind="short",
            ),
        ],
        rows,
        empty=_("No election is recorded yet."),
    )
    return listing.answer(request, "organization/list.html", {"heading": listing.title})
