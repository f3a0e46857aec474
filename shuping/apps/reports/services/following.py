"""A reporter was replaced: what the unit had written goes on under the new name (CYC-04)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles.api import Participant
from shuping.apps.reports.models import CommentOutline, LastYearLine, Report
from shuping.base.actor import Actor


@transaction.atomic
def follow_replacement(*, participant: Participant, by: Actor, at: datetime) -> int:
    """Carry drafts, answers to last year's lines and the outline for comments from the replaced reporter.

    Only into texts that are still empty; what was handed in stays with whoever handed it in, as its versions do. The
    new reporter reads, changes and hands in anew. Returns how many drafts were carried.
    """
    old = participant.replaces
    if old is None:
        return 0
    carried = [
        kind for kind in Report.Kind.values if _carry(Report.objects.filter(kind=kind), old, participant, by=by, at=at)
    ]
    answers = {line.origin or line.problem: line.answer for line in old.last_year_lines.exclude(answer="")}
    lines = [one for one in participant.last_year_lines.filter(answer="") if (one.origin or one.problem) in answers]
    for line in lines:
        line.answer = answers[line.origin or line.problem]
    LastYearLine.objects.bulk_update(lines, ["answer"])
    if not CommentOutline.objects.filter(participant=participant).exists():
        CommentOutline.objects.filter(participant=old).update(participant=participant)
    audit_api.record(
        "reports.followed",
        by=by,
        at=at,
        about=participant,
        organization_id=participant.organization_id,
        details={"from": old.person_name, "kinds": carried, "last_year_lines": len(lines)},
    )
    return len(carried)


def _carry(texts: QuerySet[Report], old: Participant, new: Participant, *, by: Actor, at: datetime) -> bool:
    source = texts.filter(participant=old).first()
    target = texts.select_for_update(of=("self",)).filter(participant=new).first()
    if source is None or target is None or not source.draft_sections or target.draft_sections:
        return False
    target.draft_title, target.draft_sections = source.draft_title, source.draft_sections
    target.draft_file, target.draft_at, target.draft_by_id = source.draft_file, at, by.user_id
    target.revision += 1
    target.save(update_fields=["draft_title", "draft_sections", "draft_file", "draft_at", "draft_by", "revision"])
    return True
