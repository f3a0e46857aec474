"""What last year's rectification came to, unit by unit, as a ground that the office may take into this year's grade.

REC-20: people decide whether, and how many points; nothing is deducted by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.core.rectification.figures import Figures


@dataclass(frozen=True, slots=True)
class Line:
    """One reporter of this round with the figures of the unit in the round before."""

    participant: Participant
    previous: Cycle
    figures: Figures
    ground: str  # the suggested ground; empty where nothing was late, open or found again
    taken: "grades_api.Adjustment | None"

    @property
    def source_key(self) -> str:
        """By which the same figures are never taken over twice."""
        return f"rectification:{self.previous.pk}"


def lines(cycle: Cycle, *, on: date) -> Iterator[Line]:
    """Every reporter whose unit stood in the round before, in office order, as things stand on the day `on`."""
    previous = cycles_api.previous_cycle(cycle)
    if previous is None:
        return
    key = f"rectification:{previous.pk}"
    rows = grades_api.Adjustment.objects.filter(participant__cycle=cycle, source_key=key, withdrawn_reason="")
    taken = {row.participant_id: row for row in rows}
    units = rectification_api.figures_by_unit(previous, on=on)
    for participant in cycles_api.reporters(cycle).select_related("organization", "cycle"):
        found = units.get(participant.organization_id)
        if found is not None:
            yield Line(participant, previous, found, ground(previous.year, found), taken.get(participant.pk))


def ground(year: int, found: Figures) -> str:
    """The suggested ground in one sentence, or "" where nothing speaks for a deduction."""
    late = found.closed - found.on_time
    if not (found.overdue or found.recurred or late):
        return ""
    return _(
        "Rectification of %(year)s: %(total)s problems, %(closed)s signed off, of these %(late)s late; %(overdue)s "
        "overdue, %(recurred)s found again."
    ) % {
        "year": year,
        "total": found.total,
        "closed": found.closed,
        "late": late,
        "overdue": found.overdue,
        "recurred": found.recurred,
    }
