"""What other apps may call: appending an act, reading acts, checking the chain."""

from .queries import Act, acts, latest_act
from .services import damage, record

__all__ = ["Act", "acts", "damage", "latest_act", "record"]
