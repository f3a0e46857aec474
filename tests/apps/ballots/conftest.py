"""The count that every test of this app starts from."""

from datetime import datetime

import pytest

from tests.factories.world import World

from .counting import Count, begin


@pytest.fixture
def count(world: World, at: datetime) -> Count:
    """An open count of this year's round."""
    return begin(world, at)
