"""What every write of this app needs: the locked row, its log, and the answer to a stale form."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from shuping.apps.accounts import api as accounts_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification.models import Issue, LogEntry
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import RoundAct, check_archived
from shuping.core.rectification.states import Act, after, check_acceptor
from shuping.core.roles.catalog import Role

if TYPE_CHECKING:
    from shuping.apps.accounts.models import User
    from shuping.apps.cycles.models import Cycle
    from shuping.apps.organization.models import Organization


def locked(issue: Issue) -> Issue:
    """The row as it stands now, held until the transaction ends."""
    return Issue.objects.select_for_update().get(pk=issue.pk)


def refuse_archived(act: RoundAct, cycle: "Cycle") -> None:
    """Hold the round and refuse what the sealed file of it closes (docs/rules/rectification.md section 9).

    The round is held before its rows, as archiving does. Raises RuleError `rectification.archived` (name, at).
    """
    row = cycles_api.locked(cycle)
    if row.stage != cycles_api.Stage.ARCHIVED:
        return
    step = cycles_api.archived_step(row)
    check_archived(act, first(step.user, step.at) if step is not None else first(None, row.archived_at))


def locked_organization(organization: "Organization") -> None:
    """Hold the unit while its next number is given out, so that two clerks cannot take the same one."""
    type(organization)._base_manager.select_for_update().filter(pk=organization.pk).first()


def next_number(cycle: "Cycle", organization: "Organization") -> int:
    """The next number of a problem within one round and unit, from 1 without gaps."""
    last = Issue.objects.filter(cycle=cycle, organization=organization).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def log(
    issue: Issue, kind: str, *, by: Actor, at: datetime, text: str = "", details: dict[str, object] | None = None
) -> LogEntry:
    """One line of the problem's history."""
    return LogEntry.objects.create(issue=issue, kind=kind, text=text, at=at, user_id=by.user_id, details=details or {})


def step(issue: Issue, act: Act) -> None:
    """Move the row to the state that `act` leads to. Raises RuleError `rectification.not_possible`."""
    issue.state = after(issue.state, act).value


def check_answerer(organization: "Organization", requester: int | None, *, by: Actor, at: datetime) -> None:
    """Whoever answers a unit's request is another role, stands aside where related, and as a member leads the unit.

    Raises RuleError `rectification.own_request`, `rectification.own_row`, `accounts.conflict`,
    `rectification.not_contact_leader` (about).
    """
    check_acceptor(
        requester=requester,
        acceptor=by.user_id,
        row_organization=organization.pk,
        acceptor_organization=by.organization_id,
    )
    accounts_api.refuse_conflict(by, organization.pk, at=at)
    if by.role is Role.MEMBER:
        leaders = organization_api.leaders_of(organization, clock.local_day(at))
        if by.person_id not in {row.leader_id for row in leaders}:
            raise RuleError("rectification.not_contact_leader", about=str(organization))


def check_revision(seen: int | None, now: int) -> None:
    """Refuse a form that was opened before somebody else saved. Raises RuleError `rectification.stale`."""
    if seen is not None and seen != now:
        raise RuleError("rectification.stale")


def need(text: str, code: str) -> str:
    """`text` without edge spaces; raises RuleError(code) where nothing is left."""
    stripped = text.strip()
    if not stripped:
        raise RuleError(code)
    return stripped


def first(who: "User | None", at: datetime | None) -> dict[str, object]:
    """Who was first and when, for the sentence that the second one reads."""
    return {
        "name": str(who) if who is not None else "—",
        "at": at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M") if at is not None else "—",
    }
