"""Django's entry for the shared floor."""

from django.apps import AppConfig
from django.db.models.signals import pre_save


class BaseConfig(AppConfig):
    """The shared floor as a Django app: pages, forms, lists, wording."""

    name = "shuping.base"
    label = "base"

    def ready(self) -> None:
        """Judge every row before it is saved."""
        from .bounds import refuse_what_does_not_fit

        pre_save.connect(refuse_what_does_not_fit, dispatch_uid="base.bounds")
