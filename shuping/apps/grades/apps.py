"""Django's entry for this app."""

from django.apps import AppConfig


class GradesConfig(AppConfig):
    name = "shuping.apps.grades"
    label = "grades"
