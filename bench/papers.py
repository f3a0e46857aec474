"""60 feedback sheets as docx and PDF, the bound volume of 60 reports, and what a ruler and the format checker find.

The ruler (`paper_pages`) measures every PDF of the papers that the tests know and a page filled to its edges: 22 lines
of 28 signs, no sign where a line may not begin or end with it, no heading alone at the foot. The checker reads every
docx of them, and a paper with one planted deviation after another (`tests/adapters/planted.py`).
"""

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
LEAST_OWN, LEAST_PLANTED = 20, 30
LIMIT_SHEETS, LIMIT_VOLUME, LIMIT_MEGABYTES = 30, 60, 1024


def run() -> Report:
    """Draw everything in one fresh process and judge its time and its greatest memory."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.papers"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(told.stdout)
    report = Report(
        "papers",
        f"{SHEETS} feedback sheets in {LIMIT_SHEETS} s, a volume of {REPORTS} reports in {LIMIT_VOLUME} s, 1 GiB; "
        f"22 lines of 28 signs; 0 findings on {LEAST_OWN} own papers, all of {LEAST_PLANTED} planted ones",
        ["act", "papers", "pages", "seconds", "MiB written"],
        rows=found["rows"],
        figures={"greatest memory, MiB": found["memory"], "fonts replaced": found["replaced"], **found["checked"]},
        failures=found["failures"],
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
    checked, failures = _ruled()
    more, others = _judged()
    return {
        "rows": rows,
        "memory": memory,
        "replaced": replaced,
        "checked": checked | more,
        "failures": failures + others,
    }


def _ruled() -> tuple[dict[str, Any], list[str]]:
    """What the ruler finds on every paper's PDF."""
    from bench.paper_pages import measure  # noqa: PLC0415
    from shuping.adapters.pdf_out import pdf_of  # noqa: PLC0415
    from tests.factories.papers import SAMPLES, full_page  # noqa: PLC0415

    found, failures = {}, []
    for make in (*SAMPLES, full_page):
        measures = measure([pdf_of(make()).data])
        faults = list(measures.faults())
        failures += [f"{make.__name__}: {fault}" for fault in faults]
        grid = f"{measures.right} of {measures.whole} full lines hold 28 signs" if measures.whole else ""
        most = f"at most {measures.most} lines a page" if measures.most else ""
        told = [f"{measures.pages} pages", most, grid, f"{len(faults)} faults"]
        found[f"ruler, {make.__name__}"] = ", ".join(one for one in told if one)
    filled = measure([pdf_of(full_page()).data])
    if filled.most != 22 or filled.whole < 44:
        failures.append("the page filled to its edges does not hold 22 lines of 28 signs")
    return found, failures


def _judged() -> tuple[dict[str, Any], list[str]]:
    """What the format checker says of our own papers and of the planted deviations."""
    import docx  # noqa: PLC0415

    from shuping.adapters.docx_layout import read_layout  # noqa: PLC0415
    from shuping.adapters.docx_out import docx_of  # noqa: PLC0415
    from shuping.core.documents.format_check import check  # noqa: PLC0415
    from tests.adapters.planted import PLANTED, found_in_place  # noqa: PLC0415
    from tests.factories.papers import SAMPLES  # noqa: PLC0415

    failures = []
    for make in SAMPLES:
        document = make()
        findings = check(read_layout(docx_of(document), "paper.docx"), document.layout)
        failures += [f"{make.__name__}: {finding.code}" for finding in findings]
    own = len(failures)
    missed = 0
    for planted in PLANTED:
        file = docx.Document(io.BytesIO(docx_of(planted.paper())))
        if not found_in_place(planted, file):
            missed += 1
            failures.append(f"planted {planted.name}: not found at its place")
    told = {
        "checker, own papers": f"{len(SAMPLES)}, findings {own}",
        "checker, planted deviations": f"{len(PLANTED)}, found at their place {len(PLANTED) - missed}",
    }
    if len(SAMPLES) < LEAST_OWN or len(PLANTED) < LEAST_PLANTED:
        failures.append("fewer papers or deviations than asked for")
    return told, failures


if __name__ == "__main__":
    json.dump(measured(), sys.stdout, ensure_ascii=False)
