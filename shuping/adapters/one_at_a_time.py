"""One at a time, across the threads and processes of this machine: a file that whoever is at work holds.

The lock ends with its process, however that ends, so nobody is locked out by one that was killed; and nothing of it
stands in the database, where an act that died must leave no trace.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_LOOKS = 50  # at a place whose holder has not written his words yet
_PAUSE = 0.01  # seconds between them


@contextmanager
def held(place: Path, words: str) -> Iterator[str | None]:
    """Hold the file `place` for the length of the block, with `words` in it; gives None.

    Where somebody holds it already: gives the words written there, and holds nothing.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    taken = _take(place)
    if isinstance(taken, str):
        yield taken
        return
    try:
        taken.truncate(0)
        taken.write(words)
        taken.flush()
        yield None
    finally:
        place.unlink(missing_ok=True)
        taken.close()


def _take(place: Path) -> IO[str] | str:
    """The locked file, or the words of its holder."""
    for _look in range(_LOOKS):
        file = os.fdopen(os.open(place, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            words = file.read()
            file.close()
            if words:
                return words
        else:
            if _stands(place, file):
                return file
            file.close()  # its holder has just taken it away: begin anew
        time.sleep(_PAUSE)
    return ""


def _stands(place: Path, file: IO[str]) -> bool:
    """Whether this very file is still the one that others open under the name."""
    try:
        there = place.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(there, os.fstat(file.fileno()))
