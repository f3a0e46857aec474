"""Which permission opens which address of the count."""

from collections.abc import Mapping

from shuping.apps.ballots.models import CountSession, Keying
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World


def _cycle(world: World, whose: str) -> Mapping[str, object]:
    """A closed count of this year's round."""
    CountSession.objects.get_or_create(cycle=world.cycle, defaults={"state": "closed"})
    return {"cycle_id": world.cycle.pk}


def _class(world: World, whose: str) -> Mapping[str, object]:
    return {**_cycle(world, whose), "class_code": "A"}


def _keying(world: World, whose: str) -> Mapping[str, object]:
    """A keying of the world's teller in a count with class A recorded."""
    _cycle(world, whose)
    session = CountSession.objects.get(cycle=world.cycle)
    session.issues.get_or_create(class_code="A")
    keying, _made = Keying.objects.get_or_create(
        session=session, class_code="A", number=1, defaults={"keyed_by": world.user("teller")}
    )
    return {"pk": keying.pk}


def _row(world: World, whose: str) -> Mapping[str, object]:
    return {**_keying(world, whose), "participant_id": world.own.participant.pk}


ROWS = [
    Row("ballots:list", P.COUNT_READ, scoped=False),
    Row("ballots:session", P.COUNT_READ, _cycle, scoped=False),
    Row("ballots:open", P.COUNT_KEY, _cycle, scoped=False, method="post"),
    Row("ballots:forms", P.COUNT_KEY, _class, scoped=False),
    Row("ballots:close", P.COUNT_KEY, _cycle, scoped=False, method="post"),
    Row("ballots:start", P.COUNT_KEY, _class, scoped=False, method="post"),
    Row("ballots:keying", P.COUNT_KEY, _keying, scoped=False),
    Row("ballots:reopen", P.COUNT_KEY, _keying, scoped=False, method="post"),
    Row("ballots:again", P.COUNT_KEY, _row, scoped=False),
    Row("ballots:differences", P.COUNT_FIGURES, _cycle, scoped=False),
    Row("ballots:confirm", P.COUNT_LOCK, _cycle, scoped=False, method="post"),
    Row("ballots:withdraw", P.COUNT_LOCK, _cycle, scoped=False, method="post"),
    Row("ballots:lock", P.COUNT_LOCK, _cycle, scoped=False, method="post"),
    Row("ballots:ask_unlock", P.COUNT_UNLOCK, _cycle, scoped=False, method="post"),
    Row("ballots:refuse_unlock", P.COUNT_UNLOCK, _cycle, scoped=False, method="post"),
    Row("ballots:unlock", P.COUNT_UNLOCK, _cycle, scoped=False, method="post"),
    Row("ballots:sheet", P.COUNT_FIGURES, _cycle, scoped=False),
]
