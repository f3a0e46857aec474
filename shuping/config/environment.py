"""Reads what differs between machines from the environment, and fails with a sentence that names the variable."""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_DIGITS = 3


class EnvironmentRefused(Exception):
    """A variable of the environment cannot be used; the text names it and says what is expected."""


def secret_key(var: Path) -> str:
    """The signing key: from SHUPING_SECRET_KEY, else made once and kept in `var/secret_key` (mode 600)."""
    given = os.environ.get("SHUPING_SECRET_KEY")
    if given:
        return given
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def fixed_day() -> date | None:
    """The fixed day of a demonstration (SHUPING_TODAY, ISO date), or None."""
    given = os.environ.get("SHUPING_TODAY")
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise EnvironmentRefused(f"SHUPING_TODAY is {given!r}; a date like 2021-01-20 is expected") from None


def idle_minutes() -> int:
    """Minutes without a click after which a session ends (SHUPING_IDLE_MINUTES, 5 to 120); 30 unless told."""
    given = os.environ.get("SHUPING_IDLE_MINUTES", "30")
    if given.isascii() and given.isdigit() and len(given) <= _DIGITS and 5 <= int(given) <= 120:
        return int(given)
    raise EnvironmentRefused(f"SHUPING_IDLE_MINUTES is {given!r}; a whole number from 5 to 120 is expected")


def database(var: Path) -> dict[str, Any]:
    """Django's description of the database: SHUPING_DATABASE (a postgresql address) or `var/shuping.sqlite3`."""
    given = os.environ.get("SHUPING_DATABASE")
    if given:
        return postgresql(given)
    return sqlite(Path(os.environ.get("SHUPING_SQLITE", var / "shuping.sqlite3")))


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in WAL mode with full synchronisation; a count must survive a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """PostgreSQL by address: postgresql://user:password@host:port/name or postgresql:///name?host=/socket/folder."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise EnvironmentRefused("SHUPING_DATABASE must begin with postgresql://")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
    }
