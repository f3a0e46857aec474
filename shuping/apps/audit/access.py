"""Doors of the audit log."""

from django.http import Http404

from shuping.base.actor import Actor
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import AuditEvent


def find_event(actor: Actor, number: int) -> AuditEvent:
    """The event with a number, for somebody who may read the log. Raises Http404 otherwise."""
    found = AuditEvent.objects.filter(number=number).first()
    if found is None or actor.reach(Permission.AUDIT_READ) is Reach.NONE:
        raise Http404
    return found
