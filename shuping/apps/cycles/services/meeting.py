"""Deadlines of single reporters, and who came to the meeting."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shuping.apps.cycles import queries
from shuping.apps.cycles.models import Cycle, DeadlineExtension, Participant
from shuping.apps.cycles.wording import date_name
from shuping.base.actor import Actor
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError

from .common import locked, record, require_open, require_stage, require_text, touch
from .plan import shown


@transaction.atomic
def extend_deadline(
    *, participant: Participant, kind: str, due_at: datetime, reason: str, by: Actor, at: datetime
) -> DeadlineExtension:
    """A later deadline for one reporter, with reason (CYC-04). Never earlier than the one that holds now.

    Raises RuleError `cycles.not_reporting`, `cycles.date_unknown`, `cycles.extension_not_later`.
    """
    cycle = locked(participant.cycle)
    require_open(cycle)
    if not participant.reports:
        raise RuleError("cycles.not_reporting", unit=str(participant))
    holds = queries.due(participant, kind)
    if holds is None:
        raise RuleError("cycles.date_unknown", date=date_name(kind))
    if due_at <= holds:
        raise RuleError("cycles.extension_not_later", due=shown(holds))
    why = require_text(reason, "reason")
    made = DeadlineExtension.objects.create(
        participant=participant, kind=kind, due_at=due_at, reason=why, granted_at=at, user_id=by.user_id
    )
    details = {"participant": participant.pk, "kind": kind, "from": shown(holds), "to": shown(due_at)}
    record("extend_deadline", cycle, by=by, at=at, reason=why, details=details)
    return made


@transaction.atomic
def record_attendance(*, cycle: Cycle, rows: Mapping[str, tuple[int, int]], by: Actor, at: datetime) -> Cycle:
    """Expected and present per class, as numbers only (R-36); recorded until the ballot is closed.

    The expected numbers are those entitled to rate; recording them freezes the rosters of the classes.
    Raises RuleError `cycles.class_unknown`, `cycles.attendance_above_expected`.
    """
    row = locked(cycle)
    require_stage(row, Stage.PREPARING, Stage.MATERIALS_LOCKED, Stage.MEETING)
    codes = {one.code for one in queries.meeting_classes(queries.rules_of(row))}
    for code, (expected, present) in rows.items():
        if code not in codes:
            raise RuleError("cycles.class_unknown", letter=code)
        if present > expected:
            raise RuleError("cycles.attendance_above_expected", letter=code, present=present, expected=expected)
    row.quorum_confirmed = {
        **row.quorum_confirmed,
        **{code: {"expected": expected, "present": present} for code, (expected, present) in rows.items()},
    }
    touch(row, by, "quorum_confirmed")
    record("record_attendance", row, by=by, at=at, details=dict(row.quorum_confirmed))
    return row
