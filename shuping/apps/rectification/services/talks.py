"""约谈 and 提醒谈话 with record and follow-up (REC-21)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import Issue, Talk
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.values import TalkRecord

from .rows import log, need

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle
    from shuping.apps.organization.models import Organization, Person

KINDS = ("formal", "reminder")


@transaction.atomic
def record_talk(
    *,
    organization: "Organization",
    person: "Person",
    talk: TalkRecord,
    cycle: "Cycle | None" = None,
    issue: Issue | None = None,
    by: Actor,
    at: datetime,
) -> Talk:
    """Keep one talk: with whom, why, what was said, what follows until when. `talk.kind` is formal or reminder.

    Raises RuleError `rectification.unknown_talk`, `rectification.ground_missing`, `rectification.record_missing`,
    `rectification.leader_missing`, `rectification.follow_up_without_date`, `rectification.talk_other_unit`.
    """
    if talk.kind not in KINDS:
        raise RuleError("rectification.unknown_talk", kind=talk.kind)
    if issue is not None and issue.organization_id != organization.pk:
        raise RuleError("rectification.talk_other_unit", number=issue.number, unit=str(issue.organization))
    if talk.follow_up.strip() and talk.follow_up_due is None:
        raise RuleError("rectification.follow_up_without_date")
    kept = Talk.objects.create(
        cycle=cycle,
        organization=organization,
        person=person,
        kind=talk.kind,
        held_on=talk.held_on,
        led_by=need(talk.led_by, "rectification.leader_missing"),
        ground=need(talk.ground, "rectification.ground_missing"),
        record=need(talk.record, "rectification.record_missing"),
        follow_up=talk.follow_up.strip(),
        follow_up_due=talk.follow_up_due,
        issue=issue,
    )
    if issue is not None:
        log(issue, "talk", by=by, at=at, details={"talk": kept.pk, "kind": talk.kind})
    audit_api.record(
        "rectification.talk.recorded",
        by=by,
        at=at,
        about=kept,
        organization_id=organization.pk,
        details={"kind": talk.kind, "held_on": talk.held_on, "issue": issue.pk if issue else None},
    )
    return kept


@transaction.atomic
def finish_follow_up(*, talk: Talk, done_on: date, by: Actor, at: datetime) -> Talk:
    """Say that what the talk agreed on is done.

    Raises RuleError `rectification.no_follow_up`, `rectification.follow_up_done` (at).
    """
    row = Talk.objects.select_for_update().get(pk=talk.pk)
    if not row.follow_up:
        raise RuleError("rectification.no_follow_up")
    if row.follow_up_done_on is not None:
        raise RuleError("rectification.follow_up_done", at=row.follow_up_done_on.isoformat())
    row.follow_up_done_on = done_on
    row.save(update_fields=["follow_up_done_on"])
    audit_api.record(
        "rectification.talk.followed_up",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"done_on": done_on},
    )
    return row
