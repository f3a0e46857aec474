"""Creating, renaming, moving, merging, splitting and closing organisations. Old results stay readable by date."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models, transaction
from django.db.models.functions import Concat

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.organization.models import (
    Affiliation,
    Leadership,
    Organization,
    OrganizationName,
    Person,
    Succession,
    Term,
)
from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.core.errors import RuleError
from shuping.core.organization.dated import day_before
from shuping.core.organization.levels import Level, check_place
from shuping.core.organization.order import office_key

# What `edit_organization` may change. Name, superior and closing have acts of their own, because they are dated.
EDITABLE = (
    "short_name",
    "code",
    "level",
    "unit_class",
    "group_tag",
    "business_field",
    "office_order",
    "members_count",
    "founded_on",
    "local_committee",
)


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """What a new organisation starts with; `values` holds further fields of EDITABLE."""

    name: str
    code: str
    level: str
    values: Mapping[str, object] = field(default_factory=dict)


# ---- place in the tree --------------------------------------------------------------------------------------------


def lock_tree() -> None:
    """Let one writer at a time change the tree: its first top organisation is the key. Inside a transaction."""
    list(Organization.objects.select_for_update().filter(depth=1).order_by("path").values_list("pk")[:1])


def locked(pk: int, revision: int | None = None) -> Organization:
    """The organisation, locked. Raises RuleError if it is gone or was changed since `revision` was shown."""
    found = Organization.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise RuleError("organization.gone")
    if revision is not None and found.revision != revision:
        raise RuleError("organization.changed_meanwhile", name=found.name)
    return found


def arrange(parent: Organization | None) -> int:
    """Make the paths of the children of `parent` (None: of the top) follow the office order; how many rows moved.

    Paths are swapped in two steps, because no two rows may ever share one.
    """
    depth = parent.depth + 1 if parent else 1
    inside = Organization.objects.filter(path__startswith=parent.path) if parent else Organization.objects.all()
    children = list(inside.filter(depth=depth).order_by("path"))
    steps = [child.path for child in children]
    wanted = sorted(children, key=lambda child: office_key([(child.office_order, child.code)]))
    moves = {child.path: path for child, path in zip(wanted, steps, strict=True) if child.path != path}
    if not moves:
        return 0
    length = depth * Organization.steplen
    affected = [row for row in inside.filter(depth__gte=depth) if row.path[:length] in moves]
    # "~" stands behind every letter a path may have, so no unmoved row can be met on the way.
    ids = [row.pk for row in affected]
    for start in range(0, len(ids), 500):
        Organization.objects.filter(pk__in=ids[start : start + 500]).update(path=Concat(models.Value("~"), "path"))
    for row in affected:
        row.path = moves[row.path[:length]] + row.path[length:]
    Organization.objects.bulk_update(affected, ["path"], batch_size=400)
    return len(affected)


def check_past(on: date, at: datetime) -> None:
    """Raises RuleError: what is written into the tree holds today, so it cannot begin in the future."""
    if on > local_day(at):
        raise RuleError("organization.in_the_future", day=on)


def open_children(organization: Organization) -> models.QuerySet[Organization]:
    """What stands directly below and is not closed, in office order."""
    return organization.get_children().filter(closed_on=None).order_by("path")


def _check_open(*organizations: Organization) -> None:
    for one in organizations:
        if one.closed_on is not None:
            raise RuleError("organization.already_closed", name=one.name)


# ---- acts ---------------------------------------------------------------------------------------------------------


def _create(parent: Organization | None, new: NewOrganization, valid_from: date) -> Organization:
    if parent is not None:
        _check_open(parent)
    check_place(Level(new.level), Level(parent.level) if parent else None)
    if Organization.objects.filter(code=new.code).exists():
        raise RuleError("organization.code_taken", given=new.code)
    values = {
        "name": new.name,
        "code": new.code,
        "level": new.level,
        "founded_on": valid_from,
        **{name: value for name, value in new.values.items() if name in EDITABLE},
    }
    made = parent.add_child(**values) if parent is not None else Organization.add_root(**values)
    OrganizationName.objects.create(
        organization=made, name=made.name, short_name=made.short_name, valid_from=valid_from
    )
    Affiliation.objects.create(organization=made, parent=parent, valid_from=valid_from)
    arrange(parent)
    fresh: Organization = Organization.objects.get(pk=made.pk)
    return fresh


@transaction.atomic
def create_organization(
    *, parent: Organization | None, new: NewOrganization, on: date, by: Actor, at: datetime
) -> Organization:
    """A new organisation under `parent` (None: at the top) from the day `on`.

    Raises RuleError: organization.level_not_allowed, .code_taken, .already_closed, .in_the_future.
    """
    check_past(on, at)
    lock_tree()
    above = locked(parent.pk) if parent else None
    made = _create(above, new, on)
    audit_api.record(
        "organization.organization.created",
        by=by,
        at=at,
        about=made,
        organization_id=made.pk,
        details={"code": made.code, "level": made.level, "parent": above.code if above else "", "from": on},
    )
    return made


@transaction.atomic
def edit_organization(
    *, organization: Organization, values: Mapping[str, object], revision: int, by: Actor, at: datetime
) -> Organization:
    """Change undated facts (EDITABLE). A stale `revision` is refused; a new level must suit its neighbours in the tree.

    Raises RuleError: organization.changed_meanwhile, .code_taken, .level_not_allowed, .level_below_not_allowed.
    """
    lock_tree()
    row = locked(organization.pk, revision)
    changes = {name: value for name, value in values.items() if name in EDITABLE and getattr(row, name) != value}
    if not changes:
        return row
    if "code" in changes and Organization.objects.filter(code=changes["code"]).exclude(pk=row.pk).exists():
        raise RuleError("organization.code_taken", given=changes["code"])
    if "level" in changes:
        _check_new_level(row, Level(str(changes["level"])))
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*changes, "revision"])
    if "short_name" in changes:
        row.names.filter(valid_to=None).update(short_name=row.short_name)
    if {"office_order", "code"} & set(changes):
        arrange(row.get_parent())
        row.refresh_from_db()
    audit_api.record(
        "organization.organization.edited",
        by=by,
        at=at,
        about=row,
        organization_id=row.pk,
        details={name: [before[name], changes[name]] for name in changes},
    )
    return row


def _check_new_level(row: Organization, level: Level) -> None:
    above = row.get_parent()
    check_place(level, Level(above.level) if above else None)
    for child in open_children(row):
        try:
            check_place(Level(child.level), level)
        except RuleError as error:
            raise RuleError("organization.level_below_not_allowed", name=child.name, level=level.value) from error


def begin_name(row: Organization, name: str, short_name: str, on: date) -> None:
    """Write the name that holds from `on`; a name begun on the very same day is replaced.

    Raises RuleError `organization.before_last_change`.
    """
    current = row.names.filter(valid_to=None).order_by("-valid_from").first()
    if current is not None and on < current.valid_from:
        raise RuleError("organization.before_last_change", day=current.valid_from)
    if current is not None and on == current.valid_from:
        current.name, current.short_name = name, short_name
        current.save(update_fields=["name", "short_name"])
    else:
        if current is not None:
            current.valid_to = day_before(on)
            current.save(update_fields=["valid_to"])
        OrganizationName.objects.create(organization=row, name=name, short_name=short_name, valid_from=on)
    row.name, row.short_name = name, short_name
    row.revision += 1
    row.save(update_fields=["name", "short_name", "revision"])


@transaction.atomic
def rename_organization(
    *, organization: Organization, name: str, short_name: str, on: date, reason: str, by: Actor, at: datetime
) -> Organization:
    """A new name from the day `on`; what was written before keeps reading under the old one (ORG-04).

    Raises RuleError: organization.already_closed, .in_the_future, .before_last_change.
    """
    check_past(on, at)
    row = locked(organization.pk)
    _check_open(row)
    before = row.name
    begin_name(row, name, short_name, on)
    audit_api.record(
        "organization.organization.renamed",
        by=by,
        at=at,
        about=row,
        organization_id=row.pk,
        reason=reason,
        details={"before": before, "after": name, "from": on},
    )
    return row


def place_under(row: Organization, parent: Organization, on: date) -> Organization:
    """Move in the tree and begin the affiliation; the caller holds the tree's lock and writes the audit row.

    Raises RuleError `organization.under_itself`, `organization.before_last_change`.
    """
    _check_open(row, parent)
    if parent.path.startswith(row.path):
        raise RuleError("organization.under_itself", name=row.name)
    check_place(Level(row.level), Level(parent.level))
    current = row.affiliations.filter(valid_to=None).order_by("-valid_from").first()
    if current is not None and on < current.valid_from:
        raise RuleError("organization.before_last_change", day=current.valid_from)
    if current is not None and on == current.valid_from:
        current.parent = parent
        current.save(update_fields=["parent"])
    else:
        if current is not None:
            current.valid_to = day_before(on)
            current.save(update_fields=["valid_to"])
        Affiliation.objects.create(organization=row, parent=parent, valid_from=on)
    row.move(Organization.objects.get(pk=parent.pk), pos="last-child")
    Organization.objects.filter(pk=row.pk).update(revision=models.F("revision") + 1)
    arrange(Organization.objects.get(pk=parent.pk))
    fresh: Organization = Organization.objects.get(pk=row.pk)
    return fresh


@transaction.atomic
def move_organization(
    *, organization: Organization, parent: Organization, on: date, reason: str, by: Actor, at: datetime
) -> Organization:
    """隶属 changes: from `on` the organisation, with everything below it, belongs to `parent` (ORG-14).

    Raises RuleError: organization.under_itself, .level_not_allowed, .already_closed, .already_there,
    .before_last_change, .in_the_future.
    """
    check_past(on, at)
    lock_tree()
    row = locked(organization.pk)
    before = row.get_parent()
    if before is not None and before.pk == parent.pk:
        raise RuleError("organization.already_there", name=row.name, parent=before.name)
    row = place_under(row, locked(parent.pk), on)
    audit_api.record(
        "organization.organization.moved",
        by=by,
        at=at,
        about=row,
        organization_id=row.pk,
        reason=reason,
        details={"before": before.code if before else "", "after": parent.code, "from": on},
    )
    return row


def _close(row: Organization, on: date, why: str, *, by: Actor, at: datetime) -> None:
    last = day_before(on)
    accounts_api.end_roles_at(organization_id=row.pk, last_day=last, reason=why, by=by, at=at)
    for rows in (row.names, row.affiliations, row.leaderships):
        # What would begin on the closing day or later never comes to hold.
        rows.filter(valid_to=None, valid_from__gt=last).delete()
        rows.filter(valid_to=None).update(valid_to=last)
    Leadership.objects.filter(organization=row, valid_to__gt=last).update(valid_to=last)
    Term.objects.filter(organization=row, ended_on=None, started_on__gt=last).delete()
    Term.objects.filter(organization=row, ended_on=None).update(ended_on=last, end_reason=why)
    row.closed_on = on
    row.revision += 1
    row.save(update_fields=["closed_on", "revision"])


def _inherit(heir: Organization, ended: Organization) -> None:
    """Reports, problems and evidence of an ended organisation stay where they are; its heir goes on with them."""
    heir.inherits = sorted({*heir.inherits, ended.pk, *ended.inherits})
    Organization.objects.filter(pk=heir.pk).update(inherits=heir.inherits)


def _check_closable(row: Organization, on: date) -> None:
    _check_open(row)
    begun = row.affiliations.filter(valid_to=None).order_by("-valid_from").first()
    if begun is not None and on <= begun.valid_from:
        raise RuleError("organization.before_last_change", day=begun.valid_from)


@transaction.atomic
def close_organization(*, organization: Organization, on: date, reason: str, by: Actor, at: datetime) -> Organization:
    """撤销: from `on` the organisation exists no more; its terms and relations end the day before. Its past stays.

    Raises RuleError: organization.has_children, .already_closed, .before_last_change, .in_the_future.
    """
    check_past(on, at)
    lock_tree()
    row = locked(organization.pk)
    _check_closable(row, on)
    child = open_children(row).first()
    if child is not None:
        raise RuleError("organization.has_children", name=row.name, child=child.name)
    _close(row, on, reason, by=by, at=at)
    audit_api.record(
        "organization.organization.closed",
        by=by,
        at=at,
        about=row,
        organization_id=row.pk,
        reason=reason,
        details={"from": on},
    )
    return row


@transaction.atomic
def merge_organizations(
    *,
    predecessors: Iterable[Organization],
    successor: Organization,
    on: date,
    document_number: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> Organization:
    """合并: the predecessors end on `on`, what stood below them belongs to `successor`, and each points to it.

    The successor may be one of the old bodies that goes on, or one created just before.
    Raises RuleError: organization.merge_needs_others, .under_itself, and those of moving and closing.
    """
    check_past(on, at)
    lock_tree()
    heir = locked(successor.pk)
    _check_open(heir)
    rows = [locked(one.pk) for one in predecessors]
    if not rows or heir.pk in {row.pk for row in rows}:
        raise RuleError("organization.merge_needs_others", name=heir.name)
    for row in rows:
        if heir.path.startswith(row.path):
            raise RuleError("organization.under_itself", name=row.name)
        _check_closable(row, on)
        for child in list(open_children(Organization.objects.get(pk=row.pk))):
            place_under(Organization.objects.get(pk=child.pk), Organization.objects.get(pk=heir.pk), on)
        _close(Organization.objects.get(pk=row.pk), on, reason, by=by, at=at)
        Succession.objects.create(predecessor=row, successor=heir, kind="merge", on=on, document_number=document_number)
        _inherit(heir, row)
        Person.objects.filter(organization=row, active=True).update(organization=heir)
    audit_api.record(
        "organization.organization.merged",
        by=by,
        at=at,
        about=heir,
        organization_id=heir.pk,
        reason=reason,
        details={"predecessors": [row.code for row in rows], "from": on, "document": document_number},
    )
    fresh: Organization = Organization.objects.get(pk=heir.pk)
    return fresh


@transaction.atomic
def split_organization(
    *,
    organization: Organization,
    into: Sequence[NewOrganization],
    goes_on: bool,
    children: Mapping[int, str],
    on: date,
    document_number: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[Organization]:
    """分设: new bodies beside the old one, which goes on or ends; `children` maps what stood below to a new code.

    Returns the new organisations in the order given. Raises RuleError: organization.split_needs_heirs (two, or one if
    the old body goes on), .has_children (it ends and a child has no new superior), and those of creating and moving.
    """
    check_past(on, at)
    if len(into) < (1 if goes_on else 2):
        raise RuleError("organization.split_needs_heirs")
    lock_tree()
    row = locked(organization.pk)
    _check_closable(row, on)
    above = row.get_parent()
    made: dict[str, Organization] = {}
    for new in into:
        parent = Organization.objects.get(pk=above.pk) if above else None
        made[new.code] = _create(parent, new, on)
        Succession.objects.create(
            predecessor=row, successor=made[new.code], kind="split", on=on, document_number=document_number
        )
    for child in list(open_children(Organization.objects.get(pk=row.pk))):
        code = children.get(child.pk)
        if code in made:
            place_under(Organization.objects.get(pk=child.pk), Organization.objects.get(pk=made[code].pk), on)
        elif not goes_on:
            raise RuleError("organization.has_children", name=row.name, child=child.name)
    if not goes_on:
        _close(Organization.objects.get(pk=row.pk), on, reason, by=by, at=at)
        for heir in made.values():
            _inherit(heir, row)
    audit_api.record(
        "organization.organization.split",
        by=by,
        at=at,
        about=row,
        organization_id=row.pk,
        reason=reason,
        details={"into": list(made), "goes_on": goes_on, "from": on, "document": document_number},
    )
    return [Organization.objects.get(pk=one.pk) for one in made.values()]
