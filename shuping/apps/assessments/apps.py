"""Django's entry for this app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "shuping.apps.assessments"
    label = "assessments"
