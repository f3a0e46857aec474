"""Installations of their own for the commands: a folder, a database of either kind, and `shuping` run on them."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from shuping.dev.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
FILL = """
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from django.conf import settings
from django.db import transaction
from shuping.apps.audit import api as audit_api
from shuping.base.actor import SYSTEM
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from tests.factories.world import make_world
with transaction.atomic():
    world = make_world()
    for number in range(3):
        moment = datetime(2021, 1, 20, 2, number, 0, 123456 + number, tzinfo=UTC)
        audit_api.record("tests.act", by=SYSTEM, at=moment, about=world.root, organization_id=world.root.pk,
                         reason="试", details={"综合得分": "92.4", "on": date(2021, 1, 20), "share": Decimal("0.15")})
for name, content in (("ab/abcd.docx", b"PK" + bytes(range(256)) * 40), ("证明.txt", "佐证".encode())):
    path = Path(settings.FILES) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
"""


@dataclass
class Done:
    """What a command left: exit code and the lines of both outputs."""

    code: int
    out: str
    error: str

    @property
    def answer(self) -> Any:
        """The one JSON document."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line of a refused call; fails if the call was not refused, or not in one line."""
        assert self.code == 2, (self.code, self.out, self.error)
        assert self.out == ""
        lines = self.error.splitlines()
        assert len(lines) == 1, self.error
        return lines[0]


@dataclass
class Installation:
    """A folder and a database."""

    folder: Path
    database: str = ""  # empty: SQLite inside the folder

    def environment(self) -> dict[str, str]:
        """What the processes of this installation are told."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("SHUPING_", "DJANGO_"))}
        told = {"SHUPING_VAR": str(self.folder), "PYTHONPATH": str(ROOT), "SHUPING_SECRET_KEY": "only-for-tests"}
        if self.database:
            told["SHUPING_DATABASE"] = self.database
        return {**kept, **told}

    def shuping(self, *arguments: str | Path, before: str = "") -> Done:
        """Run `shuping` as its own process; `before` is Python that is run first in it."""
        code = f"{before}\nimport sys\nfrom shuping.commands.front import main\nsys.exit(main(sys.argv[1:]))"
        return self.python(code, *arguments)

    def python(self, code: str, *arguments: str | Path) -> Done:
        """Run Python code inside this installation."""
        done = subprocess.run(
            [sys.executable, "-c", code, *map(str, arguments)],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def script(self, code: str) -> str:
        """Run Python code on the database of this installation, Django being set up; gives back what it prints."""
        setup = (
            "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'shuping.config.settings.production'\n"
            "import django; django.setup()\n"
        )
        done = self.python(setup + code)
        assert done.code == 0, done.error
        return done.out.strip()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: the one of this run, else one of its own."""
    given = os.environ.get("SHUPING_TEST_POSTGRESQL")
    if given:
        yield given
        return
    with Server() as server:
        yield server.address


@pytest.fixture
def new_database(postgresql_server: str) -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases and removes them after the test."""
    made = []

    def make() -> str:
        name = f"commands_{uuid4().hex[:12]}"
        with psycopg.connect(postgresql_server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return postgresql_server.replace("/postgres?", f"/{name}?")

    yield make
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_installation(tmp_path: Path, new_database: Callable[[], str]) -> Callable[[str], Installation]:
    """`new_installation("sqlite")`, `new_installation("postgresql")`: an empty one."""

    def make(kind: str) -> Installation:
        folder = tmp_path / f"{kind}-{uuid4().hex[:6]}"
        folder.mkdir()
        return Installation(folder, new_database() if kind == "postgresql" else "")

    return make


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A migrated SQLite installation without rows, to be copied."""
    made = Installation(tmp_path_factory.mktemp("empty"))
    assert made.shuping("migrate").code == 0
    return made


@pytest.fixture(scope="session")
def filled(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A filled SQLite installation that tests only read, with `backup.tar.gz` in its folder."""
    made = copied(empty, tmp_path_factory.mktemp("filled"))
    made.script(FILL)
    done = made.shuping("backup", made.folder / "backup.tar.gz")
    assert done.code == 0, done.error
    return made


def copied(source: Installation, folder: Path) -> Installation:
    """The same SQLite database in another folder."""
    with closing(sqlite3.connect(source.folder / "shuping.sqlite3")) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / "shuping.sqlite3"),))
    return Installation(folder)
