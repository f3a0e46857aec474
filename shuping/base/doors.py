"""Doors: find and permit in one call. Outsiders get 404, acts of power ask for a fresh confirmation.

A view names its permission once: `@door(Permission.REPORT_READ)`. The object behind it is found by the
app's `access` module, which calls `within` so that nothing beyond the actor's reach is ever found.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve

from shuping.base.actor import Actor
from shuping.base.asked import LONGEST
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import elevation

M = TypeVar("M", bound=Model)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def actor_of(request: HttpRequest) -> Actor:
    """The acting person of this request. Raises Http404 if nobody acts (no role is active)."""
    acting = getattr(request, "actor", None)
    if acting is None:
        raise Http404
    return cast(Actor, acting)


def door(permission: Permission, *, power: bool = False) -> Callable[[View], View]:
    """Let a request in only if the acting role holds `permission` at all; 404 otherwise.

    `power=True` (sealing, unlocking, deciding) is refused outside the elevated mode, with a page that switches it on
    and goes on with the act as it was filled in (ORG-08). The wrapped view carries `permission` and `power` for the
    permission table of the tests.
    """

    def decorate(view: View) -> View:
        if power:
            elevation.POWERS.add(permission)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if actor_of(request).reach(permission) is Reach.NONE or not _keys(kwargs):
                raise Http404
            if power and request.method == "POST" and not freshly_confirmed(request):
                return _ask_for_confirmation(request)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.power = power  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def _keys(kwargs: dict[str, Any]) -> bool:
    """Whether every number of the address can be a key at all; no database looks for a longer one."""
    return all(len(str(value)) <= LONGEST for value in kwargs.values() if isinstance(value, int))


def may_open(actor: Actor, address: str) -> bool:
    """Whether the acting role holds the permission of the page at an address of this house: no way to a closed door."""
    permission = getattr(resolve(urlsplit(address).path).func, "permission", None)
    return permission is None or actor.reach(permission) is not Reach.NONE


def freshly_confirmed(request: HttpRequest) -> bool:
    """Whether the elevated mode is on, or is switched on by this very request (ORG-08).

    The page that asks posts to the very address that asked for it, with the original fields and those of
    `elevation.FIELDS`, so that nothing typed is lost.
    """
    return elevation.is_on(request) or elevation.switch_on(request)


def _ask_for_confirmation(request: HttpRequest) -> HttpResponse:
    hidden = ("csrfmiddlewaretoken", *elevation.FIELDS)
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in hidden]
    failed = "confirm_password" in request.POST
    context = {"fields": fields, "failed": failed, **asked(request)}
    return render(request, "base/confirm.html", context, status=403 if failed else 200)


def asked(request: HttpRequest) -> dict[str, object]:
    """What the page that switches the elevated mode on has to ask for."""
    return {
        "wants_code": elevation.second_factor.wanted(request),
        "lengths": settings.ELEVATION_MINUTES,
        "usual": settings.FRESH_CONFIRMATION_MINUTES,
        "ended": request.session.get("confirmed_at", 0) > 0,
    }


def organized(actor: Actor, permission: Permission, organizer: str) -> Q:
    """What lies in child rounds that the actor's organisation organises, if `permission` reaches exactly those.

    `organizer`: field path to the round's organiser, ending in "organizer".
    """
    if actor.reach(permission) is not Reach.ORGANIZED or not organizer:
        return Q(pk__in=())
    parent = f"{organizer.removesuffix('organizer')}parent"
    return Q(**{organizer: actor.organization_id, f"{parent}__isnull": False})


def _inherited(actor: Actor, organization: str) -> Q:
    """What belongs to organisations that ended in the actor's own: somebody has to go on with it."""
    return Q(**{f"{organization}__in": actor.inherits}) if actor.inherits else Q()


def within(
    rows: QuerySet[M], actor: Actor, permission: Permission, organization: str = "organization", organizer: str = ""
) -> QuerySet[M]:
    """The rows whose organisation (field path `organization`) lies within the actor's reach for `permission`.

    `organizer`: field path to the organiser of the round in which the row lies, if it lies in one; it is what
    Reach.ORGANIZED looks at. A path `organization` that ends in "organizer" serves as both.
    """
    match actor.reach(permission):
        case Reach.ALL:
            return rows
        case Reach.BELOW:
            below = Q(**{f"{organization}__path__startswith": actor.organization_path})
            return rows.filter(below | _inherited(actor, organization))
        case Reach.OWN:
            return rows.filter(Q(**{organization: actor.organization_id}) | _inherited(actor, organization))
        case Reach.ORGANIZED:
            path = organizer or (organization if organization.endswith("organizer") else "")
            return rows.filter(organized(actor, permission, path))
        case _:
            return rows.none()
