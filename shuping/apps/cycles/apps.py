"""Django's entry for this app."""

from django.apps import AppConfig


class CyclesConfig(AppConfig):
    name = "shuping.apps.cycles"
    label = "cycles"
