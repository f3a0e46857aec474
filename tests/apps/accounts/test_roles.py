"""Roles granted, ended, handed over, stood in for; who may and who may not."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.accounts import api, posts, queries
from shuping.apps.accounts.damage import damage
from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.audit.models import AuditEvent
from shuping.apps.organization.models import Term
from shuping.base.actor import SYSTEM
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.factories.world import PASSWORD, World, make_person, make_user

TODAY = date(2021, 1, 20)


def refused(code: str, act: Callable[..., Any], **params: Any) -> RuleError:
    """The act is refused with this code and leaves no audit row."""
    before = AuditEvent.objects.count()
    with pytest.raises(RuleError) as caught:
        act(**params)
    assert caught.value.code == code
    assert AuditEvent.objects.count() == before
    return caught.value


def newcomer(world: World, at: datetime, name: str = "新人") -> User:
    person = make_person(world.own.organization, name)
    return api.create_account(
        username=f"new{person.pk}",
        person_id=person.pk,
        password=PASSWORD,
        by=world.actor("system_admin"),
        at=at,
    )


@pytest.mark.feature("ORG-05")
def test_the_security_administrator_grants_a_role_at_an_organisation(world: World, at: datetime) -> None:
    user = newcomer(world, at)
    row = api.grant_role(
        user_id=user.pk,
        role=Role.CLERK,
        organization_id=world.own.organization.pk,
        valid_from=TODAY,
        by=world.actor("security_admin"),
        at=at,
    )
    assert [one.user for one in api.holders_of(Role.CLERK, world.own.organization.pk, on=TODAY)][-1] == user
    assert api.has_role(user.pk, Role.CLERK, world.own.organization.pk, on=TODAY)
    assert not api.has_role(user.pk, Role.CLERK, on=TODAY - timedelta(days=1))
    event = AuditEvent.objects.get(action="accounts.role.granted")
    assert (event.subject_id, event.organization_id_at) == (str(row.pk), world.own.organization.pk)
    assert api.actor_of_user(user, Role.CLERK, on=TODAY).organization_path == world.own.organization.path


@pytest.mark.feature("ORG-06")
def test_nobody_but_the_security_administrator_grants_and_never_to_himself(world: World, at: datetime) -> None:
    user = newcomer(world, at)
    place = world.own.organization.pk
    common = {"role": Role.CLERK, "organization_id": place, "valid_from": TODAY, "at": at}
    for role in ("system_admin", "auditor", "office_head", "clerk"):
        refused("accounts.not_permitted", api.grant_role, user_id=user.pk, by=world.actor(role), **common)
    security = world.user("security_admin")
    refused("accounts.no_self_grant", api.grant_role, user_id=security.pk, by=world.actor("security_admin"), **common)
    assert queries.valid_assignments(user, on=TODAY) == []


@pytest.mark.feature("ORG-06")
def test_only_the_system_administrator_makes_accounts(world: World, at: datetime) -> None:
    for role in ("security_admin", "auditor", "office", "clerk"):
        refused("accounts.not_permitted", api.create_account, username="somebody", by=world.actor(role), at=at)
    user = newcomer(world, at)
    assert user.assignments.count() == 0


@pytest.mark.feature("ORG-06")
@pytest.mark.parametrize(
    ("held", "wanted"),
    [("reporter", Role.TELLER), ("office", Role.TELLER), ("clerk", Role.SUPERVISOR), ("auditor", Role.CLERK)],
)
def test_clashing_roles_are_refused_at_the_grant(world: World, at: datetime, held: str, wanted: Role) -> None:
    error = refused(
        "accounts.clash",
        api.grant_role,
        user_id=world.user(held).pk,
        role=wanted,
        organization_id=world.root.pk,
        valid_from=TODAY,
        by=world.actor("security_admin"),
        at=at,
    )
    assert set(error.params) == {"name", "held", "wanted"}


@pytest.mark.feature("ORG-06")
def test_a_role_held_only_later_clashes_too(world: World, at: datetime) -> None:
    user = newcomer(world, at)
    security = world.actor("security_admin")
    common = {"user_id": user.pk, "organization_id": world.root.pk, "by": security, "at": at}
    api.grant_role(role=Role.OFFICE, valid_from=date(2022, 1, 1), **common)
    refused("accounts.clash", api.grant_role, role=Role.TELLER, valid_from=TODAY, **common)
    api.grant_role(role=Role.TELLER, valid_from=TODAY, valid_to=date(2021, 12, 31), **common)
    assert list(damage()) == []


def test_the_same_role_twice_and_impossible_days_are_refused(world: World, at: datetime) -> None:
    clerk = world.user("clerk")
    common = {
        "user_id": clerk.pk,
        "role": Role.CLERK,
        "by": world.actor("security_admin"),
        "at": at,
        "valid_from": TODAY,
    }
    refused("accounts.already_held", api.grant_role, organization_id=world.own.organization.pk, **common)
    refused(
        "accounts.dates",
        api.grant_role,
        organization_id=world.other.organization.pk,
        valid_to=TODAY - timedelta(days=1),
        **common,
    )
    world.other.organization.closed_on = TODAY
    world.other.organization.save()
    refused("accounts.organization_closed", api.grant_role, organization_id=world.other.organization.pk, **common)
    refused("accounts.organization_gone", api.grant_role, organization_id=10**9, **common)


def test_a_role_ends_once_with_a_reason(world: World, at: datetime) -> None:
    row = world.user("clerk").assignments.get()
    security = world.actor("security_admin")
    common = {"assignment_id": row.pk, "by": security, "at": at}
    refused("accounts.reason_missing", api.end_role, last_day=TODAY, reason=" ", **common)
    refused("accounts.dates", api.end_role, last_day=date(2000, 1, 1), reason="调离", **common)
    api.end_role(last_day=TODAY, reason="调离", **common)
    refused("accounts.role_ended", api.end_role, last_day=TODAY, reason="调离", **common)
    refused(
        "accounts.no_self_grant",
        api.end_role,
        assignment_id=world.user("security_admin").assignments.get().pk,
        last_day=TODAY,
        reason="x",
        by=security,
        at=at,
    )
    assert not api.has_role(world.user("clerk").pk, Role.CLERK, on=TODAY + timedelta(days=1))
    assert AuditEvent.objects.get(action="accounts.role.ended").reason == "调离"


@pytest.mark.feature("ORG-07")
def test_a_stand_in_shows_in_every_act(world: World, at: datetime) -> None:
    user = newcomer(world, at, "代理人")
    api.grant_role(
        user_id=user.pk,
        role=Role.CLERK,
        organization_id=world.own.organization.pk,
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=10),
        stands_in_for_id=world.own.clerk.pk,
        by=world.actor("security_admin"),
        at=at,
    )
    actor = api.actor_of_user(user, Role.CLERK, on=TODAY)
    assert actor.stands_in_for == world.own.clerk.name
    api.declare_conflict(about_id=world.other.secretary.pk, ground="亲属", by=actor, at=at)
    assert AuditEvent.objects.order_by("-number").first().actor == f"代理人（代 {world.own.clerk.name}）"  # type: ignore[union-attr]
    assert list(damage()) == []


@pytest.mark.feature("ORG-07")
def test_a_stand_in_needs_an_end_a_role_that_allows_it_and_somebody_stood_in_for(world: World, at: datetime) -> None:
    user = newcomer(world, at)
    end = TODAY + timedelta(days=10)
    common = {"user_id": user.pk, "valid_from": TODAY, "by": world.actor("security_admin"), "at": at}
    place = world.own.organization.pk
    clerk = world.own.clerk.pk
    refused(
        "accounts.stand_in_without_end",
        api.grant_role,
        role=Role.CLERK,
        organization_id=place,
        stands_in_for_id=clerk,
        **common,
    )
    refused(
        "accounts.stand_in_for_nobody",
        api.grant_role,
        role=Role.CLERK,
        organization_id=world.other.organization.pk,
        valid_to=end,
        stands_in_for_id=clerk,
        **common,
    )
    refused(
        "accounts.no_stand_in",
        api.grant_role,
        role=Role.DELEGATE,
        organization_id=world.root.pk,
        valid_to=end,
        stands_in_for_id=world.user("delegate").person_id,
        **common,
    )
    refused(
        "accounts.stand_in_for_self",
        api.grant_role,
        role=Role.CLERK,
        organization_id=place,
        valid_to=end,
        stands_in_for_id=user.person_id,
        **common,
    )


def test_a_clerk_hands_over_from_a_day_on(world: World, at: datetime) -> None:
    giver = world.user("clerk")
    receiver = newcomer(world, at, "接任者")
    moved = api.hand_over(
        giver_id=giver.pk, receiver_id=receiver.pk, on=TODAY, reason="轮岗", by=world.actor("clerk"), at=at
    )
    assert [row.role for row in moved] == ["clerk"]
    assert not api.has_role(giver.pk, Role.CLERK, on=TODAY)
    assert api.has_role(giver.pk, Role.CLERK, on=TODAY - timedelta(days=1))
    assert api.has_role(receiver.pk, Role.CLERK, world.own.organization.pk, on=TODAY)
    assert AuditEvent.objects.get(action="accounts.role.handed_over").details["on"] == "2021-01-20"
    assert list(damage()) == []


def test_a_handover_moves_only_ones_own_duties_and_never_a_role_of_power(world: World, at: datetime) -> None:
    receiver = newcomer(world, at)
    mine = {"receiver_id": receiver.pk, "on": TODAY, "reason": "", "at": at}
    clerk = world.actor("clerk")
    refused("accounts.hand_over_nothing", api.hand_over, giver_id=world.user("clerk", "other").pk, by=clerk, **mine)
    refused("accounts.hand_over_nothing", api.hand_over, giver_id=world.user("office_head").pk, by=clerk, **mine)
    refused("accounts.hand_over_nothing", api.hand_over, giver_id=world.user("reporter").pk, by=clerk, **mine)
    refused("accounts.not_permitted", api.hand_over, giver_id=world.user("clerk").pk, by=world.actor("member"), **mine)
    refused("accounts.hand_over_same", api.hand_over, giver_id=receiver.pk, by=clerk, **mine)
    supervisor = {**mine, "receiver_id": world.user("supervisor").pk}
    refused("accounts.clash", api.hand_over, giver_id=world.user("clerk").pk, by=clerk, **supervisor)
    early = {**mine, "on": date(2015, 1, 1)}
    refused("accounts.hand_over_too_early", api.hand_over, giver_id=world.user("clerk").pk, by=clerk, **early)


def test_the_first_administrators_are_made_at_the_server(world: World, at: datetime) -> None:
    word = api.create_admin(
        username="second-security",
        display_name="安全员",
        role=Role.SECURITY_ADMIN,
        organization_id=world.root.pk,
        on=TODAY,
        at=at,
    )
    user = User.objects.get(username="second-security")
    assert user.check_password(word)
    assert user.must_change_password
    assert api.has_role(user.pk, Role.SECURITY_ADMIN, on=TODAY)
    again = api.create_admin(
        username="second-security",
        display_name="",
        role=Role.SECURITY_ADMIN,
        organization_id=world.root.pk,
        on=TODAY,
        at=at,
    )
    user.refresh_from_db()
    assert user.check_password(again)
    assert user.assignments.count() == 1


def test_an_account_is_made_once_with_a_fitting_name_and_password(world: World, at: datetime) -> None:
    by = world.actor("system_admin")
    refused("accounts.name_taken", api.create_account, username="OFFICE", by=by, at=at)
    refused("accounts.name_form", api.create_account, username="two words", by=by, at=at)
    refused("accounts.password_short", api.create_account, username="short", password="aB1-", by=by, at=at)
    taken = world.own.clerk.pk
    refused("accounts.person_has_account", api.create_account, username="again", person_id=taken, by=by, at=at)


def test_a_blocked_account_is_no_holder_and_gets_no_role(world: World, at: datetime) -> None:
    by = world.actor("system_admin")
    clerk = world.user("clerk")
    refused("accounts.reason_missing", api.set_active, user_id=clerk.pk, active=False, reason="", by=by, at=at)
    refused(
        "accounts.own_account",
        api.set_active,
        user_id=world.user("system_admin").pk,
        active=False,
        reason="x",
        by=by,
        at=at,
    )
    api.set_active(user_id=clerk.pk, active=False, reason="离职", by=by, at=at)
    refused("accounts.no_change", api.set_active, user_id=clerk.pk, active=False, reason="离职", by=by, at=at)
    assert not api.holders_of(Role.CLERK, world.own.organization.pk, on=TODAY)
    refused(
        "accounts.blocked",
        api.grant_role,
        user_id=clerk.pk,
        role=Role.REPORTER,
        organization_id=world.root.pk,
        valid_from=TODAY,
        by=world.actor("security_admin"),
        at=at,
    )


@pytest.mark.feature("OPS-09")
def test_the_consistency_check_finds_each_kind_of_planted_damage(world: World, at: datetime) -> None:
    assert list(damage()) == []
    user = world.user("clerk")
    place = world.own.organization
    RoleAssignment.objects.create(user=user, role="supervisor", organization=world.root, valid_from=TODAY)
    assert any("holds clerk and supervisor at once" in line for line in damage())
    RoleAssignment.objects.filter(role="supervisor", user=user).delete()

    RoleAssignment.objects.create(user=user, role="clerk", organization=place, valid_from=TODAY)
    assert any("holds clerk twice" in line for line in damage())
    RoleAssignment.objects.filter(user=user, valid_from=TODAY).delete()

    RoleAssignment.objects.create(user=user, role="emperor", organization=place, valid_from=TODAY)
    assert any("unknown role 'emperor'" in line for line in damage())
    RoleAssignment.objects.filter(role="emperor").delete()

    RoleAssignment.objects.create(
        user=user, role="clerk", organization=world.other.organization, valid_from=TODAY, stands_in_for=world.own.clerk
    )
    found = list(damage())
    assert any("has no end" in line for line in found)
    assert any("may not stand in" in line for line in found)
    assert any("stands in for nobody" in line for line in found)
    RoleAssignment.objects.filter(stands_in_for__isnull=False).delete()

    place.closed_on = TODAY
    place.save()
    assert any("which is closed" in line for line in damage())
    place.closed_on = None
    place.save()

    lonely = make_user(Role.CLERK, place, make_person(place, "无岗"), "lonely")
    lonely.assignments.all().delete()
    assert [line for line in damage()] == ["accounts: lonely can log in and holds no role"]
    lonely.set_unusable_password()
    lonely.save()
    assert list(damage()) == []


def test_the_system_itself_is_not_bound_by_the_doors(world: World, at: datetime) -> None:
    user = api.create_account(username="made-by-system", display_name="某人", by=SYSTEM, at=at)
    row = api.grant_role(
        user_id=user.pk, role=Role.GUEST_SUPERIOR, organization_id=world.root.pk, valid_from=TODAY, by=SYSTEM, at=at
    )
    assert row.role == "guest_superior"
    assert api.user_of(world.own.clerk.pk) == world.user("clerk")


def test_what_waits_for_the_administrators(world: World, at: datetime) -> None:
    newcomer(world, at)
    security = list(api.waiting(world.actor("security_admin"), on=TODAY))
    assert [(one.kind, one.count) for one in security] == [("accounts.grant", 1)]
    api.end_role(
        assignment_id=world.user("clerk").assignments.get().pk,
        last_day=TODAY + timedelta(days=3),
        reason="轮岗",
        by=world.actor("security_admin"),
        at=at,
    )
    kinds = {one.kind: one for one in api.waiting(world.actor("security_admin"), on=TODAY)}
    assert kinds["accounts.ending"].due == TODAY + timedelta(days=3)
    assert list(api.waiting(world.actor("clerk"), on=TODAY)) == []
    assert list(api.waiting(world.actor("system_admin"), on=TODAY)) == []


@pytest.mark.feature("ORG-03")
@pytest.mark.feature("ORG-05")
def test_a_secretary_who_left_and_one_who_came_are_shown_until_roles_and_register_agree(
    world: World, client_of: Callable[..., Client], at: datetime
) -> None:
    assert posts.differences(on=TODAY) == []
    unit, came = world.own.organization, world.user("clerk")
    Term.objects.filter(organization=unit, post="secretary").update(ended_on=TODAY - timedelta(days=1))
    Term.objects.create(organization=unit, person=came.person, post="secretary", started_on=TODAY)
    left, new = posts.differences(on=TODAY)
    assert (left.username, left.role, left.organization_id) == (world.user("reporter").username, "reporter", unit.pk)
    assert (new.username, new.assignment_id) == (came.username, None)
    security = world.actor("security_admin")
    assert "accounts.posts" in {one.kind for one in api.waiting(security, on=TODAY)}
    page = client_of("security_admin").get(reverse("accounts:posts")).content.decode()
    assert reverse("accounts:end_role", args=[left.assignment_id]) in page
    assert f"?user={came.pk}&amp;organization={unit.pk}" in page
    yesterday = TODAY - timedelta(days=1)
    api.end_role(assignment_id=left.assignment_id or 0, last_day=yesterday, reason="调任", by=security, at=at)
    api.end_role(assignment_id=came.assignments.get().pk, last_day=yesterday, reason="任书记", by=security, at=at)
    api.grant_role(user_id=came.pk, role=Role.REPORTER, organization_id=unit.pk, valid_from=TODAY, by=security, at=at)
    assert posts.differences(on=TODAY) == []
