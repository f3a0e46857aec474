"""One world for many tests: built once inside a transaction that outlives them, and handed to each as if it were new.

Every test's own changes lie in a savepoint that is rolled back after it, so that the next finds the rows untouched. The
objects are handed out as fresh copies. A test that needs a database without the world, or one whose acts are really
committed, finds it closed: the transaction is rolled back before it begins.
"""

import pickle
from typing import Any

import pytest
from django.db import connection, transaction

from .world import World, make_world


def is_transactional(item: pytest.Item) -> bool:
    """Whether a test commits for real (the cases in which pytest-django empties all tables after it)."""
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    given = marker.kwargs if marker else {}
    committed = given.get("transaction") or given.get("reset_sequences") or (marker and marker.args)
    asked = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}
    return bool(committed or asked & set(names))


class Standing:
    """The open transaction with its world, if there is one."""

    def __init__(self, blocker: Any) -> None:
        self.blocker = blocker
        self.atomic: transaction.Atomic | None = None
        self.copy = b""

    def prepare(self, item: pytest.Item) -> None:
        """Before a test's own fixtures: have the world stand for a test that asks for it, and for no other."""
        if "world" not in getattr(item, "fixturenames", ()) or is_transactional(item):
            self.close()
        elif self.atomic is None or not self.whole():
            self.close()
            self.open()

    def open(self) -> None:
        """Build the world inside a transaction of its own."""
        with self.blocker.unblock():
            atomic: Any = transaction.atomic()
            atomic._from_testcase = True  # as in Django's own test cases: an act that must be outermost still may be
            atomic.__enter__()
            self.atomic = atomic
            self.copy = pickle.dumps(make_world())

    @staticmethod
    def whole() -> bool:
        """Whether the last test left the transaction as it found it (one may have closed the connection)."""
        depth = len(connection.atomic_blocks)
        return depth == 1 and not (connection.needs_rollback or connection.closed_in_transaction)

    def close(self) -> None:
        """Take the world away."""
        if self.atomic is None:
            return
        with self.blocker.unblock():
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
        self.atomic, self.copy = None, b""

    def world(self) -> World:
        """The world as it was made, for one test."""
        made = pickle.loads(self.copy)
        assert isinstance(made, World)
        return made
