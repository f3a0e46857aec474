"""Two people really at once, each with an own connection."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from shuping.apps.audit.models import AuditEvent
from shuping.apps.ballots import services
from shuping.apps.ballots.models import Count as Agreed
from shuping.apps.ballots.models import CountSession
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from tests.factories.world import make_world

from .counting import begin


def race(acts: list[Callable[[], object]]) -> list[str]:
    """Run the acts at the same moment; what each came to: "" or the code of its refusal."""
    barrier, answers = Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        try:
            barrier.wait(timeout=60)
            acts[place]()
        except RuleError as error:
            answers[place] = error.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_two_who_lock_or_unlock_at_the_same_moment_exactly_one_wins(at: datetime) -> None:
    count = begin(make_world(), at)
    count.key_all()
    services.confirm_count(session=count.session, by=count.first, at=at)

    def locks(by: Actor) -> Callable[[], object]:
        return lambda: services.lock_count(session=CountSession.objects.get(), by=by, at=at)

    answers = race([locks(count.supervisor), locks(count.head)])
    assert sorted(answers) == ["", "ballots.already_locked"]
    assert AuditEvent.objects.filter(action="ballots.count.locked").count() == 1
    assert Agreed.objects.count() == 6

    def asks(by: Actor) -> Callable[[], object]:
        return lambda: services.ask_unlock(session=CountSession.objects.get(), reason="发现漏装一张", by=by, at=at)

    assert sorted(race([asks(count.supervisor), asks(count.head)])) == ["", "ballots.unlock_already_asked"]
