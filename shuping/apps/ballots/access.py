"""Doors of the count: a session is found only within reach of the acting role."""

from django.db.models import QuerySet
from django.http import Http404

from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.roles.permissions import Permission

from .models import CountSession, Keying


def sessions(actor: Actor, permission: Permission) -> QuerySet[CountSession]:
    """The counts whose round the actor may reach with `permission`."""
    rows = CountSession.objects.select_related("cycle__rule_set", "cycle__organizer")
    return within(rows, actor, permission, "cycle__organizer")


def find_session(actor: Actor, cycle_id: int, permission: Permission) -> CountSession:
    """The count of one round. Raises Http404 beyond the actor's reach."""
    found = (
        sessions(actor, permission)
        .select_related("first_lock_by", "locked_by", "unlock_asked_by")
        .filter(cycle_id=cycle_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_own_keying(actor: Actor, pk: int) -> Keying:
    """A keying of the acting clerk; nobody opens another clerk's. Raises Http404."""
    rows = Keying.objects.select_related("session__cycle__rule_set", "keyed_by").filter(keyed_by_id=actor.user_id)
    found = within(rows, actor, Permission.COUNT_KEY, "session__cycle__organizer").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
