"""A year's file as a package that anybody can verify without the system: a zip with manifest, hashes and `verify.py`.

Layout (docs/rules/archive.md): seal.json, inventory.json, contents.json, files/…, kept-apart.json, README.txt,
案卷阅览.html (reading.py), manifest.json (path, size, SHA-256, pages of every file), manifest.sha256, verify.py.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import IO

from .reading import NAME, page

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of the package. `path` below files/; `pages` where they are counted."""

    path: str
    data: bytes
    title: str
    pages: int | None = None


def write_package(
    target: IO[bytes],
    *,
    seal: Mapping[str, object],
    inventory: Sequence[Mapping[str, object]],
    contents: Mapping[str, object],
    filed: Iterable[Filed],
    apart: object,
    readme: str,
    at: datetime,
) -> int:
    """Write the package to `target` and return how many files it holds. Equal input gives equal bytes.

    `seal`: digest, title, sealed_at, sealed_by as plain data. `apart`: what is sealed but kept elsewhere. `filed` may
    be a generator: one file is held at a time.
    """
    listed: list[dict[str, object]] = []
    moment = max((at.year, at.month, at.day, at.hour, at.minute, at.second), _EARLIEST)
    with zipfile.ZipFile(target, "w") as package:

        def put(path: str, data: bytes, **more: object) -> None:
            info = zipfile.ZipInfo(path, moment)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(info, data)
            if more:
                listed.append({"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **more})

        put("seal.json", _json(seal), title="封存信息")
        put("inventory.json", _json(inventory), title="案卷目录")
        put("contents.json", _json(contents), title="案卷内容")
        put("kept-apart.json", _json(apart), title="另行保管的文件")
        put("README.txt", readme.encode(), title="说明")
        for one in filed:
            put(f"files/{one.path}", one.data, title=one.title, **({} if one.pages is None else {"pages": one.pages}))
        shown = page(seal=seal, inventory=inventory, contents=contents, apart=apart, listed=listed)
        put(NAME, shown.encode(), title="案卷阅览")
        manifest = _json({"files": listed})
        put("manifest.json", manifest)
        put("manifest.sha256", f"{hashlib.sha256(manifest).hexdigest()}  manifest.json\n".encode())
        put("verify.py", verifier())
    return len(listed)


def verifier() -> bytes:
    """The script that goes into every package."""
    return files(__package__).joinpath("verify.py").read_bytes()


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode()
