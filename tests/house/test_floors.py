"""The floors of the house: what import-linter checks has no exception, and the rules import nothing but rules."""

import ast
import tomllib
from collections.abc import Iterator

import pytest

from .sources import ROOT, below, name, text, tree

# What the rules may import: arithmetic, texts, values, and the libraries that count in texts.
PLAIN = {
    "__future__", "abc", "base64", "bisect", "collections", "concurrent", "copy", "dataclasses", "datetime", "decimal",
    "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "operator", "re",
    "statistics", "string", "threading", "types", "typing", "unicodedata", "zlib",
    "ahocorasick_rs", "numba", "numpy", "rapidfuzz", "shuping",
}  # fmt: skip
# Ways to clock, dice, files and the machine that need no import of their own: as names, and as what follows a dot.
REACHING = {"open", "print", "input", "exec", "eval", "compile", "__import__", "globals", "breakpoint"}
REACHED = {
    "now", "today", "utcnow", "fromtimestamp", "random", "default_rng", "urandom", "environ", "getenv", "stdin",
    "stdout", "stderr", "read_text", "write_text", "read_bytes", "write_bytes", "load", "save", "savez", "loadtxt",
    "savetxt", "genfromtxt", "fromfile", "tofile", "memmap", "__builtins__", "modules",
}  # fmt: skip


def _imported(path: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(path):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.append(node.module or "")
    return found


def test_the_rules_import_only_plain_python_and_each_other() -> None:
    strange = {
        f"{name(path)}: {module}"
        for path in below("shuping/core/", ".py")
        for module in _imported(tree(path))
        if module.split(".")[0] not in PLAIN
        or (module.startswith("shuping.") and not module.startswith("shuping.core"))
    }
    assert strange == set()


def _reaching(path: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of every clock, die, file and piece of machine a module reaches for, called or only named."""
    for node in ast.walk(path):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in REACHING:
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and node.attr in REACHED:
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in REACHED)


def test_the_rules_reach_for_no_clock_dice_file_or_machine() -> None:
    found = [
        f"{name(path)}:{line}: {what}" for path in below("shuping/core/", ".py") for line, what in _reaching(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "made: datetime = field(default_factory=datetime.now)",
        "on = date.today()",
        "from numpy.random import default_rng",
        "dice = np.random.default_rng(1)",
        "table = np.load('figures.npz')",
        "rows = open('rows.csv')",
        "os = __import__('os')",
    ],
)
def test_the_search_for_clock_dice_and_files_finds_planted_ones(line: str) -> None:
    assert list(_reaching(ast.parse(line)))


def test_the_rules_grade_without_floats() -> None:
    floats = [
        f"{name(path)}:{node.lineno}"
        for path in below("shuping/core/grading/", ".py")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    ]
    assert floats == []


def test_the_import_contracts_know_no_exception() -> None:
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 6
    openings = ("ignore_imports", "allow_indirect_imports", "unmatched_ignore_imports_alerting")
    assert [contract["name"] for contract in contracts if any(contract.get(one) for one in openings)] == []


@pytest.mark.feature("OPS-13")
@pytest.mark.parametrize(
    "word",
    ["contrib.postgres", "RunSQL", "EXTENSION", "TRIGGER", "NULLS NOT DISTINCT", "nulls_distinct", "GinIndex",
     "ArrayField", "SearchVector", "LISTEN", "opclasses"],
)  # fmt: skip
def test_no_migration_uses_what_only_postgresql_has(word: str) -> None:
    migrations = [path for path in below("shuping/apps/", ".py") if "/migrations/0" in name(path)]
    assert len(migrations) >= 10
    assert [name(path) for path in migrations if word in text(path)] == []


@pytest.mark.feature("OPS-13")
def test_no_constraint_is_unique_under_a_condition_on_expressions() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in below("shuping/apps/", ".py")
        if "/migrations/0" in name(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "UniqueConstraint" and node.args
    ]
    assert found == []
