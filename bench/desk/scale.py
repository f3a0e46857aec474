"""Cost of the comparison from 2,000 to 1,000,000 reports: `./run bench desk-scale`.

Each size is a step of its own in a fresh process, which compares several times: first cold, then warm; the median of
the warm runs counts (the million is compared once, cold). What is measured is kept in var/bench/desk/scale.json with
the revision and not measured again, so the benchmark may be stopped and goes on where it was. The million is measured
only when SHUPING_MILLION=1 is set; its texts take about 9 GB under var/bench. SHUPING_CLUSTER_PYTHON may name a
Python with requirements-cluster.in: then 20,000 reports are also compared by Daft on Ray, and must come out the same.
"""

import json
import math
import os
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from bench.desk.speed import fresh, prepared
from bench.report import FOLDER, ROOT, Report, revision

SIZES = (2_000, 20_000, 200_000)
MILLION = 1_000_000
RUNS = {2_000: 6, 20_000: 6, 200_000: 3, MILLION: 1}
MOST_EXPONENT = 1.1
MOST_GIGABYTES = 8.0
_KEPT = ("reports", "characters", "runs", "peak", "pairs", "passages", "planted", "found", "digest")


def run() -> Report:
    """Measure what is not measured yet, fit the exponent, judge memory."""
    workers = os.cpu_count() or 1
    report = Report(
        "desk-scale",
        f"comparison of all with all, passages and offsets included, {workers} threads, a fresh process for each size",
        "reports, million characters, seconds, cold, processor seconds, Mchar/s, GB, planted found, revision".split(
            ", "
        ),
    )
    sizes = (*SIZES, MILLION) if os.environ.get("SHUPING_MILLION") == "1" else SIZES
    known = _known()
    for size in sizes:
        if str(size) not in known or known[str(size)]["revision"] != revision():
            known[str(size)] = _measured(size, workers)
            _keep(known)
    shown = [known[str(size)] for size in (*SIZES, MILLION) if str(size) in known]
    for one in shown:
        _row(report, one)
    curve = [known[str(size)] for size in SIZES]  # the million is compared once, cold, and stands for itself
    exponent = fitted([(one["characters"], _usual(one)["seconds"]) for one in curve])
    report.figures["exponent of seconds over characters"] = round(exponent, 3)
    if exponent > MOST_EXPONENT:
        report.failures.append(f"exponent {exponent:.2f}, limit {MOST_EXPONENT}")
    middle = known[str(SIZES[-1])]
    if middle["peak"] > MOST_GIGABYTES:
        report.failures.append(f"{SIZES[-1]:,} reports in {middle['peak']:.1f} GB, limit {MOST_GIGABYTES:g}")
    if python := os.environ.get("SHUPING_CLUSTER_PYTHON"):
        _on_ray(report, python)
    return report


def _on_ray(report: Report, python: str) -> None:
    prepared(SIZES[1])
    command = [python, "-m", "bench.desk.spread", str(SIZES[1])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    report.figures["Daft on Ray"] = answer
    if not answer["equal"]:
        report.failures.append("Daft on Ray says something else than the comparison here")


def fitted(points: list[tuple[float, float]]) -> float:
    """The slope of log cost over log size, least squares."""
    xs, ys = [math.log(size) for size, _ in points], [math.log(cost) for _, cost in points]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True))
    return slope / sum((x - middle_x) ** 2 for x in xs)


def _measured(size: int, workers: int) -> dict[str, Any]:
    path, library = prepared(size)
    fresh("compare", path, library, 200, workers, 1)
    answer = fresh("compare", path, library, size, workers, RUNS[size])
    return {**{key: answer[key] for key in _KEPT}, "workers": workers, "revision": revision()}


def _usual(one: dict[str, Any]) -> dict[str, float]:
    """Medians of the warm runs, or what the only run took."""
    warm = one["runs"][1:] or one["runs"]
    return {name: median(run[name] for run in warm) for name in ("seconds", "processor")}


def _row(report: Report, one: dict[str, Any]) -> None:
    usual = _usual(one)
    report.rows.append([
        f"{one['reports']:,}", f"{one['characters'] / 1e6:.1f}", f"{usual['seconds']:.2f}",
        f"{one['runs'][0]['seconds']:.2f}", f"{usual['processor']:.2f}",
        f"{one['characters'] / usual['seconds'] / 1e6:.1f}", f"{one['peak']:.2f}",
        f"{one['found']} of {one['planted']}", one["revision"][:12],
    ])  # fmt: skip


def _path() -> Path:
    return FOLDER / "desk" / "scale.json"


def _known() -> dict[str, Any]:
    return json.loads(_path().read_text(encoding="utf-8")) if _path().exists() else {}


def _keep(known: dict[str, Any]) -> None:
    _path().parent.mkdir(parents=True, exist_ok=True)
    temporary = _path().with_suffix(".new")
    temporary.write_text(json.dumps(known, indent=1), encoding="utf-8")
    temporary.replace(_path())
