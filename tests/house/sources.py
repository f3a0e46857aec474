"""The files of the repository, and what the tests of the house look for in them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[Path, ...]:
    """Every file git keeps or would keep; without git, everything that is not made by a tool."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = {".venv", "var", "build", "node_modules", "__pycache__"}
        found = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in set(found) if path.is_file()))


def name(path: Path) -> str:
    """The path of a file as the repository knows it."""
    return path.relative_to(ROOT).as_posix()


def below(folder: str, *endings: str) -> list[Path]:
    """The files below a folder whose name ends in one of `endings`."""
    return [path for path in files() if name(path).startswith(folder) and path.name.endswith(endings)]


@cache
def text(path: Path) -> str:
    """A file's text; undecodable bytes don't matter here."""
    return path.read_text(encoding="utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(path))


def calls(path: Path) -> Iterator[ast.Call]:
    """Every call in a Python file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last name of what is called: `pytest.skip(...)` → skip."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
