"""Violated invariants of the stored accounts, for `shuping verify`."""

from collections.abc import Iterator
from itertools import chain

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import F, Q, QuerySet

from shuping.core.roles.catalog import Role
from shuping.core.roles.terms import NO_STAND_IN, clashing, doubled, overlap

from . import queries
from .models import ConflictDeclaration, OneTimeLink, RoleAssignment, User

_ROLES = {role.value for role in Role}


def damage() -> Iterator[str]:
    """One plain line per violated invariant of accounts, roles, one-time codes and declarations."""
    yield from chain(_unknown_roles(), _pairs(), _places(), _stand_ins(), _without_role(), _links(), _declarations())


def _known() -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(role__in=_ROLES)


def _unknown_roles() -> Iterator[str]:
    for row in RoleAssignment.objects.exclude(role__in=_ROLES).select_related("user"):
        yield f"accounts: {row.user.username} holds the unknown role {row.role!r}"


def _pairs() -> Iterator[str]:
    for rows in queries.pairs_by_user(_known()):
        holdings = [queries.holding(row) for row in rows]
        name = rows[0].user.username
        for one, other in clashing(holdings):
            yield f"accounts: {name} holds {one.role.value} and {other.role.value} at once"
        for one, _other in doubled(holdings):
            yield f"accounts: {name} holds {one.role.value} twice at organisation {one.organization_id}"


def _places() -> Iterator[str]:
    late = Q(valid_to=None) | Q(valid_to__gte=F("organization__closed_on"))
    rows = RoleAssignment.objects.filter(late, organization__closed_on__isnull=False)
    for row in rows.select_related("user", "organization"):
        yield f"accounts: {row.user.username} holds {row.role} at {row.organization.code}, which is closed"


def _stand_ins() -> Iterator[str]:
    rows = list(_known().filter(stands_in_for__isnull=False).select_related("user", "stands_in_for"))
    persons = {row.stands_in_for_id for row in rows}
    regular = list(_known().filter(user__person__in=persons, stands_in_for=None).select_related("user"))
    for row in rows:
        if row.valid_to is None:
            yield f"accounts: the stand-in of {row.user.username} has no end"
        if Role(row.role) in NO_STAND_IN or row.user.person_id == row.stands_in_for_id:
            yield f"accounts: {row.user.username} may not stand in as {row.role}"
        wanted = queries.holding(row)
        meant = [queries.holding(one) for one in regular if one.user.person_id == row.stands_in_for_id]
        if not any(
            one.role is wanted.role and one.organization_id == wanted.organization_id and overlap(one, wanted)
            for one in meant
        ):
            yield f"accounts: {row.user.username} stands in for nobody as {row.role}"


def _without_role() -> Iterator[str]:
    rows = User.objects.filter(is_active=True, assignments=None).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    for user in rows.exclude(password=""):
        yield f"accounts: {user.username} can log in and holds no role"


def _links() -> Iterator[str]:
    for link in OneTimeLink.objects.filter(Q(used_at__gt=F("expires_at")) | Q(used_at__lt=F("issued_at"))):
        yield f"accounts: one-time code {link.pk} was used outside its time"
    for link in OneTimeLink.objects.filter(user=None, person=None):
        yield f"accounts: one-time code {link.pk} is for nobody"


def _declarations() -> Iterator[str]:
    for row in ConflictDeclaration.objects.filter(withdrawn_on__lt=F("declared_on")):
        yield f"accounts: declaration {row.pk} was withdrawn before it was made"
