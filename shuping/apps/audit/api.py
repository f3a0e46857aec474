"""What other apps may call: appending an act and checking the chain."""

from .services import damage, record

__all__ = ["damage", "record"]
