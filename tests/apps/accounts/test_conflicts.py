"""Avoidance (回避): declared and detected."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Model

from shuping.apps.accounts import api, queries
from shuping.core.errors import RuleError
from tests.factories.world import World

TODAY = date(2021, 1, 20)


def ids(*rows: Model) -> set[int]:
    return {row.pk for row in rows}


@pytest.mark.feature("ORG-11")
def test_ones_own_unit_is_detected_from_the_branch_upwards(world: World) -> None:
    own = world.own
    assert api.conflicted(own.branch_secretary.pk, on=TODAY) == ids(own.branch, own.organization)
    assert api.conflicted(own.clerk.pk, on=TODAY) == ids(own.organization)
    assert not api.conflict(own.clerk.pk, world.other.organization.pk, on=TODAY)
    assert not api.conflict(own.clerk.pk, world.root.pk, on=TODAY)
    assert not api.conflict(None, own.organization.pk, on=TODAY)


@pytest.mark.feature("ORG-11")
def test_a_post_elsewhere_counts_while_it_is_held(world: World) -> None:
    member = world.user("member").person
    assert member is not None
    member.terms.create(organization=world.other.organization, post="secretary", started_on=date(2020, 1, 1))
    assert api.conflict(member.pk, world.other.organization.pk, on=TODAY)
    member.terms.update(ended_on=TODAY - timedelta(days=1))
    assert not api.conflict(member.pk, world.other.organization.pk, on=TODAY)


@pytest.mark.feature("ORG-11")
def test_what_is_declared_binds_from_that_day_until_it_is_withdrawn(world: World, at: datetime) -> None:
    actor = world.actor("office")
    place = world.other.organization
    api.refuse_conflict(actor, place.pk, at=at)
    row = api.declare_conflict(organization_id=place.pk, ground="曾在该单位任职", by=actor, at=at)
    with pytest.raises(RuleError) as caught:
        api.refuse_conflict(actor, place.pk, at=at)
    assert caught.value.code == "accounts.conflict"
    assert caught.value.params["organization"] == place.name
    assert api.conflict(actor.person_id, world.other.branch.pk, on=TODAY)
    assert not api.conflict(actor.person_id, place.pk, on=TODAY - timedelta(days=1))
    with pytest.raises(RuleError, match=r"accounts\.not_permitted"):
        api.withdraw_conflict(declaration_id=row.pk, reason="误填", by=actor, at=at)
    api.withdraw_conflict(declaration_id=row.pk, reason="误填", by=world.actor("security_admin"), at=at)
    api.refuse_conflict(actor, place.pk, at=at)
    with pytest.raises(RuleError, match=r"accounts\.conflict_withdrawn"):
        api.withdraw_conflict(declaration_id=row.pk, reason="误填", by=world.actor("security_admin"), at=at)


@pytest.mark.feature("ORG-11")
def test_kin_of_a_secretary_bind_to_the_secretarys_organisation(world: World, at: datetime) -> None:
    actor = world.actor("office")
    api.declare_conflict(about_id=world.other.secretary.pk, ground="夫妻", by=actor, at=at)
    assert api.conflict(actor.person_id, world.other.organization.pk, on=TODAY)
    assert not api.conflict(actor.person_id, world.own.organization.pk, on=TODAY)
    assert queries.detected(actor.person_id or 0, on=TODAY) == []


def test_a_declaration_names_somebody_and_a_ground(world: World, at: datetime) -> None:
    actor = world.actor("office")
    with pytest.raises(RuleError, match=r"accounts\.conflict_about_nobody"):
        api.declare_conflict(ground="x", by=actor, at=at)
    with pytest.raises(RuleError, match=r"accounts\.reason_missing"):
        api.declare_conflict(organization_id=world.root.pk, ground=" ", by=actor, at=at)
    security = world.actor("security_admin")
    row = api.declare_conflict(organization_id=world.own.organization.pk, ground="同乡", by=security, at=at)
    with pytest.raises(RuleError, match=r"accounts\.own_conflict"):
        api.withdraw_conflict(declaration_id=row.pk, reason="x", by=security, at=at)
