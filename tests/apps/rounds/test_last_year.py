"""REC-20: last year's rectification as a ground that people may take into this year's grade, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuping.apps.grades import api as grades_api
from shuping.apps.grades.models import Adjustment
from shuping.apps.rectification.models import Issue, SignOffRequest
from shuping.apps.rounds import last_year
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("REC-20")]


@pytest.fixture
def rectified(world: World) -> World:
    """甲: one row found again, one overdue, one signed off in time; 乙: one signed off in time."""
    asked = datetime(2020, 5, 1, 2, tzinfo=UTC)
    for unit, states in ((world.own, ("relapsed", "in_progress", "signed_off")), (world.other, ("signed_off",))):
        for number, state in enumerate(states, start=1):
            row = Issue.objects.create(
                cycle=world.last_cycle,
                organization=unit.organization,
                number=number,
                text="融合不够",
                state=state,
                due_on=date(2020, 6, 1),
            )
            if state != "in_progress":
                SignOffRequest.objects.create(issue=row, asked_at=asked, accepted=True, answered_at=asked)
    return world


def page(browser: Client, world: World) -> str:
    return browser.get(reverse("rounds:last_year", args=[world.cycle.pk])).content.decode()


def test_the_page_shows_the_figures_and_suggests_a_ground_only_where_there_is_one(
    rectified: World, client_of: Callable[..., Client]
) -> None:
    mine, others = last_year.lines(rectified.cycle, on=date(2021, 1, 20))
    assert (mine.figures.total, mine.figures.closed, mine.figures.overdue, mine.figures.recurred) == (3, 2, 1, 1)
    assert (others.figures.closed, others.ground) == (1, "")
    shown = page(client_of("office"), rectified)
    assert "2019年度整改：问题3项，已销号2项，其中超期0项；逾期未销号1项，反弹1项。" in shown
    assert Adjustment.objects.count() == 0  # nothing by itself


def test_people_take_it_over_once_and_again_after_withdrawing(
    rectified: World, client_of: Callable[..., Client], at: datetime
) -> None:
    office, unit = client_of("office"), rectified.own.participant
    url = reverse("rounds:take_over", args=[unit.pk])
    data = {"value": "0.5", "ground": "上年整改逾期1项、反弹1项"}
    assert office.post(url, data).status_code == 302
    row = Adjustment.objects.get()
    assert (row.kind, row.value, row.source_key) == (
        "deduction",
        Decimal("0.5"),
        f"rectification:{rectified.last_cycle.pk}",
    )
    again = office.post(url, data)
    assert again.status_code == 409
    assert "已采用" in again.content.decode()
    assert "0.50" in page(office, rectified)
    grades_api.withdraw_adjustment(adjustment=row, reason="按程序复核", by=rectified.actor("office"), at=at)
    assert office.post(url, data).status_code == 302
    assert Adjustment.objects.count() == 2


def test_points_that_cannot_be_used_lose_nothing_typed(rectified: World, client_of: Callable[..., Client]) -> None:
    url = reverse("rounds:take_over", args=[rectified.own.participant.pk])
    answer = client_of("office").post(url, {"value": "很多", "ground": "上年整改逾期"})
    assert answer.status_code == 409
    assert "上年整改逾期" in answer.content.decode()


def test_the_number_of_questions_does_not_grow_with_the_units(rectified: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        rows = list(last_year.lines(rectified.cycle, on=date(2021, 1, 20)))
    assert len(rows) == 2
    assert len(asked) <= 7
