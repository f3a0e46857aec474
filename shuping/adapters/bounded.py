"""A bounded process that reads docx, doc and pdf: a document may be broken or hostile, and must cost nobody but itself.

`document_reader` is that process: for each request it forks a child with limits of time, memory and files, and passes
on what the child says; a child that dies is a refused document. The reader ends with whoever started it, for its
standard input ends then. `extract` is what the house calls.
"""

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from shuping.core.errors import InputError

SECONDS = 30  # by the clock
HEAD = struct.Struct(">I")
_ROOT = Path(__file__).resolve().parents[2]


class Reader:
    """One reader process. Not for two threads at once; `extract` sees to that."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH", "")]))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shuping.adapters.document_reader"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path}, start_new_session=True,
        )  # fmt: skip

    def usable(self) -> bool:
        """Whether it still runs and belongs to this process (not to one this was forked from)."""
        return self.owner == os.getpid() and self.process.poll() is None

    def close(self) -> None:
        """End the reader."""
        if self.owner != os.getpid():
            return
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    pass
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def ask(self, data: bytes, kind: str, name: str) -> dict[str, object]:
        """The reader's answer. Raises OSError or ValueError where the reader itself is gone."""
        asked = json.dumps({"kind": kind, "name": name, "size": len(data)}).encode()
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise OSError("the reader has no pipes")
        stdin.write(HEAD.pack(len(asked)) + asked + data)
        stdin.flush()
        until = time.monotonic() + SECONDS + 10
        (size,) = HEAD.unpack(exactly(stdout.fileno(), HEAD.size, until))
        answer: dict[str, object] = json.loads(exactly(stdout.fileno(), size, until))
        return answer


def exactly(descriptor: int, size: int, until: float) -> bytes:
    """`size` bytes before the moment `until`. Raises OSError where they do not come."""
    found = bytearray()
    while len(found) < size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise OSError("no answer in time")
        block = os.read(descriptor, min(size - len(found), 1 << 20))
        if not block:
            raise OSError("the answer ended early")
        found += block
    return bytes(found)


class _Shared:
    """The reader that stays for the next document, and the lock that lends it to one thread."""

    lock = threading.Lock()
    reader: Reader | None = None


def extract(data: bytes, kind: str, name: str) -> tuple[str, list[int]]:
    """Text of a docx, doc or pdf, and its pages without text.

    Raises InputError documents.* as the reader says, too_costly where it went beyond its limits, unreadable where it
    broke down.
    """
    if _Shared.lock.acquire(blocking=False):
        try:
            if _Shared.reader is None or not _Shared.reader.usable():
                _Shared.reader = Reader()
            return _result(_asked(_Shared.reader, data, kind, name), name)
        finally:
            _Shared.lock.release()
    reader = Reader()  # the shared one is busy with another document: nobody waits for a slow one
    try:
        return _result(_asked(reader, data, kind, name), name)
    finally:
        reader.close()


def _asked(reader: Reader, data: bytes, kind: str, name: str) -> dict[str, object]:
    try:
        return reader.ask(data, kind, name)
    except (OSError, ValueError):
        reader.close()
        return {"code": "documents.too_costly", "params": {"name": name}}


def _result(answer: dict[str, object], name: str) -> tuple[str, list[int]]:
    if "code" in answer:
        params = answer.get("params")
        raise InputError(str(answer["code"]), **{**(params if isinstance(params, dict) else {}), "name": name})
    silent = answer["silent"]
    return str(answer["text"]), list(silent) if isinstance(silent, list) else []


@atexit.register
def _end() -> None:
    if _Shared.reader is not None:
        _Shared.reader.close()
