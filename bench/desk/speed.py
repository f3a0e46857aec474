"""Speed of the desk's comparison beside rensa and datasketch, on the same texts and one core."""

import json
import os
import subprocess
import sys
import time
import zlib
from pathlib import Path
from statistics import median
from typing import Any

from bench.desk.baselines import PERMUTATIONS, grams
from bench.desk.child import FIELD, FOLDER_OF_TEXTS, RECORD, part_name, read_reports
from bench.desk.wordwalk import PART, Walker
from bench.report import ROOT

FULL = 20_000
PEER_SAMPLE = 1_500
WARM = 5  # runs after the first one; their median counts
LOOKED_THROUGH, ASKED = 10_000, 400
LIMITS = {"cold": 10.0, "warm": 30.0, "rensa": 2.0, "datasketch": 8.0, "median": 5.0, "p99": 20.0}


def prepared(count: int) -> tuple[Path, Path]:
    """The folder with at least `count` walked reports, in files of 20,000, and the library's file; made when missing.

    Each file is made whole or not at all, so that a stopped preparation goes on where it was.
    """
    folder = FOLDER_OF_TEXTS
    folder.mkdir(parents=True, exist_ok=True)
    library = folder / "library.json"
    missing = [part for part in range(-(-count // PART)) if not (folder / part_name(part)).exists()]
    if missing or not library.exists():
        walker = Walker()
        library.write_text(json.dumps(walker.library, ensure_ascii=False), encoding="utf-8")
        for part in missing:
            _write(walker, part, folder / part_name(part))
    return folder, library


def _write(walker: Walker, part: int, path: Path) -> None:
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        for one in walker.texts(part):
            fields = (str(one.number), one.unit, one.parent, str(one.year), str(one.source), one.text)
            file.write(FIELD.join(fields) + RECORD)
    temporary.replace(path)


def fresh(*arguments: object) -> dict[str, Any]:
    """What a fresh process answers."""
    command = [sys.executable, "-m", "bench.desk.child", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def peers(path: Path) -> dict[str, float]:
    """Million characters a second of the peers' signatures (no passages), from texts, on this core: median of five."""
    from datasketch import MinHash  # noqa: PLC0415
    from rensa import RMinHash  # noqa: PLC0415

    texts = [fields[5] for fields in read_reports(path, PEER_SAMPLE)]

    def rensa() -> None:
        for text in texts:
            signature = RMinHash(PERMUTATIONS, 42)
            signature.update(grams(text))
            signature.digest()

    def datasketch() -> None:
        for text in texts:
            MinHash(PERMUTATIONS, hashfunc=zlib.crc32).update_batch([gram.encode() for gram in grams(text)])

    rates = {}
    for name, act in (("rensa", rensa), ("datasketch", datasketch)):
        rates[name] = sum(map(len, texts)) / median(_timed(act) for _ in range(WARM)) / 1e6
    return rates


def _timed(act: Any) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def one_core() -> dict[str, Any]:
    """Cold and warm on one core, the peers on the same core in the same minutes."""
    path, library = prepared(FULL)
    fresh("compare", path, library, 200, 1, 1)  # the compiled code is on the disk afterwards
    core = min(os.sched_getaffinity(0))
    before = os.sched_getaffinity(0)
    answer = fresh("compare", path, library, FULL, 1, 1 + WARM, core)
    os.sched_setaffinity(0, {core})
    try:
        answer["peers"] = peers(path)
    finally:
        os.sched_setaffinity(0, before)
    rates = [answer["characters"] / run["seconds"] / 1e6 for run in answer["runs"]]
    answer["cold"], answer["warm"] = rates[0], median(rates[1:])
    return answer


def two_cores() -> dict[str, Any]:
    """All cores: the result must be the same."""
    path, library = prepared(FULL)
    return fresh("compare", path, library, FULL, os.cpu_count() or 1, 2)


def look_up() -> dict[str, Any]:
    """One report after another against 10,000."""
    path, library = prepared(FULL)
    return fresh("look-up", path, library, LOOKED_THROUGH, ASKED)
