"""Two people at the same moment: one wins, the other is told who was first or what has changed.

A small round is played through the services. At its acts of consequence two people with connections of their own do
the act at once (a barrier starts them; the first is held a moment inside its transaction, so that the second waits on
its lock). The story goes on with what the winner did.
"""

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib import import_module
from threading import Barrier, Thread
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.utils import translation

from shuping.apps.accounts import api as accounts
from shuping.apps.accounts.models import User
from shuping.apps.audit import api as audit
from shuping.apps.cycles import api as cycles
from shuping.apps.grades import api as grades
from shuping.apps.organization import api as organizations
from shuping.apps.organization.models import Organization
from shuping.apps.rectification.services import plan, sign_off
from shuping.apps.reports import api as reports
from shuping.apps.reports.models import Report
from shuping.base.actor import SYSTEM, Actor
from shuping.base.wording import sentence
from shuping.commands.verify import violations
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from shuping.dev.demo.register import Cast
from tests.apps.assessments import scene as annual
from tests.apps.grades import scene
from tests.apps.organization.builders import draft_of
from tests.factories import small_round
from tests.factories.world import World, make_person, make_world

HELD = 0.04  # seconds that an act lingers inside its transaction
MOMENT = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)
DAY = date(2021, 1, 1)
Act = Callable[[], Any]
Given = dict[str, Any]


@dataclass(frozen=True)
class Rival:
    """Who does what at the same moment: the same act, or `act`; where that one wins, `mend` leads back to the story."""

    name: str
    act: Callable[[Actor, Given], Any] | None = None
    mend: Callable[[Cast, Given], Any] | None = None


def save_once_more(by: Actor, given: Given) -> None:
    report = given["report"]
    reports.save_draft(
        report=report,
        title=report.draft_title,
        sections={**report.draft_sections, "plans": "另一稿"},
        revision=report.revision,
        by=by,
        at=given["at"],
    )


def hand_in_the_other_text(cast: Cast, given: Given) -> Any:
    report = Report.objects.get(pk=given["report"].pk)
    return reports.submit(report=report, confirmed=True, revision=report.revision, by=given["by"], at=given["at"])


def return_the_report(by: Actor, given: Given) -> None:
    reports.return_report(report=given["report"], reason="请补充", seen="submitted", by=by, at=given["at"])


def hand_in_and_approve(cast: Cast, given: Given) -> Any:
    report = Report.objects.get(pk=given["report"].pk)
    reporter = cast.reporter(report.participant.organization.code)
    reports.submit(report=report, confirmed=True, revision=report.revision, by=reporter, at=given["at"])
    return reports.approve(report=report, by=given["by"], at=given["at"])


def return_the_plan(by: Actor, given: Given) -> None:
    plan.return_plan(plan=given["plan"], comment="请补充", by=by, at=given["at"])


def submit_and_approve(cast: Cast, given: Given) -> Any:
    row = given["plan"]
    reporter = cast.reporter(row.organization.code)
    again = plan.submit_plan(cycle=row.cycle, organization=row.organization, by=reporter, at=given["at"])
    return plan.approve_plan(plan=again, by=given["by"], at=given["at"])


def return_the_sign_off(by: Actor, given: Given) -> None:
    sign_off.return_sign_off(request=given["request"], answer="证据不足", by=by, at=given["at"])


def ask_and_accept(cast: Cast, given: Given) -> Any:
    issue = given["request"].issue
    reporter = cast.reporter(issue.organization.code)
    again = sign_off.request_sign_off(issue=issue, statement="已补充", by=reporter, at=given["at"])
    return sign_off.accept_sign_off(request=again, by=given["by"], at=given["at"])


# Module as the story calls it, act, the refusals that may be told, the rival of each call in turn.
RACES: list[tuple[str, str, set[str], list[Rival]]] = [
    ("shuping.apps.rounds.services", "advance_round", {"cycles.moved_meanwhile"}, [Rival("office2")] * 13),
    ("shuping.apps.reports.api", "save_draft", {"reports.stale"}, [Rival("s-a02")]),
    (
        "shuping.apps.reports.api",
        "submit",
        {"reports.cannot_submit", "reports.cannot_save", "reports.stale"},
        [Rival("s-a02"), Rival("c-a02", save_once_more, hand_in_the_other_text)],
    ),
    (
        "shuping.apps.reports.api",
        "approve",
        {"reports.cannot_approve", "reports.cannot_return"},
        [Rival("office2"), *[Rival("office2", return_the_report, hand_in_and_approve)] * 3],
    ),
    ("shuping.apps.reports.api", "write_outline", {"reports.outline_stale"}, [Rival("presider")]),
    ("shuping.apps.ballots.api", "open_count", {"ballots.already_open"}, [Rival("teller1")]),
    ("shuping.apps.ballots.api", "close_count", {"ballots.not_open"}, [Rival("teller2")]),
    ("shuping.apps.ballots.api", "finish_keying", {"ballots.keying_finished"}, [Rival("teller1")]),
    ("shuping.apps.ballots.api", "confirm_count", {"ballots.already_confirmed"}, [Rival("teller2")]),
    ("shuping.apps.ballots.api", "lock_count", {"ballots.already_locked"}, [Rival("supervisor")]),
    ("shuping.apps.grades.api", "decide_grades", {"grades.decided_first"}, [Rival("member")]),
    (
        "shuping.apps.rectification.services.feedback",
        "deliver_feedback",
        {"rectification.already_delivered"},
        [Rival("office2"), Rival("office-head")],
    ),
    (
        "shuping.apps.rectification.services.feedback",
        "sign_receipt",
        {"rectification.already_signed"},
        [Rival("s-a02")],
    ),
    ("shuping.apps.rectification.services.plan", "submit_plan", {"rectification.plan_submitted"}, [Rival("s-a02")]),
    (
        "shuping.apps.rectification.services.plan",
        "approve_plan",
        {"rectification.plan_decided"},
        [Rival("office-head"), *[Rival("office2", return_the_plan, submit_and_approve)] * 2],
    ),
    (
        "shuping.apps.rectification.services.sign_off",
        "request_sign_off",
        {"rectification.already_requested"},
        [Rival("s-a02")],
    ),
    (
        "shuping.apps.rectification.services.sign_off",
        "accept_sign_off",
        {"rectification.already_answered"},
        [Rival("office2"), *[Rival("office2", return_the_sign_off, ask_and_accept)] * 3],
    ),
    (
        "shuping.apps.rectification.services.look_backs",
        "record_look_back",
        {"rectification.already_looked"},
        [Rival("office2")],
    ),
]
# Told is what happened, not who did it: the role that clashes is the person's own.
NAMELESS = {"accounts.clash"}


@dataclass
class Outcome:
    """What a race came to: who won, and what the others were told."""

    title: str
    winners: list[str] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)

    def told(self, codes: set[str]) -> bool:
        """One act was done; the other person got a sentence with the name of who was first, or what has changed."""
        if len(self.winners) != 1 or len(self.refusals) != 1:
            return False
        code, text = self.refusals[0]
        return code in codes and (code in NAMELESS or self.winners[0] in text)


@contextmanager
def lingering() -> Iterator[None]:
    """Every act stays a moment in its transaction after it has written its trace."""
    record = audit.record

    def slowly(*args: Any, **kwargs: Any) -> Any:
        made = record(*args, **kwargs)
        time.sleep(HELD)
        return made

    with mock.patch.object(audit, "record", slowly):
        yield


def race(title: str, *acts: tuple[str, Act]) -> tuple[Outcome, Any]:
    """Run the acts (name of the person, act) at once; the outcome and what the winner's act gave."""
    barrier, outcome, given = Barrier(len(acts)), Outcome(title), []
    wrong: list[BaseException] = []

    def run(name: str, act: Act) -> None:
        try:
            barrier.wait(timeout=60)
            given.append(act())
            outcome.winners.append(name)
        except RuleError as error:
            with translation.override("zh-hans"):
                outcome.refusals.append((error.code, sentence(error)))
        except BaseException as error:  # noqa: BLE001  (shown by the test)
            wrong.append(error)
        finally:
            connection.close()

    with lingering():
        threads = [Thread(target=run, args=pair) for pair in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    if wrong:
        raise AssertionError(f"{title}: {wrong[0]!r}") from wrong[0]
    assert given, outcome
    return outcome, given[0]


class Races:
    """Puts a race in the place of chosen calls of the story."""

    def __init__(self) -> None:
        self.cast: Cast | None = None
        self.lost: list[Outcome] = []  # races that did not end as they must
        self.run = 0

    def instead_of(
        self, name: str, act: Callable[..., Any], codes: set[str], rivals: list[Rival]
    ) -> Callable[..., Any]:
        """The act, raced as long as there are rivals."""
        waiting = list(rivals)

        def raced(**given: Any) -> Any:
            if not waiting or self.cast is None or connection.in_atomic_block:
                return act(**given)
            rival, mine, theirs = waiting.pop(0), copy.deepcopy(given), copy.deepcopy(given)
            other = self.cast.actor(rival.name)
            if rival.act is None:
                second = (other.name, lambda: act(**{**theirs, "by": other}))
            else:
                second = (f"{other.name} ", lambda: rival.act(other, theirs))  # type: ignore[misc]
            outcome, answer = race(name, (given["by"].name, lambda: act(**mine)), second)
            self.run += 1
            theirs_won = outcome.winners == [second[0]]
            outcome.winners = [one.strip() for one in outcome.winners]
            if not outcome.told(codes):
                self.lost.append(outcome)
            if theirs_won and rival.mend is not None:
                cast, self.cast = self.cast, None  # what mends is not raced
                try:
                    return rival.mend(cast, given)
                finally:
                    self.cast = cast
            return answer

        return raced

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """All of them."""
        with ExitStack() as stack:
            for module, name, codes, rivals in RACES:
                place = import_module(module)
                raced = self.instead_of(name, getattr(place, name), codes, rivals)
                stack.enter_context(mock.patch.object(place, name, raced))
            yield


@pytest.mark.slow
@pytest.mark.feature("OPS-15")
@pytest.mark.django_db(transaction=True)
def test_in_a_whole_round_one_of_two_wins_and_the_other_is_told() -> None:
    races = Races()
    with races.at_work():
        races.cast = small_round.fill()
        small_round.play(races.cast)
    assert races.lost == []
    assert races.run == sum(len(rivals) for _, _, _, rivals in RACES)
    assert list(violations()) == []


def grant(user: User, role: Role, where: Organization, by: Actor) -> Act:
    return lambda: accounts.grant_role(
        user_id=user.pk, role=role, organization_id=where.pk, valid_from=DAY, by=by, at=MOMENT
    )


@pytest.mark.feature("OPS-15")
@pytest.mark.django_db(transaction=True)
def test_two_roles_that_clash_are_not_granted_at_once() -> None:
    world = make_world()
    person = make_person(world.root, "双岗")
    user = User.objects.create(username="both", display_name="双岗", person=person, password="!")
    security, again = world.actor("security_admin"), SYSTEM
    outcome, _ = race(
        "grant",
        ("甲", grant(user, Role.SYSTEM_ADMIN, world.root, security)),
        ("乙", grant(user, Role.AUDITOR, world.root, again)),
    )
    assert outcome.told({"accounts.clash"}), outcome
    assert user.assignments.count() == 1
    assert "双岗" in outcome.refusals[0][1]


@pytest.mark.feature("OPS-15")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("drafts", [1, 2])
def test_the_same_workbook_is_written_once(drafts: int) -> None:
    world = make_world()
    first, second = world.actor("office"), world.actor("office_head")
    rows = [[f"N-{number}", f"新{number}党支部", "A", "党支部", f"某人{number}", "", "", "9"] for number in range(4)]
    made = [draft_of(rows, first, MOMENT)]
    made.append(draft_of(rows, second, MOMENT) if drafts == 2 else made[0])
    seen = [organizations.dry_run(draft).digest for draft in made]

    def commit(place: int, by: Actor) -> Act:
        draft = copy.deepcopy(made[place])
        return lambda: organizations.commit_import(draft=draft, digest=seen[place], by=by, at=MOMENT)

    outcome, _ = race("import", (first.name, commit(0, first)), (second.name, commit(1, second)))
    assert outcome.told({"organization.import_gone" if drafts == 1 else "organization.import_changed"}), outcome
    assert Organization.objects.filter(code__startswith="N-").count() == 4
    assert list(organizations.damage()) == []


@pytest.mark.feature("OPS-15")
@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_same_year_make_one_round() -> None:
    world = make_world()

    def begin(by: Actor) -> Act:
        scope = cycles.Scope(cutoff_date=DAY)
        return lambda: cycles.create_cycle(organizer=world.root, year=2021, scope=scope, by=by, at=MOMENT)

    first, second = world.actor("office"), world.actor("office_head")
    outcome, _ = race("create_cycle", (first.name, begin(first)), (second.name, begin(second)))
    assert outcome.told({"cycles.year_taken"}), outcome
    assert cycles.Cycle.objects.filter(year=2021).count() == 1


@pytest.mark.feature("OPS-15")
@pytest.mark.django_db(transaction=True)
def test_two_who_answer_an_objection_leave_one_answer() -> None:
    world = make_world()
    cycle = scene.decided_round(world)
    person = scene.by_name(cycle)["S1"]
    reporter = replace(world.actor("reporter"), person_id=person.person_id)
    objection = grades.make_objection(participant=person, text="请说明依据", by=reporter, at=scene.AT)

    def answer(by: Actor, *, upheld: bool) -> Act:
        given = copy.deepcopy(objection)
        return lambda: grades.answer_objection(objection=given, upheld=upheld, answer="已核对", by=by, at=scene.AT)

    first, second = world.actor("office_head"), world.actor("office")
    acts = (first.name, answer(first, upheld=True)), (second.name, answer(second, upheld=False))
    outcome, _ = race("answer_objection", *acts)
    assert outcome.told({"grades.answered_already"}), outcome
    objection.refresh_from_db()
    assert objection.upheld is (outcome.winners == [first.name])


def two(world: World, act: Callable[..., Any], *roles: str, **given: Any) -> Outcome:
    """The same act by the people of two roles at once; `own` is their unit."""
    people = [world.actor(role) for role in roles or ("office", "office_head")]
    mine = [copy.deepcopy(given) for _ in people]
    acts = [
        (by.name, lambda by=by, kept=kept: act(**{"at": annual.AT, **kept, "by": by}))
        for by, kept in zip(people, mine, strict=True)
    ]
    return race(act.__name__, *acts)[0]
