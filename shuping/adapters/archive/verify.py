"""核验年度案卷包 Verifies a year's file without the system: Python 3.8 or newer, nothing else.

    python verify.py [PACKAGE.zip]      without an argument: the folder this script lies in

Checks that every file listed in manifest.json is there and unchanged, that nothing else was added, that the manifest
itself is unchanged, that inventory and contents fit the seal, and that every paper named in the sealed contents is here
or kept apart. Papers issued after the sealing are named. Exit code 0: whole; 1: changed; 2: unreadable.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MANIFEST, CHECKSUM, SEAL = "manifest.json", "manifest.sha256", "seal.json"
CONTENTS, APART, PAPERS = "contents.json", "kept-apart.json", "files/公文/"
OWN = {MANIFEST, CHECKSUM, "verify.py"}


def sha256(data: bytes) -> str:
    """The hash of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


def canonical(body: object) -> bytes:
    """The one spelling that the seal is made over."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


class Folder:
    """A package that was unpacked."""

    def __init__(self, path: Any) -> None:
        self.path = path

    def names(self) -> set[str]:
        """What it holds."""
        found = (one for one in self.path.rglob("*") if one.is_file())
        return {one.relative_to(self.path).as_posix() for one in found if "__pycache__" not in one.parts}

    def read(self, name: str) -> bytes:
        """One of its files."""
        data: bytes = (self.path / name).read_bytes()
        return data


class Package:
    """A package as it was handed over."""

    def __init__(self, path: Any) -> None:
        self.archive = zipfile.ZipFile(path)

    def names(self) -> set[str]:
        """What it holds."""
        return {name for name in self.archive.namelist() if not name.endswith("/")}

    def read(self, name: str) -> bytes:
        """One of its files."""
        return self.archive.read(name)


def problems(source: Folder | Package) -> Iterator[str]:
    """Every difference as one line, Chinese and English."""
    names = source.names()
    for name in (MANIFEST, CHECKSUM, SEAL):
        if name not in names:
            yield "缺少文件 missing: " + name
            return
    manifest = source.read(MANIFEST)
    if source.read(CHECKSUM).decode("ascii").split()[0] != sha256(manifest):
        yield "目录已被改动 changed: " + MANIFEST
    listed = {row["path"]: row for row in json.loads(manifest)["files"]}
    for name in sorted(set(listed) - names):
        yield "缺少文件 missing: " + name
    for name in sorted(names - set(listed) - OWN):
        yield "多出文件 not listed: " + name
    for name in sorted(set(listed) & names):
        data = source.read(name)
        if len(data) != listed[name]["size"] or sha256(data) != listed[name]["sha256"]:
            yield "文件已被改动 changed: " + name
    yield from seal_problems(source, names)


def seal_problems(source: Folder | Package, names: set[str]) -> Iterator[str]:
    """Whether inventory and contents fit the seal that the round carries."""
    if not {"inventory.json", "contents.json"} <= names:
        return
    body = {
        "inventory": json.loads(source.read("inventory.json")),
        "contents": json.loads(source.read("contents.json")),
    }
    if sha256(canonical(body)) != json.loads(source.read(SEAL))["digest"]:
        yield "案卷内容与封存校验码不符 contents do not fit the seal"
    here = {row["sha256"] for row in json.loads(source.read(MANIFEST))["files"]}
    apart = json.loads(source.read(APART)) if APART in names else []
    known = here | {row.get("sha256") for row in apart}
    for digest, name in sealed_papers(body["contents"]).items():
        if digest not in known:
            yield "缺少封存的公文文件 missing sealed paper: " + name


def sealed_papers(contents: Any) -> dict[str, str]:
    """The files of the papers that the sealed contents name: hash and name."""
    rows = contents.get("documents", []) if isinstance(contents, dict) else []
    return {one["sha256"]: one.get("name", "") for row in rows for one in row.get("files", [])}


def added(source: Folder | Package) -> list[str]:
    """Papers that came after the sealing: they are whole by the manifest, the seal does not know them."""
    sealed = sealed_papers(json.loads(source.read(CONTENTS))) if CONTENTS in source.names() else {}
    listed = json.loads(source.read(MANIFEST))["files"]
    return [row["path"] for row in listed if row["path"].startswith(PAPERS) and row["sha256"] not in sealed]


def main(arguments: Sequence[str]) -> int:
    """Verify and say so."""
    try:
        source: Folder | Package = Package(arguments[0]) if arguments else Folder(Path(__file__).resolve().parent)
        found = list(problems(source))
        seal = json.loads(source.read(SEAL)) if SEAL in source.names() else {}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"无法读取 unreadable: {error}\n")
        return 2
    for line in found:
        sys.stdout.write(f"{line}\n")
    if found:
        return 1
    for name in added(source):
        sys.stdout.write(f"封存后补充 added after the sealing: {name}\n")
    sys.stdout.write(f"核验通过 whole: {seal.get('title', '')} {seal.get('digest', '')}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
