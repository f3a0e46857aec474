"""Making a round and its plan: scope, rules, dates, approval, notice."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import queries
from shuping.apps.cycles.models import Cycle, KeyDate, RuleSet
from shuping.apps.cycles.wording import date_name, fault_text
from shuping.apps.organization.api import Organization
from shuping.base.actor import Actor
from shuping.base.clock import LOCAL
from shuping.core.cycles import calendar, content
from shuping.core.cycles.stages import Stage
from shuping.core.cycles.values import Scope
from shuping.core.errors import RuleError
from shuping.core.rulesets import checks, defaults, plans
from shuping.core.rulesets.digest import digest
from shuping.core.rulesets.values import OWN_SECRETARY

from .common import locked, locked_at, note_change, record, require_open, require_stage, require_text, touch

OWN_PLAN = "本单位方案"  # the source written beside a value that the office has set or confirmed itself


def starting_body(start: str) -> tuple[dict[str, Any], str]:
    """Rules to start from and their name: "default", or the letter of a published plan. Raises RuleError."""
    if start == "default":
        body = defaults.default_body()
        return body, str(body["name"])
    plan = plans.published().get(start)
    if plan is None:
        raise RuleError("cycles.no_last_year")
    return deepcopy(dict(plan.body)), str(plan.body["name"])


@transaction.atomic
def create_cycle(
    *,
    organizer: Organization,
    year: int,
    scope: Scope,
    start: str = "default",
    rehearsal: bool = False,
    by: Actor,
    at: datetime,
) -> Cycle:
    """A new round of the department as a draft, its rules taken from the defaults or from a published plan (CYC-01).

    Raises RuleError `cycles.year_taken` if a real round of the same organiser, year and unit classes exists.
    """
    body, based_on = starting_body(start)
    cycle = make_cycle(
        Cycle(
            organizer=organizer,
            year=year,
            title=scope.title.strip() or content.title(year, organizer.name),
            cutoff_date=scope.cutoff_date,
            new_organization_cutoff=scope.new_organization_cutoff,
            comment_mode=scope.comment_mode,
            categories=list(scope.categories),
            emphasis=scope.emphasis,
            rehearsal=rehearsal,
            unit_classes=sorted(scope.unit_classes),
            based_on=based_on,
        ),
        body,
        by=by,
    )
    record("create", cycle, by=by, at=at, details={"start": start, "rehearsal": rehearsal})
    return cycle


def make_cycle(cycle: Cycle, body: Mapping[str, Any], *, by: Actor) -> Cycle:
    """Save a new draft with its own rule set. The organiser's row is locked, so that two makers do not both win."""
    Organization.objects.select_for_update().get(pk=cycle.organizer_id)
    if not cycle.rehearsal:
        _refuse_taken(cycle)
    if cycle.previous is None and not cycle.rehearsal:
        cycle.previous = _previous(cycle)
    cycle.rule_set = RuleSet.objects.create(name=str(body["name"]), body=dict(body), source=cycle.based_on)
    cycle.changed_by = by.name[:100]
    cycle.save()
    return cycle


def _refuse_taken(cycle: Cycle) -> None:
    wanted = set(cycle.unit_classes)
    for other in Cycle.objects.filter(organizer=cycle.organizer_id, year=cycle.year, rehearsal=False):
        held = set(other.unit_classes)
        if not wanted or not held or wanted & held:
            made = audit_api.latest_act("cycles", other, first=True)
            raise RuleError("cycles.year_taken", year=cycle.year, title=other.title, **made)


def _previous(cycle: Cycle) -> Cycle | None:
    earlier = queries.rounds_before(cycle)
    return next((row for row in earlier if row.unit_classes == cycle.unit_classes), earlier.first())


@transaction.atomic
def clone_cycle(*, source: Cycle, year: int, by: Actor, at: datetime, rehearsal: bool = False) -> Cycle:
    """A new draft made from an earlier round: scope, categories, rules and dates carried over (CYC-05).

    Dates move by the years between, onto the next working day if they fall on a day off. Reporters are not copied:
    they are taken from the register again. With `rehearsal` the copy may be of the same year, takes the roster along
    and counts nowhere (CYC-11).
    """
    body = carried_body(source)
    cycle = make_cycle(
        Cycle(
            organizer=source.organizer,
            parent=source.parent if rehearsal else None,
            previous=None if rehearsal or source.rehearsal else source,
            year=year,
            title=_renamed(source, year) + (content.REHEARSAL if rehearsal else ""),
            cutoff_date=_moved(source.cutoff_date, year - source.year),
            new_organization_cutoff=(
                _moved(source.new_organization_cutoff, year - source.year) if source.new_organization_cutoff else None
            ),
            comment_mode=source.comment_mode,
            categories=list(source.categories),
            emphasis=source.emphasis,
            notice_text=source.notice_text,
            rehearsal=rehearsal,
            unit_classes=list(source.unit_classes),
            based_on=source.title,
        ),
        body,
        by=by,
    )
    copy_dates(source, cycle)
    if rehearsal:
        _copy_roster(source, cycle)
    record("clone", cycle, by=by, at=at, details={"from": source.pk, "rehearsal": rehearsal})
    return cycle


def carried_body(source: Cycle) -> dict[str, Any]:
    """The rules of an earlier round for a new one: every value of its own is suggested anew."""
    body: dict[str, Any] = deepcopy(source.rule_set.body)
    body["sources"] = {key: _carried(text, source.year) for key, text in body.get("sources", {}).items()}
    return body


def _copy_roster(source: Cycle, cycle: Cycle) -> None:
    for row in queries.reporters(source):
        row.pk, row.cycle, row.replaces = None, cycle, None
        row._state.adding = True
        row.save()


def _carried(text: str, year: int) -> str:
    """A value that was the unit's own last year is suggested anew this year."""
    return text if queries.SUGGESTED in text else f"沿用{year}年度方案：{text}；{defaults.SUGGESTED}"


def _renamed(source: Cycle, year: int) -> str:
    title = source.title.removesuffix(content.REHEARSAL)
    if str(source.year) in title:
        return title.replace(str(source.year), str(year))
    return content.title(year, source.organizer.name, child=source.parent_id is not None)


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def copy_dates(source: Cycle, cycle: Cycle) -> None:
    """The dates of an earlier round, moved by the years between and off days of rest."""
    days = queries.calendar_days()
    for row in source.key_dates.all():
        local = row.due_at.astimezone(LOCAL)
        day = _moved(local.date(), cycle.year - source.year)
        if cycle.year != source.year and not calendar.is_working(day, days):
            day = calendar.next_working_day(day, days)
        moment = datetime.combine(day, local.timetz())
        KeyDate.objects.create(cycle=cycle, kind=row.kind, due_at=moment, grace_minutes=row.grace_minutes)


@transaction.atomic
def change_scope(*, cycle: Cycle, scope: Scope, revision: int, by: Actor, at: datetime) -> Cycle:
    """Title, cut-off, unit classes, categories of content and emphasis, while the plan is a draft."""
    row = locked_at(cycle, revision)
    require_stage(row, Stage.DRAFT)
    row.title = require_text(scope.title, "title")
    row.cutoff_date = scope.cutoff_date
    row.new_organization_cutoff = scope.new_organization_cutoff
    row.comment_mode = scope.comment_mode
    row.categories = [text.strip() for text in scope.categories if text.strip()]
    row.emphasis = scope.emphasis
    row.unit_classes = sorted(scope.unit_classes)
    fields = ("title", "cutoff_date", "new_organization_cutoff", "comment_mode", "categories", "emphasis")
    touch(row, by, *fields, "unit_classes")
    record("change_scope", row, by=by, at=at, details={"categories": len(row.categories)})
    return row


@transaction.atomic
def change_rules(
    *,
    cycle: Cycle,
    changes: Mapping[str, object],
    revision: int,
    by: Actor,
    at: datetime,
    source: str = OWN_PLAN,
    confirm: bool = False,
) -> Cycle:
    """Set values of the rule set by dotted key, while the plan is a draft (CYC-06).

    A value that differs carries `source` instead of 建议值 from now on; with `confirm` also the unchanged ones among
    `changes`. Raises RuleError `cycles.rules_faulty` with every fault in words; then nothing is saved.
    """
    row = locked_at(cycle, revision)
    require_stage(row, Stage.DRAFT)
    body = with_changes(row.rule_set.body, changes, source=source.strip() or OWN_PLAN, confirm=confirm)
    refuse_faulty(body)
    rules = row.rule_set
    if rules.frozen_at is not None:
        raise RuleError("cycles.not_now", stage=str(rules))
    rules.body, rules.name = body, str(body["name"])
    rules.save(update_fields=["body", "name"])
    touch(row, by)
    record("change_rules", row, by=by, at=at, details={"keys": sorted(changes), "source": source})
    return row


def refuse_faulty(body: Mapping[str, Any]) -> None:
    """Raise RuleError `cycles.rules_faulty` with every fault of a rule set in words, `places` as (key, words)."""
    faults = checks.found(body)
    if faults:
        places = tuple((str(dict(fault.params)["key"]), fault_text(fault)) for fault in faults)
        raise RuleError("cycles.rules_faulty", faults=" ".join(text for _key, text in places), places=places)


def with_changes(
    body: Mapping[str, Any], changes: Mapping[str, object], *, source: str, confirm: bool
) -> dict[str, Any]:
    """A copy of a rule set's data with `changes` by dotted key, and the source beside each changed value."""
    new = deepcopy(dict(body))
    sources = new.setdefault("sources", {})
    for key, value in changes.items():
        *parents, last = key.split(".")
        place = new
        for parent in parents:
            place = place.setdefault(parent, {})
        if confirm or place.get(last) != value:
            _note_source(sources, key, source)
        place[last] = deepcopy(value)
    _follow_classes(new)
    return new


def _note_source(sources: dict[str, str], key: str, source: str) -> None:
    """Sources may stand beside a group ("adjustments") or a single value; the nearest one is renewed."""
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        shorter = ".".join(parts[:length])
        if shorter in sources:
            sources[shorter] = source
            return
    sources[key] = source


def _follow_classes(body: dict[str, Any]) -> None:
    """A class that is gone leaves no quorum, no place in the tie order and no weight in a scheme behind.

    A new one weighs nothing in a scheme that has class weights of its own, until somebody gives it weight there.
    """
    classes = [one for one in body.get("classes", []) if isinstance(one, dict)]
    codes = {one.get("code") for one in classes}
    weighted = [one.get("code") for one in classes if one.get("electorate") != OWN_SECRETARY]
    for scheme in body.get("schemes", []):
        weights = scheme.get("grading", {}).get("class_weights")
        if weights is not None:
            scheme["grading"]["class_weights"] = {code: weights.get(code, "0") for code in weighted}
    quorum = body.get("ballot", {}).get("quorum", {})
    for code in [code for code in quorum if code not in codes]:
        del quorum[code]
    grading = body.get("grading", {})
    ties = grading.get("tie_order")
    if isinstance(ties, list):
        kept = [key for key in ties if not str(key).startswith("class:") or str(key)[6:] in codes]
        grading["tie_order"] = kept or ["composite"]


@transaction.atomic
def set_dates(
    *,
    cycle: Cycle,
    dates: Mapping[str, datetime | None],
    by: Actor,
    at: datetime,
    grace_minutes: Mapping[str, int] | None = None,
    reason: str = "",
    revision: int | None = None,
) -> Cycle:
    """Set, move or (in a draft) drop key dates; None drops. After approval each moved date keeps its reason.

    `revision` is the plan's that the dates were read at, so that nobody sets back what somebody else has moved.
    Raises RuleError `cycles.date_unknown`, `cycles.changed_meanwhile`.
    """
    row = locked(cycle) if revision is None else locked_at(cycle, revision)
    require_open(row)
    held = {one.kind: one for one in row.key_dates.all()}
    moved: dict[str, object] = {}
    for kind, moment in dates.items():
        if kind not in calendar.KINDS:
            raise RuleError("cycles.date_unknown", date=kind)
        minutes = (grace_minutes or {}).get(kind, held[kind].grace_minutes if kind in held else 0)
        change = _set_date(row, kind, moment, minutes, held.get(kind))
        if change:
            moved[kind] = change
            note_change(row, "date_moved", f"{date_name(kind)}：{change}", reason, by=by, at=at)
    touch(row, by)
    record("set_dates", row, by=by, at=at, reason=reason, details=moved)
    return row


def _set_date(cycle: Cycle, kind: str, moment: datetime | None, minutes: int, old: KeyDate | None) -> str:
    """Write one date; returns what changed as text, empty if nothing did."""
    before = shown(old.due_at) if old else "—"
    if moment is None:
        if old is None:
            return ""
        require_stage(cycle, Stage.DRAFT)
        old.delete()
        return f"{before} → —"
    if old is not None and (old.due_at, old.grace_minutes) == (moment, minutes):
        return ""
    KeyDate.objects.update_or_create(cycle=cycle, kind=kind, defaults={"due_at": moment, "grace_minutes": minutes})
    if old is not None and old.due_at == moment:
        return f"{before} (+{minutes} min)"
    return f"{before} → {shown(moment)}"


def shown(moment: datetime) -> str:
    """A moment as text in local time."""
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


@transaction.atomic
def record_approval(*, cycle: Cycle, meeting: str, on: date, by: Actor, at: datetime) -> Cycle:
    """Which meeting approved the plan, and when (R-08), before the round goes on to 方案审定."""
    row = locked(cycle)
    require_stage(row, Stage.DRAFT)
    row.approving_meeting, row.approved_on = require_text(meeting, "meeting"), on
    touch(row, by, "approving_meeting", "approved_on")
    record("record_approval", row, by=by, at=at, details={"meeting": meeting, "on": on.isoformat()})
    return row


@transaction.atomic
def record_notice(*, cycle: Cycle, number: str, on: date, by: Actor, at: datetime, text: str | None = None) -> Cycle:
    """Document number and day of the notice, once the plan is approved."""
    row = locked(cycle)
    require_stage(row, Stage.PLAN_APPROVED)
    row.notice_number, row.notice_on = require_text(number, "number"), on
    row.notice_text = row.notice_text if text is None else text
    touch(row, by, "notice_number", "notice_on", "notice_text")
    record("record_notice", row, by=by, at=at, details={"number": number, "on": on.isoformat()})
    return row


@transaction.atomic
def write_notice(*, cycle: Cycle, text: str, revision: int, by: Actor, at: datetime) -> Cycle:
    """The text of the notice, until it is issued."""
    row = locked_at(cycle, revision)
    require_stage(row, Stage.DRAFT, Stage.PLAN_APPROVED)
    row.notice_text = text
    touch(row, by, "notice_text")
    record("write_notice", row, by=by, at=at)
    return row


@transaction.atomic
def record_circular_range(*, cycle: Cycle, text: str, by: Actor, at: datetime) -> Cycle:
    """Within which range the result is circulated, once it is decided."""
    row = locked(cycle)
    require_stage(row, Stage.PROPOSED, Stage.DECIDED)
    row.circular_range = require_text(text, "range")[:200]
    touch(row, by, "circular_range")
    record("record_circular_range", row, by=by, at=at, details={"range": text})
    return row


def freeze_rules(cycle: Cycle, *, at: datetime) -> str:
    """Seal the rule set of a locked round (effect of → 方案审定); returns its digest. A frozen one stays as it is."""
    rules = RuleSet.objects.select_for_update().get(pk=cycle.rule_set_id)
    if rules.frozen_at is None:
        rules.frozen_at, rules.digest = at, digest(rules.body)
        rules.save(update_fields=["frozen_at", "digest"])
    cycle.rule_set = rules
    return rules.digest


def reopen_rules(cycle: Cycle) -> None:
    """Give a locked round that went back to draft a new, open version; the frozen one is kept unchanged."""
    old = cycle.rule_set
    cycle.rule_set = RuleSet.objects.create(
        name=old.name, version=old.version + 1, body=deepcopy(old.body), source=old.source
    )
    cycle.approving_meeting, cycle.approved_on = "", None
    cycle.save(update_fields=["rule_set", "approving_meeting", "approved_on"])


def dates_to_start_with(cycle: Cycle) -> dict[str, datetime]:
    """What the published plan that a dateless draft was made from says about its dates; empty otherwise."""
    if cycle.stage != Stage.DRAFT or cycle.key_dates.exists():
        return {}
    return plan_dates(_plan_code(cycle), None, cycle.year)


def proposed_dates(cycle: Cycle, meeting: date) -> dict[str, datetime]:
    """Dates that fit a day of the meeting, by working days; what the published plan names itself goes before."""
    rules = queries.rules_of(cycle).rectification
    moments = {
        kind: datetime.combine(day, time(hour), LOCAL)
        for kind, (day, hour) in calendar.proposed(meeting, rules.plan_days, queries.calendar_days()).items()
    }
    return {**moments, **plan_dates(_plan_code(cycle), moments["meeting"], cycle.year)}


def _plan_code(cycle: Cycle) -> str:
    """The letter of the published plan that a round was made from, "" for any other start."""
    return next((code for code, one in plans.published().items() if one.body["name"] == cycle.based_on), "")


def plan_dates(start: str, meeting: datetime | None, year: int) -> dict[str, datetime]:
    """The dates that a published plan names, as moments of `year` and of the meeting; empty for the defaults."""
    plan = plans.published().get(start)
    found: dict[str, datetime] = {}
    for one in plan.dates if plan else ():
        if one.month and one.day:
            found[one.kind] = datetime(year, one.month, one.day, one.hour or 17, 0, tzinfo=LOCAL)
        elif one.days_before_meeting is not None and meeting is not None:
            day = (meeting.astimezone(LOCAL) - timedelta(days=one.days_before_meeting)).date()
            found[one.kind] = datetime(day.year, day.month, day.day, one.hour or 17, 0, tzinfo=LOCAL)
    return found
