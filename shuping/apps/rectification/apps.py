"""Django's entry for this app."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "shuping.apps.rectification"
    label = "rectification"
