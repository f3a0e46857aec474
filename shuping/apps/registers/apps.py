"""Django's entry for this app."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "shuping.apps.registers"
    label = "registers"
