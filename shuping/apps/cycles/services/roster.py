"""Who reports in a round: taken from the register, changed with reason, put into order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from shuping.apps.cycles import queries, signals
from shuping.apps.cycles.models import Cycle, Participant
from shuping.apps.cycles.wording import MODES
from shuping.apps.organization import api as organization_api
from shuping.apps.organization.api import Organization, Person, Term
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.cycles.stages import Stage
from shuping.core.errors import RuleError

from .common import UNTIL_MEETING, UNTIL_REPORTS, locked, note_change, record, require_stage, require_text, touch

LONGEST_GROUP = 40  # characters of a group's name
NEW_UNIT = "新成立单位，本年度不参加考核"


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking over from the register did: rows added, exempt new units, units where nobody was in office."""

    added: tuple[str, ...]
    exempt: tuple[str, ...]
    vacant: tuple[str, ...]


@transaction.atomic
def fill_roster(*, cycle: Cycle, by: Actor, at: datetime) -> Taken:
    """Take every secretary in office on the cut-off date from the register, acting deputies included (CYC-09).

    Units on the roster already are left alone; new units are exempt; a vacant office is reported, not invented.
    """
    row = locked(cycle)
    require_stage(row, Stage.DRAFT)
    listed = set(row.participants.values_list("organization", flat=True))
    number = row.participants.aggregate(last=Max("order_no"))["last"] or 0
    added: list[str] = []
    exempt: list[str] = []
    vacant: list[str] = []
    units = [unit for unit in queries.expected_units(row) if unit.pk not in listed]
    in_office = organization_api.secretaries_on(units, row.cutoff_date)
    for unit in units:
        term = in_office.get(unit.pk)
        if term is None:
            vacant.append(unit.name)
            continue
        number += 1
        reason = NEW_UNIT if queries.is_new(row, unit) else ""
        made = _make(row, unit, term, number, exempt_reason=reason)
        (exempt if reason else added).append(made.organization_name)
    touch(row, by)
    record("fill_roster", row, by=by, at=at, details={"added": added, "exempt": exempt, "vacant": vacant})
    return Taken(tuple(added), tuple(exempt), tuple(vacant))


def _make(cycle: Cycle, unit: Organization, term: Term, number: int, **fields: object) -> Participant:
    """One row, names copied as they are printed this year."""
    values: dict[str, object] = {
        "organization_name": organization_api.name_on(unit, cycle.cutoff_date),
        "person_name": term.person.name,
        "duty": term.title or term.person.duty,
        "acting": term.acting,
        "mode": "",
        "order_no": number,
        "cap_group": unit.group_tag,
        "unit_class": unit.unit_class,
        **fields,
    }
    return Participant.objects.create(cycle=cycle, organization=unit, person=term.person, **values)


@transaction.atomic
def add_unit(
    *, cycle: Cycle, organization: Organization, mode: str, by: Actor, at: datetime, reason: str = ""
) -> Participant:
    """Add one unit with its secretary; after approval with reason, and reports open at once if they are open.

    Raises RuleError `cycles.unit_not_below`, `cycles.unit_listed_already`, `cycles.nobody_in_office`.
    """
    row = locked(cycle)
    require_stage(row, *UNTIL_REPORTS)
    if not organization.path.startswith(row.organizer.path) or organization.pk == row.organizer_id:
        raise RuleError("cycles.unit_not_below", unit=organization.name)
    if queries.reporters(row).filter(organization=organization).exists():
        raise RuleError("cycles.unit_listed_already", unit=organization.name)
    on = row.cutoff_date if row.stage == Stage.DRAFT else max(row.cutoff_date, local_day(at))
    term = organization_api.secretary_on(organization, on)
    if term is None:
        raise RuleError("cycles.nobody_in_office", unit=organization.name, on=on.isoformat())
    number = (row.participants.aggregate(last=Max("order_no"))["last"] or 0) + 1
    late = "" if row.stage == Stage.DRAFT else require_reason(reason)[:200]
    made = _make(row, organization, term, number, mode=mode, added_reason=late)
    note_change(row, "unit_added", str(made), reason, by=by, at=at)
    _order_changed(row)
    touch(row, by)
    record("add_unit", row, by=by, at=at, reason=reason, details={"participant": made.pk, "unit": str(made)})
    signals.participant_added.send(sender=Participant, participant=made, by=by, at=at)
    return made


def require_reason(reason: str) -> str:
    """A reason that must be given after approval. Raises RuleError `cycles.reason_needed`."""
    if not reason.strip():
        raise RuleError("cycles.reason_needed")
    return reason.strip()


@transaction.atomic
def replace_reporter(
    *, participant: Participant, person: Person, duty: str, reason: str, by: Actor, at: datetime, acting: bool = False
) -> Participant:
    """Another person reports for the same unit (transferred, ill): a new row in the old one's place, the old one kept.

    Only while texts are still being prepared; later, step back first. Raises RuleError.
    """
    cycle, old = _open_row(participant, UNTIL_REPORTS)
    if old.person_id == person.pk:
        raise RuleError("cycles.same_reporter", person=person.name)
    why = require_reason(reason)[:200]
    made = Participant.objects.create(
        cycle=cycle,
        organization_id=old.organization_id,
        person=person,
        organization_name=old.organization_name,
        person_name=person.name,
        duty=duty or person.duty,
        acting=acting,
        mode=old.mode,
        order_no=old.order_no,
        speaking_no=old.speaking_no,
        order_source=old.order_source,
        cap_group=old.cap_group,
        unit_class=old.unit_class,
        replaces=old,
        added_reason=why,
    )
    old.left_reason, old.speaking_no = why, None
    old.save(update_fields=["left_reason", "speaking_no"])
    for granted in old.extensions.all():  # more time was granted to the unit
        granted.pk, granted.participant = None, made
        granted.save(force_insert=True)
    text = f"{old.organization_name}：{old.person_name} → {person.name}"
    note_change(cycle, "reporter_replaced", text, why, by=by, at=at)
    touch(cycle, by)
    record("replace_reporter", cycle, by=by, at=at, reason=why, details={"from": old.pk, "to": made.pk})
    signals.participant_added.send(sender=Participant, participant=made, by=by, at=at)
    return made


def _open_row(participant: Participant, stages: Sequence[str]) -> tuple[Cycle, Participant]:
    """The round and the row, locked, both still open to change."""
    cycle = locked(participant.cycle)
    require_stage(cycle, *stages)
    row = Participant.objects.select_for_update().get(pk=participant.pk)
    if row.left_reason:
        raise RuleError("cycles.not_reporting", unit=str(row))
    return cycle, row


@transaction.atomic
def let_leave(*, participant: Participant, reason: str, by: Actor, at: datetime) -> Participant:
    """The reporter no longer reports and nobody takes the place; the row stays with its reason."""
    cycle, row = _open_row(participant, UNTIL_MEETING)
    row.left_reason, row.speaking_no = require_text(reason, "reason")[:200], None
    row.save(update_fields=["left_reason", "speaking_no"])
    note_change(cycle, "reporter_left", str(row), reason, by=by, at=at)
    _order_changed(cycle)
    touch(cycle, by)
    record("let_leave", cycle, by=by, at=at, reason=reason, details={"participant": row.pk})
    return row


@transaction.atomic
def exempt(*, participant: Participant, reason: str, by: Actor, at: datetime) -> Participant:
    """The unit takes no part this year; it leaves the denominator but stays listed (F7)."""
    cycle, row = _open_row(participant, UNTIL_REPORTS)
    row.exempt_reason, row.speaking_no = require_text(reason, "reason")[:200], None
    row.save(update_fields=["exempt_reason", "speaking_no"])
    note_change(cycle, "reporter_exempt", str(row), reason, by=by, at=at)
    _order_changed(cycle)
    touch(cycle, by)
    record("exempt", cycle, by=by, at=at, reason=reason, details={"participant": row.pk})
    return row


@transaction.atomic
def readmit(*, participant: Participant, by: Actor, at: datetime, reason: str = "") -> Participant:
    """Withdraw an exemption."""
    cycle, row = _open_row(participant, UNTIL_REPORTS)
    row.exempt_reason = ""
    row.save(update_fields=["exempt_reason"])
    note_change(cycle, "reporter_readmitted", str(row), reason, by=by, at=at)
    _order_changed(cycle)
    touch(cycle, by)
    record("readmit", cycle, by=by, at=at, reason=reason, details={"participant": row.pk})
    signals.participant_added.send(sender=Participant, participant=row, by=by, at=at)
    return row


@transaction.atomic
def remove(*, participant: Participant, by: Actor, at: datetime) -> None:
    """Take a row off the roster of a draft. Raises RuleError `cycles.remove_only_in_draft` afterwards."""
    cycle = locked(participant.cycle)
    if cycle.stage != Stage.DRAFT:
        raise RuleError("cycles.remove_only_in_draft")
    name, pk = str(participant), participant.pk
    Participant.objects.filter(pk=pk).delete()
    touch(cycle, by)
    record("remove", cycle, by=by, at=at, details={"participant": pk, "unit": name})


@transaction.atomic
def set_modes(*, cycle: Cycle, modes: Mapping[int, str], by: Actor, at: datetime, reason: str = "") -> int:
    """现场述职 or 书面述职 per participant id; returns how many changed. After approval with reason."""
    row = locked(cycle)
    require_stage(row, *UNTIL_REPORTS)
    changed = []
    for one in queries.reporters(row).filter(pk__in=modes):
        mode = modes[one.pk]
        if mode == one.mode or mode not in Participant.Mode.values:
            continue
        text = f"{one}：{MODES[one.mode]} → {MODES[mode]}"
        one.mode = mode
        one.speaking_no = one.speaking_no if mode == Participant.Mode.ON_THE_SPOT else None
        one.save(update_fields=["mode", "speaking_no"])
        note_change(row, "mode_changed", text, reason, by=by, at=at)
        changed.append(one)
    if changed:
        _order_changed(row)
        touch(row, by)
    record("set_modes", row, by=by, at=at, reason=reason, details={str(one.pk): one.mode for one in changed})
    for one in changed:
        if one.mode == Participant.Mode.ON_THE_SPOT:
            signals.participant_added.send(sender=Participant, participant=one, by=by, at=at)
    return len(changed)


@transaction.atomic
def set_groups(*, cycle: Cycle, groups: Mapping[int, str], by: Actor, at: datetime, reason: str = "") -> int:
    """The assessment group per participant id, of this round only; returns how many changed (R-52, CYC-08).

    The group decides which cap and which scheme hold. Until the reports are final; after approval with reason.
    Raises RuleError `cycles.group_too_long`.
    """
    row = locked(cycle)
    require_stage(row, *UNTIL_REPORTS)
    changed: dict[str, str] = {}
    for one in queries.reporters(row).filter(pk__in=groups):
        group = groups[one.pk].strip()
        if len(group) > LONGEST_GROUP:
            raise RuleError("cycles.group_too_long", most=LONGEST_GROUP, text=group[:LONGEST_GROUP])
        if group == one.cap_group:
            continue
        note_change(row, "group_changed", f"{one}：{one.cap_group or '—'} → {group or '—'}", reason, by=by, at=at)
        one.cap_group = group
        one.save(update_fields=["cap_group"])
        changed[str(one)] = group
    touch(row, by)
    record("set_groups", row, by=by, at=at, reason=reason, details=dict(changed))
    return len(changed)


def _order_changed(cycle: Cycle) -> None:
    """A draw holds for those who drew: once the speakers change, it has to be held or recorded again."""
    if cycle.draw_recorded_on is not None and not queries.order_fixed(cycle, queries.speakers(cycle)):
        cycle.draw_recorded_on = None
        cycle.save(update_fields=["draw_recorded_on"])


@transaction.atomic
def draw_order(
    *, cycle: Cycle, shuffle: Callable[[list[int]], None], by: Actor, at: datetime, reason: str = ""
) -> list[Participant]:
    """Draw the order of speaking (R-32). `shuffle` brings the chance; the result is recorded and stands.

    A second draw needs a reason, so that nobody draws until the order pleases.
    Raises RuleError `cycles.order_drawn_already`.
    """
    row = locked(cycle)
    require_stage(row, *UNTIL_REPORTS)
    if row.draw_recorded_on is not None and not reason.strip():
        raise RuleError("cycles.order_drawn_already", on=row.draw_recorded_on.isoformat())
    ids = [one.pk for one in queries.reporters(row).filter(mode=Participant.Mode.ON_THE_SPOT)]
    shuffle(ids)
    return _write_order(row, ids, "draw", by=by, at=at, reason=reason)


@transaction.atomic
def fix_order(
    *, cycle: Cycle, ids: Sequence[int], by: Actor, at: datetime, drawn: bool = False, reason: str = ""
) -> list[Participant]:
    """A fixed list, or (`drawn`) the result of a draw held on paper. Every speaker stands in it exactly once.

    An order that stands is replaced with a reason only, like a second draw.
    Raises RuleError `cycles.order_incomplete`, `cycles.order_drawn_already`.
    """
    row = locked(cycle)
    require_stage(row, *UNTIL_REPORTS)
    if row.draw_recorded_on is not None and not reason.strip():
        raise RuleError("cycles.order_drawn_already", on=row.draw_recorded_on.isoformat())
    speaking = set(queries.reporters(row).filter(mode=Participant.Mode.ON_THE_SPOT).values_list("pk", flat=True))
    if len(ids) != len(set(ids)) or set(ids) != speaking:
        raise RuleError("cycles.order_incomplete", count=len(speaking))
    return _write_order(row, list(ids), "draw" if drawn else "fixed", by=by, at=at, reason=reason)


def _write_order(
    cycle: Cycle, ids: list[int], source: str, *, by: Actor, at: datetime, reason: str
) -> list[Participant]:
    rows = Participant.objects.in_bulk(ids)
    for number, pk in enumerate(ids, start=1):
        rows[pk].speaking_no, rows[pk].order_source = number, source
    Participant.objects.bulk_update(rows.values(), ["speaking_no", "order_source"])
    cycle.draw_recorded_on = local_day(at)
    touch(cycle, by, "draw_recorded_on")
    record("order", cycle, by=by, at=at, reason=reason, details={"source": source, "order": ids})
    return [rows[pk] for pk in ids]
