"""What several pages of the accounts share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from shuping.apps.accounts import ways_in
from shuping.apps.accounts.models import User
from shuping.base import clock
from shuping.base.listing import plain
from shuping.base.roles import role_label

View = TypeVar("View", bound=Callable[..., HttpResponse])


def open_before_settled(view: View) -> View:
    """Mark a page as open to somebody who has yet to change a given password or to set up a second factor."""
    view.open_before_settled = True  # type: ignore[attr-defined]
    return view


def never_kept(view: View) -> View:
    """Mark an answer that may show a secret once: neither browser nor proxy keeps it."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer

    return cast(View, answered)


def safe_next(request: HttpRequest, given: str, fallback: str = "portal:my_day") -> str:
    """The address to go on to, if it lies in this house and where the session is known; the fallback page otherwise."""
    inside = urlsplit(given).path.startswith(settings.SESSION_COOKIE_PATH)
    if inside and url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure()):
        return given
    return reverse(fallback)


def go_on(request: HttpRequest, given: str) -> HttpResponse:
    """Redirect to `given` if it lies in this house, else to my day."""
    return HttpResponseRedirect(safe_next(request, given))  # `redirect` would take words for the name of a page


def told(one: ways_in.WayIn) -> str:
    """Who gave a new way in, and when, as the one who was helped reads it."""
    words = {"name": one.by, "role": role_label(one.by_role) if one.by_role else "—", "at": plain(one.at)}
    if one.kind == "code":
        text = _("%(name)s (%(role)s) issued a one-time code for your account on %(at)s.")
    elif one.second_factor_forgotten:
        text = _("%(name)s (%(role)s) reset your password and second factor on %(at)s.")
    else:
        text = _("%(name)s (%(role)s) reset your password on %(at)s.")
    return text % words


def tell_of_ways_in(request: HttpRequest, user: User) -> None:
    """Tell at log-in who gave the account a new way in; no click of an impostor makes it go away."""
    what_to_do = _("If you did not ask for it, tell the security administrator at once.")
    for one in ways_in.told_at_log_in(user, at=clock.now())[:3]:
        messages.warning(request, f"{told(one)} {what_to_do}")
