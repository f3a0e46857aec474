"""Moments of the demonstration."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def moment(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A local moment, aware, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=LOCAL).astimezone(UTC)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A local moment of a day."""
    return moment(day.year, day.month, day.day, hour, minute)
