"""No password, code or token ever stands in the audit log, in a log line, or in the store of failed log-ins."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuping.apps.accounts.models import OneTimeLink, PasswordHistory, RecoveryCode, User
from shuping.apps.audit.models import AuditEvent
from tests.factories.world import PASSWORD, World, make_person

WRONG = "Wrong-Try-4711"
NEW = "Quite-Another-77"


def stored() -> Iterator[str]:
    """Everything that an act leaves behind, as text."""
    for model in (AuditEvent, AccessAttempt, OneTimeLink, RecoveryCode, PasswordHistory, User):
        for row in model.objects.all().values():
            yield json.dumps(row, default=str, ensure_ascii=False)
    for session in Session.objects.all():
        yield json.dumps(session.get_decoded(), default=str)


def walk_through_every_secret(world: World, settings: Any) -> list[str]:
    """Log in wrongly and rightly, reset, use a code, set up a second factor; the secrets that were about."""
    settings.OTP_TOTP_THROTTLE_FACTOR = 0
    log_in = reverse("accounts:log_in")
    make_person(world.own.branch, "新党员")
    admin = Client()
    admin.post(log_in, {"username": "system_admin", "password": WRONG})
    admin.post(log_in, {"username": "system_admin", "password": PASSWORD})
    people = reverse("accounts:people")
    fields = {"person": [str(world.own.branch.people.get(name="新党员").pk)]}
    admin.post(people, {**fields, "confirm_password": WRONG})
    slips = admin.post(people, {**fields, "confirm_password": PASSWORD}).context["slips"]
    code = slips[0][1]
    reset = admin.post(reverse("accounts:reset", args=[world.user("clerk").pk])).context["slips"][0][1]

    guest = Client()
    guest.post(reverse("accounts:one_time"), {"code": code, "new": "short", "again": "short"})
    guest.post(reverse("accounts:one_time"), {"code": code, "new": NEW, "again": NEW})
    clerk = Client()
    clerk.post(log_in, {"username": "clerk-own", "password": reset})
    clerk.post(reverse("accounts:password"), {"old": WRONG, "new": NEW, "again": NEW})
    clerk.post(reverse("accounts:password"), {"old": reset, "new": NEW, "again": NEW})

    url = reverse("accounts:second_factor")
    clerk.post(url, {"begin": "1"})
    device = TOTPDevice.objects.get()
    shown = clerk.get(url).context["typed"]
    token = f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}"
    recovery = clerk.post(url, {"code": token}).context["codes"]
    again = Client()
    again.post(log_in, {"username": "clerk-own", "password": NEW})
    again.post(reverse("accounts:second_step"), {"code": "AAAAAA-BBBBBB"})
    again.post(reverse("accounts:second_step"), {"code": recovery[0]})
    again.get(reverse("accounts:one_time"), {"code": code})
    again.get("/manage/nowhere/")
    return [WRONG, PASSWORD, NEW, reset, code, code.replace("-", ""), shown, device.key, *recovery, "AAAAAA-BBBBBB"]


@pytest.mark.feature("OPS-16")
def test_no_secret_is_left_behind(
    world: World, at: datetime, settings: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = walk_through_every_secret(world, settings)
    assert "accounts.second_factor.recovery_used" in set(AuditEvent.objects.values_list("action", flat=True))
    told = capsys.readouterr()
    everything = "\n".join([*stored(), caplog.text, told.out, told.err])
    assert "accounts.password.reset" in everything
    for secret in secrets:
        assert secret not in everything, f"a secret of {len(secret)} characters was kept"


@pytest.mark.feature("OPS-16")
def test_the_secret_of_a_telephone_is_kept_by_its_device_alone(world: World, settings: Any) -> None:
    walk_through_every_secret(world, settings)
    key = TOTPDevice.objects.get().key
    assert all(key not in line for line in stored())
