"""Doors of the rounds: who may read one, who may keep one.

The department's round is kept by the office; a unit keeps the child rounds it organises itself. Both go through
Permission.CHILD_CYCLE_KEEP, whose reach is ALL for the office and BELOW for a unit: the department's round is never
below a unit. A unit reads the rounds above it once their plan is approved (CYC-12), and its own at any time.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

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


def find_cycle_for(actor: Actor, permission: Permission, pk: int) -> Cycle:
    """A round whose organiser lies within the actor's reach for `permission`. Raises Http404."""
    rows = Cycle.objects.select_related("organizer", "rule_set", "parent")
    return _one(within(rows, actor, permission, "organizer"), pk)


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
