"""What is missing in the evidence of a round's year (DSH-09)."""

from collections.abc import Iterator

from django.db.models import Q

from shuping.apps.cycles import api as cycles_api
from shuping.base.gaps import Gap

from .models import Evidence
from .wording import GAPS


def gaps(cycle: cycles_api.Cycle) -> Iterator[Gap]:
    """Evidence of the year that measures something without the figures before and after, or names no source of data."""
    units = [one.organization_id for one in cycles_api.reporters(cycle)]
    rows = Evidence.objects.filter(organization__in=units, happened_on__year=cycle.year, replaced_by=None)
    measured = rows.filter(Q(kind="data") | ~Q(measure="")).order_by("organization__path", "pk")
    for key, title, name, short_name, before, after, source in measured.values_list(
        "pk", "title", "organization__name", "organization__short_name", "before", "after", "data_source"
    ):
        where = (short_name or name, "reports:evidence_piece", key, title)
        if not (before and after):
            yield Gap("reports.no_before_after", GAPS["reports.no_before_after"], *where)
        elif not source:
            yield Gap("reports.no_data_source", GAPS["reports.no_data_source"], *where)
