"""What every test may ask for: people who can log in, one small world, a fixed moment."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.factories.world import World, make_world

MOMENT = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture
def at() -> datetime:
    """The moment of the test's acts."""
    return MOMENT


@pytest.fixture(autouse=True)
def fixed_day(settings: pytest.FixtureRequest) -> None:
    """Pages of the tests live on the day of MOMENT."""
    settings.FIXED_DAY = MOMENT.date()  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    """A department with two units (own, other), one person per role, last year's closed round and this year's."""
    return make_world()


@pytest.fixture
def client_of(world: World) -> Callable[..., Client]:
    """`client_of("office_head")` or `client_of("reporter", "other")`: a browser logged in as that person."""

    def log_in(role: str, whose: str = "own") -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(world.user(role, whose), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["confirmed_at"] = 4_000_000_000
        session.save()
        return client

    return log_in
