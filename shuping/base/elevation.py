"""Elevated rights in a timed mode that is switched on and off (ORG-08).

A person whose post has acts of consequence works without them. Switching on needs the password, and the second factor
where the account has one; it holds for the minutes chosen, ends by itself, on demand, with the post or the session.
What the accounts know (second factor, audit) they hang in from above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import Signal
from django.http import HttpRequest

from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import clock

FIELDS = ("confirm_password", "confirm_code", "elevated_minutes")
"""What the page that switches on adds to the fields of the act it interrupted."""

switched_on = Signal()
"""Sent with `request`, `minutes` and `at` once the mode is on."""

POWERS: set[Permission] = set()
"""Every permission under which an address holds an act of consequence; doors fill it as the addresses are read."""


@dataclass
class SecondFactor:
    """How the accounts ask for a code: whether this person has a second factor, and whether a code is right."""

    wanted: Callable[[HttpRequest], bool] = lambda request: False
    right: Callable[[HttpRequest, str], bool] = lambda request, code: True


second_factor = SecondFactor()


def seconds_left(request: HttpRequest) -> int:
    """How long acts of consequence are still open; 0 outside the mode."""
    length = int(request.session.get("elevated_minutes", settings.FRESH_CONFIRMATION_MINUTES)) * 60
    passed = clock.now().timestamp() - request.session.get("confirmed_at", 0)
    return max(0, min(int(-(-(length - passed) // 1)), length))  # a second begun counts


def is_on(request: HttpRequest) -> bool:
    """Whether the mode is on now."""
    return seconds_left(request) > 0


def may_be_raised(request: HttpRequest) -> bool:
    """Whether the acting post has acts of consequence at all."""
    actor = getattr(request, "actor", None)
    return actor is not None and any(actor.reach(one) is not Reach.NONE for one in POWERS)


def switch_on(request: HttpRequest) -> bool:
    """Switch the mode on if password, and code where one is wanted, are among the posted fields and right."""
    password = request.POST.get("confirm_password")
    user = cast(AbstractBaseUser, request.user)
    if not password or authenticate(request, username=user.get_username(), password=password) != user:
        return False
    if second_factor.wanted(request) and not second_factor.right(request, request.POST.get("confirm_code", "")):
        return False
    chosen = request.POST.get("elevated_minutes", "")
    usual = settings.FRESH_CONFIRMATION_MINUTES
    minutes = next((one for one in settings.ELEVATION_MINUTES if str(one) == chosen), usual)
    request.session["confirmed_at"] = clock.now().timestamp()
    request.session["elevated_minutes"] = minutes
    switched_on.send(sender=None, request=request, minutes=minutes, at=clock.now())
    return True


def switch_off(request: HttpRequest) -> bool:
    """Switch the mode off; whether it was on."""
    was = is_on(request)
    request.session.pop("confirmed_at", None)
    request.session.pop("elevated_minutes", None)
    return was
