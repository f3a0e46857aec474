"""Django's entry for this app."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "shuping.apps.rounds"
    label = "rounds"

    def ready(self) -> None:
        """Listen to what the apps below announce."""
        from shuping.apps.ballots.signals import count_unlocked
        from shuping.apps.cycles.signals import participant_added

        from . import receivers

        participant_added.connect(receivers.on_participant_added, dispatch_uid="rounds.participant_added")
        count_unlocked.connect(receivers.on_count_unlocked, dispatch_uid="rounds.count_unlocked")
