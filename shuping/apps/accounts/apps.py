"""Django's entry for this app."""

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class AccountsConfig(AppConfig):
    name = "shuping.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Leave a trace when an account locks itself after too many wrong passwords."""
        from axes.signals import user_locked_out

        user_locked_out.connect(note_lock_out, dispatch_uid="accounts.lock_out")


def note_lock_out(*, request: HttpRequest, username: str | None, ip_address: str | None, **rest: Any) -> None:
    """One audit row for the attempt that locks; further attempts while locked leave none."""
    from django.conf import settings

    from shuping.base import clock

    from .services.accounts import note_lock_out as note

    if username and getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
        note(username=username, address=ip_address or "", at=clock.now())
