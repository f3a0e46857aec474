"""60 feedback sheets as docx and PDF, and the bound volume of 60 reports, with the memory they take."""

import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.report import ROOT, Report

SHEETS, REPORTS, LEAST_PAGES = 60, 60, 300
LIMIT_SHEETS, LIMIT_VOLUME, LIMIT_MEGABYTES = 30, 60, 1024


def run() -> Report:
    """Draw everything in one fresh process and judge its time and its greatest memory."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.papers"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(told.stdout)
    report = Report(
        "papers",
        f"{SHEETS} feedback sheets in {LIMIT_SHEETS} s, a volume of {REPORTS} reports in {LIMIT_VOLUME} s, 1 GiB",
        ["act", "papers", "pages", "seconds", "MiB written"],
        rows=found["rows"],
        figures={"greatest memory, MiB": found["memory"], "fonts replaced": found["replaced"]},
    )
    seconds = {row[0]: float(row[3]) for row in report.rows}
    if (sheets := seconds["feedback docx"] + seconds["feedback pdf"]) > LIMIT_SHEETS:
        report.failures.append(f"{SHEETS} feedback sheets: {sheets:.0f} s")
    if (volume := seconds["volume docx"] + seconds["volume pdf"]) > LIMIT_VOLUME:
        report.failures.append(f"the volume: {volume:.0f} s")
    if int(report.rows[-2][2]) < LEAST_PAGES:
        report.failures.append(f"the volume has {report.rows[-2][2]} pages, not {LEAST_PAGES}")
    if found["memory"] > LIMIT_MEGABYTES:
        report.failures.append(f"memory: {found['memory']} MiB")
    return report


def measured() -> dict[str, Any]:
    """The rows of the table, measured in this process."""
    import pypdfium2  # noqa: PLC0415

    from shuping.adapters.docx_out import docx_of  # noqa: PLC0415
    from shuping.adapters.pdf_out import pdf_of  # noqa: PLC0415
    from tests.factories.papers import NAMES, UNITS, feedback, volume  # noqa: PLC0415

    rows: list[list[Any]] = []

    def timed(act: str, papers: int, work: Callable[[], list[bytes]]) -> list[bytes]:
        begun = time.monotonic()
        files = work()
        seconds = time.monotonic() - begun
        pages = sum(len(pypdfium2.PdfDocument(io.BytesIO(data))) for data in files if data.startswith(b"%PDF"))
        size = sum(map(len, files)) / 2**20
        rows.append([act, papers, pages or "", f"{seconds:.1f}", f"{size:.1f}"])
        return files

    sheets = [feedback(UNITS[at % 8], NAMES[at % 8], at + 1) for at in range(SHEETS)]
    timed("feedback docx", SHEETS, lambda: [docx_of(sheet) for sheet in sheets])
    timed("feedback pdf", SHEETS, lambda: [pdf_of(sheet).data for sheet in sheets])
    bound = volume(REPORTS, 3)
    drawn: list[Any] = []

    def pdf() -> list[bytes]:
        drawn.append(pdf_of(bound))
        return [drawn[0].data]

    timed("volume pdf", 1, pdf)
    pages = dict(enumerate(drawn[0].parts, start=1))
    timed("volume docx", 1, lambda: [docx_of(bound, pages)])
    replaced = "、".join(f"{name}→{used}" for name, used in drawn[0].fonts.replaced) or "none"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"rows": rows, "memory": memory, "replaced": replaced}


if __name__ == "__main__":
    json.dump(measured(), sys.stdout, ensure_ascii=False)
