"""Indicator schemes: made from the suggestion, last year's or a sheet; edited until locked (CYC-06, CYC-07)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.apps.assessments.models import Scheme
from shuping.apps.organization.api import Organization
from shuping.base.actor import Actor
from shuping.core.assessments.defaults import NAME, SOURCE, default_body
from shuping.core.assessments.scheme import faults
from shuping.core.errors import RuleError
from shuping.core.rulesets.digest import digest

from . import common

CLASSES = ("", *Organization.UnitClass.values)


@transaction.atomic
def make_scheme(
    *,
    organizer: Organization,
    name: str = NAME,
    unit_class: str = "",
    body: Mapping[str, Any] | None = None,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Scheme:
    """A new scheme, from the suggested values unless `body` is given.

    Raises RuleError `assessments.name_missing`, `assessments.name_taken`, `assessments.unknown_class`.
    """
    name = common.need(name, "assessments.name_missing", 100)
    if Scheme.objects.filter(organizer=organizer, name=name).exists():
        raise RuleError("assessments.name_taken", name=name)
    row = Scheme.objects.create(
        organizer=organizer,
        name=name,
        unit_class=_class(unit_class),
        body=dict(body) if body is not None else default_body(),
        source=(source.strip() or (SOURCE if body is None else ""))[:300],
        made_at=at,
        made_by_id=by.user_id,
        changed_by=by.name[:100],
    )
    common.record("scheme.created", row, by=by, at=at, organization_id=organizer.pk)
    return row


@transaction.atomic
def edit_scheme(
    *,
    scheme: Scheme,
    revision: int | None,
    name: str,
    unit_class: str,
    source: str,
    body: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> Scheme:
    """Change a scheme that no assessment uses yet; it must total exactly 100 (考-1).

    Raises RuleError `assessments.scheme_locked`, `assessments.stale` (who), `assessments.scheme_faulty` (count) and
    as `make_scheme`.
    """
    row = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if row.locked_at is not None:
        raise RuleError("assessments.scheme_locked", at=common.moment(row.locked_at))
    if revision != row.revision:
        raise RuleError("assessments.stale", who=row.changed_by)
    found = faults(body)
    if found:
        raise RuleError("assessments.scheme_faulty", count=len(found))
    name = common.need(name, "assessments.name_missing", 100)
    if Scheme.objects.filter(organizer=row.organizer_id, name=name, version=row.version).exclude(pk=row.pk).exists():
        raise RuleError("assessments.name_taken", name=name)
    row.name, row.unit_class, row.source, row.body = name, _class(unit_class), source.strip()[:300], dict(body)
    row.revision += 1
    row.changed_by = by.name[:100]
    row.save()
    common.record("scheme.edited", row, by=by, at=at, organization_id=row.organizer_id)
    return row


@transaction.atomic
def next_version(*, scheme: Scheme, by: Actor, at: datetime) -> Scheme:
    """A further version of a scheme, to be edited: last year's stays as it was used (CYC-06).

    Raises RuleError `assessments.version_open` (number, who, at) while a further one is being edited.
    """
    rows = Scheme.objects.filter(organizer=scheme.organizer_id, name=scheme.name)
    list(rows.select_for_update().order_by("pk"))  # one at a time; what the other added is only seen by a new look
    known = {row.pk: row for row in rows.order_by("version")}
    base, last = known[scheme.pk], list(known.values())[-1]
    if last != base and last.locked_at is None:
        raise RuleError(
            "assessments.version_open", number=last.version, who=last.changed_by, at=common.moment(last.made_at)
        )
    number = last.version + 1
    row = Scheme.objects.create(
        organizer_id=base.organizer_id,
        name=base.name,
        unit_class=base.unit_class,
        version=number,
        body=base.body,
        source=base.source,
        based_on=base,
        made_at=at,
        made_by_id=by.user_id,
        changed_by=by.name[:100],
    )
    details = {"version": number, "based_on": base.pk}
    common.record("scheme.made", row, by=by, at=at, organization_id=row.organizer_id, details=details)
    return row


def lock(row: Scheme, *, at: datetime) -> None:
    """Lock a scheme in its first use; the digest seals it. Raises RuleError `assessments.scheme_faulty`."""
    if row.locked_at is not None:
        return
    found = faults(row.body)
    if found:
        raise RuleError("assessments.scheme_faulty", count=len(found))
    row.locked_at, row.digest = at, digest(row.body)
    row.save(update_fields=["locked_at", "digest"])


def _class(value: str) -> str:
    if value not in CLASSES:
        raise RuleError("assessments.unknown_class", value=value[:20])
    return value
