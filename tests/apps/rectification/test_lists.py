"""The three lists and the ledger stay in the database: same rows, same order, same words as if all had been loaded."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shuping.apps.rectification.models import Issue, Measure
from shuping.apps.rectification.queries import ledger
from shuping.apps.rectification.queries.listing import ledger_rows, listed
from shuping.apps.rectification.services import extensions, issues, sign_off
from shuping.apps.rectification.views import lists
from shuping.base.listing import Column, Listing
from shuping.base.stored_listing import StoredListing
from tests.apps.rectification.making import case_f, close, evidence, last_year, relapse, run
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TODAY = date(2021, 4, 26)


def _both(columns: Sequence[Column], **asked: str) -> tuple[list[int], list[int], Listing, StoredListing]:
    """The same question put to the list in the database and to all rows in memory."""
    rows, request = Issue.objects.all(), RequestFactory().get("/", asked)
    source = listed(rows, on=TODAY, soon_days=7)
    stored = StoredListing(
        title="", columns=columns, source=source, stored=lists.STORED, build=lambda keys: ledger_rows(keys, on=TODAY)
    )
    loaded = Listing("", columns, ledger(rows, on=TODAY))
    return list(stored._keys(request)), [row.issue.pk for row in loaded.prepare(request)], loaded, stored


@pytest.fixture
def ledger_of_many_kinds(world: World, at: datetime) -> list[Issue]:
    """Rows of every light, signed off, with progress, of two units and two years."""
    sheet = case_f(world, at)
    run(world, sheet, at)
    close(world, sheet.issues[0], at)
    piece = evidence(world, at)
    clerk, reporter = world.actor("clerk"), world.actor("reporter")
    sign_off.attach_evidence(issue=sheet.issues[1], evidence=piece, claim="", by=clerk, at=at)
    sign_off.request_sign_off(issue=sheet.issues[1], statement="已整改", by=reporter, at=at)
    issues.write_progress(issue=sheet.issues[2], text="已开展 100% 走访", by=clerk, at=at)
    extensions.ask_extension(issue=sheet.issues[2], wanted_due_on=date(2021, 5, 15), reason="场地", by=clerk, at=at)
    Issue.objects.filter(pk=sheet.issues[3].pk).update(due_on=date(2021, 4, 1), lead_leader="王五")
    Issue.objects.filter(pk=sheet.issues[4].pk).update(due_on=None, kind="long_term", state="long_term", common=True)
    other = Issue.objects.create(
        cycle=world.cycle, organization=world.other.organization, number=1, source="check", told_at=at, text="台账不清",
        severity="serious", due_on=TODAY + timedelta(days=30), state="in_progress", lead_leader="丁一",
    )  # fmt: skip
    Measure.objects.create(issue=other, number=1, text="逐项登记", owner="丁一", due_on=TODAY)
    return list(Issue.objects.all())


@pytest.mark.feature("DSH-12")
def test_a_list_in_the_database_answers_as_if_all_rows_had_been_loaded(ledger_of_many_kinds: list[Issue]) -> None:
    columns = {column.key: column for one in (lists.LEDGER, lists.PROBLEMS, lists.DUTIES) for column in one}
    asked: list[dict[str, str]] = [{}]
    asked += [{"sort": sign + key} for key in columns for sign in ("", "-") if key not in ("measures", "owners")]
    asked += [
        {"q": word} for word in ("纪要", "公路 台账", "王五", "2021-04-01", "100%", "已销号", "逾期", "_", "无此")
    ]
    every = list(columns.values())
    for one in asked:
        stored, loaded, _listing, _again = _both(every, **one)
        assert stored == loaded, one
    *_keys, loaded_listing, stored_listing = _both(every)
    assert stored_listing.filters == loaded_listing.filters
    for choice in loaded_listing.filters:
        for value in choice["values"]:  # type: ignore[attr-defined]
            stored, loaded, _listing, _again = _both(every, **{str(choice["name"]): value, "sort": "-number"})
            assert stored == loaded
            assert stored
    lights = {row.issue.pk: row.light for row in ledger(Issue.objects.all(), on=TODAY)}
    assert set(lights.values()) == {"red", "yellow", "green", "none"}
    assert dict(listed(Issue.objects.all(), on=TODAY, soon_days=7).values_list("pk", "light")) == lights


@pytest.mark.feature("REC-11", "DOC-02")
def test_a_long_ledger_asks_the_database_as_often_as_a_short_one_and_goes_out_whole(
    world: World, at: datetime, client_of: Callable[..., Client]
) -> None:
    relapse(last_year(world, at), at)
    office, url = client_of("office"), reverse("rectification:ledger_of", args=[world.cycle.pk])

    def fill(numbers: range) -> None:
        made = Issue.objects.bulk_create(
            Issue(
                cycle=world.cycle, organization=world.own.organization, number=number, source="check", told_at=at,
                text=f"问题{number}", state="in_progress", due_on=TODAY,
            )
            for number in numbers
        )  # fmt: skip
        Measure.objects.bulk_create(Measure(issue=one, number=1, text="改", owner="甲", due_on=TODAY) for one in made)

    def asked(**query: str) -> tuple[int, str]:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = office.get(url, query)
        return len(captured), answer.content.decode()

    fill(range(1, 61))
    office.get(url)
    few = [asked()[0], asked(q="问题")[0], asked(sort="-due")[0]]
    fill(range(61, 121))
    assert [asked()[0], asked(q="问题")[0], asked(sort="-due")[0]] == few
    page = asked(page="2")[1]
    assert ("问题51<" in page, "问题50<" in page, "问题101<" in page) == (True, False, False)
    assert asked(whole="yes")[1].count('data-label="问题"') == 120
    sheet = load_workbook(BytesIO(office.get(url, {"download": "xlsx"}).content)).active
    assert sheet is not None
    assert sheet.max_row == 2 + 120
    assert sheet["A1"].value == f"{world.cycle.title}整改台账"
