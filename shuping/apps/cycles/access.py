"""Doors of the rounds: who may read one, who may keep one.

The department's round is kept by the office; a unit keeps the child rounds it organises itself. Both go through
Permission.CHILD_CYCLE_KEEP, whose reach is ALL for the office and BELOW for a unit: the department's round is never
below a unit. A unit reads the rounds above it once their plan is approved (CYC-12), and its own at any time.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.apps.organization.api import Organization
from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.cycles.stages import Stage
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import Cycle, Participant

_STEP = 4  # treebeard's default length of one step of a path


def ancestor_paths(path: str) -> list[str]:
    """The paths of the organisation itself and of everything above it."""
    return [path[:end] for end in range(_STEP, len(path) + 1, _STEP)]


def readable(actor: Actor) -> QuerySet[Cycle]:
    """The rounds this actor may read; rehearsals only for those who keep them."""
    reach = actor.reach(Permission.CYCLE_READ)
    rows = Cycle.objects.select_related("organizer", "rule_set", "parent")
    if reach is Reach.NONE:
        return rows.none()
    if reach is Reach.ALL:
        return rows
    above = Q(organizer__path__in=ancestor_paths(actor.organization_path), rehearsal=False)
    return rows.filter(Q(organizer__path__startswith=actor.organization_path) | (above & ~Q(stage=Stage.DRAFT)))


def keepable(actor: Actor) -> QuerySet[Cycle]:
    """The rounds this actor may change."""
    rows = Cycle.objects.select_related("organizer", "rule_set", "parent")
    return within(rows, actor, Permission.CHILD_CYCLE_KEEP, "organizer")


def find_cycle(actor: Actor, pk: int) -> Cycle:
    """A round to read. Raises Http404."""
    return _one(readable(actor), pk)


def find_cycle_to_keep(actor: Actor, pk: int) -> Cycle:
    """A round to change. Raises Http404."""
    return _one(keepable(actor), pk)


def cycles_within(actor: Actor, permission: Permission) -> QuerySet[Cycle]:
    """The rounds whose organiser lies within the actor's reach for `permission`."""
    rows = Cycle.objects.select_related("organizer", "rule_set", "parent")
    return within(rows, actor, permission, "organizer")


def may_in(actor: Actor, permission: Permission, cycle: Cycle) -> bool:
    """Whether `permission` covers a round: the department's, or a child round that the actor's unit organises."""
    where = cycle.organizer
    return actor.may(
        permission, organization_id=where.pk, organization_path=where.path, organizer_id=child_organizer(cycle)
    )


def may_with(actor: Actor, permission: Permission, cycle: Cycle, unit: Organization) -> bool:
    """Whether `permission` covers what a unit has in a round: by the unit, or because the actor's unit organises it."""
    return actor.may(
        permission, organization_id=unit.pk, organization_path=unit.path, organizer_id=child_organizer(cycle)
    )


def child_organizer(cycle: Cycle) -> int | None:
    """Who organises a child round; None for the department's round, which no unit ever organises."""
    return cycle.organizer_id if cycle.parent_id is not None else None


def organizes(organization_id: int) -> bool:
    """Whether an organisation organises a child round of any year."""
    return Cycle.objects.filter(organizer=organization_id, parent__isnull=False).exists()


def find_cycle_for(actor: Actor, permission: Permission, pk: int) -> Cycle:
    """A round whose organiser lies within the actor's reach for `permission`. Raises Http404."""
    return _one(cycles_within(actor, permission), pk)


def find_participant_for(actor: Actor, permission: Permission, pk: int) -> Participant:
    """A reporter of a round whose organiser lies within the actor's reach for `permission`. Raises Http404."""
    rows = Participant.objects.select_related("cycle__organizer", "organization", "person")
    found = within(rows, actor, permission, "cycle__organizer").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _one(rows: QuerySet[Cycle], pk: int) -> Cycle:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
