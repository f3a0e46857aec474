"""Reminding, supervising, the daily tick and what it hands up."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.audit.models import AuditEvent
from shuping.apps.notices import api, queries, services
from shuping.apps.notices.models import Reminder
from shuping.apps.reports.models import Report
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from tests.factories.world import World

DUE = date(2021, 1, 25)  # the report date of the world's round


def at_noon(day: date) -> datetime:
    """Noon in Shanghai."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def tick(world: World, day: date) -> list[Reminder]:
    """The daily tick on one day."""
    return services.raise_due(on=day, by=world.actor("office"), at=at_noon(day))


@pytest.fixture
def owing(world: World) -> World:
    """Both units owe their written report; the other has handed in."""
    for unit, state in ((world.own, "draft"), (world.other, "submitted")):
        Report.objects.create(participant=unit.participant, kind="written", state=state)
    return world


@pytest.mark.feature("ORG-15")
def test_a_reminder_is_kept_with_way_words_and_writer(world: World, at: datetime) -> None:
    row = services.record_reminder(
        organization=world.own.organization,
        subject="report:1",
        text=" 请按时报送述职报告 ",
        way="phone",
        by=world.actor("office"),
        at=at,
    )
    assert (row.text, row.kind, row.way, row.user_id) == (
        "请按时报送述职报告", "reminder", "phone", world.user("office").pk,
    )  # fmt: skip
    assert AuditEvent.objects.get(action="notices.reminder.recorded").organization_id_at == world.own.organization.pk


def test_supervision_is_a_kind_of_its_own(world: World, at: datetime) -> None:
    row = services.supervise(
        organization=world.own.organization,
        subject="issue:1",
        text="督办",
        way="copied",
        by=world.actor("office"),
        at=at,
    )
    assert row.kind == "supervision"
    assert AuditEvent.objects.filter(action="notices.supervision.recorded").count() == 1


@pytest.mark.parametrize(
    ("text", "way", "code"),
    [
        ("  ", "phone", "notices.no_text"),
        ("x" * 1001, "phone", "notices.text_too_long"),
        ("好", "pigeon", "notices.unknown_way"),
    ],
)
def test_a_reminder_without_sense_is_refused(world: World, at: datetime, text: str, way: str, code: str) -> None:
    with pytest.raises(RuleError) as error:
        services.record_reminder(
            organization=world.own.organization, subject="x", text=text, way=way, by=world.actor("office"), at=at
        )
    assert error.value.code == code
    assert sentence(error.value) != str(error.value)
    assert Reminder.objects.count() == 0


@pytest.mark.feature("REC-09")
def test_the_tick_reminds_before_on_and_after_the_date_and_only_those_who_owe(owing: World) -> None:
    assert tick(owing, DUE - timedelta(days=8)) == []
    steps = [
        [(row.step, row.organization_id) for row in tick(owing, DUE + timedelta(days=days))] for days in (-7, 0, 1)
    ]
    own = owing.own.organization.pk
    assert steps == [[("before", own)], [("due", own)], [("late", own)]]
    assert list(api.damage()) == []


@pytest.mark.feature("REC-09")
def test_the_tick_raises_nothing_twice(owing: World) -> None:
    day = DUE - timedelta(days=3)
    assert len(tick(owing, day)) == 1
    assert tick(owing, day) == []
    assert tick(owing, day + timedelta(days=1)) == []
    assert AuditEvent.objects.filter(action="notices.due.raised").count() == 1


def test_a_later_deadline_is_called_out_again(owing: World, at: datetime) -> None:
    tick(owing, DUE)
    owing.own.participant.extensions.create(
        kind="report_due", due_at=at_noon(DUE + timedelta(days=10)), reason="防汛", granted_at=at
    )
    assert tick(owing, DUE + timedelta(days=1)) == []
    assert [row.step for row in tick(owing, DUE + timedelta(days=4))] == ["before"]


@pytest.mark.feature("REC-10")
def test_what_is_a_week_late_is_told_to_the_level_above(owing: World) -> None:
    (row,) = tick(owing, DUE + timedelta(days=7))
    assert (row.step, row.kind, row.escalated_to_id) == ("escalated", "supervision", owing.root.pk)
    lines = list(api.waiting(owing.actor("presider"), on=DUE + timedelta(days=8)))
    assert [(line.kind, line.url) for line in lines] == [("notices.escalated", reverse("notices:list"))]
    assert list(api.waiting(owing.actor("reporter", "other"), on=DUE)) == []
    assert list(api.damage()) == []


def test_the_words_are_chinese_and_name_unit_matter_and_days(owing: World) -> None:
    (row,) = tick(owing, DUE + timedelta(days=2))
    assert "测试甲中心" in row.text
    assert "2021年1月25日" in row.text
    assert not any(letter in row.text for letter in "abcdefghijklm")


def test_a_reminder_waits_for_its_unit_until_it_takes_note(owing: World, at: datetime) -> None:
    (row,) = tick(owing, DUE)
    reporter = owing.actor("reporter")
    assert [line.kind for line in api.waiting(reporter, on=DUE)] == ["notices.reminder"]
    services.mark_seen(reminder=row, by=reporter, at=at_noon(DUE))
    assert list(api.waiting(reporter, on=DUE)) == []
    with pytest.raises(RuleError) as error:
        services.mark_seen(reminder=row, by=reporter, at=at_noon(DUE))
    assert error.value.code == "notices.already_seen"


def test_the_command_runs_the_tick(owing: World, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    call_command("raise_due")
    assert "1 raised" in capsys.readouterr().out


@pytest.mark.feature("ORG-15")
def test_the_contact_is_whom_the_register_names(world: World) -> None:
    line = queries.contact_line(world.own.organization, date(2021, 1, 20))
    assert "书记1" in line
    assert "0900-8800" in line


def change(**values: object) -> Callable[[], None]:
    """Plant wrong values in every row."""
    return lambda: Reminder.objects.update(**values) and None


@pytest.mark.parametrize(
    ("plant", "line"),
    [
        (change(text=" "), "no words"),
        (change(step="someday"), "unknown step"),
        (change(way="phone"), "a step without the system"),
        (change(due_on=None), "carries none"),
        (change(at=at_noon(DUE)), "before the date"),
        (change(seen_at=at_noon(DUE - timedelta(days=30))), "acknowledged before"),
        (change(step="late"), "said to be late"),
    ],
)
@pytest.mark.feature("OPS-14")
def test_planted_damage_is_found(owing: World, plant: Callable[[], None], line: str) -> None:
    tick(owing, DUE - timedelta(days=2))
    assert list(api.damage()) == []
    plant()
    assert any(line in one for one in api.damage())


def test_an_escalation_to_the_unit_itself_is_damage(owing: World) -> None:
    tick(owing, DUE + timedelta(days=9))
    Reminder.objects.update(escalated_to=owing.own.organization)
    assert any("the unit itself" in one for one in api.damage())
    Reminder.objects.update(step="late")
    assert any("without being escalated" in one for one in api.damage())


def test_writing_a_reminder_shows_the_contact_and_goes_back_where_it_came_from(
    world: World, client_of: Callable[..., Client]
) -> None:
    office = client_of("office")
    address = reverse("notices:write", args=[world.own.organization.pk])
    page = office.get(address, {"words": "述职报告", "subject": "report:1"}).content.decode()
    assert "0900-8800" in page
    assert "述职报告" in page
    fields = {
        "kind": "supervision",
        "way": "phone",
        "text": "请按时报送",
        "subject": "report:1",
        "back": "/manage/board/",
    }
    answer = office.post(address, fields)
    assert answer.headers["Location"] == "/manage/board/"
    assert Reminder.objects.get().kind == "supervision"
    answer = office.post(address, {**fields, "back": "https://example.org/"})
    assert answer.headers["Location"] == reverse("notices:list")


def test_the_list_shows_each_reader_what_is_within_reach(owing: World, client_of: Callable[..., Client]) -> None:
    tick(owing, DUE)
    address = reverse("notices:list")
    assert "测试甲中心" in client_of("office").get(address).content.decode()
    assert "测试甲中心" in client_of("clerk").get(address).content.decode()
    assert "2021-01-25" not in client_of("clerk", "other").get(address).content.decode()
    row = Reminder.objects.get()
    assert client_of("clerk", "other").post(reverse("notices:seen", args=[row.pk])).status_code == 404
    assert client_of("clerk").post(reverse("notices:seen", args=[row.pk])).status_code == 302
    assert Reminder.objects.get().seen_at is not None


def test_the_office_runs_the_tick_by_hand(owing: World, client_of: Callable[..., Client]) -> None:
    client_of("office").post(reverse("notices:raise_due"))
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//elsewhere.invalid/", "https://elsewhere.invalid/", ""])
def test_a_kept_reminder_leads_to_a_page_of_this_house_or_nowhere(world: World, at: datetime, url: str) -> None:
    given = {"organization": world.own.organization, "subject": "report:1", "text": "请按时报送", "way": "phone"}
    by = world.actor("office")
    assert services.record_reminder(**given, url=url, by=by, at=at).url == ""  # type: ignore[arg-type]
    kept = services.record_reminder(**given, url="/manage/reports/1/", by=by, at=at)  # type: ignore[arg-type]
    assert kept.url == "/manage/reports/1/"
