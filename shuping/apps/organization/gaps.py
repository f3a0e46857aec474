"""What is missing or odd in the register (DSH-09). Each check is one small function; a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from shuping.base.gaps import Gap

from .models import Election, Organization, Person, Term
from .queries import holders_on, vacant
from .wording import GAPS


def gaps(*, on: date) -> Iterator[Gap]:
    """Every gap of the register on a day, check by check in office order."""
    open_units = Organization.objects.filter(closed_on=None).order_by("path")
    yield from _no_secretary(on)
    yield from _no_phone(on)
    yield from _overlapping_terms()
    yield from _same_unit_name(open_units)
    yield from _same_person()
    yield from _no_members(open_units)
    yield from _no_election(open_units)  # the longest list where elections are recorded elsewhere: last


def _of_unit(code: str, unit: Organization, detail: str = "") -> Gap:
    return Gap(code, GAPS[code], unit.name, reverse("organization:organization", args=[unit.pk]), detail)


def _of_person(code: str, pk: int, about: str, detail: str = "") -> Gap:
    return Gap(code, GAPS[code], about, reverse("organization:person", args=[pk]), detail)


def _no_secretary(on: date) -> Iterator[Gap]:
    for unit in vacant(Organization.objects.exclude(level=Organization.Level.GROUP), on):
        yield _of_unit("organization.no_secretary", unit)


def _no_phone(on: date) -> Iterator[Gap]:
    """Whoever answers for a unit and can be reached by nothing."""
    units = Organization.objects.filter(closed_on=None).order_by("path")
    names = dict(units.values_list("pk", "name"))
    seen: set[int] = set()
    holders = holders_on(units, on)
    for pk, name in names.items():
        one = holders.get(pk)
        if one is not None and not (one.office_phone or one.mobile) and one.person_id not in seen:
            seen.add(one.person_id)
            yield _of_person("organization.no_phone", one.person_id, one.name, name)


def _no_election(units: Iterable[Organization]) -> Iterator[Gap]:
    elected = set(Election.objects.values_list("organization_id", flat=True))
    for unit in units:
        if unit.pk not in elected and unit.level != Organization.Level.GROUP:
            yield _of_unit("organization.no_election", unit)


def _no_members(units: Iterable[Organization]) -> Iterator[Gap]:
    for unit in units:
        if unit.level == Organization.Level.BRANCH and not unit.members_count:
            yield _of_unit("organization.no_members", unit)


def _same_unit_name(units: Iterable[Organization]) -> Iterator[Gap]:
    """Two open units of one name below the same superior: one of them is probably entered twice."""
    found: dict[tuple[str, str], list[Organization]] = defaultdict(list)
    for unit in units:
        found[unit.path[: -Organization.steplen], "".join(unit.name.split())].append(unit)
    for rows in found.values():
        for unit in rows if len(rows) > 1 else ():
            yield _of_unit("organization.same_unit_name", unit, unit.code)


def _same_person() -> Iterator[Gap]:
    """Two people of one name in one unit, or with one mobile number."""
    rows = list(Person.objects.filter(active=True).select_related("organization").order_by("organization__path", "pk"))
    by_name: dict[tuple[int, str], list[Person]] = defaultdict(list)
    by_number: dict[str, list[Person]] = defaultdict(list)
    for one in rows:
        by_name[one.organization_id, "".join(one.name.split())].append(one)
        if one.mobile:
            by_number[one.mobile].append(one)
    for code, groups in (("organization.same_name", by_name), ("organization.same_mobile", by_number)):
        for people in groups.values():
            for one in people if len(people) > 1 else ():
                detail = one.mobile if code == "organization.same_mobile" else one.duty
                yield _of_person(code, one.pk, f"{one.name}（{one.organization}）", detail)


def _overlapping_terms() -> Iterator[Gap]:
    """Two secretaries of one unit at the same time, the acting one aside."""
    terms = Term.objects.filter(post=Term.Post.SECRETARY, acting=False).select_related("organization", "person")
    before: Term | None = None
    for term in terms.filter(~Q(started_on=None)).order_by("organization__path", "started_on", "pk"):
        overlaps = before is not None and before.organization_id == term.organization_id
        if overlaps and (before.ended_on is None or before.ended_on > term.started_on):  # type: ignore[union-attr]
            detail = f"{before.person} · {term.person}"  # type: ignore[union-attr]
            yield _of_unit("organization.terms_overlap", term.organization, detail)
        before = term
