"""Doors of the register of documents from above."""

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import Handling, SuperiorDocument, SuperiorTask


def documents(actor: Actor, permission: Permission = Permission.SUPERIOR_READ) -> QuerySet[SuperiorDocument]:
    """Documents of organisations in reach; a unit reads those that were deployed to it or gave it a task."""
    rows = SuperiorDocument.objects.select_related("organization", "entered_by")
    match actor.reach(permission):
        case Reach.ALL:
            return rows
        case Reach.NONE:
            return rows.none()
        case _:
            reached = Handling.objects.filter(withdrawn_at=None, units=actor.organization_id).values("document")
            tasked = SuperiorTask.objects.filter(organization=actor.organization_id).values("document")
            return rows.filter(Q(pk__in=reached) | Q(pk__in=tasked))


def find_document(actor: Actor, pk: int, permission: Permission = Permission.SUPERIOR_READ) -> SuperiorDocument:
    """One document. Raises Http404."""
    found = documents(actor, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_handling(actor: Actor, pk: int) -> Handling:
    """A step of a document that the actor keeps. Raises Http404."""
    kept = documents(actor, Permission.SUPERIOR_KEEP).values("pk")
    found = Handling.objects.select_related("document").filter(pk=pk, document__in=kept).first()
    if found is None:
        raise Http404
    return found


def tasks(actor: Actor, permission: Permission = Permission.SUPERIOR_READ) -> QuerySet[SuperiorTask]:
    """Tasks of units in reach, what is due first."""
    return within(SuperiorTask.objects.select_related("document", "organization"), actor, permission)


def find_task(actor: Actor, pk: int, permission: Permission) -> SuperiorTask:
    """One task. Raises Http404."""
    found = tasks(actor, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
