"""The door of the server: a body that is slow, stops, or is cut off costs nobody a place and is never half kept."""

import asyncio
import gc
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from shuping.base import arrival, uploads
from shuping.base.arrival import Arrival, NotWhole
from shuping.base.middleware import ReadableText

MEGABYTE = 1024 * 1024


class Network:
    """One request as the server tells it: its pieces, then silence or the end of the connection."""

    def __init__(self, *pieces: bytes, length: int | None = None, then: str = "silence", **scope: Any) -> None:
        total = sum(map(len, pieces)) if length is None else length
        headers = [(b"host", b"office"), (b"content-length", str(total).encode())]
        self.scope = {"type": "http", "method": "POST", "path": "/manage/", "headers": headers, **scope}
        self.messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        self.then, self.sent = then, list[dict[str, Any]]()

    async def receive(self) -> dict[str, Any]:
        if self.messages:
            return self.messages.pop(0)
        if self.then == "silence":
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(one["body"] for one in self.sent[1:])


class Office:
    """An application that keeps what it was given and answers with it, or with `answer`."""

    def __init__(self, answer: Any = None) -> None:
        self.read: list[bytes | str] = []
        self.environments: list[dict[str, Any]] = []
        self.answer = answer

    def __call__(self, environment: dict[str, Any], start: Callable[..., None]) -> Any:
        self.environments.append(environment)
        try:
            self.read.append(environment["wsgi.input"].read())
        except NotWhole as error:
            self.read.append(str(error))
        start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return self.answer if self.answer is not None else [b"kept"]


def serve(application: Any, *requests: Network) -> None:
    """Let all the requests come at once."""

    async def all_at_once() -> None:
        door = Arrival(application)
        await asyncio.gather(*(door(one.scope, one.receive, one.send) for one in requests))

    with ThreadPoolExecutor(1) as beside:  # where a browser test ran before, this thread has a loop of its own
        beside.submit(lambda: asyncio.run(all_at_once())).result()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "PATIENCE", 0.05)


def test_a_body_is_handed_on_whole_with_the_request_around_it() -> None:
    office = Office()
    scope: dict[str, Any] = {
        "path": "/manage/述职/",
        "query_string": b"q=%E8%BF%B0",
        "client": ("10.0.0.7", 5000),
        "scheme": "https",
        "headers": [
            (b"content-length", b"6"), (b"content-type", b"text/plain"), (b"cookie", b"a=1"), (b"cookie", b"b=2"),
            (b"x-forwarded-proto", b"https"), (b"remote_user", b"root"),
        ],
    }  # fmt: skip
    request = Network(b"abc", b"def", **scope)
    serve(office, request)
    assert (request.status, request.body, office.read) == (200, b"kept", [b"abcdef"])
    assert request.sent[0]["headers"] == [
        (b"content-type", b"text/plain"),
        (b"set-cookie", b"a=1"),
        (b"set-cookie", b"b=2"),
    ]
    given = office.environments[0]
    assert given["PATH_INFO"].encode("latin-1").decode() == "/manage/述职/"
    assert (given["QUERY_STRING"], given["REMOTE_ADDR"], given["wsgi.url_scheme"]) == (
        "q=%E8%BF%B0",
        "10.0.0.7",
        "https",
    )
    assert (given["HTTP_COOKIE"], given["HTTP_X_FORWARDED_PROTO"]) == ("a=1; b=2", "https")
    assert "HTTP_REMOTE_USER" not in given


@pytest.mark.feature("OPS-15")
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("then", ["silence", "cut off"])
def test_half_a_body_is_never_handed_on(then: str) -> None:
    office = Office()
    request = Network(b"text=half", length=100, then=then)
    serve(office, request)
    assert (request.status, office.environments) == (408, [])
    assert "请重试" in request.body.decode()


@pytest.mark.usefixtures("impatient")
def test_however_many_bodies_stop_on_their_way_others_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "PATIENCE", 0.5)
    office = Office()
    stopped = [Network(b"a", length=10) for _number in range(60)]
    there = [Network(b"b", length=1) for _number in range(10)]
    serve(office, *stopped, *there)
    assert {one.status for one in stopped} == {408}
    assert ({one.status for one in there}, office.read) == ({200}, [b"b"] * 10)


def test_a_body_longer_than_was_said_is_read_up_to_there() -> None:
    office = Office()
    serve(office, Network(b"abcdef", length=3))
    assert office.read == [b"abc"]


@pytest.mark.feature("OPS-15")
@pytest.mark.usefixtures("impatient")
def test_what_is_too_large_to_wait_whole_is_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrival, "WHOLE", 10)
    office = Office()
    whole, stopped = Network(b"a" * 40, b"", b"b" * 60), Network(b"c" * 40, length=100)
    cut = Network(b"d" * 40, length=100, then="cut off")
    serve(office, whole)
    serve(office, stopped)
    serve(office, cut)
    assert office.read == [b"a" * 40 + b"b" * 60, "the body stopped", "the body was cut off"]


def test_a_request_beyond_all_measure_and_one_with_an_odd_length_are_not_read() -> None:
    office = Office()
    for length in (uploads.MOST_READ + 1, -5):
        serve(office, Network(b"a", length=length))
    odd = Network(b"a", headers=[(b"content-length", b"many")])
    serve(office, odd)
    assert office.read == [b"", b"", b""]


class Pieces:
    """A large answer that counts whether it was closed."""

    def __init__(self, *sizes: int) -> None:
        self.sizes, self.closed = sizes, 0

    def __iter__(self) -> Iterator[bytes]:
        return (b"x" * size for size in self.sizes)

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize(("sizes", "messages"), [((3, 4), 2), ((MEGABYTE, MEGABYTE // 2, MEGABYTE, 7), 5), ((), 2)])
def test_an_answer_goes_out_whole_and_is_closed_once(sizes: tuple[int, ...], messages: int) -> None:
    answer = Pieces(*sizes)
    request = Network()
    serve(Office(answer), request)
    assert (len(request.body), answer.closed, len(request.sent)) == (sum(sizes), 1, messages)
    assert [one["more_body"] for one in request.sent[1:]] == [True] * (messages - 2) + [False]


def test_a_request_for_the_head_gets_no_body() -> None:
    answer = Pieces(2 * MEGABYTE)
    request = Network(method="HEAD")
    serve(Office(answer), request)
    assert (request.status, request.body, answer.closed) == (200, b"", 1)


@pytest.mark.feature("OPS-15")
@pytest.mark.django_db
def test_a_large_file_that_stops_is_told_in_words_and_leaves_no_file(rf: Any, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG' + b"\0" * 100_000

    class Stops(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            piece = super().read(size)
            if not piece:
                assert list(tmp_path.iterdir())  # so far it was kept
                raise NotWhole("the body stopped")
            return piece

    def unreached(request: HttpRequest) -> HttpResponse:
        raise AssertionError("half a request was handed on")

    length = str(arrival.WHOLE + 1)
    given = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": length, "wsgi.input": Stops(head)}
    gc.disable()
    try:
        answer = ReadableText(unreached)(rf.generic("POST", "/", **given))
        assert list(tmp_path.iterdir()) == []
    finally:
        gc.enable()
    assert answer.status_code == 400 and "请求未完整到达" in answer.content.decode()
