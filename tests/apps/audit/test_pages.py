"""The pages of the audit log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shuping.apps.audit import api
from shuping.apps.audit.models import AuditEvent
from shuping.apps.audit.wording import action_label
from tests.factories.world import World

Clients = Callable[..., Client]


@pytest.fixture
def log(world: World, at: datetime) -> list[AuditEvent]:
    """Three acts of two people on three days."""
    acts = [
        ("office", "accounts.role.granted", "任命"),
        ("clerk", "accounts.password.reset", ""),
        ("office", "x.y.z", ""),
    ]
    with transaction.atomic():
        return [
            api.record(
                action,
                by=world.actor(role),
                at=at + timedelta(days=day),
                about=world.own.secretary,
                organization_id=world.own.organization.pk,
                reason=reason,
                details={"title": "<b>粗体</b>"},
            )
            for day, (role, action, reason) in enumerate(acts)
        ]


def shown(client: Client, **query: object) -> list[int]:
    return [row.number for row in client.get(reverse("audit:list"), query).context["rows"]]


@pytest.mark.feature("ORG-12")
def test_the_log_is_filtered_by_who_what_when_about_and_organisation(
    client_of: Clients, log: list[AuditEvent], world: World
) -> None:
    client = client_of("auditor")
    assert shown(client) == [3, 2, 1]
    assert shown(client, who="干事1") == [2]
    assert shown(client, action="accounts.role.granted") == [1]
    assert shown(client, action="accounts") == [2, 1]
    assert shown(client, since="2021-01-21") == [3, 2]
    assert shown(client, until="2021-01-21") == [2, 1]
    assert shown(client, since="2021-01-21", until="2021-01-21") == [2]
    assert shown(client, q="任命") == [1]
    assert shown(client, q="书记1") == [3, 2, 1]
    assert shown(client, organization=world.own.organization.pk) == [3, 2, 1]
    assert shown(client, organization=world.other.organization.pk) == []


def test_the_log_is_put_in_another_order_over_all_its_pages(client_of: Clients, log: list[AuditEvent]) -> None:
    client = client_of("auditor")
    assert shown(client, sort="number") == shown(client, sort="at") == [1, 2, 3]
    by_action = sorted(log, key=lambda row: (row.action, -row.number))
    assert shown(client, sort="action") == [row.number for row in by_action]
    assert shown(client, sort="digest") == shown(client, sort="--at") == [3, 2, 1], "no column of the page"
    page = client.get(reverse("audit:list"), {"sort": "-action", "who": "干事1"}).content.decode()
    assert 'aria-sort="descending"' in page
    assert '<input type="hidden" name="sort" value="-action">' in page


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday", "until": "0001-01-01", "page": "x"},
        {"organization": "²", "page": "99999999999999999999"},
        {"organization": "9" * 40, "until": "9999-12-31", "q": "%_'\"\\"},
        {"action": "'; DROP TABLE", "who": "\x00"},
    ],
)
def test_nonsense_in_the_address_narrows_nothing_or_finds_nothing(
    client_of: Clients, log: list[AuditEvent], query: dict[str, str]
) -> None:
    calm = 400 if "\x00" in "".join(query.values()) else 200
    assert client_of("auditor").get(reverse("audit:list"), query).status_code == calm


def test_one_event_shows_all_it_holds_and_whether_it_is_whole(client_of: Clients, log: list[AuditEvent]) -> None:
    client = client_of("auditor")
    page = client.get(reverse("audit:event", args=[1])).content.decode()
    assert log[0].digest in page
    assert client.head(reverse("audit:event", args=[1])).status_code == 200
    assert "&lt;b&gt;粗体" in page
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET reason = 'x' WHERE number = 1")
    assert client.get(reverse("audit:event", args=[1])).context["whole"] is False
    assert client.get(reverse("audit:event", args=[99])).status_code == 404


def test_the_chain_is_checked_by_a_button(client_of: Clients, log: list[AuditEvent]) -> None:
    client = client_of("auditor")
    assert client.get(reverse("audit:verify")).status_code == 405
    answer = client.post(reverse("audit:verify"), follow=True)
    assert [str(one.level_tag) for one in answer.context["messages"]] == ["success"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET reason = 'x' WHERE number = 2")
    answer = client.post(reverse("audit:verify"), follow=True)
    assert "row 2" in str(list(answer.context["messages"])[0])


@pytest.mark.feature("ORG-12")
def test_the_log_is_downloaded_as_filtered(client_of: Clients, log: list[AuditEvent]) -> None:
    answer = client_of("auditor").get(reverse("audit:list"), {"download": "xlsx", "who": "干事1"})
    rows = list(load_workbook(BytesIO(answer.content)).active.values)  # type: ignore[union-attr]
    assert len(rows) == 3
    assert rows[2][0] == 2
    assert rows[2][2] == "干事1"


@pytest.mark.feature("ORG-12")
def test_only_auditor_and_supervisor_read_the_log(client_of: Clients, log: list[AuditEvent]) -> None:
    for role, status in (("auditor", 200), ("supervisor", 200), ("system_admin", 404), ("office_head", 404)):
        assert client_of(role).get(reverse("audit:list")).status_code == status


@pytest.mark.feature("ORG-12")
def test_a_hundred_thousand_rows_answer_with_few_queries(client_of: Clients, log: list[AuditEvent]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditevent (number, at, user_id, actor, role, action, subject_kind, subject_id, subject,"
            " organization_id_at, reason, details, previous, digest) "
            "WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 100003) "
            "SELECT i, '2021-01-20 02:00:00', NULL, '某人', 'office', 'reports.report.saved', '', '', '', NULL, '',"
            " '{}', '', 'planted' || i FROM n"
        )
    client = client_of("auditor")
    client.get(reverse("audit:list"))
    for query in ({}, {"who": "干事"}, {"action": "accounts"}, {"page": "1500"}, {"q": "任命"}):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("audit:list"), query).status_code == 200
        assert len(queries) <= 16


def test_an_action_without_words_is_shown_as_it_stands() -> None:
    assert action_label("x.strange_thing.was_done").endswith("was done")
    assert "." not in action_label("accounts.role.granted")
