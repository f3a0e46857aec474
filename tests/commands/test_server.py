"""The server verbs: migrate saves first, an older program refuses newer tables, verify, status, serve, create-admin."""

import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from shuping.commands import verify
from shuping.commands.serve import is_loopback

from .archives import rows
from .conftest import ROOT, Installation, copied

Make = Callable[[str], Installation]
BEHIND = (
    "from django.core.management import call_command\n"
    "call_command('migrate', 'axes', '0008', verbosity=0, interactive=False)"
)
FUTURE = (
    "from django.db import connection\n"
    "from django.db.migrations.recorder import MigrationRecorder\n"
    "MigrationRecorder(connection).record_applied('organization', '9999_later')"
)


@pytest.fixture
def copy(filled: Installation, tmp_path: Path) -> Installation:
    """The filled installation once more, to be changed."""
    return copied(filled, tmp_path)


@pytest.fixture
def fresh(empty: Installation, tmp_path: Path) -> Installation:
    """A migrated installation without rows."""
    return copied(empty, tmp_path)


@pytest.mark.feature("OPS-03")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_empty_database_is_migrated_without_a_backup(kind: str, new_installation: Make) -> None:
    new = new_installation(kind)
    answer = new.shuping("migrate", "--json").answer
    assert answer["backup"] is None
    assert "organization.0001_initial" in answer["applied"]
    assert new.shuping("migrate", "--json").answer == {"applied": [], "backup": None}
    assert new.shuping("status", "--json").answer["migrations"]["state"] == "current"


@pytest.mark.feature("OPS-05")
def test_every_migration_of_a_filled_database_is_preceded_by_a_backup(copy: Installation, filled: Installation) -> None:
    copy.script(BEHIND)
    assert copy.shuping("status", "--json").answer["migrations"]["state"] == "behind"
    answer = copy.shuping("migrate", "--json").answer
    saved = rows(Path(answer["backup"]))
    assert [name.split(".")[0] for name in answer["applied"]] == ["axes"] * len(answer["applied"])
    whole = rows(filled.folder / "backup.tar.gz")
    assert saved["data/organization_organization.jsonl"] == whole["data/organization_organization.jsonl"]
    assert set(saved) < set(whole)


@pytest.mark.feature("OPS-05")
def test_a_backup_of_older_tables_is_restored_and_then_migrated(copy: Installation, new_installation: Make) -> None:
    copy.script(BEHIND)
    saved = copy.folder / "older.tar.gz"
    assert copy.shuping("backup", saved).code == 0
    new = new_installation("sqlite")
    assert new.shuping("restore", saved, "--json").answer["state"] == "behind"
    assert new.shuping("migrate").code == 0
    assert new.shuping("status", "--json").answer["counts"]["acts"] == 3


@pytest.mark.feature("OPS-14")
def test_a_program_refuses_the_tables_of_a_later_version(copy: Installation) -> None:
    copy.script(FUTURE)
    for verb, *arguments in (["serve"], ["migrate"], ["backup", str(copy.folder / "a.tar.gz")]):
        refusal = copy.shuping(verb, *arguments).refusal
        assert "later version" in refusal and "organization.9999_later" in refusal
    assert copy.shuping("status", "--json").answer["migrations"]["state"] == "newer"


@pytest.mark.feature("OPS-14")
def test_a_program_does_not_serve_the_tables_of_an_earlier_version(copy: Installation) -> None:
    copy.script(BEHIND)
    assert "shuping migrate" in copy.shuping("serve").refusal


@pytest.mark.feature("OPS-03")
def test_status_says_what_runs_here(filled: Installation) -> None:
    answer = filled.shuping("status", "--json").answer
    assert answer["database"] == "sqlite"
    assert answer["version"]
    assert answer["counts"]["rounds"] == 2
    assert answer["counts"]["acts"] == 3
    assert answer["last_backup"]["rows"] > 100
    assert "last backup" in filled.shuping("status").out


@pytest.mark.feature("OPS-09")
def test_verify_finds_a_changed_act_and_a_reference_to_nothing(copy: Installation) -> None:
    before = copy.shuping("verify").out.splitlines()
    with sqlite3.connect(copy.folder / "shuping.sqlite3") as connection:
        connection.execute("UPDATE audit_auditevent SET actor = '别人' WHERE number = 2")
        connection.execute("UPDATE accounts_roleassignment SET organization_id = 987654 WHERE id = 1")
    done = copy.shuping("verify")
    found = done.out.splitlines()
    assert done.code == 1
    assert any("audit: row 2" in line for line in found)
    assert any("accounts_roleassignment" in line for line in found)
    assert len(found) > len(before)
    answer = copy.shuping("verify", "--json")
    assert (answer.code, answer.answer["ok"]) == (1, False)
    assert [one["text"] for one in answer.answer["violations"]] == found


@pytest.mark.feature("OPS-09")
def test_verify_is_content_with_an_empty_installation(fresh: Installation) -> None:
    done = fresh.shuping("verify", "--json")
    assert (done.code, done.answer) == (0, {"ok": True, "violations": []})


def _damaged() -> Iterator[str]:
    yield "first  \n line"
    raise KeyError("stage")


@pytest.mark.feature("OPS-09")
@pytest.mark.django_db
def test_a_check_that_stumbles_over_the_damage_is_a_violation_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "import_module", lambda name: SimpleNamespace(damage=_damaged))
    monkeypatch.setattr(settings, "APPS", ["audit"])
    assert list(verify.violations()) == [
        ("audit", "first line"),
        ("audit", "audit: the check itself could not go on: KeyError: 'stage'"),
    ]


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("10.1.2.3", False), ("a.b", False)],
)
def test_only_this_machine_is_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    "arguments", [["--host", "0.0.0.0"], ["--tls-certificate", "x.pem"], ["--tls-certificate", "x", "--tls-key", "y"]]
)
def test_an_open_address_without_tls_is_refused(arguments: list[str], filled: Installation) -> None:
    assert filled.shuping("serve", *arguments).refusal


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status == 200 and json.load(answer) == {"ok": True}
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    return False


@contextmanager
def _stopped_on_their_way(port: int) -> Iterator[None]:
    """More requests than the server has threads, each with a body that does not go on, or is cut off."""
    with ExitStack() as open_ones:
        for number in range(12):
            one = open_ones.enter_context(socket.create_connection(("127.0.0.1", port)))
            length = 200 * 1024 * 1024 if number % 2 else 1000
            head = f"POST /manage/accounts/log-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n"
            kind = "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
            one.sendall(f"{head}{kind}".encode())
            if number > 8:
                one.close()
        time.sleep(0.3)
        yield


@pytest.mark.feature("OPS-01")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_server_answers_and_stops_when_told(kind: str, fresh: Installation, new_installation: Make) -> None:
    new, port = fresh, _free_port()
    if kind == "postgresql":
        new = new_installation(kind)
        assert new.shuping("migrate").code == 0
    process = subprocess.Popen(
        [sys.executable, "-m", "shuping.commands", "serve", "--port", str(port)],
        cwd=ROOT, env=new.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert _answers(f"http://127.0.0.1:{port}/healthz", process)
        with _stopped_on_their_way(port):
            assert _answers(f"http://127.0.0.1:{port}/healthz", process)
        assert f"127.0.0.1:{port}" in new.shuping("serve", "--port", str(port)).refusal
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) is not None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.feature("ORG-06")
def test_the_three_administrators_are_made_on_an_empty_register(fresh: Installation) -> None:
    new = fresh
    assert "--department" in new.shuping("create-admin", "admin").refusal
    first = new.shuping("create-admin", "admin", "--department", "某省交通运输厅党组", "--json").answer
    assert len(first["one_time_password"]) >= 10
    for name in ("security_admin", "auditor"):
        done = new.shuping("create-admin", name, "--role", name, "--json")
        assert done.code == 0, done.error
    roles = new.script(
        "from shuping.apps.accounts.models import RoleAssignment\n"
        "print(*RoleAssignment.objects.order_by('role').values_list('user__username', 'role'))"
    )
    assert roles == "('auditor', 'auditor') ('security_admin', 'security_admin') ('admin', 'system_admin')"
    assert new.shuping("verify").code == 0
