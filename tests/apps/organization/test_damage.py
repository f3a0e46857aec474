"""Every kind of planted damage is found, and a whole register has none."""

from collections.abc import Callable
from datetime import date

import pytest

from shuping.apps.organization import api
from shuping.apps.organization.models import (
    Affiliation,
    Leadership,
    Organization,
    OrganizationName,
    Person,
    Term,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db
DAY = date(2020, 1, 1)


def second_secretary(world: World) -> None:
    Term.objects.create(organization=world.own.organization, person=world.own.clerk, post="secretary", started_on=DAY)


def backwards_term(world: World) -> None:
    Term.objects.filter(person=world.own.secretary).update(ended_on=date(2010, 1, 1))


def other_affiliation(world: World) -> None:
    Affiliation.objects.filter(organization=world.own.branch).update(parent=world.other.organization)


def branch_with_child(world: World) -> None:
    Organization.objects.filter(pk=world.own.organization.pk).update(level="branch")


def broken_path(world: World) -> None:
    Organization.objects.filter(pk=world.own.branch.pk).update(path="00010009000A")


def wrong_count(world: World) -> None:
    Organization.objects.filter(pk=world.own.organization.pk).update(numchild=7)


def other_name(world: World) -> None:
    Organization.objects.filter(pk=world.own.branch.pk).update(name="改了名")


def code_in_capitals(world: World) -> None:
    Organization.objects.filter(pk=world.own.branch.pk).update(code="b-1")


def closed_with_term(world: World) -> None:
    Organization.objects.filter(pk=world.own.branch.pk).update(closed_on=DAY)


def below_closed(world: World) -> None:
    Organization.objects.filter(pk=world.own.organization.pk).update(closed_on=DAY)


def two_superiors(world: World) -> None:
    Affiliation.objects.create(
        organization=world.own.branch, parent=world.root, valid_from=DAY, valid_to=date(2020, 6, 1)
    )


def two_contacts(world: World) -> None:
    for person in (world.own.clerk, world.other.clerk):
        Leadership.objects.create(leader=person, organization=world.own.organization, kind="contact", valid_from=DAY)


def backwards_leadership(world: World) -> None:
    Leadership.objects.create(
        leader=world.own.clerk,
        organization=world.own.organization,
        kind="leading",
        valid_from=DAY,
        valid_to=date(2019, 1, 1),
    )


def no_stroke_order(world: World) -> None:
    Person.objects.filter(pk=world.own.clerk.pk).update(stroke_key="")


def no_name(world: World) -> None:
    OrganizationName.objects.filter(organization=world.own.branch).delete()


def heir_of_nothing(world: World) -> None:
    Organization.objects.filter(pk=world.own.organization.pk).update(inherits=[world.other.organization.pk])


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (heir_of_nothing, "its merges and splits say []"),
        (second_secretary, "two secretaries at once"),
        (backwards_term, "ends before it begins"),
        (other_affiliation, "stands elsewhere in the tree"),
        (branch_with_child, "has A-1"),
        (broken_path, "hangs at a broken path"),
        (wrong_count, "counts 7 children"),
        (other_name, "its record of names says"),
        (code_in_capitals, "stands for"),
        (closed_with_term, "outlasts"),
        (below_closed, "which is closed"),
        (two_superiors, "two superiors at once"),
        (two_contacts, "contact point of two leaders"),
        (backwards_leadership, "until before it begins"),
        (no_stroke_order, "has no stroke order"),
        (no_name, "says nothing"),
    ],
)
def test_planted_damage_is_found(world: World, plant: Callable[[World], None], words: str) -> None:
    assert list(api.damage()) == []
    plant(world)
    assert any(words in line for line in api.damage()), list(api.damage())
