"""What a row of the plan must hold before it may be handed in (R-63; REC-03, REC-04)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_MEASURABLE = re.compile(
    r"[0-9０-９]|《[^》]+》|全部|清零|全覆盖"
    r"|[一二两三四五六七八九十百千]+(?:个|项|次|名|人|处|件|份|场|期|类|条|天|月|季)"
)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure as far as completeness asks."""

    text: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One problem with what the unit wants to do about it."""

    measures: Sequence[MeasureLine]
    objective: str
    lead: str
    due: date | None
    long_term: bool = False


def missing(row: PlanRow) -> tuple[str, ...]:
    """What the row lacks, in order: measure, owner, deadline, result, lead. Empty when it may be handed in.

    A long-term row (长期坚持) needs no deadline of its own, but every measure keeps its date.
    """
    lacks = []
    if not any(line.text.strip() for line in row.measures):
        lacks.append("measure")
    elif any(not line.owner.strip() for line in row.measures):
        lacks.append("owner")
    if any(line.due is None for line in row.measures) or (row.due is None and not row.long_term):
        lacks.append("deadline")
    if not row.objective.strip():
        lacks.append("result")
    if not row.lead.strip():
        lacks.append("lead")
    return tuple(lacks)


def doubts(row: PlanRow) -> tuple[str, ...]:
    """What a reader should look at again, without stopping anything.

    `result_not_measurable`: the expected result names no figure, no document and no full coverage.
    `measure_after_deadline`: a measure ends after the row itself is due.
    """
    found = []
    if row.objective.strip() and not measurable(row.objective):
        found.append("result_not_measurable")
    if row.due is not None and any(line.due is not None and line.due > row.due for line in row.measures):
        found.append("measure_after_deadline")
    return tuple(found)


def measurable(text: str) -> bool:
    """Whether a result can be checked by looking: it names a figure, a document by title, or everything."""
    return bool(_MEASURABLE.search(text))
