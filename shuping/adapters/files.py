"""Files on disk by their hash: the same bytes are stored once, and a half-written file is never seen."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stored:
    """Where bytes lie: SHA-256 in hex, path below the root, size in bytes."""

    digest: str
    path: str
    size: int


def path_of(digest: str) -> str:
    """The path below the root: two levels of folders, so that no folder grows large."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


@dataclass(frozen=True, slots=True)
class FileStore:
    """A content-addressed store below `root`."""

    root: Path

    def put(self, data: bytes) -> Stored:
        """Keep `data` and say where. Written beside its place, flushed, then renamed: whole or not at all."""
        digest = hashlib.sha256(data).hexdigest()
        stored = Stored(digest, path_of(digest), len(data))
        target = self.root / stored.path
        if self.sound(digest):
            return stored
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return stored

    def read(self, digest: str) -> bytes:
        """The bytes. Raises FileNotFoundError if they are not here."""
        return (self.root / path_of(digest)).read_bytes()

    def has(self, digest: str) -> bool:
        """Whether a file of this name is here, whatever it holds."""
        return (self.root / path_of(digest)).is_file()

    def sound(self, digest: str) -> bool:
        """Whether the file is here and still hashes to its name."""
        if not self.has(digest):
            return False
        with (self.root / path_of(digest)).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
