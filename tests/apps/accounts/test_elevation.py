"""Elevated rights: switched on for some minutes, shown, ended; what is refused without them goes on with them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuping.apps.accounts import api
from shuping.apps.audit.models import AuditEvent
from shuping.core.roles.catalog import Role
from tests.apps.accounts.test_pages import actions
from tests.factories.world import PASSWORD, World

Clients = Callable[..., Client]
LOG_IN = "/manage/accounts/log-in/"
NEW = "Quite-Another-77"


@pytest.mark.feature("ORG-08")
def test_acts_of_power_need_a_mode_that_ends_by_itself_or_on_demand(client_of: Clients, world: World) -> None:
    client = client_of("security_admin")
    client.post(reverse("accounts:step_down"))
    fields = {
        "user": world.user("delegate").username,
        "role": "guest_superior",
        "organization": world.root.code,
        "valid_from": "2021-01-20",
    }
    asked = client.post(reverse("accounts:grant"), fields)
    assert asked.status_code == 200
    assert not api.has_role(world.user("delegate").pk, Role.GUEST_SUPERIOR, on=datetime(2021, 1, 20).date())
    assert client.post(reverse("accounts:grant"), {**fields, "confirm_password": "wrong"}).status_code == 403
    done = client.post(reverse("accounts:grant"), {**fields, "confirm_password": PASSWORD})
    assert done.url == reverse("accounts:roles")
    assert client.get(reverse("accounts:preferences")).context["elevated_minutes"] == 10
    session = client.session
    session["confirmed_at"] -= 601
    session.save()
    assert client.get(reverse("accounts:preferences")).context["elevated_minutes"] == 0


@pytest.mark.feature("ORG-08")
def test_elevated_rights_are_switched_on_for_a_time_shown_at_the_head_and_ended(
    client_of: Clients, world: World
) -> None:
    client = client_of("security_admin")
    client.post(reverse("accounts:step_down"))
    address, back = reverse("accounts:step_up"), reverse("accounts:roles")
    assert f"{address}?next={back}" in client.get(back).content.decode()
    assert client.post(address, {"confirm_password": "wrong", "next": back}).status_code == 403
    done = client.post(address, {"confirm_password": PASSWORD, "elevated_minutes": "30", "next": back})
    assert done.url == back
    page = client.get(back).content.decode()
    assert "剩余 30 分钟" in page
    assert 'data-elevated="1800"' in page
    assert client.post(reverse("accounts:step_down"), {"next": back}).url == back
    assert "data-elevated" not in client.get(back).content.decode()
    assert actions()[-2:] == ["accounts.rights.raised", "accounts.rights.lowered"]
    raised = AuditEvent.objects.filter(action="accounts.rights.raised").latest("number")
    assert raised.details == {"minutes": 30, "act": "accounts:step_up"}


@pytest.mark.feature("ORG-08")
def test_a_refused_act_says_why_and_goes_on_once_the_rights_are_switched_on(client_of: Clients, world: World) -> None:
    client = client_of("security_admin")
    client.post(reverse("accounts:step_down"))
    fields = {
        "user": world.user("delegate").username,
        "role": "guest_superior",
        "organization": world.root.code,
        "valid_from": "2021-01-20",
    }
    page = client.post(reverse("accounts:grant"), fields).content.decode()
    assert "您目前未提升权限。" in page
    assert f'name="organization" value="{world.root.code}"' in page
    client.post(reverse("accounts:grant"), {**fields, "confirm_password": PASSWORD, "elevated_minutes": "5"})
    assert api.has_role(world.user("delegate").pk, Role.GUEST_SUPERIOR, on=datetime(2021, 1, 20).date())
    raised = AuditEvent.objects.filter(action="accounts.rights.raised").latest("number")
    assert raised.details == {"minutes": 5, "act": "accounts:grant"}
    session = client.session
    session["confirmed_at"] -= 301
    session.save()
    assert "您的权限提升已结束。" in client.post(reverse("accounts:grant"), fields).content.decode()


@pytest.mark.feature("ORG-08")
def test_with_a_second_factor_the_code_is_asked_for_too(client_of: Clients, world: World) -> None:
    user = world.user("office_head")
    device = TOTPDevice.objects.create(user=user, name="totp", confirmed=True)
    client = client_of("office_head")
    client.post(reverse("accounts:step_down"))
    address = reverse("accounts:step_up")
    assert "confirm_code" in client.get(address).content.decode()
    assert client.post(address, {"confirm_password": PASSWORD, "confirm_code": "000000"}).status_code == 403
    TOTPDevice.objects.filter(pk=device.pk).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    code = f"{totp(device.bin_key):06d}"
    assert client.post(address, {"confirm_password": PASSWORD, "confirm_code": code}).status_code == 302


@pytest.mark.feature("ORG-08")
def test_a_post_without_acts_of_consequence_has_nothing_to_switch_on(client_of: Clients) -> None:
    client = client_of("delegate")
    client.post(reverse("accounts:step_down"))
    assert client.get(reverse("accounts:step_up")).url == reverse("accounts:preferences")
    assert "step-up" not in client.get(reverse("accounts:preferences")).content.decode()
