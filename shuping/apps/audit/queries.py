"""Reads of the audit log: filtered and paged by the database, since it only ever grows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from shuping.base.asked import whole_number
from shuping.base.clock import LOCAL

from .models import AuditEvent, ChainHead


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader looks for; empty fields do not narrow."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    action: str = ""
    organization_id: int | None = None
    words: str = ""
    sort: str = ""  # a key of ORDERS, with - before it the other way round; "" newest first


ORDERS = ("number", "at", "actor", "role", "action", "subject")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    # The first and last days of the calendar have no moment in UTC.
    return day if 1900 <= day.year < 3000 else None


def read_filter(typed: QueryDict) -> Filter:
    """The filter of an address; what cannot be read does not narrow."""
    text = {name: typed.get(name, "").strip() for name in ("who", "action", "q", "organization")}
    return Filter(
        since=_day(typed.get("since", "")),
        until=_day(typed.get("until", "")),
        who=text["who"][:100],
        action=text["action"][:80],
        organization_id=whole_number(text["organization"]),
        words=text["q"][:100],
        sort=typed.get("sort", "") if typed.get("sort", "").removeprefix("-") in ORDERS else "",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=LOCAL)


def events(wanted: Filter) -> QuerySet[AuditEvent]:
    """The events that fit, newest first unless another order is asked for; equal ones newest first."""
    rows = AuditEvent.objects.order_by(*([wanted.sort] if wanted.sort else []), "-number")
    if wanted.since is not None:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until is not None:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.who:
        rows = rows.filter(actor__icontains=wanted.who)
    if wanted.action:
        rows = rows.filter(Q(action=wanted.action) | Q(action__startswith=f"{wanted.action}."))
    if wanted.organization_id is not None:
        rows = rows.filter(organization_id_at=wanted.organization_id)
    for word in wanted.words.split():
        rows = rows.filter(Q(subject__icontains=word) | Q(reason__icontains=word) | Q(action__icontains=word))
    return rows


def known_actions() -> list[str]:
    """Every action that ever happened, in order of its code."""
    return list(AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct())


def organization_names(rows: Iterable[AuditEvent]) -> dict[int, str]:
    """Today's names of the organisations that these events concern."""
    wanted = {row.organization_id_at for row in rows if row.organization_id_at}
    # By name, as a foreign key would: this app stands below the register and never imports it.
    register: Any = apps.get_model("organization", "Organization")
    return dict(register.objects.filter(pk__in=wanted).values_list("pk", "name"))


def head() -> ChainHead | None:
    """Length and hash of the chain; None before the first event."""
    return ChainHead.objects.filter(pk=1).first()


@dataclass(frozen=True, slots=True)
class Act:
    """One act as another app may show it; `name` and `subject` as they stood then, `role` a code."""

    at: datetime
    name: str
    role: str
    action: str
    subject_id: str
    subject: str
    details: dict[str, object]


def acts(actions: Iterable[str], *, since: datetime, about: Model | None = None) -> list[Act]:
    """Acts of these codes since a moment, newest first; `about` narrows to one row."""
    rows = AuditEvent.objects.filter(action__in=list(actions), at__gte=since)
    if about is not None:
        rows = rows.filter(subject_kind=about._meta.label_lower, subject_id=str(about.pk))
    found = rows.order_by("-number").values_list("at", "actor", "role", "action", "subject_id", "subject", "details")
    return [Act(*row) for row in found]


def latest_act(prefix: str, about: Model | None = None, *, first: bool = False) -> dict[str, object]:
    """Who did the latest act whose code is `prefix` or begins with it, and when: what a refusal's sentence needs.

    {"name", "at"}; "—" where nobody is known. `about` narrows to acts on one row, also on a deleted one that still
    carries its key; `first` takes the earliest act instead.
    """
    rows = AuditEvent.objects.filter(Q(action=prefix) | Q(action__startswith=f"{prefix}."))
    if about is not None:
        rows = rows.filter(subject_kind=about._meta.label_lower, subject_id=str(about.pk))
    event = rows.order_by("number" if first else "-number").first()
    if event is None:
        return {"name": "—", "at": "—"}
    return {"name": event.actor, "at": event.at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")}
