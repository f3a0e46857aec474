"""Hints of the desk that a reviewer found to hold and that no problem was made of yet (REC-18)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shuping.apps.desk import api as desk_api
from shuping.apps.rectification.models import Issue, LogEntry
from shuping.base.actor import Actor

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle


def agreed_hints(actor: Actor, cycle: "Cycle", participants: Sequence[int]) -> list[desk_api.AgreedHint]:
    """What may be taken over from the reports of these reporters of one round, in the order of roster and text.

    Only reports that the actor reviews; what is on a list already, or was merged into another row, is left out. Five
    queries, however many reporters.
    """
    rows = Issue.objects.filter(cycle=cycle)
    merged = LogEntry.objects.filter(issue__in=rows.order_by().values("pk"), kind="merged")
    keys = [*rows.values_list("source_key", flat=True), *merged.values_list("details__source_key", flat=True)]
    taken = {str(key) for key in keys if str(key).startswith("hint:")}
    return desk_api.agreed(actor, participants, taken=taken)


def problem_of(hint: desk_api.AgreedHint) -> dict[str, str]:
    """What the form for a new problem is filled with."""
    return {
        "participant": str(hint.participant),
        "text": hint.text,
        "source": "check",
        "source_key": hint.key,
        "source_detail": hint.detail,
    }
