"""Django's entry for this app."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "shuping.apps.rounds"
    label = "rounds"
