"""The file of a backup: a compressed tar of rows as JSON lines, stored files, and a manifest with every hash.

    data/TABLE.jsonl    first line: the columns; then one row a line, in the order of the columns
    files/PATH          what people handed in, byte for byte
    manifest.json       last: version, migrations, and per member its rows or size and its SHA-256

It holds no database's own format, so that a backup of SQLite can be restored on PostgreSQL and the other way round.
An archive appears under its name whole or not at all.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from shuping.commands.answers import CommandRefused

FORMAT = "shuping backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
_BLOCK = 1024 * 1024
_IN_MEMORY = 16 * 1024 * 1024
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the manifest names it. `count` is rows of a table or bytes of a file."""

    name: str
    sha256: str
    count: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself."""

    program: str
    made_at: str
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Member, ...]
    files: tuple[Member, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(table.count for table in self.tables)


@dataclass
class Writer:
    """Writes one archive beside its place and moves it there at the end; leaving by an exception leaves nothing."""

    path: Path
    program: str
    made_at: str
    database: str
    migrations: Iterable[tuple[str, str]]
    tables: list[Member] = field(default_factory=list)
    files: list[Member] = field(default_factory=list)

    def __enter__(self) -> "Writer":
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)  # mode 600
        except OSError as error:
            raise CommandRefused(f"{self.path}: cannot be written: {error.strerror}") from None
        self._temporary = Path(name)
        self._file = os.fdopen(handle, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w:gz", compresslevel=3)
        return self

    def add_table(self, table: str, columns: list[str], rows: Iterable[Row]) -> None:
        """Add all rows of a table; values are plain JSON values."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(self.path.parent)) as spool:
            digest, count = hashlib.sha256(), -1
            for line in _lines(columns, rows):
                spool.write(line)
                digest.update(line)
                count += 1
            size = spool.tell()
            spool.seek(0)
            self._add(f"data/{table}.jsonl", size, spool)
        self.tables.append(Member(table, digest.hexdigest(), count))

    def add_file(self, name: str, source: Path) -> None:
        """Add a stored file under its path relative to the folder of stored files."""
        digest = hashlib.sha256()
        with source.open("rb") as content:
            while block := content.read(_BLOCK):
                digest.update(block)
            size = content.tell()
            content.seek(0)
            self._add(f"files/{name}", size, content)
        self.files.append(Member(name, digest.hexdigest(), size))

    def _add(self, name: str, size: int, content: Any) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, content)

    def _close(self) -> None:
        body = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "program": self.program,
            "made_at": self.made_at,
            "database": self.database,
            "migrations": [list(node) for node in self.migrations],
            "tables": [{"name": one.name, "rows": one.count, "sha256": one.sha256} for one in self.tables],
            "files": [{"name": one.name, "size": one.count, "sha256": one.sha256} for one in self.files],
        }
        text = json.dumps(body, ensure_ascii=False, indent=1).encode()
        self._add(MANIFEST, len(text), io.BytesIO(text))
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._temporary.replace(self.path)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self._close()
        finally:
            self._file.close()
            self._temporary.unlink(missing_ok=True)


def _lines(columns: list[str], rows: Iterable[Row]) -> Iterator[bytes]:
    yield _line(columns)
    for row in rows:
        yield _line(row)


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Reader:
    """An archive whose every hash has been checked when it is made. Raises CommandRefused naming the broken member."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.manifest = self._check()
        except FileNotFoundError:
            raise CommandRefused(f"{path}: there is no such file") from None
        except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError, zlib.error) as error:
            raise CommandRefused(f"{path}: not a whole backup: {error or type(error).__name__}") from None

    def _check(self) -> Manifest:
        found: dict[str, tuple[str, int]] = {}
        text = b""
        for name, content in self._members():
            if name == MANIFEST:
                text = content.read()
                continue
            if name in found:
                raise ValueError(f"{name} stands in it twice")
            found[name] = _digest(content)
        if not text:
            raise ValueError("it has no manifest")
        manifest = _manifest(text)
        for folder, members in (("data", manifest.tables), ("files", manifest.files)):
            for one in members:
                name = f"data/{one.name}.jsonl" if folder == "data" else f"files/{one.name}"
                if found.pop(name, ("", 0))[0] != one.sha256:
                    raise ValueError(f"{name} is missing or was changed")
        if found:
            raise ValueError(f"{sorted(found)[0]} is not in the manifest")
        return manifest

    def _members(self) -> Iterator[tuple[str, Any]]:
        with tarfile.open(self.path, mode="r|gz") as tar:
            for info in tar:
                content = tar.extractfile(info) if info.isreg() else None
                if content is None or not _harmless(info.name):
                    raise ValueError(f"{info.name} has no place in a backup")
                yield info.name, content

    def tables(self) -> Iterator[tuple[str, list[str], Iterator[Row]]]:
        """Every table in the order of the archive: its name, columns and rows. Read the rows before going on."""
        for name, content in self._members():
            if name.startswith("data/"):
                columns = json.loads(content.readline())
                yield name.removeprefix("data/").removesuffix(".jsonl"), columns, map(json.loads, content)

    def extract_files(self, folder: Path) -> None:
        """Write the stored files below `folder`."""
        for name, content in self._members():
            if not name.startswith("files/"):
                continue
            target = folder / name.removeprefix("files/")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                while block := content.read(_BLOCK):
                    file.write(block)


def _harmless(name: str) -> bool:
    parts = PurePosixPath(name).parts
    known = name == MANIFEST or parts[0] in ("data", "files")
    return known and not name.startswith("/") and ".." not in parts


def _digest(content: Any) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := content.read(_BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def _manifest(text: bytes) -> Manifest:
    body = json.loads(text)
    if body["format"] != FORMAT:
        raise ValueError("it is not a backup of this program")
    if body["format_version"] != FORMAT_VERSION:
        raise ValueError(f"its format {body['format_version']} is unknown to this version")
    return Manifest(
        program=str(body["program"]),
        made_at=str(body["made_at"]),
        database=str(body["database"]),
        migrations=tuple((str(label), str(name)) for label, name in body["migrations"]),
        tables=tuple(Member(one["name"], one["sha256"], one["rows"]) for one in body["tables"]),
        files=tuple(Member(one["name"], one["sha256"], one["size"]) for one in body["files"]),
    )
