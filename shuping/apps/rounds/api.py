"""What the portal and the commands may call: moving a round, what waits, damage."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.wording import stage_name
from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.cycles.facts import Facts
from shuping.core.cycles.stages import Stage, forward
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import facts
from .damage import damage
from .facts import collect
from .services import NotReady, advance_round, back_steps, reopen_count, resume, step_back, suspend, wipe_rehearsal

__all__ = [
    "Facts",
    "NotReady",
    "advance_round",
    "back_steps",
    "collect",
    "damage",
    "reopen_count",
    "resume",
    "step_back",
    "suspend",
    "waiting",
    "wipe_rehearsal",
]


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Rounds that are ready for their next step, for those who take it (DSH-01)."""
    if actor.reach(Permission.CHILD_CYCLE_KEEP) is Reach.NONE and actor.reach(Permission.CYCLE_ARCHIVE) is Reach.NONE:
        return
    rows = cycles_api.readable(actor).filter(rehearsal=False, suspended_reason="").exclude(stage=Stage.ARCHIVED)
    if actor.reach(Permission.CYCLE_READ) is Reach.ALL:
        rows = rows.filter(parent=None)
    for cycle in rows:
        to = forward(cycle.stage)
        if to is None or not may_take(actor, cycle, to) or not facts.is_ready(cycle, to):
            continue
        yield Waiting(
            text=_("Take the round to “%(stage)s”") % {"stage": stage_name(to)},
            url=reverse("rounds:board", args=[cycle.pk]),
            kind="rounds.advance",
            about=cycle.title,
        )


def may_take(actor: Actor, cycle: cycles_api.Cycle, to: str) -> bool:
    """Whether the actor may take the round to `to`: approving and archiving have rights of their own."""
    own = {Stage.PLAN_APPROVED: Permission.CYCLE_APPROVE, Stage.ARCHIVED: Permission.CYCLE_ARCHIVE}
    return cycles_api.may_in(actor, own.get(Stage(to), Permission.CHILD_CYCLE_KEEP), cycle)
