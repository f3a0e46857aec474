"""A page shows no way to a door that is closed to its reader."""

from django.urls import reverse

from shuping.base.doors import may_open
from tests.factories.world import World


def test_an_address_is_judged_by_the_permission_of_its_page(world: World) -> None:
    scores = reverse("grades:scores", args=[world.cycle.pk]) + "?component=annual"
    assert may_open(world.actor("office"), scores)
    assert not may_open(world.actor("office_head"), scores)
    assert not may_open(world.actor("teller"), reverse("grades:published", args=[world.cycle.pk]))
    assert may_open(world.actor("teller"), reverse("accounts:preferences"))  # open to everybody
