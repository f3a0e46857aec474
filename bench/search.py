"""The search over 5,000 texts of 3,000 characters: words of two characters, initials, numbers of documents."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from bench.report import ROOT, Report

LIMIT_MS = 100
TEXTS, LENGTH = 5000, 3000
WARM_UP, MEASURED = 1, 9
SEED = 20220112
MOMENT = datetime(2021, 1, 18, 1, 0, tzinfo=UTC)
PHRASES = (
    "召开专题会议研究党建工作，走访联系点十二个，推动问题整改落实，完善制度机制，压实支部责任，开展主题党日活动，"
    "组织党员学习培训，推进标准化规范化建设，加强党风廉政教育，服务群众解决困难，保障公路养护安全，提升运输服务水平"
).split("，")
NOWHERE = "two characters, nowhere"
# What is asked for: a word in one text of a hundred, one in nearly all, one in none, two words, initials, a number.
QUERIES = (
    ("two characters, rare", "隐患"),
    ("two characters, in most texts", "党建"),
    (NOWHERE, "渡船"),
    ("two words", "隐患 走访"),
    ("four characters", "隐患排查"),
    ("initials of names", "gljd"),
    ("number of a document", "青直工发〔2021〕4321号"),
)


def run() -> Report:
    """Fill one installation per database, each in a process of its own, and ask."""
    from shuping.dev.postgres import Server  # noqa: PLC0415

    report = Report(
        "search",
        f"{TEXTS:,} reports of {LENGTH:,} characters, 2,000 branches, {TEXTS:,} documents; "
        f"limit {LIMIT_MS} ms (median of {MEASURED})",
        ["database", "asked", "words", "found", "ms"],
    )
    with tempfile.TemporaryDirectory(prefix="shuping-bench-") as name, Server() as server:
        for database, address in (("SQLite", ""), ("PostgreSQL", server.address)):
            for asked, words, found, milliseconds in _child(Path(name) / database, address):
                report.rows.append([database, asked, words, found, f"{milliseconds:.1f}"])
                if milliseconds > LIMIT_MS:
                    report.failures.append(f"{database}, {asked}: {milliseconds:.0f} ms")
                if (found == 0) != (asked == NOWHERE):
                    report.failures.append(f"{database}, {asked}: {found} found")
    return report


def _child(folder: Path, address: str) -> list[list[Any]]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shuping.config.settings.demo",
        "SHUPING_VAR": str(folder),
        "SHUPING_TODAY": "2021-01-20",
        "SHUPING_SECRET_KEY": "only-for-benchmarks",
        "SHUPING_DATABASE": address,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.search"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return list(json.loads(done.stdout))


def _measure() -> list[list[Any]]:
    # Imported here: models can only be loaded once Django is set up.
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from shuping.apps.portal import finding  # noqa: PLC0415
    from tests.factories.world import make_world  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world = make_world()
    _fill(world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    actor = world.actor("office")
    rows: list[list[Any]] = []
    for asked, words in QUERIES:
        times = []
        for number in range(WARM_UP + MEASURED):
            begun = time.perf_counter()
            groups = finding.search(actor, words)
            if number >= WARM_UP:
                times.append((time.perf_counter() - begun) * 1000)
        rows.append([asked, words, sum(len(group.hits) for group in groups), median(times)])
    return rows


def _fill(world: Any) -> None:
    from bench.department import Size, enlarge  # noqa: PLC0415
    from shuping.apps.registers.models import SuperiorDocument  # noqa: PLC0415
    from shuping.apps.reports.models import Report as Text  # noqa: PLC0415
    from shuping.apps.reports.models import (  # noqa: PLC0415
        ReportVersion,
        VersionText,
        searched,
    )

    enlarge(world, Size(60, 2000))
    dice = random.Random(SEED)
    reports = list(Text.objects.exclude(submitted_at=None).order_by("pk"))
    rows = []
    for number, text in zip(range(TEXTS), _texts(dice), strict=False):
        rows.append(
            ReportVersion(
                report=reports[number % len(reports)],
                number=100 + number,
                sections={"achievements": text},
                length=len(text),
                problem_length=0,
                at=MOMENT,
                submitted=True,
            )
        )
    papers = [
        SuperiorDocument(
            organization=world.root,
            title=f"关于{dice.choice(PHRASES)}的通知",
            issuer="省直机关工委",
            number=f"青直工发〔2021〕{number}号",
            kind="notice",
            issued_on=date(2021, 1, 4),
            received_on=date(2021, 1, 8),
            requirements=dice.choice(PHRASES),
            entered_at=MOMENT,
        )
        for number in range(TEXTS)
    ]
    with transaction.atomic():
        made = ReportVersion.objects.bulk_create(rows, batch_size=500)
        texts = [VersionText(version=row, **searched(row.title, row.sections)) for row in made]
        VersionText.objects.bulk_create(texts, batch_size=500)
        SuperiorDocument.objects.bulk_create(papers, batch_size=500)


def _texts(dice: random.Random) -> Iterator[str]:
    number = 0
    while True:
        parts: list[str] = []
        while sum(map(len, parts)) < LENGTH:
            parts.append(dice.choice(PHRASES))
        if number % 100 == 7:
            parts.insert(dice.randrange(len(parts)), "开展隐患排查")
        number += 1
        yield "，".join(parts)[:LENGTH]


if __name__ == "__main__":
    print(json.dumps(_measure(), ensure_ascii=False))
