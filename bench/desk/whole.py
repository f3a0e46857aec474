"""The honest-report desk measured: quality on generated sets, the law versions, speed beside its peers.

`./run bench desk` measures quality and speed; `./run bench desk-scale` the cost curve and memory (bench.desk.scale).
"""

from statistics import mean, median, quantiles
from typing import Any

from bench.desk import baselines, quality, speed
from bench.desk.generator import FULL_SIZE, REPORT
from bench.report import Report

LEAST_VERSIONS = 0.95


def run() -> Report:
    """Three report sets, the peers on the first, the law versions, then speed."""
    report = Report(
        "desk",
        f"quality on {len(REPORT)} sets of {FULL_SIZE} reports with 60 % of the library; speed at {speed.FULL} reports",
        ["measure", *(f"set {seed}" for seed in REPORT), "mean", "limit"],
    )
    _quality(report)
    _versions(report)
    _speed(report)
    _look_up(report)
    return report


def _judge(report: Report, name: str, value: float, limit: float, most: bool = False) -> None:
    """Add a row and, where the limit is missed, a sentence."""
    blank = ["" for _ in REPORT]
    report.rows.append([name, *blank, f"{value:.3g}", f"{'≤' if most else '≥'} {limit:g}"])
    if value > limit if most else value < limit:
        report.failures.append(f"{name}: {value:.3g}, limit {limit:g}")


def _quality(report: Report) -> None:
    partly, fully = [], []
    for place, seed in enumerate(REPORT):
        made = quality.stored_set(seed)
        partly.append(quality.judged(made, made.library))
        fully.append(quality.judged(made, made.full_library))
        report.figures[f"set {seed}: characters changed in 1,000"] = {k: round(v) for k, v in made.swaps.items()}
        report.figures[f"set {seed}: labels (characters)"] = partly[-1].confusion
        if place == 0:
            report.figures["peers, quotations taken out by the truth: pair P, R, F1, seconds"] = {
                name: [round(figure, 3) for figure in figures] for name, *figures in baselines.compare_methods(made)
            }
            auc, cost = baselines.rapidfuzz_on_given_pairs(made)
            report.figures["rapidfuzz LCS on given pairs"] = {"AUC": round(auc, 3), "ms a pair": round(cost, 3)}
    for line in quality.lines_of(partly, fully):
        report.rows.append(line.row())
        if line.short:
            report.failures.append(f"{line.name}: {mean(line.values):.3f}, limit {line.limit:g}")


def _versions(report: Report) -> None:
    found = quality.law_versions()
    report.figures["law versions"] = found
    share = found["found"] / found["with 40 characters in common"]
    _judge(report, "law versions found", share, LEAST_VERSIONS)


def _speed(report: Report) -> None:
    one = speed.one_core()
    both = speed.two_cores()
    _judge(report, "Mchar/s on one core, cold", one["cold"], speed.LIMITS["cold"])
    _judge(report, "Mchar/s on one core, warm", one["warm"], speed.LIMITS["warm"])
    for name, rate in one["peers"].items():
        _judge(report, f"times {name} ({rate:.1f} Mchar/s, no passages)", one["warm"] / rate, speed.LIMITS[name])
    _judge(report, "planted copies found", one["found"] / one["planted"], 0.95)
    if one["digest"] != both["digest"]:
        report.failures.append("all cores together give another result than one")
    kept = ("reports", "characters", "peak", "passages", "planted", "found", "runs", "digest")
    report.figures["one core"] = {key: one[key] for key in kept}
    report.figures["all cores"] = {key: both[key] for key in kept}


def _look_up(report: Report) -> None:
    answer: dict[str, Any] = speed.look_up()
    times = answer.pop("times")
    used = answer.pop("processor")
    _judge(report, "one report against 10,000: median ms", median(times), speed.LIMITS["median"], most=True)
    _judge(report, "one report against 10,000: p99 ms", quantiles(times, n=100)[98], speed.LIMITS["p99"], most=True)
    answer["processor ms"] = {"median": round(median(used), 2), "p99": round(quantiles(used, n=100)[98], 2)}
    report.figures["one report against 10,000"] = answer
    if answer["differing"]:
        report.failures.append(f"{answer['differing']} answers of the index differ from the batch")
