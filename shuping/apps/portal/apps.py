"""Django's entry for this app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "shuping.apps.portal"
    label = "portal"
