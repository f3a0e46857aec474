"""Gives every request its acting person (`request.actor`) from the role chosen in this session."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.roles.catalog import Role

from .models import RoleAssignment, User

SESSION_KEY = "assignment"


def valid_assignments(user: User, *, on: date) -> list[RoleAssignment]:
    """The role assignments of `user` that are in force on a day, oldest first, each with its organisation."""
    rows = user.assignments.select_related("organization", "stands_in_for").order_by("id")
    return [row for row in rows if row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)]


def actor_from(assignment: RoleAssignment, user: User) -> Actor:
    """The acting person for one role assignment."""
    return Actor(
        user_id=user.pk,
        name=str(user),
        role=Role(assignment.role),
        organization_id=assignment.organization_id,
        organization_path=assignment.organization.path,
        person_id=user.person_id,
        stands_in_for=assignment.stands_in_for.name if assignment.stands_in_for else "",
    )


class ActingRole:
    """Sets `request.assignments` and `request.actor`; the actor is None while nobody is logged in or holds a role."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.assignments = []  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._choose(request)
        return self.handler(request)

    def _choose(self, request: HttpRequest) -> None:
        user = request.user
        if isinstance(user, SimpleLazyObject):
            user = user._wrapped
        rows = valid_assignments(user, on=clock.today())  # type: ignore[arg-type]
        chosen = request.session.get(SESSION_KEY)
        current = next((row for row in rows if row.pk == chosen), rows[0] if rows else None)
        request.assignments = rows  # type: ignore[attr-defined]
        if current is not None:
            request.actor = actor_from(current, user)  # type: ignore[arg-type,attr-defined]
