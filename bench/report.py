"""A benchmark's answer: one table on the screen, and JSON in var/bench that names the revision it was measured on."""

import json
import os
import platform
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"


@dataclass
class Report:
    """What one benchmark found. `failures` are sentences; without one the limits were kept."""

    name: str
    about: str
    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def revision() -> str:
    """The commit of this checkout, marked when files differ from it."""
    try:
        commit = _git("rev-parse", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}{' with changes' if changed else ''}"


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def machine() -> dict[str, Any]:
    """What it was measured on, without naming the machine."""
    return {"processors": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def write(report: Report) -> Path:
    """Write the JSON of a report, whole or not at all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{report.name}.json"
    made_at = datetime.now(tz=UTC).isoformat(timespec="seconds")  # noqa: TID251
    body = {"revision": revision(), "made_at": made_at, "machine": machine(), **asdict(report)}
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(path)
    return path


def show(report: Report) -> None:
    """Print the table, the figures and what fell short."""
    cells = [report.columns, *[[str(cell) for cell in row] for row in report.rows]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(report.columns))]
    print(f"{report.name}: {report.about}")
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for key, value in report.figures.items():
        print(f"{key}: {value}")
    for failure in report.failures:
        print(f"FALLS SHORT: {failure}")
