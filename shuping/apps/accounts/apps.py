"""Django's entry for this app."""

from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class AccountsConfig(AppConfig):
    name = "shuping.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Leave a trace when an account locks itself after too many wrong passwords."""
        from axes.signals import user_locked_out

        from shuping.base import elevation

        user_locked_out.connect(note_lock_out, dispatch_uid="accounts.lock_out")
        elevation.switched_on.connect(note_raised, dispatch_uid="accounts.raised")
        elevation.second_factor.wanted, elevation.second_factor.right = wants_code, right_code


def note_raised(*, request: HttpRequest, minutes: int, at: datetime, **rest: Any) -> None:
    """Leave a trace of elevated rights switched on, and of the act that asked for them."""
    from .middleware import plain_user
    from .services.accounts import note_rights_raised

    match = request.resolver_match
    act = match.view_name if match is not None else ""
    by = getattr(request, "actor", None)
    note_rights_raised(user=plain_user(request), by=by, minutes=minutes, act=act, at=at)


def wants_code(request: HttpRequest) -> bool:
    """Whether elevated rights ask for a code: where the account has a second factor."""
    from .middleware import plain_user
    from .services.second_factor import device_of

    return device_of(plain_user(request)) is not None


def right_code(request: HttpRequest, code: str) -> bool:
    """Whether the code fits; too many wrong ones make the next try wait, which counts as wrong here."""
    from shuping.base import clock
    from shuping.core.errors import RuleError

    from .middleware import plain_user
    from .services.second_factor import verify

    try:
        return verify(user_id=plain_user(request).pk, code=code, at=clock.now()) is not None
    except RuleError:
        return False


def note_lock_out(*, request: HttpRequest, username: str | None, ip_address: str | None, **rest: Any) -> None:
    """One audit row for the attempt that locks; further attempts while locked leave none."""
    from django.conf import settings

    from shuping.base import clock

    from .services.accounts import note_lock_out as note

    if username and getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
        note(username=username, address=ip_address or "", at=clock.now())
