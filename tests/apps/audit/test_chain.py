"""The chain only grows, and says where somebody touched it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from shuping.apps.audit import api, services
from shuping.apps.audit.models import AuditEvent, ChainHead
from shuping.base.actor import SYSTEM
from shuping.core.errors import RuleError
from tests.factories.world import World

ROOT = Path(__file__).resolve().parents[3]


def write(count: int, at: datetime, **extra: Any) -> list[AuditEvent]:
    with transaction.atomic():
        return [
            api.record("accounts.role.granted", by=SYSTEM, at=at + timedelta(seconds=number), reason="依据", **extra)
            for number in range(count)
        ]


def raw(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
def test_each_row_carries_the_hash_of_the_one_before(at: datetime) -> None:
    rows = write(3, at)
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[0].previous == "0" * 64
    assert [row.previous for row in rows[1:]] == [row.digest for row in rows[:2]]
    head = ChainHead.objects.get()
    assert (head.length, head.head) == (3, rows[2].digest)
    assert list(api.damage()) == []
    assert all(services.is_whole(AuditEvent.objects.get(pk=row.pk)) for row in rows)


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: AuditEvent.objects.filter(pk=row.pk).update(reason="x"),
        lambda row: AuditEvent.objects.filter(pk=row.pk).delete(),
        lambda row: AuditEvent.objects.all().delete(),
        lambda row: AuditEvent.objects.bulk_update([row], ["reason"]),
        lambda row: AuditEvent.objects.bulk_create([AuditEvent(number=9, at=row.at)]),
        lambda row: AuditEvent.objects.update_or_create(pk=row.pk, defaults={"reason": "x"}),
        lambda row: AuditEvent._base_manager.filter(pk=row.pk).update(reason="x"),
    ],
)
def test_the_tables_own_methods_refuse_to_change_or_remove(at: datetime, act: Callable[[AuditEvent], Any]) -> None:
    write(2, at)
    row = AuditEvent.objects.get(number=1)
    row.reason = "另一个理由"
    with pytest.raises(RuleError, match=r"audit\.append_only"), transaction.atomic():
        act(row)
    assert AuditEvent.objects.count() == 2
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "改过的理由"),
        ("actor", "别人"),
        ("role", "auditor"),
        ("action", "accounts.role.ended"),
        ("subject", "别的"),
        ("organization_id_at", 7),
        ("at", "2020-01-01 00:00:00"),
        ("details", '{"planted": true}'),
    ],
)
def test_a_changed_row_is_found(at: datetime, column: str, value: object) -> None:
    write(5, at)
    raw(f"UPDATE audit_auditevent SET {column} = %s WHERE number = 3", value)
    found = list(api.damage())
    assert len(found) == 1
    assert found[0].startswith("audit: row 3 (")
    assert not services.is_whole(AuditEvent.objects.get(number=3))


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
def test_a_removed_row_is_found_in_the_middle_and_at_the_end(at: datetime) -> None:
    write(5, at)
    raw("DELETE FROM audit_auditevent WHERE number = 3")
    found = list(api.damage())
    assert "audit: number 3 is missing" in found
    assert any("row 4 does not follow row 3" in line for line in found)
    raw("DELETE FROM audit_auditevent WHERE number = 5")
    assert any("the head says 5 rows" in line for line in api.damage())


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
def test_rows_in_another_order_are_found(at: datetime) -> None:
    write(4, at)
    raw("UPDATE audit_auditevent SET number = 99 WHERE number = 2")
    raw("UPDATE audit_auditevent SET number = 2 WHERE number = 3")
    raw("UPDATE audit_auditevent SET number = 3 WHERE number = 99")
    found = list(api.damage())
    assert any("row 2 does not follow row 1" in line for line in found)
    assert any("row 2 (" in line and "was changed" in line for line in found)


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
def test_a_head_that_was_touched_or_lost_is_found(at: datetime) -> None:
    write(2, at)
    ChainHead.objects.update(head="f" * 64)
    assert any("its hash differs" in line for line in api.damage())
    ChainHead.objects.all().delete()
    assert list(api.damage()) == ["audit: the chain has rows but no head"]


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db
def test_an_act_that_fails_leaves_no_row(world: World, at: datetime) -> None:
    def fail() -> None:
        with transaction.atomic():
            api.record("accounts.role.granted", by=world.actor("office"), at=at, about=world.root)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert AuditEvent.objects.count() == 0
    assert list(api.damage()) == []


@pytest.mark.django_db(transaction=True)
def test_a_row_outside_the_transaction_of_its_act_is_refused(at: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        api.record("accounts.role.granted", by=SYSTEM, at=at)
    assert AuditEvent.objects.count() == 0


@pytest.mark.django_db
def test_a_service_that_hands_over_a_secret_fails_at_once(at: datetime) -> None:
    with pytest.raises(ValueError, match="secrets never stand in the audit"):
        write(1, at, details={"password": "x"})
    assert AuditEvent.objects.count() == 0


_WRITER = """
import django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from shuping.apps.audit import api
from shuping.base.actor import SYSTEM
for number in range(25):
    with transaction.atomic():
        api.record("accounts.role.granted", by=SYSTEM, at=datetime(2021, 1, 20, tzinfo=UTC), details={"number": number})
"""


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_each_take_their_own_place(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the lock of the head row is proven by test_two_writers_wait_for_each_other")
    path = tmp_path / "chain.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    environment = {**os.environ, "SHUPING_SQLITE": str(path), "DJANGO_SETTINGS_MODULE": "shuping.config.settings.test"}
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER], env=environment, cwd=ROOT) for _ in range(3)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    check = "import django; django.setup(); from shuping.apps.audit import api; print(list(api.damage()))"
    told = subprocess.run([sys.executable, "-c", check], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"
    with sqlite3.connect(path) as copy:
        assert copy.execute("SELECT length FROM audit_chainhead").fetchone() == (75,)
        assert copy.execute("SELECT count(*), max(number) FROM audit_auditevent").fetchone() == (75, 75)
    copy.close()


@pytest.mark.feature("ORG-12")
@pytest.mark.django_db(transaction=True)
def test_two_writers_wait_for_each_other(at: datetime) -> None:
    def work() -> None:
        try:
            for _ in range(25):
                write(1, at)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert AuditEvent.objects.count() == 75
    assert list(api.damage()) == []
