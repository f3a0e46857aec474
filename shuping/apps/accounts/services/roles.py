"""Roles: granted and ended by the security administrator, handed over between clerks, stood in for."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from shuping.apps.accounts import queries
from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.audit import api as audit_api
from shuping.base.actor import Actor
from shuping.base.roles import role_label
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach, Role, clash
from shuping.core.roles.permissions import Permission
from shuping.core.roles.terms import HANDED_OVER, NO_STAND_IN, Holding, overlap

from .accounts import locked, require


def _held(user: User) -> list[RoleAssignment]:
    return list(RoleAssignment.objects.select_for_update().filter(user=user).order_by("id"))


def _check_place(organization_id: int, valid_from: date) -> str:
    place = queries.Organization.objects.filter(pk=organization_id).values("name", "closed_on").first()
    if place is None:
        raise RuleError("accounts.organization_gone")
    if place["closed_on"] is not None and place["closed_on"] <= valid_from:
        raise RuleError("accounts.organization_closed", organization=place["name"], on=place["closed_on"].isoformat())
    return str(place["name"])


def _check_separation(user: User, wanted: Holding, rows: Iterable[RoleAssignment]) -> None:
    """Separation of duties (ORG-06), judged over every common day. Raises RuleError accounts.clash, already_held."""
    beside = [queries.holding(row) for row in rows if overlap(queries.holding(row), wanted)]
    hit = clash(frozenset(one.role for one in beside), wanted.role)
    if hit is not None:
        raise RuleError("accounts.clash", name=str(user), held=role_label(hit), wanted=role_label(wanted.role))
    if any(one.role is wanted.role and one.organization_id == wanted.organization_id for one in beside):
        raise RuleError("accounts.already_held", name=str(user), role=role_label(wanted.role))


def _check_stand_in(user: User, wanted: Holding, person_id: int) -> None:
    """Somebody is really stood in for, for a time, in a role that allows it (ORG-07)."""
    if wanted.role in NO_STAND_IN:
        raise RuleError("accounts.no_stand_in", role=role_label(wanted.role))
    if wanted.valid_to is None:
        raise RuleError("accounts.stand_in_without_end")
    if user.person_id == person_id:
        raise RuleError("accounts.stand_in_for_self")
    held = RoleAssignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=wanted.valid_from),
        user__person=person_id,
        role=wanted.role.value,
        organization=wanted.organization_id,
        valid_from__lte=wanted.valid_to,
        stands_in_for=None,
    )
    if not held.exists():
        raise RuleError("accounts.stand_in_for_nobody", role=role_label(wanted.role))


@transaction.atomic
def grant_role(
    *,
    user_id: int,
    role: Role,
    organization_id: int,
    valid_from: date,
    valid_to: date | None = None,
    stands_in_for_id: int | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> RoleAssignment:
    """Give an account a role at an organisation from one day to another (both inclusive).

    Only the security administrator grants, and never to the own account. Raises RuleError: accounts.not_permitted,
    no_self_grant, clash, already_held, organization_closed, dates, blocked, no_stand_in, stand_in_*.
    """
    require(by, Permission.ROLE_GRANT)
    user = locked(user_id)
    if user.pk == by.user_id:
        raise RuleError("accounts.no_self_grant")
    if not user.is_active:
        raise RuleError("accounts.blocked", name=str(user))
    if valid_to is not None and valid_to < valid_from:
        raise RuleError("accounts.dates")
    wanted = Holding(role, organization_id, valid_from, valid_to)
    _check_place(organization_id, valid_from)
    _check_separation(user, wanted, _held(user))
    if stands_in_for_id is not None:
        _check_stand_in(user, wanted, stands_in_for_id)
    row = RoleAssignment.objects.create(
        user=user,
        role=role.value,
        organization_id=organization_id,
        valid_from=valid_from,
        valid_to=valid_to,
        stands_in_for_id=stands_in_for_id,
        reason=reason,
    )
    details = {
        "user": str(user),
        "role": role.value,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "stands_in_for": str(row.stands_in_for or ""),
    }
    audit_api.record(
        "accounts.role.granted",
        by=by,
        at=at,
        about=row,
        organization_id=organization_id,
        reason=reason,
        details=details,
    )
    return row


@transaction.atomic
def end_role(*, assignment_id: int, last_day: date, reason: str, by: Actor, at: datetime) -> RoleAssignment:
    """End a role with a last day.

    Raises RuleError: accounts.not_permitted, no_self_grant, role_ended, dates, reason_missing.
    """
    require(by, Permission.ROLE_GRANT)
    row = RoleAssignment.objects.select_for_update(of=("self",)).select_related("user").filter(pk=assignment_id).first()
    if row is None:
        raise RuleError("accounts.account_gone")
    if row.user_id == by.user_id:
        raise RuleError("accounts.no_self_grant")
    if not reason.strip():
        raise RuleError("accounts.reason_missing")
    if last_day < row.valid_from:
        raise RuleError("accounts.dates")
    if row.valid_to is not None and row.valid_to <= last_day:
        raise RuleError("accounts.role_ended", on=row.valid_to.isoformat())
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    audit_api.record(
        "accounts.role.ended",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
        details={"user": str(row.user), "role": row.role, "last_day": last_day},
    )
    return row


@transaction.atomic
def end_roles_at(*, organization_id: int, last_day: date, reason: str, by: Actor, at: datetime) -> int:
    """The roles at an organisation that is dissolved, merged or split up end with it; returns how many.

    A consequence of the organisation's end and no grant, hence without the security administrator; who goes on
    elsewhere gets the new role from there. What would have begun later never comes to hold.
    """
    rows = RoleAssignment.objects.select_for_update(of=("self",)).filter(organization=organization_id)
    late = rows.filter(valid_from__gt=last_day)
    open_rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=last_day), valid_from__lte=last_day)
    users = [str(row.user) for row in [*open_rows.select_related("user"), *late.select_related("user")]]
    if not users:
        return 0
    late.delete()
    open_rows.update(valid_to=last_day)
    audit_api.record(
        "accounts.role.ended_with_unit",
        by=by,
        at=at,
        organization_id=organization_id,
        reason=reason,
        details={"accounts": users, "to": last_day},
    )
    return len(users)


def _duties(giver: User, by: Actor, on: date) -> list[RoleAssignment]:
    """What is handed over: everything for the security administrator, the clerk's work of the own organisation else."""
    rows = [row for row in _held(giver) if row.valid_to is None or row.valid_to >= on]
    if by.user_id is None or by.reach(Permission.ROLE_GRANT) is not Reach.NONE:
        return rows
    own = [row for row in rows if row.organization_id == by.organization_id]
    return [row for row in own if Role(row.role) in HANDED_OVER and row.stands_in_for_id is None]


@transaction.atomic
def hand_over(
    *, giver_id: int, receiver_id: int, on: date, reason: str, by: Actor, at: datetime
) -> list[RoleAssignment]:
    """Move the current duties of one account to another from a day on; the old assignments end the day before.

    A clerk hands over the clerk's work of the own organisation; the security administrator everything. Raises
    RuleError: accounts.not_permitted, hand_over_same, hand_over_nothing, hand_over_too_early, clash, blocked.
    """
    if by.user_id is not None and by.reach(Permission.ROLE_GRANT) is Reach.NONE:
        require(by, Permission.HANDOVER)
    if giver_id == receiver_id:
        raise RuleError("accounts.hand_over_same")
    accounts = {pk: locked(pk) for pk in sorted((giver_id, receiver_id))}
    giver, receiver = accounts[giver_id], accounts[receiver_id]
    if not receiver.is_active:
        raise RuleError("accounts.blocked", name=str(receiver))
    if by.user_id == receiver.pk and by.reach(Permission.ROLE_GRANT) is not Reach.NONE:
        raise RuleError("accounts.no_self_grant")
    duties = _duties(giver, by, on)
    if not duties:
        raise RuleError("accounts.hand_over_nothing", name=str(giver))
    moved = [_move(row, receiver, on, reason) for row in duties]
    audit_api.record(
        "accounts.role.handed_over",
        by=by,
        at=at,
        about=receiver,
        organization_id=moved[0].organization_id,
        reason=reason,
        details={"giver": str(giver), "receiver": str(receiver), "on": on, "roles": [row.role for row in moved]},
    )
    return moved


def _move(row: RoleAssignment, receiver: User, on: date, reason: str) -> RoleAssignment:
    if row.valid_from >= on:
        raise RuleError("accounts.hand_over_too_early", on=row.valid_from.isoformat())
    _check_place(row.organization_id, on)
    wanted = Holding(Role(row.role), row.organization_id, on, row.valid_to)
    _check_separation(receiver, wanted, _held(receiver))
    old_end = row.valid_to
    row.valid_to = on - timedelta(days=1)
    row.save(update_fields=["valid_to"])
    return RoleAssignment.objects.create(
        user=receiver,
        role=row.role,
        organization_id=row.organization_id,
        valid_from=on,
        valid_to=old_end,
        stands_in_for_id=row.stands_in_for_id,
        reason=reason,
    )
