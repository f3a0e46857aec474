"""Django's entry for this app."""

from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "shuping.apps.organization"
    label = "organization"
