"""Opening the house for the server verbs: settings, database, and whether tables and program fit each other."""

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version as installed_version

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from shuping.commands.answers import CommandRefused
from shuping.config.environment import EnvironmentRefused

SETTINGS = "shuping.config.settings.production"
Node = tuple[str, str]  # app label, name of a migration


def version() -> str:
    """The version of the program."""
    return installed_version("shuping")


@contextmanager
def many_tables() -> Iterator[None]:
    """Make tables without looking for rubbish on the way.

    Django draws every model anew for every table: a quarter of the time would go into the search, for 200 MB that the
    next search gives back.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def open_house() -> None:
    """Set Django up and reach the database. Raises CommandRefused naming what is wrong with either."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
        connection.ensure_connection()
    except (EnvironmentRefused, ImproperlyConfigured) as error:
        raise CommandRefused(f"settings: {error}") from None
    except DatabaseError as error:
        raise CommandRefused(f"database {connection.settings_dict['NAME']}: cannot be reached: {error}") from None


@dataclass(frozen=True, slots=True)
class Schema:
    """How tables and program stand to each other, as migrations: in force, still waiting, unknown to this program."""

    applied: tuple[Node, ...]
    waiting: tuple[Node, ...]
    unknown: tuple[Node, ...]

    @property
    def state(self) -> str:
        """`empty`, `newer` (the tables were made by a later version), `behind` or `current`."""
        if self.unknown:
            return "newer"
        if not self.applied:
            return "empty"
        return "behind" if self.waiting else "current"


def schema() -> Schema:
    """Compare the recorded migrations with those of this program. An older program's squashed ones count as known."""
    executor = MigrationExecutor(connection)
    recorded = MigrationRecorder(connection).applied_migrations()
    known = set(executor.loader.disk_migrations or ())
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Schema(
        applied=tuple(sorted(recorded)),
        waiting=tuple((migration.app_label, migration.name) for migration, _ in plan),
        unknown=tuple(sorted(node for node in recorded if node not in known and node[0] in _labels(known))),
    )


def _labels(nodes: Iterable[Node]) -> set[str]:
    # Tables of a package that this version no longer uses say nothing about our own.
    return {label for label, _ in nodes}


def leaves(nodes: Iterable[Node], loader: MigrationLoader) -> list[Node]:
    """Of some migrations those that no other one of them follows, per app: together they say the whole state."""
    chosen = set(nodes)
    return sorted(
        node
        for node in chosen
        if not any(child.key in chosen and child.key[0] == node[0] for child in loader.graph.node_map[node].children)
    )


def refuse_newer(found: Schema) -> None:
    """Raise CommandRefused when a later version made these tables: this one could misread them (OPS-14)."""
    if found.unknown:
        label, name = found.unknown[-1]
        raise CommandRefused(
            f"database: made by a later version than {version()} ({label}.{name} is unknown here); install that version"
        )


def require_current(found: Schema) -> None:
    """Raise CommandRefused unless the tables are exactly those of this version."""
    refuse_newer(found)
    if found.waiting:
        raise CommandRefused(
            f"database: {len(found.waiting)} migrations wait for version {version()}; run `shuping migrate` first"
        )
