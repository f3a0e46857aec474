"""内容需充实: 273 clauses of our own, labelled by a careful reader, against the rules of `core.text.thin`.

Labels (bench/data/thin_clauses.tsv): thin or not; which of figure, date, owner and outcome the clause shows; whether it
would fit any other unit once names and numbers are masked; what kind of clause it is. Formulas and quotations must
never be called thin, and what they lack is not asked. The plain rule beside ours: a clause without a digit is thin.
"""

import re

from bench import labelled
from bench.labelled import FRESH, KEPT, LOOK
from bench.report import Report
from shuping.adapters import cues, lexicons
from shuping.core.text import thin, wording
from shuping.core.text.concrete import DATE, FIGURE, OUTCOME, OWNER, own_matter, shown

YEAR = 2021
LEAST_F1 = 0.85
"""For "thin" on the parts that nobody looked at."""

MOST_OWN = (2, 5)
"""A clause with at most this share of its own matter would fit any unit (tuned on the half that may be looked at)."""

OFFICIAL = ("formula", "quotation")
_PLAIN = {
    FIGURE: re.compile("[0-9]"),
    DATE: re.compile("[月日]"),
    OWNER: re.compile("我|由"),
    OUTCOME: re.compile("完成|成效"),
}


def run() -> Report:
    """Every measure on every part of the set."""
    report = Report("thin", "thin clauses against a careful reader's labels", labelled.COLUMNS)
    listed = labelled.rows("thin_clauses.tsv")
    for half in (LOOK, KEPT, FRESH):
        rows = [row for row in listed if row["half"] == half]
        found = _thin(report, half, rows)
        _missing(report, half, [row for row in rows if row["kind"] not in OFFICIAL])
        _fits(report, half, rows)
        called = [row["text"] for row in rows if row["kind"] in OFFICIAL and said_thin(row)]
        if called:
            report.failures.append(f"{half}: a formula or quotation is called thin: {called[0]}")
        if half != LOOK and found.f1 < LEAST_F1:
            report.failures.append(f"{half}, thin: F1 {found.f1:.3f}, below {LEAST_F1}")
    return report


def said_thin(row: dict[str, str]) -> bool:
    """Whether the rules call any stretch of a clause thin, as the desk does."""
    text = row["text"] + "。"
    official = [
        *thin.formulas(text, cues.load_phrases(), year=YEAR),
        *wording.official_spans(text, lexicons.load_wording(), year=YEAR),
    ]
    return bool(thin.find(text, [(row["section"], (0, len(text)))], cues.load_cues(), official=official))


def _thin(report: Report, half: str, rows: list[dict[str, str]]) -> labelled.Score:
    true = [row["thin"] == "yes" for row in rows]
    plain = [not re.search("[0-9]", row["text"]) for row in rows]
    labelled.add(report, half, "thin", "no digit", list(zip(plain, true, strict=True)))
    return labelled.add(report, half, "thin", "rules", list(zip(map(said_thin, rows), true, strict=True)))


def _fits(report: Report, half: str, rows: list[dict[str, str]]) -> None:
    """Would it fit any other unit: by how much of it is its own matter; the plain rule: no digit."""
    true = [row["fits_any_unit"] == "yes" for row in rows]
    plain = [not re.search("[0-9]", row["text"]) for row in rows]
    ours = []
    for row in rows:
        own, whole = own_matter(row["text"], cues.load_cues())
        ours.append(own * MOST_OWN[1] <= MOST_OWN[0] * whole)
    labelled.add(report, half, "fits any unit", "no digit", list(zip(plain, true, strict=True)))
    labelled.add(report, half, "fits any unit", "own matter", list(zip(ours, true, strict=True)))


def _missing(report: Report, half: str, rows: list[dict[str, str]]) -> None:
    """What is missing, of what the section asks for, over all clauses, thin or not."""
    for element in (FIGURE, DATE, OWNER, OUTCOME):
        asked = [row for row in rows if element in thin.WANTED[row["section"]]]
        true = [element not in row["shown"].split(",") for row in asked]
        plain = [not _PLAIN[element].search(row["text"]) for row in asked]
        ours = [element not in shown(row["text"], cues.load_cues()) for row in asked]
        labelled.add(report, half, f"{element} missing", "plain words", list(zip(plain, true, strict=True)))
        labelled.add(report, half, f"{element} missing", "rules", list(zip(ours, true, strict=True)))
