"""Find and permit in one call: what lies beyond the actor's reach does not exist."""

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import ImportDraft, Leadership, Organization, Person, Term


def organizations(actor: Actor, permission: Permission) -> QuerySet[Organization]:
    """The organisations within the actor's reach, in office order, closed ones included."""
    rows: QuerySet[Organization] = Organization.objects.order_by("path")
    match actor.reach(permission):
        case Reach.ALL:
            return rows
        case Reach.BELOW:
            return rows.filter(Q(path__startswith=actor.organization_path) | Q(pk__in=actor.inherits))
        case Reach.OWN:
            return rows.filter(pk__in=(actor.organization_id, *actor.inherits))
        case _:
            return rows.none()


def find_organization(actor: Actor, pk: int, permission: Permission) -> Organization:
    """One organisation, or Http404."""
    found = organizations(actor, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_person(actor: Actor, pk: int, permission: Permission) -> Person:
    """A person whose own organisation is in reach, or Http404."""
    found = within(Person.objects.select_related("organization"), actor, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_term(actor: Actor, pk: int, permission: Permission) -> Term:
    """A term at an organisation in reach, or Http404."""
    found = within(Term.objects.select_related("organization", "person"), actor, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_leadership(actor: Actor, pk: int, permission: Permission) -> Leadership:
    """A leadership relation of an organisation in reach, or Http404."""
    rows = within(Leadership.objects.select_related("organization", "leader"), actor, permission)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_draft(actor: Actor, pk: int) -> ImportDraft:
    """An import in the making, for whoever may keep the whole register, or Http404."""
    whole = actor.reach(Permission.ORGANIZATION_KEEP) is Reach.ALL
    found = ImportDraft.objects.select_related("default_parent").filter(pk=pk).first() if whole else None
    if found is None:
        raise Http404
    return found
