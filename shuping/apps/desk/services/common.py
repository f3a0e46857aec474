"""What the acts of the desk share."""

from datetime import datetime

from shuping.base import clock
from shuping.core.errors import RuleError


def moment(at: datetime) -> str:
    """As people read it, local."""
    return at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")


def need(text: str, code: str) -> str:
    """The words without blanks at their ends. Raises RuleError with `code` where there are none."""
    words = text.strip()
    if not words:
        raise RuleError(code)
    return words
