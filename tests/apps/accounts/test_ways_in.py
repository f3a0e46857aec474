"""Passwords, resets, one-time codes, the second factor: services."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuping.apps.accounts import api, ways_in
from shuping.apps.accounts.models import OneTimeLink, RecoveryCode, User
from shuping.apps.accounts.services import accounts, links, second_factor
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.factories.world import PASSWORD, World, make_person

NEW = "Quite-Another-77"


@pytest.mark.parametrize(
    ("by", "whose", "target", "code"),
    [
        ("clerk", "own", "reporter", ""),
        ("clerk", "own", "sub_secretary", ""),
        ("office", "own", "reporter", ""),
        ("system_admin", "own", "office_head", ""),
        ("clerk", "other", "reporter", "accounts.reset_by_administrator"),
        ("clerk", "other", "sub_secretary", "accounts.reset_by_administrator"),
        ("office", "own", "office_head", "accounts.reset_by_administrator"),
        ("office", "own", "presider", "accounts.reset_by_administrator"),
        ("office", "own", "system_admin", "accounts.reset_by_administrator"),
        ("clerk", "own", "clerk", "accounts.reset_own"),
        ("system_admin", "own", "security_admin", "accounts.reset_at_server"),
        ("system_admin", "own", "auditor", "accounts.reset_at_server"),
        ("reporter", "own", "clerk", "accounts.not_permitted"),
        ("security_admin", "own", "clerk", "accounts.not_permitted"),
    ],
)
def test_who_helps_whom_back_in(world: World, at: datetime, by: str, whose: str, target: str, code: str) -> None:
    user = world.user(target, whose)
    actor = world.actor(by)
    if code:
        with pytest.raises(RuleError) as caught:
            api.reset_password(user_id=user.pk, by=actor, at=at)
        assert caught.value.code == code
        user.refresh_from_db()
        assert user.check_password(PASSWORD)
    else:
        made = api.reset_password(user_id=user.pk, by=actor, at=at)
        user.refresh_from_db()
        assert user.check_password(made)
        assert user.must_change_password


def test_a_clerk_cannot_reset_somebody_who_also_acts_elsewhere(world: World, at: datetime) -> None:
    user = world.user("sub_secretary")
    api.grant_role(
        user_id=user.pk,
        role=Role.MEMBER,
        organization_id=world.root.pk,
        valid_from=at.date() + timedelta(days=30),
        by=world.actor("security_admin"),
        at=at,
    )
    with pytest.raises(RuleError, match=r"accounts\.reset_by_administrator"):
        api.reset_password(user_id=user.pk, by=world.actor("clerk"), at=at)


def test_a_password_is_changed_with_the_old_one_and_does_not_come_back(world: World, at: datetime) -> None:
    user = world.user("clerk")
    with pytest.raises(RuleError, match=r"accounts\.password_wrong"):
        accounts.change_password(user_id=user.pk, old="wrong", new=NEW, at=at)
    with pytest.raises(RuleError, match=r"accounts\.password_used_before"):
        accounts.change_password(user_id=user.pk, old=PASSWORD, new=PASSWORD, at=at)
    accounts.change_password(user_id=user.pk, old=PASSWORD, new=NEW, at=at)
    with pytest.raises(RuleError, match=r"accounts\.password_used_before"):
        accounts.change_password(user_id=user.pk, old=NEW, new=PASSWORD, at=at)
    for number in range(4):
        accounts.change_password(
            user_id=user.pk,
            old=NEW if number == 0 else f"Turn-{number - 1}-and-{number - 1}",
            new=f"Turn-{number}-and-{number}",
            at=at + timedelta(days=number),
        )
    assert user.old_passwords.count() == 3
    accounts.change_password(user_id=user.pk, old="Turn-3-and-3", new=PASSWORD, at=at + timedelta(days=9))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.feature("ORG-10")
def test_a_one_time_code_sets_a_first_password_once(world: World, at: datetime) -> None:
    user = world.user("reporter")
    code = api.issue_one_time_link(
        purpose=links.FIRST_PASSWORD,
        user_id=user.pk,
        organization_id=world.own.organization.pk,
        by=world.actor("clerk"),
        at=at,
    )
    link = OneTimeLink.objects.get()
    assert code not in str(link.__dict__)
    with pytest.raises(RuleError, match=r"accounts\.link_unknown"):
        api.set_first_password(code="ABCD-ABCD-ABCD-ABCD", password=NEW, at=at)
    with pytest.raises(RuleError, match=r"accounts\.password_short"):
        api.set_first_password(code=code, password="a", at=at)
    with pytest.raises(RuleError, match=r"accounts\.link_expired"):
        api.set_first_password(code=code, password=NEW, at=at + links.VALID)
    typed = code.lower().replace("-", " ")
    assert api.set_first_password(code=typed, password=NEW, at=at) == user
    with pytest.raises(RuleError, match=r"accounts\.link_used"):
        api.set_first_password(code=code, password="Still-Another-88", at=at)
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.must_change_password
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-10")
def test_a_new_code_voids_the_old_one(world: World, at: datetime) -> None:
    common: dict[str, Any] = {
        "purpose": links.FIRST_PASSWORD,
        "user_id": world.user("reporter").pk,
        "organization_id": world.own.organization.pk,
        "by": world.actor("clerk"),
    }
    first = api.issue_one_time_link(at=at, **common)
    second = api.issue_one_time_link(at=at + timedelta(minutes=1), **common)
    later = at + timedelta(minutes=2)
    with pytest.raises(RuleError, match=r"accounts\.link_expired"):
        api.set_first_password(code=first, password=NEW, at=later)
    assert api.set_first_password(code=second, password=NEW, at=later) == world.user("reporter")


@pytest.mark.feature("ORG-10")
def test_a_code_for_somebody_without_account_serves_its_purpose_once(world: World, at: datetime) -> None:
    by = world.actor("clerk")
    place = world.own.organization.pk
    guest = make_person(world.own.organization, "群众代表")
    code = api.issue_one_time_link(purpose="receipt", person_id=guest.pk, organization_id=place, by=by, at=at)
    with pytest.raises(RuleError, match=r"accounts\.link_unknown"):
        api.redeem_one_time_link(code=code, purpose="other", by=by, at=at)
    assert api.redeem_one_time_link(code=code, purpose="receipt", by=by, at=at).person == guest
    with pytest.raises(RuleError, match=r"accounts\.link_used"):
        api.redeem_one_time_link(code=code, purpose="receipt", by=by, at=at)
    with pytest.raises(RuleError, match=r"accounts\.link_for_nobody"):
        api.issue_one_time_link(purpose="receipt", organization_id=place, by=by, at=at)


@pytest.mark.feature("ORG-10")
def test_people_of_the_register_get_accounts_all_or_none(world: World, at: datetime) -> None:
    people = [make_person(world.own.branch, f"党员{number}") for number in range(3)]
    people[0].staff_number = "G1001"
    people[0].save()
    by = world.actor("system_admin")
    taken = User.objects.create(username=f"p{people[2].pk}", display_name="占名")
    with pytest.raises(RuleError, match=r"accounts\.name_taken"):
        links.create_accounts_of(person_ids=[one.pk for one in people], by=by, at=at)
    assert not User.objects.filter(username="G1001").exists()
    taken.delete()
    made = links.create_accounts_of(person_ids=[one.pk for one in people], by=by, at=at)
    assert [user.username for user, _code in made][0] == "G1001"
    user, code = made[1]
    assert not user.has_usable_password()
    api.set_first_password(code=code, password=NEW, at=at)
    with pytest.raises(RuleError, match=r"accounts\.nobody_chosen"):
        links.create_accounts_of(person_ids=[one.pk for one in people], by=by, at=at)


def code_of(device: TOTPDevice, step: int = 0) -> str:
    return f"{totp(device.bin_key, device.step, device.t0 - step * device.step, device.digits):06d}"


@pytest.fixture
def secured(world: World, at: datetime, settings: Any) -> tuple[User, TOTPDevice, list[str]]:
    """An account with a second factor, its recovery codes; no waiting between wrong codes."""
    settings.OTP_TOTP_THROTTLE_FACTOR = 0
    user = world.user("office_head")
    device = second_factor.begin(user_id=user.pk, at=at)
    assert second_factor.confirm(user_id=user.pk, code="000000", at=at) is None
    device.refresh_from_db()
    found = second_factor.confirm(user_id=user.pk, code=code_of(device), at=at)
    assert found is not None
    return user, found[0], found[1]


@pytest.mark.feature("API-09")
def test_a_code_of_the_telephone_holds_once(secured: tuple[User, TOTPDevice, list[str]], at: datetime) -> None:
    user, device, _codes = secured
    assert second_factor.verify(user_id=user.pk, code=code_of(device), at=at) is None  # used by the set-up
    following = code_of(device, 1)
    assert second_factor.verify(user_id=user.pk, code=following, at=at) == device
    assert second_factor.verify(user_id=user.pk, code=following, at=at) is None
    with pytest.raises(RuleError, match=r"accounts\.second_factor_stands"):
        second_factor.begin(user_id=user.pk, at=at)


@pytest.mark.feature("API-09")
def test_a_recovery_code_holds_once_and_only_its_hash_is_kept(
    secured: tuple[User, TOTPDevice, list[str]], at: datetime
) -> None:
    user, device, codes = secured
    assert len(set(codes)) == second_factor.CODES
    kept = str(list(RecoveryCode.objects.values_list("digest", flat=True)))
    assert not any(code in kept for code in codes)
    assert second_factor.verify(user_id=user.pk, code=codes[0].lower(), at=at) == device
    assert second_factor.verify(user_id=user.pk, code=codes[0], at=at) is None
    assert second_factor.verify(user_id=user.pk, code="", at=at) is None
    renewed = second_factor.renew_codes(user_id=user.pk, at=at)
    assert second_factor.verify(user_id=user.pk, code=codes[1], at=at) is None
    assert second_factor.verify(user_id=user.pk, code=renewed[1], at=at) == device
    second_factor.drop(user_id=user.pk, at=at)
    assert second_factor.verify(user_id=user.pk, code=renewed[2], at=at) is None


@pytest.mark.feature("API-09")
def test_wrong_codes_make_the_next_try_wait(
    secured: tuple[User, TOTPDevice, list[str]], at: datetime, settings: Any
) -> None:
    user, device, codes = secured
    settings.OTP_TOTP_THROTTLE_FACTOR = 60
    assert second_factor.verify(user_id=user.pk, code="123456", at=at) is None
    for code in (code_of(device, 1), codes[0]):
        with pytest.raises(RuleError, match=r"accounts\.second_factor_wait"):
            second_factor.verify(user_id=user.pk, code=code, at=at)


def test_a_reset_can_forget_a_lost_telephone(
    secured: tuple[User, TOTPDevice, list[str]], world: World, at: datetime
) -> None:
    user, _device, _codes = secured
    api.reset_password(user_id=user.pk, second_factor=True, by=world.actor("system_admin"), at=at)
    assert second_factor.device_of(user) is None
    assert user.recovery_codes.count() == 0


@pytest.mark.feature("ORG-10")
def test_a_clerk_cannot_forget_the_second_factor_of_the_secretary(world: World, at: datetime) -> None:
    user = world.user("reporter")
    with pytest.raises(RuleError, match=r"accounts\.second_factor_by_administrator"):
        api.reset_password(user_id=user.pk, second_factor=True, by=world.actor("clerk"), at=at)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    api.reset_password(user_id=user.pk, second_factor=True, by=world.actor("system_admin"), at=at)
    api.reset_password(user_id=world.user("sub_secretary").pk, second_factor=True, by=world.actor("clerk"), at=at)


@pytest.mark.feature("ORG-10")
def test_who_gave_a_secretary_a_new_way_in_is_read_from_the_audit(world: World, at: datetime) -> None:
    user, clerk = world.user("reporter"), world.actor("clerk")
    api.reset_password(user_id=user.pk, by=clerk, at=at)
    api.issue_one_time_link(
        purpose=links.FIRST_PASSWORD, user_id=user.pk, organization_id=world.own.organization.pk, by=clerk,
        at=at + timedelta(hours=1),
    )  # fmt: skip
    api.reset_password(user_id=world.user("reporter", "other").pk, by=world.actor("system_admin"), at=at)
    api.reset_password(user_id=world.user("sub_secretary").pk, by=clerk, at=at)
    later = at + timedelta(days=3)
    told = ways_in.told_at_log_in(user, at=later)
    assert [(one.kind, one.by, one.by_role) for one in told] == [
        ("code", clerk.name, "clerk"),
        ("password", clerk.name, "clerk"),
    ]
    assert told[1].at == at
    # The security administrator looks at what clerks did for secretaries, not at what the system administrator did.
    assert [one.user_id for one in ways_in.to_look_at(on=later.date())] == [user.pk, user.pk]
    assert len(ways_in.given_since(at)) == 4
    assert ways_in.told_at_log_in(user, at=at + timedelta(days=31)) == []
    assert ways_in.to_look_at(on=later.date() + timedelta(days=8)) == []
    lines = list(api.waiting(world.actor("security_admin"), on=later.date()))
    assert [line.count for line in lines if line.kind == "accounts.ways_in"] == [2]
