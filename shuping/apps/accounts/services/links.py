"""One-time codes for people without an account or without a password (ORG-10). Only the hash is stored."""

from datetime import datetime, timedelta

from django.db import transaction

from shuping.apps.accounts import queries
from shuping.apps.accounts.models import OneTimeLink, User
from shuping.apps.audit import api as audit_api
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission

from .accounts import create_account, locked, own_act, password_faults, put_password, require
from .second_factor import digest, drawn

FIRST_PASSWORD = "first_password"
VALID = timedelta(days=7)


@transaction.atomic
def issue_one_time_link(
    *,
    purpose: str,
    organization_id: int,
    user_id: int | None = None,
    person_id: int | None = None,
    valid: timedelta = VALID,
    by: Actor,
    at: datetime,
) -> str:
    """A code to be printed or sent, returned and stored nowhere. An earlier unused one for the same purpose is void.

    Raises RuleError as `queries.check_may_reset` if the code opens an account; accounts.link_for_nobody.
    """
    if user_id is None and person_id is None:
        raise RuleError("accounts.link_for_nobody")
    if user_id is not None:
        require(by, Permission.ACCOUNT_RESET)
        queries.check_may_reset(locked(user_id), by=by, on=local_day(at))
    code = _draw(purpose, organization_id, user_id, person_id, valid, at)
    about = OneTimeLink.objects.get(digest=digest(code))
    audit_api.record(
        "accounts.link.issued",
        by=by,
        at=at,
        about=about,
        organization_id=organization_id,
        details={"for": _receiver(about), "expires": about.expires_at.isoformat()},
    )
    return code


def _draw(
    purpose: str, organization_id: int, user_id: int | None, person_id: int | None, valid: timedelta, at: datetime
) -> str:
    same = OneTimeLink.objects.filter(purpose=purpose, user=user_id, person=person_id, used_at=None)
    same.filter(expires_at__gt=at).update(expires_at=at)
    code = drawn(4, 4)
    OneTimeLink.objects.create(
        digest=digest(code),
        purpose=purpose,
        user_id=user_id,
        person_id=person_id,
        organization_id=organization_id,
        issued_at=at,
        expires_at=at + valid,
    )
    return code


def _receiver(link: OneTimeLink) -> str:
    return str(link.user or link.person or "")


def find_link(code: str, *, purpose: str, at: datetime) -> OneTimeLink:
    """The unused, unexpired link of a code, locked. Raises RuleError: accounts.link_*."""
    link = OneTimeLink.objects.select_for_update().filter(digest=digest(code), purpose=purpose).first()
    if link is None:
        raise RuleError("accounts.link_unknown")
    if link.used_at is not None:
        raise RuleError("accounts.link_used")
    if link.expires_at <= at:
        raise RuleError("accounts.link_expired")
    return link


@transaction.atomic
def redeem_one_time_link(*, code: str, purpose: str, by: Actor, at: datetime) -> OneTimeLink:
    """Use up a code for any purpose but a first password; the caller does what it was for in the same transaction.

    Raises RuleError: accounts.link_unknown, link_used, link_expired.
    """
    link = find_link(code, purpose=purpose, at=at)
    _use(link, at)
    audit_api.record("accounts.link.used", by=by, at=at, about=link, organization_id=link.organization_id)
    return link


@transaction.atomic
def set_first_password(*, code: str, password: str, at: datetime) -> User:
    """The password chosen with a one-time code. Raises RuleError accounts.link_* or its first fault."""
    link = find_link(code, purpose=FIRST_PASSWORD, at=at)
    if link.user_id is None:
        raise RuleError("accounts.link_unknown")
    user = locked(link.user_id)
    if not user.is_active:
        raise RuleError("accounts.link_unknown")
    for fault in password_faults(user, password):
        raise fault
    put_password(user, password, own=True, at=at)
    _use(link, at)
    own_act("accounts.password.first_set", user, at=at)
    return user


def _use(link: OneTimeLink, at: datetime) -> None:
    link.used_at = at
    link.save(update_fields=["used_at"])


@transaction.atomic
def create_accounts_of(*, person_ids: list[int], by: Actor, at: datetime) -> list[tuple[User, str]]:
    """Accounts for people of the register who have none, each with a one-time code for the first password.

    The log-in name is the staff number, else "p" with the number of the register. All or nothing. Raises RuleError as
    `create_account`.
    """
    require(by, Permission.ACCOUNT_KEEP)
    people = list(queries.people_without_account().filter(pk__in=person_ids).order_by("organization__path", "pk"))
    if not people:
        raise RuleError("accounts.nobody_chosen")
    made = []
    for person in people:
        name = person.staff_number or f"p{person.pk}"
        user = create_account(username=name, person_id=person.pk, by=by, at=at)
        code = _draw(FIRST_PASSWORD, person.organization_id, user.pk, None, VALID, at)
        made.append((user, code))
    details = {"accounts": [user.username for user, _code in made]}
    audit_api.record("accounts.accounts.made_from_register", by=by, at=at, details=details)
    return made
