"""`shuping serve`: one process on SQLite, two on PostgreSQL, four requests at work in each; loopback by default."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from shuping.adapters import compiled_code
from shuping.base import arrival
from shuping.commands.answers import DONE, CommandRefused, Parser, one_line, progress
from shuping.commands.house import open_house, require_current, schema
from shuping.commands.terms import compile_terms
from shuping.commands.tick import DailyTick

APPLICATION = "shuping.config.asgi:application"
PROCESSES = {"sqlite": 1, "postgresql": 2}
STOPPING = 15  # seconds a process has for what it is at; one told to stop while it starts would not hear it


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def run(arguments: list[str]) -> int:
    """Serve until stopped. Refuses tables of another version, and an open address without protection."""
    parser = Parser(prog="shuping serve", description="Start the server.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--tls-certificate", type=Path, help="PEM file; with --tls-key the server speaks TLS itself")
    parser.add_argument("--tls-key", type=Path)
    parser.add_argument("--behind-proxy", action="store_true", help="a proxy in front speaks TLS and names the scheme")
    given = parser.parse_args(arguments)
    protected = bool(given.tls_certificate and given.tls_key)
    _check(given.host, given.tls_certificate, given.tls_key, behind_proxy=given.behind_proxy)
    if given.behind_proxy:
        os.environ["SHUPING_BEHIND_PROXY"] = "1"  # the settings read it, here and in every process
    _check_port(given.host, given.port)
    open_house()
    require_current(schema())
    call_command("collectstatic", interactive=False, verbosity=0)
    compile_terms()
    processes = PROCESSES[connection.vendor]
    connection.close()  # the processes open their own
    progress(f"http{'s' if protected else ''}://{given.host}:{given.port}/  ({processes} × {arrival.AT_WORK} threads)")
    daily = DailyTick()
    daily.start()
    compiler = compiled_code.start(compiled_code.folder(), compiled_code.GENTLY)
    if compiler is not None:
        progress("the desk's comparison is compiled beside it, once for this version (about half a minute)")
    server = Granian(
        APPLICATION,
        address=given.host,
        port=given.port,
        interface=Interfaces.ASGINL,
        workers=processes,
        ssl_cert=given.tls_certificate,
        ssl_key=given.tls_key,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPING,
        websockets=False,
        log_level=LogLevels.warning,
    )
    try:
        server.serve()
    finally:
        daily.stop()
        if compiler is not None:
            compiler.kill()
            compiler.wait()
    return DONE


def _check(host: str, certificate: Path | None, key: Path | None, *, behind_proxy: bool) -> None:
    if bool(certificate) != bool(key):
        raise CommandRefused("shuping serve: --tls-certificate and --tls-key belong together")
    for path in (certificate, key):
        if path and not path.is_file():
            raise CommandRefused(f"{path}: there is no such file")
    if not is_loopback(host) and not certificate and not behind_proxy:
        raise CommandRefused(
            f"--host {host}: staff log in over TLS only; give --tls-certificate and --tls-key, or --behind-proxy"
        )


def _check_port(host: str, port: int) -> None:
    # Granian would share a port that somebody else serves already, and every other visitor would meet the other one.
    if not 0 < port < 65536:
        raise CommandRefused(f"--port {port}: a number from 1 to 65535 is expected")
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except OSError as error:
        raise CommandRefused(f"{host}:{port}: cannot be served: {one_line(error)}") from None
