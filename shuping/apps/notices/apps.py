"""Django's entry for this app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "shuping.apps.notices"
    label = "notices"
