"""`shuping migrate`: brings the tables up to this version, never without a backup of what was there before."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from shuping.base import clock
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json, progress
from shuping.commands.backup import write_backup
from shuping.commands.house import many_tables, open_house, refuse_newer, schema
from shuping.commands.terms import compile_terms


def run(arguments: list[str]) -> int:
    """Migrate; refuses tables that a later version has made."""
    parser = Parser(prog="shuping migrate", description="Bring the tables up to this version, after a backup.")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    open_house()
    compile_terms()
    found = schema()
    refuse_newer(found)
    backup: Path | None = None
    if found.waiting:
        if found.applied:
            backup = _backup()
            progress(f"saved as {backup}")
        _migrate(backup)
    if given.json:
        print_json({"applied": [".".join(node) for node in found.waiting], "backup": str(backup) if backup else None})
    else:
        progress(f"{len(found.waiting)} migrations done" if found.waiting else "nothing to do")
    return DONE


def _backup() -> Path:
    at = clock.now()
    path = Path(settings.VAR) / "backups" / f"before-migrate-{at:%Y%m%d-%H%M%S-%f}.tar.gz"
    write_backup(path, at=at)
    return path


def _migrate(backup: Path | None) -> None:
    try:
        with many_tables():
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        kept = f"; the state before stands in {backup}" if backup else ""
        raise CommandRefused(f"database: migration failed: {error}{kept}") from error
