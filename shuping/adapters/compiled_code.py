"""Where compiled code of the core is kept: a folder of its own for each version of the sources that are compiled.

The core compiles its comparison at first use (half a minute) and keeps the machine code; numba looks at the
environment variable when it is first loaded, so the outside sets it before.

So that several processes do not compile the same, one may be started beside them (`start`); the others stand still at
the first function they would compile until it is done (`share`). It is known by a lock that it holds as long as it
lives, so that nobody waits for one that was ended.
"""

import ctypes
import fcntl
import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Thread

_SOURCES = Path(__file__).resolve().parents[1] / "core" / "text"
_COMMAND = (sys.executable, "-m", "shuping.adapters.compiled_code")
_VARIABLE = "NUMBA_CACHE_DIR"
_LOCK = "compiling"
_LONGEST = 600  # seconds that compiling may take; it takes about thirty
_TRIES = 2  # of a server; where both failed, whoever needs compiled code compiles it himself
GENTLY = "gently"
_PR_SET_PDEATHSIG = 1


def prepare(folder: Path) -> Path:
    """Have compiled code kept below `folder`, or below the system's temporary folder where that cannot be written.

    An environment that names a folder already is left alone. Returns the folder.
    """
    if _VARIABLE in os.environ:
        return Path(os.environ[_VARIABLE])
    digest = hashlib.sha256()
    for source in _sources():
        digest.update(source.read_bytes())
    for place in (folder, Path(tempfile.gettempdir()) / f"shuping-{os.getuid()}"):
        chosen = place / "compiled" / digest.hexdigest()[:16]
        try:
            chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(chosen, os.W_OK) and place.stat().st_uid == os.getuid():  # nobody else's code is run
            break
    else:
        chosen = Path(tempfile.mkdtemp())
    os.environ[_VARIABLE] = str(chosen)
    return chosen


def folder() -> Path:
    """Where `prepare` has compiled code kept."""
    return Path(os.environ[_VARIABLE])


def folder_of_user() -> Path:
    """Where offline verbs keep compiled code: the installation's folder if it is named, else the user's cache."""
    if named := os.environ.get("SHUPING_VAR"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shuping"


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes] | None:
    """Compile everything in a process of its own, which the caller ends or waits for; None if there is nothing to do.

    It ends by itself, after ten minutes at the latest. `folder` as `prepare` returned it; `GENTLY` lets everything else
    on the machine go first.
    """
    if _mark(folder).exists():
        return None
    with (folder / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # someone is at it
            return None
        # The child inherits the lock and holds it until it ends, however it ends.
        return subprocess.Popen(
            [*_COMMAND, *arguments],
            env=os.environ | {_VARIABLE: str(folder)},
            pass_fds=[lock.fileno()],
            stdin=subprocess.DEVNULL,
        )


def is_awaited(folder: Path) -> bool:
    """Whether compiled code is on its way, so that one should come back later rather than wait in a request.

    Begins to compile where nobody does. Where that failed twice it is not on its way: then one compiles as one goes.
    """
    if _mark(folder).exists():
        return False
    tries = _mark(folder).with_suffix(".tries")
    if tries.exists() and tries.stat().st_size >= _TRIES:
        return _is_compiling(folder)
    if (process := start(folder, GENTLY)) is not None:
        with tries.open("ab") as file:
            file.write(b".")
        Thread(target=process.wait, daemon=True).start()  # nobody else asks what became of it
    return True


def _is_compiling(folder: Path) -> bool:
    with (folder / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def wait(folder: Path) -> None:
    """Stand still while the process of `start` compiles."""
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
    except FileNotFoundError:
        return


@contextmanager
def share(folder: Path) -> Iterator[None]:
    """Whatever this process would compile waits until the process of `start` is done, and then mostly is there."""
    from numba.core import event  # noqa: PLC0415  (numba reads the environment when it is loaded)

    class Patience(event.Listener):
        def on_start(self, event: event.Event) -> None:
            wait(folder)

        def on_end(self, event: event.Event) -> None:
            pass

    with event.install_listener("numba:compile", Patience()):
        yield


def warm() -> None:
    """Use every compiled function once: those of the odd words in a process beside this one."""
    beside = multiprocessing.get_context("fork").Process(target=_use_odd_words, daemon=True)
    beside.start()  # before anything is loaded that could not be forked
    _use_comparison()
    beside.join()
    if beside.exitcode != 0:
        raise SystemExit("the odd words could not be compiled")


def _end_with_parent() -> None:
    """Let the system end this process when its parent dies, however: it holds the parent's lock."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _use_odd_words() -> None:
    _end_with_parent()
    from shuping.adapters import lexicons  # noqa: PLC0415  (all of this loads numba)
    from shuping.core.text import odd_words  # noqa: PLC0415

    odd_words.find("班子成员全年召开专题会议十二次，研究部署重点工作。", lexicons.load_resources())


def _use_comparison() -> None:
    """Compare a few invented texts, at once and by a growing index."""
    from shuping.core.text import comparison, index  # noqa: PLC0415  (loads numba)

    signs = [chr(0x4E00 + 7 * step % 20000) for step in range(12000)]

    def words(first: int, count: int) -> str:
        return "，".join("".join(signs[place : place + 9]) for place in range(first, first + count, 9)) + "。"

    official, copied, form = words(0, 200), words(1000, 300), words(2000, 120)
    basis = comparison.Basis([comparison.OfficialText("official", official)])
    texts = [words(3000 + 600 * number, 400) + form + official for number in range(8)]
    texts[1] += copied
    texts[2] += "".join(sign if place % 11 else "换" for place, sign in enumerate(copied))
    documents = [comparison.Document(str(number), text) for number, text in enumerate(texts)]
    for used in (basis, comparison.Basis()):
        comparison.compare(documents, basis=used)
    grown = index.Index(basis=basis)
    grown.add(documents)
    grown.query(comparison.Document("asked", copied + form + chr(0x20000)))  # beyond sixteen bits


def _sources() -> list[Path]:
    """The modules that hold compiled functions."""
    return [one for one in sorted(_SOURCES.glob("*.py")) if b"compiled" in one.read_bytes()]


@cache
def _mark(folder: Path) -> Path:
    """The file that says: all is compiled for these very files (numba asks for their times), Python and numba."""
    facts = [f"{one} {one.stat().st_mtime_ns} {one.stat().st_size}" for one in _sources()]
    known = "\n".join([*facts, sys.version, version("numba"), version("numpy")])
    return folder / f"compiled-{hashlib.sha256(known.encode()).hexdigest()[:16]}"


if __name__ == "__main__":
    signal.alarm(_LONGEST)
    if GENTLY in sys.argv:
        os.nice(10)
    mark = _mark(Path(os.environ[_VARIABLE]))
    warm()
    mark.touch()
