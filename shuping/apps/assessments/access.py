"""Doors of the annual assessment: who finds which unit, visit, deduction.

A unit reads its own assessment, and what was deducted only once it was delivered. A group reads the visits of its own.
A unit that organises the round of its own branches (逐级述职) keeps schemes, groups and assessments there as the office
does in the department's round.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.base.actor import Actor
from shuping.base.doors import M, organized, within
from shuping.core.assessments.states import CHECKING
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import Assessment, Bonus, Deduction, Finding, Scheme, SelfScore, UnitAssessment, Visit

_UNIT = "participant__organization"
_ORGANIZER = "assessment__cycle__organizer"


def _one(rows: QuerySet[M], pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def schemes(actor: Actor) -> QuerySet[Scheme]:
    """The schemes that the actor keeps: the office all, a unit with a round of its own those of its own."""
    rows = Scheme.objects.select_related("organizer", "based_on", "made_by")
    match actor.reach(Permission.SCHEME_KEEP):
        case Reach.ALL:
            return rows
        case Reach.ORGANIZED:
            return rows.filter(organizer=actor.organization_id)
        case _:
            return rows.none()


def schemes_for(cycle: Cycle) -> QuerySet[Scheme]:
    """The schemes that a round may use: a child round those of its organiser, the department's all but such."""
    rows = Scheme.objects.order_by("name", "-version")
    if cycle.parent_id is not None:
        return rows.filter(organizer=cycle.organizer_id)
    return rows.exclude(organizer__in=Cycle.objects.exclude(parent=None).values("organizer"))


def find_scheme(actor: Actor, pk: int) -> Scheme:
    """One scheme that the actor keeps. Raises Http404."""
    return _one(schemes(actor), pk)


def find_cycle(actor: Actor, permission: Permission, pk: int) -> Cycle:
    """A round whose assessment the actor keeps. Raises Http404."""
    return cycles_api.find_cycle_for(actor, permission, pk)


def assessments(actor: Actor) -> QuerySet[Assessment]:
    """The assessments in which the actor may read at least one unit, latest first, rehearsals last."""
    rows = Assessment.objects.select_related("cycle__organizer", "cycle__rule_set")
    rows = rows.order_by("cycle__rehearsal", "-cycle__year", "cycle")
    if actor.reach(Permission.ASSESSMENT_READ) is Reach.ALL:
        return rows
    mine = units(actor, Permission.ASSESSMENT_READ).filter(assessment__cycle__rehearsal=False)
    return rows.filter(pk__in=mine.values("assessment"))


def find_assessment(actor: Actor, cycle_id: int) -> Assessment:
    """The assessment of a round, if the actor may read one of its units. Raises Http404."""
    found = assessments(actor).filter(cycle=cycle_id).first()
    if found is None:
        raise Http404
    return found


def units(actor: Actor, permission: Permission) -> QuerySet[UnitAssessment]:
    """The units' assessments within reach, with unit, round and scheme."""
    rows = UnitAssessment.objects.select_related(
        "participant__organization",
        "participant__person",
        "assessment__cycle__rule_set",
        "assessment__cycle__organizer",
        "scheme",
    )
    return within(rows, actor, permission, _UNIT, _ORGANIZER)


def find_unit(actor: Actor, pk: int, permission: Permission) -> UnitAssessment:
    """One unit's assessment. Raises Http404."""
    return _one(units(actor, permission), pk)


def find_self_score(actor: Actor, pk: int) -> SelfScore:
    """A line of the self score of a unit whose assessment the actor may read. Raises Http404."""
    return _one(SelfScore.objects.filter(unit__in=units(actor, Permission.ASSESSMENT_READ).values("pk")), pk)


def visits(actor: Actor) -> QuerySet[Visit]:
    """The visits of the actor's own groups; all of them for the office, those of its own round for an organiser."""
    rows = Visit.objects.select_related("unit__participant__organization", "unit__assessment__cycle", "group")
    if actor.reach(Permission.ASSESSMENT_KEEP) is Reach.ALL:
        return rows
    if actor.reach(Permission.CHECK_DO) is Reach.NONE or actor.user_id is None:
        return rows.none()
    own = Visit.objects.filter(group__members__user=actor.user_id).values("pk")
    return rows.filter(Q(pk__in=own) | organized(actor, Permission.ASSESSMENT_KEEP, f"unit__{_ORGANIZER}"))


def find_visit(actor: Actor, pk: int) -> Visit:
    """One visit. Raises Http404."""
    return _one(visits(actor), pk)


def find_visit_to_plan(actor: Actor, pk: int) -> Visit:
    """A visit of an assessment that the actor keeps. Raises Http404."""
    kept = units(actor, Permission.ASSESSMENT_KEEP).values("pk")
    return _one(visits(actor).filter(unit__in=kept), pk)


def _of_visits(rows: QuerySet[M], actor: Actor) -> QuerySet[M]:
    """What the office keeps, or what the actor's own groups entered."""
    if actor.reach(Permission.ASSESSMENT_KEEP) is Reach.ALL:
        return rows
    kept = organized(actor, Permission.ASSESSMENT_KEEP, f"unit__{_ORGANIZER}")
    return rows.filter(Q(visit__in=visits(actor).values("pk")) | kept)


def find_deduction_of_visit(actor: Actor, pk: int) -> Deduction:
    """A deduction that the actor may still take back. Raises Http404."""
    return _one(_of_visits(Deduction.objects.select_related("unit__participant"), actor), pk)


def find_finding(actor: Actor, pk: int) -> Finding:
    """A finding that the actor may still take back. Raises Http404."""
    return _one(_of_visits(Finding.objects.select_related("unit__participant"), actor), pk)


def find_deduction(actor: Actor, pk: int, permission: Permission) -> Deduction:
    """A deduction of a unit within reach. Raises Http404."""
    rows = Deduction.objects.select_related("unit__participant__organization", "unit__assessment__cycle")
    return _one(within(rows, actor, permission, f"unit__{_UNIT}", f"unit__{_ORGANIZER}"), pk)


def find_bonus(actor: Actor, pk: int) -> Bonus:
    """A bonus to withdraw. Raises Http404."""
    rows = Bonus.objects.select_related("unit__participant__organization", "unit__assessment__cycle")
    return _one(within(rows, actor, Permission.ASSESSMENT_KEEP, f"unit__{_UNIT}", f"unit__{_ORGANIZER}"), pk)


def sees_deductions(actor: Actor, unit: UnitAssessment) -> bool:
    """Whether the actor sees what was deducted: whoever keeps it at any time, the unit once it was delivered."""
    if actor.reach(Permission.ASSESSMENT_READ) is Reach.ALL or unit.state not in CHECKING:
        return True
    return cycles_api.child_organizer(unit.assessment.cycle) == actor.organization_id


def may(actor: Actor, permission: Permission, unit: UnitAssessment) -> bool:
    """Whether `permission` covers a unit."""
    return cycles_api.may_with(actor, permission, unit.assessment.cycle, unit.participant.organization)


def keeps(actor: Actor, cycle: Cycle) -> bool:
    """Whether the actor keeps the assessment of a round."""
    return cycles_api.may_in(actor, Permission.ASSESSMENT_KEEP, cycle)
