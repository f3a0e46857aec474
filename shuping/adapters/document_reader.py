"""The process that reads docx, doc and pdf for `bounded`: one child per document, with limits; nobody imports it."""

import json
import os
import resource
import signal
import sys
import time
from typing import IO

from shuping.core.errors import InputError

from . import document_text
from .bounded import HEAD, SECONDS, exactly

MEMORY = 1024 * 1024 * 1024  # bytes of address space
PROCESSOR_SECONDS = 15
_LONGEST_ANSWER = 64 * 1024 * 1024


def _limit() -> None:
    """What a child may use: from here on nothing that it does can cost more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def _child(data: bytes, kind: str, name: str) -> bytes:
    """The answer to one request, in the child."""
    try:
        text, silent = document_text.extract(data, kind, name)
        # A lone half of a surrogate pair is no character and cannot be written anywhere.
        text = text.encode("utf-8", "ignore").decode("utf-8")
        answer: dict[str, object] = {"text": text, "silent": silent}
    except InputError as error:
        answer = {"code": error.code, "params": {key: str(value) for key, value in error.params.items()}}
    except (MemoryError, RecursionError):
        answer = {"code": "documents.too_costly", "params": {}}
    except Exception:  # noqa: BLE001  (whatever a library stumbles over, the document cannot be read)
        answer = {"code": "documents.unreadable", "params": {}}
    return json.dumps(answer).encode()


def _refusal(code: str) -> bytes:
    return json.dumps({"code": code, "params": {}}).encode()


def _serve_one(data: bytes, kind: str, name: str) -> bytes:
    """Fork, wait for the answer within the time, and make an end of the child."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(ours)
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)
            _limit()
            answer = _child(data, kind, name)
            with os.fdopen(theirs, "wb") as out:
                out.write(HEAD.pack(len(answer)) + answer)
        finally:
            os._exit(0)
    os.close(theirs)
    began = time.monotonic()
    try:
        (size,) = HEAD.unpack(exactly(ours, HEAD.size, began + SECONDS))
        if size > _LONGEST_ANSWER:
            return _refusal("documents.too_costly")
        return exactly(ours, size, began + SECONDS)
    except OSError:
        killed = time.monotonic() - began >= SECONDS
        return _refusal("documents.too_costly" if killed or _ended_by_limit(child) else "documents.unreadable")
    finally:
        os.close(ours)
        _make_an_end(child)


def _ended_by_limit(child: int) -> bool:
    """Whether a child that is gone went over its limits (processor time, memory)."""
    _Ended.status[child] = os.waitpid(child, 0)[1]
    status = _Ended.status[child]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL, signal.SIGABRT}


class _Ended:
    """Children already waited for."""

    status: dict[int, int] = {}


def _make_an_end(child: int) -> None:
    if _Ended.status.pop(child, None) is not None:
        return
    try:
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(child, 0)


def _whole(pipe: IO[bytes], size: int) -> bytes | None:
    data = pipe.read(size)
    return data if len(data) == size else None


def main() -> int:
    """Serve requests until standard input ends."""
    while (head := _whole(sys.stdin.buffer, HEAD.size)) is not None:
        asked = _whole(sys.stdin.buffer, HEAD.unpack(head)[0])
        if asked is None:
            break
        request = json.loads(asked)
        data = _whole(sys.stdin.buffer, request["size"])
        if data is None:
            break
        answer = _serve_one(data, request["kind"], request["name"])
        sys.stdout.buffer.write(HEAD.pack(len(answer)) + answer)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
