"""The door between network and application: a request is worked on when it is there, an answer goes at its pace.

The application answers a few requests at a time, each in a thread. None of these threads waits for the network: a body
that comes slowly, stops or is cut off (a phone that left the net, a browser that was closed, a length that is not
true) waits here, costs nobody a place, and is given up after PATIENCE. What did not arrive whole is never handed on, so
that half a text cannot be kept for a whole one.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any

from .uploads import LARGEST, MOST_READ

AT_WORK = 4
"""Requests of one process that are worked on at the same time."""

LARGE = 2
"""Of those too large to wait whole, that are read and refused beside them at the same time."""

OUTGOING = 2
"""Threads that read the next piece of large answers."""

WHOLE = LARGEST + 4 * 1024 * 1024
"""Bytes of a body that waits whole: the largest file and the fields around it."""

PATIENCE = 20.0
"""Seconds without a byte after which a body is given up."""

IN_MEMORY = 512 * 1024  # a larger body waits in a temporary file
AT_ONCE = 1024 * 1024  # of an answer, handed over in one piece
SENTENCE = "请求未完整到达，请重试。 The request did not arrive whole. Please send it again.\n".encode()

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Any], Any]


class NotWhole(OSError):
    """A body that stopped or ended before its end."""


@dataclass(slots=True)
class Answer:
    """What the application said; `rest` is what is still to be read of a large body, `close` ends it."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] | None = None


NOT_WHOLE = Answer(HTTPStatus.REQUEST_TIMEOUT, [(b"content-type", b"text/plain; charset=utf-8")], SENTENCE)


class Arrival:
    """A synchronous application (WSGI) behind an asynchronous door (ASGI)."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.at_work = ThreadPoolExecutor(AT_WORK, "work")
        self.large = ThreadPoolExecutor(LARGE, "large")
        self.outgoing = ThreadPoolExecutor(OUTGOING, "outgoing")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        environment = environment_of(scope)
        length = _length(environment)
        if length <= 0 or length > MOST_READ:  # the latter is refused without being read
            answer = await self._work(self.at_work, environment, io.BytesIO())
        elif length > WHOLE:
            body = io.BufferedReader(Incoming(receive, length))
            answer = await self._work(self.large, environment, body)
        else:
            with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
                try:
                    await _keep(receive, length, kept)
                    answer = await self._work(self.at_work, environment, kept)
                except NotWhole:
                    answer = NOT_WHOLE
        await self._send(answer, send)

    async def _work(self, threads: ThreadPoolExecutor, environment: dict[str, Any], body: IO[bytes]) -> Answer:
        asked = {**environment, "wsgi.input": body}
        return await asyncio.get_running_loop().run_in_executor(threads, _answer, self.application, asked)

    async def _send(self, answer: Answer, send: Send) -> None:
        more = answer.rest is not None
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": more})
        if answer.rest is None:
            return
        loop = asyncio.get_running_loop()
        try:
            while more:
                piece = await loop.run_in_executor(self.outgoing, _next, answer.rest)
                more = bool(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": more})
        finally:
            if answer.close is not None:
                await loop.run_in_executor(self.outgoing, answer.close)


class Incoming(io.RawIOBase):
    """A body too large to wait whole, as the application reads it in a thread of its own. Raises NotWhole."""

    def __init__(self, receive: Receive, length: int) -> None:
        self.pieces, self.loop = _pieces(receive, length), asyncio.get_running_loop()
        self.waiting = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes; none after the last."""
        if not self.waiting:
            asked = asyncio.run_coroutine_threadsafe(anext(self.pieces, b""), self.loop)
            self.waiting = memoryview(asked.result())
        size = min(len(buffer), len(self.waiting))
        buffer[:size], self.waiting = self.waiting[:size], self.waiting[size:]
        return size


async def _pieces(receive: Receive, length: int) -> Any:
    """The pieces of a body up to its length. Raises NotWhole where it stops or ends before."""
    while length > 0:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise NotWhole("the body stopped") from None
        piece = bytes(message.get("body", b""))[:length]
        length -= len(piece)
        if piece:
            yield piece
        if length > 0 and not message.get("more_body", False):
            raise NotWhole("the body was cut off")


async def _keep(receive: Receive, length: int, kept: IO[bytes]) -> None:
    async for piece in _pieces(receive, length):
        kept.write(piece)
    kept.seek(0)


def environment_of(scope: Message) -> dict[str, Any]:
    """The request as a WSGI application reads it (PEP 3333). A header with an underscore in its name is left out."""
    host, port = scope.get("server") or ("localhost", 80)
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    environment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.get("headers", ()):
        key = name.decode("latin-1").upper()
        if "_" in key:
            continue
        key = key.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin-1")
        between = "; " if key == "HTTP_COOKIE" else ","
        environment[key] = f"{environment[key]}{between}{text}" if key in environment else text
    return environment


def _length(environment: dict[str, Any]) -> int:
    try:
        return int(environment.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0  # Django reads it so too


def _answer(application: Application, environment: dict[str, Any]) -> Answer:
    """Ask the application, and take over its answer unless it is a large one."""
    answer = Answer(500, [], b"")

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        answer.status = int(status.split(" ", 1)[0])
        answer.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    given = application(environment, start)
    answer.rest, answer.close = iter(given), getattr(given, "close", None)
    heads_only = environment["REQUEST_METHOD"] == "HEAD"  # the server would send what it is given
    answer.body = b"" if heads_only else _next(answer.rest)
    if len(answer.body) < AT_ONCE:
        answer.rest = None
        if answer.close is not None:
            answer.close()
    return answer


def _next(rest: Iterator[bytes]) -> bytes:
    """The next pieces together, at least AT_ONCE long unless they are the last."""
    pieces, size = [], 0
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size >= AT_ONCE:
            break
    return b"".join(pieces)
