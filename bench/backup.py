"""Backup and restore of a department of 60 units and 2,000 branches, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.report import ROOT, Report

LIMIT_SECONDS = 30
FILL = """
import os, sys
import django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
from bench.department import Size, enlarge
from tests.factories.world import make_world
enlarge(make_world(), Size(60, 2000))
for number in range(200):
    path = settings.FILES / f"{number % 16:x}" / f"{number}.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(200_000))
"""


def run() -> Report:
    """Fill one installation, save it, and bring it back on both databases."""
    import tempfile  # noqa: PLC0415

    from shuping.dev.postgres import Server  # noqa: PLC0415

    report = Report(
        "backup",
        f"60 units, 2,000 branches, 200 stored files of 200 kB; limit {LIMIT_SECONDS} s each",
        ["act", "database", "seconds", "rows", "MiB"],
    )
    with tempfile.TemporaryDirectory(prefix="shuping-bench-") as name, Server() as server:
        folder = Path(name)
        _shuping(folder / "a", "", "migrate")
        _run(folder / "a", "", [sys.executable, "-c", FILL])
        source = folder / "first.tar.gz"
        _act(report, folder / "a", "", "backup", source)
        _act(report, folder / "b", "", "restore", source)
        _act(report, folder / "c", server.address, "restore", source)
        _act(report, folder / "c", server.address, "backup", folder / "second.tar.gz")
    return report


def _act(report: Report, folder: Path, database: str, verb: str, file: Path) -> None:
    begun = time.monotonic()
    answer = json.loads(_shuping(folder, database, verb, str(file), "--json"))
    seconds = time.monotonic() - begun
    kind = "PostgreSQL" if database else "SQLite"
    report.rows.append([verb, kind, f"{seconds:.1f}", answer["rows"], f"{file.stat().st_size / 2**20:.1f}"])
    if seconds > LIMIT_SECONDS:
        report.failures.append(f"{verb} on {kind}: {seconds:.0f} s")


def _shuping(folder: Path, database: str, *arguments: str) -> str:
    return _run(folder, database, [sys.executable, "-m", "shuping.commands", *arguments])


def _run(folder: Path, database: str, command: list[str]) -> str:
    told: dict[str, Any] = {"SHUPING_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "shuping.config.settings.production"}
    if database:
        told["SHUPING_DATABASE"] = database
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **told}, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout
