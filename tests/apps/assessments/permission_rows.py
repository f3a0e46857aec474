"""Which permission opens which address of the annual assessment and the pre-review check."""

from collections.abc import Mapping

from shuping.apps.assessments import api
from shuping.apps.assessments.models import CheckMember, Visit
from shuping.apps.cycles.models import Participant
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World

from . import scene


def _cycle(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle_id": scene.opened(world).cycle_id}


def _cycle_with_branch(world: World, whose: str) -> Mapping[str, object]:
    """A round in which a branch is assessed as well, so that everybody who reads at all reads something."""
    unit = world.own
    Participant.objects.get_or_create(
        cycle=world.cycle,
        organization=unit.branch,
        defaults={
            "person": unit.branch_secretary,
            "organization_name": unit.branch.name,
            "person_name": unit.branch_secretary.name,
            "mode": "written",
            "order_no": 9,
            "unit_class": "highway",
        },
    )
    return _cycle(world, whose)


def _child(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle_id": scene.opened_child(world, whose).cycle_id}


def _child_scheme(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": scene.child_scheme(world, whose).pk}


def _branch(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": scene.opened_child(world, whose).units.get().pk}


def _unit(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": scene.unit(world, whose).pk}


def _delivered(world: World, whose: str) -> Mapping[str, object]:
    row = scene.unit(world, whose)
    return {"pk": (row if row.state == "with_unit" else scene.delivered(world, whose)).pk}


def _scheme(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": scene.make_scheme(world).pk}


def _self_score(world: World, whose: str) -> Mapping[str, object]:
    row = scene.unit(world, whose)
    row = scene.hand_in(world, whose) if row.state == "self_score" else row
    return {"pk": row.self_scores.order_by("pk")[0].pk}


def _visit(world: World, whose: str) -> Mapping[str, object]:
    """A visit at the other unit by a group to which everybody belongs, so that the matrix alone decides."""
    visit = scene.visit(world, "other")
    for user in scene.everybody(world):
        CheckMember.objects.get_or_create(group=visit.group, user=user)
    return {"pk": visit.pk}


def _entered(world: World) -> Visit:
    _visit(world, "other")
    scene.report(world, "other")
    visit = scene.visit(world, "other")
    entries = {"deductions": [scene.entry()], "findings": [scene.finding(world, whose="other")]}
    api.receive_form(visit=visit, client_id="phone-0001", by=world.actor("discipline"), at=scene.AT, **entries)
    return visit


def _deduction(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": _entered(world).deductions.get().pk}


def _finding(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": _entered(world).findings.get().pk}


def _bonus(world: World, whose: str) -> Mapping[str, object]:
    made = api.add_bonus(
        unit=scene.unit(world),
        item="B3",
        points=scene.F(1),
        ground="表彰",
        document_number="",
        by=world.actor("office"),
        at=scene.AT,
    )
    return {"pk": made.pk}


ROWS = [
    Row("assessments:list", P.ASSESSMENT_READ, scoped=False),
    Row("assessments:schemes", P.SCHEME_KEEP, scoped=False),
    Row("assessments:scheme_new", P.SCHEME_KEEP, scoped=False),
    Row("assessments:scheme_import", P.SCHEME_KEEP, scoped=False),
    Row("assessments:scheme", P.SCHEME_KEEP, _scheme, scoped=False),
    Row("assessments:scheme_edit", P.SCHEME_KEEP, _scheme, scoped=False),
    Row("assessments:scheme_version", P.SCHEME_KEEP, _scheme, scoped=False, method="post"),
    Row("assessments:scheme_export", P.SCHEME_KEEP, _scheme, scoped=False),
    Row("assessments:round", P.ASSESSMENT_READ, _cycle_with_branch, scoped=False),
    Row("assessments:findings", P.ASSESSMENT_READ, _cycle_with_branch, scoped=False),
    Row("assessments:open", P.ASSESSMENT_KEEP, _cycle, scoped=False),
    Row("assessments:groups", P.ASSESSMENT_KEEP, _cycle, scoped=False),
    Row("assessments:visits", P.ASSESSMENT_KEEP, _cycle, scoped=False),
    Row("assessments:deliver_all", P.ASSESSMENT_KEEP, _cycle, scoped=False, method="post"),
    Row("assessments:checks", P.CHECK_DO, scoped=False),
    Row("assessments:worker", P.CHECK_DO, scoped=False),
    Row("assessments:visit", P.ASSESSMENT_KEEP, _visit, scoped=False),
    Row("assessments:form", P.CHECK_DO, _visit, scoped=False),
    Row("assessments:finish", P.CHECK_DO, _visit, scoped=False, method="post"),
    Row("assessments:withdraw_deduction", P.CHECK_DO, _deduction, scoped=False),
    Row("assessments:withdraw_finding", P.CHECK_DO, _finding, scoped=False),
    Row("assessments:unit", P.ASSESSMENT_READ, _delivered),
    Row("assessments:self_score", P.SELF_SCORE_WRITE, _unit),
    Row("assessments:self_score_line", P.ASSESSMENT_READ, _self_score),
    Row("assessments:answer", P.ASSESSMENT_CONFIRM, _delivered),
    Row("assessments:return", P.ASSESSMENT_KEEP, _unit, scoped=False),
    Row("assessments:deduct", P.ASSESSMENT_KEEP, _unit, scoped=False),
    Row("assessments:bonus", P.ASSESSMENT_KEEP, _unit, scoped=False),
    Row("assessments:withdraw_bonus", P.ASSESSMENT_KEEP, _bonus, scoped=False),
    Row("assessments:deliver", P.ASSESSMENT_KEEP, _unit, scoped=False, method="post"),
    Row("assessments:close", P.ASSESSMENT_KEEP, _unit, scoped=False, method="post"),
    Row("assessments:reopen", P.ASSESSMENT_KEEP, _unit, scoped=False),
    Row("assessments:outline", P.COMMENT_WRITE, _unit, scoped=False),
    Row("assessments:visit_again", P.ASSESSMENT_KEEP, _unit, scoped=False),
    Row("assessments:answer_objection", P.ASSESSMENT_KEEP, _deduction, scoped=False),
    # The round of a unit's own branches: the unit does there what the office does in the department's.
    Row("assessments:scheme", P.SCHEME_KEEP, _child_scheme, organized=True),
    Row("assessments:open", P.ASSESSMENT_KEEP, _child, organized=True),
    Row("assessments:groups", P.ASSESSMENT_KEEP, _child, organized=True),
    Row("assessments:visits", P.ASSESSMENT_KEEP, _child, organized=True),
    Row("assessments:deduct", P.ASSESSMENT_KEEP, _branch, organized=True),
    Row("assessments:unit", P.ASSESSMENT_READ, _branch, at_branch=True, organized=True),
    Row("assessments:self_score", P.SELF_SCORE_WRITE, _branch, at_branch=True, organized=True),
]
