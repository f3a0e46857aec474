"""Violated invariants of the register, for `shuping verify`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from shuping.core.organization.dated import Span, clashes
from shuping.core.organization.terms import HEADS, Post, Tenure

from .models import Affiliation, Leadership, Organization, OrganizationName, Person, Succession, Term
from .queries import tenure_of


def damage() -> Iterator[str]:
    """Every violated invariant of the register as one plain line each."""
    rows = {row.pk: row for row in Organization.objects.order_by("path")}
    yield from _tree_damage(rows)
    yield from _affiliation_damage(rows)
    yield from _name_damage(rows)
    yield from _term_damage(rows)
    yield from _span_damage()
    yield from _heir_damage(rows)


def _tree_damage(rows: Mapping[int, Organization]) -> Iterator[str]:
    by_path = {row.path: row for row in rows.values()}
    found: dict[str, int] = defaultdict(int)
    for row in rows.values():
        parent = row.path[: -Organization.steplen]
        found[parent] += 1
        if len(row.path) != row.depth * Organization.steplen or (parent and parent not in by_path):
            yield f"organization: {row.code} {row.name} hangs at a broken path"
            continue
        above = by_path.get(parent)
        if above is not None and above.level == Organization.Level.BRANCH and row.closed_on is None:
            yield f"organization: branch {above.code} {above.name} has {row.code} {row.name} below it"
        if above is not None and above.closed_on is not None and row.closed_on is None:
            yield f"organization: {row.code} {row.name} stands below {above.name}, which is closed"
    for row in rows.values():
        if row.numchild != found[row.path]:
            held = found[row.path]
            yield f"organization: {row.code} {row.name} counts {row.numchild} children, the tree holds {held}"


def _affiliation_damage(rows: Mapping[int, Organization]) -> Iterator[str]:
    by_path = {row.path: row.pk for row in rows.values()}
    open_rows: dict[int, list[Affiliation]] = defaultdict(list)
    spans: dict[int, list[Affiliation]] = defaultdict(list)
    for row in Affiliation.objects.order_by("organization_id", "valid_from"):
        spans[row.organization_id].append(row)
        if row.valid_to is None:
            open_rows[row.organization_id].append(row)
    for key, organization in rows.items():
        label = f"{organization.code} {organization.name}"
        for _ in clashes(spans[key]):
            yield f"organization: {label} belongs to two superiors at once"
        current = open_rows[key]
        if organization.closed_on is not None:
            if current:
                yield f"organization: {label} is closed, but its affiliation is still open"
            continue
        superior = by_path.get(organization.path[: -Organization.steplen])
        if len(current) != 1 or current[0].parent_id != superior:
            yield f"organization: {label} stands elsewhere in the tree than its affiliation says"


def _name_damage(rows: Mapping[int, Organization]) -> Iterator[str]:
    current = dict(
        OrganizationName.objects.filter(valid_to=None).order_by("valid_from").values_list("organization_id", "name")
    )
    codes: dict[str, str] = {}
    for key, row in rows.items():
        if row.closed_on is None and current.get(key) != row.name:
            noted = current.get(key, "nothing")
            yield f"organization: {row.code} is called {row.name}, its record of names says {noted}"
        plain = row.code.strip().lower()
        if plain in codes:
            yield f"organization: code {row.code} stands for {codes[plain]} and {row.name}"
        codes[plain] = row.name


def _term_damage(rows: Mapping[int, Organization]) -> Iterator[str]:
    heads: dict[int, list[Tenure]] = defaultdict(list)
    for term in Term.objects.select_related("person").order_by("id"):
        organization = rows[term.organization_id]
        if term.ended_on is not None and term.ended_on < term.started_on:
            yield f"organization: the term of {term.person.name} at {organization.name} ends before it begins"
            continue
        if organization.closed_on is not None and (term.ended_on is None or term.ended_on >= organization.closed_on):
            yield f"organization: the term of {term.person.name} outlasts {organization.name}, which is closed"
        if Post(term.post) in HEADS and not term.acting:
            heads[term.organization_id].append(tenure_of(term))
    for key, tenures in heads.items():
        for _, later in clashes(tenures):
            yield f"organization: {rows[key].code} {rows[key].name} has two secretaries at once on {later.valid_from}"


def _heir_damage(rows: Mapping[int, Organization]) -> Iterator[str]:
    """Whether each organisation goes on with exactly what ended in it."""
    due: dict[int, set[int]] = defaultdict(set)
    for one in Succession.objects.order_by("on", "id"):
        if rows[one.predecessor_id].closed_on is not None:
            due[one.successor_id] |= {one.predecessor_id, *due[one.predecessor_id]}
    for key, row in rows.items():
        if set(row.inherits) != due[key]:
            held = sorted(due[key])
            yield f"organization: {row.code} {row.name} goes on with {row.inherits}, its merges and splits say {held}"


def _span_damage() -> Iterator[str]:
    leaders: dict[tuple[int, str], list[Span]] = defaultdict(list)
    for row in Leadership.objects.select_related("organization", "leader"):
        if row.valid_to is not None and row.valid_to < row.valid_from:
            yield f"organization: {row.leader.name} leads {row.organization.name} until before it begins"
        elif row.kind == Leadership.Kind.CONTACT:
            leaders[(row.organization_id, row.organization.name)].append(Span(row.valid_from, row.valid_to))
    for (_, name), spans in leaders.items():
        for _pair in clashes(spans):
            yield f"organization: {name} is the contact point of two leaders at once"
    for person in Person.objects.exclude(name="").order_by("id"):
        if not person.stroke_key:
            yield f"organization: person {person.pk} {person.name} has no stroke order"
