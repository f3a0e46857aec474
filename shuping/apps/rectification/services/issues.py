"""A problem: opened, worded, merged, carried over, spoken about, escalated (REC-01, 02, 10, 13, 14, 17, 18)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import CommonProblem, Feedback, Issue, Mention, SpeechLine
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import RoundAct
from shuping.core.rectification.states import CLOSED, Act, State
from shuping.core.rectification.values import Problem, Wording
from shuping.core.roles.permissions import Permission

from .rows import check_revision, locked, locked_organization, log, need, next_number, refuse_archived, step

if TYPE_CHECKING:
    from shuping.apps.accounts.models import User
    from shuping.apps.cycles.models import Cycle, Participant
    from shuping.apps.organization.models import Organization

SOURCES = ("comment", "question", "self", "ballot", "check", "inspection", "life_meeting", "last_year", "speech")
KINDS = ("immediate", "within_term", "long_term")
SEVERITIES = ("normal", "serious")


def category_of(code: str) -> CommonProblem | None:
    """The entry of the dictionary; None for an empty code. Raises RuleError `rectification.unknown_category`."""
    if not code:
        return None
    found = CommonProblem.objects.filter(code=code).first()
    if found is None:
        raise RuleError("rectification.unknown_category", category=code)
    return found


def reporter_of(cycle: "Cycle", organization: "Organization") -> "Participant | None":
    """Whoever reports for the unit in this round, if anybody does."""
    return cycle.participants.filter(organization=organization, exempt_reason="", left_reason="").first()


def insert(
    *,
    cycle: "Cycle",
    organization: "Organization",
    problem: Problem,
    by: Actor,
    at: datetime,
    participant: "Participant | None" = None,
    parent: Issue | None = None,
    speech_line: SpeechLine | None = None,
) -> Issue:
    """Write one new row with its log, inside the caller's transaction and without an audit row of its own.

    Raises RuleError `rectification.problem_missing`, `rectification.unknown_source`, `rectification.unknown_category`.
    """
    if problem.source not in SOURCES:
        raise RuleError("rectification.unknown_source", source=problem.source)
    locked_organization(organization)
    participant = participant or reporter_of(cycle, organization)
    sheet = Feedback.objects.filter(participant=participant).first() if participant else None
    told = participant is None or (sheet is not None and sheet.delivered_at is not None)
    # Work carried over from last year began then; a relapse or a new problem begins now.
    carried = parent is not None and parent.state not in CLOSED
    issue = Issue.objects.create(
        cycle=cycle,
        organization=organization,
        person=participant.person if participant else None,
        feedback=None if told else sheet,
        told_at=at if told else None,
        speech_line=speech_line,
        number=next_number(cycle, organization),
        source=problem.source,
        source_detail=problem.source_detail.strip()[:300],
        source_key=problem.source_key,
        category=category_of(problem.category),
        common=problem.common,
        text=need(problem.text, "rectification.problem_missing"),
        root_cause=problem.root_cause.strip(),
        severity=problem.severity if problem.severity in SEVERITIES else "normal",
        parent=parent,
        begun_on=parent.begun_on if carried and parent is not None else clock.local_day(at),
        state=State.PLANNING.value,
    )
    log(issue, "opened", by=by, at=at, details={"source": problem.source, "parent": parent.pk if parent else None})
    return issue


@transaction.atomic
def open_issue(
    *,
    cycle: "Cycle",
    organization: "Organization",
    problem: Problem,
    by: Actor,
    at: datetime,
    participant: "Participant | None" = None,
    parent: Issue | None = None,
    speech_line: SpeechLine | None = None,
) -> Issue:
    """Open one problem: from the feedback sheet, straight from the review screen (REC-18), from a check, a speech.

    `problem.source_key` names what it was taken from ("report:7"); the same
    key is taken once per round and unit. The row joins the reporter's feedback while that is not delivered.
    Raises RuleError `rectification.archived`, `rectification.taken_already` (number) and those of `insert`.
    """
    refuse_archived(RoundAct.OPEN_ISSUE, cycle)
    locked_organization(organization)
    if problem.source_key:
        taken = Issue.objects.filter(cycle=cycle, organization=organization, source_key=problem.source_key).first()
        if taken is not None:
            raise RuleError("rectification.taken_already", number=taken.number)
    issue = insert(
        cycle=cycle,
        organization=organization,
        problem=problem,
        by=by,
        at=at,
        participant=participant,
        parent=parent,
        speech_line=speech_line,
    )
    audit_api.record(
        "rectification.issue.opened",
        by=by,
        at=at,
        about=issue,
        organization_id=organization.pk,
        details={"number": issue.number, "source": problem.source, "category": problem.category},
    )
    return issue


@transaction.atomic
def word_issue(
    *,
    issue: Issue,
    wording: Wording,
    revision: int | None,
    by: Actor,
    at: datetime,
) -> Issue:
    """Reword and classify a problem. Its text is fixed once the feedback was delivered; the rest stays open to mending.

    Raises RuleError `rectification.archived`, `rectification.stale`, `rectification.delivered_text`,
    `rectification.problem_missing`.
    """
    refuse_archived(RoundAct.WORD_ISSUE, issue.cycle)
    row = locked(issue)
    check_revision(revision, row.revision)
    reword(row, wording)
    audit_api.record(
        "rectification.issue.worded",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details={"category": wording.category, "common": wording.common, "severity": row.severity},
    )
    return row


def reword(row: Issue, wording: Wording) -> None:
    """Write the words and the classification into a locked row. Raises the RuleErrors of `word_issue`."""
    text = need(wording.text, "rectification.problem_missing")
    if text != row.text and row.told_at is not None:
        raise RuleError("rectification.delivered_text")
    row.text, row.root_cause = text, wording.root_cause.strip()
    row.category, row.common = category_of(wording.category), wording.common
    row.severity = wording.severity if wording.severity in SEVERITIES else "normal"
    row.source_detail = wording.source_detail.strip()[:300]
    row.revision += 1
    row.save()


@transaction.atomic
def merge_issues(*, keep: Issue, other: Issue, by: Actor, at: datetime) -> Issue:
    """Make one problem of two of the same unit and round, before the feedback is delivered (R-62).

    The kept row remembers where the other came from; the numbers close up again.
    Raises RuleError `rectification.archived`, `rectification.not_mergeable`.
    """
    refuse_archived(RoundAct.MERGE_ISSUES, keep.cycle)
    rows = {row.pk: row for row in Issue.objects.select_for_update().filter(pk__in=[keep.pk, other.pk]).order_by("pk")}
    if len(rows) != 2:
        raise RuleError("rectification.not_mergeable")
    kept, gone = rows[keep.pk], rows[other.pk]
    same = (kept.cycle_id, kept.organization_id) == (gone.cycle_id, gone.organization_id)
    if not same or not all(_fresh(row) for row in rows.values()) or (kept.parent_id and gone.parent_id):
        raise RuleError("rectification.not_mergeable")
    note = gone.source_detail or gone.text
    kept.source_detail = "；".join(part for part in (kept.source_detail, note) if part)[:300]
    kept.parent = kept.parent or gone.parent
    kept.speech_line = kept.speech_line or gone.speech_line
    kept.root_cause = kept.root_cause or gone.root_cause
    kept.revision += 1
    kept.save()
    log(
        kept,
        "merged",
        by=by,
        at=at,
        text=gone.text,
        details={"source": gone.source, "number": gone.number, "source_key": gone.source_key},
    )
    number, cycle_id, organization_id = gone.number, gone.cycle_id, gone.organization_id
    gone.delete()
    close_up(cycle_id, organization_id, number)
    kept.refresh_from_db()
    audit_api.record(
        "rectification.issue.merged",
        by=by,
        at=at,
        about=kept,
        organization_id=organization_id,
        details={"number": kept.number, "merged_number": number},
    )
    return kept


@transaction.atomic
def drop_issue(*, issue: Issue, reason: str, by: Actor, at: datetime) -> None:
    """Take a problem off a feedback sheet that is not delivered yet, with reason.

    Raises RuleError `rectification.archived`, `rectification.not_droppable`, `rectification.reason_missing`.
    """
    refuse_archived(RoundAct.DROP_ISSUE, issue.cycle)
    row = locked(issue)
    reason = need(reason, "rectification.reason_missing")
    if not _fresh(row):
        raise RuleError("rectification.not_droppable")
    audit_api.record(
        "rectification.issue.dropped",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
        details={"number": row.number, "source": row.source},
    )
    number, cycle_id, organization_id = row.number, row.cycle_id, row.organization_id
    row.delete()
    close_up(cycle_id, organization_id, number)


def _fresh(row: Issue) -> bool:
    """Nobody outside the office has been told of the row yet."""
    return row.state == State.PLANNING and row.told_at is None and not row.measures.exists()


def close_up(cycle_id: int, organization_id: int, number: int) -> None:
    """Move the numbers above `number` down by one, lowest first, so that the list has no gap."""
    above = Issue.objects.filter(cycle_id=cycle_id, organization_id=organization_id, number__gt=number)
    for row in above.order_by("number"):
        Issue.objects.filter(pk=row.pk).update(number=row.number - 1)


@transaction.atomic
def write_progress(*, issue: Issue, text: str, by: Actor, at: datetime) -> Issue:
    """One dated line of progress (进展). Raises RuleError `rectification.text_missing`, `.already_closed`."""
    row = locked(issue)
    if row.state in CLOSED:
        raise RuleError("rectification.already_closed")
    text = need(text, "rectification.text_missing")
    log(row, "progress", by=by, at=at, text=text)
    audit_api.record("rectification.issue.progress", by=by, at=at, about=row, organization_id=row.organization_id)
    return row


@transaction.atomic
def say(*, issue: Issue, text: str, by: Actor, at: datetime, mention: "User | None" = None) -> Issue:
    """One line of discussion beside a problem (REC-13); `mention`: a colleague who gets a line on the own day.

    Whoever speaks has seen what was said to him or her under this problem. Raises RuleError
    `rectification.text_missing`, `rectification.mention_blind` where the colleague may not see the problem.
    """
    row = locked(issue)
    text = need(text, "rectification.text_missing")
    if mention is not None and not mentionable(row, on=clock.local_day(at)).filter(pk=mention.pk).exists():
        raise RuleError("rectification.mention_blind", name=str(mention))
    details: dict[str, object] = {"mentioned": str(mention)} if mention is not None else {}
    entry = log(row, "comment", by=by, at=at, text=text, details=details)
    Mention.objects.filter(entry__issue=row, user=by.user_id, seen_at=None).update(seen_at=at)
    if mention is not None:
        Mention.objects.create(entry=entry, user=mention)
    audit_api.record(
        "rectification.issue.commented",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        details=details,
    )
    return row


def mentionable(issue: Issue, *, on: date) -> "QuerySet[User]":
    """Whoever may see a problem and may therefore be named under it; the unit only once it was told."""
    place = issue.organization
    permission = Permission.ISSUE_READ if issue.told_at is not None else Permission.ISSUE_KEEP
    ids = accounts_api.covering(permission, organization_id=place.pk, organization_path=place.path, on=on)
    if issue.cycle.parent_id is None:
        return ids
    host = issue.cycle.organizer
    keepers = accounts_api.covering(
        Permission.ISSUE_KEEP, organization_id=host.pk, organization_path=host.path, on=on, organizes=True
    )
    return accounts_api.User.objects.filter(Q(pk__in=ids.values("pk")) | Q(pk__in=keepers.values("pk")))


@transaction.atomic
def see_mentions(*, issue: Issue, by: Actor, at: datetime) -> int:
    """Take note of what was said to the acting person under a problem; returns how many lines that settles."""
    row = locked(issue)
    count = Mention.objects.filter(entry__issue=row, user=by.user_id, seen_at=None).update(seen_at=at)
    if count:
        audit_api.record(
            "rectification.issue.mention_seen", by=by, at=at, about=row, organization_id=row.organization_id
        )
    return count


@transaction.atomic
def escalate_issue(*, issue: Issue, reason: str, by: Actor, at: datetime) -> Issue:
    """督办: report an open problem to the level above (REC-10, R-66).

    Raises RuleError `rectification.reason_missing`, `rectification.already_closed`, `rectification.already_escalated`.
    """
    row = locked(issue)
    reason = need(reason, "rectification.reason_missing")
    if row.state in CLOSED:
        raise RuleError("rectification.already_closed")
    if row.escalated_at is not None:
        raise RuleError("rectification.already_escalated", at=clock.local_day(row.escalated_at).isoformat())
    row.escalated_at, row.escalation_reason = at, reason
    row.save(update_fields=["escalated_at", "escalation_reason"])
    log(row, "escalated", by=by, at=at, text=reason)
    audit_api.record(
        "rectification.issue.escalated", by=by, at=at, about=row, organization_id=row.organization_id, reason=reason
    )
    return row


@transaction.atomic
def keep_long_term(*, issue: Issue, reason: str, by: Actor, at: datetime) -> Issue:
    """长期坚持: a running row whose work never ends stays alive without a deadline (REC-17).

    Raises RuleError `rectification.reason_missing`, `rectification.not_possible`.
    """
    row = locked(issue)
    reason = need(reason, "rectification.reason_missing")
    step(row, Act.KEEP_LONG_TERM)
    row.kind = "long_term"
    row.save(update_fields=["state", "kind"])
    log(row, "long_term", by=by, at=at, text=reason)
    audit_api.record(
        "rectification.issue.kept_long_term",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
    )
    return row
