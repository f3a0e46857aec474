"""`shuping verify`: every invariant of the stored data, one line per violation, exit code 1 if there is one."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection

from shuping.commands.answers import DONE, FALLS_SHORT, Parser, one_line, print_json, progress
from shuping.commands.house import open_house, require_current, schema
from shuping.core.errors import RuleError

Violation = tuple[str, str]  # app, line
# How a check ends that stumbles over the damage.
_STOPPED = (RuleError, LookupError, ValueError, TypeError, ArithmeticError, AttributeError, DatabaseError)


def references() -> Iterator[str]:
    """Foreign keys that point at nothing, a line per table (SQLite lets a tool from outside write such rows)."""
    for table in sorted(connection.introspection.table_names()):
        try:
            connection.check_constraints([table])
        except IntegrityError as error:
            yield f"{table}: {one_line(error)}"


def violations() -> Iterator[Violation]:
    """What every app's `api.damage()` finds. A check that cannot go on over the damage is itself a line."""
    for line in references():
        yield "database", line
    for app in settings.APPS:
        module = f"shuping.apps.{app}.api"
        if find_spec(module) is None:
            continue
        damage = getattr(import_module(module), "damage", None)
        if damage is None:
            continue
        try:
            for line in damage():
                yield app, one_line(line)
        except _STOPPED as error:
            yield app, f"{app}: the check itself could not go on: {type(error).__name__}: {one_line(error)}"


def run(arguments: list[str]) -> int:
    """Check and report."""
    parser = Parser(prog="shuping verify", description="Check every invariant of the stored data.")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    open_house()
    require_current(schema())
    found = []
    for app, line in violations():
        found.append({"app": app, "text": line})
        if not given.json:
            print(line)
    if given.json:
        print_json({"ok": not found, "violations": found})
    else:
        progress(f"{len(found)} violations" if found else "no violation")
    return FALLS_SHORT if found else DONE
