"""What several pages of the accounts share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

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
    """The address to go on to, if it lies in this house; the fallback page otherwise."""
    if given and url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure()):
        return given
    return reverse(fallback)


def go_on(request: HttpRequest, given: str) -> HttpResponse:
    """Redirect to `given` if it lies in this house, else to my day."""
    return HttpResponseRedirect(safe_next(request, given))  # `redirect` would take words for the name of a page
