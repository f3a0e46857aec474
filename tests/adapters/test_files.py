"""The store keeps bytes once, whole, under their hash."""

import hashlib
import os
from pathlib import Path

import pytest

from shuping.adapters.files import FileStore


def test_the_same_bytes_are_stored_once_under_their_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    one, two = store.put("佐证".encode()), store.put("佐证".encode())
    assert one == two
    assert one.digest == hashlib.sha256("佐证".encode()).hexdigest()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [one.digest]
    assert store.read(one.digest).decode() == "佐证"


def test_a_changed_file_is_noticed_and_mended_when_the_bytes_come_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    stored = store.put(b"original")
    (tmp_path / stored.path).write_bytes(b"changed")
    assert not store.sound(stored.digest)
    store.put(b"original")
    assert store.sound(stored.digest)
    assert not store.has("0" * 64)


def test_a_write_that_breaks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        FileStore(tmp_path).put(b"half")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
