"""Doors of the grades: everything is found within the reach of the acting role only."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from shuping.apps.cycles import api as cycles_api
from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import Adjustment, Objection, ResultUse, VetoFact


def find_cycle(actor: Actor, permission: Permission, pk: int) -> Any:
    """A round whose organiser lies within reach. Raises Http404."""
    return cycles_api.find_cycle_for(actor, permission, pk)


def find_participant(actor: Actor, permission: Permission, pk: int) -> Any:
    """A reporter of a round whose organiser lies within reach. Raises Http404."""
    return cycles_api.find_participant_for(actor, permission, pk)


def find_own_participant(actor: Actor, permission: Permission, pk: int) -> Any:
    """A reporter whose own unit lies within reach. Raises Http404."""
    rows = cycles_api.Participant.objects.select_related("cycle__organizer", "cycle__rule_set", "organization")
    found = within(rows, actor, permission).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_readable_cycle(actor: Actor, pk: int) -> Any:
    """A round whose published grades the actor may look up; which lines there are, `readable_participants` says.

    Raises Http404.
    """
    if actor.reach(Permission.GRADE_READ_PUBLISHED) is Reach.NONE:
        raise Http404
    return cycles_api.find_cycle(actor, pk)


def readable_cycles(actor: Actor) -> QuerySet[Any]:
    """The rounds that the actor may read, latest first, rehearsals last."""
    rows: QuerySet[Any] = cycles_api.readable(actor).order_by("rehearsal", "-year", "id")
    return rows


def readable_participants(actor: Actor, cycle: Any) -> QuerySet[Any]:
    """The reporters of a round whose published grade the actor may read, in the order of the roster."""
    rows = cycles_api.Participant.objects.filter(cycle=cycle, exempt_reason="", left_reason="")
    rows = rows.select_related("organization").order_by("order_no", "id")
    return within(rows, actor, Permission.GRADE_READ_PUBLISHED)


def _within_round(rows: QuerySet[Any], actor: Actor, permission: Permission, pk: int) -> Any:
    rows = rows.select_related("participant__cycle__organizer", "participant__cycle__rule_set")
    found = within(rows, actor, permission, "participant__cycle__organizer").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_adjustment(actor: Actor, pk: int) -> Adjustment:
    """An adjustment to withdraw. Raises Http404."""
    found: Adjustment = _within_round(Adjustment.objects.all(), actor, Permission.SCORE_ENTER, pk)
    return found


def find_veto_fact(actor: Actor, pk: int) -> VetoFact:
    """A veto fact to withdraw. Raises Http404."""
    found: VetoFact = _within_round(VetoFact.objects.all(), actor, Permission.VETO_ENTER, pk)
    return found


def find_objection(actor: Actor, pk: int) -> Objection:
    """An objection to answer. Raises Http404."""
    found: Objection = _within_round(Objection.objects.all(), actor, Permission.OBJECTION_ANSWER, pk)
    return found


def find_result_use(actor: Actor, pk: int) -> ResultUse:
    """An entry of the register of uses. Raises Http404."""
    found: ResultUse = _within_round(ResultUse.objects.all(), actor, Permission.RESULT_USE, pk)
    return found
