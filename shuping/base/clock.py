"""The only place that reads the clock. Services and the core take the moment as an argument.

A demonstration runs on a fixed day (setting FIXED_DAY, shown on every page); the time of day stays real,
so that the order of acts is kept.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

LOCAL = ZoneInfo("Asia/Shanghai")


def real() -> datetime:
    """What the machine's clock says, aware, in UTC."""
    return datetime.now(tz=UTC)  # noqa: TID251


def now() -> datetime:
    """The present moment, aware, in UTC; on the fixed day of a demonstration if one is set."""
    fixed: date | None = settings.FIXED_DAY
    if fixed is None:
        return real()
    local = real().astimezone(LOCAL)
    return local.replace(year=fixed.year, month=fixed.month, day=fixed.day).astimezone(UTC)


def today() -> date:
    """The present local day (Asia/Shanghai)."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The local calendar day of an aware moment."""
    return moment.astimezone(LOCAL).date()
