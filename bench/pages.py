"""Every page of the house in a department of 60 units and 2,000 branches: median time at the server, and its queries.

The list of pages is the permission table of the tests, so that no page is forgotten. A page keeps the promise when its
median is at most 150 ms and it asks the database as often with 60 units as with 10.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings

from bench.installation import open_installation
from bench.report import Report

LIMIT_MS = 150
SMALL, LARGE = (10, 330), (60, 2000)
WARM_UP, MEASURED = 1, 7
NOT_FOUND = 404


@dataclass
class Visit:
    """A page as somebody opens it."""

    page: str
    role: str
    address: str
    again: Callable[[], str]  # makes its object anew, where another page's object has changed it meanwhile


@dataclass
class Measured:
    """What one page cost."""

    status: int
    queries: int
    milliseconds: float
    processor: float  # milliseconds of it spent computing; the rest is the disk, or other work on a busy machine
    size: int


def run() -> Report:
    """Measure both sizes and compare."""
    report = Report(
        "pages",
        f"{LARGE[0]} units, {LARGE[1]} branches, a round in the middle; limit {LIMIT_MS} ms (median of {MEASURED})",
        ["page", "role", "status", "queries (10 units)", "queries (60 units)", "ms", "cpu ms", "KiB"],
    )
    with open_installation() as folder:
        call_command("collectstatic", interactive=False, verbosity=0)
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        with override_settings(PASSWORD_HASHERS=hashers, ALLOWED_HOSTS=["testserver"], COMPILES_BESIDE=False):
            small = _measure(folder / "small.sqlite3", SMALL, report)
            large = _measure(folder / "large.sqlite3", LARGE, report)
        connection.close()
    for page, (visit, now) in large.items():
        before = small[page][1]
        times = [f"{now.milliseconds:.1f}", f"{now.processor:.1f}"]
        report.rows.append([page, visit.role, now.status, before.queries, now.queries, *times, now.size // 1024])
        report.failures += _shortcomings(page, before, now)
    waits = [now.milliseconds for _visit, now in large.values()]
    report.figures |= {
        "pages": len(waits),
        "median of all, ms": f"{median(waits):.1f}",
        "slowest, ms": f"{max(waits):.1f}",
        "load of the machine at the end": f"{os.getloadavg()[0]:.2f}",
    }
    return report


def _shortcomings(page: str, before: Measured, now: Measured) -> Iterator[str]:
    if now.status not in (200, 204, 302):
        yield f"{page}: answers {now.status}"
    if now.milliseconds > LIMIT_MS:
        yield f"{page}: {now.milliseconds:.0f} ms"
    if now.queries != before.queries:
        yield f"{page}: {before.queries} queries with {SMALL[0]} units, {now.queries} with {LARGE[0]}"


def _measure(database: Path, size: tuple[int, int], report: Report) -> dict[str, tuple[Visit, Measured]]:
    # Imported here: models can only be loaded once the installation is open.
    from bench.department import Size, enlarge  # noqa: PLC0415
    from tests.factories.world import make_world  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = database
    call_command("migrate", verbosity=0, interactive=False)
    world = make_world()
    visits = list(_visits(world, report))
    begun = time.monotonic()
    enlarge(world, Size(*size))
    report.figures[f"seconds to fill {size[0]} units"] = f"{time.monotonic() - begun:.1f}"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {visit.page: (visit, visited(world, visit)) for visit in visits}


def _visits(world: Any, report: Report) -> Iterator[Visit]:
    from django.urls import reverse  # noqa: PLC0415

    from tests.house.test_permissions import rows  # noqa: PLC0415

    known: dict[Callable[..., Any], dict[str, Any]] = {}
    for row in _upper_floors_first(rows()):
        if row.method != "get":
            continue
        if row.kwargs not in known:
            try:
                with transaction.atomic():
                    known[row.kwargs] = dict(row.kwargs(world, "own"))
            except IntegrityError as error:
                report.failures.append(f"{row.url}: not measured, its object could not be made: {error}")
                continue
        yield Visit(row.url, _role(world, row), reverse(row.url, kwargs=known[row.kwargs]), partial(_again, row, world))


def _again(row: Any, world: Any) -> str:
    from django.urls import reverse  # noqa: PLC0415

    return str(reverse(row.url, kwargs=dict(row.kwargs(world, "own"))))


def _upper_floors_first(found: list[Any]) -> list[Any]:
    """All objects stand side by side in one round: what a lower floor adds to it must not be missing above."""
    return found[::-1]


def _role(world: Any, row: Any) -> str:
    """The role that reaches furthest with the page's permission, as it sees the most rows."""
    from shuping.core.roles.catalog import Reach, Role  # noqa: PLC0415

    if row.public:
        return ""
    if row.permission is None:
        return Role.OFFICE.value
    order = {Reach.ALL: 0, Reach.OWN: 2, Reach.NONE: 3}
    first = [Role.OFFICE, *Role]
    return min(first, key=lambda role: order.get(world.actor(role.value).reach(row.permission), 1)).value


def visited(world: Any, visit: Visit) -> Measured:
    """One page opened until it is warm, then measured."""
    from django.test import Client  # noqa: PLC0415

    client = Client(headers={"accept-language": "zh-hans"}, raise_request_exception=False)
    if visit.role:
        client.force_login(world.user(visit.role), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["confirmed_at"] = 4_000_000_000
        session.save()
    address = visit.address
    if client.get(address).status_code == NOT_FOUND:
        address = visit.again()
    for _ in range(WARM_UP):
        client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries = len(asked)  # now: the next request empties the log
    waited, computed = [], []
    for _ in range(MEASURED):
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        body = answer.getvalue()
        waited.append((time.perf_counter() - begun) * 1000)
        computed.append((time.process_time() - worked) * 1000)
    return Measured(answer.status_code, queries, median(waited), median(computed), len(body))
