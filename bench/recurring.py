"""Recurring problems: 70 labelled pairs of problem clauses of one unit in two years.

The same problem in other words, with another name or with other figures; or another one that shares its topic, its
name, its figures or its turn of phrase. The plain rule beside ours: half of the shorter clause's pairs of
characters. The set: bench/data/recurring_problems.tsv.
"""

from bench import labelled
from bench.labelled import KEPT, LOOK
from bench.report import Report
from shuping.core.text.problems import alike, content

LEAST = 0.85
"""Precision and recall on the half that was kept."""

NAMES = (
    "北岸养护站", "北岸站", "路政三大队", "沙坪服务区", "航标中心党总支", "航标中心", "勘察院", "检测中心",
)  # fmt: skip


def run() -> Report:
    """Both halves; by kind the share that was judged right."""
    report = Report("recurring", "pairs of problems against a careful reader's labels", labelled.COLUMNS)
    listed = labelled.rows("recurring_problems.tsv")
    for half in (LOOK, KEPT):
        rows = [row for row in listed if row["half"] == half]
        true = [row["same"] == "yes" for row in rows]
        ours = [said_same(row["earlier"], row["later"]) for row in rows]
        labelled.add(
            report, half, "same problem", "pairs of characters", list(zip(map(_plain, rows), true, strict=True))
        )
        found = labelled.add(report, half, "same problem", "rules", list(zip(ours, true, strict=True)))
        for kind in sorted({(row["same"], row["kind"]) for row in rows}):
            right = [
                said == (kind[0] == "yes")
                for row, said in zip(rows, ours, strict=True)
                if (row["same"], row["kind"]) == kind
            ]
            report.figures[f"{half}, same {kind[0]}, {kind[1]}"] = f"{sum(right)} of {len(right)} right"
        if half == KEPT and min(found.precision, found.recall) < LEAST:
            report.failures.append(f"precision {found.precision:.3f}, recall {found.recall:.3f}, below {LEAST}")
    return report


def said_same(earlier: str, later: str) -> bool:
    """Whether the rules call two clauses the same problem."""
    return alike(content(earlier, names=NAMES), content(later, names=NAMES))


def _plain(row: dict[str, str]) -> bool:
    one, two = ({text[place : place + 2] for place in range(len(text) - 1)} for text in (row["earlier"], row["later"]))
    return 2 * len(one & two) >= min(len(one), len(two))
