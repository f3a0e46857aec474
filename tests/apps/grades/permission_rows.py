"""Every address of the grades."""

from collections.abc import Mapping

from shuping.apps.ballots.models import CountSession
from shuping.apps.grades import api
from shuping.apps.grades.models import Adjustment, Objection, ResultUse, VetoFact
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World

from . import scene


def cycle(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle_id": world.cycle.pk}


def participant(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": world.unit(whose).participant.pk}


def computed_participant(world: World, whose: str) -> Mapping[str, object]:
    """A reporter of a round that has been computed."""
    if not world.cycle.computations.exists():
        CountSession.objects.get_or_create(cycle=world.cycle, defaults={"state": "locked"})
        body = world.cycle.rule_set.body
        body["grading"]["component_weights"] = {"annual": "1"}
        type(world.cycle.rule_set).objects.filter(pk=world.cycle.rule_set_id).update(body=body)
        stage = world.cycle.stage
        scene.set_stage(world.cycle, "count_locked")
        scores = {world.own.participant.pk: "90", world.other.participant.pk: "80"}
        office = world.actor("office")
        api.enter_scores(cycle=world.cycle, component="annual", scores=scores, source="通报", by=office, at=scene.AT)
        scene.computed(world, world.cycle)
        scene.set_stage(world.cycle, stage)
    return participant(world, whose)


def adjustment(world: World, whose: str) -> Mapping[str, object]:
    made = Adjustment.objects.create(
        participant=world.unit(whose).participant, kind="bonus", value=1, ground="表彰", at=scene.AT
    )
    return {"pk": made.pk}


def veto_fact(world: World, whose: str) -> Mapping[str, object]:
    made = VetoFact.objects.create(
        participant=world.unit(whose).participant,
        kind="held_to_account",
        fact="事实",
        happened_on=scene.AT.date(),
        effect="not_good",
        at=scene.AT,
    )
    return {"pk": made.pk}


def objection(world: World, whose: str) -> Mapping[str, object]:
    made = Objection.objects.create(participant=world.unit(whose).participant, text="异议", made_at=scene.AT)
    return {"pk": made.pk}


def result_use(world: World, whose: str) -> Mapping[str, object]:
    made = ResultUse.objects.create(
        participant=world.unit(whose).participant, kind="circular", text="通报", used_on=scene.AT.date()
    )
    return {"pk": made.pk}


ROWS = [
    Row("grades:list", P.GRADE_READ_PUBLISHED, scoped=False),
    # A unit opens the round in which it stands and sees its own line only.
    Row("grades:published", P.GRADE_READ_PUBLISHED, cycle, scoped=False),
    Row("grades:table", P.GRADE_READ_EXACT, cycle, scoped=False),
    Row("grades:explain", P.GRADE_READ_EXACT, computed_participant, scoped=False),
    Row("grades:scores", P.SCORE_ENTER, cycle, scoped=False),
    Row("grades:take_over", P.SCORE_ENTER, cycle, scoped=False, method="post"),
    Row("grades:score_import", P.SCORE_ENTER, cycle, scoped=False),
    Row("grades:adjustments", P.SCORE_ENTER, cycle, scoped=False),
    Row("grades:withdraw_adjustment", P.SCORE_ENTER, adjustment, scoped=False),
    Row("grades:vetoes", P.VETO_READ, cycle, scoped=False),
    Row("grades:add_veto", P.VETO_ENTER, cycle, scoped=False, method="post"),
    Row("grades:confirm_vetoes", P.VETO_ENTER, cycle, scoped=False, method="post"),
    Row("grades:withdraw_veto", P.VETO_ENTER, veto_fact, scoped=False),
    Row("grades:compute", P.GRADE_PROPOSE, cycle, scoped=False, method="post"),
    Row("grades:what_if", P.GRADE_PROPOSE, cycle, scoped=False),
    Row("grades:propose", P.GRADE_PROPOSE, cycle, scoped=False),
    Row("grades:decide", P.GRADE_DECIDE, cycle, scoped=False),
    Row("grades:objections", P.OBJECTION_ANSWER, cycle, scoped=False),
    Row("grades:answer_objection", P.OBJECTION_ANSWER, objection, scoped=False),
    Row("grades:make_objection", P.OBJECTION_MAKE, participant),
    Row("grades:hand_over", P.RESULT_USE, cycle, scoped=False),
    Row("grades:uses", P.RESULT_USE, cycle, scoped=False),
    Row("grades:withdraw_use", P.RESULT_USE, result_use, scoped=False),
]
