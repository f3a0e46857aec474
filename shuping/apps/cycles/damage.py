"""Every violated invariant of the stored rounds, as one plain line each (`shuping verify`)."""

from collections import Counter
from collections.abc import Iterator

from shuping.core.cycles.stages import Stage, at_least
from shuping.core.rulesets import checks
from shuping.core.rulesets.digest import digest

from .models import Cycle, DeadlineExtension, Participant, PlanChange, RuleSet


def damage() -> Iterator[str]:
    """All kinds together: rule sets, rounds, rosters, deadlines."""
    yield from _rule_sets()
    for cycle in Cycle.objects.select_related("organizer", "parent__organizer", "previous", "rule_set"):
        yield from _cycle(cycle)
        yield from _roster(cycle)
    yield from _deadlines()


def _rule_sets() -> Iterator[str]:
    for rules in RuleSet.objects.exclude(frozen_at=None):
        if rules.digest != digest(rules.body):
            yield f"cycles: rule set {rules.pk} ({rules}) was changed after it was frozen"
    for rules in RuleSet.objects.all():
        for fault in checks.faults(rules.body):
            yield f"cycles: rule set {rules.pk} ({rules}) is not whole: {fault}"


def _cycle(cycle: Cycle) -> Iterator[str]:
    if cycle.stage not in list(Stage):
        yield f"cycles: round {cycle.pk} stands at the unknown stage {cycle.stage}"
        return
    if at_least(cycle.stage, Stage.PLAN_APPROVED) and cycle.rule_set.frozen_at is None:
        yield f"cycles: round {cycle.pk} is approved, but its rule set is not frozen"
    if at_least(cycle.stage, Stage.NOTIFIED) and cycle.approved_on is None:
        yield f"cycles: round {cycle.pk} is past its plan without a day of approval"
    if cycle.parent is not None:
        above, below = cycle.parent.organizer.path, cycle.organizer.path
        if not below.startswith(above) or below == above:
            yield f"cycles: child round {cycle.pk} is not organised below round {cycle.parent_id}"
    if cycle.previous is not None and (cycle.previous.year >= cycle.year or cycle.previous.rehearsal):
        yield f"cycles: round {cycle.pk} follows round {cycle.previous_id}, which is not an earlier real round"
    for code, row in cycle.quorum_confirmed.items():
        if int(row.get("present") or 0) > int(row.get("expected") or 0):
            yield f"cycles: round {cycle.pk}, class {code}: more present than expected"
    if PlanChange.objects.filter(cycle=cycle, reason="").exists():
        yield f"cycles: round {cycle.pk} has a change after approval without a reason"


def _roster(cycle: Cycle) -> Iterator[str]:
    rows = list(Participant.objects.filter(cycle=cycle))
    active = [row for row in rows if row.reports]
    for organization, count in Counter(row.organization_id for row in active).items():
        if count > 1:
            yield f"cycles: round {cycle.pk}: organisation {organization} reports {count} times"
    spoken = Counter(row.speaking_no for row in active if row.speaking_no is not None)
    for number, count in spoken.items():
        if count > 1:
            yield f"cycles: round {cycle.pk}: speaking number {number} is held {count} times"
    by_pk = {row.pk: row for row in rows}
    for row in rows:
        if not row.organization_name or not row.person_name:
            yield f"cycles: participant {row.pk} has no printed name"
        if row.reports and at_least(cycle.stage, Stage.PLAN_APPROVED) and row.mode not in Participant.Mode.values:
            yield f"cycles: participant {row.pk} has no mode although the plan is approved"
        if row.replaces_id is not None:
            old = by_pk.get(row.replaces_id)
            if old is None or not old.left_reason or old.organization_id != row.organization_id:
                yield f"cycles: participant {row.pk} replaces {row.replaces_id}, which did not leave this round"


def _deadlines() -> Iterator[str]:
    rows = DeadlineExtension.objects.select_related("participant")
    dates = {
        (cycle, kind): due_at
        for cycle, kind, due_at in Cycle.objects.exclude(key_dates=None).values_list(
            "pk", "key_dates__kind", "key_dates__due_at"
        )
    }
    for row in rows:
        if (row.participant.cycle_id, row.kind) not in dates:
            yield f"cycles: extension {row.pk} of a date ({row.kind}) that the plan does not name"
        if not row.reason.strip():
            yield f"cycles: extension {row.pk} has no reason"
