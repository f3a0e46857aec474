"""The floors of the house: what import-linter checks has no exception, and the rules import nothing but rules."""

import ast
import tomllib

import pytest

from .sources import ROOT, below, name, text, tree

PLAIN = {
    "__future__", "abc", "bisect", "collections", "copy", "dataclasses", "datetime", "decimal", "difflib", "enum",
    "fractions", "functools", "hashlib", "heapq", "itertools", "json", "math", "numbers", "operator", "re",
    "statistics",
    "string", "struct", "types", "typing", "unicodedata", "zlib", "base64", "csv", "io", "typing_extensions",
    "array", "concurrent", "threading", "contextlib", "calendar", "numpy", "numba", "ahocorasick_rs", "rapidfuzz",
    "textwrap", "shuping",
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


def test_the_rules_never_read_the_clock_or_grade_with_floats() -> None:
    calls = {"now", "today", "utcnow"}
    found = [
        f"{name(path)}:{node.lineno}"
        for path in below("shuping/core/", ".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr in calls)
            or (isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"})
        )
    ]
    floats = [
        f"{name(path)}:{node.lineno}"
        for path in below("shuping/core/grading/", ".py")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    ]
    assert found + floats == []


def test_the_import_contracts_know_no_exception() -> None:
    contracts = tomllib.loads(text(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert len(contracts) >= 6
    assert [contract["name"] for contract in contracts if contract.get("ignore_imports")] == []


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
