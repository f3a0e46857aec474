"""One process compiles for all: who starts it, who waits, and that nobody waits for one that was ended."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from shuping.adapters import compiled_code


def test_a_folder_that_is_named_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "named")
    assert compiled_code.prepare(tmp_path) == Path("named")
    assert list(tmp_path.iterdir()) == []


def test_others_wait_for_the_one_that_compiles_until_it_ends(tmp_path: Path) -> None:
    compiled_code.wait(tmp_path)  # nobody has begun
    compiler = compiled_code.start(tmp_path)
    assert compiler is not None
    try:
        assert compiled_code.start(tmp_path) is None
        waiting = Thread(target=compiled_code.wait, args=[tmp_path])
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
    finally:
        compiler.kill()
        compiler.wait()
    waiting.join(5)
    assert not waiting.is_alive()


def test_nothing_is_started_when_all_is_compiled(tmp_path: Path) -> None:
    compiled_code._mark(tmp_path).touch()
    assert compiled_code.start(tmp_path) is None


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Python that takes the place of half a minute of compiling."""

    def take(code: str) -> None:
        monkeypatch.setattr(compiled_code, "_COMMAND", (sys.executable, "-c", f"import os, time\n{code}"))

    return take


def until(done: Callable[[], bool]) -> None:
    """Wait a moment for a small process."""
    for _look in range(500):
        if done():
            return
        time.sleep(0.02)
    raise AssertionError("the process did not come to an end")


def test_a_server_begins_to_compile_in_an_empty_folder_and_says_when_it_is_there(
    tmp_path: Path, quick: Callable[[str], None]
) -> None:
    mark, go = compiled_code._mark(tmp_path), tmp_path / "go"
    quick(f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\nopen({str(mark)!r}, 'w')")
    assert [compiled_code.is_awaited(tmp_path) for _ask in range(3)] == [True, True, True]
    assert mark.with_suffix(".tries").read_text() == "."  # one process for all who asked
    go.touch()
    until(mark.exists)
    assert not compiled_code.is_awaited(tmp_path)


def test_nobody_waits_for_a_compiler_that_fails_again_and_again(tmp_path: Path, quick: Callable[[str], None]) -> None:
    quick("raise SystemExit(1)")
    until(lambda: not compiled_code.is_awaited(tmp_path))
    assert compiled_code._mark(tmp_path).with_suffix(".tries").read_text() == ".."
