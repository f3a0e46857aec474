"""What is missing in the problem list of a round (DSH-09)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count

from shuping.base.gaps import Gap

from .models import Issue
from .wording import GAPS

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle

PLANNED = ("in_progress", "sign_off_requested", "long_term")


def gaps(cycle: "Cycle") -> Iterator[Gap]:
    """Problems told to a unit that have no category, and problems under way without measure, leader or deadline."""
    rows = Issue.objects.filter(cycle=cycle).exclude(told_at=None).select_related("organization")
    for issue in rows.annotate(measured=Count("measures")).order_by("organization__path", "number"):
        for code in _missing(issue, issue.measured):
            yield Gap(code, GAPS[code], str(issue.organization), "rectification:issue", issue.pk, issue.text[:60])


def _missing(issue: Issue, measured: int) -> Iterator[str]:
    if issue.category_id is None:
        yield "rectification.no_category"
    if issue.state not in PLANNED:
        return
    if not measured:
        yield "rectification.no_measure"
    if not issue.lead_leader:
        yield "rectification.no_leader"
    if issue.due_on is None and issue.state != "long_term":
        yield "rectification.no_due"
