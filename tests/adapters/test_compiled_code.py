"""One process compiles for all: who starts it, who waits, and that nobody waits for one that was ended."""

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
