"""One table: every address × every role × {own, other unit}; an address without a row fails."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from shuping.apps.accounts.models import User
from shuping.base.actor import Actor
from shuping.core.roles.catalog import Reach, Role
from shuping.core.roles.permissions import ORGANIZER
from tests.apps.cycles.permission_rows import child
from tests.factories.permission_table import Row
from tests.factories.world import World

PUBLIC = {"front", "health"}
TO_THE_DOOR = {"accounts:log_out", "accounts:second_step"}  # for whoever is in, these end at the door


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """The names of all addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{pattern.app_name}:" if pattern.app_name else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def rows() -> list[Row]:
    """The rows of all apps."""
    found: list[Row] = []
    for name in ["base", *settings.APPS]:
        module = f"tests.apps.{name}.permission_rows"
        if find_spec(f"tests.apps.{name}") and find_spec(module):
            found += import_module(module).ROWS
    return found


def reached(actor: Actor, row: Row, world: World, whose: str) -> bool:
    """Whether the table says that this actor gets through."""
    if row.permission is None:
        return True
    if not row.scoped:
        return actor.reach(row.permission) is not Reach.NONE
    unit = world.unit(whose)
    organization = unit.branch if row.at_branch else unit.organization
    organizer = organization.pk if row.organized else None
    where = {"organization_id": organization.pk, "organization_path": organization.path}
    return actor.may(row.permission, organizer_id=organizer, **where)


def logged_in(users: Sequence[User]) -> list[Client]:
    """A browser for each with a confirmed session, written in one query (logging in is proven elsewhere)."""
    store = SessionStore()
    sessions = [
        Session(
            session_key=store._get_new_session_key(),
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                    "confirmed_at": 4_000_000_000,
                }
            ),
            expire_date=store.get_expiry_date(),
        )
        for user in users
    ]
    Session.objects.bulk_create(sessions)
    clients = [Client() for _ in users]
    for client, session in zip(clients, sessions, strict=True):
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return clients


def test_every_address_has_a_row_and_no_row_is_left_over() -> None:
    named = set(addresses(get_resolver().url_patterns)) - PUBLIC
    assert named == {row.url for row in rows()}


@pytest.mark.feature("ORG-05")
@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.url}-{row.method}")
def test_each_role_gets_exactly_what_the_matrix_gives(row: Row, world: World, settings: Any) -> None:
    wrong, door = [], reverse(settings.LOGIN_URL)
    for whose in ("own", "other"):
        url = reverse(row.url, kwargs=dict(row.kwargs(world, whose)))
        actors = world.actors()
        clients = logged_in([world.user(role.value, "own") for role in Role])
        for role, client in zip(Role, clients, strict=True):
            answer = getattr(client, row.method)(url)
            expected = reached(actors[role], row, world, whose)
            turned_away = row.url not in TO_THE_DOOR and answer.headers.get("Location", "").startswith(door)
            if answer.status_code == 500 or (answer.status_code != 404) != expected or turned_away:
                wrong.append(f"{role.value} at {whose}: {answer.status_code}, expected {'in' if expected else '404'}")
        if not row.scoped:
            break
    assert wrong == []


@pytest.mark.feature("ORG-05", "CYC-13")
def test_a_unit_with_a_round_of_its_own_gets_nothing_of_the_departments(world: World) -> None:
    child(world, "own")
    wrong, tried = [], 0
    for row in rows():
        if row.organized or row.permission not in ORGANIZER:
            continue
        kwargs = dict(row.kwargs(world, "own"))
        if not kwargs:
            continue
        for role in (Role.REPORTER, Role.CLERK):
            assert world.actor(role.value).organizes
            client = logged_in([world.user(role.value)])[0]
            tried += 1
            if getattr(client, row.method)(reverse(row.url, kwargs=kwargs)).status_code != 404:
                wrong.append(f"{role.value}: {row.url}")
    assert wrong == []
    assert tried > 80


@pytest.mark.feature("ORG-05")
@pytest.mark.parametrize("row", [row for row in rows() if not row.public], ids=lambda row: f"{row.url}-{row.method}")
def test_nobody_gets_in_without_logging_in(row: Row, world: World) -> None:
    url = reverse(row.url, kwargs=dict(row.kwargs(world, "own")))
    answer = getattr(Client(), row.method)(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse(settings.LOGIN_URL))
