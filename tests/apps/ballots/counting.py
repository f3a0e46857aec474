"""A count in a small world: two tellers, forms of three classes, sheets that fit."""

from dataclasses import dataclass
from datetime import datetime

from shuping.apps.ballots import services
from shuping.apps.ballots.models import CountSession, Keying
from shuping.base.actor import Actor
from shuping.core.ballots.tally import Row
from shuping.core.roles.catalog import Role
from tests.factories.world import World, make_person, make_user

# Class: issued, collected; two reporters, who both vote in class B.
FORMS = {"A": (9, 9), "B": (8, 7), "C": (20, 20)}
SHEETS: dict[str, tuple[dict[str, int], dict[str, int]]] = {
    "A": ({"good": 7, "fairly_good": 2}, {"good": 4, "fairly_good": 4, "average": 1}),
    "B": ({"good": 5, "fairly_good": 1}, {"good": 3, "fairly_good": 2, "abstain": 1}),
    "C": ({"good": 14, "fairly_good": 4, "average": 1}, {"good": 9, "fairly_good": 7, "average": 2}),
}


@dataclass
class Count:
    """The count of the world's round and who works on it."""

    world: World
    session: CountSession
    first: Actor
    second: Actor
    head: Actor
    supervisor: Actor
    at: datetime

    def fresh(self) -> CountSession:
        """The session as stored now."""
        return CountSession.objects.get(pk=self.session.pk)

    def rows(self, code: str) -> list[Row]:
        """The sheet of one class; in class C one void row of the second reporter."""
        own, other = SHEETS[code]
        pair = [str(self.world.own.participant.pk), str(self.world.other.participant.pk)]
        void = {"void": 1, "void_reason": "该行未填写"} if code == "C" else {}
        return [Row(pair[0], own), Row(pair[1], other, **void)]  # type: ignore[arg-type]

    def issue(self, code: str, **changes: object) -> None:
        """Record the forms of one class."""
        issued, collected = FORMS[code]
        figures: dict[str, object] = {"issued": issued, "collected": collected, **changes}
        if code == "C" and "void_forms" not in changes:
            figures.update(void_forms=1, void_reason="全部填写同一等次")
        services.record_issue(session=self.session, class_code=code, by=self.first, at=self.at, **figures)  # type: ignore[arg-type]

    def close(self) -> None:
        """Record every class and end the taking in."""
        for code in FORMS:
            self.issue(code)
        services.close_count(session=self.session, by=self.first, at=self.at)

    def key(self, code: str, by: Actor, rows: list[Row] | None = None, *, finish: bool = True) -> Keying:
        """One whole keying of one class."""
        keying = services.start_keying(session=self.session, class_code=code, by=by, at=self.at)
        services.save_rows(keying=keying, rows=rows if rows is not None else self.rows(code), by=by, at=self.at)
        if finish:
            services.finish_keying(keying=keying, by=by, at=self.at)
        return keying

    def key_all(self) -> None:
        """Close, and key every class twice without a difference."""
        self.close()
        for code in FORMS:
            for by in (self.first, self.second):
                self.key(code, by)

    def lock(self) -> str:
        """From nothing to the locked count."""
        self.key_all()
        services.confirm_count(session=self.session, by=self.first, at=self.at)
        return services.lock_count(session=self.session, by=self.supervisor, at=self.at)


def second_teller(world: World) -> Actor:
    """Another teller with an account."""
    if ("teller", "second") not in world.users:
        person = make_person(world.root, "测试计票员乙")
        world.users["teller", "second"] = make_user(Role.TELLER, world.root, person, "teller-second")
    user = world.users["teller", "second"]
    return Actor(user.pk, str(user), Role.TELLER, world.root.pk, world.root.path, user.person_id)


def begin(world: World, at: datetime) -> Count:
    """The round has reached its meeting and the count is open."""
    world.cycle.stage = "meeting"
    world.cycle.save()
    first = world.actor("teller")
    session = services.open_count(cycle=world.cycle, by=first, at=at)
    head, supervisor = world.actor("office_head"), world.actor("supervisor")
    return Count(world, session, first, second_teller(world), head, supervisor, at)
