"""Where the forms of a count do not fit the people who should have one (DSH-09). Numbers of forms, nobody's name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shuping.base.gaps import Gap

from . import queries
from .models import CountSession
from .wording import GAPS

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle


def gaps(cycle: "Cycle") -> Iterator[Gap]:
    """Classes whose issued forms differ from those present, and units that issued more forms than they have members."""
    session = CountSession.objects.filter(cycle=cycle).select_related("cycle__rule_set").first()
    if session is None:
        return
    page = ("ballots:session", cycle.pk)
    rules = queries.rules_of(cycle)
    names = {one.code: f"{one.code} {one.name}" for one in rules.classes}
    people = {one.pk: one for one in queries.reporters(cycle)}
    for issue in session.issues.exclude(recorded_at=None).order_by("class_code", "pk"):
        person = people.get(issue.participant_id) if issue.participant_id else None
        about = names.get(issue.class_code, issue.class_code)
        if person is not None:
            members = person.organization.members_count
            if members and issue.issued > members:
                code, detail = "ballots.issued_above_members", f"{issue.issued} / {members}"
                yield Gap(code, GAPS[code], f"{about} {person.organization_name}", *page, detail)
            continue
        present = (cycle.quorum_confirmed.get(issue.class_code) or {}).get("present")
        if present is not None and issue.issued != present:
            code, detail = "ballots.issued_differs", f"{issue.issued} / {present}"
            yield Gap(code, GAPS[code], about, *page, detail)
