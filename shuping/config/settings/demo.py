"""The demonstration on a loopback address: plain HTTP is acceptable there and nowhere else (settled.md 5)."""

from .base import *  # noqa: F403

DEMONSTRATION = True
