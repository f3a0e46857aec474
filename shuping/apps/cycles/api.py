"""What other apps may call about rounds, plans, rosters and deadlines."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.preflight import preflight
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.cycles.values import Scope
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import queries
from .access import (
    child_organizer,
    cycles_within,
    find_cycle,
    find_cycle_for,
    find_cycle_to_keep,
    find_participant_for,
    keepable,
    may_in,
    may_with,
    organizes,
    readable,
)
from .damage import damage
from .gaps import gaps
from .grade_words import grade_names
from .models import CalendarDay, Cycle, DeadlineExtension, KeyDate, Participant, PlanChange, RuleSet, StageChange
from .queries import (
    archived_step,
    calendar_days,
    children,
    coverage,
    current_among,
    current_cycle,
    due,
    dues,
    expected_units,
    facts,
    foremost,
    grace,
    grading_of,
    is_late,
    key_dates,
    previous_cycle,
    previous_participant,
    raters,
    report_rules_of,
    reporters,
    roster,
    rules_of,
    scheme_name,
    speakers,
)
from .services.children import create_child_cycle
from .services.common import locked, require_stage
from .services.days import remove_day, set_days
from .services.meeting import extend_deadline, record_attendance
from .services.plan import (
    change_rules,
    change_scope,
    clone_cycle,
    create_cycle,
    plan_dates,
    record_approval,
    record_circular_range,
    record_notice,
    set_dates,
    write_notice,
)
from .services.roster import (
    add_unit,
    draw_order,
    exempt,
    fill_roster,
    fix_order,
    let_leave,
    readmit,
    remove,
    replace_reporter,
    set_modes,
)
from .services.steps import erase, lock_at, record_step, seal, set_suspended
from .signals import participant_added
from .wording import date_name, refusal_text, stage_name

late = is_late

__all__ = [
    "gaps",
    "CalendarDay",
    "Cycle",
    "DeadlineExtension",
    "KeyDate",
    "Participant",
    "PlanChange",
    "RuleSet",
    "Scope",
    "Stage",
    "StageChange",
    "add_unit",
    "archive",
    "archived_step",
    "at_least",
    "body_of",
    "calendar_days",
    "change_rules",
    "change_scope",
    "child_organizer",
    "children",
    "clone_cycle",
    "coverage",
    "create_child_cycle",
    "create_cycle",
    "current_among",
    "current_cycle",
    "cycles_of",
    "cycles_within",
    "damage",
    "date_name",
    "draw_order",
    "due",
    "dues",
    "erase",
    "exempt",
    "expected_units",
    "extend_deadline",
    "facts",
    "fill_roster",
    "find_cycle",
    "find_cycle_for",
    "find_cycle_to_keep",
    "find_participant_for",
    "fix_order",
    "foremost",
    "grace",
    "grade_names",
    "grading_of",
    "is_late",
    "keepable",
    "key_dates",
    "late",
    "let_leave",
    "lock_at",
    "locked",
    "may_in",
    "may_with",
    "organizes",
    "participant_added",
    "plan_dates",
    "previous_cycle",
    "previous_participant",
    "raters",
    "readable",
    "readmit",
    "record_approval",
    "record_attendance",
    "record_circular_range",
    "record_notice",
    "record_step",
    "refusal_text",
    "remove",
    "remove_day",
    "replace_reporter",
    "report_rules_of",
    "reporters",
    "require_stage",
    "roster",
    "rules_of",
    "scheme_name",
    "seal",
    "set_dates",
    "set_days",
    "set_modes",
    "set_suspended",
    "speakers",
    "stage_name",
    "waiting",
    "write_notice",
]


def body_of(cycle: Cycle) -> dict[str, Any]:
    """The rule set of a round as the plain data it is stored in."""
    return dict(cycle.rule_set.body)


def cycles_of(actor: Actor) -> list[Cycle]:
    """The rounds an actor may read, latest first, for a choice of year; rehearsals last."""
    return sorted(readable(actor), key=lambda row: (row.rehearsal, -row.year, row.organizer.depth, row.pk))


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Draft plans that wait to be completed or to be put before the meeting, for those who keep them (DSH-01)."""
    if actor.reach(Permission.CHILD_CYCLE_KEEP) is Reach.NONE:
        return
    for cycle in keepable(actor).filter(stage=Stage.DRAFT, rehearsal=False):
        missing = preflight(Facts(plan=facts(cycle))).missing
        if missing:
            yield Waiting(
                text=_("Complete the plan"),
                url=reverse("cycles:preflight", args=[cycle.pk]),
                kind="cycles.complete",
                about=cycle.title,
                count=len(missing),
            )


def archive(cycle: Cycle) -> dict[str, object]:
    """What belongs into the year's file from here: plan, frozen rules, roster, dates, changes, steps (plain JSON)."""
    return {
        "title": cycle.title,
        "year": cycle.year,
        "organizer": cycle.organizer.name,
        "cutoff_date": cycle.cutoff_date.isoformat(),
        "categories": list(cycle.categories),
        "emphasis": cycle.emphasis,
        "approving_meeting": cycle.approving_meeting,
        "approved_on": cycle.approved_on.isoformat() if cycle.approved_on else None,
        "notice": {
            "number": cycle.notice_number,
            "on": cycle.notice_on.isoformat() if cycle.notice_on else None,
            "text": cycle.notice_text,
        },
        "circular_range": cycle.circular_range,
        "attendance": dict(cycle.quorum_confirmed),
        "rules": {"digest": cycle.rule_set.digest, "body": cycle.rule_set.body},
        "dates": {row.kind: row.due_at.isoformat() for row in queries.key_dates(cycle)},
        "roster": [
            {
                "unit": row.organization_name,
                "person": row.person_name,
                "duty": row.duty,
                "acting": row.acting,
                "unit_class": row.unit_class,
                "group": row.cap_group,
                "mode": row.mode,
                "order_no": row.order_no,
                "speaking_no": row.speaking_no,
                "exempt_reason": row.exempt_reason,
                "left_reason": row.left_reason,
                "added_reason": row.added_reason,
            }
            for row in queries.roster(cycle)
        ],
        "changes": [
            {"kind": row.kind, "text": row.text, "reason": row.reason, "at": row.at.isoformat()}
            for row in cycle.plan_changes.all()
        ],
        "steps": [
            {"from": row.from_stage, "to": row.to_stage, "at": row.at.isoformat(), "reason": row.reason}
            for row in cycle.stage_changes.all()
        ],
        "children": [row.title for row in queries.children(cycle)],
    }
