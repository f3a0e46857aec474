"""Looking into a backup, and breaking one in a chosen way."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any


def members(path: Path) -> dict[str, bytes]:
    """The members of a backup by name."""
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def write(path: Path, content: dict[str, bytes]) -> Path:
    """A tar of these members."""
    with tarfile.open(path, "w:gz") as tar:
        for name, body in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    return path


def rows(path: Path) -> dict[str, Any]:
    """Every table of a backup as JSON values, and every stored file."""
    return {
        name: [json.loads(line) for line in body.splitlines()] if name.startswith("data/") else body
        for name, body in members(path).items()
        if name != "manifest.json"
    }
