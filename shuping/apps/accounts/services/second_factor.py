"""The second factor: a six-digit code of a telephone (TOTP), or one of ten printed recovery codes."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuping.apps.accounts.models import RecoveryCode, User
from shuping.core.errors import RuleError

from .accounts import locked, own_act

CODES = 10
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


def drawn(groups: int, size: int) -> str:
    """A code to be printed, such as K7MD-2QPX-…; about 4.9 bits a character."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for _ in range(groups))


def digest(code: str) -> str:
    """The hash of a drawn code; spaces, hyphens and case do not count."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"shuping:{plain}".encode()).hexdigest()


def device_of(user: User) -> TOTPDevice | None:
    """The confirmed second factor of an account, or None."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


@transaction.atomic
def begin(*, user_id: int, at: datetime) -> TOTPDevice:
    """A new secret that waits for its first code. Raises RuleError accounts.second_factor_stands."""
    user = locked(user_id)
    if device_of(user) is not None:
        raise RuleError("accounts.second_factor_stands")
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    own_act("accounts.second_factor.begun", user, at=at)
    return TOTPDevice.objects.create(user=user, name="totp", confirmed=False)


@transaction.atomic
def confirm(*, user_id: int, code: str, at: datetime) -> tuple[TOTPDevice, list[str]] | None:
    """Take the new secret into use with a first code; the recovery codes are returned and stored nowhere.

    None if the code is wrong. Raises RuleError: accounts.second_factor_not_begun, accounts.second_factor_wait.
    """
    user = locked(user_id)
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None:
        raise RuleError("accounts.second_factor_not_begun")
    _check_throttle(device)
    if not device.verify_token(code):
        return None
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes = _new_codes(user)
    own_act("accounts.second_factor.set", user, at=at)
    return device, codes


@transaction.atomic
def verify(*, user_id: int, code: str, at: datetime) -> TOTPDevice | None:
    """The device if `code` is its present code or an unused recovery code (used up by this); None if it is wrong.

    A wrong code is counted and makes the next try wait. Raises RuleError: accounts.second_factor_wait.
    """
    device = TOTPDevice.objects.select_for_update().filter(user=user_id, confirmed=True).first()
    if device is None:
        return None
    _check_throttle(device)
    plain = "".join(code.split())
    if plain.isascii() and plain.isdigit() and len(plain) <= device.digits:
        return device if device.verify_token(plain) else None
    row = RecoveryCode.objects.select_for_update().filter(user=user_id, digest=digest(code), used_at=None).first()
    if row is None:
        device.throttle_increment()
        return None
    row.used_at = at
    row.save(update_fields=["used_at"])
    device.throttle_reset()
    left = RecoveryCode.objects.filter(user=user_id, used_at=None).count()
    own_act("accounts.second_factor.recovery_used", locked(user_id), at=at, details={"left": left})
    return device


@transaction.atomic
def renew_codes(*, user_id: int, at: datetime) -> list[str]:
    """Ten new recovery codes; the old ones are void. The caller has verified the second factor.

    Raises RuleError `accounts.second_factor_not_begun`.
    """
    user = locked(user_id)
    if device_of(user) is None:
        raise RuleError("accounts.second_factor_not_begun")
    codes = _new_codes(user)
    own_act("accounts.second_factor.codes_renewed", user, at=at)
    return codes


@transaction.atomic
def drop(*, user_id: int, at: datetime) -> None:
    """Give up the second factor. The caller has verified it. Raises RuleError accounts.second_factor_not_begun."""
    user = locked(user_id)
    if device_of(user) is None:
        raise RuleError("accounts.second_factor_not_begun")
    TOTPDevice.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()
    own_act("accounts.second_factor.dropped", user, at=at)


def _new_codes(user: User) -> list[str]:
    user.recovery_codes.all().delete()
    codes = [drawn(2, 6) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(code)) for code in codes)
    return codes


def _check_throttle(device: TOTPDevice) -> None:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        until = (why or {}).get("locked_until")
        raise RuleError("accounts.second_factor_wait", until=until.isoformat() if until else "")
