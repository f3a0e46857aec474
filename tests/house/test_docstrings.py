"""What others call says what it does: a docstring on every public module, class and function that crosses a border."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .sources import below, called, name, tree

LAYERS = ("services", "queries", "api", "access")


def crossed(path: Path) -> bool:
    """Whether a file belongs to the rules, the adapters, the shared floor, or to what an app offers to others."""
    parts = name(path).split("/")
    if "migrations" in parts:
        return False
    return parts[1] in {"core", "adapters", "base"} or (
        parts[1] == "apps" and len(parts) > 3 and parts[3].removesuffix(".py") in LAYERS
    )


def _silent(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield f"{node.lineno}: {within}{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from _silent(node.body, f"{node.name}.")


def test_whatever_crosses_a_border_says_what_it_does() -> None:
    paths = [path for path in below("shuping/", ".py") if crossed(path)]
    assert len(paths) > 200
    modules = [name(path) for path in paths if tree(path).body and not ast.get_docstring(tree(path))]
    assert modules + [f"{name(path)}:{place}" for path in paths for place in _silent(tree(path).body)] == []


def _quiet_about_refusals(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    """Public functions that raise a code of their own and do not say that they refuse anything."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _quiet_about_refusals(node.body, f"{node.name}.")
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        raised = [part.exc for part in ast.walk(node) if isinstance(part, ast.Raise)]
        refuses = any(isinstance(made, ast.Call) and called(made) in {"RuleError", "InputError"} for made in raised)
        if refuses and not re.search(r"[Rr]ais|[Rr]efus|RuleError|InputError", ast.get_docstring(node) or ""):
            yield f"{node.lineno}: {within}{node.name}"


def test_whatever_refuses_says_so() -> None:
    paths = [path for path in below("shuping/", ".py") if crossed(path)]
    assert [f"{name(path)}:{place}" for path in paths for place in _quiet_about_refusals(tree(path).body)] == []
