"""Appending to the chain, and checking it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from shuping.base.actor import Actor

from .models import AuditEvent, ChainHead

# Names under which a secret would stand; a service that hands one over is a defect, so it fails at once.
SECRET_NAMES = frozenset({"password", "passwords", "token", "secret", "one_time_code", "recovery_codes", "key"})

_HASHED = ("number", "actor", "role", "action", "subject_kind", "subject_id", "subject", "organization_id_at", "reason")


def _digest(event: AuditEvent) -> str:
    body: dict[str, Any] = {name: getattr(event, name) for name in _HASHED}
    body["user"] = event.user_id
    body["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    body["details"] = event.details
    body["previous"] = event.previous
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    about: models.Model | None = None,
    organization_id: int | None = None,
    reason: str = "",
    details: Mapping[str, object] | None = None,
    without_role: bool = False,
) -> AuditEvent:
    """Append one act to the chain, inside the transaction of the act itself.

    `action` is dotted and stable; `details` holds plain JSON values (figures as strings, dates as ISO text).
    `without_role`: the act of somebody who holds no role (setting a first password).
    Raises TransactionManagementError outside a transaction: an act and its row stand or fall together.
    Raises ValueError if `details` name a secret.
    """
    if SECRET_NAMES & set(details or {}):
        raise ValueError(f"{action}: secrets never stand in the audit")
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{action}: the audit row belongs in the transaction of its act")
    head = ChainHead.objects.select_for_update().get_or_create(pk=1)[0]
    event = AuditEvent(
        number=head.length + 1,
        at=at,
        user_id=by.user_id,
        actor=by.name if not by.stands_in_for else f"{by.name}（代 {by.stands_in_for}）",
        role="" if without_role else by.role.value,
        action=action,
        subject_kind=about._meta.label_lower if about is not None else "",
        subject_id=str(about.pk) if about is not None else "",
        subject=str(about)[:300] if about is not None else "",
        organization_id_at=organization_id,
        reason=reason,
        details=json.loads(json.dumps(dict(details or {}), ensure_ascii=False, default=str)),
        previous=head.head,
    )
    event.digest = _digest(event)
    event.save(force_insert=True)
    head.length, head.head = event.number, event.digest
    head.save(update_fields=["length", "head"])
    return event


def is_whole(event: AuditEvent) -> bool:
    """Whether a row still says what was written, and follows the row before it."""
    before = AuditEvent.objects.filter(number=event.number - 1).values_list("digest", flat=True).first()
    expected = before if event.number > 1 else "0" * 64
    return event.digest == _digest(event) and event.previous == expected


def damage() -> Iterator[str]:
    """Every break in the chain, as a plain line each: a changed row, a missing number, a head that does not fit."""
    previous, expected = "0" * 64, 1
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != expected:
            yield f"audit: number {expected} is missing"
            expected = event.number
        if event.previous != previous:
            yield f"audit: row {event.number} does not follow row {event.number - 1}"
        if event.digest != _digest(event):
            yield f"audit: row {event.number} ({event.action}) was changed after it was written"
        previous, expected = event.digest, event.number + 1
    head = ChainHead.objects.filter(pk=1).first()
    if head is None:
        if expected != 1:
            yield "audit: the chain has rows but no head"
    elif head.length != expected - 1 or head.head != previous:
        yield f"audit: the head says {head.length} rows, the chain holds {expected - 1}, or its hash differs"
