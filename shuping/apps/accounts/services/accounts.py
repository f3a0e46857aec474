"""Accounts: made, blocked, helped back in; passwords; what somebody prefers."""

import re
import secrets
from datetime import datetime

from axes.utils import reset as forget_failures
from django.contrib.auth.hashers import check_password
from django.db import transaction

from shuping.apps.accounts import queries, ways_in
from shuping.apps.accounts.models import PasswordHistory, User
from shuping.apps.audit import api as audit_api
from shuping.base.actor import SYSTEM, Actor
from shuping.base.clock import local_day
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach, Role
from shuping.core.roles.passwords import PasswordProfile, faults
from shuping.core.roles.permissions import Permission

_LOG_IN_NAME = re.compile(r"[\w.@-]{2,64}")
# Without 0 O o 1 l I: the password is read from paper once.
_SMALL, _CAPITAL, _DIGIT = "abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"


def require(by: Actor, permission: Permission) -> None:
    """The acting person holds a permission, or the system itself acts. Raises RuleError accounts.not_permitted."""
    if by.user_id is not None and by.reach(permission) is Reach.NONE:
        raise RuleError("accounts.not_permitted", permission=permission.value)


def own_actor(user: User, *, at: datetime) -> tuple[Actor, bool]:
    """Who acts when somebody minds his or her own account, and whether that is without any role."""
    rows = queries.valid_assignments(user, on=local_day(at))
    if rows:
        return queries.actor_from(rows[0], user), False
    person = user.person_id
    return Actor(user.pk, str(user), Role.DELEGATE, 0, "\x00", person_id=person), True


def own_act(action: str, user: User, *, at: datetime, details: dict[str, object] | None = None) -> None:
    """One audit row for what somebody does with his or her own account."""
    by, without_role = own_actor(user, at=at)
    place = None if without_role else by.organization_id
    audit_api.record(
        action, by=by, at=at, about=user, organization_id=place, details=details, without_role=without_role
    )


def locked(user_id: int) -> User:
    """The account, locked until the end of the transaction. Raises RuleError accounts.account_gone."""
    # `of`: PostgreSQL cannot lock the outer side of a join.
    found = User.objects.select_for_update(of=("self",)).select_related("person").filter(pk=user_id).first()
    if found is None:
        raise RuleError("accounts.account_gone")
    return found


def generated_password(profile: PasswordProfile) -> str:
    """A password to be read once from paper; fits the profile, four groups of four."""
    alphabet = _SMALL + _CAPITAL + _DIGIT
    while True:
        groups = ["".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4)]
        made = "-".join(groups)
        if not faults(made, profile):
            return made


def password_faults(user: User, password: str) -> tuple[RuleError, ...]:
    """What keeps `password` from becoming the password of `user`: form, age-old reuse."""
    profile = queries.profile()
    found = faults(password, profile, names=[user.username])
    old = [user.password, *user.old_passwords.values_list("password", flat=True)[: profile.history]]
    if any(check_password(password, encoded) for encoded in old if encoded):
        found = (*found, RuleError("accounts.password_used_before", history=profile.history))
    return found


def put_password(user: User, password: str, *, own: bool, at: datetime) -> None:
    """Give a locked account a password. `own`: chosen by its owner; otherwise it must be changed at the next log-in."""
    if user.has_usable_password():
        PasswordHistory.objects.create(user=user, password=user.password, set_at=user.password_changed_at or at)
        keep = user.old_passwords.values_list("pk", flat=True)[: max(queries.profile().history, 1)]
        user.old_passwords.exclude(pk__in=list(keep)).delete()
    user.set_password(password)
    user.must_change_password = not own
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


@transaction.atomic
def create_account(
    *,
    username: str,
    display_name: str = "",
    person_id: int | None = None,
    password: str | None = None,
    must_change: bool = True,
    by: Actor,
    at: datetime,
) -> User:
    """An account; without a password it cannot be used until a one-time code or a reset gives it one.

    Only the system administrator makes accounts, and gives them no role. `password` is judged by the profile.
    Raises RuleError: accounts.not_permitted, accounts.name_form, accounts.name_taken, accounts.person_has_account.
    """
    require(by, Permission.ACCOUNT_KEEP)
    if not _LOG_IN_NAME.fullmatch(username):
        raise RuleError("accounts.name_form", name=username)
    if User.objects.filter(username__iexact=username).exists():
        raise RuleError("accounts.name_taken", name=username)
    name = display_name
    if person_id is not None:
        person = queries.Person.objects.select_for_update().get(pk=person_id)
        if User.objects.filter(person=person).exists():
            raise RuleError("accounts.person_has_account", name=person.name)
        name = name or person.name
    user = User(username=username, display_name=name, person_id=person_id, must_change_password=must_change)
    if password is None:
        user.set_unusable_password()
    else:
        for fault in faults(password, queries.profile(), names=[username]):
            raise fault
        user.set_password(password)
        user.password_changed_at = at
    user.save()
    audit_api.record("accounts.account.created", by=by, at=at, about=user, details={"username": username})
    return user


@transaction.atomic
def set_active(*, user_id: int, active: bool, reason: str, by: Actor, at: datetime) -> User:
    """Block an account, or open it again. Raises RuleError: not_permitted, own_account, no_change, reason_missing."""
    require(by, Permission.ACCOUNT_KEEP)
    user = locked(user_id)
    if user.pk == by.user_id:
        raise RuleError("accounts.own_account")
    if not reason.strip():
        raise RuleError("accounts.reason_missing")
    if user.is_active == active:
        raise RuleError("accounts.no_change", name=str(user))
    user.is_active = active
    user.save(update_fields=["is_active"])
    action = "accounts.account.opened" if active else "accounts.account.blocked"
    audit_api.record(action, by=by, at=at, about=user, reason=reason)
    return user


@transaction.atomic
def reset_password(*, user_id: int, second_factor: bool = False, by: Actor, at: datetime) -> str:
    """A new password to be handed over once, returned and stored nowhere; it must be changed at the next log-in.

    `second_factor`: also forget the second factor (a lost telephone). Lifts the lock of too many wrong passwords and
    ends every session of the account. Raises RuleError as `queries.check_may_reset` and
    `ways_in.check_may_forget_second_factor`.
    """
    require(by, Permission.ACCOUNT_RESET)
    user = locked(user_id)
    queries.check_may_reset(user, by=by, on=local_day(at))
    if second_factor:
        ways_in.check_may_forget_second_factor(user, by=by, on=local_day(at))
    made = generated_password(queries.profile())
    put_password(user, made, own=False, at=at)
    if second_factor:
        user.totpdevice_set.all().delete()  # type: ignore[attr-defined]
        user.recovery_codes.all().delete()
    forget_failures(username=user.username)
    place = by.organization_id or None
    details = {"second_factor_forgotten": second_factor}
    audit_api.record("accounts.password.reset", by=by, at=at, about=user, organization_id=place, details=details)
    return made


@transaction.atomic
def change_password(*, user_id: int, old: str, new: str, at: datetime) -> User:
    """One's own new password. Raises RuleError accounts.password_wrong, or the first fault of the new password."""
    user = locked(user_id)
    if not check_password(old, user.password):
        raise RuleError("accounts.password_wrong")
    for fault in password_faults(user, new):
        raise fault
    put_password(user, new, own=True, at=at)
    own_act("accounts.password.changed", user, at=at)
    return user


@transaction.atomic
def set_preferences(*, user_id: int, language: str, large_text: bool, at: datetime) -> User:
    """Language of the pages and large text, kept with the account."""
    user = locked(user_id)
    user.language, user.large_text = language, large_text
    user.save(update_fields=["language", "large_text"])
    details: dict[str, object] = {"language": language, "large_text": large_text}
    own_act("accounts.preferences.set", user, at=at, details=details)
    return user


@transaction.atomic
def note_log_in(*, user: User, at: datetime, second_factor: bool) -> None:
    """The trace of a log-in; its moment is kept with the account."""
    user.last_login = at
    user.save(update_fields=["last_login"])
    own_act("accounts.account.logged_in", user, at=at, details={"second_factor": second_factor})


@transaction.atomic
def note_log_out(*, user: User, at: datetime) -> None:
    """The trace of a log-out."""
    own_act("accounts.account.logged_out", user, at=at)


@transaction.atomic
def note_switch(*, user: User, by: Actor, at: datetime) -> None:
    """The trace of acting in another post from now on."""
    audit_api.record("accounts.role.switched", by=by, at=at, about=user, organization_id=by.organization_id)


@transaction.atomic
def note_lock_out(*, username: str, address: str, at: datetime) -> None:
    """The trace of too many wrong passwords for one log-in name; an unknown name leaves none (it may be a password)."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        audit_api.record("accounts.account.locked_out", by=SYSTEM, at=at, about=user, details={"address": address})


@transaction.atomic
def note_rights_raised(*, user: User, by: Actor | None, minutes: int, act: str, at: datetime) -> None:
    """One audit row for switching elevated rights on: for how long, and which act asked for it (ORG-08)."""
    details: dict[str, object] = {"minutes": minutes, "act": act}
    _note_rights("accounts.rights.raised", user, by, at=at, details=details)


@transaction.atomic
def note_rights_lowered(*, user: User, by: Actor | None, at: datetime) -> None:
    """One audit row for ending elevated rights before their time."""
    _note_rights("accounts.rights.lowered", user, by, at=at, details={})


def _note_rights(action: str, user: User, by: Actor | None, *, at: datetime, details: dict[str, object]) -> None:
    if by is None:
        own_act(action, user, at=at, details=details)
    else:
        audit_api.record(action, by=by, at=at, about=user, organization_id=by.organization_id, details=details)
