"""Doors of the accounts: who finds which account, assignment or declaration."""

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import ConflictDeclaration, RoleAssignment, User


def accounts_within(actor: Actor, permission: Permission) -> QuerySet[User]:
    """Accounts within reach: those that hold a role at an organisation in reach, or whose person belongs to one."""
    match actor.reach(permission):
        case Reach.ALL:
            return User.objects.all()
        case Reach.BELOW:
            ids = RoleAssignment.objects.filter(organization__path__startswith=actor.organization_path).values("user")
            return User.objects.filter(
                Q(pk__in=ids) | Q(person__organization__path__startswith=actor.organization_path)
            )
        case Reach.OWN:
            ids = RoleAssignment.objects.filter(organization=actor.organization_id).values("user")
            return User.objects.filter(Q(pk__in=ids) | Q(person__organization=actor.organization_id))
        case _:
            return User.objects.none()


def find_account(actor: Actor, pk: int, permission: Permission = Permission.ACCOUNT_RESET) -> User:
    """The account `pk` if it lies within reach. Raises Http404 otherwise."""
    found = accounts_within(actor, permission).select_related("person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_assignment(actor: Actor, pk: int) -> RoleAssignment:
    """The role assignment `pk` for somebody who grants roles. Raises Http404 otherwise."""
    rows = RoleAssignment.objects.select_related("user", "organization", "stands_in_for")
    found = within(rows, actor, Permission.ROLE_GRANT).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def declarations_within(actor: Actor) -> QuerySet[ConflictDeclaration]:
    """All declarations for the security administrator, one's own for everybody else."""
    rows = ConflictDeclaration.objects.select_related("person", "organization", "about")
    if actor.reach(Permission.ROLE_GRANT) is not Reach.NONE:
        return rows
    return rows.filter(person=actor.person_id) if actor.person_id is not None else rows.none()


def find_declaration(actor: Actor, pk: int) -> ConflictDeclaration:
    """The declaration `pk` if the actor may see it. Raises Http404 otherwise."""
    found = declarations_within(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
