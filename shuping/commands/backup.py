"""`shuping backup FILE`: everything stored, as one file that either database can take back."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from shuping.base import clock
from shuping.commands import tables
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json, progress
from shuping.commands.archive import Writer
from shuping.commands.house import open_house, refuse_newer, schema, version

LAST = "last_backup.json"


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it stood at one moment, while others go on writing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # not the writer's BEGIN IMMEDIATE of the settings
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def stored_files() -> list[tuple[str, Path]]:
    """Every stored file by its path below the folder of stored files; what hides behind a dot is unfinished."""
    folder = Path(settings.FILES)
    found = [(path.relative_to(folder), path) for path in folder.rglob("*") if path.is_file()]
    return [
        (name.as_posix(), path) for name, path in sorted(found) if not any(part.startswith(".") for part in name.parts)
    ]


def write_backup(path: Path, *, at: datetime) -> Writer:
    """Write the archive and remember when and where. Raises CommandRefused for an unusable path or database."""
    found = schema()
    refuse_newer(found)
    if not found.applied:
        raise CommandRefused("database: it is empty, there is nothing to save")
    loader = MigrationLoader(connection)
    known = [node for node in found.applied if node in loader.graph.nodes]
    with Writer(path, version(), at.isoformat(), connection.vendor, known) as archive:
        with one_moment():
            for model in tables.models_at(known, loader):
                archive.add_table(model._meta.db_table, tables.columns(model), tables.rows(model))
        # Files after rows: a file is written before the row that names it, so none can be missing.
        for name, source in stored_files():
            archive.add_file(name, source)
    _remember(path, archive, at)
    return archive


def _remember(path: Path, archive: Writer, at: datetime) -> None:
    body = {
        "file": str(path.resolve()),
        "made_at": at.isoformat(),
        "rows": sum(table.count for table in archive.tables),
        "files": len(archive.files),
        "bytes": path.stat().st_size,
    }
    note = Path(settings.VAR) / LAST
    temporary = note.with_suffix(".new")
    temporary.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    temporary.replace(note)


def run(arguments: list[str]) -> int:
    """Save everything into one file; an existing file is not overwritten."""
    parser = Parser(prog="shuping backup", description="Write everything stored into one file.")
    parser.add_argument("file", type=Path, help="where to; a name that does not exist yet")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    if given.file.exists():
        raise CommandRefused(f"{given.file}: exists already; a backup overwrites nothing")
    open_house()
    begun = time.monotonic()
    archive = write_backup(given.file, at=clock.now())
    seconds = time.monotonic() - begun
    answer = {
        "file": str(given.file),
        "tables": len(archive.tables),
        "rows": sum(table.count for table in archive.tables),
        "files": len(archive.files),
        "bytes": given.file.stat().st_size,
        "seconds": f"{seconds:.4f}",
    }
    if given.json:
        print_json(answer)
    else:
        progress(f"{given.file}: {answer['rows']} rows, {answer['files']} files, {seconds:.1f} s")
    return DONE
