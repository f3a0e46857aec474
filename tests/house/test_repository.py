"""What the repository may hold: no address in locks, no secret, no machine's path, no file too long to read."""

import ast
import re

import pytest

from .sources import ROOT, below, called, calls, files, name, text, tree

LIMIT = 500
MOST_ARGUMENTS = 10
SECRETS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a cloud key": r"\bAKIA[0-9A-Z]{16}\b",
    "a forge's token": r"\b(?:ghp|gho|ghs|glpat|xox[bp])[_-][A-Za-z0-9-]{16,}",
    "a password in an address": r"\b[a-z]+://(?!user:password@)[^\s/:@'\"{}]+:[^\s/:@'\"{}]+@[\w.]",
    "a signing key": r"(?i)secret_?key['\"]?\s*[:=]\s*['\"][^'\"\s]{30,}['\"]",
}
MACHINE_PATHS = r"(?<![\w.])/(?:root|home/[a-z]\w+|Users/\w+|work)/\S"
OWN = {"tests/house/test_repository.py"}
GENERATED = ("migrations/", "/locale/", "requirements", "docs/features.md")


@pytest.mark.feature("OPS-02")
def test_lock_files_hold_no_address() -> None:
    locks = [path for path in files() if re.search(r"requirements.*\.txt$|lock", path.name) and path.parent == ROOT]
    assert {"requirements.txt", "requirements-dev.txt"} <= {path.name for path in locks}
    assert [name(path) for path in locks if "://" in text(path)] == []


@pytest.mark.feature("OPS-02")
def test_every_requirement_is_pinned_with_its_hash() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=[A-Za-z0-9])", text(ROOT / lock))
        pinned = [entry for entry in entries if re.match(r"[A-Za-z0-9][\w.\[\],-]*==", entry)]
        assert len(pinned) > 20, lock
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []


@pytest.mark.feature("OPS-16")
@pytest.mark.parametrize("kind", SECRETS)
def test_no_file_holds_a_secret(kind: str) -> None:
    pattern = re.compile(SECRETS[kind])
    assert [name(path) for path in files() if name(path) not in OWN and pattern.search(text(path))] == []


@pytest.mark.feature("OPS-16")
def test_the_search_for_secrets_finds_planted_ones() -> None:
    planted = {
        "a private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
        "a cloud key": "AKIA" + "ABCDEFGHIJKLMNOP",
        "a forge's token": "ghp_" + "a1b2c3d4e5f6g7h8i9j0",
        "a password in an address": "postgresql://" + "shuping:hunter2@db.example/shuping",
        "a signing key": "SECRET_KEY = '" + "k" * 40 + "'",
    }
    assert [kind for kind, line in planted.items() if not re.search(SECRETS[kind], line)] == []


@pytest.mark.feature("OPS-16")
def test_no_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(MACHINE_PATHS)
    found = {name(path): match.group() for path in files() if (match := pattern.search(text(path)))}
    assert {place: path for place, path in found.items() if place not in OWN} == {}


def test_no_file_is_too_long_to_read() -> None:
    read = [path for path in files() if path.suffix in {".py", ".html", ".css", ".js", ".md"}]
    long = {name(path): text(path).count("\n") for path in read if not any(part in name(path) for part in GENERATED)}
    assert {place: lines for place, lines in long.items() if lines > LIMIT} == {}


def _arguments(function: ast.FunctionDef) -> int:
    given = function.args
    count = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs)
    return count - any(one.arg in {"self", "cls"} for one in given.args[:1])


def test_no_function_takes_more_arguments_than_can_be_read() -> None:
    """Beyond ten they are one frozen value. What is compiled stands apart: machine code takes its tables one by one."""
    long = [
        f"{name(path)}:{node.lineno}: {node.name} takes {_arguments(node)}"
        for path in below("shuping/", ".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and _arguments(node) > MOST_ARGUMENTS
        if not {ast.unparse(mark) for mark in node.decorator_list} & {"compiled", "inlined"}
    ]
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "misc", "lib", "stuff", "manager", "tools"}
    assert [name(path) for path in below("shuping/", ".py") if path.stem in empty] == []


def _skips(call: ast.Call) -> bool:
    return called(call) in {"skip", "skipif", "importorskip", "xfail"}


def _has_reason(call: ast.Call) -> bool:
    if any(keyword.arg in {"reason", "msg"} for keyword in call.keywords):
        return True
    return called(call) == "skip" and bool(call.args)


def test_every_skipped_test_says_why() -> None:
    silent = [
        f"{name(path)}:{call.lineno}"
        for path in below("tests/", ".py")
        for call in calls(path)
        if _skips(call) and not _has_reason(call)
    ]
    bare = [
        f"{name(path)}:{node.lineno}"
        for path in below("tests/", ".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for mark in node.decorator_list
        if isinstance(mark, ast.Attribute) and mark.attr in {"skip", "skipif", "xfail"}
    ]
    assert silent + bare == []


def _asserts(function: ast.FunctionDef, helpers: set[str]) -> bool:
    """Whether a function ends in an error of its own accord where something is not so: itself, or by what it calls."""
    for part in ast.walk(function):
        if isinstance(part, ast.Assert) or (isinstance(part, ast.Raise) and "AssertionError" in ast.unparse(part)):
            return True
        if isinstance(part, ast.Call):
            name_ = called(part)
            if name_ in {"raises", "fail", "expect"} | helpers or name_.startswith(("assert_", "django_assert")):
                return True
    return False


def _asserting_helpers(functions: dict[str, list[ast.FunctionDef]]) -> set[str]:
    """The names of all functions below tests/ that assert, directly or through another of them."""
    found: set[str] = set()
    while True:
        more = {one for one, bodies in functions.items() if all(_asserts(body, found) for body in bodies)} - found
        if not more:
            return found
        found |= more


def test_no_test_asserts_nothing() -> None:
    functions: dict[str, list[ast.FunctionDef]] = {}
    tests = []
    for path in below("tests/", ".py"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests.append((f"{name(path)}::{node.name}", node))
            elif isinstance(node, ast.FunctionDef):
                functions.setdefault(node.name, []).append(node)
    helpers = _asserting_helpers(functions)
    assert len(tests) > 1000
    assert [place for place, node in tests if not _asserts(node, helpers)] == []
