"""The four lists of problems with 1,800 problems in one round: as opened, sorted, searched, narrowed, far down.

A list keeps the promise when its median is at most 150 ms and it asks the database as often with 1,800 problems as with
360.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from bench.installation import open_installation
from bench.pages import LIMIT_MS, MEASURED, Measured, Visit, visited
from bench.report import Report

UNITS, BRANCHES = 60, 120
FEW, MANY = 6, 30  # problems of each unit
LISTS = ("issues", "tasks", "duties", "ledger")
WAYS = ("", "?sort=unit", "?sort=-due", "?sort=measures", "?q=压力", "?f_state=正在整改", "?page=9")


def run() -> Report:
    """Measure with few and with many problems and compare."""
    report = Report(
        "ledger",
        f"lists of {UNITS * MANY:,} problems in one round; limit {LIMIT_MS} ms (median of {MEASURED})",
        ["list", "queries (360)", "queries (1,800)", "ms", "cpu ms", "KiB"],
    )
    with open_installation() as folder:
        call_command("collectstatic", interactive=False, verbosity=0)
        hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        with override_settings(PASSWORD_HASHERS=hashers, ALLOWED_HOSTS=["testserver"]):
            few = dict(_measure(folder / "few.sqlite3", FEW))
            many = dict(_measure(folder / "many.sqlite3", MANY))
        connection.close()
    for page, now in many.items():
        before = few[page]
        times = [f"{now.milliseconds:.1f}", f"{now.processor:.1f}"]
        report.rows.append([page, before.queries, now.queries, *times, now.size // 1024])
        if now.milliseconds > LIMIT_MS:
            report.failures.append(f"{page}: {now.milliseconds:.0f} ms")
        if now.queries != before.queries:
            report.failures.append(f"{page}: {before.queries} queries with few problems, {now.queries} with many")
    report.figures["load of the machine at the end"] = f"{os.getloadavg()[0]:.2f}"
    return report


def _measure(database: Path, each: int) -> Iterator[tuple[str, Measured]]:
    # Imported here: models can only be loaded once the installation is open.
    from django.urls import reverse  # noqa: PLC0415

    from bench import department  # noqa: PLC0415
    from tests.factories.world import make_world  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = database
    call_command("migrate", verbosity=0, interactive=False)
    world = make_world()
    with mock.patch.object(department, "ISSUES_EACH", each):
        department.enlarge(world, department.Size(UNITS, BRANCHES))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name in LISTS:
        address = reverse(f"rectification:{name}_of", args=[world.cycle.pk])
        for way in WAYS:
            yield (
                f"{name} {way}".strip(),
                visited(world, Visit(name, "office", address + way, partial(str, address + way))),
            )
