"""The private PostgreSQL of the tests starts without a system package, also as root, and never outlives its owner."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from shuping.dev import postgres

from .conftest import ROOT

OWNER = """
import sys, time
from shuping.dev.postgres import Server
server = Server().start()
print(server.folder, server.process.pid, flush=True)
time.sleep(60)
"""


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_private_server_starts_answers_and_leaves_nothing() -> None:
    with postgres.Server() as server:
        with psycopg.connect(server.address) as link:
            row = link.execute("SELECT current_setting('server_version_num')::int").fetchone()
        assert row is not None and 140000 <= row[0] < 180000
        folder = server.folder
    assert not folder.exists()


def test_a_server_whose_owner_is_killed_ends_too() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    folder, pid = owner.stdout.readline().split()
    assert _alive(int(pid))
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    deadline = time.monotonic() + 20
    while _alive(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    alive = _alive(int(pid))
    subprocess.run(["rm", "-rf", folder], check=True)
    assert not alive


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres.SETTINGS, "max_connections", "none")
    with pytest.raises(postgres.ServerRefused, match="max_connections"):
        postgres.Server().start()


def test_a_command_is_run_beside_a_server_and_its_exit_code_kept(capfd: pytest.CaptureFixture[str]) -> None:
    code = "import os, sys; print(os.environ['SHUPING_TEST_POSTGRESQL']); sys.exit(7)"
    assert postgres.main([sys.executable, "-c", code]) == 7
    assert capfd.readouterr().out.startswith("postgresql://postgres@/postgres?host=/tmp/")
    assert postgres.main([]) == 2


@pytest.mark.skipif(os.environ.get("SHUPING_TEST_DATABASE") != "postgresql", reason="this run is on SQLite")
@pytest.mark.django_db
def test_a_run_on_postgresql_really_is_one() -> None:
    assert connection.vendor == "postgresql"
