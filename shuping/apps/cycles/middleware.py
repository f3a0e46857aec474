"""Before every page: whether the acting person's unit organises a child round, so that its doors there open."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse

from shuping.base.actor import Actor
from shuping.core.roles.permissions import ORGANIZER

from .access import organizes

ORGANIZERS = frozenset(role for roles in ORGANIZER.values() for role in roles)


class Organizing:
    """Marks `request.actor` as organiser; stands behind the middleware that sets it. One query, for units only."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is not None and actor.role in ORGANIZERS and organizes(actor.organization_id):
            request.actor = replace(actor, organizes=True)  # type: ignore[attr-defined]
        return self.handler(request)
