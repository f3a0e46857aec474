"""Whoever holds a place is named to the next one; a place ends with its block, and with its process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shuping.adapters import one_at_a_time

HOLD = """
import os, sys
from pathlib import Path
from shuping.adapters.one_at_a_time import held
with held(Path(sys.argv[1]), "the other process") as other:
    print(other, flush=True)
    sys.stdin.read()
"""


def test_the_second_reads_the_words_of_the_first_and_the_third_finds_the_place_free(tmp_path: Path) -> None:
    place = tmp_path / "at-work" / "desk"
    with one_at_a_time.held(place, "甲\n10:00") as first:
        assert first is None
        with one_at_a_time.held(place, "乙") as second:
            assert second == "甲\n10:00"
        with one_at_a_time.held(place, "丙") as still:  # whoever was refused has freed nothing
            assert still == "甲\n10:00"
    assert not place.exists()
    with one_at_a_time.held(place, "丁") as third:
        assert third is None


def test_a_place_is_free_when_its_block_fails(tmp_path: Path) -> None:
    place = tmp_path / "desk"
    with pytest.raises(ZeroDivisionError), one_at_a_time.held(place, "甲"):
        raise ZeroDivisionError
    with one_at_a_time.held(place, "乙") as second:
        assert second is None


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    place = tmp_path / "desk"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "None\n"
        with one_at_a_time.held(place, "mine") as other:
            assert other == "the other process"
    finally:
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
    with one_at_a_time.held(place, "mine") as free:
        assert free is None
    assert not place.exists()
