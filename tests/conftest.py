"""What every test may ask for: people who can log in, one small world, a fixed moment."""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_save
from django.test import Client

from shuping.adapters import compiled_code
from shuping.apps.audit.details import is_worded
from shuping.apps.audit.models import AuditEvent
from shuping.base import clock
from tests.factories.standing import Standing
from tests.factories.world import World, make_world

MOMENT = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai

_AT_END = pytest.StashKey[ExitStack]()
_STANDING = pytest.StashKey[Standing]()
_LONGEST = ("tests/journeys/test_killed.py", "tests/commands/test_backup.py")  # begun last they would keep one worker
_COMPILES_OUTSIDE = ("tests/commands/test_de", "tests/commands/test_speech")  # in processes of their own


def pytest_configure(config: pytest.Config) -> None:
    """Several workers let one process beside them compile what all of them need, and wait where they need it."""
    folder, acts = Path(os.environ["NUMBA_CACHE_DIR"]), ExitStack()
    if hasattr(config, "workerinput"):
        acts.enter_context(compiled_code.share(folder))
    elif getattr(config.option, "numprocesses", None) and (compiler := compiled_code.start(folder)) is not None:
        acts.callback(compiler.wait)
        acts.callback(compiler.kill)
    config.stash[_AT_END] = acts


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what was begun for this run alone, and take its files away."""
    config.stash[_AT_END].close()
    shutil.rmtree(settings.FILES, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first, so that the workers end together."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONGEST))


def pytest_collection_finish() -> None:
    """What has been imported stays: do not look through it again and again for rubbish."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def emptied_by_deleting() -> Iterator[None]:
    """After a test with real transactions PostgreSQL deletes the few rows there are: 0.05 s for 150 tables.

    TRUNCATE, which Django would use, makes new files for each table and index: 0.7 to 2 s.
    """

    def sql_flush(self: DatabaseOperations, style: Any, tables: list[str], **_options: bool) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def details_in_words() -> Iterator[None]:
    """Whatever an act writes into the audit log can be read there; a detail without words fails the test."""

    def look(instance: AuditEvent, **_signal: Any) -> None:
        unworded = sorted(name for name in instance.details if not is_worded(name))
        assert not unworded, f"{instance.action}: no words in shuping/apps/audit/details.py for {unworded}"

    post_save.connect(look, sender=AuditEvent)
    yield
    post_save.disconnect(look, sender=AuditEvent)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have the world stand, or take it away; the first test with a database makes its own.

    Commands in processes of their own do not know of the one that compiles: their tests wait for it.
    """
    if (standing := item.config.stash.get(_STANDING, None)) is not None:
        standing.prepare(item)
    if item.nodeid.startswith(_COMPILES_OUTSIDE):
        compiled_code.wait(Path(os.environ["NUMBA_CACHE_DIR"]))


@pytest.fixture
def at() -> datetime:
    """The moment of the test's acts."""
    return MOMENT


@pytest.fixture(autouse=True)
def fixed_day(settings: pytest.FixtureRequest) -> Iterator[None]:
    """Pages of the tests live on the day of MOMENT, two hours after it and onwards, at whatever hour they are run.

    Of the machine's clock only the going forward is left: acts keep their order, and no midnight falls into a test.
    """
    settings.FIXED_DAY = MOMENT.date()  # type: ignore[attr-defined]
    began = time.monotonic()

    def noon() -> datetime:
        return MOMENT + timedelta(hours=2, seconds=time.monotonic() - began)

    with pytest.MonkeyPatch.context() as patch:  # of its own: a test may undo what it has patched itself
        patch.setattr(clock, "real", noon)
        yield


@pytest.fixture(scope="session")
def standing(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Standing]:
    """The world that stands for many tests."""
    made = Standing(django_db_blocker)
    request.config.stash[_STANDING] = made
    yield made
    made.close()


@pytest.fixture
def world(standing: Standing, db: None) -> World:
    """A department with two units (own, other), one person per role, last year's closed round and this year's."""
    return standing.world() if standing.atomic is not None else make_world()


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
