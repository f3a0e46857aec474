"""Doors of the reminders."""

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.apps.organization import api as organization_api
from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import Reminder


def readable(actor: Actor) -> QuerySet[Reminder]:
    """Reminders about the organisations within reach, and those escalated to the actor's own."""
    rows = Reminder.objects.select_related("organization", "escalated_to", "user")
    reached = within(rows, actor, Permission.NOTICE_READ).values("pk")
    return rows.filter(Q(pk__in=reached) | Q(escalated_to=actor.organization_id))


def addressed(actor: Actor) -> QuerySet[Reminder]:
    """Reminders that speak to the actor's own organisation; what was told to the level above speaks to that level."""
    own = Q(organization=actor.organization_id, escalated_to=None) | Q(escalated_to=actor.organization_id)
    return Reminder.objects.select_related("organization", "escalated_to").filter(own)


def find_addressed(actor: Actor, pk: int) -> Reminder:
    """A reminder to the actor's own organisation. Raises Http404."""
    found = addressed(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_organization(actor: Actor, pk: int) -> organization_api.Organization:
    """An organisation the actor may remind. Raises Http404."""
    rows = organization_api.Organization.objects.all()
    match actor.reach(Permission.REMIND):
        case Reach.ALL:
            pass
        case Reach.BELOW:
            rows = rows.filter(path__startswith=actor.organization_path)
        case _:
            rows = rows.none()
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
