"""Django's entry for the shared floor."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "shuping.base"
    label = "base"
