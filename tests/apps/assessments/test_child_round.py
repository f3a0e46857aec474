"""逐级述职: a unit assesses its own branches, from its own scheme to its own composite, on pages."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.assessments import api
from shuping.apps.assessments.models import Assessment, Deduction, Scheme, UnitAssessment, Visit
from shuping.apps.grades.models import ComponentScore
from shuping.core.assessments.defaults import default_body
from shuping.core.roles.catalog import Role
from tests.apps.assessments import scene
from tests.apps.cycles.permission_rows import child_row
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Open = Callable[..., Client]


def address(name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=args)


@pytest.mark.feature("EVA-17", "CYC-13")
def test_a_unit_assesses_its_branches_with_its_own_scheme_up_to_its_own_composite(
    world: World, client_of: Open
) -> None:
    cycle = child_row(world, "own").cycle
    cycle.stage = "preparing"
    cycle.save()
    scene.make_scheme(world)  # the department's: not for this round
    clerk, branch = client_of(Role.CLERK), client_of(Role.SUB_SECRETARY)

    # Its own scheme, its own round.
    assert "逐级述职" in clerk.get(address("list")).content.decode()
    clerk.post(address("scheme_new"), {"name": "党支部考核指标", "unit_class": ""})
    scheme = Scheme.objects.get(organizer=world.own.organization)
    offered = clerk.get(address("open", cycle.pk)).context["form"].fields["schemes"].queryset
    assert list(offered) == [scheme]
    clerk.post(address("open", cycle.pk), {"schemes": [scheme.pk], "self_due": "2021-02-10", "answer_days": 5})
    row = UnitAssessment.objects.get(assessment__cycle=cycle)
    assert row.participant.organization == world.own.branch

    # The branch scores itself.
    assert address("self_score", row.pk) in branch.get(reverse("portal:my_day")).content.decode()
    leaves = [one for group in default_body()["groups"] for one in group["indicators"]]  # type: ignore[attr-defined]
    points = {f"p_{one['key']}": one["full"] for one in leaves}
    branch.post(address("self_score", row.pk), {**points, "summary": "", "revision": 0, "then": "hand_in"})
    row.refresh_from_db()
    assert row.state == "handed_in"

    # The unit draws who checks among its own people, and enters what was found.
    names = [label for _pk, label in clerk.get(address("groups", cycle.pk)).context["form"].fields["people"].choices]
    assert names and all("测试甲中心" in one for one in names)
    own = [pk for pk, label in clerk.get(address("groups", cycle.pk)).context["form"].fields["people"].choices
           if "支书" not in label]  # fmt: skip
    clerk.post(address("groups", cycle.pk), {"people": own, "groups": 1, "seed": "3"})
    visit = Visit.objects.get(unit=row)
    data = {"client_id": "abcdef0123456789", "d-3.1-points": "2", "d-3.1-fact": "缺会2次", "d-3.1-place": "会议记录本"}
    clerk.post(address("form", visit.pk), {**data, "d-3.1-on": scene.DAY.isoformat()})
    assert "缺会2次" not in branch.get(address("unit", row.pk)).content.decode()
    clerk.post(address("finish", visit.pk))
    clerk.post(address("deliver_all", cycle.pk))
    one = Deduction.objects.get()

    # Disputed, answered, confirmed, taken into the unit's own composite.
    branch.post(address("answer", row.pk), {f"v_{one.pk}": "object", f"w_{one.pk}": "已补会"})
    clerk.post(address("answer_objection", one.pk), {"verdict": "changed", "points": "1", "words": "一次属实"})
    branch.post(address("answer", row.pk))
    row.refresh_from_db()
    assert (row.state, row.total) == ("confirmed", 99)
    cycle.stage = "count_locked"
    cycle.save()
    clerk.post(reverse("grades:take_over", args=[cycle.pk]))
    assert ComponentScore.objects.get(participant=row.participant, component="annual").value == 99
    assert list(api.damage()) == []

    # Nothing of it is the other unit's; the department reads it.
    other = client_of(Role.CLERK, "other")
    for name in ("unit", "deduct"):
        assert other.get(address(name, row.pk)).status_code == 404
    assert client_of(Role.OFFICE).get(address("unit", row.pk)).status_code == 200


def test_a_unit_without_a_round_of_its_own_keeps_no_scheme(world: World, client_of: Open) -> None:
    department = scene.make_scheme(world)
    for name, args in (("schemes", ()), ("scheme_new", ()), ("scheme", (department.pk,))):
        assert client_of(Role.CLERK).get(address(name, *args)).status_code == 404
    child_row(world, "own")
    clerk = client_of(Role.CLERK)
    assert clerk.get(address("schemes")).status_code == 200
    assert clerk.get(address("scheme", department.pk)).status_code == 404
    assert not Assessment.objects.filter(self_due=date(2021, 2, 10)).exists()
