"""Avoidance declared (回避, ORG-11). What is detected is never stored, see `queries.conflicted`."""

from datetime import datetime

from django.db import transaction

from shuping.apps.accounts.models import ConflictDeclaration
from shuping.apps.audit import api as audit_api
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .accounts import require


@transaction.atomic
def declare_conflict(
    *, organization_id: int | None = None, about_id: int | None = None, ground: str, by: Actor, at: datetime
) -> ConflictDeclaration:
    """The acting person will not act on an organisation, or on the organisations of another person.

    Raises RuleError: accounts.no_person, accounts.conflict_about_nobody, accounts.reason_missing.
    """
    if by.person_id is None:
        raise RuleError("accounts.no_person")
    if organization_id is None and about_id is None:
        raise RuleError("accounts.conflict_about_nobody")
    if not ground.strip():
        raise RuleError("accounts.reason_missing")
    row = ConflictDeclaration.objects.create(
        person_id=by.person_id,
        organization_id=organization_id,
        about_id=about_id,
        ground=ground.strip(),
        declared_on=local_day(at),
    )
    audit_api.record(
        "accounts.conflict.declared", by=by, at=at, about=row, organization_id=organization_id, reason=ground
    )
    return row


@transaction.atomic
def withdraw_conflict(*, declaration_id: int, reason: str, by: Actor, at: datetime) -> ConflictDeclaration:
    """End a declaration from today on; the security administrator does it, not the person bound by it.

    Raises RuleError: accounts.not_permitted, reason_missing, conflict_withdrawn, own_conflict.
    """
    require(by, Permission.ROLE_GRANT)
    row = ConflictDeclaration.objects.select_for_update().filter(pk=declaration_id).first()
    if row is None or row.withdrawn_on is not None:
        raise RuleError("accounts.conflict_withdrawn")
    if row.person_id == by.person_id:
        raise RuleError("accounts.own_conflict")
    if not reason.strip():
        raise RuleError("accounts.reason_missing")
    row.withdrawn_on = local_day(at)
    row.save(update_fields=["withdrawn_on"])
    audit_api.record(
        "accounts.conflict.withdrawn", by=by, at=at, about=row, organization_id=row.organization_id, reason=reason
    )
    return row
