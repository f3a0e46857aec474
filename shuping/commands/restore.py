"""`shuping restore FILE`: a backup into an empty database; every hash is checked before the first write."""

import shutil
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from shuping.commands import tables
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json, progress
from shuping.commands.archive import Reader
from shuping.commands.house import Node, leaves, many_tables, open_house, schema

# Django fills these by itself when tables are made.
SELF_FILLED = {"django_content_type", "auth_permission", "django_migrations"}


def run(arguments: list[str]) -> int:
    """Restore a backup; refuses a database or a folder of files that already holds something."""
    parser = Parser(prog="shuping restore", description="Read a backup into an empty database.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    begun = time.monotonic()
    reader = Reader(given.file)
    open_house()
    restore(reader)
    seconds = time.monotonic() - begun
    state = schema().state
    if given.json:
        manifest = reader.manifest
        print_json(
            {"rows": manifest.rows, "files": len(manifest.files), "made_at": manifest.made_at, "state": state,
             "seconds": f"{seconds:.4f}"}
        )  # fmt: skip
    else:
        progress(f"restored {reader.manifest.rows} rows and {len(reader.manifest.files)} files in {seconds:.1f} s")
        if state == "behind":
            progress("the backup is older than this version: run `shuping migrate` next")
    return DONE


def restore(reader: Reader) -> None:
    """Make the tables as the archive knows them and fill them, all rows in one transaction. Raises CommandRefused."""
    executor = MigrationExecutor(connection)
    nodes = _known_nodes(reader, executor)
    models = {model._meta.db_table: model for model in tables.models_at(nodes, executor.loader)}
    _check_tables(reader, models)
    _check_empty(nodes)
    folder = Path(settings.FILES)
    _check_files(reader, folder)
    with many_tables():
        executor.migrate(leaves(nodes, executor.loader))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder.parent) as temporary:
        reader.extract_files(Path(temporary))
        try:
            with transaction.atomic():
                _fill(reader, models)
                # Files before the commit: a file without its row harms nobody, a row without its file does.
                _move_files(reader, Path(temporary), folder)
        except (DatabaseError, ValueError, TypeError) as error:
            raise CommandRefused(f"{reader.path}: its rows do not fit the tables: {error}") from None


def _known_nodes(reader: Reader, executor: MigrationExecutor) -> list[Node]:
    nodes = list(reader.manifest.migrations)
    for label, name in nodes:
        if (label, name) not in executor.loader.graph.nodes:
            raise CommandRefused(
                f"{reader.path}: made by version {reader.manifest.program} ({label}.{name} is unknown here)"
            )
    return nodes


def _check_tables(reader: Reader, models: dict[str, tables.Model]) -> None:
    named = {member.name for member in reader.manifest.tables}
    if different := sorted(named ^ set(models)):
        raise CommandRefused(f"{reader.path}: table {different[0]} stands only on one side")
    for table, names, _ in reader.tables():
        if names != tables.columns(models[table]):
            raise CommandRefused(f"{reader.path}: table {table} has other columns than this version")


def _check_empty(nodes: list[Node]) -> None:
    if full := tables.filled(set(connection.introspection.table_names()) - SELF_FILLED):
        raise CommandRefused(f"database: it is not empty (table {full[0]} holds rows); a restore overwrites nothing")
    if too_new := sorted(set(schema().applied) - set(nodes)):
        label, name = too_new[0]
        raise CommandRefused(f"database: its tables are newer than the backup ({label}.{name}); give an empty database")


def _check_files(reader: Reader, folder: Path) -> None:
    for member in reader.manifest.files:
        there = folder / member.name
        # The same size again is what an interrupted restore left behind.
        if there.exists() and there.stat().st_size != member.count:
            raise CommandRefused(f"{there}: exists already; a restore overwrites nothing")


def _fill(reader: Reader, models: dict[str, tables.Model]) -> None:
    for table in models:
        tables.clear(table)
    for table, _, lines in reader.tables():
        tables.load(models[table], lines)
    connection.check_constraints()
    tables.next_numbers(list(models.values()))


def _move_files(reader: Reader, source: Path, folder: Path) -> None:
    for member in reader.manifest.files:
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source / member.name, target)
