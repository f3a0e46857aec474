"""A file of 200 MB sent to the running server: refused in words, nothing kept, and the server stays well.

The server is the house's own (`shuping serve`) on SQLite. Fields for evidence, a report and a document to be measured
get the file whole, then cut off half way, then with a length that is not true; then a browser chooses the file, if
there is one (CHROMIUM). Meanwhile the server's greatest memory, what the installation keeps and its temporary files
are looked at.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings
from django.urls import reverse
from playwright.sync_api import sync_playwright

from bench.installation import open_installation
from bench.report import ROOT, Report

MEGABYTE = 1024 * 1024
SIZE = 200
MOST_SECONDS, MOST_GROWTH, MOST_WAIT = 15, 64, 2
TOKEN = "t" * 32
AT_ONCE, STOPPED = 4, 40
MOMENT = datetime(2021, 1, 18, 1, tzinfo=UTC)
KEEPING = ("documents.Document", "reports.Evidence", "reports.Upload", "reports.StoredFile")
NOTHING = "nothing"
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Field:
    """A field that takes a file: its name in the table, where it stands, who sends it with what beside it."""

    name: str
    address: str
    role: str
    file: str
    page: str = ""  # where the form stands, if not at the address it is sent to
    said: str = "20 MB"
    beside: dict[str, Any] = field(default_factory=dict)


@dataclass
class Server:
    """The running server with one logged-in person of each role."""

    port: int
    process: subprocess.Popen[bytes]
    folder: Path
    sessions: dict[str, str]
    before: tuple[int, ...] = ()  # what was kept before anything was sent

    def connect(self) -> socket.socket:
        """A line to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def head(self, address: str, role: str, length: int, page: str = "") -> bytes:
        """The head of a request that sends a form of `page`."""
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.sessions[role]}; csrftoken={TOKEN}"
        place = f"127.0.0.1:{self.port}"
        lines = [f"POST {address} HTTP/1.1", f"Host: {place}", f"Origin: http://{place}", f"Cookie: {cookies}"]
        lines += [f"Referer: http://{place}{page or address}", "Connection: close"]
        lines += ["Content-Type: multipart/form-data; boundary=x"]
        return ("\r\n".join([*lines, f"Content-Length: {length}"]) + "\r\n\r\n").encode()

    def processes(self) -> list[int]:
        """The server and its workers, without what compiles beside them."""
        told = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        rows = [tuple(map(int, line.split())) for line in told.splitlines()[1:]]
        beside = [pid for pid, parent in rows if parent == self.process.pid]
        return [self.process.pid, *(pid for pid in beside if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes())]

    def memory(self, what: str) -> int:
        """MiB of all processes together: `VmRSS` now, `VmHWM` at most since `forget`."""
        texts = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in self.processes()]
        found = [re.search(rf"{what}:\s+(\d+) kB", text) for text in texts]
        return sum(int(one[1]) for one in found if one) // 1024

    def forget(self) -> None:
        """Begin to watch the greatest memory anew."""
        for pid in self.processes():
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")

    def kept(self) -> tuple[int, ...]:
        """Rows of the tables that keep what a field takes, stored files, files on the way."""
        with ThreadPoolExecutor(1) as beside:  # the browser keeps this thread's loop, where no database is asked
            rows = beside.submit(_rows).result()
        stored = sum(one.is_file() for one in (self.folder / "files").rglob("*"))
        return (*rows, stored, len(list((self.folder / "on-the-way").iterdir())))


def _rows() -> list[int]:
    found = [apps.get_model(name)._default_manager.count() for name in KEEPING]
    connection.close()
    return found


@contextmanager
def serving() -> Iterator[tuple[Server, list[Field]]]:
    """An installation with the small department, served on a free port."""
    with open_installation() as folder, socket.socket() as trial:
        call_command("migrate", verbosity=0)
        sessions, fields = _people_and_fields()
        connection.close()
        (folder / "on-the-way").mkdir()
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
        trial.close()
        told = {**os.environ, "TMPDIR": str(folder / "on-the-way"), "PYTHONPATH": str(ROOT)}
        told.pop("DJANGO_SETTINGS_MODULE", None)
        process = subprocess.Popen(
            [sys.executable, "-m", "shuping.commands", "serve", "--port", str(port)],
            cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            server = Server(port, process, folder, sessions)
            _until_it_answers(server)
            yield server, fields
        finally:
            process.terminate()
            process.wait(30)


def _people_and_fields() -> tuple[dict[str, str], list[Field]]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        world = import_module("tests.factories.world").make_world()
    reports = import_module("shuping.apps.reports.api")
    reports.open_reports(world.own.participant, [], by=world.actor("office"), at=MOMENT)
    report = reports.Report.objects.get(participant=world.own.participant, kind="written")
    sessions = {}
    for role in ("clerk", "office"):
        user, session = world.user(role), SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session.save()
        sessions[role] = str(session.session_key)
    piece = {
        "title": "佐证",
        "kind": "document",
        "happened_on": "2020-12-01",
        "organization": world.own.organization.pk,
    }
    edit = reverse("reports:edit", args=[report.pk])
    return sessions, [
        Field("evidence", reverse("reports:evidence_add"), "clerk", "照片.png", beside=piece),
        Field("report", reverse("reports:upload", args=[report.pk]), "clerk", "述职报告.docx", edit),
        Field("document", reverse("documents:check"), "office", "实施方案.docx"),
    ]


def _until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            if healthy(server) is not None:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server does not answer")


def healthy(server: Server) -> float | None:
    """Seconds until the server said that it is well; None if it said anything else."""
    begun = time.monotonic()
    with server.connect() as line:
        line.sendall(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
        said = line.recv(4096)
    return time.monotonic() - begun if said.startswith(b"HTTP/1.1 200") else None


def body_of(one: Field) -> tuple[bytes, bytes]:
    """What stands before and after the bytes of the file."""
    parts = {**one.beside, "csrfmiddlewaretoken": TOKEN}
    before = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items()
    )
    before += f'--x\r\nContent-Disposition: form-data; name="file"; filename="{one.file}"\r\n\r\n'
    return before.encode() + (PNG if one.file.endswith("png") else b"PK\x03\x04"), b"\r\n--x--\r\n"


def send(server: Server, one: Field, *, megabytes: int = SIZE, claimed: int = 0, stop: bool = False) -> str:
    """Send a file of zeros; `claimed` bytes too many are said to follow, `stop` hangs up without waiting."""
    before, after = body_of(one)
    length = len(before) + megabytes * MEGABYTE + len(after) + claimed
    with server.connect() as line:
        line.sendall(server.head(one.address, one.role, length, one.page) + before)
        piece = bytes(MEGABYTE)
        for _number in range(megabytes // 2 if stop else megabytes):
            line.sendall(piece)
        if stop:
            return ""
        line.sendall(after)
        return answer(server, line, one)


def answer(server: Server, line: socket.socket, one: Field) -> str:
    """The page that came back, or, after a redirect, the page it leads to."""
    page = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    if not page.startswith("HTTP/1.1 302"):
        return page
    found = re.search(r"(?im)^location: (\S+)", page)
    following = urlsplit(found[1]).path if found else "/"
    with server.connect() as next_line:
        next_line.sendall(server.head(following, one.role, 0).replace(b"POST", b"GET", 1))
        return b"".join(iter(lambda: next_line.recv(65536), b"")).decode()


def run() -> Report:
    """Send, look, judge."""
    about = f"{SIZE} MB to the running server: in words within {MOST_SECONDS} s, at most {MOST_GROWTH} MiB more memory"
    report = Report("uploads", about, ["field", "sent", "seconds", "MiB more", "said", "kept"])
    with serving() as (server, fields):
        for one in fields:  # everything that a first request loads
            send(server, one, megabytes=21)
        server.before = server.kept()
        for one in fields:
            _whole(report, server, one)
            _cut(report, server, one)
        _many(report, server, fields[0])
        _stopped(report, server, fields[0])
        _browser(report, server, fields[0])
        report.figures["memory of the server now, MiB"] = server.memory("VmRSS")
    return report


def _row(report: Report, server: Server, name: str, sent: str, begun: float, base: int, said: bool | None) -> None:
    seconds, more = time.monotonic() - begun, server.memory("VmHWM") - base
    words = {True: "too large", False: "something else", None: "-"}[said]
    kept = _kept(server)
    report.rows.append([name, sent, f"{seconds:.1f}", more, words, kept])
    if kept != NOTHING:
        report.failures.append(f"{name}, {sent}: something was kept: {server.before} became {kept}")
    if said is False:
        report.failures.append(f"{name}, {sent}: not said that it is too large")
    if seconds > MOST_SECONDS or more > MOST_GROWTH:
        report.failures.append(f"{name}, {sent}: {seconds:.1f} s, {more} MiB")


def _kept(server: Server) -> str:
    """What lies there that did not before, once the server had a moment to clear away what was cut off."""
    deadline = time.monotonic() + MOST_WAIT
    while (now := server.kept()) != server.before and time.monotonic() < deadline:
        time.sleep(0.1)
    return NOTHING if now == server.before else str(now)


def _begin(server: Server) -> tuple[float, int]:
    server.forget()
    return time.monotonic(), server.memory("VmRSS")


def _whole(report: Report, server: Server, one: Field) -> None:
    begun, base = _begin(server)
    page = send(server, one)
    _row(report, server, one.name, f"{SIZE} MB", begun, base, one.said in page)


def _cut(report: Report, server: Server, one: Field) -> None:
    begun, base = _begin(server)
    send(server, one, stop=True)
    well = healthy(server)
    _row(report, server, one.name, "cut off half way", begun, base, None)
    if well is None or well > MOST_WAIT:
        report.failures.append(f"{one.name}, cut off: the server did not answer in {MOST_WAIT} s")


def _many(report: Report, server: Server, one: Field) -> None:
    """Several at the same time."""
    begun, base = _begin(server)
    with ThreadPoolExecutor(AT_ONCE) as people:
        pages = list(people.map(lambda _number: send(server, one), range(AT_ONCE)))
    said = all(one.said in page for page in pages)
    _row(report, server, one.name, f"{AT_ONCE} × {SIZE} MB at once", begun, base, said)


def _stopped(report: Report, server: Server, one: Field) -> None:
    """Lengths that are not true, on more lines than the server has threads; somebody else asks meanwhile."""
    begun, base = _begin(server)
    before, _after = body_of(one)
    with ExitStack() as lines:
        for number in range(STOPPED):
            line = lines.enter_context(server.connect())
            length = (SIZE if number % 2 else 1) * MEGABYTE
            line.sendall(server.head(one.address, one.role, length, one.page) + before)
        time.sleep(0.5)
        well = healthy(server)
    _row(report, server, one.name, f"{STOPPED} bodies that stop", begun, base, None)
    report.figures["seconds to answer another while they stand"] = "none" if well is None else f"{well:.3f}"
    if well is None or well > MOST_WAIT:
        report.failures.append(f"with {STOPPED} bodies on the way nobody else is answered in {MOST_WAIT} s")
    time.sleep(0.5)


def _browser(report: Report, server: Server, one: Field) -> None:
    """A real browser chooses the file: told before it is sent, and told by the server when it is sent all the same."""
    program = os.environ.get("CHROMIUM", "")
    if not program:
        report.figures["browser"] = "none (CHROMIUM is empty)"
        return
    large = server.folder / "照片.png"
    with large.open("wb") as file:
        file.write(PNG)
        file.truncate(SIZE * MEGABYTE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        base = f"http://127.0.0.1:{server.port}"
        context = browser.new_context(base_url=base)
        name, value = settings.SESSION_COOKIE_NAME, server.sessions[one.role]
        context.add_cookies([{"name": name, "value": value, "url": f"{base}/manage/"}])
        page = context.new_page()
        page.goto(one.address)
        for name in ("title", "happened_on"):
            page.fill(f'[name="{name}"]', str(one.beside[name]))
        page.set_input_files('[name="file"]', str(large))
        told = str(page.eval_on_selector('[name="file"]', "field => field.validationMessage"))
        begun, memory = _begin(server)
        with page.expect_navigation(timeout=60_000):
            page.eval_on_selector('[name="file"]', "field => { field.setCustomValidity(''); field.form.submit(); }")
        _row(report, server, one.name, f"{SIZE} MB by a browser", begun, memory, one.said in page.content())
        if "20 MB" not in told or page.input_value('[name="title"]') != one.beside["title"]:
            report.failures.append(f"browser: not told before sending ({told!r}), or typed text lost")
        browser.close()
    large.unlink()
