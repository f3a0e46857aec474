"""One finished round of three units for a whole file of tests, taken away at its end."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command

from shuping.apps.cycles.models import Cycle
from shuping.dev.demo import register
from shuping.dev.demo.register import Cast
from tests.factories import small_round

NOW = datetime(2022, 1, 12, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast of a round that was played to its archive."""
    with django_db_blocker.unblock():
        cast = small_round.fill()
        small_round.play(cast)
        register.renew_passwords(date(2022, 1, 12))
        yield cast
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def cast(told: Cast, db: None, settings: Any, tmp_path: Any) -> Cast:
    """The finished round; what a test does to it is rolled back, its files lie apart."""
    settings.FILES = tmp_path / "files"
    settings.FIXED_DAY = NOW.date()
    return told


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """The round."""
    return Cycle.objects.get()
