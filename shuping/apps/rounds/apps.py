"""Django's entry for this app."""

from typing import Any

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "shuping.apps.rounds"
    label = "rounds"

    def ready(self) -> None:
        """Listen to what the apps below announce."""
        from shuping.apps.ballots.signals import count_unlocked
        from shuping.apps.cycles.signals import participant_added

        participant_added.connect(_participant_added, dispatch_uid="rounds.participant_added")
        count_unlocked.connect(_count_unlocked, dispatch_uid="rounds.count_unlocked")


# This app stands on all others: loading its acts at the start would make every command load whatever compares texts and
# draws papers, which takes a second. They are loaded when something is announced.
def _participant_added(sender: object, **told: Any) -> None:
    from . import receivers

    receivers.on_participant_added(sender, **told)


def _count_unlocked(sender: object, **told: Any) -> None:
    from . import receivers

    receivers.on_count_unlocked(sender, **told)
