"""The calendar of exceptional days: holidays and moved working days (CYC-14)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles.models import CalendarDay
from shuping.base.actor import Actor


@transaction.atomic
def set_days(*, rows: Iterable[tuple[date, bool, str]], by: Actor, at: datetime) -> int:
    """Name exceptional days (day, worked or not, note); a day named before takes the new values. Returns how many."""
    count = 0
    for day, working, note in rows:
        CalendarDay.objects.update_or_create(day=day, defaults={"working": working, "note": note[:60]})
        count += 1
    audit_api.record("cycles.set_days", by=by, at=at, details={"days": count})
    return count


@transaction.atomic
def remove_day(*, row: CalendarDay, by: Actor, at: datetime) -> None:
    """Let a day follow its weekday again."""
    day = row.day
    row.delete()
    audit_api.record("cycles.remove_day", by=by, at=at, details={"day": day.isoformat()})
