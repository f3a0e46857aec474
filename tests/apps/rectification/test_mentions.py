"""REC-13: a colleague is mentioned in the discussion under a problem and finds a line on the own day."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.audit.models import AuditEvent
from shuping.apps.rectification import api
from shuping.apps.rectification.models import Issue, Mention
from shuping.apps.rectification.services import issues
from shuping.core.errors import RuleError
from shuping.core.rectification.values import Problem
from tests.factories.world import World

Clients = Callable[..., Client]
pytestmark = [pytest.mark.feature("REC-13"), pytest.mark.django_db]
ON = date(2021, 5, 3)


@pytest.fixture
def issue(world: World, at: datetime) -> Issue:
    """A problem of the own unit that the unit was told of."""
    row = issues.open_issue(
        cycle=world.cycle,
        organization=world.own.organization,
        problem=Problem(text="党课学时不足", source="check"),
        by=world.actor("office"),
        at=at,
    )
    Issue.objects.filter(pk=row.pk).update(told_at=at, feedback=None)
    row.refresh_from_db()
    return row


def lines(world: World, role: str, whose: str = "own") -> list[str]:
    found = api.waiting(world.actor(role, whose), on=ON)
    return [str(line.text) for line in found if line.kind == "rectification.mention"]


def test_the_colleague_finds_a_line_until_it_is_noted(
    world: World, client_of: Clients, issue: Issue, at: datetime
) -> None:
    address = reverse("rectification:say", args=[issue.pk])
    sent = {"say-text": "请周五前补充学时记录", "say-mention": world.user("clerk").username}
    client_of("office").post(address, sent)
    assert lines(world, "clerk") == ["测试office提请您关注：请周五前补充学时记录"]
    assert lines(world, "clerk", "other") == []
    clerk = client_of("clerk")
    page = clerk.get(reverse("rectification:issue", args=[issue.pk])).content.decode()
    assert "有同事在此提请您关注。" in page
    assert f"@{world.user('clerk')}" in page
    clerk.post(reverse("rectification:mention_seen", args=[issue.pk]))
    assert lines(world, "clerk") == []
    assert AuditEvent.objects.filter(action="rectification.issue.mention_seen").count() == 1
    clerk.post(reverse("rectification:mention_seen", args=[issue.pk]))
    assert AuditEvent.objects.filter(action="rectification.issue.mention_seen").count() == 1


def test_an_answer_settles_what_was_said(world: World, issue: Issue, at: datetime) -> None:
    issues.say(issue=issue, text="请说明", mention=world.user("reporter"), by=world.actor("office"), at=at)
    issues.say(issue=issue, text="已说明", mention=world.user("office"), by=world.actor("reporter"), at=at)
    assert lines(world, "reporter") == []
    assert lines(world, "office") == ["书记1提请您关注：已说明"]


def test_only_those_who_may_see_the_problem_can_be_mentioned(
    world: World, client_of: Clients, issue: Issue, at: datetime
) -> None:
    for role, whose in (("clerk", "other"), ("system_admin", "own"), ("delegate", "own")):
        with pytest.raises(RuleError, match=r"rectification\.mention_blind"):
            issues.say(issue=issue, text="请看", mention=world.user(role, whose), by=world.actor("office"), at=at)
    address = reverse("rectification:say", args=[issue.pk])
    other = world.user("clerk", "other").username
    answer = client_of("office").post(address, {"say-text": "请看这一条", "say-mention": other})
    assert answer.status_code == 409
    assert "请看这一条" in answer.content.decode()
    assert not Mention.objects.exists()


def test_before_the_unit_is_told_nobody_of_it_can_be_mentioned(world: World, issue: Issue, at: datetime) -> None:
    Issue.objects.filter(pk=issue.pk).update(told_at=None)
    issue.refresh_from_db()
    with pytest.raises(RuleError, match=r"rectification\.mention_blind"):
        issues.say(issue=issue, text="请看", mention=world.user("clerk"), by=world.actor("office"), at=at)
    issues.say(issue=issue, text="请看", mention=world.user("office_head"), by=world.actor("office"), at=at)
    assert len(lines(world, "office_head")) == 1
