"""Django's entry for this app."""

from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "shuping.apps.ballots"
    label = "ballots"
