"""Where the roles of secretaries and the posts of the register say different things (ORG-03, ORG-05).

The office enters who is secretary, the security administrator grants the role; neither can do the other's part. So
what differs is listed: somebody who left the post would otherwise keep the door to the unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from shuping.core.roles.catalog import Role

from .models import RoleAssignment, User
from .queries import WIDE_LEVELS, Person, in_force

SECRETARIES = (Role.REPORTER.value, Role.SUB_SECRETARY.value)
Term = Person._meta.get_field("terms").related_model


@dataclass(frozen=True, slots=True)
class Difference:
    """One account of which role and post differ; `assignment_id` where a role is held without the post."""

    name: str
    username: str
    user_id: int
    organization_id: int
    place: str
    role: str
    since: date
    assignment_id: int | None


def differences(*, on: date) -> list[Difference]:
    """Roles without the post (or at a dissolved organisation), then posts without the role, in office order.

    Three queries.
    """
    return [*_without_post(on), *_without_role(on)]


def _heads(on: date) -> Q:
    """Terms of whoever answers for an organisation on a day: the secretary, or the deputy in charge."""
    open_then = Q(started_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gte=on))
    return open_then & (Q(acting=True) | Q(post="secretary"))


def _without_post(on: date) -> Iterator[Difference]:
    post = Term.objects.filter(_heads(on), person=OuterRef("user__person"), organization=OuterRef("organization"))
    secretary = ~Exists(post) & Q(role__in=SECRETARIES, stands_in_for=None, user__person__isnull=False)
    gone = Q(organization__closed_on__lte=on)
    rows = RoleAssignment.objects.filter(in_force(on), secretary | gone, user__is_active=True)
    for row in rows.select_related("user", "organization").order_by("organization__path", "id"):
        name, place = str(row.user), row.organization.name
        yield Difference(
            name, row.user.username, row.user_id, row.organization_id, place, row.role, row.valid_from, row.pk
        )


def _without_role(on: date) -> Iterator[Difference]:
    users = {user.person_id: user for user in User.objects.filter(is_active=True).exclude(person=None)}
    held = RoleAssignment.objects.filter(
        in_force(on), user__person=OuterRef("person"), organization=OuterRef("organization"), role__in=SECRETARIES
    )
    rows = Term.objects.filter(_heads(on), ~Exists(held), person__in=list(users), organization__closed_on=None)
    rows = rows.exclude(organization__level__in=WIDE_LEVELS).select_related("organization")
    for row in rows.order_by("organization__path", "id"):
        user, place = users[row.person_id], row.organization
        yield Difference(str(user), user.username, user.pk, place.pk, place.name, "", row.started_on, None)
