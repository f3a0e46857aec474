"""What is missing or odd in the roster of a round (DSH-09)."""

from collections.abc import Iterator

from shuping.apps.organization import api as organization_api
from shuping.base.gaps import Gap

from .models import Cycle
from .queries import reporters
from .wording import GAPS


def gaps(cycle: Cycle) -> Iterator[Gap]:
    """Reporters who do not answer for their unit on the cut-off date, and roster rows without a duty as printed."""
    people = list(reporters(cycle))
    units = [one.organization for one in people]
    holders = organization_api.holders_on(units, cycle.cutoff_date)
    for one in people:
        page = ("cycles:row", one.pk)
        holder = holders.get(one.organization_id)
        if holder is None or holder.person_id != one.person_id:
            detail = holder.name if holder is not None else ""
            yield Gap("cycles.not_in_post", GAPS["cycles.not_in_post"], str(one), *page, detail)
        if not one.duty:
            yield Gap("cycles.no_duty", GAPS["cycles.no_duty"], str(one), *page)
