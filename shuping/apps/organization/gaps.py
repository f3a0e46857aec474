"""What is missing or odd in the register (DSH-09). Each check is one small function; a constant number of queries.

A register has thousands of rows: the checks read the few columns that they look at, never whole objects.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from shuping.base.gaps import Gap

from .models import Election, Organization, Person, Term
from .queries import holders_on, vacant_names
from .wording import GAPS


class _Unit(NamedTuple):
    """An open unit, as far as the checks look at it."""

    pk: int
    name: str
    code: str
    level: str
    path: str
    members_count: int | None


def gaps(*, on: date) -> Iterator[Gap]:
    """Every gap of the register on a day, check by check in office order."""
    rows = Organization.objects.filter(closed_on=None).order_by("path")
    units = [_Unit(*row) for row in rows.values_list(*_Unit._fields)]
    yield from _no_secretary(on)
    yield from _no_phone(units, on)
    yield from _overlapping_terms()
    yield from _same_unit_name(units)
    yield from _same_person()
    yield from _at_dissolved(on)
    yield from _no_members(units)
    yield from _no_election(units)  # the longest list where elections are recorded elsewhere: last


def _of_unit(code: str, key: int, name: str, detail: str = "") -> Gap:
    return Gap(code, GAPS[code], name, "organization:organization", key, detail)


def _of_person(code: str, key: int, about: str, detail: str = "") -> Gap:
    return Gap(code, GAPS[code], about, "organization:person", key, detail)


def _no_secretary(on: date) -> Iterator[Gap]:
    for key, name in vacant_names(Organization.objects.exclude(level=Organization.Level.GROUP), on):
        yield _of_unit("organization.no_secretary", key, name)


def _no_phone(units: Iterable[_Unit], on: date) -> Iterator[Gap]:
    """Whoever answers for a unit and can be reached by nothing."""
    seen: set[int] = set()
    holders = holders_on(Organization.objects.filter(closed_on=None), on)
    for unit in units:
        one = holders.get(unit.pk)
        if one is not None and not (one.office_phone or one.mobile) and one.person_id not in seen:
            seen.add(one.person_id)
            yield _of_person("organization.no_phone", one.person_id, one.name, unit.name)


def _no_election(units: Iterable[_Unit]) -> Iterator[Gap]:
    elected = set(Election.objects.values_list("organization_id", flat=True))
    for unit in units:
        if unit.pk not in elected and unit.level != Organization.Level.GROUP:
            yield _of_unit("organization.no_election", unit.pk, unit.name)


def _no_members(units: Iterable[_Unit]) -> Iterator[Gap]:
    for unit in units:
        if unit.level == Organization.Level.BRANCH and not unit.members_count:
            yield _of_unit("organization.no_members", unit.pk, unit.name)


def _same_unit_name(units: Iterable[_Unit]) -> Iterator[Gap]:
    """Two open units of one name below the same superior: one of them is probably entered twice."""
    found: dict[tuple[str, str], list[_Unit]] = defaultdict(list)
    for unit in units:
        found[unit.path[: -Organization.steplen], "".join(unit.name.split())].append(unit)
    for rows in found.values():
        for unit in rows if len(rows) > 1 else ():
            yield _of_unit("organization.same_unit_name", unit.pk, unit.name, unit.code)


def _same_person() -> Iterator[Gap]:
    """Two people of one name in one unit, or with one mobile number."""
    rows = Person.objects.filter(active=True).order_by("organization__path", "pk").values_list(
        "pk", "name", "mobile", "duty", "organization_id", "organization__name", "organization__short_name"
    )  # fmt: skip
    by_name: dict[tuple[int, str], list[Any]] = defaultdict(list)
    by_number: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        _key, name, mobile, _duty, unit, *_named = row
        by_name[unit, "".join(name.split())].append(row)
        if mobile:
            by_number[mobile].append(row)
    for code, groups in (("organization.same_name", by_name), ("organization.same_mobile", by_number)):
        for people in groups.values():
            for key, name, mobile, duty, _unit, unit_name, short_name in people if len(people) > 1 else ():
                detail = mobile if code == "organization.same_mobile" else duty
                yield _of_person(code, key, f"{name}（{short_name or unit_name}）", detail)


def _at_dissolved(on: date) -> Iterator[Gap]:
    """Somebody in service who is registered at an organisation that is no more."""
    rows = Person.objects.filter(active=True, organization__closed_on__lte=on).order_by("organization__path", "pk")
    for key, name, unit in rows.values_list("pk", "name", "organization__name"):
        yield _of_person("organization.at_dissolved", key, name, unit)


def _overlapping_terms() -> Iterator[Gap]:
    """Two secretaries of one unit at the same time, the acting one aside."""
    terms = Term.objects.filter(post=Term.Post.SECRETARY, acting=False).filter(started_on__isnull=False)
    before: tuple[int, date | None, str] | None = None
    for unit, name, begun, ended, person in terms.order_by("organization__path", "started_on", "pk").values_list(
        "organization_id", "organization__name", "started_on", "ended_on", "person__name"
    ):
        if before is not None and before[0] == unit and (before[1] is None or before[1] > begun):
            yield _of_unit("organization.terms_overlap", unit, name, f"{before[2]} · {person}")
        before = (unit, ended, person)
