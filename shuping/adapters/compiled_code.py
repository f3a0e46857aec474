"""Where compiled code of the core is kept: a folder of its own for each version of the sources that are compiled.

The core compiles its comparison at first use (about twenty seconds) and keeps the machine code; numba looks at the
environment variable when it is first loaded, so the outside sets it before.
"""

import hashlib
import os
import tempfile
from pathlib import Path

_SOURCES = Path(__file__).resolve().parents[1] / "core" / "text"
_VARIABLE = "NUMBA_CACHE_DIR"


def prepare(folder: Path) -> Path:
    """Have compiled code kept below `folder`, or below the system's temporary folder where that cannot be written.

    An environment that names a folder already is left alone. Returns the folder.
    """
    if _VARIABLE in os.environ:
        return Path(os.environ[_VARIABLE])
    digest = hashlib.sha256()
    for source in sorted(_SOURCES.glob("*.py")):
        content = source.read_bytes()
        if b"compiled" in content or b"numba" in content:
            digest.update(content)
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


def folder_of_user() -> Path:
    """Where offline verbs keep compiled code: the installation's folder if it is named, else the user's cache."""
    if named := os.environ.get("SHUPING_VAR"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "shuping"
