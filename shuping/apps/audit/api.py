"""What other apps may call: appending an act and checking the chain."""

from .queries import latest_act
from .services import damage, record

__all__ = ["damage", "latest_act", "record"]
