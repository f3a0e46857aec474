"""A unit ends in another one: its problems stay readable under its name, and the heir goes on with them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.accounts import api as accounts_api
from shuping.apps.cycles.models import Cycle
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import api
from shuping.apps.rectification.models import Feedback, Issue
from shuping.apps.rectification.services.feedback import carried_rows, sign_receipt
from shuping.core.roles.permissions import Permission
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def left_open(world: World, at: datetime) -> Issue:
    """A problem of last year that the other unit has not finished."""
    return Issue.objects.create(
        cycle=world.last_cycle,
        organization=world.other.organization,
        number=1,
        text="支部书记例会未按期召开",
        source="comment",
        state="in_progress",
        told_at=at,
    )


def merge(world: World, at: datetime) -> None:
    organization_api.merge_organizations(
        predecessors=[world.other.organization],
        successor=world.own.organization,
        on=date(2021, 1, 4),
        document_number="",
        reason="合并",
        by=world.actor("office"),
        at=at,
    )


@pytest.mark.feature("ORG-04")
@pytest.mark.feature("REC-07")
def test_the_heir_goes_on_with_what_a_merged_unit_left_open_and_answers_it_next_year(
    world: World, client_of: Callable[..., Client], at: datetime, left_open: Issue
) -> None:
    page = reverse("rectification:issue", args=[left_open.pk])
    assert client_of("clerk").get(page).status_code == 404
    assert api.lines_for_next_year(world.own.organization, world.last_cycle) == []
    merge(world, at)
    heir = organization_api.Organization.objects.get(pk=world.own.organization.pk)
    answer = client_of("clerk").get(page)
    assert answer.status_code == 200
    assert "测试乙中心" in answer.content.decode()
    assert (
        client_of("clerk").get(reverse("organization:organization", args=[left_open.organization_id])).status_code
        == 200
    )
    called = organization_api.contact_of(world.other.organization, date(2021, 1, 5))
    assert called is not None and called.name == world.own.secretary.name
    told = accounts_api.covering(
        Permission.SIGN_OFF_REQUEST,
        organization_id=left_open.organization_id,
        organization_path=world.other.organization.path,
        on=date(2021, 1, 5),
    )
    assert {world.user("clerk"), world.user("reporter")} <= set(told)
    (line,) = api.lines_for_next_year(heir, world.last_cycle)
    assert line["problem"] == left_open.text
    participant = world.own.participant
    participant.organization = heir
    assert list(carried_rows(participant)) == [left_open]


@pytest.mark.feature("ORG-04")
def test_the_heir_signs_for_the_feedback_of_a_unit_merged_after_the_meeting(world: World, at: datetime) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="decided")
    sheet = Feedback.objects.create(participant=world.other.participant, delivered_at=at)
    merge(world, at)
    assert sign_receipt(feedback=sheet, by=world.actor("reporter"), at=at).received_by == world.user("reporter")


@pytest.mark.feature("ORG-04")
@pytest.mark.feature("SPC-08")
def test_earlier_years_say_what_the_unit_was_called_and_where_it_went(
    world: World, client_of: Callable[..., Client], at: datetime, left_open: Issue
) -> None:
    client, unit, by = client_of("office"), world.other.organization, world.actor("office")
    history = reverse("rectification:history_unit", args=[unit.pk])
    issue = reverse("rectification:issue", args=[left_open.pk])
    for page in (history, issue):
        assert "时称" not in client.get(page).content.decode()
    organization_api.rename_organization(
        organization=unit, name="改名后中心", short_name="", on=date(2021, 1, 3), reason="改革", by=by, at=at
    )
    for page in (history, issue):
        assert "时称测试乙中心" in client.get(page).content.decode()
    merge(world, at)
    assert "并入" in client.get(history).content.decode()
    heir = client_of("reporter").get(reverse("rectification:history_unit", args=[world.own.organization.pk]))
    assert f'href="{history}"' in heir.content.decode()
    assert client_of("reporter").get(history).status_code == 200
