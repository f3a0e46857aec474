"""Who gave whom a new way in, read from the audit chain, so that nobody who did it can hide it.

The clerk of a unit helps its secretary back in, and the secretary decides in child rounds. No second person stands by,
so the one who was helped is told at every log-in for a month, and the security administrator has the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shuping.apps.audit import api as audit_api
from shuping.base.actor import Actor
from shuping.base.clock import LOCAL
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role

from .models import OneTimeLink, RoleAssignment, User
from .queries import in_force

TOLD = timedelta(days=30)  # so long is somebody told at log-in
LISTED = timedelta(days=366)
RECENT = timedelta(days=7)  # so long it waits for the security administrator

_RESET, _CODE = "accounts.password.reset", "accounts.link.issued"
# Whose acts decide over others though a clerk may help them back in.
DECIDING = frozenset({Role.REPORTER})


@dataclass(frozen=True, slots=True)
class WayIn:
    """One help: a one-time password ("password") or a one-time code ("code") for an account."""

    at: datetime
    user_id: int
    account: str
    kind: str
    second_factor_forgotten: bool
    by: str
    by_role: str


def given_since(moment: datetime, user: User | None = None) -> list[WayIn]:
    """Every new way in given since a moment, newest first; for one account or for all. At most two queries."""
    found = list(_resets(moment, user))
    found += _codes(moment, user)
    return sorted(found, key=lambda one: one.at, reverse=True)


def _resets(moment: datetime, user: User | None) -> Iterator[WayIn]:
    for act in audit_api.acts([_RESET], since=moment, about=user):
        forgotten = bool(act.details.get("second_factor_forgotten"))
        yield WayIn(act.at, int(act.subject_id), act.subject, "password", forgotten, act.name, act.role)


def _codes(moment: datetime, user: User | None) -> Iterator[WayIn]:
    links = OneTimeLink.objects.filter(issued_at__gte=moment, user__isnull=False)
    if user is not None:
        links = links.filter(user=user)
    owners = {str(pk): owner for pk, owner in links.values_list("pk", "user")}
    if not owners:
        return
    for act in audit_api.acts([_CODE], since=moment):
        if act.subject_id in owners:
            name = str(act.details.get("for", ""))
            yield WayIn(act.at, owners[act.subject_id], name, "code", False, act.name, act.role)


def told_at_log_in(user: User, *, at: datetime) -> list[WayIn]:
    """What somebody is told at log-in: the new ways in that others were given for the account in the last month."""
    return given_since(at - TOLD, user)


def deciders(on: date) -> frozenset[int]:
    """Accounts that decide over others on a day though a clerk may help them back in."""
    rows = RoleAssignment.objects.filter(in_force(on), role__in=[role.value for role in DECIDING])
    return frozenset(rows.values_list("user", flat=True))


def to_look_at(*, on: date) -> list[WayIn]:
    """Ways in to deciding accounts that others than the system administrator gave in the last week, newest first."""
    ids = deciders(on)
    found = given_since(datetime.combine(on, time(0), tzinfo=LOCAL) - RECENT)
    return [one for one in found if one.user_id in ids and one.by_role != Role.SYSTEM_ADMIN.value]


def check_may_forget_second_factor(target: User, *, by: Actor, on: date) -> None:
    """Whether `by` may forget the second factor of `target` together with the password.

    A clerk gives a secretary a password, never the second factor as well: both together are the whole way in to an
    account that decides. Raises RuleError accounts.second_factor_by_administrator.
    """
    if by.user_id is None or by.role is Role.SYSTEM_ADMIN:
        return
    if target.pk in deciders(on):
        raise RuleError("accounts.second_factor_by_administrator", name=str(target))
