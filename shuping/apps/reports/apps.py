"""Django's entry for this app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "shuping.apps.reports"
    label = "reports"
