"""Reads of the register: always as of a day, always for many organisations with a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from shuping.core.organization.order import office_key
from shuping.core.organization.terms import HEADS, Post, Tenure, election_due, holder_on

from .models import Affiliation, Election, Leadership, Organization, OrganizationName, Person, Succession, Term

_KIND_ORDER = {"leading": 0, "supervising": 1, "contact": 2}


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call about an organisation (ORG-15)."""

    name: str
    office_phone: str
    mobile: str
    duty: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for an organisation, as lists show it; `title` and `since` of the post."""

    acting: bool
    title: str
    since: date
    person_id: int
    name: str
    office_phone: str
    mobile: str
    duty: str


_PERSON = ("person__name", "person__office_phone", "person__mobile", "person__duty")


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands below an organisation today, itself not counted."""

    committees: int = 0
    general_branches: int = 0
    branches: int = 0
    members: int = 0


def in_force(on: date, first: str = "valid_from", last: str = "valid_to") -> Q:
    """The condition that a dated row holds on a day (both days inclusive)."""
    return Q(**{f"{first}__lte": on}) & (Q(**{last: None}) | Q(**{f"{last}__gte": on}))


Organizations = Iterable[Organization | int]


def _of(organizations: Organizations, name: str = "organization") -> Q:
    """The condition that a row belongs to one of these; a query set stays a subquery (thousands cost nothing)."""
    if isinstance(organizations, QuerySet):
        return Q(**{f"{name}__in": organizations.order_by().values("pk")})
    return Q(**{f"{name}__in": [one if isinstance(one, int) else one.pk for one in organizations]})


# ---- posts --------------------------------------------------------------------------------------------------------


def secretaries_on(organizations: Organizations, on: date) -> dict[int, Term]:
    """{organisation id: the term of who answers for it on a day}: the secretary, else the acting deputy; one query."""
    grouped: dict[int, list[Term]] = defaultdict(list)
    for term in _holding(organizations, on).select_related("person"):
        grouped[term.organization_id].append(term)
    found: dict[int, Term] = {}
    for organization_id, terms in grouped.items():
        by_key = {term.pk: term for term in terms}
        holder = holder_on([tenure_of(term) for term in terms], on)
        if holder is not None:
            found[organization_id] = by_key[holder.key]
    return found


def _holding(organizations: Organizations, on: date) -> QuerySet[Term]:
    """The terms among which is whoever answers for an organisation on a day."""
    heads = Q(acting=True) | Q(post__in=[post.value for post in HEADS])
    return Term.objects.filter(_of(organizations), in_force(on, "started_on", "ended_on"), heads).order_by("id")


def holders_on(organizations: Organizations, on: date) -> dict[int, Holder]:
    """What lists show of `secretaries_on`: light rows, for thousands of organisations at once; one query."""
    grouped: dict[int, list[Tenure]] = defaultdict(list)
    people: dict[int, Holder] = {}
    for key, organization_id, post, begun, ended, acting, title, *person in _holding(organizations, on).values_list(
        "pk", "organization_id", "post", "started_on", "ended_on", "acting", "title", "person_id", *_PERSON
    ):
        grouped[organization_id].append(Tenure(key, Post(post), begun, ended, acting))
        people[key] = Holder(acting, title, begun, *person)
    found = {key: holder_on(tenures, on) for key, tenures in grouped.items()}
    return {key: people[tenure.key] for key, tenure in found.items() if tenure is not None}


def tenure_of(term: Term) -> Tenure:
    """A stored term as the rules see it."""
    return Tenure(term.pk, Post(term.post), term.started_on, term.ended_on, term.acting)


def secretary_on(organization: Organization, on: date) -> Term | None:
    """Who answers for it on a day: the secretary in office, else the acting deputy, else None (ORG-03)."""
    return secretaries_on([organization], on).get(organization.pk)


def holder_name(organization: Organization, on: date) -> str:
    """The name of who answers for it on a day; empty while nobody does."""
    term = secretary_on(organization, on)
    return term.person.name if term else ""


def liaison_holders_on(organizations: Organizations, on: date) -> dict[int, Holder]:
    """What lists show of `liaisons_on`; one query."""
    rows = Term.objects.filter(
        _of(organizations), in_force(on, "started_on", "ended_on"), post__in=["liaison", "clerk"]
    ).order_by("post", "started_on", "id")  # "clerk" sorts before "liaison": the last one counts
    return {
        organization_id: Holder(False, title, since, *person)
        for organization_id, title, since, *person in rows.values_list(
            "organization_id", "title", "started_on", "person_id", *_PERSON
        )
    }


def liaisons_on(organizations: Organizations, on: date) -> dict[int, Person]:
    """{organisation id: its 联络员 on a day, else its 党务干部}; the one named last; one query."""
    rows = Term.objects.filter(
        _of(organizations), in_force(on, "started_on", "ended_on"), post__in=["liaison", "clerk"]
    ).select_related("person")
    found: dict[int, Person] = {}
    for term in sorted(rows, key=lambda one: (one.post == "liaison", one.started_on, one.pk)):
        found[term.organization_id] = term.person
    return found


def liaison_of(organization: Organization, on: date) -> Person | None:
    """The 联络员 (else 党务干部) of an organisation on a day."""
    return liaisons_on([organization], on).get(organization.pk)


def contacts_on(organizations: Organizations, on: date) -> dict[int, Contact]:
    """{organisation id: whom to call on a day}: the 联络员, else the secretary; of an ended one, those of its heir.

    Three queries, however many; six where some have ended.
    """
    rows = organizations if isinstance(organizations, QuerySet) else list(organizations)
    people = {**holders_on(rows, on), **liaison_holders_on(rows, on)}
    found = {key: Contact(one.name, one.office_phone, one.mobile, one.duty) for key, one in people.items()}
    heirs = {
        ended: heir
        for ended, heir in Succession.objects.filter(
            _of(rows, "predecessor"), on__lte=on, predecessor__closed_on__lte=on
        )
        .order_by("-id")
        .values_list("predecessor_id", "successor_id")
        if ended not in found
    }
    if heirs:
        theirs = contacts_on(Organization.objects.filter(pk__in=set(heirs.values())), on)
        found |= {ended: theirs[heir] for ended, heir in heirs.items() if heir in theirs}
    return found


def contact_of(organization: Organization, on: date) -> Contact | None:
    """Whom to call about an organisation on a day, or None if the register knows nobody."""
    return contacts_on([organization], on).get(organization.pk)


def posts_of(person: Person) -> QuerySet[Term]:
    """Every post of a person over time, the latest first (one person, several posts)."""
    return person.terms.select_related("organization").order_by("-started_on", "organization__path")


# ---- names and place ----------------------------------------------------------------------------------------------


def names_on(organizations: Organizations, on: date, *, short: bool = False) -> dict[int, str]:
    """{organisation id: what it was called on a day}; one query. Before the first known name the first one is given."""
    rows = OrganizationName.objects.filter(_of(organizations)).order_by("-valid_from", "-id")
    found: dict[int, str] = {}
    firsts: dict[int, str] = {}
    for key, name, short_name, begun in rows.values_list("organization_id", "name", "short_name", "valid_from"):
        words = (short_name or name) if short else name
        firsts[key] = words
        if begun <= on:
            found.setdefault(key, words)
    return {**firsts, **found}


def name_on(organization: Organization, on: date, *, short: bool = False) -> str:
    """What an organisation was called on a day (ORG-04)."""
    return names_on([organization], on, short=short).get(organization.pk, organization.name)


def _place(organization: Organization) -> object:
    return office_key([(organization.office_order, organization.code)])


def units_of(root: Organization, on: date) -> list[Organization]:
    """The organisations directly under `root` on a day by 隶属, in office order."""
    rows = Affiliation.objects.filter(in_force(on), parent=root).select_related("organization")
    return sorted((row.organization for row in rows), key=_place)  # type: ignore[arg-type,return-value]


def parents_on(on: date) -> dict[int, int | None]:
    """{organisation id: id of its superior, None at the top} for everything that existed on a day; one query."""
    rows = Affiliation.objects.filter(in_force(on)).order_by("valid_from")
    return dict(rows.values_list("organization_id", "parent_id"))


def below_on(root: Organization, on: date) -> list[int]:
    """The ids of all organisations below `root` on a day, any depth, superiors first; one query."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for child, parent in parents_on(on).items():
        children[parent].append(child)
    found: list[int] = []
    queue = list(children[root.pk])
    while queue:
        here = queue.pop(0)
        found.append(here)
        queue.extend(children[here])
    return found


def people_below(organization: Organization) -> list[str]:
    """The names of all persons kept at an organisation and below it, as the tree stands today; one query."""
    rows = Person.objects.filter(organization__path__startswith=organization.path)
    return list(rows.order_by("pk").values_list("name", flat=True))


def branches_below(organization: Organization) -> QuerySet[Organization]:
    """The 党支部 below an organisation as the tree stands today, in office order."""
    return (
        Organization.objects.filter(path__startswith=organization.path, level=Organization.Level.BRANCH, closed_on=None)
        .exclude(pk=organization.pk)
        .order_by("path")
    )


def leaderships_on(organizations: Organizations, on: date) -> dict[int, list[Leadership]]:
    """{organisation id: its leaders on a day, 领导 before 分管 before 联系点}; one query."""
    rows = Leadership.objects.filter(_of(organizations), in_force(on)).select_related("leader")
    found: dict[int, list[Leadership]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (_KIND_ORDER[one.kind], one.leader.office_order, one.pk)):
        found[row.organization_id].append(row)
    return dict(found)


def leaders_of(organization: Organization, on: date) -> list[Leadership]:
    """Which leaders answer for an organisation on a day (ORG-14)."""
    return leaderships_on([organization], on).get(organization.pk, [])


def contact_leader(organization: Organization, on: date) -> Person | None:
    """The leader whose 联系点 the organisation is on a day."""
    return next((row.leader for row in leaders_of(organization, on) if row.kind == "contact"), None)


def led_by(person: Person, on: date) -> list[Leadership]:
    """What a leader answers for on a day, in office order."""
    rows = Leadership.objects.filter(in_force(on), leader=person).select_related("organization")
    return sorted(rows, key=lambda row: (row.organization.path, _KIND_ORDER[row.kind]))


def successions_of(organization: Organization) -> tuple[list[Succession], list[Succession]]:
    """From whom an organisation took over, and who took over from it, by merges and splits in their order (ORG-04)."""
    rows = Succession.objects.select_related("predecessor", "successor").order_by("on", "id")
    return list(rows.filter(successor=organization)), list(rows.filter(predecessor=organization))


def in_post_at(organization: Organization, on: date) -> QuerySet[Term, int]:
    """Ids of the people who hold any post at an organisation on a day, wherever the register has them."""
    terms = Term.objects.filter(in_force(on, "started_on", "ended_on"), organization=organization)
    return terms.order_by().values_list("person", flat=True)


def find_by_code(code: str) -> Organization | None:
    """The organisation with the office's own number."""
    found: Organization | None = Organization.objects.filter(code=code).first()
    return found


# ---- pages --------------------------------------------------------------------------------------------------------


def counts_below(organizations: Collection[Organization]) -> dict[int, Counts]:
    """{organisation id: what stands below it today}; one light query for all."""
    paths = {one.path: one.pk for one in organizations}
    tally: dict[int, list[int]] = {key: [0, 0, 0, 0] for key in paths.values()}
    place = {"committee": 0, "organs_committee": 0, "general_branch": 1, "branch": 2}
    lengths = sorted({len(path) for path in paths})
    rows = Organization.objects.filter(closed_on=None).order_by().values_list("path", "level", "members_count")
    for path, level, members in rows:
        for length in lengths:
            if length >= len(path):
                break
            key = paths.get(path[:length])
            if key is not None:
                tally[key][3] += members
                if level in place:
                    tally[key][place[level]] += 1
    return {key: Counts(*values) for key, values in tally.items()}


def children_of(organization: Organization) -> QuerySet[Organization]:
    """What stands directly below today, in office order, with the number of open children as `open_children`."""
    return organization.get_children().filter(closed_on=None).order_by("path")


def elections_due(organizations: QuerySet[Organization], by_day: date) -> list[tuple[Organization, date]]:
    """Open organisations whose last election's term runs out on or before a day, most urgent first (ORG-02)."""
    last: dict[int, tuple[date, int]] = {}
    for row in Election.objects.order_by("held_on"):
        last[row.organization_id] = (row.held_on, row.term_years)
    open_rows = {row.pk: row for row in organizations.filter(closed_on=None, pk__in=list(last))}
    due = [(row, election_due(*last[key])) for key, row in open_rows.items()]
    return sorted(((row, day) for row, day in due if day <= by_day), key=lambda pair: (pair[1], pair[0].path))


def vacant(organizations: QuerySet[Organization], on: date) -> list[Organization]:
    """Open organisations that nobody answers for on a day, in office order."""
    return list(_vacant(organizations, on).order_by("path"))


def vacant_names(organizations: QuerySet[Organization], on: date) -> list[tuple[int, str]]:
    """Key and name of the open organisations that nobody answers for on a day, in office order; one query."""
    return list(_vacant(organizations, on).order_by("path").values_list("pk", "name"))


def vacant_count(organizations: QuerySet[Organization], on: date) -> int:
    """How many open organisations nobody answers for on a day; one query."""
    return _vacant(organizations, on).order_by().count()


def _vacant(organizations: QuerySet[Organization], on: date) -> QuerySet[Organization]:
    heads = Q(acting=True) | Q(post__in=[post.value for post in HEADS])
    held = Term.objects.filter(in_force(on, "started_on", "ended_on"), heads, organization=OuterRef("pk"))
    return organizations.filter(~Exists(held), closed_on=None)
