"""`shuping status`: what runs here, on which database, how much is stored, when it was last saved."""

import json
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from shuping.commands.answers import DONE, Parser, print_json
from shuping.commands.backup import LAST
from shuping.commands.house import Schema, open_house, schema, version

COUNTED = {
    "organizations": "organization.Organization",
    "people": "organization.Person",
    "accounts": "accounts.User",
    "rounds": "cycles.Cycle",
    "reports": "reports.Report",
    "issues": "rectification.Issue",
    "acts": "audit.AuditEvent",
}


def last_backup() -> dict[str, Any] | None:
    """What the last backup noted about itself, or None."""
    try:
        body = json.loads((Path(settings.VAR) / LAST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return body if isinstance(body, dict) else None


def describe(found: Schema) -> dict[str, Any]:
    """The whole answer as one JSON value. Rows are counted only where the tables are those of this version."""
    counts = {}
    if found.state == "current":
        counts = {name: apps.get_model(model)._default_manager.count() for name, model in COUNTED.items()}
    return {
        "version": version(),
        "database": connection.vendor,
        "address": str(connection.settings_dict["NAME"]),
        "migrations": {"state": found.state, "applied": len(found.applied), "waiting": len(found.waiting)},
        "counts": counts,
        "last_backup": last_backup(),
        "demonstration": bool(settings.DEMONSTRATION),
    }


def run(arguments: list[str]) -> int:
    """Print the state; always exit code 0 when the database answers."""
    parser = Parser(prog="shuping status", description="Say what runs here and how it stands.")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    open_house()
    answer = describe(schema())
    if given.json:
        print_json(answer)
        return DONE
    saved = answer["last_backup"]
    print(f"version     {answer['version']}")
    print(f"database    {answer['database']}: {answer['address']}")
    print(f"tables      {answer['migrations']['state']}, {answer['migrations']['waiting']} migrations waiting")
    print(f"last backup {saved['made_at'] + ' ' + saved['file'] if saved else 'none'}")
    for name, count in answer["counts"].items():
        print(f"{name:<11} {count}")
    return DONE
