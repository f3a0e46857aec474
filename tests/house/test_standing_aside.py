"""回避 (ORG-11): whoever has to stand aside for a unit does not judge it, in any app."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shuping.apps.accounts.models import ConflictDeclaration
from shuping.apps.ballots import api as ballots
from shuping.apps.ballots.models import CountSession
from shuping.apps.grades import api as grades
from shuping.apps.grades.models import Decision
from shuping.apps.reports import api as reports
from shuping.core.errors import RuleError
from tests.apps.grades import scene
from tests.factories.world import World

pytestmark = [pytest.mark.feature("ORG-11"), pytest.mark.django_db]


def stand_aside(world: World, role: str, organization: Any) -> None:
    """The holder of a role declares that he or she will not act on an organisation."""
    ConflictDeclaration.objects.create(
        person_id=world.actor(role).person_id, organization=organization, ground="亲属", declared_on=date(2020, 1, 1)
    )


def refused(act: Callable[..., object], **given: object) -> str:
    """The code with which an act is refused."""
    with pytest.raises(RuleError) as error:
        act(**given)
    return error.value.code


def test_a_comment_is_not_written_on_a_unit_one_stands_aside_for(world: World) -> None:
    stand_aside(world, "member", world.own.organization)
    words = {"good": ["好"], "problems": ["问题"], "requirements": ["要求"], "revision": 0, "at": scene.AT}
    by = world.actor("member")
    assert refused(reports.write_outline, participant=world.own.participant, by=by, **words) == "accounts.conflict"
    assert reports.write_outline(participant=world.other.participant, by=by, **words).revision == 1  # type: ignore[arg-type]


def test_a_count_is_neither_keyed_nor_confirmed_nor_locked_by_somebody_who_stands_aside_for_one_unit(
    world: World,
) -> None:
    scene.set_stage(world.cycle, "meeting")
    session = CountSession.objects.create(cycle=world.cycle, state="closed", first_lock_by=world.user("office_head"))
    stand_aside(world, "teller", world.other.organization)
    given = {"session": session, "by": world.actor("teller"), "at": scene.AT}
    assert refused(ballots.start_keying, class_code="A", **given) == "accounts.conflict"
    assert refused(ballots.confirm_count, **given) == "accounts.conflict"
    assert refused(ballots.lock_count, **given) == "accounts.conflict"


def test_the_vetoes_of_a_round_are_not_confirmed_by_somebody_who_stands_aside_for_one_unit(world: World) -> None:
    cycle = scene.worked_round(world)
    stand_aside(world, "supervisor", scene.by_name(cycle)["S3"].organization)
    given = {"cycle": cycle, "by": world.actor("supervisor"), "at": scene.AT}
    assert refused(grades.confirm_vetoes, **given) == "accounts.conflict"


def test_who_stands_aside_passes_the_suggestion_on_and_sets_no_other_grade(world: World) -> None:
    cycle = scene.worked_round(world)
    scene.computed(world, cycle)
    s4 = scene.by_name(cycle)["S4"]
    for role in ("office_head", "presider"):
        stand_aside(world, role, s4.organization)
    head, presider = world.actor("office_head"), world.actor("presider")
    other = {s4.pk: ("good", "全年攻坚突出")}
    assert refused(grades.propose_grades, cycle=cycle, proposals=other, by=head, at=scene.AT) == "accounts.conflict"
    assert not Decision.objects.filter(participant=s4).exists()
    grades.propose_grades(cycle=cycle, proposals={}, by=head, at=scene.AT)
    scene.set_stage(cycle, "proposed")
    given = {"cycle": cycle, "meeting": scene.MEETING, "by": presider, "at": scene.AT}
    changed = scene.decisions(cycle, S4=grades.Decided("average", "会议研究"))
    assert refused(grades.decide_grades, decisions=changed, **given) == "accounts.conflict"
    grades.decide_grades(decisions=scene.decisions(cycle), **given)  # type: ignore[arg-type]
    assert Decision.objects.get(participant=s4).decided == Decision.objects.get(participant=s4).suggested
