"""Before every page: no plain HTTP beyond loopback, who acts in which post, and what must be settled first."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import LazyObject

from shuping.base import clock

from .models import User
from .queries import actor_from, must_change_password, needs_second_factor, valid_assignments

SESSION_KEY = "assignment"
Handler = Callable[[HttpRequest], HttpResponse]


def is_loopback(address: str) -> bool:
    """Whether an address is this machine itself; False for anything that is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def travels_in_the_open(request: HttpRequest) -> bool:
    """Whether the answer would cross a network unencrypted (settled.md 5).

    A proxy on this machine, or one named in TRUSTED_PROXIES, is believed when it says that the outside came by HTTPS;
    without that word a forwarded request counts as plain.
    """
    if request.is_secure():
        return False
    sender = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"))
    if is_loopback(sender) and not forwarded:
        return False
    trusted = is_loopback(sender) or sender in getattr(settings, "TRUSTED_PROXIES", ())
    return not (trusted and request.headers.get("X-Forwarded-Proto", "").lower() == "https")


class PlainHttp:
    """Staff pages are refused over plain HTTP beyond loopback: password and cookie would be readable on the way."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.SESSION_COOKIE_PATH) and travels_in_the_open(request):
            return render(request, "accounts/plain_http.html", status=403)
        return self.handler(request)


class ActingRole:
    """Sets `request.assignments`, `request.assignment` and `request.actor` with one query.

    The actor is None while no role is held.
    Also speaks the language kept with the account, and sends to the page where something must be settled first: a
    password that somebody else gave or that is too old, a second factor that the post requires.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.assignments = []  # type: ignore[attr-defined]
        request.assignment = None  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._choose(request)
        return self.handler(request)

    def _choose(self, request: HttpRequest) -> None:
        user = plain_user(request)
        if user.language != translation.get_language():
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
        rows = valid_assignments(user, on=clock.today())
        chosen = request.session.get(SESSION_KEY)
        current = next((row for row in rows if row.pk == chosen), rows[0] if rows else None)
        request.assignments = rows  # type: ignore[attr-defined]
        request.assignment = current  # type: ignore[attr-defined]
        if current is not None:
            request.actor = actor_from(current, user)  # type: ignore[attr-defined]

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Send to what must be settled first; pages that settle it, and public ones, stay open."""
        if not request.user.is_authenticated or getattr(view, "open_before_settled", False):
            return None
        if not getattr(view, "login_required", True):
            return None
        user = plain_user(request)
        if must_change_password(user, at=clock.now()):
            return redirect("accounts:password")
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return redirect("accounts:preferences")
        verified = getattr(user, "otp_device", None) is not None
        if needs_second_factor(actor.role) and not verified:
            return redirect("accounts:second_factor")
        return None


def plain_user(request: HttpRequest) -> User:
    """The account behind the lazy wrappers of the request."""
    user: Any = request.user
    while isinstance(user, LazyObject):
        user.is_authenticated  # noqa: B018  (wakes the wrapper)
        user = user._wrapped  # type: ignore[attr-defined]
    return user  # type: ignore[no-any-return]
